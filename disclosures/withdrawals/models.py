"""Corrections and withdrawals that readers can look up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.scan import Scanned


class PublicText(models.Model):
    """What a page said when it was last published, block by block."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="public_text")
    blocks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("published text")
        verbose_name_plural = _("published texts")

    def __str__(self) -> str:
        return str(self.page_id)


class Correction(Scanned):
    """A change of a text that was public: the old words and the new ones.

    Where personal data was the reason, only that, and when.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="corrections")
    at = models.DateTimeField(auto_now_add=True)
    old = models.TextField(_("It said"), blank=True)
    new = models.TextField(_("It now says"), blank=True)
    why = models.CharField(_("why it was changed"), max_length=200, blank=True)
    hides_person = models.BooleanField(default=False)

    scanned_fields = ("old", "new", "why")

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"


class Withdrawal(Scanned):
    """A page that is no longer public; it says when and why."""

    class Reason(models.TextChoices):
        """Why it was taken down."""

        PERSONAL = "personal", _("It contained personal data.")
        WRONG = "wrong", _("What it said was wrong.")
        CHANGED = "changed", _("The decision it reported was changed or revoked.")
        OUTDATED = "outdated", _("It no longer applies.")

    page = models.ForeignKey(Page, models.CASCADE, related_name="withdrawals")
    #: Empty where personal data was the reason: the title may be part of it.
    title = models.CharField(_("title"), max_length=255, blank=True)
    section = models.CharField(max_length=255, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    note = models.CharField(
        _("explanation for readers"),
        max_length=300,
        blank=True,
        help_text=_("Stands at the page's address. Name nobody."),
    )
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scanned_fields = ("note",)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title or str(self.get_reason_display())


class StaticExport(models.Model):
    """A folder into which the column was exported, and what has left the site since."""

    folder = models.CharField(max_length=500, unique=True)
    #: Nothing before the first export into it stood.
    made_at = models.DateTimeField(null=True)
    #: When words last left the site that its files may still hold.
    stale_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("static export")
        verbose_name_plural = _("static exports")

    def __str__(self) -> str:
        return self.folder
