"""Suggestions (建言): what somebody proposed, what became of it, and the reply."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index

from disclosures.articles import ArticlePage, ArticleQuerySet
from portal.pages.models import FEATURES
from portal.users.models import Unit
from portal.validators import NotInFuture


class SuggestionQuerySet(ArticleQuerySet):
    """Questions about suggestions."""

    def without_reply(self) -> "SuggestionQuerySet":
        """Those that readers see, and to which nobody has replied."""
        return self.live().filter(reply="")


class SuggestionPage(ArticlePage):
    """A suggestion whose sender agreed, with its outcome and the public reply."""

    class Outcome(models.TextChoices):
        """What became of it."""

        ADOPTED = "adopted", _("adopted")
        PARTLY = "partly_adopted", _("partly adopted")
        NOT = "not_adopted", _("not adopted")

    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, blank=True
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replied by"),
    )
    reply = RichTextField(_("reply"), features=FEATURES, blank=True)
    replied_on = models.DateField(
        _("replied on"), null=True, blank=True, validators=[NotInFuture()]
    )

    objects: ClassVar[Any] = PageManager.from_queryset(SuggestionQuerySet)()

    content_panels = [
        *ArticlePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("outcome"),
                FieldPanel("unit"),
                FieldPanel("replied_on"),
                FieldPanel("reply"),
            ],
            heading=_("Outcome and public reply"),
        ),
    ]
    scanned_fields = (*ArticlePage.scanned_fields, "reply")
    corrected_fields = (
        *(*ArticlePage.corrected_fields, "outcome", "unit", "replied_on", "reply"),
    )
    search_fields = [*ArticlePage.search_fields, index.SearchField("reply")]
    parent_page_types = ["disclosures.SuggestionsPage"]

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> str:
        """It has a reply."""
        return "disclosures/suggestion_page.html"

    def clean(self) -> None:
        """An outcome is told together with reasons, a day, and who replied."""
        super().clean()
        told = (bool(self.outcome), bool(self.reply), bool(self.replied_on))
        if any(told) and not (all(told) and self.unit_id):
            raise ValidationError(
                {
                    "outcome": gettext(
                        "Outcome, reply, day and unit belong together: give all four,"
                        " or none as long as there is no reply."
                    )
                }
            )

    @property
    def label(self) -> str:
        """Return the outcome."""
        return self.get_outcome_display() if self.outcome else gettext("no reply yet")
