"""Retention after whatever may have happened to a case."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints import workflow
from complaints.cases import Case
from complaints.retention.policies import (
    Periods,
)
from complaints.retention.rules import kept_back, period_over
from complaints.retention.run import run
from portal.workdays import clock
from tests.complaints.house import DAY
from tests.complaints.retention import Kept


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
