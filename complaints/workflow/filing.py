"""A tip becomes a case: routed, sealed for its units, numbered, counted; or nothing."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from complaints import routing
from complaints.cases import Case, Clock, Source
from complaints.topics import Kind, fits
from complaints.vault.boxes import UnitCannotRead
from complaints.vault.drafts import Draft
from complaints.workflow.letters import AttachmentFacts, attach
from complaints.workflow.numbers import insert_numbered
from complaints.workflow.rules import Refused
from complaints.workflow.turns import Turn
from disclosures.models import Estate
from portal.users.models import Membership, Unit, User
from portal.users.roles import is_technical_admin
from portal.workdays.clock import today


class Saves(Protocol):
    """A row that is to be saved in the same transaction, as the form's token."""

    def save(self) -> None:
        """Save it; an `IntegrityError` undoes everything."""


def receive(
    draft: Draft,
    *,
    kind: str,
    source: str = Source.ONLINE,
    topic: str = "",
    estate: Estate | None = None,
    concerns: Collection[Unit] = (),
    is_real_name: bool = False,
    may_publish: bool = False,
    attachments: Iterable[AttachmentFacts] = (),
    is_quarantined: bool = False,
    token: Saves | None = None,
    actor: User | None = None,
) -> Case:
    """Take a tip, from the sender or written down by `actor` for a caller.

    Raises `routing.NotTaken`, `Refused`, or `IntegrityError` for a token used before.
    Sealed files that belong to nothing are removed then.
    """
    with _whole_or_discarded(draft):
        _check_facts(kind, topic, source, actor)
        if token is not None:
            token.save()
        route = _seal(draft, kind, topic, estate, concerns)
        case = Case(
            envelope=draft.envelope,
            source=source,
            kind=kind,
            topic=topic,
            estate=estate,
            unit=route.unit,
            received_on=today(),
            is_real_name=is_real_name,
            may_publish=may_publish and kind == Kind.SUGGESTION,
            # Whoever wrote it down for a caller read the receipt out, too.
            receipt_seen=actor is not None,
            is_quarantined=is_quarantined,
            version=0,
        )
        _record(case, draft, concerns, attachments, actor)
    return case


@contextmanager
def _whole_or_discarded(draft: Draft) -> Iterator[None]:
    """One transaction; when it is undone, the sealed files go too."""
    whole = False
    try:
        with transaction.atomic():
            yield
            whole = True
    except BaseException:
        # When the commit itself fails nobody knows whether it went through: then the
        # files stay, since a receipt that was shown must open them.
        if not whole:
            draft.discard()
        raise


def _record(
    case: Case,
    draft: Draft,
    concerns: Collection[Unit],
    attachments: Iterable[AttachmentFacts],
    actor: User | None,
) -> None:
    """Number the case and write its first event."""
    now = Turn(case, actor)
    now.start_clock(Clock.DECIDE, case.received_on)
    insert_numbered(case, settings.CASE_NUMBER_PREFIX)
    case.concerns.set(concerns)
    # The caller's own, whoever wrote the tip down for them.
    attach(now, attachments, author=None)
    for value in draft.values:
        now.commit_to(value)
    now.record("receive")


def _check_facts(kind: str, topic: str, source: str, actor: User | None) -> None:
    """Online a tip has no author; on the phone or at the desk a current member."""
    if not fits(kind, topic):
        raise ValueError(f"{topic} is no topic of {kind}")
    if (source == Source.ONLINE) != (actor is None):
        raise ValueError("only a tip for a caller has somebody who wrote it down")
    if actor is None:
        return
    current = Membership.objects.current().filter(user=actor, unit__is_active=True)
    if is_technical_admin(actor) or not current.exists():
        raise Refused(gettext("Only a member of a unit can file a tip for a caller."))


def _seal(
    draft: Draft,
    kind: str,
    topic: str,
    estate: Estate | None,
    concerns: Collection[Unit],
) -> routing.Route:
    """Save the draft for the units on the tip's route."""
    township = estate.township if estate else ""
    route = routing.route(kind, topic, township, concerns)
    try:
        draft.save(route.entitled)
    except UnitCannotRead as error:
        raise routing.NotTaken("") from error
    return route
