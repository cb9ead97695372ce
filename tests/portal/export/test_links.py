"""Links between files."""

import pytest

from portal.export.links import Page, file_of, from_file, inside, is_live


@pytest.fixture(autouse=True)
def house(settings):
    settings.SITE_URL = "https://www.county.test"
    settings.BASE_PATH = "/zt"
    settings.COLUMN_ROOT = "https://www.county.test/zt"


class TestFiles:
    @pytest.mark.parametrize(
        ("path", "file"),
        [
            ("/", "index.html"),
            ("/en/plan/", "en/plan/index.html"),
            ("/updates/?page=2", "updates/page-2/index.html"),
            ("/updates/%E8%B5%B0%E8%AE%BF/", "updates/走访/index.html"),
            ("/feeds/updates.atom", "feeds/updates.atom"),
            ("/.well-known/security.txt", ".well-known/security.txt"),
        ],
    )
    def test_each_path_has_its_file(self, path, file):
        assert file_of(path) == file

    def test_a_long_step_is_cut_and_stays_its_own(self):
        names = {file_of(f"/updates/{'走' * 90}{end}/") for end in "一二"}
        assert len(names) == 2
        assert all(len(step.encode()) < 256 for n in names for step in n.split("/"))
        assert file_of(f"/documents/1/{'走' * 90}.pdf").endswith(".pdf")


class TestLinks:
    @pytest.mark.parametrize(
        ("at", "to", "link"),
        [
            ("/", "/plan/", "plan/"),
            ("/plan/", "/", "../"),
            ("/plan/", "/plan/", "./"),
            ("/updates/?page=2", "/updates/", "../"),
            ("/en/plan/", "/static/site.css", "../../static/site.css"),
            ("/", "/updates/%E8%B5%B0/", "updates/%E8%B5%B0/"),
        ],
    )
    def test_are_relative(self, at, to, link):
        assert from_file(file_of(at), to) == link

    @pytest.mark.parametrize(
        ("address", "path"),
        [
            ("/zt/plan/#stage-1", "/plan/"),
            ("?page=2", "/plan/?page=2"),
            ("?page=1", "/plan/"),
            ("https://www.county.test/zt/plan/", "/plan/"),
            ("https://www.county.test/other/", None),
            ("/ztx/", None),
            ("/zt/../admin/", None),
            ("https://elsewhere.test/zt/", None),
            ("/zt/search/?q=x", None),
            ("/zt/en/survey/1/", None),
            ("?sort=unit", None),
            ("?page=2&sort=unit", None),
            ("?page=x", None),
        ],
    )
    def test_lead_inside_or_to_the_server(self, address, path):
        assert inside(address, "/plan/") == path

    @pytest.mark.parametrize("path", ["/tips/", "/en/tips/new/", "/admin/", "/search/"])
    def test_what_answers_anew_stays_with_the_server(self, path):
        assert is_live(path)


class TestPage:
    def written(self, html):
        return Page("/plan/").html(html)

    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<a href='/zt/updates/'>x</a>", '<a href="../updates/">x</a>'),
            ('<a href="#top">x</a>', '<a href="#top">x</a>'),
            ('<a href="tel:0598">x</a>', '<a href="tel:0598">x</a>'),
            (
                '<form action="/zt/search/" method="get">',
                '<form action="https://www.county.test/zt/search/" method="get">',
            ),
            (
                "<form>",
                '<form action="https://www.county.test/zt/plan/">',
            ),
            (
                '<img srcset="/zt/media/a.png 1x, /zt/media/b.png 2x">',
                '<img srcset="../media/a.png 1x, ../media/b.png 2x">',
            ),
            (
                '<link rel="canonical" href="https://www.county.test/zt/plan/">',
                '<link rel="canonical" href="https://www.county.test/zt/plan/">',
            ),
            (
                '<a href="?sort=a&amp;page=2">x</a>',
                '<a href="https://www.county.test/zt/plan/?sort=a&amp;page=2">x</a>',
            ),
        ],
    )
    def test_links_are_made_anew(self, html, expected):
        assert self.written(html) == expected

    @pytest.mark.parametrize(
        "html",
        [
            "<!DOCTYPE html>\n<p>1 &lt; 2 &amp; href=&quot;/zt/&quot; &#39;</p>",
            '<p>He wrote href="/zt/plan/" there</p><!-- href="/zt/" -->',
            '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
            '<script src="https://x.test/a.js">if (1 < 2) "</a>";</script>',
        ],
    )
    def test_all_else_stays(self, html):
        assert self.written(html) == html

    def test_style_sheets_too(self):
        page = Page("/static/portal/site.css")
        assert page.css("a { b: url('icon.svg') }") == 'a { b: url("icon.svg") }'
        assert page.found == ["/static/portal/icon.svg"]
