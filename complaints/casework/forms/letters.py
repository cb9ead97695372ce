"""Words that go to the sender: scanned, begun with a wording, with files."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms.base import ActForm, words
from complaints.casework.models import MessageTemplate, fill_in
from complaints.intake.fields import Attachments
from complaints.workflow.fairness import NEVER, complaint, personal


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


class WordingSelect(forms.Select):
    """Carries each text, so that a script can put it in at once."""

    text_of: Callable[[MessageTemplate], str]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with what it stands for."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if wording := getattr(option["value"], "instance", None):
            option["attrs"]["data-text"] = self.text_of(wording)
            option["attrs"]["data-notice"] = wording.notice_text
        return option


class WordingField(forms.ModelChoiceField):
    """A wording to begin with; without scripts its button sends the form to and fro."""

    def __init__(
        self,
        wordings: QuerySet[MessageTemplate],
        text_of: Callable[[MessageTemplate], str],
    ) -> None:
        super().__init__(
            wordings,
            label=_("Wording"),
            required=False,
            empty_label=_("Begin with a wording"),
            widget=WordingSelect,
        )
        self.widget.text_of = text_of


class SentForm(ActForm):
    """Words and names of files that the sender will read: scanned for personal data.

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
        texts = [
            fill_in(str(self.data.get(name, "")), self.case) for name in self.scanned
        ]
        if not any(personal(text) for text in texts):
            del self.fields["cleared"]
        if wordings := MessageTemplate.objects.fitting(self.case, self.name):
            field = WordingField(wordings, self.text_of)
            self._insert("wording", field, before=self.scanned[0])

    def text_of(self, wording: MessageTemplate) -> str:
        """What a wording puts into the letter."""
        return wording.letter_for(self.case)

    def clean(self) -> dict[str, Any]:
        """Mark what points at a private person; what was typed stays."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        reason = typed.setdefault("cleared", "")
        for name in self.scanned:
            text = fill_in(typed.get(name, ""), self.case)
            for finding in personal(text):
                if finding.kind in NEVER or not reason.strip():
                    self.add_error(name, complaint(text, finding))
        for upload in typed.get("attachments") or ():
            # The sender reads it too; nothing must stay in a name, so no reason counts.
            for finding in personal(upload.name):
                problem = complaint(upload.name, finding, may_stay=False)
                self.add_error("attachments", problem)
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
