"""Writing from the mailbox: letters, and asking for another look."""

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import workflow
from complaints.cases import Case, Outcome, State
from tests.complaints.intake.house import (
    MailboxTestCase,
    problems,
    sealed_files,
    soup,
    token_in,
)


class LetterTests(MailboxTestCase):
    def setUp(self):
        super().setUp()
        self.open()

    def texts(self):
        return list(self.staff()["box"].open_all("message").values())

    def test_reaches_the_unit_with_its_files(self):
        file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7\n123")
        response = self.resident.write("补充合同一份。", attachments=[file])
        assert response.status_code == 303
        assert self.texts() == ["补充合同一份。"]
        box = self.staff()["box"]
        assert b"".join(box.open_file(2)) == b"%PDF-1.7\n123"
        assert box.open_all("file_name")[2] == "合同.pdf"
        self.assertContains(self.resident.mailbox(), "合同.pdf")

    def test_sent_twice_arrives_once(self):
        token = token_in(self.resident.mailbox(), action="letter")
        for _time in range(2):
            assert self.resident.write("一封信", token=token).status_code == 303
        assert self.texts() == ["一封信"]

    def test_sent_again_with_another_text_the_first_is_kept(self):
        token = token_in(self.resident.mailbox(), action="letter")
        self.resident.write("第一封", token=token)
        before = sealed_files()
        file = SimpleUploadedFile("b.txt", b"b")
        response = self.resident.write("第二封", token=token, attachments=[file])
        self.assertContains(response, "notice--warn")
        assert self.texts() == ["第一封"]
        assert sealed_files() == before

    def assert_refused(self, response, field="id_text", text=""):
        assert response.status_code == 422
        assert set(problems(response)) == {field}
        assert soup(response).select_one("textarea#id_text").text.strip() == text
        self.assert_nothing_remains()

    def test_an_empty_one(self):
        self.assert_refused(self.resident.write("  "))

    def test_one_too_long(self):
        text = "字" * 20_001
        self.assert_refused(self.resident.write(text), text=text)

    def test_null_bytes(self):
        self.assert_refused(self.resident.write("a\x00b"), text="ab")

    def test_an_empty_file(self):
        response = self.resident.write(
            "信", attachments=[SimpleUploadedFile("空", b"")]
        )
        self.assert_refused(response, "id_attachments", "信")
        self.assertContains(response, "空", status_code=422)

    def test_one_written_while_the_mailbox_closed_is_kept(self):
        token = token_in(self.resident.mailbox(), action="letter")
        self.resident.client.cookies.pop("mailbox")
        data = {"text": "写了很久的一封信", "token": token}
        response = self.resident.client.post("/tips/mailbox/letter/", data)
        assert response.status_code == 403
        kept = soup(response).select_one("textarea#id_text").text.strip()
        assert kept == "写了很久的一封信"
        self.assert_nothing_remains()
        again = self.resident.enter(self.receipt, text=kept)
        assert again.status_code == 303
        assert again.cookies["mailbox"].value
        self.assertContains(self.resident.mailbox(), "写了很久的一封信")
        self.resident.write(kept)
        assert self.texts() == [kept]

    def test_makes_the_case_unread(self):
        Case.objects.update(is_unread=False)
        self.resident.write("一封信")
        assert Case.objects.get().is_unread


class ReopeningTests(MailboxTestCase):
    def reopen(self, reason="调查时没有去看现场，请再查一次。"):
        page = self.resident.mailbox()
        data = {"reason": reason, "token": token_in(page, action="reopen")}
        return self.resident.client.post("/tips/mailbox/reopen/", data)

    def test_is_offered_only_after_the_end(self):
        assert not soup(self.open()).select('form[action$="reopen/"]')
        token = token_in(self.resident.mailbox(), action="letter")
        data = {"reason": "还没有办结就想重新办理", "token": token}
        response = self.resident.client.post("/tips/mailbox/reopen/", data)
        assert response.status_code == 422
        assert Case.objects.get().state == State.RECEIVED

    def test_works_once(self):
        self.conclude()
        self.open()
        assert self.reopen().status_code == 303
        assert Case.objects.get().state == State.REOPENED
        self.case.refresh_from_db()
        workflow.investigate(self.case, actor=self.officer)
        workflow.conclude(
            self.case,
            outcome=Outcome.UNSUBSTANTIATED,
            answer="再次核查，未发现。",
            measures="",
            **self.staff(),
        )
        page = soup(self.resident.mailbox())
        assert not page.select('form[action$="reopen/"]')
        outcomes = [o.text for o in page.select(".answer__outcome")]
        assert str(Outcome.SUBSTANTIATED.label) in outcomes[0]
        assert str(Outcome.UNSUBSTANTIATED.label) in outcomes[1]

    def test_a_reason_too_short_is_kept(self):
        self.conclude()
        self.open()
        response = self.reopen("不服")
        assert response.status_code == 422
        page = soup(response)
        assert (
            page.select_one("details[open] textarea#id_reason").text.strip() == "不服"
        )
        assert set(problems(response)) == {"id_reason"}
