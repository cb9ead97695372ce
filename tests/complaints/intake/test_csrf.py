"""An expired form: nothing is sent, nothing is lost, one more click does it."""

from complaints.cases import Case
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    receipt_in,
    soup,
    token_in,
    typed,
)
from tests.complaints.intake.test_uploads import file


def csrf_in(response):
    return soup(response).select_one('main input[name="csrfmiddlewaretoken"]')["value"]


class ExpiredTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.resident = Resident(enforce_csrf_checks=True)

    def assert_kept_unsent(self, response):
        assert response.status_code == 403
        assert typed(response) == BODY
        assert soup(response).select_one("[role=alert]")
        self.assert_nothing_remains()

    def test_a_wrong_token_sends_nothing_and_keeps_everything(self):
        token = self.resident.open_form()
        response = self.resident.send(
            token,
            csrfmiddlewaretoken="a" * 64,
            topic="sublet",
            estate=self.estate.pk,
            concerns=[self.housing.pk],
            place="3幢",
            attachments=[file("a.png")],
        )
        self.assert_kept_unsent(response)
        page = soup(response)
        chosen = {tag["value"] for tag in page.select("option[selected], [checked]")}
        assert chosen == {"report", "sublet", str(self.estate.pk), str(self.housing.pk)}
        assert page.select_one("#id_place")["value"] == "3幢"
        assert "a.png" in page.select_one("[role=alert]").text

    def test_a_browser_without_the_cookie(self):
        token = self.resident.open_form()
        self.resident.client.cookies.clear()
        response = self.resident.send(token)
        self.assert_kept_unsent(response)
        assert response.cookies["csrftoken"].value

    def test_one_more_click_sends_it(self):
        response = self.resident.send(csrfmiddlewaretoken="a" * 64)
        again = self.resident.send(
            token_in(response),
            csrfmiddlewaretoken=csrf_in(response),
            body=typed(response),
        )
        assert receipt_in(again)
        assert Case.objects.count() == 1

    def test_a_good_token_sends_at_once(self):
        page = self.resident.get("/tips/new/")
        response = self.resident.send(token_in(page), csrfmiddlewaretoken=csrf_in(page))
        assert receipt_in(response)

    def test_a_foreign_page_cannot_plant_its_own_token(self):
        # Whoever made the token could ask for the receipt that belongs to it.
        page = self.resident.get("/tips/new/")
        planted = Resident().open_form()
        response = self.resident.client.post(
            "/tips/new/",
            {
                "kind": "report",
                "body": BODY,
                "token": planted,
                "csrfmiddlewaretoken": csrf_in(page),
            },
            headers={"origin": "https://elsewhere.example"},
        )
        self.assert_kept_unsent(response)
        assert token_in(response) != planted

    def test_a_spent_token_is_not_answered_without_the_check(self):
        page = self.resident.get("/tips/new/")
        token = token_in(page)
        receipt = receipt_in(
            self.resident.send(token, csrfmiddlewaretoken=csrf_in(page))
        )
        response = self.resident.send(token, csrfmiddlewaretoken="a" * 64)
        assert response.status_code == 403
        self.assertNotContains(response, receipt, status_code=403)

    def test_the_mailbox_keeps_what_was_typed(self):
        response = self.resident.enter("1234 5678")
        assert response.status_code == 403
        assert soup(response).select_one("#id_receipt")["value"] == "1234 5678"

    def test_a_letter_is_kept(self):
        receipt = Resident().send_for_receipt()
        page = self.resident.get("/tips/mailbox/")
        self.resident.enter(receipt, csrfmiddlewaretoken=csrf_in(page))
        response = self.resident.write("补充一点情况", csrfmiddlewaretoken="a" * 64)
        assert response.status_code == 403
        assert soup(response).select_one("#id_text").text.strip() == "补充一点情况"
        assert Case.objects.get().messages.count() == 0
