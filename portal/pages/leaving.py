"""A writer asks the second person to decide what the scan has stopped."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

NAME = "leave_to_reviewer"


def leave_field() -> forms.BooleanField:
    """Return the tick by which a writer asks."""
    return forms.BooleanField(
        label=_("Let the reviewer decide"),
        help_text=_(
            "What was stopped points at no private person. Whoever approves sees each"
            " place, and lets it stand with a reason or sends the page back."
        ),
        required=False,
    )


def things_of(form: Any) -> Iterator[Any]:
    """Everything that a form edits: its thing, and the parts in it at any depth."""
    yield form.instance
    for formset in getattr(form, "formsets", {}).values():
        for part in formset.forms:
            yield from things_of(part)


class LeavesToReviewer:
    """What a form does that has a `leave_field`."""

    def leave_if_asked(self) -> None:
        """Let no text of the form be stopped, where its writer asks for that."""
        if self.data.get(NAME):  # type: ignore[attr-defined]
            for thing in things_of(self):
                thing.is_left_to_reviewer = True
        elif self.was_left:
            self.initial[NAME] = True  # type: ignore[attr-defined]

    @property
    def was_left(self) -> bool:
        """Whether the draft was saved so: a text that is stopped stands in it."""
        if self.is_bound or not self.instance.pk:  # type: ignore[attr-defined]
            return False
        return any(_is_stopped(thing) for thing in things_of(self))

    @property
    def was_stopped(self) -> bool:
        """Whether the scan found something, so that the writer may ask to go on."""
        if not self.is_bound:  # type: ignore[attr-defined]
            return False
        return any(getattr(thing, "was_stopped", False) for thing in things_of(self))


def _is_stopped(thing: Any) -> bool:
    try:
        if hasattr(thing, "scan"):
            thing.scan()
    except ValidationError:
        return True
    return False


class LeavePanel(FieldPanel):
    """Offers to let the reviewer decide; only where the scan has stopped a text."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one form."""

        def is_shown(self) -> bool:
            """Once something was stopped, or the writer has asked already."""
            if self.form is None:  # versions are compared
                return False
            asked = bool(self.form.data.get(NAME) or self.form.initial.get(NAME))
            return super().is_shown() and (asked or self.form.was_stopped)
