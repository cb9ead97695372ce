"""A small county for tests of the confidential side: real keys, real envelopes."""

import json
import secrets
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import TestCase

from complaints import workflow
from complaints.cases import Case, CaseEvent, Outcome
from complaints.clocks import seed_policies
from complaints.leaves import check
from complaints.topics import Kind
from complaints.vault.boxes import Box
from complaints.vault.drafts import Draft
from complaints.vault.mailbox import open_with_receipt
from complaints.vault.models import Wrap
from complaints.vault.receipts import ReceiptKeys
from portal.workdays import clock
from portal.workdays.seeding import seed_calendar
from tests.complaints.vault.factories import keyed_member
from tests.factories import MembershipFactory, UnitFactory, UserFactory

#: A Tuesday; 15 days later is a Wednesday, both far from holidays.
DAY = date(2024, 3, 5)

HEARD = workflow.Hearing(DAY, "visit", "承认转租，愿意退回。")

PROPER_OUTCOME = {
    Kind.REPORT: Outcome.SUBSTANTIATED,
    Kind.OFFICIAL: Outcome.UNSUBSTANTIATED,
    Kind.SUGGESTION: Outcome.ADOPTED,
    Kind.DECLARATION: Outcome.ADJUSTED,
}


def later(days) -> date:
    """So many days after `DAY`."""
    return DAY + timedelta(days=days)


def public(event) -> str:
    """What the log tells of an event."""
    return json.loads(event.leaf)["event"]


def names(case, user) -> list[str]:
    """The steps that somebody can make now."""
    return [step.name for step in workflow.available(case, user)]


def new_keys() -> ReceiptKeys:
    """Of a receipt that nobody had to derive."""
    return ReceiptKeys(secrets.token_bytes(32), secrets.token_bytes(32))


NEEDS_NO_BOX = frozenset(
    {
        "accept",
        "assign",
        "clear_quarantine",
        "investigate",
        "lead",
        "link",
        "recuse",
        "unlink",
        "withdraw",
    }
)


class House:
    """Housing (the lead), civil affairs, discipline; built once for a test class."""

    @classmethod
    def build(cls):
        seed_calendar()
        seed_policies()
        cls.keyrings = {}
        cls.housing = UnitFactory(lead=True)
        cls.civil = UnitFactory(name="县民政局")
        cls.discipline = UnitFactory(discipline=True)
        cls.member = cls.person(cls.housing)
        cls.head = cls.person(cls.housing, colleague=cls.member, is_head=True)
        cls.civilian = cls.person(cls.civil)
        cls.inspector = cls.person(cls.discipline)
        cls.clerk = MembershipFactory(
            unit=cls.housing, clerk=True, user__role="clerk"
        ).user
        cls.admin = UserFactory(role="admin")
        cls.editor = UserFactory(role="editor")

    @classmethod
    def person(cls, unit, *, colleague=None, **membership):
        by = cls.keyrings[colleague.pk] if colleague else None
        user, keyring = keyed_member(unit, by=by, **membership)
        cls.keyrings[user.pk] = keyring
        return user

    def draft(self, body="三栋二单元的租客把房子转租出去了。"):
        keys = new_keys()
        draft = Draft.new(keys)
        draft.seal("body", body)
        self.receipts = {**getattr(self, "receipts", {}), draft.envelope.pk: keys}
        return draft

    def file(self, kind=Kind.REPORT, on=DAY, **facts) -> Case:
        with clock.on(on):
            return workflow.receive(self.draft(), kind=kind, **facts)

    def box(self, user, case) -> Box:
        if user is None:
            return open_with_receipt(self.receipts[case.envelope_id])
        return self.keyrings[user.pk].open(case.envelope)

    def in_state(self, state, kind=Kind.REPORT, **facts) -> Case:
        """A case that was brought to a state by the workflow itself."""
        case = self.file(kind, **facts)
        path = {
            "received": (),
            "accepted": ("accept",),
            "referred": ("refer",),
            "investigating": ("accept", "investigate"),
            "concluded": ("accept", "investigate", "conclude"),
            "declined": ("decline",),
            "reopened": ("accept", "investigate", "conclude", "reopen"),
        }[state]
        with clock.on(DAY):
            for name in path:
                self.do(name, case)
        return case

    def do(self, name, case, actor="who", **given):
        """One step with plain words, by somebody of the unit unless told."""
        if actor == "who":
            actor = self.somebody(case) if name != "reopen" else self.inspector
        words = {
            "refer": {"to_unit": self.civil, "reason": "归口办理"},
            "decline": {"reason": "不属于本县"},
            "return": {"reason": "不属于本局"},
            "extend": {"reason": "情况复杂"},
            "conclude": {
                "outcome": PROPER_OUTCOME[case.kind],
                "answer": "已经查实。",
                "measures": "已责令退回。",
                "hearing": HEARD,
            },
            "reopen": {"reason": "情况有误"},
            "message": {"text": "请问是几楼？"},
            "note": {"text": "周三入户"},
            "contact_opened": {"reason": "约定入户时间"},
            "export": {"reason": "归档"},
            "hold": {"reason": "诉讼期间"},
            "release": {"reason": "诉讼已结"},
            "assign": {"assignee": actor},
            "legal_step": {
                "track": "administrative",
                "step": "ordered",
                "day": clock.today(),
            },
            "clarify": {"addressee": "该住户", "facts": "三次上门都有人在家。"},
            "publish": {"title": "多设受理点", "text": "镇上也设一个受理点。"},
            "take_back": {"entry": 1, "reason": "录错了"},
            "assist": {
                "to_unit": self.civil,
                "question": "请核实有无房产登记。",
                "due_on": clock.today() + timedelta(days=14),
            },
            "add_contact": {"name": "林清", "phone": "13900000000"},
            "rate": {"rating": "satisfied"},
            "ask_call": {"text": "晚上八点以后"},
            "call_done": {"result": "reached"},
            "reissue_receipt": {"checked": "身份证与姓名一致"},
        }.get(name, {})
        if name in {"exchange_receipt", "confirm_reissue"}:
            given.setdefault("keys", new_keys())
        if name == "link" and "other" not in given:
            given["other"] = self.beside(case)
        needs_no_box = name in NEEDS_NO_BOX
        box = {} if needs_no_box else {"box": given.pop("box", None)}
        if box and box["box"] is None:
            box["box"] = self.any_box(actor, case)
        result = FUNCTIONS[name](case, actor=actor, **{**words, **box, **given})
        if "keys" in given:
            self.receipts[case.envelope_id] = given["keys"]
        return result

    def beside(self, case):
        """Another case of the same unit."""
        other = self.file()
        Case.objects.filter(pk=other.pk).update(unit=case.unit)
        other.refresh_from_db()
        return other

    def any_box(self, actor, case):
        """The actor's box, else the sender's: rules must hold without the vault's."""
        try:
            return self.box(actor, case)
        except Exception:  # noqa: BLE001
            return self.box(None, case)

    def somebody(self, case):
        return {
            self.housing.pk: self.member,
            self.civil.pk: self.civilian,
            self.discipline.pk: self.inspector,
        }[case.unit_id]

    def entitled(self, case):
        """Units that hold a wrap of the case's tip key."""
        wraps = Wrap.objects.filter(envelope=case.envelope_id)
        return {wrap.unit_key.unit for wrap in wraps.select_related("unit_key__unit")}

    def last(self, case) -> CaseEvent:
        return case.events.last()

    def assert_sound(self, case):
        """What must hold of every case at every time."""
        events = list(case.events.all())
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert all(check(event) for event in events)
        fresh = Case.objects.get(pk=case.pk)
        assert fresh.version == len(events)
        assert fresh.state == events[-1].to_state
        for before, after in pairwise(events):
            assert after.from_state == before.to_state


FUNCTIONS = {
    name: getattr(
        workflow,
        {
            "return": "return_",
            "extend": "ask_extension",
            "publish": "publish_suggestion",
        }.get(name, name),
    )
    for name in workflow.NEXT
    if name != "decide"
}


class HouseTest(House, TestCase):
    """A test with the house built once for its class."""

    @classmethod
    def setUpTestData(cls):
        cls.build()

    def setUp(self):
        pretended = clock.on(DAY)
        pretended.__enter__()
        self.addCleanup(pretended.__exit__, None, None, None)

    def refused(self, call, *args, **kwargs):
        with pytest.raises(workflow.Refused) as caught:
            call(*args, **kwargs)
        return caught.value.reason
