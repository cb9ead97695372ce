"""One request as a page, to those who asked and to those who are asked."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import workflow
from complaints.assistance.forms import AnswerForm, ReturnForm
from complaints.assistance.reading import open_request
from complaints.cases import AssistanceFile, AssistanceRequest, Case
from complaints.casework.faces import request_face
from complaints.casework.reading import Locked
from complaints.vault.boxes import Box
from complaints.vault.keyring import NotEntitled
from portal.users.models import User


@dataclass(frozen=True)
class Side:
    """What a member is to a request: of those who asked, of those asked, or both."""

    knows_case: bool
    is_asked: bool
    may_withdraw: bool


def side_of(asked: AssistanceRequest, user: User) -> Side:
    """Which side of a request a member is on."""
    put = AssistanceRequest.objects.put_to(user).filter(pk=asked.pk).exists()
    knows = Case.objects.visible_to(user).filter(pk=asked.case_id).exists()
    may = knows and workflow.standing(asked.case, user).member
    return Side(knows, put, may and asked.is_open)


def has_case(asked: AssistanceRequest, user: User) -> bool:
    """Whether a member is of the unit that waits for the answer, not just overseeing.

    The same question as that of the panel, which tells this unit of the answer.
    """
    return user.current_units().filter(pk=asked.case.unit_id).exists()


@dataclass(frozen=True)
class Words:
    """A request, opened."""

    question: str
    answer: str
    reason: str
    files: list[tuple[AssistanceFile, str]] = field(default_factory=list)

    @property
    def question_files(self) -> list[tuple[AssistanceFile, str]]:
        """Those that came with the question."""
        return [pair for pair in self.files if not pair[0].is_answer]

    @property
    def answer_files(self) -> list[tuple[AssistanceFile, str]]:
        """Those that came with the answer."""
        return [pair for pair in self.files if pair[0].is_answer]


def opened(asked: AssistanceRequest, box: Box) -> Words:
    """The sealed side of a request."""
    names = box.open_all("file_name")
    return Words(
        question=box.open("question") or "",
        answer=box.open("answer") or "",
        reason=box.open("reason") or "",
        files=[
            (file, names.get(file.number, str(file.number)))
            for file in asked.attachments.all()
        ],
    )


def request_page(
    request: HttpRequest,
    asked: AssistanceRequest,
    *,
    forms: dict[str, Any] | None = None,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole request; whoever gets it is on record before it is put together."""
    assert isinstance(request.user, User)
    side = side_of(asked, request.user)
    context = head(asked, side)
    if is_withdrawn_from(asked, side):
        return render(request, "assistance/shut.html", context | {"why": "withdrawn"})
    try:
        box = open_request(request, asked)
    except (Locked, NotEntitled) as error:
        why = "locked" if isinstance(error, Locked) else "no_grant"
        context |= {"why": why, "kept": _kept(forms)}
        return render(request, "assistance/shut.html", context, status=403)
    if asked.is_news and has_case(asked, request.user):
        AssistanceRequest.objects.filter(pk=asked.pk).update(is_news=False)
    typed = forms or {}
    context |= {
        "words": opened(asked, box),
        "answer_form": typed.get("answer") or AnswerForm(auto_id="answer-%s"),
        "return_form": typed.get("return") or ReturnForm(auto_id="return-%s"),
        "tried": next(iter(typed), ""),
        "alert": alert,
        "again": [
            upload.name
            for form in typed.values()
            for upload in (form.files.getlist("attachments") if form.files else [])
        ],
        "may_answer": side.is_asked and asked.is_open,
    }
    return render(request, "assistance/request.html", context, status=status)


def head(asked: AssistanceRequest, side: Side) -> dict[str, Any]:
    """What stands above; nothing of it is sealed, and nothing tells of the case."""
    return {
        "asked": asked,
        "side": side,
        "face": request_face(asked),
        "breadcrumbs_items": [
            {"url": reverse("requests:index"), "label": _("Requests for assistance")}
        ],
        "header_icon": "mail",
    }


def is_withdrawn_from(asked: AssistanceRequest, side: Side) -> bool:
    """Whether the words were taken away from the unit that was asked."""
    return asked.state == AssistanceRequest.State.WITHDRAWN and not side.knows_case


def _kept(forms: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What was typed, for a page that cannot show the form."""
    return [
        (str(bound.label), str(bound.value()))
        for form in (forms or {}).values()
        for bound in form
        if bound.name in {"text", "reason"} and bound.value()
    ]
