"""What is owed to whoever is accused: to be heard before, and no gossip after."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import Outcome
from complaints.workflow.rules import Refused
from portal.scan import Finding, in_context, scan
from portal.workdays.clock import today

#: Findings against somebody, who must have been heard first (行政处罚法 44, 45).
FINDINGS = frozenset({Outcome.SUBSTANTIATED, Outcome.PARTLY_SUBSTANTIATED})
#: No reason makes these necessary in a letter.
NEVER = frozenset({"identity", "card"})


class HeardHow(models.TextChoices):
    """In which way somebody was heard."""

    VISIT = "visit", _("at a visit")
    MEETING = "meeting", _("in a talk at the office")
    PHONE = "phone", _("by phone")
    WRITING = "writing", _("in writing")


@dataclass(frozen=True)
class Hearing:
    """That whoever is accused was heard: when, how, what they said; or why not."""

    heard_on: date | None = None
    heard_how: str = ""
    heard_said: str = ""
    not_heard: str = ""

    def __bool__(self) -> bool:
        return any((self.heard_on, self.heard_how, self.heard_said, self.not_heard))

    def problems(self) -> dict[str, str | Promise]:
        """What is missing or cannot be, by field."""
        found: dict[str, str | Promise] = {}
        heard = any((self.heard_on, self.heard_how, self.heard_said.strip()))
        if self.not_heard.strip():
            if heard:
                found["not_heard"] = _(
                    "Either the hearing or the reason why there was none, not both."
                )
            return found
        if not self.heard_on:
            found["heard_on"] = _(
                "A finding needs that whoever is accused was heard: say on which day,"
                " or give the legal reason why not."
            )
        elif self.heard_on > today():
            found["heard_on"] = _("This day has not come yet.")
        if self.heard_how not in HeardHow.values:
            found["heard_how"] = _("Say in which way they were heard.")
        if not self.heard_said.strip():
            found["heard_said"] = _("Say what they said, even if they said nothing.")
        return found

    def words(self) -> dict[str, str]:
        """As text, for sealing; only what was given."""
        given = {
            "heard_on": self.heard_on.isoformat() if self.heard_on else "",
            "heard_how": self.heard_how,
            "heard_said": self.heard_said,
            "not_heard": self.not_heard,
        }
        return {name: text for name, text in given.items() if text.strip()}

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Self:
        """What `words` was made of."""
        day = words.get("heard_on")
        return cls(
            date.fromisoformat(day) if day else None,
            words.get("heard_how", ""),
            words.get("heard_said", ""),
            words.get("not_heard", ""),
        )

    def sealable(self) -> str:
        """One text that holds it all."""
        return json.dumps(self.words(), ensure_ascii=False)


def check_hearing(outcome: str, hearing: Hearing) -> None:
    """Raise `Refused` when a finding comes without the accused having been heard."""
    if outcome in FINDINGS:
        for problem in hearing.problems().values():
            raise Refused(problem)


def personal(text: str) -> list[Finding]:
    """What in a letter points at a private person."""
    return scan(text)


def complaint(text: str, finding: Finding, *, may_stay: bool = True) -> str:
    """What is wrong with a finding, with its place, for whoever writes."""
    place = {"place": in_context(text, finding), "what": finding.label}
    if finding.kind in NEVER or not may_stay:
        return gettext("“%(place)s”: %(what)s. Take it out.") % place
    return gettext("“%(place)s”: %(what)s. Take it out, or say why it must stay.") % (
        place
    )


def check_reason(text: str) -> None:
    """Raise `Refused` for personal data in a reason that the sender is shown.

    None is needed there, so none may stay.
    """
    for finding in personal(text):
        raise Refused(complaint(text, finding, may_stay=False))


def check_letter(texts: Iterable[str], cleared: str = "") -> bool:
    """Raise `Refused` for personal data; those that may stay need a reason.

    Answers whether the reason was needed.
    """
    needed = False
    for text in texts:
        for finding in personal(text):
            if finding.kind in NEVER or not cleared.strip():
                raise Refused(complaint(text, finding))
            needed = True
    return needed
