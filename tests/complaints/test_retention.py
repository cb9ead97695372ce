"""Retention: who is told, what is destroyed, what stays, what holds it back."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints import workflow
from complaints.cases import AccessRecord, CallRequest, Case, CaseEvent
from complaints.leaves import check, is_forgotten
from complaints.retention.policies import (
    Periods,
    RetentionPolicy,
    endings_of,
    seed_retention,
)
from complaints.retention.rules import WARN_DAYS, kept_back, period_over
from complaints.retention.run import run
from complaints.retention.words import periods
from complaints.topics import Kind
from complaints.vault import checks, storage
from complaints.vault.keyring import NotEntitled
from complaints.vault.mailbox import NoSuchReceipt, SenderSession, SessionOver
from complaints.vault.models import Envelope, SealedFile, SealedValue, Wrap
from complaints.workflow import AttachmentFacts
from portal.workdays import clock
from tests.complaints.house import DAY, House, HouseTest

DAYS = 100


class Kept(House):
    """One policy for all kinds, and a case with a file, a request and a letter."""

    @classmethod
    def build(cls):
        super().build()
        for kind in Kind:
            RetentionPolicy.objects.create(
                kind=kind, days=DAYS, basis="本县规定", effective_from=DAY
            )

    def ended(self, kind=Kind.REPORT, **facts):
        draft = self.draft()
        draft.seal("place", "三栋301")
        draft.seal_contact("林清", "13900000000")
        draft.seal_file(1, [b"photo" * 100])
        draft.seal("file_name", "门口.png", 1)
        with clock.on(DAY):
            case = workflow.receive(
                draft,
                kind=kind,
                attachments=[AttachmentFacts(1, "image/png")],
                is_real_name=True,
                **facts,
            )
            Case.objects.filter(pk=case.pk).update(is_unread=False, place_index="x")
            case.refresh_from_db()
            self.do("accept", case)
            if kind != Kind.OFFICIAL:
                self.do("assist", case)
            self.do("investigate", case)
            self.do("conclude", case)
        return case

    def run_on(self, days, **kwargs):
        with clock.on(DAY + timedelta(days=days)):
            return run(**kwargs)

    def destroyed(self, **facts):
        case = self.ended(**facts)
        self.run_on(DAYS - WARN_DAYS)
        assert self.run_on(DAYS).destroyed == 1
        case.refresh_from_db()
        return case


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
        assert all(is_forgotten(event) and not check(event) for event in events)

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

    def test_longer_policies_hold_at_once(self):
        case = self.ended()
        self.run_on(DAYS - WARN_DAYS)
        RetentionPolicy.objects.filter(kind="report").update(days=3 * DAYS)
        assert self.run_on(DAYS).taken_back == 1
        case.refresh_from_db()
        assert case.destroyed_on is None

    def test_shorter_policies_hold_for_what_ends_from_then_on(self):
        case = self.ended()
        old = RetentionPolicy.objects.get(kind="report")
        old.effective_to = DAY + timedelta(days=5)
        old.save()
        new = RetentionPolicy.objects.create(
            kind="report",
            days=90,
            basis="本县规定",
            effective_from=DAY + timedelta(days=6),
        )
        later = DAY + timedelta(days=10)
        assert period_over(case, Periods.on(later)) == DAY + timedelta(days=DAYS)
        assert Periods.on(later).of("report", "") == new.days

    def test_a_policy_in_effect_is_never_made_shorter(self):
        policy = RetentionPolicy.objects.get(kind="report")
        with clock.on(DAY + timedelta(days=1)):
            policy.days = DAYS - 1
            with pytest.raises(ValidationError):
                policy.full_clean()
            policy.days = DAYS + 1
            policy.full_clean()
            policy.effective_to = DAY
            with pytest.raises(ValidationError):
                policy.full_clean()
            backdated = RetentionPolicy(
                kind="report",
                outcome="declined",
                days=90,
                basis="本县规定",
                effective_from=DAY,
            )
            with pytest.raises(ValidationError):
                backdated.full_clean()

    def test_without_a_policy_nothing_goes(self):
        self.ended()
        RetentionPolicy.objects.all().delete()
        assert self.run_on(100 * DAYS).announced == 0

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


class Policies(TestCase):
    def test_seeded_once_and_said_in_plain_words(self):
        assert seed_retention() == 7
        assert seed_retention() == 0
        said = {period.kind: period.words for period in periods()}
        assert set(said) == {str(kind.label) for kind in Kind}
        assert "2" in said[str(Kind.REPORT.label)]

    def test_an_outcome_before_any_and_the_later_before_the_earlier(self):
        seed_retention()
        with clock.on(DAY):
            found = Periods.on(DAY)
        assert found.of("report", "unsubstantiated") == 2 * 365
        assert found.of("report", "declined") == 3 * 365
        assert found.of("none", "") is None

    def test_what_cannot_be_entered(self):
        seed_retention()
        for wrong in (
            {"outcome": "adopted"},
            {"outcome": ""},
            {"outcome": "declined", "days": 5},
        ):
            facts = {"kind": "report", "days": 400, "effective_from": DAY} | wrong
            with pytest.raises(ValidationError):
                RetentionPolicy(basis="x", **facts).full_clean()


class TestEligibility(Kept, PropertyTestCase):
    """Whatever happened to a case: destroyed only when nothing speaks against it."""

    @classmethod
    def setUpTestData(cls):
        cls.build()

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        steps=st.lists(
            st.sampled_from(
                ["letter", "reply", "read", "hold", "release", "reopen", "run"]
            ),
            max_size=7,
        ),
        gaps=st.lists(st.integers(0, 60), min_size=7, max_size=7),
    )
    def test_never_with_anything_unread_unanswered_or_held(self, steps, gaps):
        case, day = self.ended(), 0
        for step, gap in zip(steps, gaps, strict=False):
            day += gap
            with clock.on(DAY + timedelta(days=day)):
                self.take(step, case)
        before = Case.objects.get(pk=case.pk)
        self.run_on(day)
        after = Case.objects.get(pk=case.pk)
        if after.destroyed_on and not before.destroyed_on:
            assert kept_back(before) == ""
            assert before.destroy_on <= after.destroyed_on
        elif not after.destroyed_on and not kept_back(before):
            over = period_over(before, Periods.on(DAY))
            assert after.destroy_on is None or over <= after.destroy_on

    def take(self, step, case):
        if step == "run":
            before = Case.objects.get(pk=case.pk)
            run()
            case.refresh_from_db()
            if case.destroyed_on and not before.destroyed_on:
                assert kept_back(before) == ""
            return
        names = {
            "letter": ("message", None),
            "reply": ("message", self.member),
            "hold": ("hold", self.head),
            "release": ("release", self.head),
            "reopen": ("reopen", None),
        }
        if step == "read":
            Case.objects.filter(pk=case.pk).update(is_unread=False)
            case.refresh_from_db()
        elif not case.destroyed_on:
            name, actor = names[step]
            try:
                self.do(name, case, actor=actor)
            except workflow.Refused:
                case.refresh_from_db()


def test_every_kind_ends_somehow():
    assert all("declined" in endings_of(kind) for kind in Kind)
