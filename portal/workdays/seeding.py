"""Fills the calendar table from the published schedules that chinesecalendar holds."""

from datetime import date, timedelta

import chinese_calendar
from django.db import transaction

from portal.workdays.models import LoadedYear, Workday
from portal.workdays.signals import calendar_changed

#: What the package knows; it refuses other years.
FIRST_YEAR = min(day.year for day in chinese_calendar.holidays)
LAST_YEAR = max(day.year for day in chinese_calendar.holidays)


@transaction.atomic
def seed_calendar(through_year: int | None = None) -> int:
    """Load every published year up to `through_year`; give back how many rows.

    Safe to run again, after an update of the package too: rows entered by hand stay.
    """
    last = min(through_year or LAST_YEAR, LAST_YEAR)
    years = range(FIRST_YEAR, last + 1)
    span = (date(FIRST_YEAR, 1, 1), date(last, 12, 31))
    inside = Workday.objects.filter(date__range=span)
    edited = set(
        inside.filter(source=Workday.Source.EDITED).values_list("date", flat=True)
    )
    rows = {row.date: row for row in _published(*span) if row.date not in edited}
    kept = {
        row.date: (row.is_working, row.name)
        for row in inside.filter(source=Workday.Source.SEEDED)
    }
    fresh = [
        row for day, row in rows.items() if kept.get(day) != (row.is_working, row.name)
    ]
    gone = [day for day in kept if day not in rows]
    new_years = set(years) - set(LoadedYear.objects.values_list("year", flat=True))
    inside.filter(date__in=[*gone, *(row.date for row in fresh)]).delete()
    Workday.objects.bulk_create(fresh)
    LoadedYear.objects.bulk_create(LoadedYear(year=year) for year in sorted(new_years))
    if fresh or gone or new_years:
        calendar_changed.send(seed_calendar)
    return len(rows)


def _published(first: date, last: date) -> list[Workday]:
    """Days that differ from plain Monday to Friday."""
    rows = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        is_working = chinese_calendar.is_workday(day)
        if is_working != (day.weekday() < 5):
            known = (
                chinese_calendar.workdays if is_working else chinese_calendar.holidays
            )
            rows.append(
                Workday(
                    date=day,
                    is_working=is_working,
                    name=chinese_calendar.Holiday(known[day]).chinese,
                    source=Workday.Source.SEEDED,
                )
            )
    return rows
