"""On the first page of the admin: keys that too few hold, and codes to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from complaints.vault import members
from complaints.vault.models import (
    RecoveryCode,
    RecoveryKey,
    RecoveryShare,
    UnitKey,
    UnitKeyGrant,
)
from portal.users.models import Unit, User

#: Of fewer holders a forgotten password or a departure may shut a unit out.
ENOUGH = 2


@dataclass(frozen=True)
class Notice:
    """One sentence and where it leads; some have nowhere to lead."""

    words: str
    url: str = ""


class KeysPanel(Component):
    """密钥提醒; nothing where there is nothing to say."""

    order = 20
    template_name = "vault/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """For members and for administrators."""
        user = parent_context["request"].user
        return {"warnings": list(warnings(user))}


def warnings(user: User) -> Iterator[Notice]:
    """What this account should know; a fixed number of queries."""
    works = members.needs_key(user)
    waiting = RecoveryShare.objects.filter(
        holder=user, printed_at=None, recovery_key__in=RecoveryKey.objects.being_made()
    )
    if waiting.exists():
        yield Notice(_("A recovery share waits for you."), reverse("recovery"))
    if works and _has_no_code(user):
        yield Notice(_("You have no recovery code on paper yet."), reverse("keys_code"))
    url = reverse("keys") if works else ""
    for unit, count in thinly_held(user, works=works):
        yield Notice(thinly_said(unit, count), url)


def thinly_said(unit: Unit, count: int) -> str:
    """The sentence about a unit that too few hold the key of."""
    if not count:
        return _("Nobody holds the key of %(unit)s: tips pass it over.") % {
            "unit": unit
        }
    return ngettext(
        "Only %(count)d person holds the key of %(unit)s. Grant it to a second one.",
        "Only %(count)d people hold the key of %(unit)s.",
        count,
    ) % {"count": count, "unit": unit}


def thinly_held(user: User, *, works: bool) -> list[tuple[Unit, int]]:
    """Units whose key fewer than two hold: the own ones, or all for who looks after."""
    own = list(user.current_units()) if works else []
    everything = user.has_perm("users.change_membership") or any(
        unit.is_discipline for unit in own
    )
    if not (own or everything):
        return []
    units = list(Unit.objects.active()) if everything else own
    held = holders_by_unit()
    return [(u, held.get(u.pk, 0)) for u in units if held.get(u.pk, 0) < ENOUGH]


def holders_by_unit() -> dict[int, int]:
    """How many hold the key that a unit's new tips are sealed to."""
    grants = UnitKeyGrant.objects.current().filter(
        unit_key__in=UnitKey.objects.for_tips().in_use()
    )
    counted = grants.values("unit_key__unit").annotate(
        people=Count("member_key", distinct=True)
    )
    return {row["unit_key__unit"]: row["people"] for row in counted}


def _has_no_code(user: User) -> bool:
    printed = RecoveryCode.objects.filter(
        member_key__user=user, printed_at__isnull=False
    )
    return not printed.exists()
