"""The case file as a page: opened, locked, or closed to this member's key."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import workflow
from complaints.cases import AssistanceRequest, Case
from complaints.casework import acts
from complaints.casework.access import may_oversee
from complaints.casework.content import Content, unsealed
from complaints.casework.faces import (
    Face,
    face,
    headline,
    request_face,
    working_days_left,
)
from complaints.casework.forms import ContactForm
from complaints.casework.reading import Locked, mark_read, open_case
from complaints.casework.similar import similar
from complaints.casework.watching import also_open
from complaints.vault.boxes import Box, Contact
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import MemberKey, UnitKeyGrant
from complaints.workflow import hands
from portal.users.models import User

#: So many of the latest reads stand in the file; the rest in its history.
LATEST_READS = 8


def case_page(
    request: HttpRequest,
    case: Case,
    *,
    attempt: acts.Attempt | None = None,
    contact: Contact | None = None,
    contact_form: ContactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole file; whoever gets it is on record before it is put together."""
    if case.destroyed_on:
        return render(request, "casework/shut.html", {**head(case), "why": "destroyed"})
    try:
        box = open_case(request, case)
    except Locked:
        return _closed_file(request, case, "locked", attempt)
    except NotEntitled:
        return _closed_file(request, case, "no_grant", attempt)
    context = file_context(request, case, box, attempt)
    context |= {
        "contact": contact,
        "contact_form": contact_form or _contact_form(request, case),
    }
    return render(request, "casework/file.html", context, status=status)


def file_context(
    request: HttpRequest, case: Case, box: Box, attempt: acts.Attempt | None
) -> dict[str, Any]:
    """What the opened file shows."""
    assert isinstance(request.user, User)
    mark_read(case, request.user)
    offered = {offer.name: offer for offer in acts.offers(case, request.user, attempt)}
    content: Content = unsealed(case, box)
    steps = {step.name for step in workflow.available(case, request.user)}
    kept = attempt.kept() if attempt and attempt.name not in offered else ()
    return {
        **head(case),
        "content": content,
        "concerns": list(case.concerns.all()),
        "working_days": working_days_left(case),
        "article": workflow.deadline_of(case).policy.article if case.is_open else "",
        "similar": similar(case, request.user, place=content.place),
        "note_offer": offered.pop("note", None),
        "link_offer": offered.pop("link", None),
        "unlink_offer": offered.pop("unlink", None),
        "lead_offer": offered.pop("lead", None),
        "proposal_offers": [
            offered.pop(name) for name in ("decide", "withdraw") if name in offered
        ],
        "main_offers": [offer for offer in offered.values() if offer.is_main],
        "more_offers": [offer for offer in offered.values() if not offer.is_main],
        "requests": _requests(case, request.user),
        "may_ask": "assist" in steps,
        "may_export": "export" in steps,
        "attempt": attempt,
        "kept": kept,
        "objection": _objection(case, request.user),
        "also_open": also_open(case, request.user),
        "reads": _reads(case) if may_oversee(request.user) else None,
    }


def head(case: Case) -> dict[str, Any]:
    """What stands above every page of a case; nothing of it is sealed."""
    return {
        "case": case,
        "face": face(case),
        "headline": headline(case),
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
        ],
        "header_icon": "folder-open-inverse",
    }


def _closed_file(
    request: HttpRequest, case: Case, why: str, attempt: acts.Attempt | None
) -> HttpResponse:
    """The file without its content: why, who can help, and what was typed."""
    context = {
        **head(case),
        "why": why,
        "kept": attempt.kept() if attempt else (),
        "can_grant": _holders(case) if why == "no_grant" else (),
    }
    return render(request, "casework/shut.html", context, status=403)


def _holders(case: Case) -> list[User]:
    """Colleagues whose keys open this case."""
    grants = UnitKeyGrant.objects.current().filter(
        unit_key__wraps__envelope=case.envelope_id
    )
    keys = MemberKey.objects.filter(pk__in=grants.values("member_key"))
    return list(User.objects.filter(member_key__in=keys, is_active=True))


def _contact_form(request: HttpRequest, case: Case) -> ContactForm | None:
    if not case.envelope.has_contact:
        return None
    assert isinstance(request.user, User)
    return ContactForm(case=case, user=request.user, name="contact")


def _objection(case: Case, user: User) -> dict[str, Any] | None:
    """Whether this member must leave an objection to others, and to whom."""
    if not hands.is_objection(case):
        return None
    is_barred = user.pk in hands.made_the_finding(case)
    return {
        "is_unclear": not case.place_index,
        "is_barred": is_barred,
        "others": hands.other_hands(case) if is_barred else [],
    }


def _requests(case: Case, user: User) -> list[tuple[AssistanceRequest, Face]]:
    """What other units were asked, with the clock of each."""
    found = AssistanceRequest.objects.on_cases_of(user).filter(case=case)
    found = found.select_related("asked_unit").order_by("asked_at")
    return [(asked, request_face(asked)) for asked in found]


def _reads(case: Case) -> list[Any]:
    return list(case.reads.select_related("user", "request")[:LATEST_READS])
