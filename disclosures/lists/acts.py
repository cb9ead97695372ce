"""Every way in which a list changes; each is proposed by one and decided by another."""

from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.search import index

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from disclosures.lists.changes import Change
from disclosures.lists.checking import check_rows, wrong_with_note
from disclosures.lists.comparing import (
    Comparison,
    next_number,
    public_values,
    touches_closed,
)
from disclosures.lists.errors import Refused
from disclosures.lists.freezing import freeze, refuse_if_frozen
from disclosures.lists.items import MODELS, ListKind
from disclosures.lists.values import Known
from disclosures.lists.wiping import wipe_old_words
from disclosures.withdrawals import remaking
from portal.users.models import User
from portal.workdays.clock import now, today

APPROVE = "disclosures.approve_list_change"
PROPOSE = "disclosures.propose_list_change"
Values = dict[str, Any]


@transaction.atomic
def hand_in(change: Change, found: Comparison) -> Change:
    """Hand in an import that has no mistakes; a second person decides."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    refuse_if_frozen(change.campaign)
    if change.state != Change.State.DRAFT:
        raise Refused(_("This was handed in already."))
    for row in found.rows:
        if touches_closed(row["before"], row["after"]):
            raise Refused(
                _("Item %d is closed out: a file does not change it.") % row["number"]
            )
    waiting = Change.objects.of_list(change.campaign, change.kind).waiting()
    if any(other.rows == found.rows for other in waiting):
        raise Refused(_("The same rows wait for a second person already."))
    change.rows, change.state = found.rows, Change.State.WAITING
    # What was typed at first may have named somebody; the rows no longer do.
    change.sheet = {}
    change.save()
    return change


def propose(
    campaign: Campaign,
    kind: str,
    values: Values,
    *,
    user: User,
    act: str = Change.Act.EDIT,
    document: File | None = None,
    note: str = "",
    hides_old: bool = False,
) -> Change:
    """Propose one new or changed item, or its close-out."""
    refuse_if_frozen(campaign)
    public = public_values(campaign, kind)
    number = values.get("number") or next_number(campaign, kind)
    before, after = public.get(number), values | {"number": number}
    if act == Change.Act.CLOSE:
        _refuse_if_closed(campaign, number, before)
    if before == after:
        raise Refused(_("Nothing would change."))
    if first := _waiting(campaign, kind, number):
        raise Refused(_already(first))
    change = Change(
        campaign=campaign,
        kind=kind,
        act=act,
        number=number,
        state=Change.State.WAITING,
        rows=[{"number": number, "before": before, "after": after}],
        note=note,
        hides_old=hides_old,
        proposed_by=user,
    )
    if document:
        change.document, change.document_name = document, document.name or ""
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        # Both asked at once, and the database let one of them in.
        raise Refused(_already(_waiting(campaign, kind, number))) from None
    return change


def _waiting(campaign: Campaign, kind: str, number: int) -> Change | None:
    waiting = Change.objects.of_list(campaign, kind).waiting()
    return waiting.filter(number=number).select_related("proposed_by").first()


def _already(first: Change | None) -> str:
    """Tell whoever comes second what the first one handed in."""
    if first is None:
        return _("Somebody else handed this in at the same moment: look at the item.")
    return _(
        "%(who)s handed this in for item %(number)d on %(when)s (%(what)s). It waits"
        " for a second person; look at it before you hand in something else."
    ) % {
        "who": first.proposed_by,
        "number": first.number,
        "when": f"{timezone.localtime(first.proposed_at):%Y-%m-%d %H:%M}",
        "what": first.get_act_display(),
    }


def _refuse_if_closed(campaign: Campaign, number: int, before: Values | None) -> None:
    if not before or before["status"] != "closed":
        return
    last = (
        Change.objects.of_list(campaign, ListKind.PROBLEMS)
        .filter(act=Change.Act.CLOSE, state=Change.State.APPROVED, number=number)
        .first()
    )
    raise Refused(
        _("Item %(number)d was closed out on %(day)s (%(who)s).")
        % {
            "number": number,
            "day": before["closed_on"],
            "who": last.proposed_by if last else _("by import"),
        }
    )


@transaction.atomic
def approve(change: Change, user: User) -> Change:
    """Make a proposal public, as the second person."""
    change = _decide(change, user, Change.State.APPROVED)
    if change.act == Change.Act.FREEZE:
        freeze(change)
    else:
        _apply(change)
        if change.hides_old:
            wipe_old_words(change, user)
    transaction.on_commit(lambda: reindex(change.campaign))
    return change


@transaction.atomic
def send_back(change: Change, user: User, reason: str) -> Change:
    """Refuse a proposal and say why."""
    if not reason.strip():
        raise Refused(_("Say what has to be changed."))
    return _decide(change, user, Change.State.RETURNED, reason.strip())


def reindex(campaign: Campaign) -> None:
    """Let the search find the section by the lists' new words."""
    from disclosures.lists.pages import ListsPage

    column = getattr(campaign, "column", None)
    for page in ListsPage.objects.child_of(column) if column else ():
        index.insert_or_update_object(page)


def _decide(change: Change, user: User, state: str, reason: str = "") -> Change:
    # One decision at a time in a campaign: each is compared with what is public.
    Campaign.objects.select_for_update().get(pk=change.campaign_id)
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state != Change.State.WAITING:
        raise Refused(
            _("%(who)s decided this already: %(what)s.")
            % {"who": change.decided_by or "—", "what": change.get_state_display()}
        )
    if not user.has_perm(APPROVE):
        raise Refused(_("Only a moderator decides this."))
    if user.pk == change.proposed_by_id:
        raise Refused(_("A second person decides what you handed in."))
    refuse_if_frozen(change.campaign)
    change.state, change.reason = state, reason
    change.decided_by, change.decided_at = user, now()
    change.save()
    return change


def _apply(change: Change) -> None:
    """Write what was proposed, if it still meets what it was compared with."""
    kind, model = change.kind, MODELS[change.kind]
    public = public_values(change.campaign, kind)
    for row in change.rows:
        if public.get(row["number"]) != row["before"]:
            raise Refused(
                _(
                    "Item %d has changed since this was handed in: send it back, so"
                    " that it is compared again."
                )
                % row["number"]
            )
    _scan_again(change)
    rows: list[Values] = [row["after"] for row in change.rows]
    estates = _estates(rows)
    for values in rows:
        fields = {name: value for name, value in values.items() if name != "number"}
        if "estate" in fields:
            fields["estate"] = estates.get(fields["estate"])
        model.objects.update_or_create(
            campaign=change.campaign,
            number=values["number"],
            defaults=fields | {"changed_on": today()},
        )
    if any(_loses_words(row["before"], row["after"]) for row in change.rows):
        remaking.ask_for()


def _loses_words(before: Values | None, after: Values) -> bool:
    """Whether something that was public is public no more, progress aside."""
    return any(
        said not in ("", None, after[name])
        for name, said in (before or {}).items()
        if name != "status"
    )


def _estates(rows: list[Values]) -> dict[str, Estate]:
    names = {row["estate"] for row in rows if row.get("estate")}
    return {estate.name: estate for estate in Estate.objects.filter(name__in=names)}


def _scan_again(change: Change) -> None:
    """Look once more at the door: rules may have become stricter meanwhile."""
    for reason in wrong_with_note(change.note):
        raise Refused(reason)
    cells = [
        {name: ("", as_text(value)) for name, value in row["after"].items()}
        for row in change.rows
    ]
    for row in check_rows(cells, change.kind, Known(change.campaign)):
        for reasons in row.errors.values():
            raise Refused(f"{row.number}: {reasons[0]}")


def as_text(value: Any) -> str:
    """Write a value as a cell of a sheet could hold it."""
    return "" if value is None else str(value)
