"""Where the housing bureau brings its table, and a second person decides on it."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from disclosures.estates import snapshots
from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import EstateRow, EstateSnapshot, HiddenCell
from disclosures.estates.sheet import SheetError, read_figures
from disclosures.lists.errors import ListError
from disclosures.lists.workbooks import read_grids

SHOWN = 12


class UploadForm(forms.Form):
    """The table as a file."""

    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy("Excel (.xlsx or .xls), a row for each estate."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("figures as of"),
        required=False,
        help_text=gettext_lazy("Left empty, the day is read from the sheet."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def may_see(user: Any) -> bool:
    """Whether somebody imports these tables, or decides on them."""
    return bool(user.has_perm(snapshots.APPROVE) or snapshots.may_import(user))


class EstateFiguresView(View):
    """What both pages share: who may, and how they look."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponseBase:
        """Refuse whoever has no work here."""
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kw)

    def render(
        self, name: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Show a page of this room."""
        user: Any = self.request.user
        shared = {
            "header_icon": "home",
            "may_import": snapshots.may_import(user),
            "page_title": _("Figures of the estates"),
        }
        return TemplateResponse(
            self.request,
            f"disclosures/estates/admin/{name}.html",
            shared | context,
            status=status,
        )


class Overview(EstateFiguresView):
    """What waits, what was decided, and the upload."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self._show(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a file; whatever is wrong with it is told by cell, and nothing kept."""
        user: Any = request.user
        if not snapshots.may_import(user):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            grids = read_grids(form.cleaned_data["file"])
            figures = read_figures(grids, form.cleaned_data["as_of"])
            snapshot, new = snapshots.take_in(figures, user=user)
        except ListError as error:
            form.add_error("file", error.message)
        except SheetError as error:
            for cell, words in error.reasons:
                form.add_error("file", f"{cell}: {words}" if cell else words)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if new:
                words = _("The table of %s now waits for a second person.")
            else:
                words = _("This table of %s is here already: nothing was changed.")
            messages.success(request, words % snapshot)
            return redirect("estate_figures_table", pk=snapshot.pk)
        return self._show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _show(self, form: UploadForm, *, status: int = 200) -> HttpResponse:
        found = EstateSnapshot.objects.select_related("imported_by", "decided_by")
        context = {"form": form, "snapshots": found[:SHOWN], "columns": COLUMNS}
        return self.render("overview", context, status=status)


class OneTable(EstateFiguresView):
    """A table with what of it is shown, and the decision."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._show(self._snapshot(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, return or withdraw."""
        snapshot, user = self._snapshot(pk), request.user
        act, reason = request.POST.get("act"), request.POST.get("reason", "")
        try:
            if act == "approve":
                snapshots.approve(snapshot, user=user)  # type: ignore[arg-type]
                messages.success(request, _("The table is public now."))
            elif act == "return":
                snapshots.send_back(snapshot, user=user, reason=reason)  # type: ignore[arg-type]
                messages.success(request, _("The table was returned."))
            elif act == "withdraw":
                snapshots.withdraw(snapshot, user=user)  # type: ignore[arg-type]
                messages.success(request, _("The table was withdrawn."))
            else:
                return self._show(snapshot, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._show(self._snapshot(pk), status=HTTPStatus.CONFLICT)
        return redirect("estate_figures")

    def _snapshot(self, pk: int) -> EstateSnapshot:
        found = EstateSnapshot.objects.select_related("imported_by", "decided_by")
        return get_object_or_404(found, pk=pk)

    def _show(self, snapshot: EstateSnapshot, *, status: int = 200) -> HttpResponse:
        user: Any = self.request.user
        is_waiting = snapshot.state == EstateSnapshot.State.WAITING
        may_decide = is_waiting and user.has_perm(snapshots.APPROVE)
        hidden = _hidden(snapshot)
        rows = EstateRow.objects.filter(snapshot=snapshot).select_related("estate")
        lines = [
            (
                row.estate,
                [
                    (count, (row.estate_id, key) in hidden)
                    for key, count in row.counts().items()
                ],
            )
            for row in rows.order_by("estate__township", "estate__name")
        ]
        totals = [
            sum(cells[at][0] for _estate, cells in lines) for at in range(len(COLUMNS))
        ]
        context = {
            "snapshot": snapshot,
            "columns": COLUMNS,
            "lines": lines,
            "totals": totals,
            "is_waiting": is_waiting,
            "may_decide": may_decide,
            "is_own": snapshot.imported_by_id == user.pk,
        }
        return self.render("table", context, status=status)


def _hidden(snapshot: EstateSnapshot) -> set[tuple[int, str]]:
    """Say which cells are not shown, or would not be once the table is approved."""
    if snapshot.state == EstateSnapshot.State.WAITING:
        hiding, _rows = snapshots.hiding_of(snapshot)
        return {(e, column) for column, found in hiding.cells.items() for e in found}
    cells = HiddenCell.objects.filter(row__snapshot=snapshot)
    return set(cells.values_list("row__estate_id", "column"))
