"""What `disclosures.wagtail_hooks` registers of Word files and copies for WeChat."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button

from disclosures.articles import ArticlePage, SectionPage
from disclosures.documents.copying import WechatCopy
from disclosures.documents.drafting import FromWord, kind_for


def urls() -> list[URLPattern]:
    """Return the addresses below `/admin/`."""
    return [
        path("pages/<int:parent_page_id>/word/", FromWord.as_view(), name="from_word"),
        path("pages/<int:page_id>/wechat/", WechatCopy.as_view(), name="wechat_copy"),
    ]


def buttons(page: Any, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Offer a draft above each section, and a copy above each public article."""
    kind = page.specific_class
    if kind is None:
        return
    may_draft = issubclass(kind, SectionPage) and kind_for(kind)
    if may_draft and page.permissions_for_user(user).can_add_subpage():
        yield Button(
            _("Draft from a Word file"),
            reverse("from_word", args=[page.pk]),
            icon_name="upload",
            priority=80,
        )
    if issubclass(kind, ArticlePage) and page.live:
        yield Button(
            _("Copy for the WeChat account"),
            reverse("wechat_copy", args=[page.pk]),
            icon_name="copy",
            priority=80,
        )
