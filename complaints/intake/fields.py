"""Fields of the form that Django does not bring: topics by kind, sealed files."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from complaints.intake.uploads import SealedUpload
from complaints.topics import TOPICS, Kind, Topic
from disclosures.models import Estate

#: Says the same for every list, and does not repeat what came instead.
NOT_LISTED = {
    code: _("Please choose from the list.")
    for code in ("invalid_choice", "invalid_pk_value", "invalid_list")
}
HINTS = {
    Kind.REPORT: _(
        "Sublet, lent or empty flats, a tenant who no longer qualifies; or your own"
        " matter: allocation, rent, repairs, how you were treated. The responsible"
        " unit and discipline inspection can read it."
    ),
    Kind.OFFICIAL: _("Only discipline inspection can read it."),
    Kind.SUGGESTION: _("How things could be done better."),
    Kind.DECLARATION: _(
        "You tell us yourself that your home, income or family has changed. We need"
        " your name and phone number for it."
    ),
}


def kinds() -> Iterator[tuple[str, str]]:
    """The kinds as cards: what it is, and what follows from choosing it."""
    for kind in Kind:
        yield (
            kind.value,
            format_html("{}<small>{}</small>", kind.label, HINTS[kind]),
        )


class TopicSelect(forms.Select):
    """One select, a group per kind, which a script can show and hide."""

    template_name = "intake/widgets/topics.html"

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> Any:
        """From the project's templates."""
        return super().render(name, value, attrs, renderer=TemplatesSetting())


class TopicField(forms.ChoiceField):
    """The topic; whether it fits the kind is the form's question."""

    widget = TopicSelect

    def __init__(self, **kwargs: Any) -> None:
        groups = [
            (kind, [(topic.value, topic.label) for topic in topics])
            for kind, topics in TOPICS.items()
        ]
        super().__init__(choices=[("", _("Not chosen")), *groups], **kwargs)
        self.known = frozenset(Topic.values)

    def valid_value(self, value: str) -> bool:
        """Any topic there is."""
        return value in self.known


class EstateField(forms.ModelChoiceField):
    """Active estates by township."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Estate.objects.active(), **kwargs)

    def load(self) -> None:
        """Read the choices, once per form."""
        townships: dict[str, list[tuple[int, str]]] = {}
        for estate in Estate.objects.active().order_by("township", "name"):
            townships.setdefault(estate.township, []).append((estate.pk, estate.name))
        self.choices = [("", _("Not chosen")), *townships.items()]


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """All of them."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class OneByOne(FilesInput):
    """A field for each file, where a browser lets choose only one at a time."""

    template_name = "intake/widgets/one_by_one.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """As many fields as files are taken."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["numbers"] = range(1, settings.ATTACHMENTS_MOST + 1)
        return context

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> Any:
        """From the project's templates."""
        return super().render(name, value, attrs, renderer=TemplatesSetting())


class Attachments(forms.Field):
    """Files that the upload handler sealed; here only their sizes are judged."""

    widget = FilesInput(attrs={"multiple": True})
    default_error_messages = {
        "empty": _("Empty, please choose again: %(names)s."),
        "large": _("Larger than %(most)d MB, please choose again: %(names)s."),
        "many": ngettext_lazy(
            "At most %(most)d file. Not taken: %(names)s.",
            "At most %(most)d files. Not taken: %(names)s.",
            "most",
        ),
    }

    def clean(self, value: list[SealedUpload]) -> list[SealedUpload]:
        """Refuse what is empty, too large or too many, and say which files."""
        problems = [
            self._problem("many", [f for f in value if f.is_too_many]),
            self._problem("large", [f for f in value if f.is_too_large]),
            self._problem(
                "empty", [f for f in value if f.is_empty and not f.is_too_many]
            ),
        ]
        if found := [problem for problem in problems if problem]:
            raise ValidationError(found)
        return value

    def _problem(self, code: str, files: list[SealedUpload]) -> ValidationError | None:
        if not files:
            return None
        most = {
            "many": settings.ATTACHMENTS_MOST,
            "large": settings.ATTACHMENT_BYTES_MOST // (1024 * 1024),
        }
        names = _(", ").join(file.name for file in files)
        return ValidationError(
            self.error_messages[code], code, {"names": names, "most": most.get(code)}
        )
