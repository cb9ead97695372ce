"""Retention: who is told, what is destroyed, what stays, what holds it back."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, CallRequest, Case, CaseEvent
from complaints.casework.panels import todo
from complaints.intake import session
from complaints.leaves import check
from complaints.retention.rules import WARN_DAYS, kept_back
from complaints.vault import checks, storage
from complaints.vault.keyring import NotEntitled
from complaints.vault.mailbox import NoSuchReceipt, SenderSession, SessionOver
from complaints.vault.models import Envelope, SealedFile, SealedValue, Wrap
from portal.users.roles import sync_roles
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest
from tests.complaints.retention import DAYS, Kept
from tests.complaints.vault.factories import sign_in


class Destroying(Kept, HouseTest):
    def test_told_before_then_destroyed_then_nothing_more_to_do(self):
        case = self.ended()
        assert self.run_on(DAYS - WARN_DAYS - 1).announced == 0
        assert self.run_on(DAYS - WARN_DAYS).announced == 1
        case.refresh_from_db()
        assert case.destroy_on == DAY + timedelta(days=DAYS)
        assert self.run_on(DAYS - 1).destroyed == 0
        assert self.run_on(DAYS).destroyed == 1
        again = self.run_on(DAYS)
        assert (again.announced, again.destroyed, again.taken_back) == (0, 0, 0)

    def test_both_sides_read_it_beforehand(self):
        case = self.ended()
        day = DAY + timedelta(days=DAYS)
        self.run_on(DAYS - WARN_DAYS)
        sync_roles()
        sender, staff = Client(), Client()
        sender.cookies[session.NAME] = SenderSession.seal(self.box(None, case))
        said = f"{day.year}年{day.month}月{day.day}日"
        self.assertContains(
            sender.get("/tips/mailbox/"), f"{said} 起这里的内容全部销毁"
        )
        sign_in(staff, self.member)
        file = staff.get(reverse("cases:file", args=[case.number]))
        self.assertContains(file, f"将于 {said} 销毁")
        page = staff.get("/admin/retention/")
        assert [one for one, _headline in page.context["rows"]] == [case]
        self.assertContains(page, said)
        (line,) = todo(self.member)
        assert said in line.words
        assert line.url == "/admin/retention/"
        assert todo(self.civilian) == []

    def test_the_list_of_cases_always_leads_there(self):
        sync_roles()
        link, staff = 'href="/admin/retention/"', Client()
        for user in (self.member, self.inspector):
            sign_in(staff, user)
            self.assertContains(staff.get(reverse("cases:index")), link)
        sign_in(staff, self.clerk)
        page = staff.get(reverse("cases:index"))
        self.assertNotContains(page, link, status_code=403)

    def test_a_run_that_was_missed_still_gives_everybody_time(self):
        case = self.ended()
        late = 3 * DAYS
        assert self.run_on(late).destroyed == 0
        case.refresh_from_db()
        assert case.destroy_on == DAY + timedelta(days=late + WARN_DAYS)

    def test_nothing_of_the_content_is_left(self):
        with self.captureOnCommitCallbacks(execute=True):
            case = self.destroyed()
        self.file()
        envelopes = {case.envelope_id, case.requests.get().envelope_id}
        for model in (Wrap, SealedValue, SealedFile):
            assert not model.objects.filter(envelope__in=envelopes).exists()
        assert case.place_index == ""
        assert case.estate is case.assignee is None
        assert not case.messages.exists()
        assert not case.attachments.exists()
        envelope = Envelope.objects.get(pk=case.envelope_id)
        assert envelope.destroyed_on
        assert envelope.receipt_wrap is envelope.receipt_lookup is None
        faults = [fault for fault in checks.faults() if "no row" not in fault]
        assert faults == []
        Wrap.objects.filter(pk=Wrap.objects.first().pk).update(envelope=envelope)
        assert any("not all of it" in fault for fault in checks.faults())

    def test_no_key_and_no_receipt_opens_it(self):
        case = self.ended()
        cookie = SenderSession.seal(self.box(None, case))
        self.run_on(DAYS - WARN_DAYS)
        self.run_on(DAYS)
        with pytest.raises(NotEntitled):
            self.box(self.inspector, case)
        with pytest.raises(NoSuchReceipt):
            self.box(None, case)
        with pytest.raises(SessionOver):
            SenderSession.open(cookie)

    def test_counts_and_log_stay_but_the_leaf_is_parted_from_its_event(self):
        case = self.ended()
        before = {e.sequence: (e.name, e.leaf) for e in case.events.all()}
        AccessRecord.objects.create(case=case, user=self.member, what="case")
        self.run_on(DAYS - WARN_DAYS)
        self.run_on(DAYS)
        case.refresh_from_db()
        assert (case.state, case.outcome, case.kind) == (
            "concluded",
            "substantiated",
            "report",
        )
        assert case.reads.count() == 1
        events = list(case.events.all())
        for event in events[:-1]:
            assert (event.name, event.leaf) == before[event.sequence]
        assert events[-1].name == "destroy"
        assert not any(event.nonce or check(event) for event in events)

    def test_nothing_can_be_done_with_it_any_more(self):
        case = self.destroyed()
        for user in (self.member, self.head, self.inspector, None):
            assert workflow.available(case, user) == []

    def test_only_a_destroyed_case_forgets_its_nonces(self):
        case = self.ended()
        with pytest.raises(TypeError):
            CaseEvent.objects.forget_nonces(case)
        with pytest.raises(TypeError):
            CaseEvent.objects.filter(case=case).update(nonce=b"")
        with pytest.raises(workflow.Refused):
            workflow.destroy(self.in_state("accepted"))

    def test_the_command_prints_numbers_alone_and_changes_nothing_when_dry(self):
        case = self.ended()
        out = io.StringIO()
        with clock.on(DAY + timedelta(days=DAYS)):
            call_command("retention", "--dry-run", stdout=out)
            call_command("retention", "--dry-run", stdout=out)
        assert out.getvalue() == "announced 1, taken back 0, destroyed 0\n" * 2
        assert case.number not in out.getvalue()
        case.refresh_from_db()
        assert case.destroy_on is None

    def test_every_row_about_a_case_is_destroyed_or_kept_on_purpose(self):
        """A new paper of the case must be thought of here, and in `destroy`."""
        about = {
            f.related_model.__name__
            for f in Case._meta.get_fields()
            if f.auto_created and not f.concrete and f.related_model
        }
        destroyed = {"Message", "Note", "Attachment", "CallRequest", "Link"}
        kept = {
            "CaseEvent",
            "AccessRecord",
            "LegalStep",
            "Reissue",
            "Approval",
            "Recusal",
            "AssistanceRequest",
            "Case_concerns",
        }
        assert about - kept == destroyed
        assert apps.get_model("complaints", "Message")


class Holding(Kept, HouseTest):
    def test_a_hold_stops_it_and_its_release_starts_the_warning_anew(self):
        case = self.ended()
        self.run_on(DAYS - WARN_DAYS)
        case.refresh_from_db()
        self.do("hold", case, actor=self.head)
        assert case.destroy_on is None
        assert self.run_on(2 * DAYS).destroyed == 0
        case.refresh_from_db()
        self.do("release", case, actor=self.inspector)
        assert self.run_on(2 * DAYS).announced == 1
        assert self.run_on(2 * DAYS + WARN_DAYS).destroyed == 1

    def test_by_head_or_inspector_and_once(self):
        case = self.ended()
        self.refused(self.do, "hold", case, actor=self.member)
        self.refused(self.do, "release", case, actor=self.head)
        self.do("hold", case, actor=self.inspector)
        self.refused(self.do, "hold", case, actor=self.head)

    def test_a_letter_of_the_sender_takes_the_announcement_back(self):
        case = self.ended()
        self.run_on(DAYS - WARN_DAYS)
        case.refresh_from_db()
        day = DAYS - 5
        with clock.on(DAY + timedelta(days=day)):
            self.do("message", case, actor=None)
        assert self.run_on(DAYS).taken_back == 1
        case.refresh_from_db()
        assert (case.destroy_on, case.destroyed_on) == (None, None)
        with clock.on(DAY + timedelta(days=DAYS)):
            Case.objects.filter(pk=case.pk).update(is_unread=False)
            case.refresh_from_db()
            assert kept_back(case) == "unanswered"
            self.do("message", case)
        # The period counts from the reply.
        assert self.run_on(2 * DAYS - WARN_DAYS).announced == 1

    def test_reopened_or_with_an_answer_nobody_read(self):
        case = self.ended()
        self.run_on(DAYS - WARN_DAYS)
        case.refresh_from_db()
        with clock.on(DAY + timedelta(days=DAYS - 1)):
            self.do("reopen", case)
        assert case.destroy_on is None
        assert self.run_on(DAYS).destroyed == 0
        other = self.ended()
        with clock.on(DAY):
            self.do("legal_step", other)
        assert kept_back(other) == "legal"
        other = self.ended()
        other.requests.update(is_news=True)
        assert kept_back(other) == "news"
        other = self.ended()
        CallRequest.objects.create(case=other, number=1, day=DAY)
        assert kept_back(other) == "call"

    def test_a_crash_before_the_files_went_is_found_and_mended(self):
        case = self.ended()
        path = SealedFile.objects.get(envelope=case.envelope).path
        self.run_on(DAYS - WARN_DAYS)
        # The transaction goes through; what runs after it never does.
        with self.captureOnCommitCallbacks(execute=False):
            self.run_on(DAYS)
        assert (storage.root() / path).exists()
        assert [fault for fault in checks.faults() if path in fault]
        with clock.on(DAY + timedelta(days=10_000)):
            assert checks.remove_orphans() >= 1
        assert not (storage.root() / path).exists()
