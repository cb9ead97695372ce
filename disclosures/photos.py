"""Photos of the same place before and after."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.images.models import Image
from wagtail.models import Orderable, Page

from portal.scan import Scanned


class PhotoPair(Scanned, Orderable):
    """One place, before and after; what it shows is said in words, too."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="photos")
    before = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("before"),
    )
    after = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("after"),
    )
    caption = models.CharField(
        _("what it shows"),
        max_length=120,
        help_text=_("In words, for those who do not see it. No door, no person."),
    )

    panels = ["before", "after", "caption"]
    scanned_fields = ("caption",)
    corrected_fields = ("caption",)

    class Meta(Orderable.Meta):
        verbose_name = _("photos before and after")
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.caption

    def clean(self) -> None:
        """A pair has at least one photo."""
        super().clean()
        if not (self.before_id or self.after_id):
            raise ValidationError({"after": gettext("Choose a photo.")})

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Return the photos there are, each with its word."""
        both = ((_("Before"), self.before), (_("After"), self.after))
        return [{"label": label, "image": image} for label, image in both if image]
