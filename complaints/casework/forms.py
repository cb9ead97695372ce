"""One small form for each act on a case; field names are the workflow's words."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.cases import OUTCOMES, Case, Legal, Outcome, Track, outcome_label
from complaints.casework import same_answer
from complaints.casework.models import MessageTemplate
from complaints.intake.fields import Attachments
from complaints.topics import Kind
from complaints.workflow import (
    FINDINGS,
    Amounts,
    HeardHow,
    Hearing,
    legal,
    receivers,
    tracks,
)
from complaints.workflow.fairness import NEVER, complaint, personal
from complaints.workflow.hands import made_the_finding
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


def yuan(label: Any) -> forms.DecimalField:
    """An amount as people write it; it is kept in whole fen."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=legal.MOST_FEN // 100,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def files_for_the_sender() -> Attachments:
    """Files that go out with an act, as cleaned copies."""
    return Attachments(
        label=_("Files for the sender"),
        required=False,
        help_text=_(
            "Pictures, PDF, Word and Excel files. What they tell of you and your"
            " computer is taken out before they are sent."
        ),
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
        self.case, self.user, self.name = case, user, name

    def _insert(self, name: str, field: forms.Field, *, before: str = "") -> None:
        """Add a field in its place."""
        names = [known for known in self.fields if known != name]
        place = names.index(before) if before in names else len(names)
        self.fields[name] = field
        self.order_fields([*names[:place], name, *names[place:]])


class ReasonForm(ActForm):
    """A reason that stays inside."""

    reason = words(_("Reason"))


class WordingSelect(forms.Select):
    """Carries each text, so that a script can put it in at once."""

    case: Case

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with what it stands for."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if wording := getattr(option["value"], "instance", None):
            option["attrs"]["data-text"] = wording.letter_for(self.case)
            option["attrs"]["data-notice"] = wording.notice_text
        return option


class WordingField(forms.ModelChoiceField):
    """A wording to begin with; without scripts its button sends the form to and fro."""

    def __init__(self, wordings: QuerySet[MessageTemplate], case: Case) -> None:
        super().__init__(
            wordings,
            label=_("Wording"),
            required=False,
            empty_label=_("Begin with a wording"),
            widget=WordingSelect,
        )
        self.widget.case = case


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
        if wordings := MessageTemplate.objects.fitting(self.case, self.name):
            field = WordingField(wordings, self.case)
            self._insert("wording", field, before=self.scanned[0])

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


class SameAnswerField(forms.MultipleChoiceField):
    """Linked cases by number; whether one changed is asked when its turn comes."""

    def valid_value(self, value: str) -> bool:
        """Whatever version was seen, the case must be one of those offered."""
        number, _colon, version = value.partition(":")
        known: list[tuple[str, str]] = list(self.choices)  # type: ignore[arg-type]
        offered = {choice.partition(":")[0] for choice, _label in known}
        return number in offered and version.isdecimal() and len(version) < 10


class ConcludeForm(SentForm):
    """What came of a case; a finding needs that whoever is accused was heard."""

    scanned = ("answer", "measures")

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        help_text=_(
            "Where a household must leave, the file offers the first legal step next."
        ),
    )
    heard_on = forms.DateField(
        label=_("Whoever is accused was heard on"),
        required=False,
        widget=_day(),
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

    attachments = files_for_the_sender()

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
        "attachments",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = OUTCOMES[Kind(self.case.kind)]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an outcome")),
            *(
                (outcome.value, outcome_label(outcome, self.case.topic))
                for outcome in fitting
            ),
        ]
        if not {*FINDINGS, Outcome.NO_LONGER_ELIGIBLE} & set(fitting):
            self.fields["outcome"].help_text = ""
        if not FINDINGS & set(fitting):
            for name in HEARING:
                del self.fields[name]
        if others := same_answer.choices(self.case, self.user):
            field = SameAnswerField(
                label=_("Give the same answer to linked cases"),
                required=False,
                choices=others,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Each is sealed and answered on its own; no sender learns of"
                    " another. Leave out those that the answer does not fit. Files go"
                    " with this case alone."
                ),
            )
            self._insert("also", field, before="cleared")

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

    attachments = files_for_the_sender()

    field_order = ("version", "text", "cleared", "attachments")


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
            .order_by("last_name", "first_name", "username")
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


class LegalStepForm(ActForm):
    """A step that makes a household leave; only what may come next is offered."""

    what = forms.ChoiceField(label=_("Step"))
    day = forms.DateField(label=_("Day of the step"), widget=_day())
    until = forms.DateField(
        label=_("Leave by, or end of the removal period"),
        required=False,
        widget=_day(),
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
