"""Who may do what: one table, synced into groups by `sync_roles`."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)


@dataclass(frozen=True)
class Role:
    """A role: its group's name and the permissions of that group."""

    group: str
    label: str | Promise
    permissions: tuple[str, ...] = ()
    #: Rights on the page tree: add and change drafts, never publish.
    pages: tuple[str, ...] = field(default=())


ADMIN = "wagtailadmin.access_admin"

ROLES: dict[str, Role] = {
    "editor": Role(
        "editor",
        _("Editor"),
        (
            ADMIN,
            "disclosures.change_campaign",
            "disclosures.import_plan",
            "disclosures.propose_list_change",
            "disclosures.write_report",
            "wagtailimages.add_image",
            "wagtailimages.choose_image",
        ),
        ("add_page", "change_page"),
    ),
    "moderator": Role(
        "moderator",
        _("Moderator"),
        (
            ADMIN,
            "disclosures.approve_estates",
            "disclosures.approve_list_change",
            "disclosures.sign_report",
        ),
    ),
    "investigator": Role(
        "investigator",
        _("Investigator"),
        (
            ADMIN,
            "complaints.view_case",
            "complaints.file_case",
            # Only members of the lead unit may: see `estates.snapshots.may_import`.
            "disclosures.import_estates",
        ),
    ),
    "clerk": Role("clerk", _("Clerk"), (ADMIN, "complaints.file_case")),
    "inspector": Role(
        "inspector",
        _("Discipline inspector"),
        (
            ADMIN,
            "complaints.view_case",
            "complaints.file_case",
            "complaints.oversee",
        ),
    ),
    #: For whoever keeps a recovery share and has no other work here.
    "keeper": Role("keeper", _("Keeper of a recovery share"), (ADMIN,)),
    "admin": Role(
        "admin",
        _("Technical administrator"),
        (
            ADMIN,
            "pages.change_sitefacts",
            "users.add_user",
            "users.change_user",
            "users.add_unit",
            "users.change_unit",
            "users.add_membership",
            "users.change_membership",
            "workdays.add_workday",
            "workdays.change_workday",
            "workdays.delete_workday",
            "workdays.add_loadedyear",
            "workdays.change_loadedyear",
            "workdays.delete_loadedyear",
            "complaints.change_routingrule",
            "complaints.add_routingrule",
            "complaints.delete_routingrule",
            "complaints.add_deadlinepolicy",
            "complaints.change_deadlinepolicy",
            "complaints.add_retentionpolicy",
            "complaints.change_retentionpolicy",
            "disclosures.add_estate",
            "disclosures.change_estate",
        ),
    ),
}


@transaction.atomic
def sync_roles() -> None:
    """Make the groups say exactly what `ROLES` says; safe to run again.

    A permission that no installed app defines raises `LookupError`.
    """
    for role in ROLES.values():
        group, _created = Group.objects.get_or_create(name=role.group)
        group.permissions.set(_permission(name) for name in role.permissions)
        _sync_page_permissions(group, role.pages)
        _sync_image_permissions(group, role.permissions)


def _permission(name: str) -> Permission:
    app, _dot, codename = name.partition(".")
    found = Permission.objects.filter(
        content_type__app_label=app, codename=codename
    ).first()
    if found is None:
        raise LookupError(f"no app defines the permission {name}")
    return found


def _sync_page_permissions(group: Group, codenames: tuple[str, ...]) -> None:
    root = Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=group).delete()
    for codename in codenames:
        GroupPagePermission.objects.create(
            group=group,
            page=root,
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename=codename
            ),
        )


def _sync_image_permissions(group: Group, permissions: tuple[str, ...]) -> None:
    """Give the rights on images where Wagtail asks for them: on a collection."""
    GroupCollectionPermission.objects.filter(group=group).delete()
    for name in permissions:
        if name.startswith("wagtailimages."):
            GroupCollectionPermission.objects.create(
                group=group,
                collection=Collection.get_first_root_node(),
                permission=_permission(name),
            )


def is_technical_admin(user: AbstractUser) -> bool:
    """Whether an account holds the role that never sees a case."""
    return _has_role(user, "admin")


def is_share_keeper(user: AbstractUser) -> bool:
    """Whether an account may be handed a recovery share without working on cases."""
    return _has_role(user, "keeper")


def _has_role(user: AbstractUser, role: str) -> bool:
    """By the groups that `Gate` fetched for the request, else asked of the database."""
    return any(group.name == ROLES[role].group for group in user.groups.all())
