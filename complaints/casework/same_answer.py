"""One answer for linked cases, sealed once for each of them.

Each is concluded on its own, through the workflow, in a transaction of its own and with
its own key; whoever reads it for that is on record first. Where the head signs, each
waits for a signature of its own.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from complaints import workflow
from complaints.cases import Case
from complaints.casework.reading import Locked, open_case
from complaints.casework.similar import same_answer_for
from complaints.vault.keyring import NotEntitled
from portal.users.models import User


def choices(case: Case, user: User) -> list[tuple[str, str]]:
    """Linked cases that the answer is offered to, each with the version seen."""
    offered = same_answer_for(case, user).order_by("received_on", "number")
    return [
        (f"{one.number}:{one.version}", f"{one.number} · {one.received_on:%Y-%m-%d}")
        for one in offered
    ]


def give(
    request: HttpRequest, chosen: list[str], user: User, words: dict[str, Any]
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
            workflow.conclude(case, actor=user, box=box, version=int(version), **words)
        except workflow.Refused as refusal:
            refused.append((number, refusal.reason))
        except (Locked, NotEntitled):
            refused.append((number, gettext("Your key does not open this case.")))
        else:
            done.append(case)
    return done, refused
