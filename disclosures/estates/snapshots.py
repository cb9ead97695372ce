"""What happens to a snapshot: taken in, approved, returned, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from disclosures.canonical import digest, written
from disclosures.estates.columns import COLUMNS, RELATIONS
from disclosures.estates.models import (
    Estate,
    EstateRow,
    EstateSnapshot,
    HiddenCell,
    rows_of,
)
from disclosures.estates.suppression import Hiding, decide
from portal.users.models import User
from portal.workdays import clock

IMPORT = "disclosures.import_estates"
APPROVE = "disclosures.approve_estates"
State = EstateSnapshot.State


@dataclass(frozen=True)
class Figures:
    """A day's table as it was read: estate → column → count."""

    as_of: date
    source: str
    rows: Mapping[Estate, Mapping[str, int]]

    @property
    def digest(self) -> str:
        """Tell two tables apart by what they say, not by the file they came in."""
        rows = sorted(
            [estate.pk, *(row[column.key] for column in COLUMNS)]
            for estate, row in self.rows.items()
        )
        return digest(written([self.as_of.isoformat(), rows]))


def may_import(user: User) -> bool:
    """Whether somebody belongs to the housing bureau, the table's one source."""
    return bool(
        user.is_active
        and user.has_perm(IMPORT)
        and user.current_units().filter(is_lead=True).exists()
    )


@transaction.atomic
def take_in(figures: Figures, *, user: User) -> tuple[EstateSnapshot, bool]:
    """Keep a table until a second person looks at it; the same one twice is kept once.

    Raises `ValidationError` where a table of that day cannot be taken.
    """
    if not may_import(user):
        raise PermissionDenied
    snapshots = EstateSnapshot.objects.select_for_update()
    known = snapshots.filter(
        digest=figures.digest, state__in=(State.WAITING, State.APPROVED)
    ).first()
    if known:
        return known, False
    _refuse_day(figures.as_of)
    snapshot = EstateSnapshot(
        as_of=figures.as_of,
        source=figures.source,
        digest=figures.digest,
        imported_by=user,
    )
    snapshot.full_clean(exclude=["decided_by", "decided_at"])
    snapshot.save()
    EstateRow.objects.bulk_create(
        EstateRow(snapshot=snapshot, estate=estate, **row)
        for estate, row in figures.rows.items()
    )
    return snapshot, True


def _refuse_day(day: date) -> None:
    """Refuse a table beside one that waits, or of a day that others were public on."""
    snapshots = EstateSnapshot.objects.select_for_update()
    if waiting := snapshots.waiting().first():
        words = _(
            "The table of %s still waits for approval. Withdraw it first, or let it"
            " be decided."
        )
        raise ValidationError(words % waiting)
    last = snapshots.approved().last()
    if last and day <= last.as_of:
        words = _(
            "The table of %s is public and stays as it is. Correct it with a table of"
            " a later day."
        )
        raise ValidationError(words % last)
    seen = snapshots.ever_public().last()
    if seen and day < seen.as_of:
        words = _(
            "The table of %s was public and was taken down. Bring one of that day or"
            " of a later one."
        )
        raise ValidationError(words % seen)


@transaction.atomic
def approve(snapshot: EstateSnapshot, *, user: User) -> EstateSnapshot:
    """Make a table public, and decide for good which of its cells are shown."""
    snapshot = _waiting(snapshot)
    if not user.has_perm(APPROVE) or snapshot.imported_by_id == user.pk:
        raise PermissionDenied
    snapshot.scan()
    hiding, rows = hiding_of(snapshot)
    HiddenCell.objects.bulk_create(
        HiddenCell(row=row, column=column)
        for row in rows
        for column in sorted(hiding.cells)
        if row.estate_id in hiding.cells[column]
    )
    snapshot.alone = sorted(hiding.alone)
    return _decided(snapshot, State.APPROVED, user)


@transaction.atomic
def send_back(snapshot: EstateSnapshot, *, user: User, reason: str) -> EstateSnapshot:
    """Return a table to the housing bureau, saying why."""
    snapshot = _waiting(snapshot)
    if not user.has_perm(APPROVE):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Say why the table is returned."))
    snapshot.reason = reason.strip()
    return _decided(snapshot, State.RETURNED, user)


@transaction.atomic
def withdraw(snapshot: EstateSnapshot, *, user: User) -> EstateSnapshot:
    """Take a table back before anybody decided on it."""
    snapshot = _waiting(snapshot)
    if not may_import(user):
        raise PermissionDenied
    return _decided(snapshot, State.WITHDRAWN, user)


def hiding_of(snapshot: EstateSnapshot) -> tuple[Hiding, list[EstateRow]]:
    """Say what of a waiting table would be hidden, after all that was ever public."""
    earlier = EstateSnapshot.objects.ever_public().filter(as_of__lte=snapshot.as_of)
    before = list(earlier.exclude(pk=snapshot.pk))
    rows = rows_of([*before, snapshot])
    tables = [
        {row.estate_id: row.counts() for row in rows[one.pk]}
        for one in (*before, snapshot)
    ]
    hidden = _hidden_before(before)
    hiding = decide(tables, hidden, RELATIONS)
    for one, hid in zip(before, hidden, strict=True):
        if one.as_of == snapshot.as_of:
            _hide_too(hiding, hid)
    return hiding, rows[snapshot.pk]


def _hide_too(hiding: Hiding, earlier: Hiding) -> None:
    """Hide what the table in whose place this one comes did not show either."""
    hiding.alone |= earlier.alone
    for column, estates in earlier.cells.items():
        hiding.cells[column] |= estates


def _hidden_before(before: list[EstateSnapshot]) -> list[Hiding]:
    found = {one.pk: Hiding(alone=set(one.alone)) for one in before}
    cells = HiddenCell.objects.filter(row__snapshot__in=found)
    for key, estate, column in cells.values_list(
        "row__snapshot_id", "row__estate_id", "column"
    ):
        found[key].cells[column].add(estate)
    return list(found.values())


def _waiting(snapshot: EstateSnapshot) -> EstateSnapshot:
    """Lock a snapshot; two people who decide at once do not both."""
    locked = EstateSnapshot.objects.select_for_update().get(pk=snapshot.pk)
    if locked.state != State.WAITING:
        raise ValidationError(
            _("This table was already decided on: %s.") % locked.get_state_display()
        )
    return locked


def _decided(snapshot: EstateSnapshot, state: str, user: User) -> EstateSnapshot:
    snapshot.state = state
    snapshot.decided_by, snapshot.decided_at = user, clock.now()
    snapshot.save()
    return snapshot
