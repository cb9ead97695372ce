"""A page draft from a Word file: an upload instead of typing, then the page form.

The file fills in Wagtail's own form for a new page, which is then handed in. So what
the form refuses, this refuses: a draft that names a private person comes back as the
form, filled in, with each place marked, and nothing of it is lost.
"""

import re
from html import escape
from http import HTTPStatus
from itertools import chain, count
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page

from disclosures.articles import NoticePage, PolicyPage, ReportPage, UpdatePage
from disclosures.documents.arriving import arrived, keep_pictures
from disclosures.documents.body import NO_DESCRIPTION
from disclosures.documents.reading import Article

#: Pages that a text alone makes; of each section one kind.
KINDS = (UpdatePage, ReportPage, NoticePage, PolicyPage)
SLUG_MOST = 200
#: How a picture stands in the text.
FORMAT = "fullwidth"
_IMG = re.compile(r'<img\b[^>]*\bsrc="(\d+)"[^>]*/>')


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("Word file"),
        help_text=gettext_lazy("Word (.docx), up to 20 MB, without macros."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> Article:
        """Return what it holds."""
        return arrived(self.cleaned_data["file"])


def kind_for(section: type[Page]) -> type[Page] | None:
    """Return what is drafted in a section; None where a text alone is no page."""
    allowed = section.creatable_subpage_models()
    return next((kind for kind in KINDS if kind in allowed), None)


class FromWord(CreateView):
    """The upload below a section, and the page form filled in from it."""

    def dispatch(
        self, request: HttpRequest, parent_page_id: int, *args: Any
    ) -> HttpResponse:
        """Ask what a new page asks: whether this person may write here."""
        section = get_object_or_404(Page, pk=parent_page_id).specific
        kind = kind_for(type(section))
        if kind is None:
            raise Http404
        names = kind._meta.app_label, kind._meta.model_name
        answer: HttpResponse = super().dispatch(request, *names, parent_page_id)
        return answer

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the upload."""
        return self._upload(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Fill in the page form from the file, and hand it in as a draft."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload(form)
        article: Article = form.cleaned_data["file"]
        try:
            pictures = keep_pictures(article, request.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self._upload(form)
        request.POST = self._filled_in(article, pictures)  # type: ignore[assignment]
        for remark in remarks(article):
            messages.warning(request, remark)
        answer: HttpResponse = super().post(request)
        return answer

    def _upload(self, form: UploadForm) -> HttpResponse:
        context = {
            "form": form,
            "section": self.parent_page,
            "page_title": _("Draft from a Word file"),
            "header_icon": "upload",
            "breadcrumbs_items": [
                {
                    "url": reverse("wagtailadmin_explore", args=[self.parent_page.pk]),
                    "label": self.parent_page.title,
                },
                {"url": self.request.path, "label": _("Draft from a Word file")},
            ],
        }
        return render(
            self.request,
            "disclosures/documents/upload.html",
            context,
            status=HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else 200,
        )

    def _filled_in(self, article: Article, pictures: list[Any]) -> QueryDict:
        """What the browser would post, had somebody typed all this."""
        form = self.form_class(
            instance=self.page_class(owner=self.request.user),
            parent_page=self.parent_page,
            for_user=self.request.user,
        )
        data = QueryDict(mutable=True)
        title = article.title[:255]
        given = {
            "title": title,
            "slug": self._slug(title),
            "body": body(article, pictures),
        }
        for name, field in form.fields.items():
            value = given.get(name, form[name].value())
            if value not in (None, "", False):
                value = field.widget.format_value(value)
                data.setlist(name, value if isinstance(value, list) else [value])
        for formset in form.formsets.values():
            rows = tables(article) if formset.prefix == "tables" else []
            data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(rows))
            data[f"{formset.prefix}-INITIAL_FORMS"] = "0"
            for number, row in enumerate(rows):
                for name, value in row.items():
                    data[f"{formset.prefix}-{number}-{name}"] = str(value)
        return data

    def _slug(self, title: str) -> str:
        """Make the address that the form's script would make; one that is free."""
        wanted = slugify(title, allow_unicode=True)[:SLUG_MOST] or "draft"
        beside = self.parent_page.get_children().filter(slug__startswith=wanted)
        taken = set(beside.values_list("slug", flat=True))
        others = (f"{wanted}-{number}" for number in count(2))
        return next(slug for slug in chain([wanted], others) if slug not in taken)


def body(article: Article, pictures: list[Any]) -> str:
    """The text as the database keeps it, each picture in its place."""

    def placed(img: re.Match[str]) -> str:
        number = int(img[1]) - 1
        alt = escape(article.pictures[number].alt or NO_DESCRIPTION)
        return (
            f'<embed embedtype="image" format="{FORMAT}" id="{pictures[number].pk}"'
            f' alt="{alt}"/>'
        )

    return _IMG.sub(placed, article.body)


def tables(article: Article) -> list[dict[str, Any]]:
    """The rows of the form for tables."""
    return [
        {"number": number, "caption": table.caption[:120], "cells": table.cells}
        | ({"has_header": "on"} if table.has_header else {})
        for number, table in enumerate(article.tables, 1)
    ]


def remarks(article: Article) -> list[str]:
    """What whoever drafts has to look at."""
    found = []
    if not article.title:
        found.append(_("No title was found in the file: write one."))
    if nameless := sum(not picture.alt for picture in article.pictures):
        found.append(
            ngettext(
                "One picture came without a description. Click on it in the text and"
                " say what it shows; until then the page cannot be approved.",
                "%(count)d pictures came without a description. Click on each in the"
                " text and say what it shows; until then the page cannot be approved.",
                nameless,
            )
            % {"count": nameless}
        )
    if article.lost:
        found.append(
            ngettext(
                "One drawing could not be taken over: insert it as a picture.",
                "%(count)d drawings could not be taken over: insert them as pictures.",
                article.lost,
            )
            % {"count": article.lost}
        )
    if article.flattened:
        found.append(
            ngettext(
                "One table stood in a cell of another: its words are lines of that"
                " cell now. Look whether they can be understood.",
                "%(count)d tables stood in cells of others: their words are lines of"
                " those cells now. Look whether they can be understood.",
                article.flattened,
            )
            % {"count": article.flattened}
        )
    return found
