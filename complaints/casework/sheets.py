"""A receipt as staff see it once: to be read out, or printed for the sender."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.vault import receipts
from complaints.vault.receipts import Receipt


def receipt_sheet(
    request: HttpRequest,
    receipt: Receipt,
    *,
    is_new: bool = False,
    is_first: bool = True,
    not_kept: Sequence[str] = (),
) -> HttpResponse:
    """The digits, what to say to the sender, and a sheet for the printer.

    `is_new`: in place of one that was lost. Not `is_first`: the form came again with
    other words, and the first ones were kept. `not_kept`: files of the tip for which
    the disk had no room.
    """
    context = {
        "receipt": receipts.grouped(receipt),
        "is_new": is_new,
        "is_first": is_first,
        "not_kept": not_kept,
        "mailbox_url": settings.CONFIDENTIAL_ROOT + reverse("mailbox"),
        "header_icon": "key",
        "breadcrumbs_items": [{"url": "", "label": _("Number for the sender")}],
    }
    return render(request, "casework/receipt.html", context)
