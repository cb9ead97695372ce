"""The form before it is sent."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from complaints.cases import Case
from complaints.topics import TOPICS, Kind
from complaints.workflow import deadline_of
from disclosures.models import Campaign, Channel, Estate
from portal.users.models import Unit
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    problems,
    soup,
    token_in,
)
from tests.factories import UnitFactory

NAMES = {
    "kind",
    "topic",
    "concerns",
    "estate",
    "place",
    "body",
    "attachments",
    "name",
    "phone",
    "changed_since",
    "may_publish",
    "website",
    "token",
}
PAGES = (
    "/tips/",
    "/tips/new/",
    "/tips/mailbox/",
    "/tips/mailbox/closed/",
)


class TheFormTests(TestCase):
    def setUp(self):
        UnitFactory(name="县住建局")
        self.page = soup(Resident().get("/tips/new/"))

    def test_has_the_agreed_field_names(self):
        form = self.page.select_one('form[enctype="multipart/form-data"]')
        names = {tag["name"] for tag in form.select("[name]")}
        assert names - {"csrfmiddlewaretoken"} == NAMES

    def test_sends_with_its_last_submit_button(self):
        form = self.page.select_one('form[enctype="multipart/form-data"]')
        assert len(form.select('button[type="submit"]')) == 1

    def test_has_a_group_of_topics_for_each_kind(self):
        for kind, topics in TOPICS.items():
            group = self.page.select_one(f"select#id_topic optgroup#topics-{kind}")
            values = [option["value"] for option in group.select("option")]
            assert values == list(topics)

    def test_every_field_has_a_label(self):
        form = self.page.select_one('form[enctype="multipart/form-data"]')
        labelled = {label["for"] for label in form.select("label[for]")}
        fields = form.select("select, textarea, input:not([type=hidden])")
        assert {field["id"] for field in fields} - labelled == set()

    def test_nothing_is_inline(self):
        assert self.page.select("script:not([src]), style, [style]") == []


class ChoicesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.east = Estate.objects.create(name="东门小区", township="城关镇")
        Estate.objects.create(name="旧楼", township="城关镇", is_active=False)
        UnitFactory(name="县民政局")
        UnitFactory(name="已撤销的局", is_active=False)

    def test_estates_stand_under_their_township(self):
        page = soup(Resident().get("/tips/new/"))
        group = page.select_one('#id_estate optgroup[label="城关镇"]')
        assert [o.text for o in group.select("option")] == ["东门小区"]

    def test_an_estate_can_be_chosen_by_address(self):
        page = soup(Resident().get("/tips/new/", estate=self.east.pk))
        chosen = page.select_one("#id_estate option[selected]")
        assert chosen["value"] == str(self.east.pk)

    def test_an_unknown_estate_in_the_address_is_no_error(self):
        for value in ("999", "x", "1'--", "", "²"):
            response = Resident().get("/tips/new/", estate=value)
            assert response.status_code == 200, value

    def test_only_active_units_can_be_named(self):
        page = soup(Resident().get("/tips/new/"))
        field = page.select_one("fieldset#id_concerns")
        assert "县民政局" in field.text
        assert "已撤销的局" not in field.text

    def test_the_number_of_queries_is_independent_of_the_choices(self):
        Resident().get("/tips/new/")
        with CaptureQueriesContext(connection) as few:
            Resident().get("/tips/new/")
        for n in range(10):
            Estate.objects.create(name=f"小区{n}", township=f"镇{n % 3}")
            UnitFactory()
        with self.assertNumQueries(len(few)):
            Resident().get("/tips/new/")


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en", "/elder"])
@pytest.mark.parametrize("path", PAGES)
class TestEveryPage:
    def test_stores_nothing_and_sets_no_cookie_but_the_csrf_one(self, prefix, path):
        resident = Resident(prefix)
        response = resident.get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert set(response.cookies) <= {"csrftoken"}
        for cookie in response.cookies.values():
            assert not cookie["max-age"]
            assert not cookie["expires"]

    def test_offers_to_leave_quickly(self, prefix, path):
        assert soup(Resident(prefix).get(path)).select(".quick-exit")

    def test_has_a_neutral_title(self, prefix, path):
        title = soup(Resident(prefix).get(path)).title.text.split(" - ")[0]
        for word in ("举报", "反映", "投诉", "线索", "report", "tip", "complain"):
            assert word not in title.lower()

    def test_links_stay_in_the_variant(self, prefix, path):
        links = soup(Resident(prefix).get(path)).select("main a[href], main form")
        own = [tag.get("href") or tag.get("action") for tag in links]
        assert all(a.startswith(f"{prefix}/tips/") for a in own if "/tips/" in a)

    def test_asks_nobody_else(self, prefix, path):
        page = soup(Resident(prefix).get(path))
        loaded = [
            tag.get("src") or tag.get("href") for tag in page.select("[src], link")
        ]
        assert not [a for a in loaded if a.startswith(("http:", "https:", "//"))]


class EnglishTests(TestCase):
    def test_the_same_form_in_english(self):
        page = soup(Resident("/en").get("/tips/new/"))
        assert page.html["lang"] == "en"
        assert "What happened" in page.text


class TokenTests(TestCase):
    def test_each_form_has_its_own(self):
        resident = Resident()
        assert resident.open_form() != resident.open_form()

    def test_is_kept_while_the_form_comes_back(self):
        resident = Resident()
        token = resident.open_form()
        response = resident.send(token, body="短")
        assert response.status_code == 422
        assert token_in(response) == token

    def test_one_that_is_none_of_ours_is_replaced_and_the_text_kept(self):
        resident = Resident()
        for forged in ("x", "A" * 42, "A" * 44, "é" * 43, "A" * 42 + "\n"):
            response = resident.send(forged)
            assert response.status_code == 422, forged
            assert token_in(response) != forged
            assert BODY in response.content.decode()

    def test_a_missing_one_is_replaced_and_the_text_kept(self):
        response = Resident().client.post(
            "/tips/new/", {"kind": "report", "body": BODY}
        )
        assert response.status_code == 422
        assert len(token_in(response)) == 43
        assert BODY in response.content.decode()


class ClosedIntakeTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        campaign = Campaign.objects.create(title="公租房整治", year=2021, live=True)
        campaign.make_current()
        Channel.objects.create(
            campaign=campaign, kind="phone", name="监督电话", value="0598-2222222"
        )
        self.campaign = campaign

    def close(self):
        Campaign.objects.filter(pk=self.campaign.pk).update(intake_open=False)

    def test_points_to_the_standing_channels(self):
        self.close()
        response = self.resident.get("/tips/new/")
        assert response.status_code == 200
        self.assertContains(response, "0598-2222222")
        self.assertNotContains(response, 'name="body"')

    def test_a_form_opened_before_keeps_its_text(self):
        token = self.resident.open_form()
        self.close()
        response = self.resident.send(token)
        assert response.status_code == 422
        assert BODY in soup(response).select_one("textarea").text
        self.assert_nothing_remains()

    def test_mailboxes_stay_open(self):
        receipt = self.resident.send_for_receipt()
        self.close()
        assert self.resident.enter(receipt).status_code == 303
        self.assertContains(self.resident.mailbox(), BODY)


class NotTakenTests(HouseTestCase):
    def test_shows_the_way_to_the_level_above(self):
        Unit.objects.filter(pk=self.discipline.pk).update(way_above="市纪委 0598-12388")
        response = self.resident.send(concerns=[self.discipline.pk])
        self.assert_refused(response, "concerns_0")
        self.assertContains(response, "市纪委 0598-12388", status_code=422)

    def test_without_a_way_it_names_the_national_number(self):
        response = self.resident.send(kind=Kind.OFFICIAL, concerns=[self.discipline.pk])
        self.assertContains(response, "12388", status_code=422)
        assert problems(response)


class ADeclarationTests(HouseTestCase):
    WORDS = {"kind": "declaration", "name": "林某", "phone": "00000000001"}

    def test_the_form_says_first_what_follows(self):
        page = soup(self.resident.get("/tips/new/", kind="declaration"))
        chosen = page.select_one('[name="kind"][checked]')
        assert chosen["value"] == "declaration"
        parts = page.select('[data-only-for="declaration"]')
        assert [bool(part.select("[name]")) for part in parts] == [False, True, False]
        # Where a report may go without them, a declaration is told that it may not.
        assert parts[2].find_parent("details").select("[name=phone]")
        before = [tag.get("name") for tag in parts[0].find_all_previous("input")]
        assert "kind" in before
        assert page.select_one("textarea") in parts[0].find_all_next("textarea")

    def test_since_when_is_sealed_and_shown_again(self):
        receipt = self.resident.send_for_receipt(
            **self.WORDS, topic="income", changed_since="今年七月前后"
        )
        case = Case.objects.get()
        assert case.envelope.values.filter(field="changed_since").count() == 1
        self.resident.enter(receipt)
        assert "今年七月前后" in self.resident.mailbox().content.decode()
        assert deadline_of(case).policy.matter == "declaration"

    def test_nothing_more_is_needed_than_before(self):
        assert self.resident.send(**self.WORDS).status_code == 200

    def test_of_other_kinds_it_is_not_kept_however_long(self):
        answer = self.resident.send(changed_since="很久以前" * 40)
        assert answer.status_code == 200
        assert (
            not Case.objects.get()
            .envelope.values.filter(field="changed_since")
            .exists()
        )
