"""Memberships in the admin: entered and ended by role admin, who gains nothing by it.

A new membership shows nobody a case: a colleague must grant the unit's key. Ending one
takes the key away and gives the unit a new version.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from complaints.vault.people import leave, readable
from complaints.vault.unit_keys import holding
from complaints.workflow.departures import hand_over
from portal.users.models import Membership, Unit, User
from portal.users.viewsets import PlainViewSet


class NewMembershipForm(forms.ModelForm):
    """Who works where from now on."""

    class Meta:
        model = Membership
        fields = ("user", "unit", "is_head", "is_clerk", "joined_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by(  # type: ignore[attr-defined]
            "username"
        )
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One current membership of an account in a unit."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        user, unit = typed.get("user"), typed.get("unit")
        there = Membership.objects.filter(user=user, unit=unit, left_on=None)
        if user and unit and there.exists():
            raise forms.ValidationError(_("This account belongs to this unit already."))
        return typed


class ChangedMembershipForm(forms.ModelForm):
    """Head or clerk; person and unit stay what they were."""

    class Meta:
        model = Membership
        fields = ("is_head", "is_clerk")


class MembershipIndexView(generic.IndexView):
    """Memberships; the same number of queries at any length."""

    page_title = gettext_lazy("Memberships")
    add_item_label = gettext_lazy("Add a membership")
    default_ordering = ("left_on", "unit__name", "user__username")

    def get_base_queryset(self) -> QuerySet[Membership]:
        """With account and unit in the same query."""
        return Membership.objects.select_related("user", "unit")

    @cached_property
    def columns(self) -> list[Column]:
        """Who, where, as what, from when to when."""
        return [
            TitleColumn(
                "user", label=gettext_lazy("Account"), get_url=self.get_edit_url
            ),
            Column("unit", label=gettext_lazy("Unit")),
            BooleanColumn("is_head", label=gettext_lazy("Head")),
            BooleanColumn("is_clerk", label=gettext_lazy("Clerk")),
            Column("joined_on", label=gettext_lazy("Joined on")),
            Column("left_on", label=gettext_lazy("Left on")),
        ]


class MembershipEditView(generic.EditView):
    """Changes a membership that has not ended."""

    def get_queryset(self) -> QuerySet[Membership]:
        """What has ended stays as it is."""
        return Membership.objects.filter(left_on=None).select_related("user", "unit")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Where it is ended."""
        url = reverse("memberships:end", args=[self.object.pk])
        return [Button(_("End the membership"), url=url, icon_name="cross")]


class EndForm(forms.Form):
    """Who takes over; the administrator who names them sees no case."""

    successor = forms.ModelChoiceField(
        label=gettext_lazy("Cases in hand go to"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Nobody yet: the unit's head assigns them"),
        required=False,
        help_text=gettext_lazy(
            "Somebody of the unit who holds its key. A case that this person may not"
            " work on waits for the head all the same."
        ),
    )

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, label_suffix="")
        holders = holding(membership.unit).exclude(membership__user=membership.user)
        self.fields["successor"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=holders.values("membership__user")
        ).order_by("sort_name")


class EndView(PermissionCheckedMixin, View):
    """Ends a membership: the vault takes the key away and makes a new version."""

    permission_required = "change"

    @property
    def permission_policy(self) -> Any:
        """Who may change memberships."""
        return policy_registry.get_by_type(Membership)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What it does, said before it is done."""
        membership = self._membership(pk)
        return self._page(membership, EndForm(membership=membership))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it today."""
        assert isinstance(request.user, User)
        membership = self._membership(pk)
        form = EndForm(request.POST, membership=membership)
        if not form.is_valid():
            return self._page(membership, form, status=422)
        with transaction.atomic():
            if successor := form.cleaned_data["successor"]:
                hand_over(membership, successor)
            leave(membership, request.user)
        messages.success(request, _("The membership has ended."))
        if not readable(membership.unit):
            messages.warning(
                request,
                _(
                    "Nobody in %(unit)s can read tips any more: routing passes it over"
                    " until a new first key is confirmed."
                )
                % {"unit": membership.unit},
            )
        return redirect("memberships:index")

    def _page(
        self, membership: Membership, form: EndForm, status: int = 200
    ) -> HttpResponse:
        context = {"membership": membership, "form": form}
        template = "casework/end_membership.html"
        return render(self.request, template, context, status=status)

    def _membership(self, pk: int) -> Membership:
        current = Membership.objects.filter(left_on=None)
        return get_object_or_404(current.select_related("user", "unit"), pk=pk)


class MembershipViewSet(PlainViewSet):
    """Who works in which unit."""

    model = Membership
    icon = "group"
    menu_label = gettext_lazy("Memberships")
    menu_order = 120
    index_view_class = MembershipIndexView
    edit_view_class = MembershipEditView
    list_filter = ["unit", "is_head", "is_clerk"]
    search_fields = ["user__username", "user__last_name", "unit__name"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """One for new memberships, one for those there are."""
        return ChangedMembershipForm if for_update else NewMembershipForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """One address more: the end."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/end/", EndView.as_view(), name="end"),
        ]
