"""Gathers the models of the public side; each lives in the room that owns it."""

from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.estates import Estate
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
    "Deadline",
    "Duty",
    "Estate",
    "FocusIssue",
    "Measure",
    "OrganisationItem",
    "Stage",
]
