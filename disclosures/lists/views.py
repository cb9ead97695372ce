"""Where staff see, import, change, close out, export and freeze the lists."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disclosures.access import campaign_or_404
from disclosures.lists import acts, drafts, freezing, public
from disclosures.lists.access import (
    ListView,
)
from disclosures.lists.changes import Change
from disclosures.lists.comparing import public_values
from disclosures.lists.errors import Refused
from disclosures.lists.forms import (
    CloseForm,
    FreezeForm,
    ItemForm,
    UploadForm,
    WithdrawForm,
)
from disclosures.lists.items import ListKind
from disclosures.lists.removing import withdraw
from disclosures.lists.values import Known
from disclosures.lists.writing import write_list
from portal.cleaning import XLSX

ITEMS_A_PAGE = 50
DECIDED_SHOWN = 10


class Overview(ListView):
    """How far each list is, what waits, what was decided."""

    permission = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        changes = Change.objects.filter(campaign=self.campaign).select_related(
            "proposed_by", "decided_by"
        )
        own = changes.filter(state=Change.State.DRAFT, proposed_by=request.user.pk)
        decided = changes.filter(
            state__in=(Change.State.APPROVED, Change.State.RETURNED)
        ).order_by("-decided_at")
        context = {
            "page_title": _("Three lists"),
            "lists": public.progress(self.campaign),
            "waiting": changes.waiting(),
            "drafts": own,
            "decided": decided[:DECIDED_SHOWN],
            "frozen": public.frozen(self.campaign, ListKind.PROBLEMS),
        }
        return self.render("overview", context)


class OneList(ListView):
    """The items of a list as they are public, and what waits for each."""

    permission = None

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show a page of it."""
        items = Paginator(public.items(self.campaign, kind), ITEMS_A_PAGE)
        page = items.get_page(request.GET.get("page"))
        waiting = Change.objects.of_list(self.campaign, kind).waiting()
        by_number = {change.number: change for change in waiting if change.number}
        for item in page.object_list:
            item.waiting = by_number.get(item.number)
        context = {
            "page_title": ListKind(kind).label,
            "kind": kind,
            "items": page,
            "frozen": public.frozen(self.campaign, kind),
        }
        return self.render("list", context)


class Import(ListView):
    """Takes a file and leads on to what was read."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show the upload."""
        return self._upload(UploadForm(kind=kind), kind)

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Read the file; what cannot be read at all is told in one sentence."""
        form = UploadForm(request.POST, request.FILES, kind=kind)
        if form.is_valid():
            try:
                freezing.refuse_if_frozen(self.campaign)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                change = drafts.start(
                    self.campaign,
                    kind,
                    form.cleaned_data["file"],
                    name=str(request.FILES["file"]),
                    user=request.user,  # type: ignore[arg-type]
                )
                return redirect("lists:change", change.pk)
        return self._upload(form, kind)

    def _upload(self, form: UploadForm, kind: str) -> HttpResponse:
        title = _("Import: %s") % ListKind(kind).label
        context = {"page_title": title, "form": form, "kind": kind}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else 200
        return self.render("upload", context, status=status)


class EditItem(ListView):
    """Proposes a new item, or other words for one."""

    def get(self, request: HttpRequest, kind: str, number: str = "") -> HttpResponse:
        """Show the item as it is public."""
        return self._show(self._form(kind, number), kind, number)

    def post(self, request: HttpRequest, kind: str, number: str = "") -> HttpResponse:
        """Hand in the change."""
        form = self._form(kind, number, request.POST)
        if form.is_valid():
            try:
                change = acts.propose(
                    self.campaign,
                    kind,
                    form.row_values,
                    user=request.user,  # type: ignore[arg-type]
                    note=form.cleaned_data.get("note", ""),
                    hides_old=form.cleaned_data.get("hides_old", False),
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                return self._show(form, kind, number, status=HTTPStatus.CONFLICT)
            return handed_in(request, change)
        return self._show(form, kind, number, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _form(self, kind: str, number: str, data: Any = None) -> ItemForm:
        values = _values(self.campaign, kind, int(number)) if number else {}
        return ItemForm(data, kind=kind, known=Known(self.campaign), values=values)

    def _show(
        self, form: ItemForm, kind: str, number: str, *, status: int = 200
    ) -> HttpResponse:
        label = ListKind(kind).label
        title = f"{label} {number}" if number else _("New item: %s") % label
        context = {"page_title": title, "form": form, "kind": kind}
        return self.render("item", context, status=status)


class CloseItem(ListView):
    """Proposes to close out a problem (销号)."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what is closed out, and ask for evidence."""
        form = CloseForm(values=self._values(number), known=Known(self.campaign))
        return self._show(form, number)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Hand it in; whoever comes second is told who was first."""
        form = CloseForm(
            request.POST,
            request.FILES,
            values=self._values(number),
            known=Known(self.campaign),
        )
        if not form.is_valid():
            return self._show(form, number, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            change = acts.propose(
                self.campaign,
                ListKind.PROBLEMS,
                form.row_values,
                user=request.user,  # type: ignore[arg-type]
                act=Change.Act.CLOSE,
                document=form.cleaned_data["document"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, number, status=HTTPStatus.CONFLICT)
        return handed_in(request, change)

    def _values(self, number: int) -> dict[str, Any]:
        return _values(self.campaign, ListKind.PROBLEMS, number)

    def _show(self, form: CloseForm, number: int, *, status: int = 200) -> HttpResponse:
        context = {
            "page_title": _("Close out item %d") % number,
            "form": form,
            "values": form.values,
            "kind": ListKind.PROBLEMS,
        }
        return self.render("close", context, status=status)


class WithdrawItem(ListView):
    """Takes an item off the list at once."""

    permission = acts.APPROVE

    def get(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:
        """Ask why."""
        return self._show(WithdrawForm(), kind, int(number))

    def post(self, request: HttpRequest, kind: str, number: str) -> HttpResponse:
        """Take it off."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self._show(
                form, kind, int(number), status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        try:
            withdraw(
                self.campaign,
                kind,
                int(number),
                user=request.user,  # type: ignore[arg-type]
                note=form.cleaned_data["note"],
                is_personal=form.cleaned_data["is_personal"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(form, kind, int(number), status=HTTPStatus.CONFLICT)
        messages.success(request, _("Withdrawn: it is not public any more."))
        return redirect("lists:list", kind)

    def _show(
        self, form: WithdrawForm, kind: str, number: int, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "page_title": _("Withdraw item %d") % number,
            "form": form,
            "values": _values(self.campaign, kind, number),
            "frozen": public.frozen(self.campaign, kind),
            "kind": kind,
        }
        return self.render("withdraw", context, status=status)


class Freeze(ListView):
    """Proposes to freeze the three lists at the end of the campaign."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what freezing means."""
        return self._show(FreezeForm(campaign=self.campaign))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Hand it in."""
        form = FreezeForm(request.POST, campaign=self.campaign)
        if form.is_valid():
            try:
                change = freezing.propose_freezing(
                    self.campaign,
                    form.cleaned_data["report"],
                    user=request.user,  # type: ignore[arg-type]
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return handed_in(request, change)
        return self._show(form, status=HTTPStatus.CONFLICT)

    def _show(self, form: FreezeForm, *, status: int = 200) -> HttpResponse:
        context = {
            "page_title": _("Freeze the lists"),
            "form": form,
            "lists": public.progress(self.campaign),
            "open_items": freezing.open_items(self.campaign),
        }
        return self.render("freeze", context, status=status)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the public list as the county's sheet."""
    if not ListView.may_see(request.user):
        raise PermissionDenied
    response = HttpResponse(write_list(campaign_or_404(), kind), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return response


def handed_in(request: HttpRequest, change: Change) -> HttpResponse:
    """Say that it waits, and show it."""
    messages.success(request, _("Handed in: a second person decides. Nothing changed."))
    return redirect(reverse("lists:change", args=[change.pk]))


def _values(campaign: Any, kind: str, number: int) -> dict[str, Any]:
    found = public_values(campaign, kind).get(number)
    if found is None:
        raise Http404
    return found
