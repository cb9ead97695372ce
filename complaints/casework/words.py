"""Labels of events and sealed fields, as a file's history reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.workflow import label_of

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


def words_label(field: str) -> str:
    """What a sealed field is called."""
    return str(WORDS.get(field, field))
