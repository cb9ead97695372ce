"""The XML of Word and Excel: what acts, refers elsewhere or names somebody goes.

What is not seen goes, too, or is shown: see `hidden`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from portal.cleaning import Reason, Unclean, hidden

#: The namespace of references to other parts, in both of the standard's forms.
_LINKS = re.compile(r"/(officeDocument/2006|officeDocument)/relationships$")
_EXCEL = "spreadsheetml"
#: Elements that go with all that is in them.
_GONE = frozenset(
    {
        # Word: the code of fields (DDE, includes, macros; what they showed stays),
        # binding to data elsewhere, templates, mail merge, variables, traces of edits.
        *("instrText", "delInstrText", "fldChar", "ffData", "dataBinding", "altChunk"),
        *("attachedTemplate", "mailMerge", "docVars", "rsids", "subDoc", "control"),
        *("OLEObject", "writeProtection", "documentProtection", "proofState"),
        *("saveThroughXslt", "attachedSchema", "smartTagPr", "customXmlPr"),
        # Excel: who shared it, where it lay, what it fetches, controls and objects.
        *("fileSharing", "externalReferences", "pivotCaches", "webPublishItems"),
        *(
            "webPublishing",
            "oleObjects",
            "controls",
            "legacyDrawing",
            "legacyDrawingHF",
        ),
        *(
            "legacyDrawingHF",
            "customWorkbookViews",
            "customSheetViews",
            "smartTags",
            "revisionPtr",
        ),
        *("fileRecoveryPr", "functionGroups", "oleSize", "customProperties"),
        # Both: links behind pictures, and whatever was added to the standard later.
        *("hyperlinks", "hlinkClick", "hlinkHover", "hlinkMouseOver", "extLst"),
    }
)
#: Elements that go while what is in them stays.
_UNWRAPPED = frozenset({"fldSimple", "smartTag", "customXml", "hyperlink"})
_NAMELESS = frozenset({"author", "initials", "userId", "providerId"})
_DROPPED = frozenset(
    {
        *("macro", "codeName", "gfxdata", "date", "dateUtc", "href"),
        *("connectionId", "tableType", "queryTableFieldId"),
    }
)
#: A formula that calls out, or that another programme would be asked for.
_CALLS = re.compile(
    r"[\[|]|\b(WEBSERVICE|HYPERLINK|CALL|REGISTER(\.ID)?|EXEC|RTD|IMAGE)\s*\(", re.I
)


def parse(xml: bytes) -> etree._Element:
    """The root; no document type, nothing fetched, nothing blown up."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.doctype:
        raise Unclean(Reason.BROKEN)
    return root


@dataclass(frozen=True)
class Cleaned:
    """A part as it goes on, and what its text still refers to."""

    xml: bytes
    links: frozenset[str]
    notes: frozenset[tuple[str, str]]


def clean(
    xml: bytes, kept: Collection[str], notes: Collection[tuple[str, str]] = ()
) -> Cleaned:
    """A part without what acts or is not seen.

    `kept` are the keys of relationships that may remain, `notes` the footnotes and
    endnotes to which the text refers.
    """
    root = parse(xml)
    hidden.forget_notes(root, notes)
    elements = list(root.iter(etree.Element))
    # Of formulas that share a text, a part would be worse than none: what they came to
    # stays in the cells.
    has_calls = any(_is_formula(e) and _CALLS.search(e.text or "") for e in elements)
    for element in elements:
        if (
            _goes(element)
            or hidden.goes(element)
            or (has_calls and _is_formula(element))
        ):
            _remove(element)
        elif _is_unwrapped(element) or hidden.is_inserted(element):
            _unwrap(element)
        elif not _clean_attributes(element, kept):
            _remove(element)
        else:
            hidden.show(element)
    hidden.tidy(root)
    whole: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return Cleaned(whole, _links_in(root), hidden.notes_of(root))


def _links_in(root: etree._Element) -> frozenset[str]:
    """Keys of the relationships that something in the part still needs."""
    return frozenset(
        str(value)
        for element in root.iter(etree.Element)
        for key, value in element.attrib.items()
        if _LINKS.search(etree.QName(key).namespace or "")
        or etree.QName(key).localname == "relid"
    )


def _name(element: etree._Element) -> tuple[str, str]:
    name = etree.QName(element)
    return name.namespace or "", name.localname


def _goes(element: etree._Element) -> bool:
    _space, local = _name(element)
    if local in _GONE:
        return True
    if local == "definedName":
        return bool(_CALLS.search(element.text or "")) or "function" in element.attrib
    if local == "AlternateContent":
        # In a workbook or sheet it holds controls, or the folder where it lay.
        above = element.getparent()
        return above is not None and _EXCEL in _name(above)[0]
    return False


def _is_formula(element: etree._Element) -> bool:
    space, local = _name(element)
    return local in {"f", "calculatedColumnFormula"} and _EXCEL in space


def _is_unwrapped(element: etree._Element) -> bool:
    space, local = _name(element)
    return local in _UNWRAPPED and _EXCEL not in space


def _clean_attributes(element: etree._Element, kept: Collection[str]) -> bool:
    """Take attributes out; False when the element hangs on a part that is gone."""
    stays = True
    for key, value in list(element.attrib.items()):
        space, local = (etree.QName(key).namespace or ""), etree.QName(key).localname
        if _LINKS.search(space):
            if value not in kept:
                del element.attrib[key]
                # A picture that was linked and embedded keeps what is embedded.
                stays = stays and local in {"link", "href"}
        elif local in _DROPPED or local.startswith("rsid"):
            del element.attrib[key]
        elif local in _NAMELESS:
            element.set(key, "")
    return stays


def _remove(element: etree._Element) -> None:
    """Take an element out; text that followed it stays."""
    above = element.getparent()
    if above is None:
        raise Unclean(Reason.BROKEN)
    _keep_text(element, element.tail)
    above.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put what is in an element in its place."""
    above = element.getparent()
    if above is None:
        raise Unclean(Reason.BROKEN)
    for child in list(element):
        element.addprevious(child)
    _keep_text(element, element.tail)
    above.remove(element)


def _keep_text(element: etree._Element, text: str | None) -> None:
    before, above = element.getprevious(), element.getparent()
    if not text:
        return
    if before is not None:
        before.tail = (before.tail or "") + text
    elif above is not None:
        above.text = (above.text or "") + text
