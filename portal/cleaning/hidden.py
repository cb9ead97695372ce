"""What a Word or Excel file keeps, but does not show to whoever reads it.

Word: tracked changes are accepted, so what was deleted or moved away goes, and what was
inserted stays. Hidden runs and table rows go, and so do comments, and notes to which no
text refers. Text hidden by a style is shown: no style hides any more.

Excel: nothing stays hidden. Sheets, rows, columns and objects that were hidden,
filtered away or squeezed to nothing are shown, so that a reader sees them; taking them
out would break the formulas that count on them.

Which text is white, tiny or formatted to show nothing is not looked at.
"""

from collections.abc import Collection

from lxml import etree

_WORD, _EXCEL = "wordprocessingml", "spreadsheetml"
_OFF = frozenset({"0", "false", "off"})
#: Tracked as deleted, or as moved away: go with all that is in them.
_DELETED = frozenset({"del", "delText", "delInstrText", "moveFrom"})
#: Tracked as new: what is in them stays.
_INSERTED = frozenset({"ins", "moveTo"})
#: Marks of comments and of changes, and how something looked before.
_MARKS = frozenset(
    {
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
        *("cellIns", "cellMerge", "numberingChange", "specVanish"),
    }
)
_MARK_ENDINGS = ("PrChange", "PrExChange", "GridChange")
_RANGES = ("moveFromRange", "moveToRange", "customXml")
_RANGE_ENDINGS = ("RangeStart", "RangeEnd")
#: Excel: phonetic hints, sets of values to try, and what was filtered away.
_EXCEL_GONE = frozenset({"rPh", "scenarios", "filterColumn", "cellWatches"})
#: Element → attributes that hide something.
_HIDING = {
    "sheet": ("state",),
    "workbookView": ("visibility", "minimized", "showSheetTabs"),
    "workbookPr": ("showObjects",),
    "sheetFormatPr": ("zeroHeight", "defaultColWidth", "baseColWidth"),
    "sheetPr": ("filterMode",),
    "row": ("collapsed",),
    "col": ("collapsed",),
}
#: A row or column below so many points or characters shows nothing of its text.
_TINY = 2.0


def goes(element: etree._Element) -> bool:
    """Whether it is not seen, and goes with all that is in it."""
    space, local = _name(element)
    if _EXCEL in space:
        return local in _EXCEL_GONE
    if local == "collapsed":
        # A heading under which everything is folded away.
        return "word" in space
    if local == "r":
        # Of a formula, too, which has a namespace of its own.
        return _is_unseen(element, local)
    return _WORD in space and _goes_in_word(element, local)


def _goes_in_word(element: etree._Element, local: str) -> bool:
    if local in {"tr", "tc"}:
        return _is_unseen(element, local)
    if local in {"vanish", "hidden"}:
        # Of a style, a list or the end of a paragraph; a run or row is gone already.
        above = element.getparent()
        return local == "vanish" or (above is not None and _name(above)[1] == "trPr")
    return (
        local in _DELETED
        or local in _MARKS
        or local.endswith(_MARK_ENDINGS)
        or (local.startswith(_RANGES) and local.endswith(_RANGE_ENDINGS))
    )


def is_inserted(element: etree._Element) -> bool:
    """Whether it is the mark of an insertion, around what stays."""
    space, local = _name(element)
    return local in _INSERTED and _WORD in space


def show(element: etree._Element) -> None:
    """Take from an element what hides it, or what it speaks of."""
    space, local = _name(element)
    if _WORD not in space:
        # Rows and columns, and shapes in drawings of both.
        element.attrib.pop("hidden", None)
    if _EXCEL not in space:
        return
    for key in _HIDING.get(local, ()):
        element.attrib.pop(key, None)
    if local == "row" and _is_tiny(element.get("ht")):
        element.attrib.pop("ht")
        element.attrib.pop("customHeight", None)
    elif local == "col" and _is_tiny(element.get("width")):
        element.set("width", "10")
    elif local == "sheetFormatPr" and _is_tiny(element.get("defaultRowHeight")):
        element.set("defaultRowHeight", "15")


def tidy(root: etree._Element) -> None:
    """Tables of which no row is left, and rows of which no cell is."""
    for holder, held in (("tr", "tc"), ("tbl", "tr")):
        for element in list(root.iter(f"{{*}}{holder}")):
            above = element.getparent()
            is_empty = next(element.iter(f"{{*}}{held}"), None) is None
            if is_empty and above is not None and _WORD in _name(element)[0]:
                above.remove(element)


def notes_of(root: etree._Element) -> frozenset[tuple[str, str]]:
    """Which footnotes and endnotes the text refers to."""
    return frozenset(
        (kind, _value(element, "id"))
        for kind in ("footnote", "endnote")
        for element in root.iter(f"{{*}}{kind}Reference")
    )


def forget_notes(root: etree._Element, kept: Collection[tuple[str, str]]) -> None:
    """Take out notes to which no text refers any more; their lines stay."""
    for kind in ("footnote", "endnote"):
        for note in root.findall(f"{{*}}{kind}"):
            if not _value(note, "type") and (kind, _value(note, "id")) not in kept:
                root.remove(note)


def _is_unseen(element: etree._Element, local: str) -> bool:
    """Whether it is a hidden run, a hidden or deleted row, or a deleted cell."""
    marks = {"r": ("vanish",), "tr": ("hidden", "del"), "tc": ("cellDel",)}[local]
    for mark in marks:
        for found in element.findall(f"{{*}}{local}Pr/{{*}}{mark}"):
            if _value(found, "val").lower() not in _OFF:
                return True
    return False


def _value(element: etree._Element, local: str) -> str:
    """An attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == local:
            return str(value)
    return ""


def _is_tiny(size: str | None) -> bool:
    try:
        return size is not None and not float(size) >= _TINY
    except ValueError:
        return True


def _name(element: etree._Element) -> tuple[str, str]:
    name = etree.QName(element)
    return name.namespace or "", name.localname
