"""An objection to a finding: which flat it is about, and that it is never closed."""

from complaints.cases import Case
from disclosures.models import Campaign, Estate
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    problems,
    receipt_in,
    soup,
    typed,
)

WORDS = {
    "kind": "declaration",
    "topic": "objection",
    "name": "林某",
    "phone": "00000000001",
}
LINK = "/tips/new/?kind=declaration&topic=objection"


class WhichFlatTests(HouseTestCase):
    def send(self, **fields):
        return self.resident.send(**WORDS | fields)

    def test_estate_and_flat_are_asked_for_and_everything_is_kept(self):
        response = self.send()
        self.assert_refused(response, "estate", "place")
        page = soup(response)
        assert page.select_one("#id_name")["value"] == WORDS["name"]
        assert page.select_one("option[value=objection][selected]")
        for name in ("estate", "place"):
            assert "可不填" not in page.select_one(f'label[for="id_{name}"]').text
        assert "可不填" in page.select_one('label[for="id_topic"]').text

    def test_one_of_them_is_not_enough_nor_is_a_place_of_marks_alone(self):
        self.assert_refused(self.send(estate=self.estate.pk), "place")
        self.assert_refused(self.send(place="3栋501"), "estate")
        self.assert_refused(self.send(estate=self.estate.pk, place="——？"), "place")

    def test_with_both_it_is_taken(self):
        assert receipt_in(self.send(estate=self.estate.pk, place="3栋501"))
        assert Case.objects.get().topic == "objection"

    def test_nothing_that_cannot_be_chosen_is_asked_for(self):
        Estate.objects.all().delete()
        assert receipt_in(self.send(place="3栋501"))

    def test_no_other_declaration_needs_them(self):
        assert receipt_in(self.send(topic="car"))


class ClosedIntakeTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        campaign = Campaign.objects.create(
            title="公租房整治", year=2021, live=True, intake_open=False
        )
        campaign.make_current()

    def send(self, **fields):
        flat = {"estate": self.estate.pk, "place": "3栋501"}
        token = soup(self.resident.client.get(LINK)).select_one("[name=token]")["value"]
        return self.resident.send(token, **WORDS | flat | fields)

    def test_the_link_leads_to_a_form_for_nothing_else(self):
        page = soup(self.resident.client.get(LINK))
        assert [tag["value"] for tag in page.select("[name=kind]")] == ["declaration"]
        assert page.select_one("[name=kind][checked]")
        topics = [tag["value"] for tag in page.select("[name=topic] option")]
        assert topics == ["objection"]
        assert "异议" in page.select_one("h1").text

    def test_it_is_taken(self):
        assert receipt_in(self.send())
        assert Case.objects.get().topic == "objection"

    def test_a_refusal_stays_at_it(self):
        response = self.send(place="")
        self.assert_refused(response, "place")
        assert len(soup(response).select("[name=kind]")) == 1

    def test_nothing_else_is(self):
        for fields in ({"topic": "car"}, {"kind": "report", "topic": "sublet"}):
            response = self.send(**fields)
            assert response.status_code == 422
            assert soup(response).select("[name=kind]") == []
            assert BODY in soup(response).select_one("textarea").text
        self.assert_nothing_remains()
        for query in ("", "?kind=declaration", "?topic=objection"):
            page = self.resident.client.get(f"/tips/new/{query}")
            self.assertNotContains(page, 'name="body"')

    def test_every_page_that_says_so_leads_there_and_to_nothing_closed(self):
        for path in ("/tips/", "/tips/new/"):
            page = soup(self.resident.get(path))
            links = {a["href"] for a in page.select("main a[href]")}
            forms = {link for link in links if "kind=" in link or "new/" in link}
            assert forms == {LINK}, path

    def test_an_open_intake_takes_everything_by_the_same_link(self):
        Campaign.objects.update(intake_open=True)
        page = soup(self.resident.client.get(LINK))
        assert len(page.select("[name=kind]")) == 4
        assert page.select_one("option[value=objection][selected]")
        refused = self.resident.send(body="短")
        assert (problems(refused).keys(), typed(refused)) == ({"id_body"}, "短")
