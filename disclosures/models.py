"""Gathers the models of the public side; each lives in the room that owns it."""

from disclosures.articles import (
    ListsPage,
    NoticePage,
    NoticesPage,
    PoliciesPage,
    PolicyPage,
    ReportPage,
    ReportsPage,
    SuggestionsPage,
    UpdatePage,
    UpdatesPage,
)
from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.estates import Estate
from disclosures.figures import ClosedPeriod, Figure
from disclosures.pages import ChannelsPage, ColumnPage, EstatesPage, PlanPage
from disclosures.parts import (
    Deadline,
    Duty,
    FocusIssue,
    Measure,
    OrganisationItem,
    Stage,
)

__all__ = [
    "Campaign",
    "Channel",
    "ChannelsPage",
    "ClosedPeriod",
    "ColumnPage",
    "Deadline",
    "Duty",
    "Estate",
    "EstatesPage",
    "Figure",
    "FocusIssue",
    "ListsPage",
    "Measure",
    "NoticePage",
    "NoticesPage",
    "OrganisationItem",
    "PlanPage",
    "PoliciesPage",
    "PolicyPage",
    "ReportPage",
    "ReportsPage",
    "Stage",
    "SuggestionsPage",
    "UpdatePage",
    "UpdatesPage",
]
