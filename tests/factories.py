"""Factories of the ground floor; each room has its own beside its tests."""

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from portal.users.models import Membership, Unit, User

#: Twelve characters and more, as the validators ask; only for tests.
PASSWORD = "梧桐-correct-horse-21"


class UserFactory(DjangoModelFactory):
    """An account; `role="investigator"` puts it into that group."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    last_name = "林"
    first_name = factory.Sequence(lambda n: f"某{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get_or_create(name=extracted)[0])


class UnitFactory(DjangoModelFactory):
    """A bureau; traits make it the lead, a township, or discipline inspection."""

    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"县第{n}局")
    short_name = factory.Sequence(lambda n: f"{n}局")

    class Params:
        lead = factory.Trait(name="县住建局", short_name="住建", is_lead=True)
        township = factory.Trait(kind=Unit.Kind.TOWNSHIP)
        discipline = factory.Trait(
            name="县纪委监委", short_name="纪委", kind=Unit.Kind.DISCIPLINE
        )


class MembershipFactory(DjangoModelFactory):
    """Somebody in a unit."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory, role="investigator")
    unit = factory.SubFactory(UnitFactory)

    class Params:
        head = factory.Trait(is_head=True)
        clerk = factory.Trait(is_clerk=True)
        left = factory.Trait(left_on=factory.Faker("past_date"))
