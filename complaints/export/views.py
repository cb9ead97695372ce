"""The page that asks why, and the archive."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import workflow
from complaints.assistance.pages import opened
from complaints.cases import AssistanceRequest, Case
from complaints.casework.access import StaffView
from complaints.casework.content import Content, unsealed
from complaints.casework.forms import words
from complaints.casework.pages import case_page, head
from complaints.casework.reading import Locked, open_for_export
from complaints.export.archive import Archive
from complaints.export.summary import Summary, document
from complaints.vault.boxes import Box
from complaints.vault.keyring import NotEntitled
from portal.workdays import clock


class ExportForm(forms.Form):
    """Why a copy is needed."""

    reason = words(
        gettext_lazy("Why is a copy needed?"),
        rows=2,
        help_text=gettext_lazy("Discipline inspection sees this in the history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id, self.label_suffix = "export-%s", ""


class ExportView(StaffView):
    """A copy of the whole file, as a ZIP; on record before the first byte."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """What leaves, who answers for it, and why."""
        case = self.case(number)
        return self._page(case, ExportForm()) if self._may(case) else _back(case)

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        """Record, write the event, then send while it is being made."""
        case = self.case(number)
        if not self._may(case):
            return _back(case)
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self._page(case, form, status=422)
        reason = form.cleaned_data["reason"]
        requests = list(self._requests(case))
        try:
            box = open_for_export(request, case, requests)
            workflow.export(case, actor=self.user, box=box, reason=reason)
        except (Locked, NotEntitled):
            return case_page(request, case)
        except workflow.Refused as refusal:
            form.add_error(None, refusal.reason)
            return self._page(case, form, status=422)
        summary, files = self._read(case, box, requests, reason)
        response = StreamingHttpResponse(
            _archive(summary, files, translation.get_language() or "zh-hans"),
            content_type="application/zip",
        )
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{case.number}.zip"'
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _read(
        self, case: Case, box: Box, requests: list[AssistanceRequest], reason: str
    ) -> tuple[Summary, list["Source"]]:
        """Open every text now; the files are opened one by one while they are sent."""
        content = unsealed(case, box)
        files = case_files(content, box)
        told: list[tuple[AssistanceRequest, Any]] = []
        for asked in requests:
            try:
                inner = box.beside(asked.envelope)
            except NotEntitled:
                told.append((asked, None))
                continue
            read = opened(asked, inner)
            told.append((asked, read))
            files += [
                Source(f"{asked.number} {name}", inner, file.number)
                for file, name in read.files
            ]
        summary = Summary(case, content, told, reason, str(self.user), clock.now())
        return summary, files

    def _requests(self, case: Case) -> Any:
        found = AssistanceRequest.objects.on_cases_of(self.user).filter(case=case)
        found = found.select_related("envelope", "asking_unit", "asked_unit")
        return found.order_by("asked_at")

    def _may(self, case: Case) -> bool:
        steps = workflow.available(case, self.user)
        return any(step.name == "export" for step in steps)

    def _page(self, case: Case, form: ExportForm, status: int = 200) -> HttpResponse:
        context = {**head(case), "form": form}
        context["breadcrumbs_items"] = [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": reverse("cases:file", args=[case.number]), "label": case.number},
        ]
        return render(self.request, "casework/export.html", context, status=status)


class Source:
    """A sealed file on its way into the archive."""

    def __init__(self, name: str, box: Box, number: int) -> None:
        self.name, self.box, self.number = name, box, number


def case_files(content: Content, box: Box) -> list[Source]:
    """The attachments as they came, numbered as in the file."""
    return [
        Source(
            f"{file.attachment.number:02} {file.name or file.attachment.number}",
            box,
            file.attachment.number,
        )
        for file in content.files
    ]


def _archive(summary: Summary, files: list[Source], language: str) -> Iterator[bytes]:
    """The files first: the summary, which comes last, lists their digests."""
    archive = Archive(summary.case.number)
    for source in files:
        yield from archive.add(source.name, _pieces(source))
    with translation.override(language):
        name, made = _("Summary") + ".docx", document(summary, archive.packed)
    yield from archive.add(name, [made])
    yield archive.close()


def _pieces(source: Source) -> Iterator[bytes]:
    yield from source.box.open_file(source.number)


def _back(case: Case) -> HttpResponse:
    return redirect("cases:file", case.number)
