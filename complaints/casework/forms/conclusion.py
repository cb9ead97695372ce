"""What came of a case: outcome, hearing, answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.cases import OUTCOMES, Outcome, outcome_label
from complaints.casework import same_answer
from complaints.casework.forms.base import day_input, words
from complaints.casework.forms.letters import SentForm, files_for_the_sender
from complaints.casework.models import MessageTemplate
from complaints.topics import Kind
from complaints.workflow import FINDINGS, HeardHow, Hearing

#: The hearing's fields, in the order of `workflow.Hearing`.
HEARING = ("heard_on", "heard_how", "heard_said", "not_heard")


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
        widget=day_input(),
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
        others = same_answer.choices(self.case, self.user)
        left_out = same_answer.left_out(self.case, self.user)
        if others or left_out:
            field = SameAnswerField(
                label=_("Give the same answer to linked cases"),
                required=False,
                choices=others,
                widget=forms.CheckboxSelectMultiple,
                help_text="\n".join([str(self._SAME)] * bool(others) + left_out),
            )
            self._insert("also", field, before="cleared")

    _SAME = _(
        "Each is sealed and answered on its own; no sender learns of another: {number},"
        " {received} and {due} in the text become those of each case. Leave out those"
        " that the answer does not fit. Files go with this case alone."
    )

    def text_of(self, wording: MessageTemplate) -> str:
        """With its blanks, where several cases may get it: each fills in its own."""
        also = self.fields.get("also")
        several = also is not None and bool(also.choices)  # type: ignore[attr-defined]
        return wording.page_text if several else super().text_of(wording)

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
        for name in self.scanned:
            told = same_answer.telling(
                typed.get(name, ""), self.case, self.user, typed.get("also", ())
            )
            if told:
                self.add_error(name, told)
        typed["hearing"] = hearing
        return typed
