"""What was read out of a plan, as forms; and the plan as it was corrected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosures.plans.outline import (
    Deadline,
    Measure,
    Passage,
    Piece,
    PlanOutline,
)

from .forms import (
    ChannelForm,
    DeadlineForm,
    DutyForm,
    FocusForm,
    MeasureForm,
    OrganisationForm,
    PartForm,
    PlanForm,
    StageForm,
)

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


@dataclass
class Section:
    """All parts of one kind."""

    heading: str | Promise
    parts: list[Correctable]


#: Name in the outline, heading, what one part is called, its form.
SECTIONS: tuple[tuple[str, Promise, Promise, type[PartForm]], ...] = (
    ("focus_issues", _("Focus issues"), _("focus issue"), FocusForm),
    ("stages", _("Stages"), _("stage"), StageForm),
    ("measures", _("Measures"), _("measure"), MeasureForm),
    ("organisation", _("Organisation"), _("organisation"), OrganisationForm),
    ("duties", _("Duties"), _("duty"), DutyForm),
    ("channels", _("Media named as channels"), _("channel"), ChannelForm),
)


class Correction:
    """All forms of a preview; which ones, the plan decides and never the post."""

    def __init__(self, outline: PlanOutline, data: Data = None) -> None:
        self.outline = outline
        self.data = data
        self.plan = PlanForm(data, prefix="plan", initial=_plan_facts(outline))
        #: Heading and parts, in the order of the page, by the name in the outline.
        self.sections = {
            name: Section(
                heading, self._parts(name, what, form, getattr(outline, name))
            )
            for name, heading, what, form in SECTIONS
        }

    @property
    def parts(self) -> Iterator["Correctable"]:
        """Everything that was found, each with its deadlines below it."""
        for section in self.sections.values():
            yield from section.parts

    def _parts(
        self,
        prefix: str,
        what: str | Promise,
        form: type[PartForm],
        pieces: Iterable[Piece],
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
        for part in self.parts:
            yield from ((one.label, one.form) for one in part.wanted)

    def is_valid(self) -> bool:
        """Look at every form, so that all mistakes are told at once."""
        return all(form.is_valid() for _label, form in self.forms)

    def fit_areas(self) -> None:
        """Give every box as many lines as its text needs."""
        self.plan.fit_areas()
        for part in self.parts:
            part.form.fit_areas()

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
            **{
                name: tuple(_corrected(part) for part in _wanted(section.parts))
                for name, section in self.sections.items()
            },
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


def _corrected(part: Correctable) -> Any:
    """Return a part with its deadlines and units as they were corrected."""
    changes: dict[str, Any] = {}
    if hasattr(part.piece, "deadlines"):
        below = (one.corrected() for one in _wanted(part.deadlines))
        changes["deadlines"] = tuple(below)
    if isinstance(part.piece, Measure):
        names = part.form.cleaned_data["units"].split("、")
        changes["units"] = tuple(filter(None, names))
    return part.corrected(**changes)


def _passage(passage: Passage | None, text: str) -> Passage | None:
    """Return the text with the lines it was read from; none of its own was typed."""
    if not text:
        return None
    return replace(passage, text=text) if passage else Passage((0, 0), text)
