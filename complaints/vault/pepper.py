"""Whether this is the pepper that everything was sealed with.

With another one no password opens its member's key and no receipt its tip; a sign-in
would take that for a lost key, and a new tip would be lost when the right one is back.
"""

import hashlib
import hmac

from django.conf import settings

from complaints.vault.models import PepperMark

_MARK = b"kaimen: which pepper"


class WrongPepper(Exception):
    """`PEPPER` is not the one that this database began with."""

    def __str__(self) -> str:
        return (
            "PEPPER is not the one that this database began with: put the old one back;"
            " nothing was changed."
        )


def check() -> None:
    """Remember the pepper of the first time; raises `WrongPepper` for another one."""
    mark = hmac.digest(settings.PEPPER.encode(), _MARK, hashlib.sha256)
    row, _made = PepperMark.objects.get_or_create(pk=1, defaults={"mark": mark})
    if not hmac.compare_digest(row.mark, mark):
        raise WrongPepper
