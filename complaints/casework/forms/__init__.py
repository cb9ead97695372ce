"""One small form for each act on a case; field names are the workflow's words."""

from complaints.casework.forms.base import LONGEST, ActForm, ReasonForm, words
from complaints.casework.forms.conclusion import ConcludeForm
from complaints.casework.forms.letters import DeclineForm, MessageForm, SentForm
from complaints.casework.forms.steps import (
    AssignForm,
    ClarifyForm,
    ContactForm,
    DecideForm,
    ExtendForm,
    HoldForm,
    LegalStepForm,
    LinkForm,
    NoteForm,
    PublishForm,
    ReferForm,
    TakeBackForm,
)
from complaints.casework.forms.wishes import CallDoneForm, HandOutForm, ReissueForm

__all__ = [
    "LONGEST",
    "ActForm",
    "AssignForm",
    "CallDoneForm",
    "ClarifyForm",
    "ConcludeForm",
    "ContactForm",
    "DecideForm",
    "DeclineForm",
    "ExtendForm",
    "HandOutForm",
    "HoldForm",
    "LegalStepForm",
    "LinkForm",
    "MessageForm",
    "NoteForm",
    "PublishForm",
    "ReasonForm",
    "ReferForm",
    "ReissueForm",
    "SentForm",
    "TakeBackForm",
    "words",
]
