"""What a resident fills in: the tip, the receipt, a letter, a reopening."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Self, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.intake import challenge, objection
from complaints.intake.fields import (
    NOT_LISTED,
    Attachments,
    EstateField,
    TopicField,
    kinds,
)
from complaints.intake.texts import Phone, Words, without_control
from complaints.intake.tokens import well_formed
from complaints.intake.uploads import SealedUpload
from complaints.topics import Kind, Topic, fits
from complaints.vault import receipts
from complaints.vault.receipts import Receipt, ReceiptMistyped
from portal.users.models import Unit

BODY_LEAST, BODY_MOST = 10, 20_000
#: Never part of what makes two posts the same.
_PASSING = {"website", "captcha"}


class OneTimeForm(forms.Form):
    """A form with a one-time token, which stays the same until it is accepted."""

    use_required_attribute = False
    #: The provider's challenge may stand in it, where the operator set the keys.
    may_hold_third_party = False

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        """With a challenge where one is asked."""
        super().__init__(*args, **kwargs)
        posted = str(self.data.get("token", ""))
        #: The posted token when it can be one of ours, else a new one.
        self.one_time = posted if well_formed(posted) else receipts.new_token()
        if asked:
            challenge.add_to(self, is_our_own=not self.may_hold_third_party)

    @classmethod
    def again(cls, data: QueryDict, **kwargs: Any) -> Self:
        """What was typed, not judged, under a new token.

        For a post that may not have come from our own page: whoever made its token
        could ask for the receipt that belongs to it.
        """
        typed = {
            name: data.getlist(name)
            if isinstance(field, forms.ModelMultipleChoiceField)
            else without_control(data.get(name, ""))
            for name, field in cls.base_fields.items()
            if name in data
        }
        return cls(initial=typed, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A form without a token of ours was not made here; it may be sent again."""
        if self.data.get("token") != self.one_time:
            self.add_error(None, _("The form was not complete. Please send it again."))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The challenge after everything else, for it can be used only once."""
        challenge.verify(self)

    @cached_property
    def sent(self) -> dict[str, Any]:
        """Everything that was sent, for telling a repeated post from a changed one."""
        data = self.data
        assert isinstance(data, QueryDict)
        fields = {
            name: [without_control(text) for text in data.getlist(name)]
            for name in data
            if name in self.fields and name not in _PASSING
        }
        return {"fields": fields, "files": [(f.name, f.size) for f in self.uploads]}

    @property
    def uploads(self) -> list[SealedUpload]:
        """The files that came with the post."""
        if not isinstance(self.files, MultiValueDict):
            return []
        return cast("list[SealedUpload]", self.files.getlist("attachments"))


class TipForm(OneTimeForm):
    """The form of `/tips/new/`; its field names are an interface (design §4)."""

    kind = forms.ChoiceField(
        label=_("What do you want to tell us about?"),
        choices=kinds,
        widget=forms.RadioSelect,
        error_messages=NOT_LISTED | {"required": _("Please choose one.")},
    )
    topic = TopicField(
        label=_("Topic"),
        required=False,
        help_text=_("If none of them fits, leave it."),
        error_messages=NOT_LISTED,
    )
    concerns = forms.ModelMultipleChoiceField(
        Unit.objects.active(),
        label=_("Is it about one of these units, or somebody who works there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A unit that you tick here never gets to see your text."),
        error_messages=NOT_LISTED,
    )
    estate = EstateField(
        label=_("Which estate"), required=False, error_messages=NOT_LISTED
    )
    place = Words(
        label=_("Building and flat"),
        required=False,
        most=200,
        help_text=_("For example: building 3, entrance 2, flat 502."),
    )
    body = Words(
        label=_("What happened"),
        least=BODY_LEAST,
        most=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "When was it, what did you see, how do you know? You need not say who you"
            " are."
        ),
        error_messages={"required": _("Please write what happened.")},
    )
    changed_since = Words(
        label=_("Since when"),
        required=False,
        most=60,
        help_text=_("A day or a month, as well as you remember."),
    )
    attachments = Attachments(label=_("Photos or files"), required=False)
    name = Words(label=_("Name"), required=False, most=100)
    phone = Phone(label=_("Phone number"), required=False, most=40)
    may_publish = forms.BooleanField(
        label=_(
            "My suggestion may be shown to the public, without my name, once somebody"
            " has read it over"
        ),
        required=False,
    )
    website = forms.CharField(label=_("Leave this empty"), required=False)
    may_hold_third_party = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        estate = self.fields["estate"]
        assert isinstance(estate, EstateField)
        estate.load()
        for name in ("place", "changed_since", "name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["attachments"].help_text = _(
            "Up to %(most)d, each at most %(size)d MB. They are encrypted as they"
            " arrive."
        ) % {
            "most": settings.ATTACHMENTS_MOST,
            "size": settings.ATTACHMENT_BYTES_MOST // (1024 * 1024),
        }

    def clean_website(self) -> str:
        """Filled by a robot, or by a browser that meant well."""
        if self.cleaned_data["website"]:
            raise ValidationError(
                _(
                    "A hidden field was filled in, perhaps by your browser. We emptied"
                    " it; please send again."
                )
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """What fits together."""
        found = super().clean()
        kind = found.get("kind", "")
        if kind and not fits(kind, found.get("topic", "")):
            self.add_error("topic", _("This topic belongs to another kind."))
        if kind != Kind.SUGGESTION:
            found["may_publish"] = False
        if kind != Kind.DECLARATION:
            # Hidden then: what is wrong in it must not hold the rest back.
            self.errors.pop("changed_since", None)
            found["changed_since"] = ""
        self._clean_contact(kind)
        objection.check_flat(self)
        return found

    def _clean_contact(self, kind: str) -> None:
        name, phone = self.cleaned_data.get("name"), self.cleaned_data.get("phone")
        asked = _("A declaration needs it, so that we can reach you.")
        other = _("Please give both name and phone number, or neither.")
        for field, given, partner in (("name", name, phone), ("phone", phone, name)):
            if given or field in self.errors:
                continue
            if kind == Kind.DECLARATION:
                self.add_error(field, asked)
            elif partner:
                self.add_error(field, other)

    @property
    def has_contact(self) -> bool:
        """Whether the section with name and phone is to be shown open."""
        return any(
            self[name].value() or self[name].errors for name in ("name", "phone")
        ) or (self["kind"].value() == Kind.DECLARATION)

    @property
    def may_omit_flat(self) -> bool:
        """Whether the form is for a matter that need not be about one flat."""
        return self["topic"].value() != Topic.OBJECTION

    @property
    def has_concerns(self) -> bool:
        """Whether the section with the units is to be shown open."""
        return bool(self["concerns"].value() or self["concerns"].errors)


class ReceiptForm(forms.Form):
    """The receipt, as it was copied down."""

    use_required_attribute = False
    receipt = forms.CharField(
        label=_("Your number"),
        max_length=200,
        help_text=_("24 digits. Spaces and dashes do not matter."),
        error_messages={"required": _("Please type your number.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )
    #: A letter that was not sent because the mailbox had closed meanwhile.
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}))
    #: The same for why it should be looked at once more.
    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        """With a challenge where one is asked."""
        super().__init__(*args, **kwargs)
        if asked:
            challenge.add_to(self, is_our_own=True)

    def clean(self) -> dict[str, Any]:
        """The challenge last, for it can be used only once."""
        super().clean()
        challenge.verify(self)
        return self.cleaned_data

    def clean_receipt(self) -> Receipt:
        """Two check digits find a slip of the pen before anything is derived."""
        typed = self.cleaned_data["receipt"]
        try:
            return receipts.parse(typed)
        except ReceiptMistyped as error:
            has = sum(char.isdecimal() for char in typed)
            raise ValidationError(_mistyped(has)) from error


class LetterForm(OneTimeForm):
    """A letter to the unit, with files."""

    text = Words(
        label=_("Write to the unit"),
        least=1,
        most=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write something here.")},
    )
    attachments = Attachments(label=_("Photos or files"), required=False)


class ReopenForm(OneTimeForm):
    """Why the matter should be looked at once more."""

    reason = Words(
        label=_("What was overlooked, or what is new?"),
        least=BODY_LEAST,
        most=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @classmethod
    def begun_with(cls, kept: Mapping[str, str]) -> Self:
        """The form with what was typed before, if it was this one."""
        return cls(initial={k: v for k, v in kept.items() if k in cls.base_fields})


class LastGroupForm(forms.Form):
    """The last four digits, to see that the receipt was copied down."""

    use_required_attribute = False
    last = forms.CharField(
        label=_("The last four digits, from your own copy"),
        max_length=20,
        error_messages={"required": _("Please type the last four digits.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "size": 6}
        ),
    )

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receipt = receipt

    def clean_last(self) -> str:
        """The same as above; full-width digits are digits, too."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["last"])
        if re.sub(r"\D", "", typed) != self.receipt[-4:]:
            raise ValidationError(_("This is not the last group. Please compare."))
        return typed


def _mistyped(has: int) -> str:
    if has != receipts.DIGITS:
        return gettext(
            "The number has 24 digits, this has %(has)d. Please look at it again."
        ) % {"has": has}
    return gettext("There is a slip in the number. Please compare it digit by digit.")
