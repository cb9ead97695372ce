"""The register of ways to reach the county (投诉举报渠道)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from disclosures.campaigns import Campaign
from portal import hosts
from portal.scan import Finding, Passed, Scanned, compact, scan
from portal.scan import passed as overruled
from portal.validators import NotInFuture
from portal.workdays.clock import today

#: Somebody tries each way at least so often: dials the number, opens the address.
CHECKED_EVERY = timedelta(days=30)


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Questions about channels."""

    def shown(self) -> "ChannelQuerySet":
        """Those that readers are told, in the register's order."""
        return self.filter(is_shown=True)


def registered() -> list[str]:
    """Numbers and addresses of offices, as approved: they point at nobody private.

    What looks like somebody's own counts only where a reviewer let it stand.
    """
    shown = Channel.objects.shown().filter(campaign__live=True).exclude(value="")
    return [one.value for one in shown.select_related("campaign") if one.is_an_offices]


class Channel(Scanned):
    """One way to reach the county; its `value` passes the scan wherever it stands."""

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
    owner = models.CharField(
        _("kept by"),
        max_length=100,
        blank=True,
        help_text=_("A unit or a post, never a person."),
    )
    checked_on = models.DateField(
        _("last tried on"),
        null=True,
        blank=True,
        validators=[NotInFuture()],
        help_text=_("When somebody last dialled the number or opened the address."),
    )
    is_shown = models.BooleanField(_("shown"), default=True)

    objects = ChannelQuerySet.as_manager()

    scanned_fields = ("name", "value", "hours", "note", "owner")

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.name

    def findings(self, text: str, passed: Passed = ()) -> list[Finding]:
        """Ask the register for everything but what is to be registered itself."""
        if text != self.value:
            return super().findings(text, passed)
        return [
            one for one in scan(text) if (one.kind, compact(one.text)) not in passed
        ]

    @property
    def is_an_offices(self) -> bool:
        """Whether nothing in its value looks private, or a reviewer said why not."""
        found = self.findings(self.value)
        return not found or not self.findings(self.value, overruled(self))

    @property
    def needs_check(self) -> bool:
        """Whether nobody has tried it for a month."""
        return self.checked_on is None or self.checked_on < today() - CHECKED_EVERY

    @property
    def phone(self) -> str:
        """What to dial."""
        return self.value if self.kind == self.Kind.PHONE else ""

    @property
    def url(self) -> str:
        """Return where to click; an address of this site stays in its variant."""
        if self.value.startswith("/"):
            return hosts.link(self.value)
        return self.value if self.value.startswith(("https://", "http://")) else ""

    @property
    def address(self) -> str:
        """Where to go or write, or the name of an account."""
        return "" if self.phone or self.url else self.value
