import hashlib
import json
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints.cases import CaseEvent
from complaints.leaves import canonical, check, commitment, document, period_of
from tests.complaints.house import HouseTest
from tests.factories import UnitFactory, UserFactory

TEXT = st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)


class TestCanonical:
    def test_sorted_tight_and_utf8(self):
        value = {"b": [1, None, True], "a": "转租 𠮷", "c": {"y": 1, "x": ""}}
        expected = '{"a":"转租 𠮷","b":[1,null,true],"c":{"x":"","y":1}}'
        assert canonical(value) == expected.encode()

    @given(st.dictionaries(TEXT, VALUES, max_size=4))
    def test_says_the_same_and_only_in_one_way(self, value):
        once = canonical(value)
        assert json.loads(once) == value
        assert canonical(dict(reversed(value.items()))) == once
        assert canonical(json.loads(once)) == once

    def test_no_number_that_is_none(self):
        with pytest.raises(ValueError, match="JSON"):
            canonical({"a": float("nan")})


class TestPeriod:
    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (date(2021, 6, 1), "2021-06-a"),
            (date(2021, 6, 15), "2021-06-a"),
            (date(2021, 6, 16), "2021-06-b"),
            (date(2021, 6, 30), "2021-06-b"),
            (date(2024, 12, 31), "2024-12-b"),
        ],
    )
    def test_fortnights(self, day, period):
        assert period_of(day) == period


class TestCheck(HouseTest):
    def event(self):
        case = self.in_state("referred")
        return CaseEvent.objects.select_related("case").get(pk=case.events.last().pk)

    def test_leaf_hides_all_but_event_and_period(self):
        leaf = json.loads(self.event().leaf)
        assert set(leaf) == {"v", "event", "period", "commitment"}
        assert (leaf["v"], leaf["event"], leaf["period"]) == (1, "other", "2024-03-a")

    def test_commitment_is_of_nonce_and_document(self):
        event = self.event()
        assert len(event.nonce) == 32
        digest = hashlib.sha256(bytes(event.nonce) + canonical(document(event)))
        assert json.loads(event.leaf)["commitment"] == digest.hexdigest()

    def test_nonces_differ(self):
        events = self.event().case.events.all()
        assert len({bytes(event.nonce) for event in events}) == len(events)

    def test_sound_as_stored(self):
        assert check(self.event())

    def test_every_change_is_found(self):
        changes = {
            "sequence": 9,
            "name": "accept",
            "from_state": "accepted",
            "to_state": "declined",
            "unit": UnitFactory(),
            "to_unit": None,
            "actor": UserFactory(),
            "day": date(2024, 3, 6),
            "at": timezone.now(),
            "due_on": date(2024, 3, 21),
            "due_is_provisional": True,
            "outcome": "adopted",
            "digests": {},
            "nonce": bytes(32),
            "leaf": "{}",
        }
        fields = {field.name for field in CaseEvent._meta.concrete_fields}
        assert fields - set(changes) == {"id", "case"}
        for field, value in changes.items():
            event = self.event()
            setattr(event, field, value)
            assert not check(event), field

    def test_a_leaf_that_is_no_leaf(self):
        event = self.event()
        for leaf in ("", "nonsense", "[]", "null", event.leaf + " "):
            event.leaf = leaf
            assert not check(event)

    def test_a_leaf_that_says_another_word(self):
        event = self.event()
        event.leaf = event.leaf.replace('"other"', '"received"')
        assert not check(event)

    def test_a_case_that_became_another(self):
        event = self.event()
        event.case.topic = "rent"
        assert not check(event)
        assert commitment(event) not in event.leaf
