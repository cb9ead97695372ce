"""The addresses of the list: a page of it, one's own views, many assigned at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import workflow
from complaints.cases import Case, State
from complaints.casework.access import StaffView, may_oversee
from complaints.casework.faces import Face, face, headline
from complaints.casework.listing import PER_PAGE, Listing, listing
from complaints.casework.models import SavedView
from complaints.casework.narrowing import NUMBER, CaseFilter
from complaints.vault.people import granters_of
from portal.users.models import Membership, Unit, User


@dataclass(frozen=True)
class Row:
    """One line of the list, and what can be done with it there."""

    case: Case
    face: Face
    headline: str
    state: str
    url: str
    may_assign: bool = False
    #: Nobody in the unit may work on it any more.
    is_deserted: bool = False


def rows(found: Listing, units: Iterable[Unit] = ()) -> list[Row]:
    """The lines of a page; `units` are those whose cases may be assigned."""
    own = {unit.pk for unit in units}
    # Once a page, not once a line.
    labels = {state.value: str(state.label) for state in State}
    address = reverse("cases:index")
    return [
        Row(
            case,
            face(case),
            headline(case),
            labels[case.state],
            f"{address}{case.number}/",
            may_assign=case.is_open and case.unit_id in own,
            is_deserted=case.pk in found.deserted,
        )
        for case in found.page
    ]


def colleagues(user: User) -> list[Unit]:
    """The units of a member, each with `people`: who can be given a case."""
    working = Membership.objects.current().handlers().select_related("user")
    people = Prefetch(
        "memberships",
        working.order_by("user__sort_name"),
        to_attr="people",
    )
    return list(workflow.granted_units(user).prefetch_related(people))


class CaseListView(StaffView):
    """The cases of the member's units; nothing is opened and nothing recorded."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of them."""
        return list_page(self, request)


def list_page(view: StaffView, request: HttpRequest, **more: Any) -> HttpResponse:
    """The list, with whatever could not be done to it."""
    user = view.user
    found = listing(view.cases(), user, request.GET, every_unit=may_oversee(user))
    units = colleagues(user)
    context = {
        "listing": found,
        "rows": rows(found, units),
        "units": units,
        "holds_key": bool(units),
        "granters": () if units else granters_of(user),
        "most_views": SavedView.MOST,
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [{"url": reverse("cases:index"), "label": _("Cases")}],
        **more,
    }
    return render(
        request, "casework/index.html", context, status=more.get("status", 200)
    )


class AssignManyView(StaffView):
    """Several cases given to one person; each on its own, through the workflow."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing to see here."""
        return redirect("cases:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give them; what was refused is named, with the reason, to be tried again."""
        versions = _chosen(request.POST)
        who = request.POST.get("assignee", "")
        if not versions or not who:
            messages.error(request, _("Choose cases and a person, then assign."))
            return redirect(_back(request))
        assignee = None if who == "nobody" else self._colleague(who)
        cases = self.cases().select_related("unit").filter(number__in=versions)
        chosen = [(case, versions[case.number]) for case in cases]
        given = workflow.assign_many(chosen, actor=self.user, assignee=assignee)
        gone = len(versions) - len(chosen)
        if given.done:
            messages.success(request, _said(len(given.done), assignee))
        if not given.refused and not gone:
            return redirect(_back(request))
        context = {
            "refused": given.refused,
            "gone": gone,
            "assignee": who,
            "units": colleagues(self.user),
            "back": _back(request),
            "header_icon": "folder-open-inverse",
            "breadcrumbs_items": [{"url": reverse("cases:index"), "label": _("Cases")}],
        }
        return render(request, "casework/assigned.html", context, status=409)

    def _colleague(self, pk: str) -> User:
        """Somebody of the member's own units; nobody else can be named here."""
        mine = [m.user_id for unit in colleagues(self.user) for m in unit.people]  # type: ignore[attr-defined]
        wanted = int(pk) if pk.isdecimal() else 0
        return get_object_or_404(User.objects.filter(pk__in=mine), pk=wanted)


def _chosen(posted: QueryDict) -> dict[str, int]:
    """Case numbers and the versions they were seen in, one page's worth at most."""
    found = {}
    for value in posted.getlist("case")[:PER_PAGE]:
        number, _colon, version = value.partition(":")
        if version.isdecimal():
            found[number] = int(version)
    return found


def _said(count: int, assignee: User | None) -> str:
    if assignee is None:
        words = ngettext(
            "%(n)d case is assigned to nobody now.",
            "%(n)d cases are assigned to nobody now.",
            count,
        )
        return words % {"n": count}
    words = ngettext(
        "%(n)d case assigned to %(who)s.", "%(n)d cases assigned to %(who)s.", count
    )
    return words % {"n": count, "who": assignee}


def _back(request: HttpRequest) -> str:
    """The list as it was narrowed and sorted."""
    query = QueryDict(request.POST.get("back", "")[:500]).urlencode()
    address = reverse("cases:index")
    return f"{address}?{query}" if query else address


class ViewForm(forms.ModelForm):
    """A view's name."""

    class Meta:
        model = SavedView
        fields = ("name",)

    def clean(self) -> dict[str, Any]:
        """A name once a member, and not more views than can be counted."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        own = SavedView.objects.filter(owner=self.instance.owner)
        if typed.get("name") and own.exclude(pk=self.instance.pk).filter(
            name=typed["name"]
        ):
            self.add_error("name", _("You have a view of this name already."))
        if self.instance.pk is None and own.count() >= SavedView.MOST:
            most = _("%(n)d views at most: delete one first.") % {"n": SavedView.MOST}
            self.add_error("name", most)
        return typed


class SaveView(StaffView):
    """Keeps the present filters under a name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Views stand above the list."""
        return redirect("cases:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what the filters say, and nothing else that was sent."""
        asked = CaseFilter(QueryDict(request.POST.get("query", "")), every_unit=True)
        is_sound = asked.is_valid() and asked.is_narrowed
        number = asked.cleaned_data.get("q", "")
        if not is_sound or not NUMBER.fullmatch(number):
            messages.error(request, _("A view holds filters and case numbers only."))
            return redirect("cases:index")
        query = asked.query()
        form = ViewForm(request.POST, instance=SavedView(owner=self.user, query=query))
        request.GET = QueryDict(query)
        if not form.is_valid():
            return list_page(self, request, view_form=form, status=422)
        form.save()
        messages.success(request, _("The view is kept."))
        return redirect(f"{reverse('cases:index')}?{query}")


class ChangeView(StaffView):
    """Renames or deletes a view of one's own."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list as this view shows it."""
        saved = get_object_or_404(SavedView, pk=pk, owner=self.user)
        return redirect(f"{reverse('cases:index')}?{saved.query}")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another name, or gone."""
        saved = get_object_or_404(SavedView, pk=pk, owner=self.user)
        address = f"{reverse('cases:index')}?{saved.query}"
        if "delete" in request.POST:
            saved.delete()
            messages.success(request, _("The view is gone; no case changed."))
            return redirect(address)
        request.GET = QueryDict(saved.query)
        form = ViewForm(request.POST, instance=saved)
        if not form.is_valid():
            return list_page(self, request, view_form=form, status=422)
        form.save()
        messages.success(request, _("The view has its new name."))
        return redirect(address)
