"""Why a file cannot be read as a plan, in one sentence for whoever uploaded it."""

from django.utils.translation import gettext_lazy as _

from disclosures.errors import UnreadableFile

MESSAGES = {
    "not_found": _("This file cannot be opened."),
    "not_text": _("This file is not text: upload the plan as .txt or .docx."),
    "old_word": _("This is an old Word file: save it as .docx and upload it again."),
    "empty": _("This file contains no text."),
    "no_year": _("No year was found in this file, so its dates cannot be computed."),
    "not_docx": _("This file is not a Word document, although it looks like one."),
    "too_large": _("This file is larger than %(limit)d MB: a plan is much shorter."),
    "too_long": _("This file has over %(limit)d characters: a plan is much shorter."),
}


class PlanError(UnreadableFile):
    """A file that is no plan."""

    messages = MESSAGES
