"""The daily run: tells both sides beforehand, then destroys; safe to run again."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db import transaction

from complaints.cases import Case
from complaints.retention.policies import Periods
from complaints.retention.rules import (
    WARN_DAYS,
    announced,
    candidates,
    kept_back,
    period_over,
)
from complaints.workflow.destruction import destroy
from portal.workdays.clock import today


@dataclass
class Tally:
    """How many cases a run announced, took back, destroyed."""

    announced: int = 0
    taken_back: int = 0
    destroyed: int = 0


def run(*, dry: bool = False) -> Tally:
    """Every case in a transaction of its own; with `dry` nothing is changed."""
    day, tally = today(), Tally()
    periods = Periods.on(day)
    for pk in list(announced().values_list("pk", flat=True)):
        _look_again(pk, day, periods, tally, dry=dry)
    soon = candidates(day + timedelta(days=WARN_DAYS), periods)
    for pk in list(soon.filter(destroy_on=None).values_list("pk", flat=True)):
        _announce(pk, day, periods, tally, dry=dry)
    return tally


@lru_cache(maxsize=1)
def run_on(_day: date) -> Tally:
    """Today's run, once in a process that asks again every minute."""
    return run()


def _look_again(
    pk: int, day: date, periods: Periods, tally: Tally, *, dry: bool
) -> None:
    """Destroy what was announced long enough ago, unless something came between."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        if case.destroyed_on or case.destroy_on is None:
            return
        over = period_over(case, periods)
        if kept_back(case) or over is None or over > case.destroy_on:
            tally.taken_back += 1
            if not dry:
                Case.objects.filter(pk=pk).update(destroy_on=None)
        elif case.destroy_on <= day:
            tally.destroyed += 1
            if not dry:
                destroy(case)


def _announce(pk: int, day: date, periods: Periods, tally: Tally, *, dry: bool) -> None:
    """Name the day: never sooner than everybody had time to object."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        over = period_over(case, periods)
        warn = day + timedelta(days=WARN_DAYS)
        if kept_back(case) or over is None or over > warn:
            return
        tally.announced += 1
        if not dry:
            Case.objects.filter(pk=pk).update(destroy_on=max(over, warn))
