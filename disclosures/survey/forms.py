"""The three questions."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosures.survey.models import Answer

#: Field → question → the words for yes, partly, no.
QUESTIONS: dict[str, tuple[Promise, tuple[Promise, Promise, Promise]]] = {
    "known": (
        _("Did you know what this campaign is about?"),
        (_("Yes, I knew"), _("I knew a little"), _("No, I did not know")),
    ),
    "satisfied": (
        _("Are you satisfied with what was done?"),
        (_("Satisfied"), _("Partly satisfied"), _("Not satisfied")),
    ),
    "supports": (
        _("Do you support going on like this?"),
        (_("I support it"), _("It is all the same to me"), _("I do not support it")),
    ),
}


class AnswerForm(forms.Form):
    """Three choices and nothing to write, so that nobody writes who they are."""

    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (question, words) in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(question),
                choices=list(zip(Answer.Said.values, words, strict=True)),
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the three.")},
            )

    @property
    def is_machine(self) -> bool:
        """Whether the field that no person sees was filled in."""
        return bool(self.data.get("website"))

    def answers(self) -> dict[str, str]:
        """Return what was chosen."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}
