"""Public rental housing estates (公租房项目); their figures come with the import."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.scan import Scanned


class EstateQuerySet(models.QuerySet["Estate"]):
    """Questions about estates."""

    def active(self) -> "EstateQuerySet":
        """Estates that can be chosen and are listed."""
        return self.filter(is_active=True)


class Estate(Scanned):
    """An estate, by the name residents call it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    township = models.CharField(_("township"), max_length=50)
    is_active = models.BooleanField(
        _("listed"),
        default=True,
        help_text=_("An estate that is no longer listed keeps its cases."),
    )

    objects = EstateQuerySet.as_manager()

    scanned_fields = ("name", "township")

    class Meta:
        verbose_name = _("estate")
        verbose_name_plural = _("estates")
        ordering = ["township", "name"]

    def __str__(self) -> str:
        return self.name
