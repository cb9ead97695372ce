"""What one administrator names is told to those who approve, and removed by them."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Site

from disclosures.criticism import CriticismPage
from disclosures.models import Estate, NoticesPage, PublicText
from disclosures.withdrawals import names
from disclosures.withdrawals.removing import remove
from portal.gate.names import ProposedNames
from portal.pages.facts import SiteFacts
from portal.users.models import Unit
from tests.disclosures.factories import EstateFactory, heard
from tests.disclosures.test_moderation import as_user
from tests.disclosures.withdrawals.test_removing import the
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
WORD = "王小明家"


@pytest.fixture
def admin(site):
    return as_user(UserFactory(role="admin", last_name="管", first_name="理员"))


def approve_names():
    """By a second person, as the button does."""
    client = as_user(UserFactory(role="moderator", last_name="审", first_name="核员"))
    for proposal in ProposedNames.objects.all():
        address = reverse("decide_names", args=[proposal.pk])
        data = {"act": "approve", "version": proposal.version}
        assert client.post(address, data).status_code == 302


def names_estate(admin, name):
    estate = EstateFactory(name="东门")
    address = reverse("estates:edit", args=[estate.pk])
    fields = {"name": name, "township": estate.township, "is_active": "on"}
    assert admin.post(address, fields).status_code == 302
    approve_names()
    return estate


def names_unit(admin, name):
    unit = UnitFactory(name="县房管局")
    address = reverse("units:edit", args=[unit.pk])
    fields = {"name": name, "short_name": "房管", "kind": "bureau", "is_active": "on"}
    assert admin.post(address, fields).status_code == 302
    approve_names()
    return unit


def names_sponsor(admin, name):
    site = Site.objects.get()
    address = reverse("wagtailsettings:edit", args=["pages", "sitefacts", site.pk])
    for typed in ("县住建局", name):
        assert admin.post(address, {"sponsor": typed}).status_code == 302
        approve_names()
    return SiteFacts.objects.get()


ACTS = [
    (names_estate, "name", "东门", "/estates/"),
    (names_unit, "name", "县房管局", "/tips/new/"),
    (names_sponsor, "sponsor", "县住建局", "/"),
]


@pytest.mark.parametrize(("act", "field", "before", "path"), ACTS)
class TestChange:
    def test_moderators_read_it_and_exports_follow(
        self, admin, moderator, is_due, act, field, before, path
    ):
        assert not is_due()
        act(admin, WORD)
        assert is_due()
        html = as_user(moderator).get("/admin/published/").content.decode()
        assert f"<del>{before}</del> → {WORD}" in html
        assert "审核员" in html

    def test_it_is_taken_down_at_once(
        self, admin, moderator, act, field, before, path, is_due,
        django_capture_on_commit_callbacks,
    ):  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            thing = act(admin, WORD)
        assert WORD in Client().get(path).content.decode()
        # Header and footer, and a unit that nothing names, are on no page of their own.
        found = Client().get("/search/", {"q": WORD}).context["page"]
        assert bool(found) == (field == "name" and path == "/estates/")
        with django_capture_on_commit_callbacks(execute=True):
            remove(the(thing._meta.model_name, field, thing.pk), user=moderator)
        assert WORD not in Client().get(path).content.decode()
        thing.refresh_from_db()
        assert getattr(thing, field) in {"", f"—{thing.pk}"}
        assert not Client().get("/search/", {"q": WORD}).context["page"]
        kept = str(list(ModelLogEntry.objects.values_list("label", "data")))
        assert WORD not in kept
        assert "含有个人信息" in Client().get("/corrections/").content.decode()
        assert as_user(moderator).get("/admin/published/").status_code == 200


class TestSearch:
    """A page is found by the names that stand on it now, and by no others."""

    def found(self, word):
        return [
            str(page) for page in Client().get("/search/", {"q": word}).context["page"]
        ]

    def test_follows_a_new_name(self, site, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            estate = EstateFactory(name="东门小区")
        assert self.found("东门小区")
        estate.name = "西城家园"
        with django_capture_on_commit_callbacks(execute=True):
            estate.save()
        assert self.found("西城家园")
        assert not self.found("东门小区")

    def test_follows_one_that_is_switched_off(
        self, site, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            estate = EstateFactory(name="东门小区")
        assert self.found("东门小区")
        estate.is_active = False
        with django_capture_on_commit_callbacks(execute=True):
            estate.save()
        assert not self.found("东门小区")


class TestPutRight:
    """What was public for a while and is no more leaves the record, too."""

    @pytest.fixture
    def estate(self, admin):
        estate = names_estate(admin, WORD)
        address = reverse("estates:edit", args=[estate.pk])
        fields = {"name": "东门", "township": estate.township, "is_active": "on"}
        assert admin.post(address, fields).status_code == 302
        approve_names()
        return estate

    @pytest.mark.parametrize("role", ["editor", "moderator"])
    def test_each_line_loses_its_words(self, estate, role):
        client = as_user(UserFactory(role=role))
        changes = client.get("/admin/published/").context["names"]
        named = [one for one in changes if WORD in str(one.fields)]
        assert len(named) == 2
        for one in named:
            address = reverse("forget_name", args=[one.pk])
            html = client.get("/admin/published/").content.decode()
            form = html.partition(f'action="{address}"')[2].partition("</form>")[0]
            assert "csrfmiddlewaretoken" in form
            answer = client.post(address, follow=True)
            assert answer.redirect_chain == [("/admin/published/", 302)]
            assert f'action="{address}"' not in answer.content.decode()
        assert WORD not in answer.content.decode()
        log = ModelLogEntry.objects.values_list("label", "data", "action")
        assert WORD not in str(list(log))
        assert [action for *_said, action in log].count(names.FORGOTTEN) == 2
        assert Estate.objects.get(pk=estate.pk).name == "东门"

    def test_of_its_own_line_alone(self, estate, moderator):
        newest, *others = names.lately()
        as_user(moderator).post(reverse("forget_name", args=[newest.pk]))
        assert [bool(one.fields) for one in names.lately()] == [
            False,
            *[True] * len(others),
        ]

    @pytest.mark.parametrize("role", ["investigator", "admin"])
    def test_by_nobody_else(self, estate, role):
        address = reverse("forget_name", args=[names.lately()[0].pk])
        as_user(UserFactory(role=role)).post(address)
        assert names.lately()[0].fields


class TestNothingChanged:
    def test_is_neither_told_nor_stale(self, site, is_due):
        estate, unit = EstateFactory(), UnitFactory()
        entries = ModelLogEntry.objects.count()
        for thing in (Estate.objects.get(pk=estate.pk), Unit.objects.get(pk=unit.pk)):
            thing.save()
        assert ModelLogEntry.objects.count() == entries
        assert not is_due()


class TestNotice:
    def test_what_it_compares_with_loses_the_name_too(self, site, moderator):
        unit = UnitFactory(name=WORD)
        page = CriticismPage(title="通报", unit=unit, body="<p>x</p>", **heard())
        NoticesPage.objects.get().add_child(instance=page)
        blocks = ["通报", f"{WORD} · 逾期 · 5", WORD]
        PublicText.objects.create(page_id=page.pk, blocks=blocks)
        remove(the("unit", "name", unit.pk), user=moderator)
        assert WORD not in str(PublicText.objects.get(page_id=page.pk).blocks)
