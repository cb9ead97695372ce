"""Retention policies: what they say, and for whom they hold."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase

from complaints.retention.policies import (
    Periods,
    RetentionPolicy,
    endings_of,
    seed_retention,
)
from complaints.retention.rules import WARN_DAYS, period_over
from complaints.retention.words import periods
from complaints.topics import Kind
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest
from tests.complaints.retention import DAYS, Kept


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


class InEffect(Kept, HouseTest):
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


def test_every_kind_ends_somehow():
    assert all("declined" in endings_of(kind) for kind in Kind)
