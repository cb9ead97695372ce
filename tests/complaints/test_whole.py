"""`check_vault` asks the cases: whatever they say is sealed must be there."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from complaints import workflow
from complaints.cases import (
    Approval,
    AssistanceRequest,
    Attachment,
    CallRequest,
    Case,
    CaseEvent,
    Cleaning,
    Message,
    Note,
)
from complaints.topics import Kind
from complaints.vault import checks, people, storage
from complaints.vault.drafts import Draft
from complaints.vault.models import Envelope, Lane, SealedFile, SealedValue, Wrap
from tests.complaints.house import DAY, HouseTest
from tests.factories import UnitFactory


class CasesTest(HouseTest):
    """Cases with name, phone and files, and requests with a file."""

    @pytest.fixture(autouse=True)
    def _files(self, settings, tmp_path):
        settings.SEALED_ROOT = tmp_path / "sealed"

    def filed(self, **facts):
        draft = self.draft()
        draft.seal("place", "三栋")
        draft.seal_contact("林清", "13900000000")
        attachments = []
        for number in (1, 2):
            draft.seal_file(number, [b"photo"])
            draft.seal("file_name", "门.png", number)
            attachments.append(workflow.AttachmentFacts(number, "image/png"))
        facts = {"kind": Kind.REPORT} | facts
        return workflow.receive(
            draft, is_real_name=True, attachments=attachments, **facts
        )

    def asked(self, case):
        draft = Draft.new(None)
        draft.seal_file(1, [b"deed"])
        draft.seal("file_name", "证.pdf", 1)
        facts = [workflow.AttachmentFacts(1, "application/pdf")]
        return self.do("assist", case, draft=draft, attachments=facts)

    def named(self):
        return "\n".join(checks.faults())

    def assert_quiet(self):
        assert self.named() == ""


class Whole(CasesTest):
    """One case with all there is, and a request of it."""

    def setUp(self):
        super().setUp()
        self.case = self.filed()
        self.do("message", self.case)
        self.do("note", self.case)
        self.do("accept", self.case)
        self.do("ask_call", self.case, actor=None)
        self.do("investigate", self.case)
        self.do("legal_step", self.case)
        self.settle()
        self.request = self.asked(self.case)
        self.housing.head_signs = True
        self.housing.save()
        self.do("conclude", self.case)

    def settle(self):
        """The first file has a cleaned copy; why the second has none is sealed."""
        box = self.box(self.member, self.case)
        box.seal_file(1, [b"copy"], Lane.CLEANED).save()
        box.seal("not_cleaned", "unknown", 2).save()
        files = Attachment.objects.filter(case=self.case)
        files.filter(number=1).update(cleaning=Cleaning.CLEANED)
        files.filter(number=2).update(cleaning=Cleaning.NOT_CLEANED)

    def test_whole(self):
        self.assert_quiet()

    def test_each_loss_is_named(self):
        number, request = self.case.number, self.request.number
        texts = SealedValue.objects.filter(envelope=self.case.envelope)
        asked = SealedValue.objects.filter(envelope=self.request.envelope)
        files = SealedFile.objects.filter(envelope=self.case.envelope)
        wraps = Wrap.objects.filter(envelope=self.case.envelope, purpose="tip")
        losses = {
            f"case {number}: body/0/1 is gone": texts.filter(field="body"),
            f"case {number}: place/0/1 is gone": texts.filter(field="place"),
            f"case {number}: message 1 is gone": texts.filter(field="message"),
            f"case {number}: note 1 is gone": texts.filter(field="note"),
            f"case {number}: file_name 1 is gone": texts.filter(field="file_name"),
            f"case {number}: approval 1 is gone": texts.filter(field="approval"),
            f"case {number}: call_when 1 is gone": texts.filter(field="call_when"),
            f"case {number}: legal 1 is gone": texts.filter(field="legal"),
            f"case {number}: not_cleaned 2 is": texts.filter(field="not_cleaned"),
            f"case {number}: name/0/1 is gone": texts.filter(field="name"),
            "name and phone do not fit its mark": texts.filter(purpose="contact"),
            f"request {request}: its question is gone": asked.filter(field="question"),
            f"request {request}: file_name 1 is gone": asked.filter(field="file_name"),
            f"case {number}: file (original) 2 is gone": files.filter(number=2),
            "a copy of nothing": files.filter(lane=Lane.ORIGINAL),
            f"case {number}: file (cleaned) 1": files.filter(lane=Lane.CLEANED),
            f"request {request}: file (original) 1 is gone": SealedFile.objects.filter(
                envelope=self.request.envelope
            ),
            "its unit cannot open it": wraps.filter(unit_key__unit=self.housing),
            "nobody who watches": wraps.filter(unit_key__unit=self.discipline),
            "no unit can open it": wraps,
            "without one for name and phone": Wrap.objects.filter(purpose="contact"),
            "the unit that is asked cannot": Wrap.objects.filter(
                envelope=self.request.envelope, unit_key__unit=self.civil
            ),
            "message 1.1) of": Message.objects,
            "note 1.1) of": Note.objects,
            "approval 1.1) of": Approval.objects,
            "call_when 1.1) of": CallRequest.objects,
            "no row tells of it": Attachment.objects,
        }
        for said, rows in losses.items():
            gone = list(rows.all())
            assert gone, said
            rows.all()._raw_delete(rows.db)
            with self.subTest(said=said):
                assert said in self.named()
            rows.model.objects.bulk_create(gone)
        self.assert_quiet()

    def test_each_change_is_named(self):
        event = CaseEvent.objects.filter(case=self.case).last()
        body = SealedValue.objects.get(field="body")
        other = SealedValue.objects.get(field="place")
        for rows, change, said in (
            (
                SealedValue.objects.filter(pk=body.pk),
                {"ciphertext": other.ciphertext},
                "another than its event says",
            ),
            (
                SealedValue.objects.filter(pk=other.pk),
                {"field": "hearing"},
                "no event tells of it",
            ),
            (
                Envelope.objects.filter(pk=self.case.envelope_id),
                {"receipt_lookup": None, "receipt_wrap": None},
                "no receipt opens it",
            ),
            (
                Envelope.objects.filter(pk=self.case.envelope_id),
                {"receipt_contact_wrap": None},
                "name and phone do not fit its receipt",
            ),
            (
                Envelope.objects.filter(pk=self.case.envelope_id),
                {"destroyed_on": DAY},
                "destroyed in part",
            ),
            (
                Case.objects.filter(pk=self.case.pk),
                {"is_real_name": False},
                "name and phone do not fit its mark",
            ),
            (
                Case.objects.filter(pk=self.case.pk),
                {"version": event.sequence + 1},
                "an event is missing",
            ),
            (
                QuerySet(CaseEvent).filter(pk=event.pk),
                {"outcome": "unsubstantiated"},
                f"event {event.sequence} is another than its leaf says",
            ),
            (
                QuerySet(CaseEvent).filter(pk=event.pk),
                {"nonce": b""},
                f"event {event.sequence} is another than its leaf says",
            ),
            (
                AssistanceRequest.objects.filter(pk=self.request.pk),
                {"state": AssistanceRequest.State.ANSWERED},
                "its answer is gone",
            ),
        ):
            before = rows.values(*change).get()
            rows.update(**change)
            with self.subTest(said=said):
                assert said in self.named()
            rows.update(**before)
        self.assert_quiet()

    def test_an_envelope_of_no_case(self):
        draft = self.draft()
        draft.save([self.housing, self.discipline])
        assert "of no case and no request" in self.named()

    def test_a_file_is_not_removed_while_a_row_is_missing(self):
        for rows in (
            SealedFile.objects.filter(envelope=self.case.envelope, number=2),
            SealedFile.objects.filter(envelope=self.request.envelope),
            SealedFile.objects.filter(lane=Lane.CLEANED),
        ):
            [row] = rows
            path = storage.root() / row.path
            rows.delete()
            (storage.root() / "0123").write_bytes(b"of a crash")
            out = io.StringIO()
            with pytest.raises(CommandError):
                call_command("check_vault", stdout=out, stderr=io.StringIO())
            assert path.exists()
            assert "is gone" in out.getvalue()
            SealedFile.objects.bulk_create([row])
            call_command("check_vault", stderr=io.StringIO())
            assert path.exists()
            assert not (storage.root() / "0123").exists()


class Quiet(CasesTest):
    """What takes wraps and texts away as it should is no damage."""

    def setUp(self):
        super().setUp()
        self.case = self.filed()

    def test_name_and_phone_that_were_deleted_and_left_again(self):
        self.do("delete_contact", self.case, actor=None)
        self.assert_quiet()
        self.do("add_contact", self.case, actor=None)
        self.assert_quiet()
        self.do("exchange_receipt", self.case, actor=None)
        self.assert_quiet()

    def test_a_case_that_changes_hands(self):
        self.asked(self.case)
        self.do("refer", self.case)
        self.assert_quiet()
        self.do("return", self.case)
        request = self.asked(self.case)
        workflow.withdraw_request(request, actor=self.member)
        self.assert_quiet()
        self.do("concerns_us", self.case)
        assert self.entitled(self.case) == {self.discipline}
        self.assert_quiet()

    def test_a_case_that_was_concluded_twice(self):
        for step in ("accept", "investigate", "conclude", "reopen"):
            self.do(step, self.case)
        self.do("investigate", self.case)
        with CaptureQueriesContext(connection) as few:
            self.assert_quiet()
        self.do("conclude", self.case)
        with self.assertNumQueries(len(few)):
            self.assert_quiet()

    def test_a_tip_about_discipline_inspection(self):
        self.discipline.fallback = UnitFactory(name="市纪委监委")
        self.discipline.save()
        self.person(self.discipline.fallback)
        self.filed(concerns=[self.discipline])
        self.assert_quiet()

    def test_a_tip_that_was_written_down_for_a_caller(self):
        self.filed(source="phone", actor=self.clerk)
        self.assert_quiet()

    def test_a_member_who_left_and_a_key_that_was_renewed(self):
        ring = self.keyrings[self.head.pk]
        people.renew(self.housing, ring)
        self.do("delete_contact", self.case, actor=None)
        self.do("add_contact", self.case, actor=None)
        self.assert_quiet()

    def test_a_request_that_was_answered_or_sent_back(self):
        for step, words in (("answer", "text"), ("return", "reason")):
            request = self.asked(self.case)
            box = self.box(self.civilian, request)
            call = getattr(workflow, f"{step}_request")
            call(request, actor=self.civilian, box=box, **{words: "无房产登记。"})
            self.assert_quiet()

    def test_a_case_that_was_destroyed(self):
        self.asked(self.case)
        for step in ("accept", "investigate", "legal_step", "conclude"):
            self.do(step, self.case)
        with self.captureOnCommitCallbacks(execute=True):
            workflow.destroy(self.case)
        self.assert_quiet()
