"""Requests among what needs a member: to be answered, to be read, or overdue."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.assistance.lists import ALL
from complaints.cases import AssistanceRequest
from complaints.casework.access import may_oversee
from complaints.casework.faces import request_face
from complaints.casework.lines import MOST, Line
from portal.users.models import User


def request_lines(user: User, on: date) -> Iterator[Line]:
    """What is put to the member's units, then what came back, then what is late.

    A sentence for the unit that is asked names the request alone, never the case.
    """
    requests = AssistanceRequest.objects
    put = requests.put_to(user).open().select_related("asking_unit")
    for asked in put.order_by("due_on", "number")[:MOST]:
        words = _("%(request)s of %(unit)s waits for your answer: %(clock)s.")
        late = asked.due_on < on
        yield _line(asked, words, on, unit=asked.asking_unit, late=late)
    ours = requests.on_cases_of(user).filter(case__unit__in=user.current_units())
    ours = ours.select_related("asked_unit").order_by("due_on", "number")
    for asked in ours.filter(is_news=True)[:MOST]:
        words = _("%(unit)s has replied to %(request)s: read it.")
        yield _line(asked, words, on, unit=asked.asked_unit)
    for asked in ours.overdue(on)[:MOST]:
        words = _("%(unit)s has not answered %(request)s: %(clock)s.")
        yield _line(asked, words, on, unit=asked.asked_unit, late=True)
    yield from _elsewhere(user, on)


def _elsewhere(user: User, on: date) -> Iterator[Line]:
    """For inspectors: how many requests of other units are overdue."""
    if not may_oversee(user):
        return
    known = AssistanceRequest.objects.on_cases_of(user).overdue(on)
    units = user.current_units()
    count = known.exclude(case__unit__in=units).exclude(asked_unit__in=units).count()
    if count:
        words = ngettext(
            "%(n)d request for assistance between units is overdue.",
            "%(n)d requests for assistance between units are overdue.",
            count,
        )
        address = f"{reverse('requests:index')}?of={ALL}"
        yield Line(words % {"n": count}, address, is_late=True)


def _line(
    asked: AssistanceRequest,
    words: str,
    on: date,
    *,
    late: bool = False,
    **more: object,
) -> Line:
    clock = request_face(asked, on).words
    return Line(
        words % {"request": asked.number, "clock": clock, **more},
        reverse("requests:request", args=[asked.number]),
        late,
    )
