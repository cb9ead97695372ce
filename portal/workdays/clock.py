"""The one clock: what day it is here, and what time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_pretended: ContextVar[date | None] = ContextVar("pretended", default=None)


def today() -> date:
    """The local date (`TIME_ZONE`)."""
    return _pretended.get() or timezone.localdate()


def now() -> datetime:
    """The time, aware; noon of a pretended day."""
    day = _pretended.get()
    if day is None:
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


@contextmanager
def on(day: date) -> Iterator[None]:
    """Lets the demo and the tests live through a day that is not today."""
    token = _pretended.set(day)
    try:
        yield
    finally:
        _pretended.reset(token)
