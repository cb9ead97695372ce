"""Pages whose changes stay visible, and that say so when they are withdrawn."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from disclosures.withdrawals.panels import ArticleForm
from portal.pages.models import BasePage
from portal.pages.trail import trail


class CorrectedPage(BasePage):
    """A page that cannot be changed in silence."""

    change_note = models.CharField(
        _("why it was changed"),
        max_length=200,
        blank=True,
        help_text=_("Stands beside the old and the new words, below the text."),
    )
    change_hides_person = models.BooleanField(
        _("personal data was the reason"),
        default=False,
        help_text=_(
            "Then the old words are shown to nobody, and removed from older versions."
        ),
    )

    base_form_class = ArticleForm
    scanned_fields: tuple[str, ...] = (*BasePage.scanned_fields, "change_note")
    #: What stays visible, old and new, when it is changed.
    corrected_fields: tuple[str, ...] = ("title",)

    class Meta:
        abstract = True

    def wipe_beside(self) -> None:
        """Remove the words that stand on the page and are kept beside it."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer at the address of a page that was withdrawn, too."""
        if not self.live and not path_components and self.withdrawals.exists():
            return RouteResult(self)
        found: RouteResult = super().route(request, path_components)
        return found

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; of a withdrawn one, when and why (410, gone)."""
        if self.live or getattr(request, "is_preview", False):
            shown: HttpResponse = super().serve(request, *args, **kwargs)
            return shown
        context = {
            "withdrawal": self.withdrawals.first(),
            "trail": trail(self, request),
        }
        return render(
            request, "disclosures/withdrawals/withdrawn.html", context, status=410
        )
