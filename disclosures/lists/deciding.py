"""One proposal: corrected by whoever uploads it, decided by a second person."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disclosures.access import campaign_or_404
from disclosures.lists import acts, drafts
from disclosures.lists.access import (
    ListView,
)
from disclosures.lists.changes import Change
from disclosures.lists.columns import COLUMNS
from disclosures.lists.errors import Refused
from disclosures.lists.forms import ReasonForm
from disclosures.lists.freezing import open_items
from disclosures.lists.showing import shown_value
from disclosures.lists.views import handed_in

#: What tells the second person which item it is.
ABOUT = ("facts", "title", "indicator")
#: What is done with a draft; whoever comes late is shown what became of it.
DRAFT_ACTS = ("correct", "hand_in", "drop")


class OneChange(ListView):
    """A draft with its mistakes, or a proposal with before and after."""

    permission = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        change = self._change(pk)
        if change.state == Change.State.DRAFT:
            return self._draft(change)
        return self._proposal(change)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Correct, hand in or drop a draft; approve or send back a proposal."""
        change = self._change(pk)
        act = request.POST.get("act", "")
        if change.state == Change.State.DRAFT:
            return self._on_draft(change, act)
        if act in DRAFT_ACTS:
            return self._proposal(change, status=HTTPStatus.CONFLICT)
        if not request.user.has_perm(acts.APPROVE):
            raise PermissionDenied
        try:
            if act == "approve":
                acts.approve(change, request.user)  # type: ignore[arg-type]
                messages.success(request, _("Approved: it is public now."))
            elif act == "return":
                reason = request.POST.get("reason", "")
                acts.send_back(change, request.user, reason[:500])  # type: ignore[arg-type]
                messages.success(request, _("Sent back."))
        except Refused as refusal:
            change.refresh_from_db()
            return self._proposal(
                change, error=str(refusal), status=HTTPStatus.CONFLICT
            )
        return redirect("lists:change", change.pk)

    def _change(self, pk: int) -> Change:
        """Return the proposal; a draft belongs to whoever uploads it."""
        change = get_object_or_404(
            Change.objects.select_related("proposed_by", "decided_by", "report"),
            pk=pk,
            campaign=self.campaign,
        )
        is_draft = change.state == Change.State.DRAFT
        if is_draft and change.proposed_by_id != self.request.user.pk:
            raise Http404
        return change

    def _on_draft(self, change: Change, act: str) -> HttpResponse:
        if act == "drop":
            kind = change.kind
            change.delete()
            messages.success(self.request, _("Dropped. Nothing changed."))
            return redirect("lists:list", kind)
        typed = {n: v for n, v in self.request.POST.items() if n.startswith("cell-")}
        if typed:
            drafts.correct(change, {name: str(text) for name, text in typed.items()})
        found = drafts.preview(change)
        if found.mistakes:
            return self._draft(change, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if act != "hand_in":
            return redirect("lists:change", change.pk)
        if found.comparison and not found.comparison.rows:
            kind = change.kind
            change.delete()
            messages.success(
                self.request,
                _("Everything in this file is public already: nothing changed."),
            )
            return redirect("lists:list", kind)
        try:
            assert found.comparison
            if self.request.POST.get("hides_old"):
                Change.objects.filter(pk=change.pk).update(hides_old=True)
            return handed_in(self.request, acts.hand_in(change, found.comparison))
        except Refused as refusal:
            return self._draft(
                change, found, error=str(refusal), status=HTTPStatus.CONFLICT
            )

    def _draft(
        self,
        change: Change,
        found: drafts.Preview | None = None,
        *,
        error: str = "",
        status: int = 200,
    ) -> HttpResponse:
        found = found or drafts.preview(change)
        mistaken = {} if found.too_many else found.by_place
        table = [
            [
                {"text": text, "place": place, "mistake": mistaken.get(place)}
                for place, text in (
                    row.cells.get(column.name, ("", "")) for column in found.columns
                )
            ]
            for row in found.rows
        ]
        context = {
            "page_title": _("Check the file: %s") % change.get_kind_display(),
            "change": change,
            "found": found,
            "table": table,
            "others": found.below_the_table,
            "error": error,
        }
        return self.render("draft", context, status=status)

    def _proposal(
        self, change: Change, *, error: str = "", status: int = 200
    ) -> HttpResponse:
        user = self.request.user
        may_decide = (
            change.state == Change.State.WAITING
            and user.has_perm(acts.APPROVE)
            and user.pk != change.proposed_by_id
        )
        context = {
            "page_title": str(change),
            "change": change,
            "differences": _differences(change),
            "form": ReasonForm(),
            "may_decide": may_decide,
            "open_items": open_items(change.campaign) if may_decide else [],
            "error": error,
        }
        return self.render("proposal", context, status=status)


def _differences(change: Change) -> list[dict[str, Any]]:
    """Return, for each item, the columns that change: what was and what would be."""
    if change.act == Change.Act.FREEZE:
        return []
    issues = {issue.number: issue.text for issue in change.campaign.focus_issues.all()}
    found = []
    for row in change.rows:
        before, after = row["before"] or {}, row["after"]
        lines = [
            {
                "label": column.label(change.kind),
                "before": shown_value(column.name, before.get(column.name), issues),
                "after": shown_value(column.name, after[column.name], issues),
            }
            for column in COLUMNS[change.kind]
            if column.name != "number"
            and after[column.name] != before.get(column.name)
            and (before or after[column.name] not in ("", None))
        ]
        about = next(filter(None, map(before.get, ABOUT)), "")
        found.append({"number": row["number"], "about": about, "lines": lines})
    return found


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Give the document of a close-out to those who work on the lists."""
    if not ListView.may_see(request.user):
        raise PermissionDenied
    change = get_object_or_404(Change, pk=pk, campaign=campaign_or_404())
    if not change.document:
        raise Http404
    response = FileResponse(
        change.document.open(),
        as_attachment=True,
        filename=change.document_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
