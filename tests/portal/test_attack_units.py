"""An administrator bends the unit table to let somebody read what is not theirs."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.users.models import Unit
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(roles):
    client = Client()
    client.force_login(UserFactory(role="admin"))
    return client


def change(client, unit, **changes):
    fields = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "is_active": "on",
        "fallback": unit.fallback_id or "",
        "way_above": "",
    }
    response = client.post(reverse("units:edit", args=[unit.pk]), fields | changes)
    unit.refresh_from_db()
    return response.status_code == 302


def refuses(unit, field):
    with pytest.raises(ValidationError) as caught:
        unit.full_clean()
    return set(caught.value.message_dict) == {field}


class TestKind:
    def test_a_bureau_with_members_does_not_become_discipline(self, admin):
        bureau = MembershipFactory().unit
        assert not change(admin, bureau, kind=Unit.Kind.DISCIPLINE)
        assert bureau.kind == Unit.Kind.BUREAU

    def test_nor_does_discipline_become_a_bureau(self, admin):
        discipline = MembershipFactory(unit=UnitFactory(discipline=True)).unit
        assert not change(admin, discipline, kind=Unit.Kind.BUREAU)
        assert discipline.is_discipline

    def test_not_even_once_everybody_left(self, admin):
        bureau = MembershipFactory(left=True).unit
        assert not change(admin, bureau, kind=Unit.Kind.DISCIPLINE)

    def test_what_a_plan_named_can_be_put_right_before_anybody_enters(self, admin):
        named = UnitFactory()
        assert change(admin, named, kind=Unit.Kind.DISCIPLINE)

    def test_a_bureau_may_turn_out_to_be_a_township(self, admin):
        bureau = MembershipFactory().unit
        assert change(admin, bureau, kind=Unit.Kind.TOWNSHIP)


class TestTheLevelAbove:
    def test_is_no_bureau(self, admin):
        discipline, bureau = UnitFactory(discipline=True), UnitFactory()
        assert not change(admin, discipline, fallback=bureau.pk)

    def test_stands_above_no_bureau(self, admin):
        discipline, bureau = UnitFactory(discipline=True), UnitFactory()
        assert not change(admin, bureau, fallback=discipline.pk)

    def test_is_not_the_unit_itself(self):
        unit = UnitFactory(discipline=True)
        unit.fallback = unit
        assert refuses(unit, "fallback")

    def test_has_none_above_it(self):
        top = UnitFactory(name="省纪委", kind=Unit.Kind.DISCIPLINE)
        city = UnitFactory(name="市纪委", kind=Unit.Kind.DISCIPLINE, fallback=top)
        county = UnitFactory(discipline=True)
        county.fallback = city
        assert refuses(county, "fallback")
        top.fallback = county
        assert refuses(top, "fallback")

    def test_is_another_discipline_unit(self, admin):
        county = UnitFactory(discipline=True)
        city = UnitFactory(name="市纪委", kind=Unit.Kind.DISCIPLINE)
        assert change(admin, county, fallback=city.pk)
        assert county.fallback == city


class TestName:
    PERSON = "住建局张三13800138000"

    @pytest.mark.parametrize("field", ["name", "short_name", "way_above"])
    def test_a_person_stands_in_none_of_what_readers_see(self, admin, field):
        unit = UnitFactory()
        assert not change(admin, unit, **{field: self.PERSON})
        assert getattr(unit, field) != self.PERSON

    def test_the_form_says_what_it_refuses(self, admin):
        fields = {"name": self.PERSON, "kind": Unit.Kind.BUREAU}
        said = admin.post(reverse("units:add"), fields).context["form"].errors["name"]
        assert "【13800138000】" in str(said)
        assert not Unit.objects.filter(name=self.PERSON).exists()


class TestOwnAccount:
    def test_a_name_in_the_record_is_not_ones_own_to_change(self, roles):
        user = UserFactory(role="investigator")
        client = Client()
        client.force_login(user)
        page = client.get("/admin/account/")
        assert page.status_code == 200
        assert b"name_email-first_name" not in page.content
        assert b"avatar-avatar" not in page.content
        # One zone for all: whoever chose another would read other days.
        assert b"current_time_zone" not in page.content
        client.post(
            "/admin/account/",
            {"name_email-first_name": "书记", "name_email-last_name": "李"},
        )
        before = str(user)
        user.refresh_from_db()
        assert str(user) == before

    def test_nobody_comes_in_without_a_login(self, db):
        answer = Client().get("/admin/account/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")

    def test_language_and_look_can_still_be_set(self, roles):
        user = UserFactory(role="investigator")
        client = Client()
        client.force_login(user)
        answer = client.post(
            "/admin/account/",
            {
                "locale-preferred_language": "en",
                "locale-current_time_zone": "",
                "theme-theme": "dark",
                "theme-density": "default",
                "theme-contrast": "system",
                "theme-keyboard_shortcuts": "",
            },
        )
        assert answer.status_code == 302
        assert user.wagtail_userprofile.preferred_language == "en"
