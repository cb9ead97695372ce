"""Tables of an article: edited as lines of cells, shown where the text names them."""

import html
import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page

from disclosures.documents import grid
from disclosures.estates.telling import TellsOfEstates
from portal.scan import Scanned

#: What stands alone on a line where a table belongs: 【表1】.
MARK = re.compile(r"【\s*表\s*(\d{1,3})\s*】")


#: A row is a line, however long.
ROWS = forms.Textarea(attrs={"rows": 8, "wrap": "off", "spellcheck": "false"})


#: A heading whose figures are households.
_HOUSEHOLDS = re.compile(r"[（(]?(?:户|套)数?[)）]?$")


def mark(number: int) -> str:
    """Return what stands in the text for a table."""
    return f"【表{number}】"


class ArticleTable(TellsOfEstates, Scanned):
    """A table of one page."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(
        _("number"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Table 1 stands where a line of the text says 【表1】."),
    )
    caption = models.CharField(_("title"), max_length=120, blank=True)
    cells = models.TextField(
        _("cells"),
        help_text=_(
            "A line for each row, its cells parted by |; rows can be pasted from a"
            " spreadsheet, too. A cell of ← belongs to the one at its left, one of ↑"
            " to the one above."
        ),
    )
    has_header = models.BooleanField(_("the first row is a heading"), default=True)

    scanned_fields = ("caption", "cells")

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.caption or mark(self.number)

    def told_about(self) -> str:
        """Return its title; an estate in it stands beside every number."""
        return self.caption

    def clean(self) -> None:
        """Refuse what could not be read on a page."""
        super().clean()
        rows = grid.texts(self.cells)
        width = len(rows[0]) if rows else 0
        if len(rows) > grid.ROWS_MOST or width > grid.COLUMNS_MOST:
            raise ValidationError(
                {
                    "cells": gettext(
                        "A table of a page has up to %(rows)d rows and %(columns)d"
                        " columns; attach a longer one as a file."
                    )
                    % {"rows": grid.ROWS_MOST, "columns": grid.COLUMNS_MOST}
                }
            )

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Each row as it is read, across its cells."""
        yield "caption", html.escape(self.caption)
        rows = grid.texts(self.cells)
        lines = [*map(_read, rows), *self._counted(rows)]
        yield "cells", html.escape("\n".join(lines), quote=False)

    def _counted(self, rows: list[list[str]]) -> Iterator[str]:
        """Write figures with their headings, where these count households."""
        heads = rows[0] if self.has_header and rows else []
        for row in rows[1:] if heads else []:
            for head, cell in zip(heads, row, strict=True):
                if _HOUSEHOLDS.search(head) and cell.strip().isdecimal():
                    yield f"{row[0]}{_HOUSEHOLDS.sub('', head)}{cell.strip()}户。"

    @property
    def heading_rows(self) -> list[list[grid.Cell]]:
        """Return the rows that head it: the first, and those it reaches into."""
        below: dict[int, list[grid.Cell]] = {}
        for row in self.body_rows:
            for cell in row:
                below.setdefault(cell.column, []).append(cell)
        heads = self._rows[: self._heads]
        for cell in chain.from_iterable(heads):
            column = [one for one in below.get(cell.column, ()) if one.text]
            cell.heads_figures = cell.columns == 1 and bool(column)
            cell.heads_figures &= all(one.is_figure for one in column)
        return heads

    @property
    def body_rows(self) -> list[list[grid.Cell]]:
        """Return the other rows."""
        return self._rows[self._heads :]

    @property
    def _rows(self) -> list[list[grid.Cell]]:
        return grid.cells(self.cells)

    @property
    def _heads(self) -> int:
        rows = self._rows
        if not (self.has_header and len(rows) > 1):
            return 0
        return min(max((cell.rows for cell in rows[0]), default=1), len(rows) - 1)

    def words(self) -> str:
        """Return what it says, in plain lines."""
        return "\n".join(filter(None, [self.caption, *self.cells.splitlines()]))


class TablesPanel(InlinePanel):
    """The tables of a page."""

    def __init__(self, **kwargs: Any) -> None:
        given = {
            "heading": _("Tables"),
            "label": _("Table"),
            "panels": [
                "number",
                "caption",
                FieldPanel("cells", widget=ROWS),
                "has_header",
            ],
        }
        super().__init__("tables", **(given | kwargs))

    def clone_kwargs(self) -> dict[str, Any]:
        """Leave out the relation, which is always the same."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["relation_name"]
        return kwargs


def _read(row: list[str]) -> str:
    """An address may stand in several cells; two numbers are never one."""
    cells = [cell for cell in row if cell and cell not in grid.LEFT | grid.UP]
    if not cells:
        return ""
    joined = cells[0]
    for before, after in pairwise(cells):
        both_numbers = before[-1:].isdigit() and after[:1].isdigit()
        joined += f"{'；' if both_numbers else ' '}{after}"
    return joined.replace(grid.BREAK, " ")
