"""One small form for each act on a case; field names are the workflow's words."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.cases import OUTCOMES, Case, Outcome
from complaints.intake.fields import Attachments
from complaints.topics import Kind
from complaints.workflow import FINDINGS, HeardHow, Hearing, receivers
from complaints.workflow.fairness import NEVER, complaint, personal
from portal.users.models import Membership, Unit, User

LONGEST = 20_000


#: The hearing's fields, in the order of `workflow.Hearing`.
HEARING = ("heard_on", "heard_how", "heard_said", "not_heard")


def words(
    label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True
) -> forms.CharField:
    """A field for words that will be sealed."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ActForm(forms.Form):
    """No words needed; `version` tells whether the file changed in the meantime."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, case: Case, user: User, name: str
    ) -> None:
        super().__init__(
            data,
            files,
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


class SentForm(ActForm):
    """Words that the sender will read: scanned for personal data first.

    The field for a reason why something must stay appears once something was found.
    """

    scanned: ClassVar[tuple[str, ...]] = ()

    cleared = words(
        _("If it must stay: why"),
        rows=2,
        help_text=_("The reason is sealed into the file; whoever signs sees it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cleared"].required = False
        texts = [str(self.data.get(name, "")) for name in self.scanned]
        if not any(personal(text) for text in texts):
            del self.fields["cleared"]

    def clean(self) -> dict[str, Any]:
        """Mark what points at a private person; what was typed stays."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        reason = typed.setdefault("cleared", "")
        for name in self.scanned:
            text = typed.get(name, "")
            for finding in personal(text):
                if finding.kind in NEVER or not reason.strip():
                    self.add_error(name, complaint(text, finding))
        return typed


class DeclineForm(SentForm):
    """A reason that the sender reads."""

    scanned = ("reason",)

    reason = words(
        _("Reason, for the sender"),
        help_text=_(
            "The sender reads this in the mailbox. Say why, and where to turn instead."
            " Nothing of anybody's income, health or family."
        ),
    )

    field_order = ("version", "reason", "cleared")


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


class ConcludeForm(SentForm):
    """What came of a case; a finding needs that whoever is accused was heard."""

    scanned = ("answer", "measures")

    outcome = forms.ChoiceField(label=_("Outcome"))
    heard_on = forms.DateField(
        label=_("Whoever is accused was heard on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Needed for “substantiated” and “partly substantiated”: the tenant, or"
            " whoever else it is about, had their say before the finding."
        ),
    )
    heard_how = forms.ChoiceField(
        label=_("In which way"),
        required=False,
        choices=[("", _("Not chosen")), *HeardHow.choices],
    )
    heard_said = words(_("What they said"), rows=3, required=False)
    not_heard = words(
        _("Or: the legal reason why nobody was heard"),
        rows=2,
        required=False,
        help_text=_(
            "For example: could not be found after two visits; or nobody is accused."
            " The sender reads neither this nor what they said."
        ),
    )
    answer = words(
        _("Answer to the sender"),
        rows=6,
        help_text=_("Plain words. Nothing of anybody's income, health or family."),
    )
    measures = words(
        _("Measures taken"),
        rows=3,
        help_text=_(
            "The sender reads these too: nothing of anybody's income, health or family."
        ),
    )

    field_order = (
        "version",
        "outcome",
        "heard_on",
        "heard_how",
        "heard_said",
        "not_heard",
        "answer",
        "measures",
        "cleared",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = OUTCOMES[Kind(self.case.kind)]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an outcome")),
            *((outcome.value, Outcome(outcome).label) for outcome in fitting),
        ]
        if not FINDINGS & set(fitting):
            for name in HEARING:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say at its field what a finding still needs."""
        typed = super().clean()
        hearing = Hearing(
            typed.get("heard_on"), *(typed.get(name) or "" for name in HEARING[1:])
        )
        if typed.get("outcome") in FINDINGS:
            for name, problem in hearing.problems().items():
                if name not in self.errors:
                    self.add_error(name, str(problem))
        typed["hearing"] = hearing
        return typed


class MessageForm(SentForm):
    """A question or news for the sender."""

    scanned = ("text",)

    text = words(
        _("Letter to the sender"),
        help_text=_(
            "The sender reads it in the mailbox; nobody is named. Nothing of anybody's"
            " income, health or family."
        ),
    )

    attachments = Attachments(
        label=_("Files for the sender"),
        required=False,
        help_text=_(
            "Pictures, PDF, Word and Excel files. What they tell of you and your"
            " computer is taken out before they are sent."
        ),
    )

    field_order = ("version", "text", "cleared", "attachments")


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
