"""Word and Excel files: the text, tables and pictures go into a new package.

Only parts of known kinds, reached from the main one, come along; so macros, ActiveX,
embedded objects, templates, links to other files, custom XML, printer settings and
properties fall away without being looked for. What refers to them is taken out of the
XML of the parts that stay (`markup`), and so is what a reader would not see (`hidden`),
with the parts that only it needed; pictures are written anew.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from portal.cleaning import DOCX, XLSX, Reason, Unclean, images, markup
from portal.cleaning.markup import parse

PARTS_MOST = 3000
#: Bytes of one part, and of all of them, unpacked.
PART_MOST = 64 * 1024 * 1024
ALL_MOST = 300 * 1024 * 1024
#: A part that shrank to less than a two-hundredth is checked against `FAIR_SIZE`.
RATIO_MOST = 200
FAIR_SIZE = 16 * 1024 * 1024
_MAIN_SUFFIX = {
    "wordprocessingml.document.main+xml": DOCX,
    "wordprocessingml.template.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
    "spreadsheetml.template.main+xml": XLSX,
}
_MACRO_MAIN = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": DOCX,
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": DOCX,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": XLSX,
    "application/vnd.ms-excel.template.macroEnabled.main+xml": XLSX,
}
#: Last step of a relationship's type: what a part may bring along.
_FOLLOWED = frozenset(
    {
        *("styles", "stylesWithEffects", "numbering", "settings", "fontTable", "theme"),
        *("footnotes", "endnotes", "header", "footer", "image"),
        *("chart", "chartUserShapes", "diagramData", "diagramLayout"),
        *("diagramQuickStyle", "diagramColors", "themeOverride"),
        *("worksheet", "chartsheet", "sharedStrings", "drawing", "table"),
        "sheetMetadata",
    }
)
#: Of these a part has at most one, which holds without being referred to.
_IMPLICIT = frozenset(
    {
        *("styles", "stylesWithEffects", "numbering", "settings", "fontTable", "theme"),
        *("footnotes", "endnotes", "themeOverride", "sharedStrings", "sheetMetadata"),
    }
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE_DOCUMENT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
)
#: No name of a part; some would lead out of the folder it is unpacked into.
_WEIRD = re.compile(r"\\|:|^/|(^|/)\.\.(/|$)")
#: What a package is held together by, and pieces of parts, are no parts.
_PLUMBING = re.compile(r"(^|/)_rels/|(^|/)\[content_types\]\.xml|\.piece$")
_BLANK = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84"
    b"\0\0\0\0IEND\xaeB`\x82"
)


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    images.warm_up()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", b"<a/>")
    Package(out.getvalue()).read("a.xml")
    parse(b"<a/>")


def clean(data: bytes) -> tuple[str, bytes]:
    """A document or workbook of the same kind, made of harmless parts alone."""
    try:
        return Rewriting(Package(data)).result()
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise Unclean(Reason.BROKEN) from error


class Package:
    """A zip file, read without believing what it says of its sizes."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(BytesIO(data))
        self.left = ALL_MOST
        entries = self.zip.infolist()
        if len(entries) > PARTS_MOST:
            raise Unclean(Reason.BOMB)
        if any(_WEIRD.search(entry.filename) for entry in entries):
            raise Unclean(Reason.BROKEN)
        # Two entries of one name would be one for us and another for a reader.
        if len({entry.filename.lower() for entry in entries}) != len(entries):
            raise Unclean(Reason.BROKEN)
        self.names = {entry.filename.lower(): entry for entry in entries}
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise Unclean(Reason.LOCKED)
            if _is_bomb(entry.file_size, entry.compress_size):
                raise Unclean(Reason.BOMB)
        if sum(entry.file_size for entry in entries) > ALL_MOST:
            raise Unclean(Reason.BOMB)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """A part, of which no more is unpacked than is allowed."""
        entry = self.names[name.lower()]
        with self.zip.open(entry) as part:
            content = part.read(min(PART_MOST, self.left) + 1)
        self.left -= len(content)
        if self.left < 0 or _is_bomb(len(content), entry.compress_size):
            raise Unclean(Reason.BOMB)
        return content


def _is_bomb(size: int, packed: int) -> bool:
    return size > PART_MOST or (size > FAIR_SIZE and size > RATIO_MOST * packed)


@dataclass
class _Link:
    """One relationship of a part that is followed."""

    key: str
    #: An address; its last step says what the target is.
    type: str
    target: str

    @property
    def kind(self) -> str:
        """What the target is to the part."""
        return self.type.rsplit("/", 1)[-1]


@dataclass
class _Part:
    """A part of the new package."""

    name: str
    content_type: str
    content: bytes = b""
    links: list[_Link] = field(default_factory=list)


class Rewriting:
    """The walk from the main part through what it brings along."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.types = _content_types(package.read("[Content_Types].xml"))
        self.parts: dict[str, _Part] = {}
        #: Footnotes and endnotes to which the text refers.
        self.notes: frozenset[tuple[str, str]] = frozenset()

    def result(self) -> tuple[str, bytes]:
        """The new package."""
        main = self.main()
        content_type = self._type_of(main)
        told = _MACRO_MAIN.get(content_type) or next(
            (t for suffix, t in _MAIN_SUFFIX.items() if content_type.endswith(suffix)),
            "",
        )
        if not told:
            raise Unclean(Reason.TYPE)
        self._take(main)
        self.parts[main].content_type = f"{told}.main+xml"
        return told, self._packed(main)

    def main(self) -> str:
        """The name of the document or workbook itself."""
        for link in self._links_of(""):
            if link.kind == "officeDocument":
                return link.target
        raise Unclean(Reason.BROKEN)

    def part(self, name: str) -> bytes:
        """A part as it came."""
        return self.package.read(name)

    def _take(self, first: str) -> None:
        """Clean a part and all that it brings along."""
        waiting = [(first, "officeDocument")]
        while waiting:
            name, kind = waiting.pop()
            if name in self.parts:
                continue
            part = self.parts[name] = _Part(name, self._type_of(name))
            if kind == "image":
                self._picture(part)
                continue
            links = self._links_of(name)
            links = [link for link in links if link.kind in _FOLLOWED]
            kept = {link.key for link in links}
            cleaned = markup.clean(self.part(name), kept, self.notes)
            part.content = cleaned.xml
            # The main part comes first, and is the only one that refers to notes.
            self.notes |= cleaned.notes
            # A picture in what was deleted goes with it.
            needed = cleaned.links
            part.links = [k for k in links if k.kind in _IMPLICIT or k.key in needed]
            waiting += [(link.target, link.kind) for link in part.links]

    def _picture(self, part: _Part) -> None:
        """Pixels alone; drawings with instructions of their own become blank."""
        try:
            told, part.content = images.still(self.package.read(part.name))
        except OSError:
            told, part.content = "image/png", _BLANK
        part.content_type = told
        stem = posixpath.splitext(part.name)[0]
        part.name = f"{stem}_{len(self.parts)}.{told.removeprefix('image/')}"

    def _links_of(self, name: str) -> list[_Link]:
        """Relationships inside the package that lead to a part that exists."""
        rels = rels_name(name)
        if rels not in self.package:
            return []
        found = []
        for one in parse(self.package.read(rels)):
            if one.get("TargetMode") == "External":
                continue
            target = _resolved(name, one.get("Target", ""))
            # A reader may take `%5F` for what it stands for.
            if _PLUMBING.search(unquote(target).lower()):
                continue
            if target in self.package:
                target = self.package.names[target.lower()].filename
                found.append(_Link(one.get("Id", ""), one.get("Type", ""), target))
        return found

    def _type_of(self, name: str) -> str:
        ending = posixpath.splitext(name)[1][1:]
        told = self.types.get("/" + name.lower()) or self.types.get(ending.lower())
        return told if told and told.endswith("xml") else "application/xml"

    def _packed(self, main: str) -> bytes:
        """The parts in a zip, each name once, whatever letters it is written in."""
        names = ["[content_types].xml", "_rels/.rels"]
        for part in self.parts.values():
            names.append(part.name.lower())
            if part.links:
                names.append(rels_name(part.name).lower())
        if len(set(names)) != len(names):
            raise Unclean(Reason.BROKEN)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            _write(package, "[Content_Types].xml", self._types_xml())
            root = [_Link("rId1", _OFFICE_DOCUMENT, main)]
            _write(package, "_rels/.rels", self._rels_xml("", root))
            for part in self.parts.values():
                _write(package, part.name, part.content)
                if part.links:
                    xml = self._rels_xml(part.name, part.links)
                    _write(package, rels_name(part.name), xml)
        return out.getvalue()

    def _types_xml(self) -> bytes:
        root = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
        etree.SubElement(
            root,
            f"{{{_TYPES}}}Default",
            Extension="rels",
            ContentType=_RELATIONSHIPS_TYPE,
        )
        for part in self.parts.values():
            etree.SubElement(
                root,
                f"{{{_TYPES}}}Override",
                PartName="/" + part.name,
                ContentType=part.content_type,
            )
        return _serialised(root)

    def _rels_xml(self, name: str, links: list[_Link]) -> bytes:
        root = etree.Element(
            f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS}
        )
        for link in links:
            etree.SubElement(
                root,
                f"{{{_RELATIONSHIPS}}}Relationship",
                Id=link.key,
                Type=link.type,
                Target="/" + self.parts[link.target].name,
            )
        return _serialised(root)


def _content_types(xml: bytes) -> dict[str, str]:
    """`/part` or ending → media type, in lower case."""
    found = {}
    for one in parse(xml):
        key = one.get("PartName") or one.get("Extension") or ""
        found[key.lower()] = one.get("ContentType", "")
    return found


def rels_name(name: str) -> str:
    """Where the relationships of a part stand."""
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _resolved(name: str, target: str) -> str:
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _write(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    # Always the same day, and no other trace of a machine.
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, content)


def _serialised(root: etree._Element) -> bytes:
    xml: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return xml
