import json
import re
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import override_settings
from django.urls import reverse

from complaints import workflow
from complaints.cases import Case, CaseEvent, Clock, Source, State
from complaints.casework.narrowing import NUMBER
from complaints.topics import Kind, Topic
from complaints.vault.models import Envelope, SealedFile, SealedValue
from complaints.workflow import AttachmentFacts, numbers
from disclosures.models import Estate
from portal.scan import scan
from portal.users.models import Membership, Unit
from portal.workdays.clock import today
from tests.complaints.house import DAY, HouseTest


class Token:
    """Stands for the form's one-time token: a row that is unique."""

    def __init__(self, name):
        self.name = name

    def save(self):
        Unit.objects.create(name=self.name)


class TestReceive(HouseTest):
    def test_a_case_begins(self):
        estate = Estate.objects.create(name="西门小区", township="雪峰镇")
        case = self.file(
            topic=Topic.SUBLET, estate=estate, concerns=[self.civil], is_real_name=True
        )
        assert case.state == State.RECEIVED
        assert case.unit == self.housing
        assert case.source == Source.ONLINE
        assert case.received_on == DAY == today()
        assert (case.clock, case.clock_from) == (Clock.DECIDE, DAY)
        assert str(case.due_on) == "2024-03-20"
        assert case.is_unread
        assert case.is_real_name
        assert list(case.concerns.all()) == [self.civil]
        assert self.entitled(case) == {self.housing, self.discipline}
        self.assert_sound(case)

    def test_its_event(self):
        event = self.file().events.get()
        assert (event.name, event.from_state, event.to_state) == (
            "receive",
            "",
            "received",
        )
        assert (event.actor, event.at) == (None, None)
        assert list(event.digests) == ["body/0/1"]
        assert json.loads(event.leaf)["event"] == "received"

    def test_opens_with_the_receipt_and_for_its_units(self):
        case = self.file()
        for user in (None, self.member, self.inspector):
            assert "转租" in self.box(user, case).open("body")

    def test_official_goes_past_the_lead(self):
        case = self.file(Kind.OFFICIAL)
        assert case.unit == self.discipline
        assert self.entitled(case) == {self.discipline}
        assert json.loads(case.events.get().leaf)["event"] == "other"

    def test_only_suggestions_may_be_published(self):
        assert self.file(Kind.SUGGESTION, may_publish=True).may_publish
        assert not self.file(Kind.REPORT, may_publish=True).may_publish

    def test_topic_of_another_kind_is_a_mistake_of_the_caller(self):
        with pytest.raises(ValueError, match="no topic"):
            self.file(topic=Topic.BRIBERY)

    def test_attachments(self):
        draft = self.draft()
        draft.seal_file(1, [b"picture"])
        draft.seal("file_name", "照片.png", 1)
        case = workflow.receive(
            draft,
            kind=Kind.REPORT,
            attachments=[AttachmentFacts(1, "image/png")],
        )
        assert case.attachments.get().content_type == "image/png"
        assert set(case.events.get().digests) == {"body/0/1", "file_name/1/1"}
        assert b"".join(self.box(self.member, case).open_file(1)) == b"picture"


class TestForACaller(HouseTest):
    def test_the_files_are_the_callers(self):
        draft = self.draft()
        draft.seal_file(1, [b"picture"])
        draft.seal("file_name", "照片.png", 1)
        case = workflow.receive(
            draft,
            kind=Kind.REPORT,
            source=Source.DESK,
            actor=self.clerk,
            attachments=[AttachmentFacts(1, "image/png")],
        )
        assert case.attachments.get().author is None

    def test_by_a_clerk_who_opens_nothing(self):
        case = self.file(source=Source.PHONE, actor=self.clerk)
        event = case.events.get()
        assert event.actor == self.clerk
        assert event.at is not None
        assert not Case.objects.visible_to(self.clerk).exists()
        self.assert_sound(case)

    def test_by_a_member(self):
        assert self.file(source=Source.DESK, actor=self.member).source == Source.DESK

    def test_by_nobody_else(self):
        Membership.objects.filter(user=self.head).update(left_on=DAY)
        for actor in (self.admin, self.editor, self.head):
            with pytest.raises(workflow.Refused):
                self.file(source=Source.PHONE, actor=actor)
        assert not Case.objects.exists()

    def test_source_and_author_go_together(self):
        with pytest.raises(ValueError, match="caller"):
            self.file(source=Source.PHONE)
        with pytest.raises(ValueError, match="caller"):
            self.file(actor=self.member)


class TestToken(HouseTest):
    def test_saved_with_the_case_and_once(self):
        self.file(token=Token("one"))
        with pytest.raises(IntegrityError):
            self.file(token=Token("one"))
        assert Case.objects.count() == Envelope.objects.count() == 1

    def test_a_failed_filing_leaves_the_token_unspent(self):
        with (
            mock.patch.object(CaseEvent, "save", side_effect=ZeroDivisionError),
            pytest.raises(ZeroDivisionError),
        ):
            self.file(token=Token("one"))
        self.file(token=Token("one"))


class TestNotTaken(HouseTest):
    def test_leaves_nothing_behind(self):
        before = sealed_files()
        draft = self.draft()
        draft.seal_file(1, [b"picture"])
        assert len(sealed_files() - before) == 1
        with pytest.raises(workflow.NotTaken):
            workflow.receive(draft, kind=Kind.REPORT, concerns=[self.discipline])
        assert sealed_files() == before
        for model in (Case, CaseEvent, Envelope, SealedValue, SealedFile):
            assert not model.objects.exists()


class TestCrash(HouseTest):
    def test_before_the_end_leaves_nothing(self):
        before = sealed_files()
        draft = self.draft()
        draft.seal_file(1, [b"picture"])
        with (
            mock.patch.object(CaseEvent, "save", side_effect=ZeroDivisionError),
            pytest.raises(ZeroDivisionError),
        ):
            workflow.receive(draft, kind=Kind.REPORT)
        assert not Envelope.objects.exists()
        assert sealed_files() == before

    def test_of_a_commit_keeps_the_files(self):
        # Nobody knows then whether it went through.
        before = sealed_files()
        draft = self.draft()
        draft.seal_file(1, [b"picture"])
        with (
            mock.patch.object(
                connection, "savepoint_commit", side_effect=[None, ZeroDivisionError]
            ),
            mock.patch.object(connection, "savepoint_rollback"),
            pytest.raises(ZeroDivisionError),
        ):
            workflow.receive(draft, kind=Kind.REPORT)
        assert len(sealed_files() - before) == 1
        draft.discard()


class TestNumber(HouseTest):
    def test_prefix_and_five_digits(self):
        assert re.fullmatch(r"MX-\d{5}", self.file().number)

    def test_another_prefix_is_found_in_every_room(self):
        with override_settings(CASE_NUMBER_PREFIX="LCGZ"):
            case = self.file()
        assert re.fullmatch(r"LCGZ-\d{5}", case.number)
        assert NUMBER.fullmatch(case.number)
        address = reverse("cases:file", args=[case.number])
        assert case.number in address
        assert scan(f"办件编号 {case.number}") == []

    def test_a_taken_number_is_drawn_again(self):
        draws = iter([7, 7, 7, 8])
        with mock.patch.object(numbers.secrets, "randbelow", side_effect=draws):
            first, second = self.file(), self.file()
        assert (first.number, second.number) == ("MX-00007", "MX-00008")

    def test_taken_between_looking_and_writing(self):
        first = self.file()
        taken = int(first.number[3:])
        free = (taken + 1) % 100_000
        draws = iter([taken, free])
        looked = Case.objects.filter
        blind = iter([True])

        def filter_once_blind(*args, **kwargs):
            if "number" in kwargs and next(blind, False):
                return Case.objects.none()
            return looked(*args, **kwargs)

        with (
            mock.patch.object(numbers.secrets, "randbelow", side_effect=draws),
            mock.patch.object(Case.objects, "filter", filter_once_blind),
        ):
            second = self.file()
        assert second.number == f"MX-{free:05d}"

    def test_a_full_table_grows_by_a_digit(self):
        def always_taken(top):
            return 7 if top == 100_000 else 123_456

        with mock.patch.object(numbers.secrets, "randbelow", always_taken):
            self.file()
            assert self.file().number == "MX-123456"


def sealed_files():
    return {path for path in settings.SEALED_ROOT.rglob("*") if path.is_file()}
