"""Who may come near a room of the admin where a campaign is worked on."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from disclosures.campaigns import Campaign
from portal.users.models import User


def campaign_or_404() -> Campaign:
    """Return the campaign that is worked on."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        raise Http404
    return campaign


class CampaignView(View):
    """A page that needs one permission, or any of those that its room knows."""

    http_method_names = ["get", "post", "head", "options"]
    #: What a view needs; looking needs only to work in the room.
    permission: str | None = None
    #: Whoever holds one of these works in the room.
    room: ClassVar[tuple[str, ...]]

    @classmethod
    def may_see(cls, user: Any) -> bool:
        """Whether somebody works in the room at all."""
        return any(map(user.has_perm, cls.room))

    def dispatch(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponseBase:
        """Refuse whoever has no work here."""
        user = request.user
        needed = self.permission
        if not (user.has_perm(needed) if needed else self.may_see(user)):
            raise PermissionDenied
        self.campaign = campaign_or_404()
        return super().dispatch(request, *args, **kw)

    @property
    def user(self) -> User:
        """Who asks; `dispatch` let nobody in without an account."""
        return self.request.user  # type: ignore[return-value]
