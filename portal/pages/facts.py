"""What a government site must say of itself; an administrator types it in."""

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from portal.scan import Scanned


class SiteFacts(Scanned, BaseSiteSetting):
    """Header and footer of the county's portal, as far as a column repeats them."""

    portal_name = models.CharField(
        _("name of the county's portal"),
        max_length=60,
        blank=True,
        help_text=_("Stands above the column's own name, and leads back there."),
    )
    portal_url = models.URLField(_("address of the county's portal"), blank=True)
    sponsor = models.CharField(_("run by"), max_length=100, blank=True)
    phone = models.CharField(
        _("phone of the site's office"),
        max_length=60,
        blank=True,
        help_text=_("Of an office, never of a person."),
    )
    identification_code = models.CharField(
        _("government site code"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{10}$", _("Ten letters or figures."))],
        help_text=_("The ten figures that the portal was given; a column shares them."),
    )
    icp = models.CharField(_("ICP filing number"), max_length=60, blank=True)
    security_filing = models.CharField(
        _("public-security filing number"), max_length=60, blank=True
    )
    find_error_url = models.URLField(
        _("address of “find an error”"),
        blank=True,
        help_text=_("The entrance at the national platform for this site's code."),
    )

    panels = [
        MultiFieldPanel(["portal_name", "portal_url"], heading=_("Header")),
        MultiFieldPanel(
            [
                *("sponsor", "phone", "identification_code"),
                *("icp", "security_filing", "find_error_url"),
            ],
            heading=_("Footer"),
        ),
    ]
    scanned_fields = (
        *("portal_name", "portal_url", "sponsor", "phone"),
        *("icp", "security_filing", "find_error_url"),
    )

    #: Readers see it, and no scan takes ten figures for a person's.
    shown_fields = ("identification_code",)

    class Meta:
        verbose_name = _("header and footer")
        verbose_name_plural = verbose_name


def facts_of_site(request: HttpRequest) -> dict[str, str]:
    """Return what was typed in; reading makes no row."""
    site = Site.find_for_request(request)
    row = SiteFacts.objects.filter(site=site).first() if site else None
    names = [
        field.name
        for field in SiteFacts._meta.local_fields
        if not field.is_relation and not field.primary_key
    ]
    return {name: getattr(row, name, "") for name in names}
