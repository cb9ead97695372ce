"""Entering legal steps, and taking one back; nothing is ever edited."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from complaints.cases import Case, CaseEvent, LegalStep
from complaints.vault.boxes import Box
from complaints.workflow import tracks
from complaints.workflow.rules import Refused
from complaints.workflow.turns import next_number, turn, words
from portal.users.models import User

#: A fine or a back rent above this is a slip of the pen: ten million yuan in fen.
MOST_FEN = 1_000_000_000


@dataclass(frozen=True)
class Amounts:
    """What a step costs the household, in whole fen; sealed, never counted."""

    back_rent: int = 0
    fine: int = 0

    def check(self) -> None:
        """Raise `Refused` unless both are whole and within reason."""
        for fen in (self.back_rent, self.fine):
            if not isinstance(fen, int) or not 0 <= fen <= MOST_FEN:
                raise Refused(gettext("This amount cannot be right."))


NOTHING = Amounts()


def legal_step(
    case: Case,
    *,
    actor: User,
    box: Box,
    track: str,
    step: str,
    day: date,
    until: date | None = None,
    amounts: Amounts = NOTHING,
    remark: str = "",
    version: int | None = None,
) -> CaseEvent:
    """Enter a step on a legal track; the event's outcome names it."""
    with turn(case, actor=actor, step="legal_step", version=version, box=box) as now:
        new = tracks.Taken(track, step, day)
        if why := tracks.why_not(taken(effective(now.case)), new, until):
            raise Refused(why)
        amounts.check()
        number = next_number(LegalStep.objects.filter(case=now.case))
        LegalStep.objects.create(
            case=now.case,
            number=number,
            track=track,
            step=step,
            day=day,
            until=until,
            recorded_by=actor,
        )
        sealed = {
            "track": track,
            "step": step,
            "day": day.isoformat(),
            "until": until.isoformat() if until else "",
            "back_rent": amounts.back_rent,
            "fine": amounts.fine,
            "remark": remark,
        }
        now.seal(box, "legal", json.dumps(sealed, ensure_ascii=False), number)
        return now.record("legal_step", outcome=step)


def take_back(
    case: Case,
    *,
    actor: User,
    box: Box,
    entry: int,
    reason: str,
    version: int | None = None,
) -> CaseEvent:
    """Take the step with number `entry` back by a counter-entry; both stay."""
    with turn(case, actor=actor, step="take_back", version=version, box=box) as now:
        standing = {one.number: one for one in effective(now.case)}
        wrong = standing.pop(entry, None)
        if wrong is None:
            raise Refused(gettext("There is no such step, or it was taken back."))
        if not tracks.holds(taken(standing.values())):
            raise Refused(gettext("Take back the steps that rest on this one first."))
        number = next_number(LegalStep.objects.filter(case=now.case))
        LegalStep.objects.create(
            case=now.case,
            number=number,
            track=wrong.track,
            step=wrong.step,
            day=wrong.day,
            until=wrong.until,
            recorded_by=actor,
            cancels=wrong,
        )
        sealed = {"cancels": wrong.number, "reason": words(reason)}
        now.seal(box, "legal", json.dumps(sealed, ensure_ascii=False), number)
        return now.record("take_back", outcome=wrong.step)


def effective(case: Case) -> list[LegalStep]:
    """The steps that stand, in the order they were entered."""
    return list(LegalStep.objects.standing_in(case))


def taken(steps: Iterable[LegalStep]) -> list[tracks.Taken]:
    """Steps as the rules of the tracks see them."""
    return [tracks.Taken(one.track, one.step, one.day) for one in steps]
