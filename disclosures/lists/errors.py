"""Why nothing was read or written, in one sentence for whoever asked for it."""

from django.utils.translation import gettext_lazy as _

from disclosures.errors import UnreadableFile

MESSAGES = {
    "too_large": _("This file is larger than %(limit)d MB: a list is much smaller."),
    "unfolds": _(
        "This file unpacks to far more than a list can hold, so it stays out."
    ),
    "empty": _("This file is empty."),
    "docx": _(
        "This is a Word document, whatever its name says: a list comes as .xlsx."
    ),
    "pptx": _("This is a presentation, whatever its name says: a list comes as .xlsx."),
    "macro": _("This workbook holds macros: save it as .xlsx without them."),
    "locked": _("This workbook is protected by a password: save it without one."),
    "not_excel": _("This is not an Excel file: a list comes as .xlsx or .xls."),
    "broken": _("This Excel file is damaged: open it in Excel and save it again."),
    "rows": _("This sheet has over %(limit)d rows: a list is much shorter."),
    "cells": _(
        "This sheet has over %(limit)d cells: delete its empty rows and columns."
    ),
    "far": _(
        "Something stands in %(place)s, far away from the list: delete what is there."
    ),
    "no_heading": _(
        "No headings of this list were found in “%(sheet)s”. They are: %(known)s."
    ),
    "missing": _("These columns are missing in “%(sheet)s”: %(columns)s."),
    "twice": _("%(one)s and %(other)s both head the column “%(column)s”."),
    "several": _("Several sheets hold this list (%(sheets)s): keep one of them."),
    "no_rows": _("Below the headings of “%(sheet)s” there is no row."),
}


class ListError(UnreadableFile):
    """A file that is no list."""

    messages = MESSAGES


class Refused(ValueError):
    """Nothing was written; says why and what to do."""
