"""The log of data exchanges, with its sums."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from disclosures.campaigns import Campaign
from disclosures.measures.models import DataExchange
from disclosures.parts import Measure


@dataclass(frozen=True)
class ExchangeLog:
    """Exchanges, the newest first, and the sums of all columns."""

    rows: list[DataExchange]

    @property
    def compared(self) -> int:
        """Records compared in all."""
        return sum(row.compared for row in self.rows)

    @property
    def hits(self) -> int:
        """Hits in all."""
        return sum(row.hits for row in self.rows)

    @property
    def stopped_signing(self) -> int:
        """Stopped before 网签 in all."""
        return sum(row.stopped_signing for row in self.rows)

    @property
    def stopped_registration(self) -> int:
        """Stopped before registration in all."""
        return sum(row.stopped_registration for row in self.rows)


def log_of(measure: Measure) -> ExchangeLog:
    """Return the exchanges of one measure."""
    return _log(DataExchange.objects.filter(measure=measure))


def log_of_campaign(campaign: Campaign) -> ExchangeLog:
    """Return the exchanges of all measures."""
    return _log(DataExchange.objects.filter(measure__campaign=campaign))


def _log(rows: "QuerySet[DataExchange]") -> ExchangeLog:
    found = rows.select_related("measure").prefetch_related(Prefetch("units"))
    return ExchangeLog(list(found))
