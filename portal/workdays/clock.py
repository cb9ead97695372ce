"""The one clock: what day it is here."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The local date (`TIME_ZONE`)."""
    return timezone.localdate()
