"""What is printed: digits in groups, a QR code of the bare digits, room for a seal."""

from dataclasses import dataclass
from datetime import date

import segno
from django.utils.safestring import SafeString, mark_safe

from complaints.vault import codes, digits, shares
from portal.users.models import User
from portal.workdays import clock


@dataclass(frozen=True)
class Sheet:
    """One sheet of paper."""

    groups: list[str]
    #: Drawn here; a scanner types its digits.
    qr: SafeString
    holder: User
    day: date
    units: str
    number: int = 0


def code_sheet(printed: str, holder: User) -> Sheet:
    """A member's personal recovery code."""
    return _sheet(printed, codes.GROUP, holder)


def share_sheet(printed: str, holder: User, number: int) -> Sheet:
    """One of three recovery shares."""
    return _sheet(printed, shares.GROUP, holder, number)


def _sheet(printed: str, size: int, holder: User, number: int = 0) -> Sheet:
    units = "、".join(str(unit) for unit in holder.current_units())
    groups = digits.groups(printed, size)
    return Sheet(groups, _qr(printed), holder, clock.today(), units, number)


def _qr(printed: str) -> SafeString:
    code = segno.make(printed, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True))  # noqa: S308 - our own digits
