"""What `disclosures.wagtail_hooks` registers of taking down."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button

from disclosures.withdrawals.acts import may_take_down
from disclosures.withdrawals.lately import Lately, add_panel, menu_item
from disclosures.withdrawals.names import register_log
from disclosures.withdrawals.scheduled import Stop, waiting
from disclosures.withdrawals.text_views import DecideNames, ForgetName, Remove, Texts
from disclosures.withdrawals.views import TakeDown

__all__ = ["add_panel", "button", "menu_item", "register_log", "urls"]


def urls() -> list[URLPattern]:
    """Return the addresses below `/admin/`."""
    return [
        path("published/", Lately.as_view(), name="published_lately"),
        path("published/names/<int:pk>/", ForgetName.as_view(), name="forget_name"),
        path(
            "published/names/waiting/<int:pk>/",
            DecideNames.as_view(),
            name="decide_names",
        ),
        path("take-down/texts/", Texts.as_view(), name="public_texts"),
        path(
            "take-down/texts/<slug:kind>/<int:pk>/<slug:field>/",
            Remove.as_view(),
            name="remove_text",
        ),
        path("take-down/<int:page_id>/", TakeDown.as_view(), name="take_down"),
        path("take-down/<int:page_id>/time/", Stop.as_view(), name="stop_publication"),
    ]


def button(page: Any, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Offer above an article to take it down, public or withdrawn; before, to stop."""
    from disclosures.articles import ArticlePage

    is_article = page.pk and isinstance(page.specific_deferred, ArticlePage)
    if is_article and may_take_down(page):
        yield Button(
            _("Take down now"),
            reverse("take_down", args=[page.pk]),
            icon_name="warning",
            priority=90,
        )
    if page.pk and waiting(page):
        yield Button(
            _("Stop publication"),
            reverse("stop_publication", args=[page.pk]),
            icon_name="calendar",
            priority=91,
        )
