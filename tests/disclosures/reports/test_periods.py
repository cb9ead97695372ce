"""Every day lies in one period; a report is due on a working day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from disclosures.reports.periods import Period, all_due, between, due
from portal import environment
from portal.workdays.calendar import add_calendar_days, is_working_day
from portal.workdays.seeding import seed_calendar

ONE = timedelta(days=1)
DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))
STARTS = st.sets(st.integers(2, 28), max_size=5).map(lambda s: (1, *sorted(s)))


class TestPeriods:
    def test_a_month_has_two_halves(self):
        assert Period.of(date(2021, 6, 15)) == Period(
            date(2021, 6, 1), date(2021, 6, 15)
        )
        assert Period.of(date(2024, 2, 16)).last == date(2024, 2, 29)
        assert Period.of(date(2021, 6, 16)).key == "2021-06-b"
        assert Period.parse("2021-06-a").chinese == "2021年6月1日至15日"

    @given(DAYS, STARTS)
    def test_a_day_lies_in_exactly_one(self, day, starts):
        with override_settings(REPORT_PERIODS=starts):
            around = between(day - timedelta(days=70), day + timedelta(days=70))
            [found] = [one for one in around if one.first <= day <= one.last]
            assert found == Period.of(day)
            assert found.first.month == found.last.month

    @given(DAYS, STARTS)
    def test_they_follow_each_other_without_a_gap(self, day, starts):
        with override_settings(REPORT_PERIODS=starts):
            one = Period.of(day)
            assert one.after.first == one.last + ONE
            assert one.after.before == one
            assert Period.parse(one.key) == one

    @given(DAYS, DAYS)
    def test_all_between_two_days(self, first, last):
        found = between(first, last)
        if first <= last:
            assert found[0] == Period.of(first)
            assert found[-1] == Period.of(last)
        assert found == sorted(set(found))

    @pytest.mark.parametrize(
        "key", ["2021-06-c", "2021-13-a", "2021-6-a", "0000-01-a", "2021-06-b ", ""]
    )
    def test_what_names_none_is_refused(self, key):
        with pytest.raises(ValueError, match=r"^(?s:.*)$"):
            Period.parse(key)

    def test_weeks_as_well(self, settings):
        settings.REPORT_PERIODS = (1, 8, 15, 22)
        assert Period.parse("2021-06-d") == Period(date(2021, 6, 22), date(2021, 6, 30))


class TestTheSetting:
    def test_rising_days_are_read(self, monkeypatch):
        monkeypatch.setenv("REPORT_PERIODS", "1, 11,21")
        assert environment.days_of_month("REPORT_PERIODS", "1,16") == (1, 11, 21)

    @pytest.mark.parametrize("value", ["16", "1,1", "1,20,10", "1,29", "1,x", "0,16"])
    def test_anything_else_stops_the_start(self, monkeypatch, value):
        monkeypatch.setenv("REPORT_PERIODS", value)
        with pytest.raises(ImproperlyConfigured, match="REPORT_PERIODS"):
            environment.days_of_month("REPORT_PERIODS", "1,16")


class TestDue:
    @pytest.fixture(autouse=True)
    def calendar(self, db):
        seed_calendar(2021)

    def test_three_days_after_the_end(self):
        assert due(Period.parse("2021-08-a")).day == date(2021, 8, 18)

    def test_not_on_a_weekend(self):
        # 3 July 2021 is a Saturday.
        assert due(Period.parse("2021-06-b")).day == date(2021, 7, 5)

    def test_not_in_the_holidays(self):
        # National Day lasts until the 7th.
        assert due(Period.parse("2021-09-b")).day == date(2021, 10, 8)

    def test_a_make_up_day_is_worked(self):
        # 18 September 2021, a Saturday, is worked for Mid-Autumn.
        assert due(Period.parse("2021-09-a")).day == date(2021, 9, 18)

    def test_an_unknown_year_makes_it_provisional(self):
        assert not due(Period.parse("2021-07-a")).provisional
        assert due(Period.parse("2044-07-a")).provisional

    def test_the_list_asks_once_and_says_the_same(self, django_assert_num_queries):
        periods = between(date(2021, 1, 1), date(2021, 12, 31))
        with django_assert_num_queries(2):
            found = all_due(periods)
        assert found == {one: due(one) for one in periods}
        assert all(is_working_day(one.day) for one in found.values())

    def test_next_working_day_counts_as_before(self):
        assert add_calendar_days(date(2021, 9, 28), 3).day == date(2021, 10, 8)
