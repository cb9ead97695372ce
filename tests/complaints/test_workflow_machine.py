"""Any sequence of steps by anybody: table never left, record never broken."""

from datetime import timedelta
from itertools import cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints import workflow
from complaints.cases import ENDED, Approval, Case, Legal, Outcome, Track
from complaints.leaves import COUNTED
from complaints.topics import Kind
from complaints.vault import checks
from complaints.vault.models import Purpose, SealedValue, Wrap
from complaints.workflow.legal import taken
from complaints.workflow.tracks import holds
from portal.workdays import clock
from tests.complaints.house import DAY, FUNCTIONS, PROPER_OUTCOME, House
from tests.factories import UnitFactory

#: Design §6, written down a second time: from which states to which.
TABLE = {
    "accept": ({"received", "referred"}, "accepted"),
    "decline": ({"received", "referred"}, "declined"),
    "refer": ({"received", "accepted", "investigating"}, "referred"),
    "return": ({"referred"}, "received"),
    "investigate": ({"accepted", "reopened"}, "investigating"),
    "conclude": ({"investigating", "accepted"}, "concluded"),
    "reopen": ({"concluded", "declined"}, "reopened"),
    "concerns_us": ({"received", "accepted", "investigating"}, "referred"),
    # By the last one who could work on it.
    "recuse": ({"received", "accepted", "investigating"}, "referred"),
}
PEOPLE = (
    "unit",
    "head",
    "member",
    "civilian",
    "inspector",
    "clerk",
    "sender",
    "above",
    "admin",
    "editor",
)
STEPS = (*FUNCTIONS, "decide")

ONWARD = set(TABLE) | {"extend", "decide", "legal_step", "take_back", "clarify"}
UNITS = ("housing", "civil", "discipline", "above")

#: Anything by anybody; and steps that are open, so that sequences get somewhere.
wild = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(STEPS),
    st.integers(0, 40),
    st.sampled_from(UNITS),
    st.sampled_from(Outcome),
)
onward = st.tuples(
    st.sampled_from(["unit", "unit", "head", "inspector", "sender"]),
    st.integers(0, 11),
    st.integers(0, 9),
    st.sampled_from(UNITS),
    st.none(),
)
#: What a sender wishes, and what the unit does about it.
wishes = st.tuples(
    st.sampled_from(["sender", "sender", "unit", "head", "member"]),
    st.sampled_from(
        [
            "exchange_receipt",
            "add_contact",
            "delete_contact",
            "rate",
            "ask_call",
            "withdraw_call",
            "call_done",
            "contact_opened",
            "reissue_receipt",
            "confirm_reissue",
        ]
    ),
    st.integers(0, 1),
    st.sampled_from(UNITS),
    st.none(),
)
moves = st.lists(onward | onward | onward | wishes | wild, min_size=3, max_size=14)


class TestMachine(House, PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.build()
        cls.above_unit = UnitFactory(name="市纪委监委")
        cls.above = cls.person(cls.above_unit)
        cls.discipline.fallback = cls.above_unit
        cls.discipline.save()

    @settings(
        max_examples=50,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        kind=st.sampled_from(Kind),
        concerns=st.sets(st.sampled_from(["housing", "civil", "discipline"])),
        signs=st.booleans(),
        granted=st.lists(st.booleans(), min_size=3, max_size=3),
        moves=moves,
    )
    def test_never_leaves_the_table(self, kind, concerns, signs, granted, moves):
        #: What the head says, one time after the other.
        self.granted = cycle(granted)
        self.housing.head_signs = signs
        self.housing.save()
        concerned = [getattr(self, name) for name in sorted(concerns)]
        case = self.file(kind, concerns=concerned)
        day = DAY
        for who, step, days, unit, outcome in moves:
            day += timedelta(days=days)
            with clock.on(day):
                actor = self.actor(case, who)
                if isinstance(step, int):
                    actor, step = self.open_step(case, actor, step)  # noqa: PLW2901
                self.move(case, actor, step, unit, outcome or PROPER_OUTCOME[kind])
            self.check(case)
        self.assert_sound(case)
        assert self.missing(case) == []
        names = [event.name for event in case.events.all()]
        leaves = [event.leaf for event in case.events.all()]
        for name, public in COUNTED.items():
            counted = sum(f'"event":"{public}"' in leaf for leaf in leaves)
            expected = kind != Kind.OFFICIAL and name in names
            assert counted == expected

    def open_step(self, case, actor, pick):
        """A step that leads on and is open: to this actor, else to the case's unit."""
        for person in (actor, self.actor(case, "unit")):
            steps = [s.name for s in workflow.available(case, person)]
            if onward := [name for name in steps if name in ONWARD]:
                return person, onward[pick % len(onward)]
        return actor, "message"

    def actor(self, case, who):
        if who == "sender":
            return None
        if who != "unit":
            return getattr(self, who)
        if case.unit_id == self.above_unit.pk:
            return self.above
        return self.somebody(case)

    def move(self, case, actor, step, unit, outcome):
        before = Case.objects.get(pk=case.pk)
        given = {}
        if step == "refer":
            given = {
                "to_unit": self.above_unit if unit == "above" else getattr(self, unit)
            }
        if step == "conclude":
            given = {"outcome": outcome}
        if step == "legal_step":
            given = {
                "track": list(Track)[UNITS.index(unit) % 2],
                "step": list(Legal)[list(Outcome).index(outcome) % len(Legal)],
                "until": clock.today() if unit in {"civil", "above"} else None,
            }
        try:
            if step == "decide":
                result = self.sign(case, actor)
            else:
                result = self.do(step, case, actor=actor, **given)
        except workflow.Refused:
            after = Case.objects.get(pk=case.pk)
            assert row(after) == row(before)
            assert after.events.count() == before.version
            return
        assert actor not in {self.admin, self.editor}
        after = Case.objects.get(pk=case.pk)
        event = after.events.last()
        assert after.version == before.version + (step != "note")
        if step == "note":
            return
        assert (event.from_state, event.to_state) == (before.state, after.state)
        if before.state != after.state:
            starts, end = TABLE[event.name]
            assert before.state in starts
            assert after.state == end
            assert event.actor == actor
        if event.name == "conclude" and before.state == "accepted":
            assert before.kind == Kind.SUGGESTION
        if isinstance(result, Approval):
            assert after.state == before.state

    def sign(self, case, actor):
        waiting = workflow.open_approval(case)
        if waiting is None:
            raise workflow.Refused("nothing to sign")
        granted = next(self.granted)
        event = workflow.decide(
            waiting, actor=actor, box=self.any_box(actor, case), granted=granted
        )
        assert (event.name != "refuse") == waiting.is_granted == granted
        return event

    def missing(self, case):
        """What `check_vault` says of the case and its requests."""
        requests = list(case.requests.all())
        mine = [case.number, str(case.envelope_id), *map(str, requests)]
        mine += [str(request.envelope_id) for request in requests]
        faults = list(checks.faults())
        return [line for line in faults if any(name in line for name in mine)]

    def check(self, case):
        case = Case.objects.get(pk=case.pk)
        concerned = set(case.concerns.all())
        entitled = self.entitled(case)
        watching = {self.discipline, self.above_unit} - concerned
        assert case.unit not in concerned
        assert case.unit in entitled
        assert not entitled & concerned
        assert entitled & watching
        if self.discipline not in concerned:
            assert self.discipline in entitled
        if case.kind == Kind.OFFICIAL:
            assert entitled <= {self.discipline, self.above_unit}
        for request in case.requests.all():
            readers = self.entitled(request)
            assert not readers & concerned
            assert case.unit in readers
            assert readers & watching
        assert case.due_on >= case.clock_from
        assert (case.state == "concluded") == bool(case.outcome)
        assert (case.concluded_on is not None) == (case.state == "concluded")
        waiting = workflow.open_approval(case)
        if case.state in ENDED:
            assert waiting is None or waiting.step == Approval.Step.CLARIFY
        assert holds(taken(workflow.effective(case)))
        self.check_wishes(case)

    def check_wishes(self, case):
        """Name and phone are where they are said to be; a rating is never changed."""
        envelope = case.envelope
        sealed = SealedValue.objects.filter(envelope=envelope, purpose=Purpose.CONTACT)
        assert envelope.has_contact == case.is_real_name == sealed.exists()
        holders = {
            purpose: set(
                Wrap.objects.filter(envelope=envelope, purpose=purpose).values_list(
                    "unit_key__unit", flat=True
                )
            )
            for purpose in Purpose.values
        }
        if case.is_real_name:
            assert holders[Purpose.CONTACT] == holders[Purpose.TIP]
        else:
            assert not holders[Purpose.CONTACT]
            assert workflow.open_call(case) is None
        rated = case.events.filter(name="rate")
        assert [event.outcome for event in rated] == [case.rating] * rated.count()
        assert rated.count() == bool(case.rating)
        assert self.box(None, case).open("body")


def row(case):
    return {
        field.attname: getattr(case, field.attname)
        for field in Case._meta.concrete_fields
    }
