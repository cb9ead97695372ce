"""What a sender fills in inside the mailbox, besides letters and a reopening."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import Rating
from complaints.intake.fields import NOT_LISTED
from complaints.intake.forms import LetterForm, OneTimeForm, ReopenForm
from complaints.intake.texts import Phone, Words
from complaints.vault.models import ReplacedReceipt

_WHEN_MOST, _REASON_MOST = 500, 2000


class WishForm(OneTimeForm):
    """One of several forms on a page: its fields' ids begin with its own name."""

    prefix_of_ids = "wish"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.prefix_of_ids}-%s", **kwargs)


class RateForm(WishForm):
    """Satisfied or not; why not is asked for, and may be left out on purpose."""

    prefix_of_ids = "rate"

    rating = forms.ChoiceField(
        label=_("How was it handled?"),
        choices=Rating.choices,
        widget=forms.RadioSelect,
        error_messages=NOT_LISTED | {"required": _("Please choose one.")},
    )
    rating_reason = Words(
        label=_("If you are dissatisfied: what was not good?"),
        required=False,
        most=_REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_reason = forms.BooleanField(
        label=_("I would rather give no reason"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Dissatisfied without a word: asked once more, never held back."""
        given = super().clean()
        is_silent = not (given.get("rating_reason") or given.get("no_reason"))
        if (
            given.get("rating") == Rating.DISSATISFIED
            and is_silent
            and "rating_reason" not in self.errors
        ):
            raise ValidationError(
                {
                    "rating_reason": _(
                        "Please say in a few words what was not good. If you would"
                        " rather not, tick the box below."
                    )
                }
            )
        return given

    @property
    def asks_for_reason(self) -> bool:
        """Whether the way past the question is to be shown."""
        return bool(self["rating_reason"].errors or self["no_reason"].value())


class ContactForm(WishForm):
    """Name and phone, both."""

    prefix_of_ids = "contact"

    name = Words(label=_("Name"), most=100)
    phone = Phone(label=_("Phone number"), most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"


class ForgetForm(WishForm):
    """Name and phone are to be deleted; a button."""


class CallForm(WishForm):
    """When it is safe to phone."""

    prefix_of_ids = "call"

    when = Words(
        label=_("When is it safe to phone you?"),
        most=_WHEN_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example: weekdays after eight in the evening; if somebody else"
            " answers, please say nothing."
        ),
        error_messages={"required": _("Please say when you can be phoned.")},
    )


class FirstCallForm(CallForm, ContactForm):
    """The same for somebody who has left no number yet."""

    field_order = ("name", "phone", "when")


class WithdrawCallForm(WishForm):
    """Nobody need phone any more; a button."""


class ExchangeForm(WishForm):
    """A new receipt in place of the old one; a button."""


#: Form → the name under which the page draws it.
PLACES: dict[type[OneTimeForm], str] = {
    LetterForm: "letter_form",
    ReopenForm: "reopen_form",
    RateForm: "rate_form",
    ContactForm: "contact_form",
    ForgetForm: "forget_form",
    CallForm: "call_form",
    FirstCallForm: "call_form",
    WithdrawCallForm: "withdraw_form",
    ExchangeForm: "exchange_form",
}


def forms_of(
    kept: Mapping[str, str], *, has_contact: bool, tried: OneTimeForm | None
) -> dict[str, OneTimeForm]:
    """Every form of the page; the one that was tried in its place, with its words.

    `kept` is what was typed before and not sent.
    """
    no_use = FirstCallForm if has_contact else CallForm
    found = {place: kind() for kind, place in PLACES.items() if kind is not no_use}
    found["letter_form"] = LetterForm(initial=kept)
    found["reopen_form"] = ReopenForm.begun_with(kept)
    if tried is not None:
        found[PLACES[type(tried)]] = tried
    return found


def unknown(replaced: ReplacedReceipt | None) -> str:
    """Why a well-formed number opens nothing; whoever had it must notice if it ended.

    A receipt that staff replaced for somebody else would otherwise end in silence.
    """
    if replaced is None:
        return gettext("There is no report with this number.")
    facts = {"day": date_format(replaced.day), "unit": replaced.unit or ""}
    if replaced.unit is None:
        words = gettext(
            "This number was exchanged for a new one on %(day)s and opens nothing any"
            " more. Please type the new one."
        )
    else:
        words = gettext(
            "%(unit)s handed out a new number for this report at the desk on %(day)s;"
            " this one opens nothing any more. If that was not you, please tell"
            " discipline inspection."
        )
    return words % facts
