"""A public digest, cut from what was signed; it waits for an approval of its own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from disclosures.articles import ReportPage, ReportsPage
from disclosures.pages import ColumnPage
from disclosures.reports.acts import Refused
from disclosures.reports.facts import Group, by_group
from disclosures.reports.models import Digest, FortnightlyReport
from disclosures.reports.paper import HEADINGS, days, opening
from disclosures.reports.snapshot import Content, content
from disclosures.reports.words import Row, chinese, number, paragraphs
from portal.users.models import User
from portal.workdays.clock import today

#: What is asked of the city stays between the offices unless an editor adds it.
PUBLIC = tuple(name for name in HEADINGS if name != "problems")
#: Groups in which a nought is news: nothing overdue, nothing left to put right.
TOLD_AS_NOUGHT = frozenset({Group.TIPS, Group.LISTS})


@transaction.atomic
def make(report: FortnightlyReport, *, user: User) -> ReportPage:
    """Make a page that is a draft; the ordinary two people publish it, or nobody."""
    report = FortnightlyReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_signed:
        raise Refused(_("Only what was signed is told to the public."))
    if known := Digest.objects.filter(report=report).select_related("page").first():
        raise Refused(_("There is a digest already: “%s”.") % known.page.title)
    section = _section(report)
    said = content(report)
    page = ReportPage(
        title=f"{said['campaign']}半月报（{days(said)}）",
        slug=_free_slug(section, report.key),
        date=today(),
        summary=_summary(said),
        body=body(said),
        live=False,
        owner=user,
    )
    try:
        section.add_child(instance=page)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    page.save_revision(user=user)
    Digest.objects.create(report=report, page=page, made_by=user)
    return page


def _section(report: FortnightlyReport) -> ReportsPage:
    column = ColumnPage.objects.filter(campaign_id=report.campaign_id).first()
    found = ReportsPage.objects.descendant_of(column).first() if column else None
    if found is None:
        raise Refused(_("The column has no section for reports yet."))
    return found


def _free_slug(section: ReportsPage, key: str) -> str:
    taken = set(section.get_children().values_list("slug", flat=True))
    slug, n = key, 2
    while slug in taken:
        slug, n = f"{key}-{n}", n + 1
    return slug


def _summary(said: Content) -> str:
    first = next(paragraphs(said["narrative"]["progress"]), "")
    return Truncator(opening(said) if said["is_nil"] else first).chars(120)


def body(said: Content) -> SafeString:
    """Write the page: what was done, and the numbers with their days."""
    parts = [format_html("<p>{}</p>", opening(said))] if said["is_nil"] else []
    for name in PUBLIC:
        if text := said["narrative"][name].strip():
            parts.append(format_html("<h2>{}</h2>", HEADINGS[name]))
            parts += [format_html("<p>{}</p>", line) for line in paragraphs(text)]
    parts.append(format_html("<h2>{}</h2>", "主要数据"))
    for label, rows in by_group(said["facts"]):
        if shown := list(filter(_is_worth_telling, rows)):
            parts.append(_numbers(label, shown))
    return SafeString("".join(parts))


def _is_worth_telling(row: Row) -> bool:
    """Leave out what did not happen, except where that itself is news."""
    return bool(row["value"] or row["change"] or row["group"] in TOLD_AS_NOUGHT)


def _numbers(label: str, rows: list[Row]) -> SafeString:
    """One group: its day in the heading, where all numbers are of one day."""
    days_ = {row["as_of"] for row in rows}
    heading = f"{label}（截至{chinese(days_.pop())}）" if len(days_) == 1 else label
    lines = ((_line(row, with_day=bool(days_)),) for row in rows)
    items = format_html_join("", "<li>{}</li>", lines)
    return format_html("<h3>{}</h3><ul>{}</ul>", heading, items)


def _line(row: Row, *, with_day: bool) -> str:
    said = number(row)
    told = []
    if row["change"] is not None:
        changed = "与上期" if row["change"] == 0 else "较上期"
        told.append(f"{changed}{said.change}")
    if with_day:
        told.append(f"截至{said.as_of}")
    more = f"（{'，'.join(told)}）" if told else ""
    return f"{said.label}：{said.value}{more}"
