"""Word: a cleaned copy that says in its text where the links led.

A cleaned copy has no links. For the draft of a page their addresses are kept as text,
between marks of no script, and everything else is cleaned as always.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from portal.cleaning import CLOSE, MIDDLE, OPEN, Reason, Unclean, office
from portal.cleaning.markup import parse

#: What a page may link to.
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"<>]+", re.I)
_FIELD = re.compile(r"^\s*HYPERLINK\s+\"((?:https?://|mailto:)[^\s\"<>]+)\"", re.I)
_NO_MARKS = str.maketrans("", "", OPEN + MIDDLE + CLOSE)
_ID = re.compile(r"/relationships\}id$")


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    office.warm_up()


def clean(data: bytes) -> tuple[str, bytes]:
    """Clean it like any other, its links marked before."""
    try:
        return _Rewriting(office.Package(data)).result()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise Unclean(Reason.BROKEN) from error


class _Rewriting(office.Rewriting):
    """The walk through the package, the document itself marked when it is read."""

    def part(self, name: str) -> bytes:
        content = super().part(name)
        if name != self.main():
            return content
        return _marked(parse(content), dict(self._addresses(name)))

    def _addresses(self, name: str) -> Iterator[tuple[str, str]]:
        """Key and address of each link that leads out of the package."""
        rels = office.rels_name(name)
        if rels not in self.package:
            return
        for one in parse(self.package.read(rels)):
            target = one.get("Target", "")
            if one.get("TargetMode") == "External" and _ADDRESS.fullmatch(target):
                yield one.get("Id", ""), target


def _marked(root: Any, addresses: dict[str, str]) -> bytes:
    for text in root.iter("{*}t"):
        text.text = (text.text or "").translate(_NO_MARKS)
    for link in list(root.iter("{*}hyperlink")):
        keys = [value for key, value in link.attrib.items() if _ID.search(key)]
        if keys and keys[0] in addresses:
            space = etree.QName(link).namespace
            link.insert(0, _run(space, f"{OPEN}{addresses[keys[0]]}{MIDDLE}"))
            link.append(_run(space, CLOSE))
    _mark_fields(root)
    marked: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return marked


def _mark_fields(root: Any) -> None:
    """Links that are written as fields: their code, a sign, their words, another."""
    code, is_open = "", False
    for element in list(root.iter("{*}fldChar", "{*}instrText")):
        name = etree.QName(element)
        if name.localname == "instrText":
            code += element.text or ""
            continue
        kind, run = element.get(f"{{{name.namespace}}}fldCharType"), element.getparent()
        if kind == "separate" and (found := _FIELD.match(code)):
            run.addnext(_run(name.namespace, f"{OPEN}{found[1]}{MIDDLE}"))
            is_open = True
        elif kind == "end" and is_open:
            run.addprevious(_run(name.namespace, CLOSE))
            is_open = False
        if kind in {"begin", "separate"}:
            code = ""


def _run(space: str | None, text: str) -> Any:
    run = etree.Element(f"{{{space}}}r")
    etree.SubElement(run, f"{{{space}}}t").text = text
    return run
