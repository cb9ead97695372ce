"""Walks the public column from its first page and gives each file it is made of."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.html import escape

from portal.export.asking import Answer, ExportError, Site, static_file
from portal.export.links import Page, file_of, inside
from portal.middleware import VARIANTS

#: Where the walk begins: the column in each variant, and what nothing links.
DOORS = (
    "/",
    *(f"/{variant}/" for variant in VARIANTS),
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
)
HTML, CSS = "text/html", "text/css"


def files() -> Iterator[tuple[str, bytes]]:
    """Give each file's name and content, every page as readers see it now."""
    site = Site()
    waiting, known = list(DOORS), {file_of(path) for path in DOORS}
    while waiting:
        path = waiting.pop()
        answer = _answer(site, path)
        if answer is None:
            if path in DOORS:
                raise ExportError(f"There is nothing at {path}.")
            continue
        page = Page(path)
        yield page.file, written(page, answer)
        for found in page.found:
            if (file := file_of(found)) not in known:
                known.add(file)
                waiting.append(found)


def written(page: Page, answer: Answer) -> bytes:
    """Return what stands in the file: of a redirect, a page that leads on."""
    if answer.location:
        return _leads_on(page, answer.location)
    if answer.kind == HTML:
        return page.html(answer.body.decode()).encode()
    if answer.kind == CSS:
        return page.css(answer.body.decode()).encode()
    return answer.body


def _answer(site: Site, path: str) -> Answer | None:
    static = settings.STATIC_URL.removeprefix(settings.BASE_PATH)
    if not path.startswith(static):
        return site.get(path)
    body = static_file(path.partition("?")[0].removeprefix(static))
    if body is None:
        return None
    return Answer(body, CSS if path.endswith(".css") else "")


def _leads_on(page: Page, location: str) -> bytes:
    target = inside(location, page.path)
    link = escape(page.link(location) if target else page.live(location))
    text = f'<meta charset="utf-8"><meta http-equiv="refresh" content="0;url={link}">'
    return f'<!DOCTYPE html>{text}<a href="{link}">{link}</a>\n'.encode()
