"""Requests for assistance as pages: the wall, the record, files, lists, the panel."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from complaints import workflow
from complaints.assistance import urls
from complaints.assistance.forms import AskForm, shared_words
from complaints.cases import AccessRecord, AssistanceRequest, Case
from complaints.cases import State as CaseState
from complaints.casework.panels import todo
from complaints.retention.rules import kept_back
from complaints.vault import storage
from complaints.vault.keyring import COOKIE
from portal.workdays import clock
from portal.workdays.clock import today
from tests.complaints.casework.factories import BODY, CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_unit, sign_in
from tests.portal.cleaning.samples import TRACE, picture

QUESTION = "请核实林某名下有无房产登记。"
ESTATE = "东门小区"


def kept_files():
    """Every sealed file on the disk; the folder comes with the first of them."""
    return set(storage.root().rglob("*")) if storage.root().exists() else set()


class PagesTest(CaseworkTestCase):
    """Housing asks civil affairs about a case that a third bureau knows nothing of."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.third, cls.outsider, _ring = keyed_unit(name="县公安局")

    def case(self, **facts):
        case = filed(place="三栋二单元301", **facts)
        workflow.accept(case, actor=self.user)
        return case

    def asked(self, case=None, **given):
        case = case or self.case()
        given = {
            "question": QUESTION,
            "due_on": today() + timedelta(days=10),
            "to_unit": self.civil,
        } | given
        return workflow.assist(
            case, actor=self.user, box=self.ring.open(case.envelope), **given
        )

    def page(self, name, request, *more):
        return reverse(f"requests:{name}", args=[request.number, *more])


class TheWall(PagesTest):
    def test_the_asked_unit_learns_nothing_of_the_case(self):
        case = self.case()
        request = self.asked(case)
        sign_in(self.client, self.stranger)
        pages = [
            self.client.get(reverse("requests:index")),
            self.client.get(reverse("requests:index") + "?of=ours&ended=on"),
            self.client.get(reverse("requests:index") + "?of=all"),
            self.client.get(self.page("request", request)),
            self.client.get("/admin/"),
        ]
        # Every step goes through once, and is as silent.
        for name, data in (
            ("withdraw", {}),
            ("return", {"reason": ""}),
            ("answer", {"text": ""}),
            ("answer", {"text": "名下有一套。"}),
        ):
            pages.append(self.client.post(self.page(name, request), data, follow=True))
        told = (case.number, BODY, "三栋", "sublet", case.get_topic_display())
        for page in pages:
            text = re.sub(r"csrf\S+", "", page.content.decode())
            for word in told:
                assert word not in text, page.request["PATH_INFO"]
        assert self.client.get(f"/admin/cases/{case.number}/").status_code == 404
        assert self.client.get(f"/admin/cases/{case.number}/requests/new/").status_code
        request.refresh_from_db()
        assert request.state == AssistanceRequest.State.ANSWERED

    def test_others_find_nothing_at_any_address(self):
        request = self.asked()
        for user in (self.outsider, None):
            self.client.logout()
            if user:
                sign_in(self.client, user)
            for pattern in urls.urlpatterns:
                more = [1] if pattern.name == "file" else []
                if pattern.name == "index":
                    continue
                address = self.page(pattern.name, request, *more)
                for answer in (
                    self.client.get(address),
                    self.client.post(address, {"text": "x", "reason": "x"}),
                ):
                    assert answer.status_code in {302, 404, 405}
                    if answer.status_code == 302:
                        assert "/login/" in answer["Location"]
        assert not AccessRecord.objects.exists()
        request.refresh_from_db()
        assert request.is_open

    def test_whoever_stands_back_finds_it_no_more(self):
        request = self.asked()
        sign_in(self.client, self.stranger)
        answer = self.client.post(self.page("recuse", request))
        assert answer["Location"] == reverse("requests:index")
        assert self.client.get(self.page("request", request)).status_code == 404
        assert not self.client.get(reverse("requests:index")).context["listing"].rows
        assert todo(self.stranger) == []

    def test_a_withdrawn_request_is_closed_to_the_asked_unit(self):
        request = self.asked()
        sign_in(self.client, self.user)
        self.client.post(self.page("withdraw", request))
        assert (
            QUESTION in self.client.get(self.page("request", request)).content.decode()
        )
        sign_in(self.client, self.stranger)
        page = self.client.get(self.page("request", request))
        self.assertTemplateUsed(page, "assistance/shut.html")
        self.assertNotContains(page, QUESTION)
        assert self.client.get(self.page("file", request, 1)).status_code == 404

    def test_a_member_without_the_asking_unit_cannot_withdraw(self):
        request = self.asked()
        sign_in(self.client, self.stranger)
        assert self.client.post(self.page("withdraw", request)).status_code == 404
        sign_in(self.client, self.inspector)
        assert self.client.post(self.page("withdraw", request)).status_code == 422

    def test_every_reading_is_on_record_first(self):
        request = self.asked()
        for user in (self.stranger, self.user):
            sign_in(self.client, user)
            self.client.get(self.page("request", request))
        reads = AccessRecord.objects.filter(request=request).order_by("pk")
        assert [(r.user, r.what, r.case) for r in reads] == [
            (self.stranger, "request", request.case),
            (self.user, "request", request.case),
        ]
        sign_in(self.client, self.inspector)
        page = self.client.get(f"/admin/oversight/{request.case.number}/")
        self.assertContains(page, request.number, count=2)

    def test_a_locked_key_opens_nothing_and_keeps_what_was_typed(self):
        request = self.asked()
        sign_in(self.client, self.stranger)
        del self.client.cookies[COOKIE]
        page = self.client.get(self.page("request", request))
        self.assertNotContains(page, QUESTION, status_code=403)
        for name, field in (("answer", "text"), ("return", "reason")):
            page = self.client.post(self.page(name, request), {field: "写了一小时"})
            self.assertContains(page, "写了一小时", status_code=403)
        assert not AccessRecord.objects.exists()


class Working(PagesTest):
    def ask(self, case, **data):
        data = {
            "version": case.version,
            "to_unit": self.civil.pk,
            "question": QUESTION,
            "due_on": (today() + timedelta(days=10)).isoformat(),
        } | data
        return self.client.post(reverse("cases:ask", args=[case.number]), data)

    def test_asked_and_answered_with_files(self):
        case = self.case()
        sign_in(self.client, self.user)
        form = self.client.get(reverse("cases:ask", args=[case.number]))
        assert form.context["form"].initial["due_on"] > today()
        before = kept_files()
        deed = SimpleUploadedFile("委托函.txt", picture())
        assert self.ask(case, attachments=[deed]).status_code == 302
        request = AssistanceRequest.objects.get()
        sign_in(self.client, self.stranger)
        page = self.client.get(self.page("request", request))
        self.assertContains(page, "委托函.jpg")
        self.assertCleaned(self.client.get(self.page("file", request, 1)))
        extract = SimpleUploadedFile("登记.jpg", picture())
        self.client.post(
            self.page("answer", request), {"text": "有一套。", "attachments": [extract]}
        )
        sign_in(self.client, self.user)
        file = self.client.get(reverse("cases:file", args=[case.number]))
        self.assertContains(file, request.number)
        assert file.context["requests"][0][0].is_news
        page = self.client.get(self.page("request", request))
        self.assertContains(page, "有一套。")
        self.assertCleaned(self.client.get(self.page("file", request, 2)))
        # Of what came nothing is kept.
        assert len(kept_files() - before) == 2
        assert AccessRecord.objects.filter(request=request, number=2).count() == 1
        file = self.client.get(reverse("cases:file", args=[case.number]))
        assert not file.context["requests"][0][0].is_news

    def assertCleaned(self, sent):
        content = b"".join(sent.streaming_content)
        assert content.startswith(b"\xff\xd8")
        assert TRACE.encode() not in content

    def test_a_file_that_cannot_be_cleaned_crosses_neither_way(self):
        case = self.case()
        request = self.asked(case)
        before = kept_files()
        sign_in(self.client, self.user)
        note = SimpleUploadedFile("委托函.txt", b"letter")
        asking = self.ask(case, attachments=[note])
        sign_in(self.client, self.stranger)
        note = SimpleUploadedFile("登记.txt", b"deed")
        data = {"text": "有一套。", "attachments": [note]}
        answering = self.client.post(self.page("answer", request), data)
        for page, name, form, typed in (
            (asking, "委托函.txt", "form", QUESTION),
            (answering, "登记.txt", "answer_form", "有一套。"),
        ):
            self.assertContains(page, typed, status_code=422)
            with self.subTest(name=name):
                [error] = page.context[form].errors["attachments"]
                assert error.startswith(f"“{name}”没有发出")
        request.refresh_from_db()
        assert request.is_open
        assert not request.attachments.exists()
        assert AssistanceRequest.objects.count() == 1
        assert kept_files() == before

    def test_the_name_of_a_file_is_looked_at_like_the_question(self):
        case = self.case()
        sign_in(self.client, self.user)
        for name in (
            f"{case.number.lower()} 委托函.jpg",
            f"{case.number.replace('-', '_')}.jpg",
            f"{case.number.replace('-', '－')}.jpg",
        ):
            deed = SimpleUploadedFile(name, picture())
            page = self.ask(case, attachments=[deed], sure="on")
            assert page.status_code == 422
            [error] = page.context["form"].errors["attachments"]
            assert name in error
        deed = SimpleUploadedFile(f"{BODY[:12]}.jpg", picture())
        page = self.ask(case, attachments=[deed])
        assert len(page.context["form"].warnings) == 1
        assert not AssistanceRequest.objects.exists()

    def test_an_answer_stays_news_until_the_unit_with_the_case_looks(self):
        request = self.asked()
        box = self.foreign_ring.open(request.envelope)
        workflow.answer_request(request, actor=self.stranger, box=box, text="有。")
        for user, is_news in (
            (self.inspector, True),
            (self.stranger, True),
            (self.user, False),
        ):
            sign_in(self.client, user)
            page = self.client.get(self.page("request", request))
            self.assertContains(page, "有。")
            request.refresh_from_db()
            assert request.is_news is is_news
            waits = any(request.number in line.words for line in todo(self.user))
            assert waits is is_news
            case = Case.objects.get(pk=request.case_id)
            case.state, case.is_unread = CaseState.CONCLUDED, False
            assert kept_back(case) == ("news" if is_news else "")

    def test_what_may_give_the_tip_away_is_said_once(self):
        case = self.case()
        sign_in(self.client, self.user)
        answer = self.ask(case, question=f"请核实：{BODY}")
        assert len(answer.context["form"].warnings) == 1
        self.assertContains(answer, f"“{BODY[:12]}”", status_code=422)
        self.assertContains(answer, 'name="sure"', status_code=422)
        late = (case.due_on + timedelta(days=1)).isoformat()
        answer = self.ask(case, due_on=late)
        assert answer.status_code == 422
        assert len(answer.context["form"].warnings) == 1
        assert not AssistanceRequest.objects.exists()
        assert self.ask(case, due_on=late, sure="on").status_code == 302

    def test_what_cannot_be_sent_keeps_the_words_and_names_the_files(self):
        case = self.case()
        sign_in(self.client, self.user)
        before = kept_files()
        for wrong in (
            {"question": f"{QUESTION} {case.number}", "sure": "on"},
            {"due_on": today().isoformat()},
            {"due_on": "2999-01-01", "sure": "on"},
            {"to_unit": self.housing.pk},
            {"version": case.version + 1},
        ):
            with self.subTest(wrong=wrong):
                deed = SimpleUploadedFile("委托函.txt", b"letter")
                answer = self.ask(case, attachments=[deed], **wrong)
                self.assertContains(answer, QUESTION, status_code=422)
                if "version" not in wrong:
                    self.assertContains(answer, "委托函.txt", status_code=422)
        assert not AssistanceRequest.objects.exists()
        assert kept_files() == before

    def test_a_post_from_elsewhere_is_refused(self):
        client = self.client_class(enforce_csrf_checks=True)
        request = self.asked()
        sign_in(self.client, self.stranger)
        client.cookies = self.client.cookies
        answer = client.post(self.page("answer", request), {"text": "代答"})
        self.assertContains(answer, "代答", status_code=403)
        request.refresh_from_db()
        assert request.is_open

    def test_a_question_from_elsewhere_leaves_no_read_behind(self):
        client = self.client_class(enforce_csrf_checks=True)
        case = self.case()
        sign_in(self.client, self.user)
        client.cookies = self.client.cookies
        address = reverse("cases:ask", args=[case.number])
        answer = client.post(address, {"question": QUESTION})
        self.assertContains(answer, QUESTION, status_code=403)
        assert not AccessRecord.objects.exists()

    def test_the_panel_of_both_sides_and_of_discipline(self):
        request = self.asked()
        with translation.override("en"):
            waiting = [line.words for line in todo(self.stranger)]
            assert waiting == [
                f"{request.number} of {self.housing} waits for your answer:"
                " 10 days left."
            ]
            with clock.on(request.due_on + timedelta(days=2)):
                assert todo(self.stranger)[0].is_late
                assert any("has not answered" in x.words for x in todo(self.user))
                assert any("between units" in x.words for x in todo(self.inspector))
            box = self.foreign_ring.open(request.envelope)
            workflow.answer_request(request, actor=self.stranger, box=box, text="有。")
            assert any("has replied" in line.words for line in todo(self.user))
            assert todo(self.stranger) == []

    def test_lists_cost_the_same_at_any_length(self):
        for user in (self.stranger, self.inspector):
            sign_in(self.client, user)
            address = reverse("requests:index") + "?of=all&ended=on"
            counts = []
            for _round in range(2):
                self.asked()
                self.asked()
                self.client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    page = self.client.get(address)
                counts.append(len(queries))
            assert counts[0] == counts[1]
            assert page.context["listing"].rows
        assert len(page.context["listing"].tabs) == 3

    def test_the_file_costs_the_same_with_more_requests(self):
        case = self.case()
        sign_in(self.client, self.user)
        address = reverse("cases:file", args=[case.number])
        self.asked(case)
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        for _more in range(3):
            self.asked(Case.objects.get(pk=case.pk))
        with CaptureQueriesContext(connection) as many:
            self.client.get(address)
        assert len(few) == len(many)


class TestSharedWords:
    def test_only_a_long_stretch_counts(self):
        assert shared_words("请核实三栋二单元", BODY) == ""
        assert shared_words(f"请核实 {BODY[:6]} {BODY[6:]}", BODY) == BODY[:12]
        assert shared_words("", "") == ""
        assert "question" in AskForm.base_fields
