"""Taking a page down, at once and by one person: hiding needs no second one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from disclosures.withdrawals import remaking
from disclosures.withdrawals.files import remove_everywhere, shared
from disclosures.withdrawals.models import Withdrawal
from disclosures.withdrawals.wiping import wipe


def may_take_down(page: Page) -> bool:
    """Whether readers see it; or it was withdrawn, and its words are still kept."""
    if page.live:
        return True
    newest = page.withdrawals.first()
    return newest is not None and newest.reason != Withdrawal.Reason.PERSONAL


@transaction.atomic
def take_down(
    page: Page, *, user: Any, reason: str, note: str = "", files_too: bool = False
) -> Withdrawal:
    """Take a page off the site; of personal data, no word is kept anywhere.

    So a page that was withdrawn for another reason is taken down once more. Its files
    that other pages offer stay there, unless the personal data is in them.
    `ValidationError` when the note itself points at somebody.
    """
    page = page.specific
    is_personal = reason == Withdrawal.Reason.PERSONAL
    if not (page.live or is_personal):
        raise ValidationError(_("This page is not public any more."))
    row = Withdrawal(
        page_id=page.pk,
        title="" if is_personal else page.title,
        section=page.get_parent().title,
        reason=reason,
        note=note,
        user=user,
    )
    row.full_clean()
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=user)
    row.save()
    # A day in the future would bring it back.
    page.go_live_at = page.expire_at = None
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    page.refresh_from_db()
    if is_personal:
        page.revisions.update(approved_go_live_at=None)
        page.withdrawals.exclude(pk=row.pk).update(title="", note="")
        for file in shared(page) if files_too else ():
            remove_everywhere(file, but=page)
        wipe(page)
    # Off the site by the signal already; now no cached word is left either.
    remaking.ask_for(page)
    return row
