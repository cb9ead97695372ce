"""Forms for what the unit does for a sender: a phone call, a new receipt."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.cases import CallRequest
from complaints.casework.forms.base import LONGEST, ActForm, words
from complaints.intake.tokens import well_formed
from complaints.vault import receipts

_RESULTS = (
    CallRequest.Result.REACHED,
    CallRequest.Result.NOT_REACHED,
    CallRequest.Result.NOT_WANTED,
)


class CallDoneForm(ActForm):
    """What came of a phone call."""

    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(result.value, result.label) for result in _RESULTS],
        widget=forms.RadioSelect,
        help_text=_("The sender is shown this in the mailbox."),
    )
    text = forms.CharField(
        label=_("Note on the call"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues; the sender does not see it."),
    )


class ReissueForm(ActForm):
    """What was checked before a new receipt is asked for."""

    checked = words(
        _("What you checked"),
        rows=2,
        help_text=_(
            "For example: identity card seen, name the same as left with the tip. No"
            " identity number."
        ),
    )


class HandOutForm(ActForm):
    """A new receipt for the person at the desk; its token makes it one only."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = receipts.new_token()

    def clean_token(self) -> str:
        """Only what a form of ours can have brought."""
        token: str = self.cleaned_data["token"]
        if not well_formed(token):
            raise ValidationError(_("The form was not complete. Please send it again."))
        return token
