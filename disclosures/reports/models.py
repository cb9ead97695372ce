"""A report, who did what to it, where it was sent, and the digest cut from it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from disclosures.estates.telling import TellsOfEstates
from disclosures.reports.periods import Period
from portal.kept import Kept, KeptQuerySet
from portal.scan import Scanned
from portal.validators import NotInFuture
from portal.workdays.clock import now, today

#: The sections that the editor writes, in their order.
NARRATIVE = ("progress", "practice", "problems", "next_steps")


class ReportQuerySet(models.QuerySet["FortnightlyReport"]):
    """Questions about reports; what was signed is left as it is."""

    def signed(self) -> "ReportQuerySet":
        """Those that are frozen."""
        return self.filter(state=FortnightlyReport.State.SIGNED)

    def update(self, **kwargs: Any) -> int:
        """Refuse to change what was signed."""
        self._refuse_signed("changed")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse to delete what was signed."""
        self._refuse_signed("deleted")
        return super().delete()

    def _refuse_signed(self, what: str) -> None:
        pks = self.order_by().values_list("pk", flat=True)
        if FortnightlyReport.objects.signed().filter(pk__in=list(pks)).exists():
            raise TypeError(f"a signed report is never {what}")


class FortnightlyReport(TellsOfEstates, Scanned):
    """One period's report; frozen once it is signed."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        HANDED_IN = "handed_in", _("waits for a signature")
        SIGNED = "signed", _("signed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports")
    key = models.CharField(_("period"), max_length=9)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField(_("due on"))
    #: Whether the calendar of the due day's year was not known yet.
    due_is_provisional = models.BooleanField(default=False)
    #: Which report of the campaign it is (第几期).
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.DRAFT
    )
    progress = models.TextField(
        _("progress"),
        max_length=4000,
        blank=True,
        help_text=_(
            "What was done in these days, by whom, and how far it is. The table carries"
            " the numbers; say what they mean."
        ),
    )
    practice = models.TextField(
        _("ways of working"),
        max_length=4000,
        blank=True,
        help_text=_("What worked and others could do too: rules, tools, data shared."),
    )
    problems = models.TextField(
        _("problems"),
        max_length=4000,
        blank=True,
        help_text=_("What is stuck and why, and what the city is asked to help with."),
    )
    next_steps = models.TextField(
        _("next steps"),
        max_length=4000,
        blank=True,
        help_text=_("What comes in the next period, which unit does it, by when."),
    )
    is_nil = models.BooleanField(
        _("nil report"),
        default=False,
        help_text=_("Nothing new in these days. The report is sent all the same."),
    )
    nil_reason = models.TextField(
        _("why there is nothing new"), max_length=500, blank=True
    )
    #: `counted_on`, `rows` (see `facts.count`) and the published table of estates.
    facts = models.JSONField(default=dict)
    #: The transparency log's checkpoint at the end of the period, where there is one.
    checkpoint = models.TextField(blank=True, editable=False)
    #: Raised by other words or numbers: nobody overwrites or signs what they have not
    #: seen.
    version = models.PositiveIntegerField(default=1)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    #: Canonical JSON of everything that was signed, and its SHA-256.
    snapshot = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    scanned_fields = (*NARRATIVE, "nil_reason")

    class Meta:
        verbose_name = _("fortnightly report")
        verbose_name_plural = _("fortnightly reports")
        ordering = ["-starts_on"]
        default_permissions = ()
        permissions = [
            ("write_report", _("Can write fortnightly reports")),
            ("sign_report", _("Can sign fortnightly reports")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], name="one_report_a_period"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(due_on__gte=F("ends_on")),
                name="report_due_after_its_period",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(signer__isnull=False, signed_at__isnull=False)
                & ~Q(signer=F("handed_in_by"))
                & ~Q(snapshot="")
                & ~Q(sha256=""),
                name="report_signed_by_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Fortnightly report, %s") % self.period)

    @property
    def period(self) -> Period:
        """The days it is about."""
        return Period(self.starts_on, self.ends_on)

    @property
    def is_draft(self) -> bool:
        """Whether it can be written."""
        return self.state == self.State.DRAFT

    @property
    def is_handed_in(self) -> bool:
        """Whether it waits for a signature."""
        return self.state == self.State.HANDED_IN

    @property
    def is_signed(self) -> bool:
        """Whether it is frozen."""
        return self.state == self.State.SIGNED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was signed."""
        self._refuse_signed("changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what was signed."""
        self._refuse_signed("deleted")
        return super().delete(*args, **kwargs)

    def _refuse_signed(self, what: str) -> None:
        if self.pk and FortnightlyReport.objects.signed().filter(pk=self.pk).exists():
            raise TypeError(f"a signed report is never {what}")


class ReportStep(Kept):
    """Somebody did something to a report; whoever wrote any of it does not sign it."""

    class What(models.TextChoices):
        """What was done."""

        DRAFTED = "drafted", _("drafted")
        COUNTED = "counted", _("counted anew")
        SAVED = "saved", _("text saved")
        HANDED_IN = "handed_in", _("handed in")
        TAKEN_BACK = "taken_back", _("taken back")
        SENT_BACK = "sent_back", _("sent back")
        SIGNED = "signed", _("signed")

    report = models.ForeignKey(FortnightlyReport, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    #: Nobody: the command line.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=now)
    reason = models.TextField(max_length=500, blank=True)

    objects = KeptQuerySet.as_manager()

    #: Having done one of these is having written it.
    WRITING = (What.DRAFTED, What.COUNTED, What.SAVED, What.HANDED_IN)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report_id} {self.what}"


class Submission(Kept):
    """A signed report was sent: to whom, when, how (报送记录); a slip is followed."""

    class Way(models.TextChoices):
        """How it went."""

        EXCHANGE = "exchange", _("official document exchange")
        MAIL = "mail", _("government e-mail")
        PAPER = "paper", pgettext_lazy("submission", "on paper")
        OTHER = "other", _("another way")

    report = models.ForeignKey(
        FortnightlyReport, models.PROTECT, related_name="submissions"
    )
    recipient = models.CharField(_("sent to"), max_length=100)
    day = models.DateField(_("sent on"), default=today, validators=[NotInFuture()])
    way = models.CharField(
        pgettext_lazy("submission", "how"),
        max_length=8,
        choices=Way.choices,
        default=Way.EXCHANGE,
    )
    note = models.CharField(
        pgettext_lazy("submission", "note"),
        max_length=200,
        blank=True,
        help_text=_("Such as the number under which it was received."),
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.recipient} {self.day}"


class Digest(models.Model):
    """The page that tells the public what a report says; it has its own approval."""

    report = models.OneToOneField(
        FortnightlyReport, models.PROTECT, related_name="digest"
    )
    page = models.OneToOneField(ReportPage, models.CASCADE, related_name="fortnightly")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)
