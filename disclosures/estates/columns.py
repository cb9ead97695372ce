"""The columns of the estate table: names, definitions, and how they bound each other.

The legal tracks stay apart (administrative: ordered, demand, enforcement; civil:
suit): a household is counted once, at its furthest step, so the steps add up to no
more than the households that must leave.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosures.estates.guessing import Relations

#: Raised whenever a definition below changes its meaning.
VERSION = 1


@dataclass(frozen=True)
class Column:
    """One number of an estate."""

    key: str
    title: str | Promise
    definition: str | Promise
    #: How a county's own table may head it, spaces left out.
    headings: tuple[str, ...]


_AT_THIS_STEP = _("Households that must leave and whose furthest step is this one.")

REVIEW = (
    Column(
        "scope",
        _("In scope"),
        _("Households that live in the estate and are to be reviewed."),
        ("应复核户数", "在保户数", "应复核", "纳入排查户数", "排查户数"),
    ),
    Column(
        "reviewed",
        _("Reviewed"),
        _("Households whose eligibility was reviewed in this campaign."),
        ("已复核户数", "已复核", "资格复核户数", "资格复核"),
    ),
    Column(
        "visited",
        _("Visited"),
        _("Households visited at home in this campaign."),
        ("已入户户数", "已走访户数", "已入户", "入户走访户数", "入户走访"),
    ),
    Column(
        "spot",
        _("Put right on the spot"),
        _("Households whose problem was put right as soon as it was found."),
        ("立查立改户数", "立查立改"),
    ),
)
LEAVING = (
    Column(
        "to_vacate",
        _("Must leave"),
        _("Households found to be no longer eligible, whether they have left or not."),
        ("应退户数", "应退", "应清退户数", "应腾退户数"),
    ),
)
STEPS = (
    Column(
        "vacated",
        _("Vacated"),
        _("Households that have given the flat back."),
        ("已腾退户数", "已腾退", "已退户数", "已清退户数", "已清退"),
    ),
    Column(
        "removal_period",
        _("In the removal period"),
        _AT_THIS_STEP,
        ("搬迁期内", "在搬迁期内", "搬迁期户数"),
    ),
    Column(
        "ordered",
        _("Ordered to leave"),
        _AT_THIS_STEP,
        ("责令限期退回", "责令退回", "责令退回户数"),
    ),
    Column(
        "demand",
        _("Formal demand made"),
        _AT_THIS_STEP,
        ("催告", "已催告", "催告户数"),
    ),
    Column(
        "enforcement",
        _("Enforcement applied for"),
        _AT_THIS_STEP,
        ("申请强制执行", "已申请强制执行", "申请强制执行户数"),
    ),
    Column(
        "suit",
        _("Suit filed"),
        _AT_THIS_STEP,
        ("起诉", "已起诉", "起诉户数", "提起诉讼"),
    ),
    Column(
        "ruled",
        _("Court ruled"),
        _AT_THIS_STEP,
        ("法院已裁判", "法院裁判", "已裁判", "法院裁定"),
    ),
    Column(
        "enforced",
        _("Enforced"),
        _AT_THIS_STEP,
        ("已执行", "强制执行完毕", "已强制执行", "已执行户数"),
    ),
)
COLUMNS = (*REVIEW, *LEAVING, *STEPS)
BY_KEY = {column.key: column for column in COLUMNS}

RELATIONS = Relations(
    within=(
        (("reviewed",), "scope"),
        (("visited",), "scope"),
        (("spot",), "scope"),
        (("to_vacate",), "scope"),
        (tuple(column.key for column in STEPS), "to_vacate"),
    ),
    growing=frozenset({"reviewed", "visited", "spot", "to_vacate", "vacated"}),
)
