"""Tells the measures of a section from the groups they may stand in."""

import re
from collections.abc import Sequence

from .items import Item, group, is_lead_in
from .lines import Line
from .units import names_responsibility


def split_measures(lines: Sequence[Line]) -> tuple[list[Line], list[Item]]:
    """Return the lines that head groups or lead over, and the measures."""
    lead, items = group(lines)
    headings, measures = _unnumbered(lead, alone=not items)
    for item in items:
        inner = _inner(item)
        if inner:
            headings.append(item.lines[0])
        measures += inner or [item]
    return headings, measures


def _unnumbered(lead: list[Line], alone: bool) -> tuple[list[Line], list[Item]]:
    """Without numbers, a measure ends with the line that names its units."""
    named = any(names_responsibility(line.text) for line in lead)
    headings = [line for line in lead if is_lead_in(line)]
    items: list[Item] = []
    complete = True
    for line in lead:
        if line in headings or not (alone or named):
            complete = True
        elif complete:
            items.append(Item([line]))
            complete = not named or names_responsibility(line.text)
        else:
            items[-1].add(line)
            complete = names_responsibility(line.text)
    return headings, items


def _inner(item: Item) -> list[Item]:
    """Return the measures under a group's title; none if the item is a measure."""
    head, *others = item.lines
    between, inner = group(others)
    named = [part for part in inner if _names_units(part)]
    title_only = len(head.body.text) <= 40 and not re.search(r"[。；;]$", head.text)
    if between or not title_only or names_responsibility(head.text):
        return []
    return inner if len(named) > 1 or (named and len(inner) == 1) else []


def _names_units(item: Item) -> bool:
    """Whether any line of an item names its units."""
    return any(names_responsibility(line.text) for line in item.lines)
