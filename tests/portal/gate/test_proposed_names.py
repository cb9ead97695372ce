"""Names that an administrator types are public once another person approved them."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from disclosures.models import Estate
from portal.gate.names import ProposedNames
from portal.pages.facts import SiteFacts
from portal.users.models import Unit
from tests.disclosures.factories import EstateFactory
from tests.disclosures.test_moderation import as_user
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "西城家园二期"


@pytest.fixture
def admin(site):
    return UserFactory(role="admin")


def rename(user, estate, name=NEW, **changes):
    fields = {"name": name, "township": estate.township, "is_active": "on"}
    address = reverse("estates:edit", args=[estate.pk])
    return as_user(user).post(address, fields | changes, follow=True)


def decide(user, act="approve", proposal=None):
    proposal = proposal or ProposedNames.objects.get()
    address = reverse("decide_names", args=[proposal.pk])
    data = {"act": act, "version": proposal.version}
    return as_user(user).post(address, data, follow=True)


def shown(path="/estates/"):
    return Client().get(path).content.decode()


class TestEstate:
    @pytest.fixture
    def estate(self, admin):
        estate = EstateFactory(name="西城家园")
        told = rename(admin, estate).content.decode()
        assert "审核人批准后才公开" in told
        return estate

    def test_its_name_waits(self, estate):
        estate.refresh_from_db()
        assert estate.name == "西城家园"
        assert NEW not in shown()

    def test_a_moderator_reads_old_and_new_and_approves(self, estate, moderator):
        home = as_user(moderator).get("/admin/").content.decode()
        assert "#proposed-names" in home
        html = as_user(moderator).get("/admin/published/").content.decode()
        assert f"西城家园 → <strong>{NEW}</strong>" in html
        assert NEW in decide(moderator).content.decode()
        estate.refresh_from_db()
        assert estate.name == NEW
        assert NEW in shown()
        assert not ProposedNames.objects.exists()

    def test_dropped_it_is_gone(self, estate, moderator):
        decide(moderator, "return")
        assert NEW not in shown()
        assert not ProposedNames.objects.exists()

    def test_not_by_whoever_typed_it(self, estate, admin):
        admin.groups.add(*UserFactory(role="moderator").groups.all())
        decide(admin)
        assert ProposedNames.objects.exists()
        assert NEW not in shown()

    @pytest.mark.parametrize("role", ["editor", "inspector", "admin"])
    def test_nor_by_another_role(self, estate, role):
        decide(UserFactory(role=role))
        assert ProposedNames.objects.exists()
        assert NEW not in shown()

    def test_nor_when_another_has_that_name_by_now(self, estate, moderator):
        EstateFactory(name=NEW)
        told = decide(moderator).content.decode()
        assert "messages" in told
        estate.refresh_from_db()
        assert estate.name == "西城家园"
        assert ProposedNames.objects.exists()

    def test_nor_words_that_were_typed_after_it_was_read(
        self, estate, admin, moderator
    ):
        read = ProposedNames.objects.get()
        rename(admin, estate, name="没人看过的名字")
        told = decide(moderator, proposal=read).content.decode()
        assert "请再看一遍" in told
        assert "没人看过的名字" not in shown()
        assert 'name="version"' in told
        decide(moderator)
        assert "没人看过的名字" in shown()

    def test_a_second_change_joins_the_first(self, estate, admin, moderator):
        rename(admin, estate, name="西城家园", township="夏坊乡")
        words = ProposedNames.objects.get().words
        assert words == {"name": NEW, "township": "夏坊乡"}

    def test_taken_off_the_list_at_once_and_back_with_approval(
        self, estate, admin, moderator
    ):
        decide(moderator, "return")
        rename(admin, estate, name="西城家园", is_active="")
        estate.refresh_from_db()
        assert not estate.is_active
        rename(admin, estate, name="西城家园")
        estate.refresh_from_db()
        assert not estate.is_active
        decide(moderator)
        estate.refresh_from_db()
        assert estate.is_active


class TestNew:
    def test_an_estate_is_listed_once_it_is_approved(self, admin, moderator):
        fields = {"name": NEW, "township": "夏坊乡", "is_active": "on"}
        as_user(admin).post(reverse("estates:add"), fields)
        assert not Estate.objects.get(name=NEW).is_active
        assert NEW not in shown()
        decide(moderator)
        assert NEW in shown()

    def test_a_unit_takes_part_once_it_is_approved(self, admin, moderator):
        fields = {"name": NEW, "kind": "bureau", "is_active": "on"}
        fields |= {"short_name": "城建", "way_above": "请打12345。"}
        as_user(admin).post(reverse("units:add"), fields)
        assert NEW not in shown("/tips/new/")
        # Whoever switches it on has read all that readers will see of it.
        html = as_user(moderator).get("/admin/published/").content.decode()
        for word in (NEW, "城建", "请打12345。"):
            assert f"<strong>{word}</strong>" in html
        decide(moderator)
        assert Unit.objects.get(name=NEW).is_active
        assert NEW in shown("/tips/new/")


class TestUnit:
    def test_its_name_waits_and_what_readers_do_not_see_is_saved(
        self, admin, moderator
    ):
        unit = UnitFactory(name="县房管局", short_name="房管")
        fields = {"name": NEW, "short_name": "房管", "kind": "bureau"}
        fields |= {"is_active": "on", "head_signs": "on"}
        as_user(admin).post(reverse("units:edit", args=[unit.pk]), fields)
        unit.refresh_from_db()
        assert (unit.name, unit.head_signs) == ("县房管局", True)
        decide(moderator)
        unit.refresh_from_db()
        assert unit.name == NEW


class TestTwoHands:
    def test_neither_of_two_who_typed_approves(self, site, estate):
        first, second = (UserFactory(role="admin") for _ in range(2))
        for one in (first, second):
            one.groups.add(*UserFactory(role="moderator").groups.all())
        rename(first, estate)
        rename(second, estate, name=estate.name, township="夏坊乡")
        assert ProposedNames.objects.get().words["name"] == NEW
        for one in (first, second):
            decide(one)
            assert ProposedNames.objects.exists()
        decide(UserFactory(role="moderator"))
        estate.refresh_from_db()
        assert (estate.name, estate.township) == (NEW, "夏坊乡")

    @pytest.fixture
    def estate(self):
        return EstateFactory(name="西城家园")


class TestHeaderAndFooter:
    def test_they_wait(self, admin, moderator):
        site = Site.objects.get()
        address = reverse("wagtailsettings:edit", args=["pages", "sitefacts", site.pk])
        facts = {"sponsor": NEW, "identification_code": "3504210001"}
        told = as_user(admin).post(address, facts, follow=True).content.decode()
        assert "审核人批准后才公开" in told
        assert NEW not in shown("/")
        assert "3504210001" not in shown("/")
        decide(moderator)
        assert SiteFacts.objects.get().sponsor == NEW
        assert NEW in shown("/")
        assert "3504210001" in shown("/")


class TestOutsideTheAdmin:
    def test_commands_and_imports_write_at_once(self, site):
        estate = EstateFactory(name="西城家园")
        estate.name = NEW
        estate.save()
        estate.refresh_from_db()
        assert estate.name == NEW
