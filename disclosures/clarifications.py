"""Clarifications (澄清): public only at the wish of whoever was wrongly suspected."""

import re
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from disclosures.articles import ArticleManager, ArticlePage
from portal.names import names_alone
from portal.patterns import HAN_NUMBER
from portal.scan import Finding, Passed, compact
from portal.validators import NotInFuture

#: A house or door, however it is written; and somebody called by half a name.
_FLAT = re.compile(rf"{HAN_NUMBER}\s?(?:号楼|[栋幢座]|单元|室|号房)")
_PERSON = re.compile(r"[\u4e00-\u9fff](?:某{1,2}|先生|女士|同志|师傅)")
STRICT = (
    ("flat", _("a house or flat"), _FLAT),
    ("person", _("a person"), _PERSON),
)


class ClarificationPage(ArticlePage):
    """Says that a suspicion was wrong, and names neither flat nor person."""

    wished_on = models.DateField(
        _("the person concerned wished it on"),
        validators=[NotInFuture()],
        help_text=_("Without that wish a clarification is a letter, and not public."),
    )

    objects: ClassVar[Any] = ArticleManager()

    content_panels = [*ArticlePage.content_panels, FieldPanel("wished_on")]
    parent_page_types = ["disclosures.NoticesPage"]

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")

    @property
    def label(self) -> str:
        """Return what kind of notice it is."""
        return gettext("clarification")

    def findings(self, text: str, passed: Passed = ()) -> list[Finding]:
        """Stop any flat and any person, also where others may be named."""
        found = super().findings(text, passed)
        for kind, label, places in (
            *((*one[:2], [m.span() for m in one[2].finditer(text)]) for one in STRICT),
            ("person", STRICT[-1][1], names_alone(text)),
        ):
            for start, end in places:
                one = Finding(kind, label, text[start:end], start, end)
                is_new = not any(
                    one.start < other.end and other.start < one.end for other in found
                )
                if is_new and (kind, compact(one.text)) not in passed:
                    found.append(one)
        return found
