"""What can be done in a case file: each act's form, and the workflow's function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints import workflow
from complaints.cases import Approval, Case, State
from complaints.casework import forms
from complaints.casework.forms import ActForm
from complaints.casework.models import MessageTemplate, fill_in
from complaints.vault.boxes import Box
from portal.users.models import User


@dataclass(frozen=True)
class Act:
    """One act: the form it needs, what it calls, what is said afterwards."""

    form: type[forms.ActForm]
    perform: Callable[..., Any]
    done: str | Promise
    #: Which fields go to the workflow under the same name.
    fields: tuple[str, ...] = ()
    needs_box: bool = True
    #: Where the workflow's own name would sound odd to staff.
    label: str | Promise = ""
    #: Stands in front in the row of buttons.
    is_main: bool = True
    #: Brings the case onward, so it stands out.
    is_next: bool = False
    #: What cannot be undone is said first, and asked once more.
    warning: str | Promise = ""


def _decide(case: Case, **kwargs: Any) -> object:
    try:
        approval = case.approvals.get(is_granted=None)
    except Approval.DoesNotExist:
        raise workflow.Refused(_("Nothing waits for a signature any more.")) from None
    return workflow.decide(approval, **kwargs)


#: The only way from a button to the workflow; the names are design §6's.
ACTS: dict[str, Act] = {
    "accept": Act(
        forms.ActForm,
        workflow.accept,
        _("Accepted."),
        needs_box=False,
        is_next=True,
    ),
    "clear_quarantine": Act(
        forms.ActForm,
        workflow.clear_quarantine,
        _("The case is in the list with the others now."),
        needs_box=False,
    ),
    "investigate": Act(
        forms.ActForm,
        workflow.investigate,
        _("The investigation has begun."),
        needs_box=False,
        is_next=True,
    ),
    "conclude": Act(
        forms.ConcludeForm,
        workflow.conclude,
        _("The conclusion is on its way."),
        ("outcome", "answer", "measures", "hearing", "cleared"),
        is_next=True,
    ),
    "decide": Act(forms.DecideForm, _decide, _("Decided."), ("granted",), is_next=True),
    "withdraw": Act(
        forms.ActForm,
        workflow.withdraw,
        _("Taken back: nothing waits for a signature any more."),
        needs_box=False,
    ),
    "message": Act(
        forms.MessageForm,
        workflow.message,
        _("The letter is in the mailbox."),
        ("text", "cleared"),
        label=_("Write to the sender"),
    ),
    "reopen": Act(
        forms.ReasonForm, workflow.reopen, _("Reopened."), ("reason",), is_next=True
    ),
    "refer": Act(
        forms.ReferForm, workflow.refer, _("Referred."), ("to_unit", "reason")
    ),
    "return": Act(forms.ReasonForm, workflow.return_, _("Returned."), ("reason",)),
    "decline": Act(
        forms.DeclineForm,
        workflow.decline,
        _("The refusal is on its way."),
        ("reason", "cleared"),
    ),
    "extend": Act(
        forms.ExtendForm,
        workflow.ask_extension,
        _("The extension waits for the head's signature."),
        ("reason",),
    ),
    "clarify": Act(
        forms.ClarifyForm,
        workflow.clarify,
        _("The letter of clarification is on its way."),
        ("addressee", "facts"),
        is_next=True,
    ),
    "publish": Act(
        forms.PublishForm,
        workflow.publish_suggestion,
        _("The draft is with the editors; a second person approves it."),
        ("title", "text"),
    ),
    "legal_step": Act(
        forms.LegalStepForm,
        workflow.legal_step,
        _("Entered."),
        ("track", "step", "day", "until", "amounts", "remark"),
        is_main=False,
    ),
    "take_back": Act(
        forms.TakeBackForm,
        workflow.take_back,
        _("Taken back; both entries stay in the file."),
        ("entry", "reason"),
        is_main=False,
    ),
    "call_done": Act(
        forms.CallDoneForm,
        workflow.call_done,
        _("The call is recorded."),
        ("result", "text"),
    ),
    "confirm_reissue": Act(
        forms.HandOutForm,
        # Its answer is the receipt: see `handing_out`.
        workflow.confirm_reissue,
        "",
        warning=_(
            "Only with the person and the identity card before you. The old number"
            " opens nothing any more, and the mailbox shows that you handed out a new"
            " one."
        ),
    ),
    "note": Act(
        forms.NoteForm,
        workflow.note,
        _("Noted."),
        ("text",),
        label=_("Write a note"),
        is_main=False,
    ),
    "assign": Act(
        forms.AssignForm,
        workflow.assign,
        _("Assigned."),
        ("assignee",),
        needs_box=False,
        is_main=False,
    ),
    "hold": Act(
        forms.HoldForm,
        workflow.hold,
        _("Held back."),
        ("reason",),
        is_main=False,
    ),
    "release": Act(
        forms.ReasonForm,
        workflow.release,
        _("Released."),
        ("reason",),
        is_main=False,
    ),
    "reissue_receipt": Act(
        forms.ReissueForm,
        workflow.reissue_receipt,
        _("Asked for: a second person can hand out the new number today."),
        ("checked",),
        label=_("New number for the sender"),
        is_main=False,
        warning=_(
            "For a sender at the desk who lost the number. Open name and phone first"
            " and compare them with the identity card; a second person then hands the"
            " new number out. The mailbox shows it."
        ),
    ),
    "link": Act(
        forms.LinkForm,
        workflow.link,
        _("Linked. Each case keeps its own letters, clock and answer."),
        ("other",),
        needs_box=False,
        is_main=False,
    ),
    "unlink": Act(
        forms.ActForm,
        workflow.unlink,
        _("The link has ended."),
        needs_box=False,
        is_main=False,
    ),
    "lead": Act(
        forms.ActForm,
        workflow.lead,
        _("This case leads now: its answer is offered to the others."),
        needs_box=False,
        is_main=False,
    ),
    "recuse": Act(
        forms.ActForm,
        workflow.recuse,
        _("You stand back from this case and no longer see it."),
        needs_box=False,
        is_main=False,
        warning=_("You will not see this case any more. This cannot be undone."),
    ),
    "concerns_us": Act(
        forms.ActForm,
        workflow.concerns_us,
        _("The case is with discipline inspection now."),
        is_main=False,
        warning=_(
            "The case goes to discipline inspection, and nobody in your unit can read"
            " it any more. This cannot be undone."
        ),
    ),
}


LAST = _(
    "Nobody else in your unit can work on this case: it goes to discipline inspection,"
    " which hands it on. You will not see it any more. This cannot be undone."
)


def perform(act: Act, form: ActForm, *, user: User, box: Box, **more: Any) -> None:
    """Hand what was typed to the workflow; raises `Refused` or `Stale`."""
    words = typed(act, form, form.case) | more
    if act.needs_box:
        words["box"] = box
    act.perform(form.case, actor=user, version=form.cleaned_data["version"], **words)


def typed(act: Act, form: ActForm, case: Case) -> dict[str, Any]:
    """What goes to the workflow under the names it has there.

    What the sender of `case` will read has that case's own facts in its blanks.
    """
    words = {name: form.cleaned_data[name] for name in act.fields}
    if isinstance(form, forms.SentForm):
        words |= {name: fill_in(words[name], case) for name in form.scanned}
    return words


@dataclass(frozen=True)
class Offer:
    """An act as a case file offers it now."""

    name: str
    label: str | Promise
    form: ActForm
    is_main: bool
    is_next: bool = False
    #: Drawn open, because it was tried and did not go through.
    is_open: bool = False
    warning: str | Promise = ""

    @property
    def is_one_click(self) -> bool:
        """Whether nothing must be typed or thought over."""
        return not self.warning and not self.form.visible_fields()


@dataclass(frozen=True)
class Attempt:
    """An act that was tried and did not go through; nothing typed is lost."""

    name: str
    data: QueryDict
    form: ActForm
    alert: str | Promise = ""
    #: The version it is tried against next time.
    version: int | None = None

    def again(self) -> forms.ActForm:
        """The form as it was sent, ready to be sent again."""
        if self.version is None:
            return self.form
        data = self.data.copy()
        data["version"] = str(self.version)
        return type(self.form)(
            data, case=self.form.case, user=self.form.user, name=self.name
        )

    def kept(self) -> list[tuple[str, str]]:
        """What was typed, for a page on which the act is no longer offered."""
        return [
            (str(bound.label), str(bound.value()))
            for bound in self.form.visible_fields()
            if bound.value()
            and hasattr(bound.field.widget, "template_name")
            and bound.field.widget.template_name.endswith("textarea.html")
        ]


def filled(act: Act, sent: ActForm, alert: str = "") -> Attempt:
    """The form as it was sent, with the chosen wording put in; nothing is done yet."""
    data, case, name = sent.data, sent.case, sent.name
    assert isinstance(data, QueryDict)
    form = act.form(case=case, user=sent.user, name=name)
    for field, known in form.fields.items():
        if known.widget.needs_multipart_form:
            continue
        several = getattr(known.widget, "allow_multiple_selected", False)
        form.initial[field] = data.getlist(field) if several else data.get(field, "")
    wordings = MessageTemplate.objects.fitting(case, name)
    chosen = data.get("wording", "")
    wording = wordings.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    if wording and isinstance(form, forms.SentForm):
        first = form.scanned[0]
        before = data.get(first, "").rstrip()
        text = form.text_of(wording)
        form.initial[first] = f"{before}\n\n{text}" if before else text
        form.fields["wording"].help_text = wording.notice_text and gettext(
            "A notice may say: %(words)s"
        ) % {"words": wording.notice_text}
    return Attempt(name, data, form, alert)


def offers(case: Case, user: User, attempt: Attempt | None = None) -> list[Offer]:
    """What this member can do with this case now."""
    open_now = {step.name: step.label for step in workflow.available(case, user)}
    found = []
    for name, act in ACTS.items():
        if name not in open_now:
            continue
        tried = attempt is not None and attempt.name == name
        form = (
            attempt.again()
            if tried and attempt
            else act.form(case=case, user=user, name=name)
        )
        label = act.label or open_now[name]
        # A household that must leave: its first legal step is what comes next.
        is_first = name == "legal_step" and "take_back" not in open_now
        once = name == "clarify" and case.events.filter(name="clarify").exists()
        is_first &= case.state == State.CONCLUDED
        is_due = (act.is_next and not once) or is_first
        is_main = act.is_main or is_due
        warning = act.warning
        if name == "recuse" and "assign" in open_now and workflow.is_last(case, user):
            warning = LAST
        found.append(Offer(name, label, form, is_main, is_due, tried, warning))
    return found
