"""What one member is told on one day: how much is new, answered, due soon, overdue.

New tips and senders' letters are told once a day, never at the moment they come: the
time of a mail would be the time of the sender's visit (design §5).
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from complaints.cases import Approval, AssistanceRequest, Case, CaseQuerySet, State
from complaints.casework.faces import soon_until
from complaints.notices.models import Notice
from complaints.workflow import granted_units, to_be_phoned
from portal.users.models import Membership, User
from portal.workdays.calendar import is_working_day


@dataclass(frozen=True)
class Digest:
    """Counts, and nothing else: a mail lies in more hands than the member's."""

    new: int
    quarantined: int
    answered: int
    #: Senders who wait for a phone call.
    calls: int
    signatures: int
    elsewhere: int
    soon: int
    #: The last due day that counts as soon.
    soon_until: date
    overdue: int
    #: Requests for assistance: put to the member's units, replied to, not answered.
    asked: int
    replied: int
    unanswered: int
    #: Ended cases whose day of destruction is told.
    destroyed_soon: int

    @property
    def count(self) -> int:
        """How many things want the member; nothing is sent for none."""
        mine = self.new + self.answered + self.signatures + self.soon + self.overdue
        requests = self.asked + self.replied + self.unanswered
        # A whole quarantine is one thing to do, however many lie in it; so is a look
        # at what will be destroyed.
        whole = bool(self.quarantined) + bool(self.destroyed_soon)
        return mine + self.calls + requests + self.elsewhere + whole


def write_notices(on: date) -> int:
    """Write the notices of a working day, each once however often it is asked.

    The first time settles the day for everybody, those with nothing to do included.
    """
    if not settings.SENDS_MAIL or not is_working_day(on):
        return 0
    told = Notice.objects.filter(day=on).values("user")
    count = 0
    for user in recipients().exclude(pk__in=told):
        count += _write(user, on)
    return count


def digest(user: User, on: date) -> Digest:
    """What a member is told; a fixed number of queries."""
    visible = Case.objects.visible_to(user)
    own = _own(user, visible)
    opening = Q(state__in=(State.RECEIVED, State.REFERRED))
    until = soon_until(on)
    requests = AssistanceRequest.objects
    ours = requests.on_cases_of(user).filter(case__in=own)
    return Digest(
        new=own.filter(opening, is_unread=True, is_quarantined=False).count(),
        quarantined=own.open().filter(is_quarantined=True).count(),
        answered=own.filter(is_unread=True).exclude(opening).count(),
        calls=own.filter(to_be_phoned(), is_quarantined=False).count(),
        signatures=_signatures(user, visible),
        elsewhere=_elsewhere(user, visible, on),
        soon=own.open().filter(due_on__range=(on, until)).count(),
        soon_until=until,
        overdue=own.overdue(on).count(),
        asked=requests.put_to(user).open().count(),
        replied=ours.filter(is_news=True).count(),
        unanswered=ours.overdue(on).count(),
        destroyed_soon=own.announced().count(),
    )


def recipients() -> QuerySet[User]:
    """Members who work on cases and have an address."""
    handlers = Membership.objects.current().handlers().values("user")
    return User.objects.filter(is_active=True, pk__in=handlers).exclude(email="")


def _write(user: User, on: date) -> int:
    told = digest(user, on)
    given = {}
    if told.count:
        with translation.override(_language(user)):
            subject, body = _words(told)
        given = {"subject": subject, "body": body, "next_try_at": timezone.now()}
    with transaction.atomic():
        _notice, made = Notice.objects.get_or_create(user=user, day=on, defaults=given)
    return int(made and bool(given))


def _own(user: User, visible: CaseQuerySet) -> CaseQuerySet:
    """What is this member's to do: theirs and nobody's; for a head all of the unit."""
    headed = Membership.objects.current().filter(user=user, is_head=True)
    theirs = Q(assignee=user) | Q(assignee=None) | Q(unit__in=headed.values("unit"))
    return visible.filter(theirs, unit__in=granted_units(user))


def _signatures(user: User, visible: CaseQuerySet) -> int:
    headed = Membership.objects.current().filter(user=user, is_head=True)
    waiting = Approval.objects.filter(
        is_granted=None, case__in=visible, case__unit__in=headed.values("unit")
    )
    return waiting.exclude(asked_by=user).count()


def _elsewhere(user: User, visible: CaseQuerySet, on: date) -> int:
    """For inspectors: overdue cases of the units they watch over."""
    units = granted_units(user)
    if not any(unit.is_discipline for unit in units):
        return 0
    return visible.exclude(unit__in=units).overdue(on).count()


def _words(told: Digest) -> tuple[str, str]:
    subject = ngettext(
        "Kaimen: %(n)d thing to do", "Kaimen: %(n)d things to do", told.count
    ) % {"n": told.count}
    context = {
        "told": told,
        "url": settings.CONFIDENTIAL_ROOT + reverse("wagtailadmin_home"),
    }
    return subject, render_to_string("notices/digest.txt", context)


def _language(user: User) -> str:
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen or settings.LANGUAGE_CODE
