"""Saving what a sender wishes: each form once, all of it or nothing."""

from complaints import workflow
from complaints.intake.filing import once
from complaints.intake.letterbox import Letterbox
from complaints.intake.mailbox_forms import (
    CallForm,
    ContactForm,
    ForgetForm,
    RateForm,
    WithdrawCallForm,
)
from complaints.intake.uploads import SealingHandler
from complaints.workflow import SENDER


def rate(letterbox: Letterbox, form: RateForm, files: SealingHandler) -> None:
    """Say how it was handled; raises `AlreadySent`, `Refused`, as all of these."""
    given = form.cleaned_data
    once(
        form,
        files,
        lambda: workflow.rate(
            letterbox.case,
            actor=SENDER,
            box=letterbox.box,
            rating=given["rating"],
            reason=given["rating_reason"],
        ),
    )


def add_contact(letterbox: Letterbox, form: ContactForm, files: SealingHandler) -> None:
    """Leave name and phone."""
    once(form, files, lambda: _leave_contact(letterbox, form))


def delete_contact(
    letterbox: Letterbox, form: ForgetForm, files: SealingHandler
) -> None:
    """Delete name and phone."""
    once(
        form,
        files,
        lambda: workflow.delete_contact(
            letterbox.case, actor=SENDER, box=letterbox.box
        ),
    )


def ask_call(letterbox: Letterbox, form: CallForm, files: SealingHandler) -> None:
    """Ask to be phoned, leaving name and phone with it where none are kept."""

    def ask() -> None:
        if isinstance(form, ContactForm):
            _leave_contact(letterbox, form)
        workflow.ask_call(
            letterbox.case,
            actor=SENDER,
            box=letterbox.box,
            text=form.cleaned_data["when"],
        )

    once(form, files, ask)


def withdraw_call(
    letterbox: Letterbox, form: WithdrawCallForm, files: SealingHandler
) -> None:
    """Do not be phoned after all."""
    once(
        form,
        files,
        lambda: workflow.withdraw_call(letterbox.case, actor=SENDER, box=letterbox.box),
    )


def _leave_contact(letterbox: Letterbox, form: ContactForm) -> None:
    workflow.add_contact(
        letterbox.case,
        actor=SENDER,
        box=letterbox.box,
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
    )
