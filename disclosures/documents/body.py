"""The text of an article with its tables in their places."""

import html
import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosures.documents.tables import MARK, mark

#: What stands for the description of a picture that came without one.
NO_DESCRIPTION = "【请填写图片说明】"
_LINE = re.compile(rf"<p\b[^>]*>\s*{MARK.pattern}\s*</p>")


def with_tables(page: Any) -> SafeString:
    """Return a page's text as HTML; what no line names comes at its end."""
    # Asks for models while it loads.
    from wagtail.templatetags.wagtailcore_tags import richtext

    left = list(page.tables.all())

    def drawn(line: re.Match[str]) -> str:
        found = [table for table in left if table.number == int(line[1])]
        for table in found:
            left.remove(table)
        return "".join(map(_drawn, found)) or line[0]

    text = _LINE.sub(drawn, str(richtext(page.body)))
    rest = "".join(map(_drawn, left))
    # Both parts come out of templates, which escape.
    return mark_safe(text + rest)  # noqa: S308


def without_marks(text: str) -> str:
    """Return a text without the lines that stand for tables."""
    return MARK.sub("", text)


def table_words(page: Any) -> str:
    """Return what a page's tables say, for the search and for corrections."""
    return "\n".join(
        html.escape(table.words(), quote=False) for table in page.tables.all()
    )


def lacks(page: Any) -> str:
    """Say what keeps a text from going public: a table or a description missing."""
    if NO_DESCRIPTION in page.body:
        return _(
            "A picture in the text has no description yet. Whoever writes clicks on it"
            " in the text and says in words what it shows; whoever reviews asks for"
            " changes."
        )
    there = [table.number for table in page.tables.all()]
    for number in there:
        if there.count(number) > 1:
            return _("Two tables have the number %(number)d.") % {"number": number}
    for number in map(int, MARK.findall(page.body)):
        if number not in there:
            return _("The text says %(mark)s, but the page has no such table.") % {
                "mark": mark(number)
            }
    return ""


def _drawn(table: Any) -> str:
    return render_to_string("disclosures/documents/_table.html", {"table": table})
