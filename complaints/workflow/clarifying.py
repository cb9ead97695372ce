"""A letter that clears somebody of what was not so (失实澄清, 发函说明).

It names neither the sender nor the tip: its facts are the member's own words. The
unit's head approves it where the head signs (检举控告工作规则: 经批准).
"""

import json
import re

from django.utils.translation import gettext

from complaints.cases import Approval, Case, CaseEvent
from complaints.vault.boxes import Box
from complaints.workflow import endings
from complaints.workflow.rules import Refused
from complaints.workflow.turns import Turn, turn, words
from portal.users.models import User

#: So many letters and digits in a row, taken from the tip, would betray it.
ECHO = 10
_MARKS = re.compile(r"[\W_]+")


def clarify(
    case: Case,
    *,
    actor: User,
    box: Box,
    addressee: str,
    facts: str,
    version: int | None = None,
) -> CaseEvent | Approval:
    """Write the letter, or ask the head to where the unit's head signs."""
    with turn(case, actor=actor, step="clarify", version=version, box=box) as now:
        proposed = {"addressee": words(addressee), "facts": words(facts)}
        _check(box, proposed)
        if endings.needs_signature(now):
            return endings.ask(now, box, Approval.Step.CLARIFY, proposed)
        return complete(now, box, **proposed)


def complete(now: Turn, box: Box, addressee: str, facts: str) -> CaseEvent:
    """Seal the letter under the number of its event."""
    letter = {"addressee": addressee, "facts": facts}
    _check(box, letter)
    text = json.dumps(letter, ensure_ascii=False)
    now.seal(box, "clarification", text, now.sequence)
    return now.record("clarify")


def echo(text: str, tip: str) -> str:
    """A run of words that a text takes from a tip; empty when there is none."""
    text, tip = (_MARKS.sub("", one) for one in (text, tip))
    known = {tip[at : at + ECHO] for at in range(len(tip) - ECHO + 1)}
    runs = (text[at : at + ECHO] for at in range(len(text) - ECHO + 1))
    return next((run for run in runs if run in known), "")


def _check(box: Box, letter: dict[str, str]) -> None:
    told = "\n".join([box.open("body") or "", *box.open_all("message").values()])
    for text in letter.values():
        if found := echo(text, told):
            raise Refused(
                gettext(
                    "“%(words)s” stands in the tip or its letters. Say it in your own"
                    " words: the letter must not betray who reported."
                )
                % {"words": found}
            )
