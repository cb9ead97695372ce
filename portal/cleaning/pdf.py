"""PDF: what is seen stays; what acts, what is attached and what tells who is taken out.

The document is reduced to its pages, and each page to an allow-list of keys. Notes and
filled-in forms are drawn into the page. Keys that hold actions, files or metadata go
from every object that is left.
"""

from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf

from portal.cleaning import Reason, Unclean
from portal.cleaning.jpeg import without_metadata

PAGES_MOST = 5000
#: A picture larger than this is made to exhaust whoever looks at it.
PIXELS_MOST = 200_000_000
_ROOT = frozenset({"/Type", "/Pages", "/PageLabels", "/OCProperties", "/Version"})
_PAGE = frozenset(
    {
        "/Type",
        "/Parent",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Rotate",
        "/UserUnit",
        "/Resources",
        "/Contents",
        "/Group",
    }
)
#: Wherever they stand: actions and scripts; files, also those that a stream or a form
#: would take from elsewhere; what an application or a person left behind.
_NOWHERE = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/Annots", "/AcroForm"),
    *("/EF", "/AF", "/EmbeddedFiles", "/Ref", "/OPI", "/Alternates", "/FFilter"),
    *("/Metadata", "/PieceInfo", "/LastModified", "/Usage", "/Thumb", "/SpiderInfo"),
    *("/Measure", "/PtData", "/StructParent", "/StructParents"),
)
#: Their keys are names that somebody chose, as `A` for a letter's shape.
_CATALOGUES = frozenset(
    {
        "/CharProcs",
        "/ColorSpace",
        "/Colorants",
        "/ExtGState",
        "/Font",
        "/Pattern",
        "/Properties",
        "/Shading",
        "/XObject",
    }
)
#: What can hold something else.
_DEEP = (pikepdf.Array, Dictionary, pikepdf.Stream)


def warm_up() -> None:
    """Load what could no longer be loaded once the process is confined."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    clean(out.getvalue())


def clean(data: bytes) -> tuple[str, bytes]:
    """A PDF that only shows its pages."""
    try:
        pdf = Pdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise Unclean(Reason.LOCKED) from None
    with pdf:
        if pdf.is_encrypted:
            raise Unclean(Reason.LOCKED)
        if not 0 < len(pdf.pages) <= PAGES_MOST:
            raise Unclean(Reason.BOMB if len(pdf.pages) else Reason.BROKEN)
        _draw_notes(pdf)
        _reduce(pdf)
        _Walk().through(pdf.Root)
        out = BytesIO()
        # Its fingerprint tells nothing either: made of the content alone.
        pdf.save(out, deterministic_id=True, compress_streams=True)
    return "application/pdf", out.getvalue()


def _draw_notes(pdf: Pdf) -> None:
    """Notes, stamps and filled-in fields become part of their page."""
    form = pdf.Root.get("/AcroForm")
    if form is not None and form.get("/NeedAppearances", False):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")


def _reduce(pdf: Pdf) -> None:
    for key in set(pdf.Root.keys()) - _ROOT:
        del pdf.Root[key]
    for page in pdf.pages:
        for key in set(page.obj.keys()) - _PAGE:
            del page.obj[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


class _Walk:
    """Everything that can be reached, each object once, without recursion."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def through(self, root: Object) -> None:
        """Take out of every object what may stand nowhere."""
        waiting: list[tuple[str, Object]] = [("", root)]
        while waiting:
            key, thing = waiting.pop()
            if thing.is_indirect:
                if thing.objgen in self._seen:
                    continue
                self._seen.add(thing.objgen)
            if isinstance(thing, pikepdf.Array):
                waiting.extend(("", c) for c in thing.as_list() if isinstance(c, _DEEP))
            elif isinstance(thing, Dictionary):
                if key not in _CATALOGUES:
                    _strip(thing)
                waiting.extend(_items(thing))
            elif isinstance(thing, pikepdf.Stream):
                _strip(thing)
                _strip_stream(thing)
                waiting.extend(_items(thing.stream_dict))


def _items(thing: Object) -> list[tuple[str, Object]]:
    """What in a dictionary may hold something, with its key."""
    return [(str(k), child) for k, child in thing.items() if isinstance(child, _DEEP)]


def _strip(thing: Object) -> None:
    for key in _NOWHERE:
        if key in thing:
            del thing[key]


def _strip_stream(stream: pikepdf.Stream) -> None:
    if "/F" in stream:
        # The content would come from a file elsewhere.
        del stream["/F"]
    if stream.get("/Subtype") == Name.Image:
        _strip_picture(stream)
    elif stream.get("/Subtype") == Name.PS:
        # PostScript is a program.
        stream.write(b"")


def _strip_picture(picture: pikepdf.Stream) -> None:
    if int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) > PIXELS_MOST:
        raise Unclean(Reason.PIXELS)
    filters = picture.get("/Filter")
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if names == [Name.DCTDecode]:
        raw = picture.read_raw_bytes()
        parms = picture.get("/DecodeParms")
        if not isinstance(parms, Dictionary):
            parms = None
        picture.write(without_metadata(raw), filter=Name.DCTDecode, decode_parms=parms)
