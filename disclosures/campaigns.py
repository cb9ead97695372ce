"""A campaign (整治) as its plan describes it; its parts live in `disclosures.parts`."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from portal.pages.door import HandedInForGood, ScannedAtItsTime
from portal.scan import Scanned


class Campaign(
    HandedInForGood,
    ScannedAtItsTime,
    Scanned,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    ClusterableModel,
):
    """One topic put right in public; what is changed here waits for a second person."""

    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("year of the plan"), help_text=_("The plan's dates are read in this year.")
    )
    question = models.CharField(
        _("question to residents"),
        max_length=60,
        blank=True,
        help_text=_("Heads the first page, above the button for reporting."),
    )
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences.")
    )
    goal = models.TextField(_("goal"), blank=True)
    appendix = models.TextField(_("appendix"), blank=True)
    starts_on = models.DateField(
        _("begins on"),
        null=True,
        blank=True,
        help_text=_("Left empty, the campaign begins with its earliest stage."),
    )
    date_reason = models.CharField(
        _("why dates were changed"),
        max_length=200,
        blank=True,
        help_text=_("Stands beside the old and the new date, once this is approved."),
    )
    is_current = models.BooleanField(
        _("current campaign"), default=False, editable=False
    )
    intake_open = models.BooleanField(
        _("takes tips"),
        default=True,
        help_text=_("When closed, the form points to the channels; mailboxes stay."),
    )
    moved_by_days = models.IntegerField(
        _("dates moved by (days)"),
        default=0,
        editable=False,
        help_text=_("Only the demonstration moves its dates, and says so."),
    )

    scanned_fields = (
        *("title", "question", "intro", "goal", "appendix", "date_reason"),
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-is_current", "-year", "title"]
        permissions = [("import_plan", _("Can import a plan"))]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_current_campaign",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the campaign with its parts; pages that quote it are found by both."""
        from disclosures.measures.history import note_changes, public_terms

        with transaction.atomic():
            before = public_terms(self)
            super().save(*args, **kwargs)
            note_changes(self, before)
        transaction.on_commit(self.reindex)

    def obstacle(self) -> str:
        """Say what keeps a draft from going public: changed dates without a reason."""
        from disclosures.measures.history import changes_dates

        if self.date_reason or not changes_dates(self):
            return ""
        return gettext(
            "Dates of the public plan would change: the draft does not say why yet."
        )

    def with_content_json(self, content: Any) -> "Campaign":
        """Read a revision; which campaign is shown is no part of one."""
        campaign: Campaign = super().with_content_json(content)
        campaign.is_current = self.is_current
        return campaign

    @classmethod
    def current(cls) -> "Campaign | None":
        """Return the approved campaign that the site shows today."""
        return cls.objects.filter(is_current=True, live=True).first()

    @property
    def heading(self) -> str:
        """Return what heads the first page."""
        return self.question or self.title

    @transaction.atomic
    def make_current(self) -> None:
        """Show this campaign instead of the one shown so far."""
        Campaign.objects.filter(is_current=True).update(is_current=False)
        self.is_current = True
        Campaign.objects.filter(pk=self.pk).update(is_current=True)

    def reindex(self) -> None:
        """Let the search find the pages by the campaign's new words."""
        from wagtail.search import index

        from disclosures.pages import ColumnPage

        for column in ColumnPage.objects.filter(campaign=self):
            for page in column.get_descendants(inclusive=True).specific():
                index.insert_or_update_object(page)
