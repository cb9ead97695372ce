"""Legal tracks: their order, their amounts, who sees them."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints import workflow
from complaints.cases import Legal, LegalStep, Outcome, Track
from complaints.casework.content import unsealed
from complaints.intake.letterbox import Letterbox
from complaints.topics import Kind
from complaints.workflow import Amounts, tracks
from complaints.workflow.tracks import Taken, furthest, holds, possible, why_not
from portal.workdays import clock
from tests.complaints.casework.test_acts import ANSWER, ActTestCase
from tests.complaints.house import DAY, HouseTest

#: Domain B4 written down a second time: what comes at the very least before a step.
LEAST = {
    "administrative": {
        "ordered": set(),
        "removal_period": {"ordered"},
        "formal_demand": {"ordered"},
        "enforcement_applied": {"ordered", "formal_demand"},
        "ruled": {"ordered", "formal_demand", "enforcement_applied"},
        "enforced": {"ordered", "formal_demand", "enforcement_applied", "ruled"},
        "vacated": {"ordered"},
    },
    "civil": {
        "ordered": set(),
        "removal_period": set(),
        "formal_demand": set(),
        "suit_filed": set(),
        "ruled": {"suit_filed"},
        "enforced": {"suit_filed", "ruled"},
        "vacated": set(),
    },
}
TOLD_TO_LEAVE = {"ordered", "removal_period"}

moves = st.lists(
    st.tuples(st.sampled_from(Track), st.sampled_from(Legal), st.integers(-3, 9)),
    max_size=14,
)


class TestTracks:
    @given(moves)
    def test_whatever_is_tried_the_order_holds(self, tried):
        taken = []
        with clock.on(DAY + timedelta(days=60)):
            for track, step, later in tried:
                last = max((one.day for one in taken), default=DAY)
                new = Taken(track, step, last + timedelta(days=later))
                until = new.day if step == Legal.REMOVAL_PERIOD else None
                if not why_not(taken, new, until):
                    taken.append(new)
            assert holds(taken)
            follow = possible(taken)
        for place, one in enumerate(taken):
            before = {t.step for t in taken[:place] if t.track == one.track}
            assert LEAST[one.track][one.step] <= before
            assert one.step not in before
            if one.track == Track.CIVIL and one.step not in TOLD_TO_LEAVE:
                assert before & TOLD_TO_LEAVE
            assert "vacated" not in {t.step for t in taken[:place]}
            assert all(t.day <= one.day for t in taken[:place] if t.track == one.track)
        assert bool(follow) == all(one.step != "vacated" for one in taken)

    @given(moves)
    def test_what_is_offered_next_can_be_entered(self, tried):
        taken = []
        with clock.on(DAY):
            for _track, _step, pick in tried:
                if not (offered := possible(taken)):
                    break
                track, step = offered[pick % len(offered)]
                until = DAY if step == Legal.REMOVAL_PERIOD else None
                new = Taken(track, step, DAY)
                assert not why_not(taken, new, until)
                taken.append(new)

    def test_every_step_can_be_reached(self):
        assert {step for _track, step in tracks.NEEDS} == set(Legal.values)

    def test_where_a_household_stands(self):
        assert furthest([]) is None
        steps = [Taken("civil", "ordered", DAY), Taken("civil", "suit_filed", DAY)]
        assert furthest(steps).step == "suit_filed"

    def test_days(self):
        ordered = Taken("civil", "ordered", DAY)
        with clock.on(DAY):
            assert why_not([], Taken("civil", "ordered", DAY + timedelta(1)))
            before = DAY - timedelta(days=1)
            assert why_not([ordered], Taken("civil", "suit_filed", before))
            assert not why_not([ordered], Taken("administrative", "ordered", before))
            assert why_not([ordered], Taken("administrative", "vacated", before))
            period = Taken("civil", "removal_period", DAY)
            assert why_not([ordered], period)
            assert why_not([ordered], period, before)
            assert not why_not([ordered], period, DAY + timedelta(days=60))
            assert why_not([ordered], Taken("civil", "suit_filed", DAY), DAY)


class TestEntering(HouseTest):
    def enter(self, case, step, track="administrative", **given):
        given = {"day": DAY} | given
        return self.do("legal_step", case, track=track, step=step, **given)

    def test_amounts_are_sealed_in_whole_fen(self):
        case = self.in_state("investigating")
        amounts = Amounts(back_rent=123_456, fine=100_000)
        event = self.enter(case, "ordered", amounts=amounts, remark="三十日内退回")
        assert event.outcome == "ordered"
        assert event.digests.keys() == {"legal/1/1"}
        told = json.loads(self.box(self.member, case).open("legal", 1))
        assert (told["back_rent"], told["fine"]) == (123_456, 100_000)
        row = LegalStep.objects.get()
        plain = {f.name for f in LegalStep._meta.concrete_fields}
        assert plain.isdisjoint({"back_rent", "fine", "remark"})
        assert (row.step, row.day, row.recorded_on) == ("ordered", DAY, DAY)

    def test_unbelievable_amounts_are_refused(self):
        case = self.in_state("investigating")
        for fen in (-1, 10**12, 1.5):
            self.refused(self.enter, case, "ordered", amounts=Amounts(fine=fen))
        assert not LegalStep.objects.exists()

    def test_only_in_order_and_while_it_can_matter(self):
        case = self.in_state("investigating")
        self.refused(self.enter, case, "enforcement_applied")
        self.enter(case, "ordered")
        self.refused(self.enter, case, "enforcement_applied")
        self.enter(case, "formal_demand")
        self.enter(case, "enforcement_applied")
        self.do("conclude", case)
        self.enter(case, "ruled")
        self.enter(case, "vacated")
        self.refused(self.enter, case, "ordered", track="civil")
        self.assert_sound(case)
        for state, kind in (("accepted", Kind.REPORT), ("investigating", "official")):
            self.refused(self.enter, self.in_state(state, kind), "ordered")

    def test_the_court_can_be_asked_after_ten_working_days(self):
        """1 to 7 October 2024 are off; Sunday 29 September and Saturday 12 worked."""
        with clock.on(date(2024, 9, 20)):
            case = self.in_state("investigating")
        with clock.on(date(2024, 9, 25)):
            self.enter(case, "ordered", day=date(2024, 9, 20))
            self.enter(case, "formal_demand", day=date(2024, 9, 25))
            ordered, demand = unsealed(case, self.box(self.member, case)).legal
            assert ordered.may_apply_from is None
            assert demand.may_apply_from == date(2024, 10, 15)
        with clock.on(date(2024, 10, 15)):
            self.enter(case, "enforcement_applied", day=date(2024, 10, 15))
            entries = unsealed(case, self.box(self.member, case)).legal
            assert [one.may_apply_from for one in entries] == [None] * 3

    def test_not_where_nobody_has_to_leave(self):
        case = self.in_state("investigating")
        self.do("conclude", case, outcome=Outcome.UNSUBSTANTIATED)
        self.refused(self.enter, case, "ordered")

    def test_not_by_another_unit(self):
        case = self.in_state("investigating")
        for actor in (self.civilian, self.inspector, self.clerk, self.admin, None):
            self.refused(self.enter, case, "ordered", actor=actor)

    def test_taken_back_by_a_counter_entry(self):
        case = self.in_state("investigating")
        self.enter(case, "ordered")
        self.enter(case, "formal_demand")
        self.refused(self.do, "take_back", case, entry=1)
        event = self.do("take_back", case, entry=2)
        assert event.outcome == "formal_demand"
        assert [one.step for one in workflow.effective(case)] == ["ordered"]
        assert LegalStep.objects.count() == 3
        self.refused(self.do, "take_back", case, entry=2)
        self.refused(self.do, "take_back", case, entry=3)
        self.enter(case, "formal_demand")
        self.assert_sound(case)

    def test_rows_are_never_changed(self):
        case = self.in_state("investigating")
        self.enter(case, "ordered")
        for change in (
            lambda: LegalStep.objects.update(day=DAY),
            LegalStep.objects.all().delete,
            LegalStep.objects.get().save,
        ):
            with pytest.raises(TypeError):
                change()

    def test_a_sender_sees_them_of_their_own_household_alone(self):
        own, other = (
            self.in_state("investigating", k) for k in ("declaration", "report")
        )
        for case in (own, other):
            self.enter(case, "ordered", track="civil", amounts=Amounts(fine=5))
        seen = [Letterbox(self.box(None, case)) for case in (own, other)]
        assert [step.step for step in seen[0].legal()] == ["ordered"]
        assert seen[1].legal() == []
        assert not any("legal" in step.label for step in seen[1].steps())
        names = {entry.name for entry in workflow.timeline(other)}
        assert "legal_step" not in names


class InTheFile(ActTestCase):
    def test_entered_and_taken_back(self):
        self.act("accept")
        self.act("investigate")
        self.act("conclude", **ANSWER)
        page = self.file()
        offers = {offer.name: offer for offer in page.context["main_offers"]}
        assert offers["legal_step"].is_next
        day = clock.today().isoformat()
        wrong = self.act("legal_step", what="civil/ruled", day=day, fine="1.005")
        assert wrong.status_code == 422
        data = {"what": "civil/ordered", "day": day, "back_rent": "1234.56"}
        assert self.act("legal_step", **data, remark="当面送达").status_code == 302
        page = self.file()
        self.assertContains(page, "1,234.56")
        self.assertContains(page, "当面送达")
        assert "legal_step" not in {o.name for o in page.context["main_offers"]}
        assert self.act("take_back", entry="1", reason="户名错了").status_code == 302
        self.assertContains(self.file(), "户名错了")
        self.client.logout()
        address = reverse("cases:act", args=[self.case.number, "legal_step"])
        assert self.client.post(address, data).status_code == 302
        assert LegalStep.objects.count() == 2
