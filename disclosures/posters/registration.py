"""What `disclosures.wagtail_hooks` registers: the texts for all media."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from disclosures.posters.desk import ChannelTexts
from portal.users.gates import may_pass


def urls() -> list[URLPattern]:
    """Return the address below `/admin/`."""
    return [path("channels/", ChannelTexts.as_view(), name="channel_texts")]


class ChannelTextsMenuItem(MenuItem):
    """The texts, for those who work on the column."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the gate of the address itself."""
        groups = {group.name for group in request.user.groups.all()}
        address = reverse("channel_texts").removeprefix(reverse("wagtailadmin_home"))
        return may_pass(address, groups)


def menu_item() -> MenuItem:
    """Return the entry below the campaign's."""
    return ChannelTextsMenuItem(
        _("Channels for all media"),
        reverse_lazy("channel_texts"),
        name="channel-texts",
        icon_name="mail",
        order=112,
    )
