"""What is typed to ask, to answer, to send back."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints import clocks, workflow
from complaints.cases import Case
from complaints.casework.forms import words
from complaints.intake.fields import Attachments
from complaints.intake.uploads import SealedUpload
from portal.scan import scan
from portal.users.models import Unit
from portal.workdays.clock import today

#: So many signs in a row shared with the tip are the sender's own words.
SHARED = 12
LONGEST_DAYS = 366


class RequestForm(forms.Form):
    """A form of this room: labels without a colon, its own words for empty fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")


class AskForm(RequestForm):
    """Which unit is asked what, by when.

    What looks as if it gave the tip away is pointed out once; ticking `sure` sends it
    all the same, since the law may need it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    to_unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
    )
    question = words(
        _("What the other unit is to check"),
        rows=6,
        help_text=_(
            "Write only what the other unit must know to answer. It sees nothing else:"
            " not the case, not the sender's words, not what it is about."
        ),
    )
    due_on = forms.DateField(
        label=_("Answer by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    attachments = Attachments(label=_("Files for the other unit"), required=False)
    sure = forms.BooleanField(
        label=_("I have looked at this and want to send it so."), required=False
    )

    def __init__(self, *args: Any, case: Case, body: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.body = case, body
        deadline = clocks.due(case, clocks.Term.ASSIST, today())
        self.initial.setdefault("version", case.version)
        self.initial.setdefault("due_on", deadline.day)
        self.fields["due_on"].help_text = _(
            "Usually %(days)d %(unit)s: %(day)s. The case itself is due on %(due)s."
        ) % {
            "days": deadline.policy.days,
            "unit": deadline.policy.get_unit_display(),
            "day": date_format(deadline.day),
            "due": date_format(case.due_on),
        }
        asked = [unit.pk for unit in workflow.askable(case)]
        self.fields["to_unit"].queryset = Unit.objects.filter(pk__in=asked)  # type: ignore[attr-defined]
        self.warnings: list[str] = []

    def clean_due_on(self) -> date:
        """A day that lies ahead, and not years away."""
        day: date = self.cleaned_data["due_on"]
        if day <= today():
            raise ValidationError(_("The day must lie ahead."))
        if (day - today()).days > LONGEST_DAYS:
            raise ValidationError(_("This is more than a year away."))
        return day

    def clean_question(self) -> str:
        """The case number would lead the other unit to the case."""
        text: str = self.cleaned_data["question"]
        if self._tells_case(text):
            raise ValidationError(
                _("The case number must not stand here: leave it out.")
            )
        return text

    def clean_attachments(self) -> list[SealedUpload]:
        """Names of files cross over, too."""
        files: list[SealedUpload] = self.cleaned_data["attachments"]
        if telling := [file.name for file in files if self._tells_case(file.name)]:
            raise ValidationError(
                _("The case number stands in the name of a file: rename %(names)s.")
                % {"names": gettext(", ").join(f"“{name}”" for name in telling)}
            )
        return files

    def clean(self) -> dict[str, Any]:
        """Point out what may give the tip away, once."""
        found = super().clean() or {}
        self.warnings = list(self._doubts(found))
        if self.warnings and not found.get("sure"):
            for warning in self.warnings:
                self.add_error(None, warning)
        return found

    def _tells_case(self, text: str) -> bool:
        return squeezed(self.case.number) in squeezed(text)

    def _doubts(self, found: dict[str, Any]) -> list[str]:
        day = found.get("due_on")
        files = found.get("attachments", [])
        doubts = self._doubts_about(found.get("question", ""))
        for file in files:
            doubts += self._doubts_about(file.name)
        if day and day > self.case.due_on and self.case.is_open:
            doubts.append(
                gettext("On that day the case itself is already overdue (%(day)s).")
                % {"day": date_format(self.case.due_on)}
            )
        return doubts

    def _doubts_about(self, text: str) -> list[str]:
        """Of a text that the other unit will read."""
        doubts = []
        if shared := shared_words(text, self.body):
            doubts.append(
                gettext(
                    "“%(words)s” stands in the tip, too. The other unit could recognise"
                    " the sender by it: say it in your own words."
                )
                % {"words": shared}
            )
        for finding in scan(text):
            if finding.kind in {"phone", "card"}:
                doubts.append(
                    gettext("“%(text)s” looks like %(what)s. Is it needed?")
                    % {"text": finding.text, "what": finding.label}
                )
        return doubts


class AnswerForm(RequestForm):
    """What the unit that was asked found."""

    text = words(
        _("Answer"),
        rows=6,
        help_text=_("The unit that asked and discipline inspection can read it."),
    )
    attachments = Attachments(label=_("Files"), required=False)


class ReturnForm(RequestForm):
    """Why a request is sent back unanswered."""

    reason = words(_("Reason"), rows=3)


def squeezed(text: str) -> str:
    """Letters and digits alone: “KM_12345” and full-width signs are “KM-12345”, too."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


def shared_words(text: str, body: str) -> str:
    """The first stretch of `SHARED` signs that two texts have in common, or nothing."""
    known = "".join(body.split())
    tight = "".join(text.split())
    runs = {known[i : i + SHARED] for i in range(len(known) - SHARED + 1)}
    for start in range(len(tight) - SHARED + 1):
        if tight[start : start + SHARED] in runs:
            return tight[start : start + SHARED]
    return ""
