"""The public side."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    """What the county shows: column, plan, progress, estates."""

    name = "disclosures"
    verbose_name = _("Disclosure")

    def ready(self) -> None:
        """Register open data, what the scan asks, and what follows a publication."""
        from wagtail.signals import page_published, page_unpublished, published

        from disclosures.campaigns import Campaign
        from disclosures.channels import registered
        from disclosures.estates.flats import Flats
        from disclosures.estates.models import Estate
        from disclosures.estates.telling import Texts
        from disclosures.measures.models import shows_a_milestone
        from disclosures.opendata.sets import register_sets
        from disclosures.site import build_first
        from disclosures.withdrawals import names, remaking, signals
        from portal.export.following import FOLLOWERS
        from portal.gate.names import follow
        from portal.gate.serving import SHOWN
        from portal.pages.sitemap import PUBLIC_DOORS
        from portal.scan import FINDERS, REGISTERS

        register_sets()
        REGISTERS.append(registered)
        FINDERS.extend([Texts, Flats])
        FOLLOWERS.append(remaking.begun)
        SHOWN.append(shows_a_milestone)
        PUBLIC_DOORS.extend(["open-data/", "corrections/"])
        follow(Estate)
        names.connect()
        published.connect(build_first, sender=Campaign)
        page_published.connect(signals.published)
        page_unpublished.connect(signals.unpublished)
