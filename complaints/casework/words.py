"""Labels of events and sealed fields, as a file's history reads."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import CaseEvent
from complaints.topics import Kind
from complaints.workflow import HeardHow, label_of, result_of
from portal.cleaning import OFFICE

#: Kinds as the staff call them; the form asks in the sender's words.
KINDS: dict[str, str | Promise] = {
    Kind.REPORT: _("Report or complaint"),
    Kind.OFFICIAL: _("Conduct of an official"),
    Kind.SUGGESTION: _("Suggestion"),
    Kind.DECLARATION: _("Declaration"),
}

#: The sealed words of something that waits for a signature.
WORDS: dict[str, str | Promise] = {
    "reason": _("Reason"),
    "answer": _("Answer to the sender"),
    "measures": _("Measures taken"),
    "heard_on": _("Heard on"),
    "heard_how": _("In which way"),
    "heard_said": _("What they said"),
    "not_heard": _("Why nobody was heard"),
    "addressee": _("To whom"),
    "facts": _("What the check showed"),
    "remark": _("Remark"),
    "cleared": _("Why personal data stay in it"),
}


#: The disk or the database refused what was typed.
NOT_STORED = _(
    "This could not be stored just now. Nothing was sent; what you wrote is kept."
    " Please send it again."
)

#: Beginnings of media types, the first that fits, as people call such files.
TYPES: dict[str, str | Promise] = {
    "image/": _("picture"),
    "video/": _("video"),
    "audio/": _("sound"),
    "text/": _("text"),
    "application/pdf": _("PDF"),
    OFFICE + "wordprocessingml": _("Word file"),
    OFFICE + "spreadsheetml": _("Excel file"),
    OFFICE + "presentationml": _("slides"),
    "application/zip": _("archive"),
    "application/x-rar": _("archive"),
    "application/x-7z": _("archive"),
}

#: Why a file was not cleaned, for whoever wants to open it.
REASONS: dict[str, str | Promise] = {
    "type": _("Files of this kind cannot be cleaned."),
    "pixels": _("The picture is so large that opening it could bring a computer down."),
    "bomb": _("It unpacks to far more than it should, as harmful files do."),
    "locked": _("It is protected by a password."),
    "broken": _("It is damaged, or not what it looks like."),
    "limits": _("Cleaning it took too long or too much memory."),
}


def type_words(content_type: str) -> str:
    """What people call a file of this type; an unknown one is just a file."""
    for beginning, words in TYPES.items():
        if content_type.startswith(beginning):
            return str(words)
    return str(_("file"))


def reason_words(reason: str) -> str:
    """Why a file was not cleaned; nothing for one that was."""
    return str(REASONS.get(reason, ""))


def event_words(event: CaseEvent) -> str:
    """What happened, and what a rating or a phone call came to."""
    try:
        label = label_of(event.name)
    except KeyError:
        # Of an older house: as it is stored.
        return event.name
    result = result_of(event)
    if not result:
        return label
    return gettext("%(event)s: %(result)s") % {"event": label, "result": result}


def kind_name(kind: str) -> str:
    """What the staff call a kind."""
    return str(KINDS[kind])


def readable(field: str, text: str) -> str:
    """Sealed words as they are read: codes by their names."""
    if field == "heard_how":
        return str(HeardHow(text).label) if text in HeardHow.values else text
    if field == "heard_on":
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    return text


def words_label(field: str) -> str:
    """What a sealed field is called."""
    return str(WORDS.get(field, field))


def yuan(fen: int) -> str:
    """Whole fen as yuan, without a rounding anywhere."""
    return gettext("%(yuan)s yuan") % {"yuan": f"{fen // 100:,}.{fen % 100:02}"}
