"""Who may: every role, every step, every state; and who sees which case."""

from contextlib import contextmanager
from itertools import product

import pytest
from django.db import transaction

from complaints import workflow
from complaints.cases import Case, State
from complaints.topics import Kind
from portal.users.models import Membership
from tests.complaints.house import DAY, FUNCTIONS, HouseTest
from tests.factories import MembershipFactory

R, A, F, IN = "received", "accepted", "referred", "investigating"
C, D, RE = "concluded", "declined", "reopened"
EVERY = {R, A, F, IN, C, D, RE}
OPEN = EVERY - {C, D}

#: In which states the member of the case's unit may take a step (a report's).
MEMBER = {
    "accept": {R, F},
    "decline": {R, F},
    "refer": {R, A, IN},
    "return": {F},
    "investigate": {A, RE},
    "extend": {A, IN, RE},
    "conclude": {IN},
    "message": EVERY,
    "contact_opened": EVERY,
    "note": EVERY,
    "legal_step": {IN, RE, C},
    "clarify": set(),  # it was substantiated
    "take_back": set(),  # nothing was entered
    "assign": OPEN,
    "assist": OPEN,
    "export": EVERY,
    "recuse": EVERY,
    "link": EVERY,
    "concerns_us": EVERY,
}
#: Discipline inspection, of a case that another unit works on.
INSPECTOR = {
    "reopen": {C, D},
    "contact_opened": EVERY,
    "note": EVERY,
    "export": EVERY,
    "hold": EVERY,
    "recuse": EVERY,
    "concerns_us": set(),  # there is no level above
}
SENDER = {
    "message": EVERY,
    "reopen": {C, D},
    "exchange_receipt": EVERY,
    "add_contact": EVERY,
    "rate": {C, D},
}
#: Everybody else, in every state.
NOBODY = {}


class TestWhoMay(HouseTest):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        waiting = MembershipFactory(unit=cls.housing)  # added, not granted by anybody
        cls.waiting = waiting.user
        cls.left = cls.person(cls.housing, colleague=cls.member)
        Membership.objects.filter(user=cls.left).update(left_on=DAY)
        cls.inactive = cls.person(cls.housing, colleague=cls.member)
        cls.inactive.is_active = False
        cls.inactive.save()
        cls.renamed_admin = cls.person(cls.housing, colleague=cls.member)
        cls.renamed_admin.groups.set(cls.admin.groups.all())

    def people(self, case):
        ours = self.somebody(case)
        yield "member", ours, MEMBER
        yield "sender", None, SENDER
        yield "inspector", self.inspector, INSPECTOR
        others = (
            "clerk",
            "admin",
            "editor",
            "waiting",
            "left",
            "inactive",
            "renamed_admin",
        )
        for name in others:
            yield name, getattr(self, name), NOBODY
        stranger = self.member if ours == self.civilian else self.civilian
        yield "stranger", stranger, NOBODY

    def test_table(self):
        for state in State.values:
            case = self.in_state(state)
            for who, user, table in self.people(case):
                offered = {step.name for step in workflow.available(case, user)}
                for name in FUNCTIONS:
                    allowed = state in table.get(name, ())
                    self.probe(case, name, user, allowed, (state, who, name))
                    if name != "concerns_us":
                        assert (name in offered) == allowed, (state, who, name)

    def test_table_of_a_sender_who_can_be_reached(self):
        """With name and phone, a call asked for, and a new receipt asked for today."""
        allowed = {
            "sender": {"delete_contact", "withdraw_call"},
            "asker": {"call_done"},
            "colleague": {"call_done", "confirm_reissue"},
            "inspector": {"confirm_reissue"},
            "stranger": set(),
            "clerk": set(),
        }
        people = {
            "sender": None,
            "asker": self.member,
            "colleague": self.head,
            "inspector": self.inspector,
            "stranger": self.civilian,
            "clerk": self.clerk,
        }
        names = set().union(*allowed.values()) | {
            "add_contact",
            "ask_call",
            "reissue_receipt",
        }
        for state in (R, C):
            case = self.in_state(state)
            self.do("add_contact", case, actor=None)
            self.do("ask_call", case, actor=None)
            self.do("contact_opened", case)
            self.do("reissue_receipt", case)
            for who, user in people.items():
                for name in names:
                    told = (state, who, name)
                    self.probe(case, name, user, name in allowed[who], told)

    def probe(self, case, name, user, allowed, told):
        """Try the step for real, and undo it."""
        fresh = Case.objects.get(pk=case.pk)
        before = fresh.events.count()
        to = self.housing if fresh.unit == self.civil else self.civil
        given = {"to_unit": to} if name in {"refer", "assist"} else {}
        receipts = dict(self.receipts)
        with undone():
            try:
                self.do(name, fresh, actor=user, **given)
            except workflow.Refused:
                assert not allowed, told
            else:
                assert allowed, told
        self.receipts = receipts
        assert fresh.events.count() == before

    def test_suggestions_are_concluded_from_accepted_too(self):
        case = self.in_state(A, Kind.SUGGESTION)
        assert "conclude" in {s.name for s in workflow.available(case, self.member)}

    def test_a_step_asks_for_what_it_needs(self):
        needs = {name: step.needs_reason for name, step in workflow.NEXT.items()}
        assert {name for name, reason in needs.items() if reason} == {
            "decline",
            "refer",
            "return",
            "extend",
            "reopen",
            "contact_opened",
            "take_back",
            "export",
            "hold",
            "release",
        }

    def test_costs_the_same_for_every_case(self):
        # Where a household may have to leave, its legal steps are looked at, twice.
        for state, queries in ((R, 10), (IN, 12)):
            case = self.in_state(state)
            with self.assertNumQueries(queries):
                workflow.available(case, self.member)


class TestVisible(HouseTest):
    """The row filter that every list, count and export stands behind."""

    def test_matrix(self):
        kinds = (Kind.REPORT, Kind.OFFICIAL)
        concerned = ((), (self.housing,), (self.civil,))
        for kind, concerns in product(kinds, concerned):
            case = self.file(kind, concerns=list(concerns))
            official = kind == Kind.OFFICIAL
            expected = {
                self.member: case.unit == self.housing,
                self.head: case.unit == self.housing,
                self.inspector: True,
                self.civilian: False,
                self.clerk: False,
                self.admin: False,
                self.editor: False,
            }
            assert case.unit == (
                self.discipline
                if official or self.housing in concerns
                else self.housing
            )
            for user, seen in expected.items():
                found = Case.objects.visible_to(user).filter(pk=case.pk).exists()
                assert found == seen, (kind, concerns, user)

    def test_overdue(self):
        case = self.file()
        assert not Case.objects.overdue(case.due_on).exists()
        after = case.due_on.replace(day=case.due_on.day + 1)
        assert list(Case.objects.visible_to(self.member).overdue(after)) == [case]
        self.do("decline", case)
        assert not Case.objects.overdue(after).exists()


@contextmanager
def undone():
    """A savepoint that is always rolled back."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def test_no_two_steps_share_a_name():
    assert len(workflow.NEXT) == len({step.name for step in workflow.NEXT.values()})
    with pytest.raises(AttributeError):
        workflow.NEXT["accept"].name = "other"
