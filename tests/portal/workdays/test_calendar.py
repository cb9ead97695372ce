from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.workdays import statutory
from portal.workdays.calendar import (
    add_calendar_days,
    add_working_days,
    is_working_day,
)
from portal.workdays.models import LoadedYear, Workday, confirmed_through
from portal.workdays.seeding import LAST_YEAR, seed_calendar
from portal.workdays.signals import calendar_changed

DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 30))
ANY_DAY = st.dates(date(1999, 1, 1), date(2060, 12, 31))
TERMS = st.integers(0, 90)


@pytest.fixture
def calendar(db):
    seed_calendar()


@pytest.mark.usefixtures("calendar")
class TestWorkingDays:
    @pytest.mark.parametrize(
        ("received", "days", "due"),
        [
            (date(2021, 6, 11), 5, date(2021, 6, 21)),
            (date(2021, 9, 17), 5, date(2021, 9, 26)),  # a Sunday that is worked
            (date(2021, 9, 15), 15, date(2021, 10, 12)),
            (date(2021, 9, 28), 5, date(2021, 10, 11)),
            (date(2024, 2, 8), 15, date(2024, 3, 6)),
            (date(2025, 9, 26), 5, date(2025, 10, 10)),
        ],
    )
    def test_vectors(self, received, days, due):
        assert add_working_days(received, days)[:2] == (due, False)

    def test_days_off_on_the_way_are_named(self):
        due = add_working_days(date(2021, 6, 11), 5)
        assert due.skipped == (
            date(2021, 6, 12),
            date(2021, 6, 13),
            date(2021, 6, 14),
            date(2021, 6, 19),
            date(2021, 6, 20),
        )

    def test_day_of_receipt_is_day_zero(self):
        assert add_working_days(date(2021, 6, 15), 0).day == date(2021, 6, 15)
        assert add_working_days(date(2021, 6, 15), 1).day == date(2021, 6, 16)

    def test_negative_terms_are_refused(self):
        with pytest.raises(ValueError, match="negative"):
            add_working_days(date(2021, 6, 15), -1)
        with pytest.raises(ValueError, match="negative"):
            add_calendar_days(date(2021, 6, 15), -1)


@pytest.mark.usefixtures("calendar")
class TestCalendarDays:
    def test_ordinary_last_day_stands(self):
        assert add_calendar_days(date(2021, 6, 1), 15) == (date(2021, 6, 16), False, ())

    def test_last_day_off_moves_to_the_next_working_day(self):
        # 60 days from 4 August 2021 end on 3 October, inside the holidays.
        due = add_calendar_days(date(2021, 8, 4), 60)
        assert due.day == date(2021, 10, 8)
        assert due.skipped == tuple(date(2021, 10, day) for day in range(3, 8))

    def test_last_day_on_a_make_up_sunday_stands(self):
        assert add_calendar_days(date(2021, 9, 11), 15).day == date(2021, 9, 26)


class TestPastConfirmedData(TestCase):
    def setUp(self):
        seed_calendar()

    def test_is_provisional_and_counts_statutory_days(self):
        due = add_working_days(date(2026, 12, 30), 3)
        # 31 December, then 4 and 5 January: the first is a holiday, a Friday.
        assert due == (
            date(2027, 1, 5),
            True,
            (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)),
        )

    def test_lunar_holidays_are_known(self):
        # 5 to 8 February 2027: New Year's Eve and three days of Spring Festival.
        assert add_working_days(date(2027, 2, 4), 1).day == date(2027, 2, 9)

    def test_last_confirmed_day_is_final(self):
        assert not add_working_days(date(2026, 12, 30), 1).provisional
        assert not add_calendar_days(date(2026, 12, 1), 30).provisional

    def test_move_into_unconfirmed_year_is_provisional(self):
        seed_calendar(2026)
        Workday.objects.create(date=date(2026, 12, 31), is_working=False)
        due = add_calendar_days(date(2026, 12, 1), 30)
        assert due[:2] == (date(2027, 1, 4), True)

    def test_loading_the_year_makes_it_final(self):
        Workday.objects.create(date=date(2027, 1, 1), is_working=False, name="元旦")
        Workday.objects.create(date=date(2027, 1, 4), is_working=False, name="元旦")
        assert add_working_days(date(2026, 12, 30), 3)[:2] == (date(2027, 1, 6), True)
        LoadedYear.objects.create(year=2027)
        assert add_working_days(date(2026, 12, 30), 3)[:2] == (date(2027, 1, 6), False)
        assert confirmed_through() == date(2027, 12, 31)

    @given(ANY_DAY, TERMS)
    def test_never_an_error(self, day, n):
        for due in (add_working_days(day, n), add_calendar_days(day, n)):
            assert due.day >= day
            if day.year >= 2027:
                assert due.provisional


class TestProperties(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed_calendar()

    @given(DAYS, TERMS)
    def test_working_days_agree_with_the_package(self, day, n):
        due = add_working_days(day, n)
        between = [day + timedelta(days=k) for k in range(1, (due.day - day).days + 1)]
        worked = [one for one in between if chinese_calendar.is_workday(one)]
        assert len(worked) == n
        assert not n or worked[-1] == due.day
        assert due.skipped == tuple(one for one in between if one not in worked)
        assert not due.provisional

    @given(DAYS, TERMS)
    def test_calendar_days_end_on_the_first_worked_day(self, day, n):
        due = add_calendar_days(day, n)
        nominal = day + timedelta(days=n)
        assert chinese_calendar.is_workday(due.day)
        assert due.skipped == tuple(
            nominal + timedelta(days=k) for k in range((due.day - nominal).days)
        )
        assert not any(map(chinese_calendar.is_workday, due.skipped))

    @given(DAYS, TERMS)
    def test_a_longer_term_never_ends_earlier(self, day, n):
        assert add_working_days(day, n).day < add_working_days(day, n + 1).day
        assert add_calendar_days(day, n).day <= add_calendar_days(day, n + 1).day


class TestSeeding:
    def test_agrees_with_the_package_on_every_day(self, calendar):
        days = dict(Workday.objects.values_list("date", "is_working"))
        day = date(2004, 1, 1)
        while day.year <= LAST_YEAR:
            known = days.get(day, day.weekday() < 5)
            assert known == chinese_calendar.is_workday(day), day
            day += timedelta(days=1)

    def test_again_changes_nothing_and_says_nothing(self, calendar):
        before = list(Workday.objects.values())
        told = []

        def listen(**kwargs):
            told.append(kwargs)

        calendar_changed.connect(listen)
        seed_calendar()
        assert list(Workday.objects.values()) == before
        assert not told

    def test_keeps_what_was_entered_by_hand(self, calendar):
        row = Workday.objects.get(date=date(2021, 9, 26))
        row.is_working = False
        row.save()
        seed_calendar()
        assert not is_working_day(date(2021, 9, 26))

    def test_mends_a_published_row(self, calendar):
        Workday.objects.filter(date=date(2021, 9, 26)).update(is_working=False)
        Workday.objects.filter(date=date(2021, 9, 18)).delete()
        seed_calendar()
        assert is_working_day(date(2021, 9, 26))
        assert is_working_day(date(2021, 9, 18))

    def test_through_a_year(self, db):
        seed_calendar(2025)
        assert confirmed_through() == date(2025, 12, 31)
        assert add_working_days(date(2026, 3, 2), 1).provisional

    def test_a_gap_ends_what_is_confirmed(self, calendar):
        LoadedYear.objects.create(year=2028)
        assert confirmed_through() == date(2026, 12, 31)

    def test_nothing_loaded_confirms_nothing(self, db):
        assert confirmed_through() is None
        assert add_working_days(date(2021, 6, 11), 5).provisional

    def test_counting_costs_two_queries(self, calendar, django_assert_num_queries):
        with django_assert_num_queries(2):
            add_working_days(date(2021, 6, 11), 60)


class TestStatutory:
    def test_every_statutory_day_is_off_in_published_schedules(self):
        for year in (2025, 2026):
            for day in statutory.days_off(year):
                assert chinese_calendar.is_holiday(day), day

    def test_tomb_sweeping_by_formula(self):
        for year in range(2008, LAST_YEAR + 1):
            (day,) = (one for one in statutory.days_off(year) if one.month == 4)
            assert chinese_calendar.holidays[day] == "Tomb-sweeping Day"

    def test_past_the_lunar_table_fixed_days_remain(self):
        year = statutory.LAST_LUNAR_YEAR + 1
        assert len(statutory.days_off(year)) == 7
        assert not statutory.is_working(date(year, 10, 1))
