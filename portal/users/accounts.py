"""Accounts in the admin: no passwords to type, no superuser, no deletion.

A new account starts with a one-time link, shown once to the administrator who made
it. What an account may do is chosen from the table of roles.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from portal.users.models import User
from portal.users.roles import ROLES
from portal.users.viewsets import PlainViewSet


def one_time_link(user: User, by: User) -> str:
    """The address with which an account's owner sets a password, once."""
    make_path = import_string(settings.ONE_TIME_LINK)
    return f"{settings.WAGTAILADMIN_BASE_URL}{make_path(user, by=by)}"


class RolesField(forms.ModelMultipleChoiceField):
    """Roles of the table, under their names there."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        """The role's name in the reader's language."""
        return str(ROLES[obj.name].label)


class AccountForm(forms.ModelForm):
    """What an administrator says about an account."""

    groups = RolesField(
        label=_("Roles"),
        queryset=Group.objects.none(),
        required=False,
        help_text=_(
            "The technical administrator never sees a case, whatever other roles the"
            " account has."
        ),
    )

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "email", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("last_name", "first_name"):
            self.fields[name].required = True
        self.fields["groups"].queryset = Group.objects.filter(  # type: ignore[attr-defined]
            name__in=[role.group for role in ROLES.values()]
        ).order_by("pk")


class NewAccountForm(AccountForm):
    """A new account has no password until its owner sets one."""

    def save(self, commit: bool = True) -> User:
        """Unusable until the one-time link was used."""
        self.instance.set_unusable_password()
        self.instance.must_set_password = True
        user: User = super().save(commit)
        return user


class ChangedAccountForm(AccountForm):
    """An account that leaves is closed, not deleted: its name stands in the record."""

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "email", "groups", "is_active")
        help_texts = {
            "is_active": _(
                "Not ticked: the account is closed at once. End its memberships too,"
                " so that its units change their keys."
            )
        }


class AccountIndexView(generic.IndexView):
    """Accounts with their roles; the same number of queries at any length."""

    page_title = _("Accounts")
    add_item_label = _("Add an account")
    default_ordering = "username"

    def get_base_queryset(self) -> QuerySet[User]:
        """With the groups of all of them in one query."""
        return User.objects.prefetch_related("groups")

    @cached_property
    def columns(self) -> list[Column]:
        """Name, roles, state."""
        return [
            TitleColumn(
                "username",
                label=_("Username"),
                sort_key="username",
                get_url=self.get_edit_url,
            ),
            Column("name", label=_("Name"), accessor=lambda user: user.get_full_name()),
            Column("roles", label=_("Roles"), accessor=_roles),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            Column("link", label=_("One-time link"), accessor=_link_state),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
        ]


def _roles(user: User) -> str:
    known = {role.group: str(role.label) for role in ROLES.values()}
    return "、".join(known.get(group.name, group.name) for group in user.groups.all())


def _link_state(user: User) -> str:
    return gettext("not used yet") if user.must_set_password else ""


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {"account": user, "link": one_time_link(user, request.user)}
    return render(request, "users/link.html", context)


class AccountCreateView(generic.CreateView):
    """Makes an account and shows its link, this once."""

    page_title = _("New account")

    def save_action(self) -> HttpResponse:
        """The link instead of a redirect: it is not stored anywhere."""
        return _show_link(self.request, self.object)


class AccountEditView(generic.EditView):
    """Changes an account; nobody closes their own."""

    def get_form(self, form_class: Any = None) -> forms.ModelForm:
        """Without the switch that would lock oneself out."""
        form: forms.ModelForm = super().get_form(form_class)
        if self.object == self.request.user:
            del form.fields["is_active"]
        return form

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Where a new link is made."""
        url = reverse("keys_link", args=[self.object.pk])
        return [Button(_("New one-time link"), url=url, icon_name="key", priority=10)]


class UserViewSet(PlainViewSet):
    """In the place of Wagtail's own, which lets an administrator type passwords."""

    model = User
    icon = "user"
    menu_label = _("Accounts")
    menu_name = "users"
    menu_order = 100
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    search_fields = ["username", "last_name", "first_name"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """One for new accounts, one for those there are."""
        return ChangedAccountForm if for_update else NewAccountForm
