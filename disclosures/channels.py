"""The register of ways to reach the county (投诉举报渠道)."""

from django.db import models
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from disclosures.campaigns import Campaign
from portal.scan import Scanned


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Questions about channels."""

    def shown(self) -> "ChannelQuerySet":
        """Those that readers are told, in the register's order."""
        return self.filter(is_shown=True)


class Channel(Scanned):
    """One way to reach the county; its `value`, an office's number, is not scanned."""

    class Kind(models.TextChoices):
        """What sort of way it is."""

        PHONE = "phone", _("Phone")
        MAIL = "mail", _("Mail")
        DESK = "desk", _("Desk")
        ONLINE = "online", _("Online")
        ACCOUNT = "account", _("Social account")
        MEDIA = "media", _("Media")

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="channels")
    number = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    value = models.CharField(
        _("number or address"),
        max_length=200,
        blank=True,
        help_text=_("Of an office, never of a person."),
    )
    hours = models.CharField(_("hours"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_shown = models.BooleanField(_("shown"), default=True)

    objects = ChannelQuerySet.as_manager()

    scanned_fields = ("name", "hours", "note")

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """What to dial."""
        return self.value if self.kind == self.Kind.PHONE else ""

    @property
    def url(self) -> str:
        """Return where to click; an address of this site stays in its variant."""
        if self.value.startswith("/"):
            return f"{get_script_prefix().rstrip('/')}{self.value}"
        return self.value if self.value.startswith(("https://", "http://")) else ""

    @property
    def address(self) -> str:
        """Where to go or write, or the name of an account."""
        return "" if self.phone or self.url else self.value
