"""Requests for assistance: asked by a case's unit, answered by another one.

Each step is an event of the case. Who answers has no standing on the case and learns
nothing of it: their steps are checked against the request alone.
"""

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from complaints import routing
from complaints.cases import Case, CaseEvent
from complaints.cases.assistance import (
    AssistanceFile,
    AssistanceRecusal,
    AssistanceRequest,
)
from complaints.vault.boxes import Box, add_wraps, destroy_wraps
from complaints.vault.drafts import Draft, UnitCannotRead
from complaints.vault.keyring import NotEntitled
from complaints.vault.unit_keys import readable_units
from complaints.workflow import lapsing
from complaints.workflow.letters import AttachmentFacts
from complaints.workflow.numbers import insert_numbered
from complaints.workflow.rules import Refused
from complaints.workflow.turns import Turn, turn, words
from portal.users.models import Unit, User
from portal.workdays import clock

State = AssistanceRequest.State
#: What stands before the five drawn digits of a request (协查).
PREFIX = "XC"


def assist(
    case: Case,
    *,
    actor: User,
    box: Box,
    to_unit: Unit,
    question: str,
    due_on: date,
    draft: Draft | None = None,
    attachments: Iterable[AttachmentFacts] = (),
    version: int | None = None,
) -> AssistanceRequest:
    """Ask another unit; `draft` is the request's envelope, where it holds files."""
    draft = draft or Draft.new(None)
    draft.seal("question", words(question))
    with turn(case, actor=actor, step="assist", version=version, box=box) as now:
        _check_asked(now.case, to_unit)
        if due_on <= now.day:
            raise Refused(gettext("The day must lie ahead."))
        request = AssistanceRequest(
            case=now.case,
            envelope=draft.envelope,
            asking_unit=now.case.unit,
            asked_unit=to_unit,
            asked_by=actor,
            due_on=due_on,
        )
        try:
            draft.save([now.case.unit, to_unit, _watching(now.case)])
        except UnitCannotRead as error:
            raise Refused(gettext("Nobody in this unit can read now.")) from error
        insert_numbered(request, PREFIX)
        _attach(request, attachments, is_answer=False)
        for value in draft.values:
            now.commit_to(value, under=request.number)
        now.record("request_asked", to_unit=to_unit)
    return request


def answer_request(
    request: AssistanceRequest,
    *,
    actor: User,
    box: Box,
    text: str,
    attachments: Iterable[AttachmentFacts] = (),
) -> CaseEvent:
    """Give the answer; the asking side is told that there is one."""
    with _asked(request, actor, box) as (now, locked):
        _seal(now, locked, box, "answer", words(text))
        for facts in attachments:
            _save_file(now, locked, facts)
        _attach(locked, attachments, is_answer=True)
        lapsing.end(locked, actor, State.ANSWERED)
        return now.record("request_answered")


def return_request(
    request: AssistanceRequest, *, actor: User, box: Box, reason: str
) -> CaseEvent:
    """Send a request back unanswered, with the reason."""
    with _asked(request, actor, box) as (now, locked):
        _seal(now, locked, box, "reason", words(reason))
        lapsing.end(locked, actor, State.RETURNED)
        return now.record("request_returned")


def withdraw_request(
    request: AssistanceRequest, *, actor: User, version: int | None = None
) -> CaseEvent:
    """Take a request back: the unit that was asked can no longer open it."""
    with turn(request.case, actor=actor, step="assist", version=version) as now:
        locked = AssistanceRequest.objects.select_for_update().get(pk=request.pk)
        _check_open(locked)
        lapsing.end(locked, actor, State.WITHDRAWN)
        lapsing.shut_out(locked)
        event = now.record("request_withdrawn", to_unit=locked.asked_unit)
    request.refresh_from_db()
    return event


@transaction.atomic
def recuse_from_request(request: AssistanceRequest, *, actor: User) -> None:
    """Stand back from a request that was put to one's unit (回避)."""
    if not _put_to(request, actor):
        raise Refused(gettext("This request is not yours to answer."))
    AssistanceRecusal.objects.get_or_create(
        request=request, user=actor, defaults={"day": clock.today()}
    )


def askable(case: Case) -> list[Unit]:
    """Units that can be asked about a case: those that read, and it is not about."""
    units = readable_units().filter(is_active=True).exclude(pk=case.unit_id)
    return list(units.exclude(pk__in=case.concerns.values("pk")))


def pass_on_requests(now: Turn, box: Box, to_unit: Unit, from_unit: Unit) -> None:
    """When a case changes hands, the asking side of its requests does as well."""
    for request in now.case.requests.select_related("envelope", "asked_unit"):
        try:
            add_wraps(box.beside(request.envelope), to_unit)
        except NotEntitled as error:
            raise Refused(
                gettext(
                    "Your key does not open the request %(number)s, which goes along"
                    " with the case: a colleague must do this."
                )
                % {"number": request.number}
            ) from error
        # Who was asked keeps what it was asked, unless that was taken back meanwhile.
        stays = routing.watches(from_unit) or (
            request.asked_unit == from_unit and request.state != State.WITHDRAWN
        )
        if not stays:
            destroy_wraps(request.envelope, from_unit)
        if request.is_open and request.asked_unit == to_unit:
            # It has the case itself now.
            lapsing.end(request, now.actor, State.WITHDRAWN)


def shut_out_of_requests(now: Turn, box: Box, unit: Unit, watching: Unit) -> None:
    """A unit that a case turned out to be about loses the case's requests, too."""
    for request in now.case.requests.select_related("envelope"):
        # Who watches has had a key since it was asked; leaving comes first.
        with contextlib.suppress(NotEntitled):
            add_wraps(box.beside(request.envelope), watching)
        destroy_wraps(request.envelope, unit)
        if request.is_open and request.asked_unit_id == unit.pk:
            lapsing.end(request, now.actor, State.WITHDRAWN)


@contextmanager
def _asked(
    request: AssistanceRequest, actor: User, box: Box
) -> Iterator[tuple[Turn, AssistanceRequest]]:
    """Lock case and request for a step of the unit that was asked."""
    if box.envelope.pk != request.envelope_id:
        raise ValueError("the box is of another request")
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=request.case_id)
        locked = AssistanceRequest.objects.select_for_update().get(pk=request.pk)
        if not _put_to(locked, actor):
            raise Refused(gettext("This request is not yours to answer."))
        _check_open(locked)
        now = Turn(case, actor)
        now.by_unit = locked.asked_unit
        yield now, locked
    request.refresh_from_db()


def _put_to(request: AssistanceRequest, actor: User) -> bool:
    put = AssistanceRequest.objects.put_to(actor)
    return put.filter(pk=request.pk).exists()


def _check_open(request: AssistanceRequest) -> None:
    if not request.is_open:
        raise Refused(
            gettext("This request no longer waits: it is “%(state)s”.")
            % {"state": request.get_state_display()}
        )


def _check_asked(case: Case, unit: Unit) -> None:
    if unit.pk == case.unit_id:
        raise Refused(gettext("The case is with this unit already."))
    if case.concerns.filter(pk=unit.pk).exists():
        raise Refused(gettext("The tip concerns this unit: it must never see it."))
    if unit not in askable(case):
        raise Refused(gettext("Nobody in this unit can read now."))


def _watching(case: Case) -> Unit:
    """Discipline inspection, else the level above it, as of the case itself."""
    try:
        return routing.guardian(list(case.concerns.all()))
    except routing.NotTaken as nobody:
        raise Refused(nobody.reason) from nobody


def _seal(
    now: Turn, request: AssistanceRequest, box: Box, field: str, text: str
) -> None:
    value = box.seal(field, text)
    value.save()
    now.commit_to(value, under=request.number)


def _save_file(now: Turn, request: AssistanceRequest, facts: AttachmentFacts) -> None:
    """The rows of a file that came with an answer; a draft saves its own."""
    if facts.file is not None:
        facts.file.save()
    if facts.name is not None:
        facts.name.save()
        now.commit_to(facts.name, under=request.number)


def _attach(
    request: AssistanceRequest, attachments: Iterable[AttachmentFacts], is_answer: bool
) -> None:
    for facts in attachments:
        AssistanceFile.objects.create(
            request=request,
            number=facts.number,
            content_type=facts.content_type,
            is_answer=is_answer,
        )
