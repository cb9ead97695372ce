"""Labels of events and sealed fields, as a file's history reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.topics import Kind
from complaints.workflow import label_of

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
}


def event_label(name: str) -> str:
    """What happened, in the reader's language; an unknown name as it is stored."""
    try:
        return label_of(name)
    except KeyError:
        return name


def kind_name(kind: str) -> str:
    """What the staff call a kind."""
    return str(KINDS[kind])


def words_label(field: str) -> str:
    """What a sealed field is called."""
    return str(WORDS.get(field, field))
