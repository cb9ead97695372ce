"""The other acts on a case, a small form each; field names are the workflow's words."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from complaints import clocks
from complaints.cases import Case, Legal, Track
from complaints.casework.forms.base import ActForm, day_input, words, yuan
from complaints.workflow import Amounts, legal, receivers, tracks
from complaints.workflow.fairness import complaint, personal
from complaints.workflow.hands import made_the_finding
from portal.users.models import Membership, Unit, User


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


class ExtendForm(ActForm):
    """Why more time is needed, and until when it would be."""

    reason = words(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        later = clocks.due(case, case.clock, case.clock_from, extended=True)
        self.fields["reason"].help_text = _(
            "Possible once. If the head signs, it is due on %(day)s."
        ) % {"day": date_format(later.day)}


class HoldForm(ActForm):
    """Why a case must outlast its period."""

    reason = words(
        _("Why must it be kept?"),
        rows=2,
        help_text=_(
            "For instance a suit, a review or an inspection that may need it. It stays"
            " until somebody releases it."
        ),
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
            .exclude(pk__in=made_the_finding(self.case))
            .order_by("sort_name")
        )


class ClarifyForm(ActForm):
    """A letter to somebody who was accused of what was not so."""

    addressee = words(_("To whom"), rows=1)
    facts = words(
        _("What the check showed"),
        help_text=_(
            "Your own words, nothing from the tip, nothing of who reported. The letter"
            " says the rest: that the report was not so, and that nothing follows."
        ),
    )


class PublishForm(ActForm):
    """A suggestion as the public reads it."""

    title = forms.CharField(label=_("Title"), max_length=100)
    text = words(
        _("What is suggested, for the public"),
        help_text=_(
            "Your own words, nothing copied from the letter, nothing of who sent it."
            " An editor goes on with the draft, and a second person approves it."
        ),
    )


class LegalStepForm(ActForm):
    """A step that makes a household leave; only what may come next is offered."""

    what = forms.ChoiceField(label=_("Step"))
    day = forms.DateField(label=_("Day of the step"), widget=day_input())
    until = forms.DateField(
        label=_("Leave by, or end of the removal period"),
        required=False,
        widget=day_input(),
        help_text=_("For an order to leave and for a removal period."),
    )
    back_rent = yuan(_("Back rent, in yuan"))
    fine = yuan(_("Fine, in yuan"))
    remark = words(_("Remark"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = tracks.possible(legal.taken(legal.effective(self.case)))
        groups = [
            (
                Track(ground).label,
                [
                    (f"{ground}/{step}", Legal(step).label)
                    for track, step in open_now
                    if track == ground
                ],
            )
            for ground in Track.values
        ]
        offered = [group for group in groups if group[1]]
        self.fields["what"].choices = [("", _("Choose a step")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Yuan become fen; the choice becomes ground and step."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        typed["track"], _slash, typed["step"] = typed.get("what", "").partition("/")
        typed["amounts"] = Amounts(
            *(int((typed.get(name) or 0) * 100) for name in ("back_rent", "fine"))
        )
        return typed


class TakeBackForm(ActForm):
    """Which legal step was entered by mistake, and why it was wrong."""

    entry = forms.TypedChoiceField(label=_("Step"), coerce=int)
    reason = words(_("What was wrong"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{one.get_step_display()} · {one.day:%Y-%m-%d}")
            for one in legal.effective(self.case)
        ]


class LinkForm(ActForm):
    """Which case of the same unit stands beside this one."""

    other = forms.CharField(label=_("Case number"), max_length=16)

    def clean_other(self) -> Case:
        """A case that the member can see; any other one is as absent as none."""
        number = self.cleaned_data["other"].strip().upper()
        visible = Case.objects.visible_to(self.user).filter(unit=self.case.unit_id)
        found = visible.filter(number=number).exclude(pk=self.case.pk).first()
        if found is None:
            raise forms.ValidationError(_("Your unit has no case of this number."))
        return found


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

    def clean_reason(self) -> str:
        """The sender reads it: no personal data, told before anything is opened."""
        reason: str = self.cleaned_data["reason"]
        for finding in personal(reason):
            raise forms.ValidationError(complaint(reason, finding, may_stay=False))
        return reason
