"""One answer for linked cases, sealed once for each of them.

Each is concluded on its own, through the workflow, in a transaction of its own and with
its own key; whoever reads it for that is on record first. Where the head signs, each
waits for a signature of its own. No sender learns of another: the text's blanks are
filled in for each case, and what it says of the leading one alone is refused.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import gettext

from complaints import workflow
from complaints.cases import Case
from complaints.casework.models import BLANKS
from complaints.casework.reading import Locked, open_case
from complaints.casework.similar import left_aside, same_answer_for
from complaints.intake import guard
from complaints.vault.keyring import NotEntitled
from portal.users.models import User


def choices(case: Case, user: User) -> list[tuple[str, str]]:
    """Linked cases that the answer is offered to, each with the version seen."""
    offered = same_answer_for(case, user).order_by("received_on", "number")
    return [
        (f"{one.number}:{one.version}", f"{one.number} · {one.received_on:%Y-%m-%d}")
        for one in offered
    ]


def left_out(case: Case, user: User) -> list[str]:
    """Open linked cases that it is not offered to, each as a sentence that says why."""
    return [
        gettext("%(case)s is of another kind: it needs an answer of its own.")
        % {"case": one}
        if one.kind != case.kind
        else gettext("%(case)s is not offered: it is still “%(state)s”.")
        % {"case": one, "state": one.get_state_display()}
        for one in left_aside(case, user).order_by("received_on", "number")
    ]


def telling(text: str, case: Case, user: User, chosen: Collection[str]) -> str:
    """What a text says of the leading case that is not so of one chosen, or empty."""
    numbers = [value.partition(":")[0] for value in chosen]
    others = list(same_answer_for(case, user).filter(number__in=numbers))
    plain = unicodedata.normalize("NFKC", text)
    for blank, name in BLANKS.items():
        value = getattr(case, name)
        if all(getattr(other, name) == value for other in others):
            continue
        if found := re.search(_written(value), plain, re.IGNORECASE):
            return gettext(
                "“%(what)s” is so of this case alone: write %(blank)s, and each sender"
                " reads what is so of their own."
            ) % {"what": found[0], "blank": blank}
    return ""


def _written(value: Any) -> str:
    """How a fact may stand in a letter, a day with its year or without."""
    if not isinstance(value, date):
        return re.escape(str(value))
    month, day = f"0?{value.month}", f"0?{value.day}"
    return (
        rf"(?<![0-9]){month} ?月 ?{day} ?[日号]"
        rf"|{value.year}[-./]{month}[-./]{day}(?![0-9])"
    )


def give(
    request: HttpRequest,
    chosen: list[str],
    user: User,
    words: Callable[[Case], dict[str, Any]],
) -> tuple[list[Case], list[tuple[str, str]]]:
    """Conclude each that was chosen; what could not be is named with the reason."""
    done, refused = [], []
    for value in chosen:
        number, _colon, version = value.partition(":")
        found = Case.objects.visible_to(user).select_related("envelope", "unit")
        case = found.filter(number=number).first()
        if case is None:
            continue
        try:
            box = open_case(request, case)
            workflow.conclude(
                case, actor=user, box=box, version=int(version), **words(case)
            )
        except workflow.Refused as refusal:
            refused.append((number, refusal.reason))
        except (Locked, NotEntitled):
            refused.append((number, gettext("Your key does not open this case.")))
        except (*guard.BUSY, IntegrityError):
            refused.append((number, gettext("It could not be stored just now.")))
        else:
            done.append(case)
    return done, refused
