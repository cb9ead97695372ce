"""One small form for each act on a case; field names are the workflow's words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.cases import OUTCOMES, Case, Outcome
from complaints.topics import Kind
from complaints.workflow import receivers
from portal.users.models import Membership, Unit, User

LONGEST = 20_000


def words(label: Any, *, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A field for words that will be sealed."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ActForm(forms.Form):
    """No words needed; `version` tells whether the file changed in the meantime."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case, user: User, name: str) -> None:
        super().__init__(
            data,
            initial={"version": case.version},
            auto_id=f"{name}-%s",
            label_suffix="",
        )
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")
        self.case, self.user = case, user


class ReasonForm(ActForm):
    """A reason that stays inside."""

    reason = words(_("Reason"))


class DeclineForm(ActForm):
    """A reason that the sender reads."""

    reason = words(
        _("Reason, for the sender"),
        help_text=_(
            "The sender reads this in the mailbox. Say why, and where to turn instead."
        ),
    )


class ReferForm(ActForm):
    """Where a case goes, and why."""

    to_unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
        help_text=_("The clock goes on from the day of receipt."),
    )
    reason = words(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.filter(pk__in=[unit.pk for unit in receivers(self.case)])
        )


class ConcludeForm(ActForm):
    """What came of a case."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    answer = words(
        _("Answer to the sender"),
        rows=6,
        help_text=_("Plain words. Nothing of anybody's income, health or family."),
    )
    measures = words(
        _("Measures taken"), rows=3, help_text=_("The sender reads these too.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = OUTCOMES[Kind(self.case.kind)]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an outcome")),
            *((outcome.value, Outcome(outcome).label) for outcome in fitting),
        ]


class MessageForm(ActForm):
    """A question or news for the sender."""

    text = words(
        _("Letter to the sender"),
        help_text=_("The sender reads it in the mailbox; nobody is named."),
    )


class NoteForm(ActForm):
    """A note for colleagues."""

    text = words(_("Note"), rows=3, help_text=_("The sender never sees notes."))


class AssignForm(ActForm):
    """Who works on a case."""

    assignee = forms.ModelChoiceField(
        label=_("Member"),
        queryset=User.objects.none(),
        empty_label=_("Nobody in particular"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.current().handlers().filter(unit=self.case.unit)
        self.fields["assignee"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(memberships__in=members)
            .exclude(pk__in=self.case.recusals.values("user"))
            .order_by("last_name", "first_name", "username")
        )


class DecideForm(ActForm):
    """Sign or refuse what somebody else asked for."""

    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Sign")), ("no", _("Refuse"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )


class ContactForm(ActForm):
    """Why name and phone must be opened."""

    reason = words(
        _("Why do you need name and phone?"),
        rows=2,
        help_text=_("The sender sees that they were opened, by which unit and why."),
    )
