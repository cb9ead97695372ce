"""What was read out of a plan, as forms; and the plan as it was corrected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from disclosures.plans.outline import (
    Deadline,
    Measure,
    Passage,
    Piece,
    PlanOutline,
)

from .forms import DeadlineForm, FocusForm, MeasureForm, PartForm, PlanForm, StageForm

Data = Mapping[str, Any] | None


@dataclass
class Correctable:
    """A piece of the plan, its form and, below it, its deadlines."""

    label: str
    piece: Any
    form: PartForm
    deadlines: list["Correctable"] = field(default_factory=list)

    @property
    def wanted(self) -> Iterator["Correctable"]:
        """Itself and its deadlines, unless they are left out."""
        if not self.form.is_left_out:
            yield self
            yield from (one for one in self.deadlines if not one.form.is_left_out)

    def corrected(self, **changes: Any) -> Any:
        """Return the piece as it was corrected."""
        cleaned = {**self.form.cleaned_data, **changes}
        cleaned.pop("leave_out")
        return replace(self.piece, **cleaned)


class Correction:
    """All forms of a preview; which ones, the plan decides and never the post."""

    def __init__(self, outline: PlanOutline, data: Data = None) -> None:
        self.outline = outline
        self.data = data
        self.plan = PlanForm(data, prefix="plan", initial=_plan_facts(outline))
        self.focus_issues = self._parts(
            "focus", _("focus issue"), FocusForm, outline.focus_issues
        )
        self.stages = self._parts("stage", _("stage"), StageForm, outline.stages)
        self.measures = self._parts(
            "measure", _("measure"), MeasureForm, outline.measures
        )

    def _parts(
        self, prefix: str, what: str, form: type[PartForm], pieces: Iterable[Piece]
    ) -> list[Correctable]:
        """Pair each piece with its form, and its deadlines with theirs."""
        found = []
        for number, piece in enumerate(pieces, 1):
            name = f"{prefix}-{number}"
            own = form(self.data, prefix=name, initial=_facts(piece))
            due: tuple[Deadline, ...] = getattr(piece, "deadlines", ())
            label = f"{what} {getattr(piece, 'number', number)}"
            below = self._parts(
                f"{name}-deadline", f"{label} · {_('deadline')}", DeadlineForm, due
            )
            found.append(Correctable(label, piece, own, below))
        return found

    @property
    def title(self) -> str:
        """The title as it stands in its field."""
        return " ".join(str(self.plan["title"].value() or "").split())

    @property
    def year(self) -> int:
        """The year as it stands in its field, if it is one."""
        typed = str(self.plan["year"].value())
        return int(typed) if typed.isdecimal() else self.outline.year

    @property
    def forms(self) -> Iterator[tuple[str, forms.Form]]:
        """Every form that counts, and what it is about."""
        yield "", self.plan
        for part in (*self.focus_issues, *self.stages, *self.measures):
            yield from ((one.label, one.form) for one in part.wanted)

    def is_valid(self) -> bool:
        """Look at every form, so that all mistakes are told at once."""
        return all(form.is_valid() for _label, form in self.forms)

    def errors(self) -> Iterator[tuple[str, BoundField | None, str]]:
        """Every mistake, the part and the field it is about."""
        for label, form in self.forms:
            for name, messages in form.errors.items():
                bound = form[name] if name in form.fields else None
                yield from ((label, bound, str(message)) for message in messages)

    def corrected(self) -> PlanOutline:
        """Return the plan as it was corrected; only after `is_valid`."""
        plan = self.plan.cleaned_data
        return replace(
            self.outline,
            title=plan["title"],
            year=plan["year"],
            goal=_passage(self.outline.goal, plan["goal"]),
            appendix=_passage(self.outline.appendix, plan["appendix"]),
            focus_issues=tuple(part.corrected() for part in _wanted(self.focus_issues)),
            stages=tuple(_with_deadlines(part) for part in _wanted(self.stages)),
            measures=tuple(
                _with_deadlines(part, units=_names(part))
                for part in _wanted(self.measures)
            ),
        )


def _plan_facts(outline: PlanOutline) -> dict[str, Any]:
    return {
        "title": outline.title,
        "year": outline.year,
        "goal": outline.goal.text if outline.goal else "",
        "appendix": outline.appendix.text if outline.appendix else "",
    }


def _facts(piece: Piece) -> dict[str, Any]:
    facts = dict(vars(piece))
    if isinstance(piece, Measure):
        facts["units"] = "、".join(piece.units)
    return facts


def _wanted(parts: Iterable[Correctable]) -> Iterator[Correctable]:
    return (part for part in parts if not part.form.is_left_out)


def _names(part: Correctable) -> tuple[str, ...]:
    return tuple(filter(None, part.form.cleaned_data["units"].split("、")))


def _with_deadlines(part: Correctable, **changes: Any) -> Any:
    deadlines = tuple(deadline.corrected() for deadline in _wanted(part.deadlines))
    return part.corrected(deadlines=deadlines, **changes)


def _passage(passage: Passage | None, text: str) -> Passage | None:
    """Return the text with the lines it was read from; none of its own was typed."""
    if not text:
        return None
    return replace(passage, text=text) if passage else Passage((0, 0), text)
