"""Gathers the models of the public side; each lives in the room that owns it."""

from disclosures.articles import (
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
from disclosures.clarifications import ClarificationPage
from disclosures.criticism import CriticismPage, Ground, UnitRecord, UnitReply
from disclosures.documents.tables import ArticleTable
from disclosures.estates.models import (
    Estate,
    EstateRow,
    EstateSnapshot,
    HiddenCell,
)
from disclosures.figures import ClosedPeriod, Figure
from disclosures.lists.changes import Change, FrozenList, FrozenRemoval
from disclosures.lists.items import OutcomeItem, ProblemItem, RuleItem
from disclosures.lists.pages import ListsPage
from disclosures.measures.history import DateChange
from disclosures.measures.models import (
    DataExchange,
    Indicator,
    Milestone,
    ResponsiblePost,
    TaskForceSeat,
)
from disclosures.pages import (
    ChannelsPage,
    ColumnPage,
    EstatesPage,
    FiguresPage,
    PlanPage,
)
from disclosures.parts import (
    Deadline,
    Duty,
    FocusIssue,
    Measure,
    OrganisationItem,
    Stage,
)
from disclosures.photos import PhotoPair
from disclosures.reports.models import (
    Digest,
    FortnightlyReport,
    ReportStep,
    Submission,
)
from disclosures.suggestions import SuggestionPage
from disclosures.survey.models import Answer, SourceCount
from disclosures.withdrawals.models import (
    Correction,
    PublicText,
    StaticExport,
    Withdrawal,
)

__all__ = [
    "Answer",
    "ArticleTable",
    "Campaign",
    "Change",
    "Channel",
    "ChannelsPage",
    "ClarificationPage",
    "ClosedPeriod",
    "ColumnPage",
    "Correction",
    "CriticismPage",
    "DataExchange",
    "DateChange",
    "Deadline",
    "Digest",
    "Duty",
    "Estate",
    "EstateRow",
    "EstateSnapshot",
    "EstatesPage",
    "Figure",
    "FiguresPage",
    "FocusIssue",
    "FortnightlyReport",
    "FrozenList",
    "FrozenRemoval",
    "Ground",
    "HiddenCell",
    "Indicator",
    "ListsPage",
    "Measure",
    "Milestone",
    "NoticePage",
    "NoticesPage",
    "OrganisationItem",
    "OutcomeItem",
    "PhotoPair",
    "PlanPage",
    "PoliciesPage",
    "PolicyPage",
    "ProblemItem",
    "PublicText",
    "ReportPage",
    "ReportStep",
    "ReportsPage",
    "ResponsiblePost",
    "RuleItem",
    "SourceCount",
    "Stage",
    "StaticExport",
    "Submission",
    "SuggestionPage",
    "SuggestionsPage",
    "TaskForceSeat",
    "UnitRecord",
    "UnitReply",
    "UpdatePage",
    "UpdatesPage",
    "Withdrawal",
]
