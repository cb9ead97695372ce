"""What exports and caches have to know: that something is gone, and when it was gone.

Each folder of the static export is marked, and `export_static` clears its mark. A cache
of public pages connects to `gone` and forgets what it holds.
"""

from collections.abc import Callable
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone

from disclosures.withdrawals.models import StaticExport

#: Sent when words left the site, with `page`.
gone = Signal()


def ask_for(page: object = None) -> None:
    """Write down that exports are out of date, and empty what is cached."""
    StaticExport.objects.update(stale_since=timezone.now())
    gone.send(sender=StaticExport, page=page)
    transaction.on_commit(cache.clear)


def stale() -> QuerySet[StaticExport]:
    """Return the exports whose files may hold what is gone."""
    return StaticExport.objects.exclude(made_at=None).exclude(stale_since=None)


def begun(folder: Path) -> Callable[[], None]:
    """Return what settles the mark that stands now, once this export stands.

    What is taken down while it runs marks anew, and may be in its files: it stays due.
    """
    export, _is_new = StaticExport.objects.get_or_create(folder=str(folder))

    def made() -> None:
        known = StaticExport.objects.filter(pk=export.pk)
        known.filter(stale_since=export.stale_since).update(stale_since=None)
        known.update(made_at=timezone.now())

    return made
