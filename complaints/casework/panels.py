"""The first page of the admin: what needs this member, at most seven sentences."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from complaints import workflow
from complaints.assistance.panels import request_lines
from complaints.cases import Approval, Case, CaseQuerySet, Reissue, State
from complaints.casework.access import may_oversee, may_work
from complaints.casework.desk import may_file
from complaints.casework.faces import headline, soon_until
from complaints.casework.lines import MOST, Line
from complaints.retention.panels import retention_lines
from complaints.workflow.departures import orphaned
from portal.users.models import Membership, User
from portal.workdays.clock import today


class TodoPanel(Component):
    """需要您处理; empty for accounts that do not work on cases."""

    order = 10
    template_name = "casework/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The lines, most pressing first."""
        user = parent_context["request"].user
        return {"lines": todo(user)} if may_work(user) else {"lines": None}

    @property
    def media(self) -> Media:
        """The room's stylesheet."""
        return Media(css={"all": ["casework/casework.css"]})


class DeskPanel(Component):
    """For clerks: all that they do here."""

    order = 11
    template_name = "casework/desk_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Whether it is a clerk's; members find the same in the menu."""
        user = parent_context["request"].user
        return {"is_shown": may_file(user) and not may_work(user)}

    @property
    def media(self) -> Media:
        """The room's stylesheet."""
        return Media(css={"all": ["casework/casework.css"]})


def todo(user: User) -> list[Line]:
    """What needs a member now; a fixed number of queries.

    Where several lead to one place, the most pressing stands for all.
    """
    lines: dict[str, Line] = {}
    for line in _lines(user, today()):
        lines.setdefault(line.url, line)
        if len(lines) == MOST:
            break
    return list(lines.values())


def _lines(user: User, on: date) -> Iterator[Line]:
    visible = Case.objects.visible_to(user)
    everything = visible.filter(unit__in=user.current_units()).select_related("estate")
    own = everything.filter(is_quarantined=False)
    # One sentence each, and first: seven of another kind would push them out, and both
    # have a time after which it is too late.
    yield from _calls(own)
    yield from retention_lines(everything)
    yield from _signatures(user, visible)
    yield from _deserted(user, visible)
    yield from _quarantined(everything, on)
    yield from _elsewhere(user, on)
    yield from _reissues(user, visible, on)
    yield from _of_departed(user, visible)
    yield from _overdue(own, on)
    yield from request_lines(user, on)
    yield from _plain(
        own.filter(state=State.REFERRED),
        _("%(case)s was referred to your unit: accept it, decline it or return it."),
    )
    yield from _plain(
        own.filter(is_unread=True, state=State.RECEIVED),
        _("%(case)s is new: read it, then accept or decline it."),
    )
    yield from _plain(
        own.filter(is_unread=True), _("The sender of %(case)s wrote: read it.")
    )
    yield from _plain(
        own.filter(state=State.REOPENED), _("%(case)s was reopened: look at it again.")
    )
    yield from _plain(
        own.filter(events__name="recuse_unsigned", events__sequence=F("version")),
        _(
            "%(case)s was not signed: the head stood back. Let another one be named,"
            " or refer it."
        ),
    )
    yield from _soon(own, on)
    yield from _plain(
        own.filter(state=State.RECEIVED),
        _("%(case)s was read and waits: accept it, decline it or refer it."),
    )


def _calls(own: CaseQuerySet) -> Iterator[Line]:
    """Who waits for a phone call, as one sentence; when, stands in the file alone."""
    count = own.filter(workflow.to_be_phoned()).count()
    if count:
        words = ngettext(
            "%(n)d sender asks to be phoned: read when, and record the call.",
            "%(n)d senders ask to be phoned: read when, and record each call.",
            count,
        )
        yield Line(words % {"n": count}, f"{reverse('cases:index')}?call=on")


def _deserted(user: User, visible: CaseQuerySet) -> Iterator[Line]:
    """For inspectors: cases that nobody in their unit may work on any more."""
    if not may_oversee(user):
        return
    left_alone = visible.filter(workflow.deserted()).select_related("estate")
    words = _("Nobody in the unit of %(case)s can work on it: refer it.")
    for case in left_alone.order_by("due_on", "number")[:MOST]:
        yield _line(case, words, late=True)


def _elsewhere(user: User, on: date) -> Iterator[Line]:
    """For inspectors: how many cases of other units are overdue, as one sentence."""
    if not may_oversee(user):
        return
    others = Case.objects.visible_to(user).exclude(unit__in=user.current_units())
    count = others.overdue(on).count()
    if count:
        words = ngettext(
            "%(n)d case of another unit is overdue.",
            "%(n)d cases of other units are overdue.",
            count,
        )
        address = f"{reverse('oversight:index')}?overdue=on#cases"
        yield Line(words % {"n": count}, address, is_late=True)


def _of_departed(user: User, visible: CaseQuerySet) -> Iterator[Line]:
    """For the head, or all where there is none: cases of members who left."""
    headed = Membership.objects.current().filter(is_head=True)
    mine = Q(unit__in=headed.filter(user=user).values("unit")) | (
        Q(unit__in=user.current_units()) & ~Q(unit__in=headed.values("unit"))
    )
    count = orphaned(visible.filter(mine)).count()
    if count:
        words = ngettext(
            "%(n)d case of a member who left waits for a new assignee.",
            "%(n)d cases of members who left wait for a new assignee.",
            count,
        )
        address = f"{reverse('cases:index')}?unassigned=on"
        yield Line(words % {"n": count}, address)


def _quarantined(own: CaseQuerySet, on: date) -> Iterator[Line]:
    """What came in a flood, as one sentence however much it is."""
    waiting = own.quarantined().open()
    found = waiting.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    if found["n"]:
        words = ngettext(
            "%(n)d case came in during a flood: look through it.",
            "%(n)d cases came in during a flood: look through them.",
            found["n"],
        )
        address = f"{reverse('cases:index')}?quarantined=on"
        yield Line(words % found, address, is_late=bool(found["late"]))


def _signatures(user: User, visible: CaseQuerySet) -> Iterator[Line]:
    headed = Membership.objects.current().filter(user=user, is_head=True)
    waiting = (
        Approval.objects.filter(
            Q(case__in=visible), is_granted=None, case__unit__in=headed.values("unit")
        )
        .exclude(asked_by=user)
        .select_related("case__estate", "asked_by")[:MOST]
    )
    for approval in waiting:
        words = _("%(case)s waits for your signature: %(step)s, asked by %(who)s.")
        yield _line(
            approval.case,
            words,
            step=approval.get_step_display(),
            who=approval.asked_by,
        )


def _reissues(user: User, visible: CaseQuerySet, on: date) -> Iterator[Line]:
    """A sender stands at the desk of one of the member's units."""
    waiting = (
        Reissue.objects.filter(
            case__in=visible.filter(unit__in=user.current_units()),
            handed_out_by=None,
            day=on,
        )
        .exclude(asked_by=user)
        .select_related("case__estate", "asked_by")[:MOST]
    )
    for reissue in waiting:
        words = _("%(case)s: a new number waits for a second person, asked by %(who)s.")
        yield _line(reissue.case, words, who=reissue.asked_by)


def _overdue(own: CaseQuerySet, on: date) -> Iterator[Line]:
    for case in own.overdue(on).order_by("due_on")[:MOST]:
        days = (on - case.due_on).days
        words = ngettext(
            "%(case)s is overdue by %(n)d day.",
            "%(case)s is overdue by %(n)d days.",
            days,
        )
        yield _line(case, words, late=True, n=days)


def _soon(own: CaseQuerySet, on: date) -> Iterator[Line]:
    soon = own.open().filter(due_on__range=(on, soon_until(on)))
    for case in soon.order_by("due_on")[:MOST]:
        days = (case.due_on - on).days
        words = ngettext(
            "%(case)s is due in %(n)d day.", "%(case)s is due in %(n)d days.", days
        )
        if not days:
            words = _("%(case)s is due today.")
        yield _line(case, words, n=days)


def _plain(cases: CaseQuerySet, words: str) -> Iterator[Line]:
    for case in cases.order_by("due_on", "number")[:MOST]:
        yield _line(case, words)


def _line(case: Case, words: str, *, late: bool = False, **more: Any) -> Line:
    name = f"{case.number} {headline(case)}"
    if case.estate:
        name = f"{name} · {case.estate}"
    return Line(
        words % {"case": name, **more}, reverse("cases:file", args=[case.number]), late
    )
