"""A public article as the editor of a WeChat account takes it when it is pasted.

That editor keeps inline styles and drops classes, scripts and links that lead out of
WeChat. So the page is taken as readers see it, reduced to what survives, and dressed
with styles of its own; what a link led to is written beside its words.
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from lxml import etree, html

from disclosures.documents import ordinals
from disclosures.documents.body import without_marks
from portal.gate.media import STAFF
from portal.pages.trail import site_name
from portal.scan import readable

#: What the account's own fields take.
TITLE_MOST, DIGEST_MOST = 64, 120
_CELL = "padding:6px 8px;border:1px solid #bfbfbf;font-size:14px;line-height:1.6;"
#: What survives, and how it looks.
STYLES = {
    "p": "margin:0 0 16px;font-size:16px;line-height:1.75;text-align:justify;",
    "h2": "margin:28px 0 12px;font-size:18px;line-height:1.5;font-weight:bold;",
    "h3": "margin:24px 0 10px;font-size:16px;line-height:1.6;font-weight:bold;",
    "ul": "margin:0 0 16px;padding-left:24px;list-style-type:disc;",
    "ol": "margin:0 0 16px;padding-left:24px;list-style-type:decimal;",
    "li": "margin:0 0 6px;font-size:16px;line-height:1.75;",
    "table": "width:100%;margin:0 0 16px;border-collapse:collapse;",
    "th": f"{_CELL}background-color:#f2f2f2;font-weight:bold;text-align:left;",
    "td": f"{_CELL}vertical-align:top;",
    "img": "display:block;max-width:100%;height:auto;margin:0 auto 16px;",
    "hr": "margin:24px 0;border:0;border-top:1px solid #d9d9d9;",
    "strong": "font-weight:bold;",
    "tr": "",
    "tbody": "",
    "thead": "",
    "br": "",
}
_CAPTION = "margin:16px 0 8px;font-size:14px;line-height:1.6;font-weight:bold;"
_FIGCAPTION = "margin:-8px 0 16px;font-size:14px;line-height:1.6;color:#595959;"
_SOURCE = "margin:24px 0 0;font-size:14px;line-height:1.7;color:#595959;"
_SAME = {"b": "strong", "h1": "h2", "h4": "h3", "h5": "h3", "dt": "p", "dd": "p"}
_KEPT = {"colspan", "rowspan", "src", "alt"}
_GONE = "script|style|svg|nav|form|button|template|noscript|iframe|link|meta"


def title(page: Any) -> str:
    """Return what goes into the account's field for the title."""
    return str(page.title)


def digest(page: Any) -> str:
    """Return the summary, as short as the account wants it."""
    text = page.summary or without_marks(readable(page.body))
    words = " ".join(text.split())
    return str(Truncator(words).chars(DIGEST_MOST, truncate="…"))


def source(page: Any, request: HttpRequest) -> str:
    """Return who says so, when, and where it stands."""
    name, day = site_name(request), ordinals.day(page.date)
    return f"来源：{name}　{day}　原文：{address(page)}"


def address(page: Any) -> str:
    """Return where readers find the page."""
    return urljoin(settings.SITE_URL, page.full_url or page.get_url() or "/")


def article(page: Any, request: HttpRequest) -> str:
    """Return the whole text as HTML with inline styles alone."""
    root = _shown(page, request)
    _Dressing(root, address(page)).dress()
    line = etree.SubElement(root, "p", style=_SOURCE)
    line.text = source(page, request)
    written = "".join(html.tostring(child, encoding="unicode") for child in root)
    return f'<section style="font-size:16px;color:#262626;">{written}</section>'


def _shown(page: Any, request: HttpRequest) -> Any:
    """The article as a reader meets it: in Chinese, with public addresses."""
    staff = STAFF.set(False)
    try:
        with translation.override("zh-hans"):
            context = page.get_context(request)
            whole = render_to_string(page.get_template(request), context, request)
    finally:
        STAFF.reset(staff)
    return html.document_fromstring(whole).find(".//article")


def _closer(text: str | None) -> str | None:
    """Lines of a template are no spaces; an editor would make some of them."""
    if not text or "\n" not in text:
        return text
    return " ".join(text.split()) if text.strip() else None


class _Dressing:
    """Takes from an article what does not survive, and dresses the rest."""

    def __init__(self, root: Any, where: str) -> None:
        self.root, self.where = root, where

    def dress(self) -> None:
        """Do it all."""
        for gone in self.root.xpath("//" + "|//".join(_GONE.split("|"))):
            gone.drop_tree()
        # Title, day and summary have fields of their own.
        for head in self.root.find_class("page-head"):
            head.drop_tree()
        for link in self.root.xpath("//article//a"):
            self._speak_out(link)
        for element in list(self.root.iter(etree.Element)):
            if element is not self.root:
                self._element(element)
        for empty in self.root.xpath("//article//p[not(node())]"):
            empty.drop_tree()
        for element in self.root.iter(etree.Element):
            element.text = _closer(element.text)
            element.tail = _closer(element.tail)

    def _speak_out(self, link: Any) -> None:
        """Write down where a link leads, unless its words say so already."""
        target = urljoin(self.where, link.get("href") or "")
        words = "".join(link.itertext()).strip()
        if target.startswith("http") and target.rstrip("/") != words.rstrip("/"):
            last = link[-1] if len(link) else None
            said = f"（{target}）"
            if last is not None:
                last.tail = (last.tail or "") + said
            else:
                link.text = (link.text or "") + said
        link.drop_tag()

    def _element(self, element: Any) -> None:
        tag = _SAME.get(element.tag, element.tag)
        style = STYLES.get(tag)
        if tag == "caption":
            self._before_table(element)
            return
        if tag == "figcaption":
            element.tag, style = "p", _FIGCAPTION
        elif style is None:
            element.drop_tag()
            return
        else:
            element.tag = tag
        is_figure = "num" in (element.get("class") or "").split()
        for key in [key for key in element.attrib if key not in _KEPT]:
            del element.attrib[key]
        if element.tag == "img":
            element.set("src", urljoin(self.where, element.get("src") or ""))
        if is_figure:
            style = f"{style}text-align:right;"
        if style:
            element.set("style", style)

    def _before_table(self, caption: Any) -> None:
        """A heading inside a table does not survive; one above it does."""
        table = caption.getparent()
        above = etree.Element("p", style=_CAPTION)
        above.text = " ".join(caption.text_content().split())
        caption.drop_tree()
        table.addprevious(above)
