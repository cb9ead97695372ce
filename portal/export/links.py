"""Turns the links of a page into links between files.

Inside the export every link is relative, so that it may lie below any path. What only a
running server can do leads to `SITE_URL`, and tips to where tips are taken.
"""

import hashlib
import re
from html import escape, unescape
from html.parser import HTMLParser
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.conf import settings

from portal.hosts import CONFIDENTIAL
from portal.middleware import split_variant

#: What answers each reader anew, or may be framed by some hosts alone.
LIVE = ("/search/", "/survey/", "/embed/", "/log/", "/health/")
#: The one question a file can answer: which page of a list.
PAGED = "page"
#: File systems take 255 bytes a step.
STEP_MOST = 200
#: Attributes that hold an address; in `srcset`, several.
ATTRIBUTE = re.compile(
    r"""(\s(?:href|src|action|formaction|poster|data-src|srcset)\s*=\s*)"""
    r"""("([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
ACTION = re.compile(r"""\saction\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
STYLE_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def inside(address: str, at: str) -> str | None:
    """Return the path, below the base path, that a link on page `at` leads to.

    None where it leaves the site, or the part of it that can be files.
    """
    whole = urljoin(f"{settings.COLUMN_ROOT}{at}", address)
    parts, site = urlsplit(whole), urlsplit(settings.SITE_URL)
    if (parts.scheme, parts.netloc) != (site.scheme, site.netloc):
        return None
    if not parts.path.startswith(f"{settings.BASE_PATH}/"):
        return None
    path = parts.path.removeprefix(settings.BASE_PATH)
    if is_live(path, parts.query) or ".." in path.split("/"):
        return None
    is_first = parts.query in {"", f"{PAGED}=1"}
    return path if is_first else f"{path}?{parts.query}"


def is_live(path: str, query: str = "") -> bool:
    """Whether only a running server can answer."""
    plain = split_variant(path)[1]
    if plain.startswith((*LIVE, *CONFIDENTIAL)):
        return True
    asked = parse_qsl(query, keep_blank_values=True)
    is_page = len(asked) == 1 and asked[0][0] == PAGED and asked[0][1].isdecimal()
    return bool(query) and not is_page


def file_of(path: str) -> str:
    """Return the file that holds the page at `path`: `plan/index.html`."""
    plain, _mark, query = path.partition("?")
    steps = [_short(unquote(step)) for step in plain.split("/")[1:]]
    if query:
        steps = [*filter(None, steps), f"page-{parse_qsl(query)[0][1]}", ""]
    if steps[-1] == "":
        steps[-1] = "index.html"
    return "/".join(steps)


def _short(step: str) -> str:
    if len(step.encode()) <= STEP_MOST:
        return step
    stem, dot, suffix = step.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = step, "", ""
    begun = stem.encode()[: STEP_MOST - 50].decode(errors="ignore")
    return f"{begun}-{hashlib.sha256(step.encode()).hexdigest()[:16]}{dot}{suffix}"


def from_file(file: str, target: str, fragment: str = "") -> str:
    """Return the relative link from one file to the file of a path."""
    wanted = file_of(target)
    link = relpath(f"/{wanted}", f"/{file.rpartition('/')[0]}")
    # A page is its folder, so that every server finds it.
    if wanted.endswith("index.html"):
        link = f"{link.removesuffix('index.html')}" or "./"
    return quote(link, safe="/.-_~") + (f"#{fragment}" if fragment else "")


class Page:
    """A page on its way into a file: its text with new links, and what it leads to."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.file = file_of(path)
        self.found: list[str] = []

    def link(self, address: str) -> str:
        """Return what stands in the file in place of a link."""
        if not address or address.startswith(("#", "data:", "mailto:", "tel:")):
            return address
        target = inside(address, self.path)
        if target is not None:
            self.found.append(target)
            return from_file(self.file, target, urlsplit(address).fragment)
        is_ours = not urlsplit(address).scheme
        return self.live(address) if is_ours else address

    def live(self, address: str) -> str:
        """Return the whole address, at the running server."""
        return urljoin(f"{settings.COLUMN_ROOT}{self.path}", address)

    def attribute(self, match: re.Match[str]) -> str:
        """Return an attribute with its links made anew."""
        value = unescape(match[3] if match[3] is not None else match[4])
        if "srcset" in match[1].lower():
            new = ", ".join(self._candidate(part) for part in value.split(","))
        else:
            new = self.link(value.strip())
        return f'{match[1]}"{escape(new)}"'

    def _candidate(self, part: str) -> str:
        address, space, width = part.strip().partition(" ")
        return f"{self.link(address)}{space}{width}"

    def html(self, text: str) -> str:
        """Return a page with its links made anew."""
        writer = _Writer(self)
        writer.feed(text)
        writer.close()
        return "".join(writer.out)

    def css(self, text: str) -> str:
        """Return a style sheet with its links made anew."""
        return STYLE_URL.sub(
            lambda match: f'url("{self.link(match[2].strip())}")', text
        )


class _Writer(HTMLParser):
    """Copies a page as it is, but for the links in its tags."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=False)
        self.page = page
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy the tag; a canonical address stays whole, and a form asks the server."""
        text, known = self.get_starttag_text() or "", dict(attrs)
        if tag == "form":
            rest = ACTION.sub("", text)
            action = escape(self.page.live(known.get("action") or ""))
            text = f'{rest[:5]} action="{action}"{rest[5:]}'
        elif known.get("rel") != "canonical":
            text = ATTRIBUTE.sub(self.page.attribute, text)
        self.out.append(text)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")
