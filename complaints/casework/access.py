"""Who comes into the casework rooms, asked before any address answers."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from complaints.cases import Case, CaseQuerySet
from portal.users.models import Unit, User
from portal.users.roles import is_technical_admin

_UNITS = "_kaimen_units"


def may_work(user: User | AnonymousUser) -> bool:
    """Whether an account works on cases: by role, by membership, never as admin."""
    if not isinstance(user, User) or not user.has_perm("complaints.view_case"):
        return False
    return bool(_units(user)) and not is_technical_admin(user)


def may_oversee(user: User | AnonymousUser) -> bool:
    """Whether an account inspects the units: by role and as a discipline member."""
    if not isinstance(user, User) or not may_work(user):
        return False
    if not user.has_perm("complaints.oversee"):
        return False
    return any(unit.is_discipline for unit in _units(user))


def _units(user: User) -> list[Unit]:
    """The units of an account; asked for once a request, whose account it is."""
    known: list[Unit] | None = getattr(user, _UNITS, None)
    if known is None:
        known = list(user.current_units())
        setattr(user, _UNITS, known)
    return known


def closed(request: HttpRequest) -> HttpResponse:
    """The answer to accounts that do not work here; it names no case."""
    return render(request, "casework/closed.html", status=403)


class StaffView(View):
    """A view of the casework rooms; closed unless `allows` says otherwise."""

    request: HttpRequest

    @property
    def user(self) -> User:
        """The account that asks; the admin has let nobody else this far."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def allows(self) -> bool:
        """Whether this account may use this address at all."""
        return may_work(self.request.user)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answers only those whom `allows` lets in."""
        if not self.allows():
            return closed(request)
        return super().dispatch(request, *args, **kwargs)

    def cases(self) -> CaseQuerySet:
        """The cases this account may know of; no other set is used here."""
        return Case.objects.visible_to(self.user)

    def case(self, number: str) -> Case:
        """One of them; another's case is as absent as one that never was."""
        found = (
            self.cases()
            .select_related("unit", "referred_by", "assignee", "estate", "envelope")
            .filter(number=number)
            .first()
        )
        if found is None:
            raise Http404
        return found
