"""The page from which a public article is copied into the WeChat account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import Page

from disclosures.articles import ArticlePage
from disclosures.documents import wechat


class WechatCopy(View):
    """One article, as it is public: never a draft of it. Gated by role."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show title, digest and text, each to be copied."""
        live = Page.objects.live().public()
        page: Any = get_object_or_404(live, pk=page_id).specific
        if not isinstance(page, ArticlePage):
            raise Http404
        title, digest = wechat.title(page), wechat.digest(page)
        context = {
            "page": page,
            "title": title,
            "title_left": wechat.TITLE_MOST - len(title),
            "digest": digest,
            # Made of what a whitelist has left, and of our own styles.
            "article": mark_safe(wechat.article(page, request)),  # noqa: S308
            "address": wechat.address(page),
            "has_newer_draft": page.has_unpublished_changes,
            "header_icon": "copy",
            "breadcrumbs_items": [
                {
                    "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                    "label": page.title,
                },
                {"url": request.path, "label": _("Copy for the WeChat account")},
            ],
        }
        return render(request, "disclosures/documents/wechat.html", context)
