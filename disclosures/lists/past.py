"""The three lists as they were on an earlier day, replayed from what was approved."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from disclosures.campaigns import Campaign
from disclosures.lists.changes import Change
from disclosures.lists.items import ListKind

Values = dict[str, Any]


class Past:
    """Every approved change of a campaign's lists; one query."""

    def __init__(self, campaign: Campaign) -> None:
        approved = Change.objects.filter(
            campaign=campaign, state=Change.State.APPROVED, decided_at__isnull=False
        ).exclude(act=Change.Act.FREEZE)
        self._changes = list(
            approved.order_by("decided_at", "pk").values_list(
                "decided_at", "kind", "act", "number", "rows"
            )
        )

    def on(self, day: date) -> dict[str, dict[int, Values]]:
        """Return each list at the end of a day: its items' values by number."""
        lists: dict[str, dict[int, Values]] = {kind: {} for kind in ListKind.values}
        for decided, kind, act, number, rows in self._changes:
            if _day(decided) > day:
                break
            if act == Change.Act.WITHDRAW and number:
                lists[kind].pop(number, None)
            else:
                lists[kind].update((row["number"], row["after"]) for row in rows)
        return lists


def _day(moment: datetime | None) -> date:
    assert moment, "only decided changes are replayed"
    return timezone.localdate(moment)
