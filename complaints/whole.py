"""What cases say should lie in the vault; `check_vault` asks it, and needs no key.

The rows of letters, notes, files and the like each name something sealed, and whatever
was sealed with an event must be there under the digest that the event keeps. An event
must be what its leaf commits to.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from complaints import routing
from complaints.cases import (
    Approval,
    AssistanceFile,
    AssistanceRequest,
    Attachment,
    CallRequest,
    Case,
    CaseEvent,
    Cleaning,
    LegalStep,
    Message,
    Note,
)
from complaints.leaves import check
from complaints.vault.boxes import digest
from complaints.vault.models import (
    Envelope,
    Lane,
    Purpose,
    SealedFile,
    SealedValue,
    Wrap,
)

#: Rows with a number, whose they are, and the field that is sealed under the number.
_NUMBERED: tuple[tuple[type[Model], str, str], ...] = (
    (Message, "case", "message"),
    (Note, "case", "note"),
    (Attachment, "case", "file_name"),
    (AssistanceFile, "request", "file_name"),
    (Approval, "case", "approval"),
    (CallRequest, "case", "call_when"),
    (LegalStep, "case", "legal"),
)
#: What is no step in a case's life, so that no event tells of it; its rows do.
_WITHOUT_EVENT = ("note", "not_cleaned")
#: What a sender may take back.
_CONTACT = ("name/", "phone/")
_CHUNK = 100


def lost_files() -> Iterator[str]:
    """Files of cases and requests that have no row in the vault any more."""
    cleaned = Attachment.objects.filter(cleaning=Cleaning.CLEANED)
    named: tuple[tuple[QuerySet[Any], str, Lane], ...] = (
        (Attachment.objects.all(), "case", Lane.ORIGINAL),
        (AssistanceFile.objects.all(), "request", Lane.ORIGINAL),
        (cleaned, "case", Lane.CLEANED),
    )
    for rows, whose, lane in named:
        there = SealedFile.objects.filter(lane=lane, **_same(whose))
        yield from _without(there, rows, whose, f"file ({lane})")


def faults() -> Iterator[str]:
    """Whatever else is missing, left over, or another than was sealed."""
    yield from _texts()
    yield from _left_over()
    yield from _cases()
    yield from _requests()
    yield from _events()


def _same(whose: str) -> dict[str, Any]:
    """What is sealed under the number of a row of a case or a request."""
    return {"envelope": OuterRef(f"{whose}__envelope"), "number": OuterRef("number")}


def _without(
    there: QuerySet[Any], rows: QuerySet[Any], whose: str, what: str
) -> Iterator[str]:
    kept = rows.filter(**{f"{whose}__envelope__destroyed_on": None})
    for row in kept.exclude(Exists(there)).select_related(whose):
        yield f"{whose} {getattr(row, whose)}: {what} {row.number} is gone"


def _texts() -> Iterator[str]:
    """Rows that name a text which is not there."""
    for model, whose, field in _NUMBERED:
        rows = model._default_manager.all()
        yield from _without(_under(field, whose), rows, whose, field)
    given_up = Attachment.objects.filter(
        cleaning__in=[Cleaning.NOT_CLEANED, Cleaning.REFUSED]
    )
    there = _under("not_cleaned", "case")
    yield from _without(there, given_up, "case", "not_cleaned")


def _under(field: str, whose: str) -> QuerySet[SealedValue]:
    return SealedValue.objects.filter(field=field, **_same(whose))


def _left_over() -> Iterator[str]:
    """What is sealed and belongs to no row."""
    cases, requests = Case.objects.all(), AssistanceRequest.objects.all()
    for envelope in Envelope.objects.exclude(pk__in=cases.values("envelope")).exclude(
        pk__in=requests.values("envelope")
    ):
        yield f"envelope {envelope.pk}: of no case and no request"
    for field in {field for _model, _whose, field in _NUMBERED} | {"not_cleaned"}:
        values = SealedValue.objects.filter(field=field)
        for value in _of_none(values, "file_name" if field == "not_cleaned" else field):
            yield f"value {value.pk} ({value}) of {value.envelope_id}: of no row"
    for file in _of_none(SealedFile.objects.all(), "file_name"):
        yield f"file {file.path} of {file.envelope_id}: no row tells of it"


def _of_none(sealed: QuerySet[Any], field: str) -> QuerySet[Any]:
    for model, whose, of_field in _NUMBERED:
        if of_field == field:
            place = {f"{whose}__envelope": OuterRef("envelope")}
            rows = model._default_manager.filter(number=OuterRef("number"), **place)
            sealed = sealed.exclude(Exists(rows))
    return sealed


def _cases() -> Iterator[str]:
    """Marks, wraps and events that do not fit a case."""
    kept = Case.objects.filter(destroyed_on=None)
    discipline = routing.discipline_unit()
    watching = [discipline, discipline.fallback] if discipline else []
    unwatched = kept.exclude(Exists(_opens(unit_key__unit__in=filter(None, watching))))
    if discipline:
        unwatched = unwatched.exclude(concerns=discipline)
    counted = Case.objects.annotate(written=Count("events"))
    for cases, said in (
        (
            Case.objects.exclude(_is_destroyed("destroyed_on")),
            "destroyed in part, or not at all",
        ),
        (counted.exclude(version=F("written")), "an event is missing"),
        (
            kept.exclude(Exists(_opens(unit_key__unit=OuterRef("unit")))),
            "its unit cannot open it",
        ),
        (unwatched, "nobody who watches over it can open it"),
        (kept.filter(envelope__receipt_lookup=None), "no receipt opens it"),
        (
            kept.exclude(is_real_name=F("envelope__has_contact")),
            "name and phone do not fit its mark",
        ),
    ):
        for case in cases:
            yield f"case {case}: {said}"


def _requests() -> Iterator[str]:
    """The same of requests for assistance; each has a key of its own."""
    state = AssistanceRequest.State
    kept = AssistanceRequest.objects.filter(case__destroyed_on=None)
    for requests, said in (
        (
            AssistanceRequest.objects.exclude(_is_destroyed("case__destroyed_on")),
            "destroyed in part, or not at all",
        ),
        (
            kept.exclude(Exists(_opens(unit_key__unit=OuterRef("case__unit")))),
            "the unit of its case cannot open it",
        ),
        (
            kept.open().exclude(Exists(_opens(unit_key__unit=OuterRef("asked_unit")))),
            "the unit that is asked cannot open it",
        ),
        (_silent(kept, "question"), "its question is gone"),
        (_silent(kept.filter(state=state.ANSWERED), "answer"), "its answer is gone"),
        (_silent(kept.filter(state=state.RETURNED), "reason"), "its reason is gone"),
    ):
        for request in requests:
            yield f"request {request}: {said}"


def _is_destroyed(mark: str) -> Q:
    """Both say so, or neither."""
    mark, sealed = f"{mark}__isnull", "envelope__destroyed_on__isnull"
    return Q(**{mark: True, sealed: True}) | Q(**{mark: False, sealed: False})


def _opens(**whose: Any) -> QuerySet[Wrap]:
    return Wrap.objects.filter(
        envelope=OuterRef("envelope"), purpose=Purpose.TIP, **whose
    )


def _silent(requests: QuerySet[Any], field: str) -> QuerySet[Any]:
    texts = SealedValue.objects.filter(envelope=OuterRef("envelope"), field=field)
    return requests.exclude(Exists(texts))


def _events() -> Iterator[str]:
    """Texts that differ from their events' digests, events that differ from leaves."""
    pks = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _CHUNK):
        yield from _settled(pks[start : start + _CHUNK])


def _settled(cases: list[int]) -> Iterator[str]:
    """Where something differs, once more while nobody else changes the case."""
    for pk in _differences(cases):
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=pk)
            found = _differences([pk]).get(pk, [])
        yield from found


def _differences(pks: list[int]) -> dict[int, list[str]]:
    """By case; events are read first, so that no new text seems to be missing."""
    kept = Case.objects.filter(pk__in=pks, destroyed_on=None)
    cases = {case.pk: case for case in kept.select_related("envelope")}
    events = CaseEvent.objects.filter(case__in=cases).order_by("sequence")
    said = list(events)
    requests = AssistanceRequest.objects.filter(case__in=cases)
    asked = {request.number: request.envelope_id for request in requests}
    whose = {case.envelope_id: pk for pk, case in cases.items()}
    whose |= {request.envelope_id: request.case_id for request in requests}
    found: dict[int, list[str]] = defaultdict(list)
    expected = {}
    for event in said:
        event.case = case = cases[event.case_id]
        for place, known in event.digests.items():
            number, _colon, text = place.rpartition(":")
            if number and number not in asked:
                found[case.pk].append(f"case {case}: request {number} is gone")
                continue
            envelope = asked[number] if number else case.envelope_id
            expected[envelope, text] = known
    for event in _without_leaf(said):
        number = event.sequence
        found[event.case_id].append(
            f"case {event.case}: event {number} is another than its leaf says"
        )
    for value in SealedValue.objects.filter(envelope__in=whose).iterator(_CHUNK):
        text = f"{value.field}/{value.number}/{value.version}"
        known = expected.pop((value.envelope_id, text), None)
        if known == digest(value) or (not known and value.field in _WITHOUT_EVENT):
            continue
        why = "another than its event says" if known else "no event tells of it"
        found[whose[value.envelope_id]].append(
            f"value {value.pk} ({value}) of {value.envelope_id}: {why}"
        )
    names = {envelope: f"request {number}" for number, envelope in asked.items()}
    for envelope, text in expected:
        case = cases[whose[envelope]]
        if case.envelope.has_contact or not text.startswith(_CONTACT):
            name = names.get(envelope, f"case {case}")
            found[case.pk].append(f"{name}: {text} is gone")
    return found


def _without_leaf(events: list[CaseEvent]) -> Iterator[CaseEvent]:
    """Those, in their order and with their cases, that their leaves do not fit."""
    seen = set()
    for event in events:
        mark = (event.case_id, event.name)
        if not check(event, is_first=mark not in seen):
            yield event
        seen.add(mark)
