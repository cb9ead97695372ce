"""The column as files: whole, linked, the same twice, and served below any path."""

import functools
import http.server
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from unittest import mock
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import TestCase

from disclosures.estates import snapshots
from disclosures.estates.columns import COLUMNS
from disclosures.models import UpdatesPage
from portal.export import crawl, folder
from portal.export.asking import Answer, Site
from portal.gate.files import Attachment
from portal.gate.taking import take
from portal.users.models import Unit
from portal.workdays.clock import today
from tests.disclosures.factories import report, update
from tests.disclosures.lists.conftest import House
from tests.factories import MembershipFactory
from tests.portal.gate import samples
from tests.running import free_port

BELOW = "/zt/gzf/"
LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location {below} {{ alias {files}/; index index.html; }}
  }}
}}
"""


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read(), answer.headers.get_content_type()


def walk(origin):
    """Follow every link of the export as a reader's browser would; what was read."""
    begin = f"{origin}{BELOW}"
    waiting, read, left = [begin], {}, set()
    while waiting:
        url = waiting.pop()
        if url in read:
            continue
        body, kind = fetch(url)
        read[url] = kind
        if kind != "text/html":
            continue
        for link in LINK.findall(body.decode()):
            target = urldefrag(urljoin(url, unescape(link)))[0]
            if urlsplit(target).scheme not in {"http", "https"}:
                continue
            if target.startswith(origin):
                assert target.startswith(begin), f"{url} → {target}"
                waiting.append(target)
            else:
                left.add(target)
    return read, left


@contextmanager
def python_server(files):
    """Python's own, with the export below a path."""
    house = Path(tempfile.mkdtemp())
    (house / "zt").mkdir()
    (house / "zt/gzf").symlink_to(files)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    handler = functools.partial(Quiet, directory=str(house))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        shutil.rmtree(house)


@contextmanager
def nginx(files):
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).exists(), "nginx is missing: see .ci/packages.txt"
    house, port = Path(tempfile.mkdtemp()), free_port()
    text = NGINX.format(folder=house, port=port, below=BELOW, files=files)
    (house / "conf").write_text(f"user root;{text}" if is_root() else text)
    process = subprocess.Popen([program, "-p", house, "-c", house / "conf"])
    origin = f"http://127.0.0.1:{port}"
    try:
        for _try in range(200):
            assert process.poll() is None
            try:
                fetch(origin + BELOW)
                break
            except urllib.error.URLError:
                time.sleep(0.05)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(house)


def figures_of(house):
    """Publish a table of its estates, through both people."""
    row = dict.fromkeys((column.key for column in COLUMNS), 0)
    row |= {"scope": 100, "reviewed": 60, "visited": 50}
    table = snapshots.Figures(
        today(), "县住建局", {estate: dict(row) for estate in house.estates}
    )
    bureau = MembershipFactory(unit=Unit.objects.get(is_lead=True)).user
    snapshot, _is_new = snapshots.take_in(table, user=bureau)
    snapshots.approve(snapshot, user=house.moderator)


def is_root():
    import os

    return os.getuid() == 0


class TestExport(TestCase):
    @classmethod
    def setUpTestData(cls):
        house = House()
        figures_of(house)
        house.publish_problems(1)
        cls.estate, cls.report = house.estates[0], report()
        pages = [update(f"第{n}篇进展", slug=f"进展-{n}") for n in range(13)]
        cls.attached = take(samples.word())
        Attachment.objects.create(page=pages[0], file=cls.attached)
        cls.house = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.house)
        cls.files = cls.house / "column"
        call_command("export_static", cls.files, stdout=mock.Mock())

    def text(self, name):
        return (self.files / name).read_text()

    def test_every_variant_page_and_file_is_there(self):
        for name in (
            "index.html",
            "en/index.html",
            "elder/updates/page-2/index.html",
            "plan/index.html",
            "updates/进展-0/index.html",
            "feeds/updates.atom",
            "sitemap.xml",
            "robots.txt",
            ".well-known/security.txt",
            "accessibility/index.html",
            "static/portal/site.css",
        ):
            assert (self.files / name).is_file(), name

    def test_so_are_estates_attachments_lists_and_open_data(self):
        file = self.files / f"files/{self.attached.token}/{self.attached.name}"
        with self.attached.file.open("rb") as cleaned:
            assert file.read_bytes() == cleaned.read()
        assert self.estate.name in self.text(f"estates/{self.estate.pk}/index.html")
        assert self.estate.name in self.text("lists/problems/index.html")
        assert self.estate.name in self.text("open-data/estates.csv")
        assert self.estate.name in self.text("open-data/problems.csv")

    def test_nothing_confidential_and_nothing_live_is(self):
        names = {str(path.relative_to(self.files)) for path in self.files.rglob("*")}
        for name in ("tips", "admin", "search", "survey", "embed", "health", "en/tips"):
            assert name not in names

    def test_tips_search_and_survey_lead_to_the_server(self):
        page = self.text("en/plan/index.html")
        assert 'href="http://127.0.0.1:8000/en/tips/"' in page
        assert 'action="http://127.0.0.1:8000/en/search/"' in page
        for variant in ("", "en/", "elder/"):
            link = f"http://127.0.0.1:8000/{variant}survey/{self.report.pk}/"
            assert self.surveys(self.files / variant) == [link]

    def surveys(self, folder):
        """Where the report leads those who want to say something."""
        page = (folder / f"reports/{self.report.slug}/index.html").read_text()
        return [link for link in LINK.findall(page) if "/survey/" in link]

    def test_tips_lead_to_their_own_host_where_there_is_one(self):
        with self.settings(
            CONFIDENTIAL_URL="https://tips.county.test",
            CONFIDENTIAL_ROOT="https://tips.county.test",
            CONFIDENTIAL_HOST="tips.county.test",
            BASE_PATH="/zt",
            COLUMN_ROOT="http://127.0.0.1:8000/zt",
            STATIC_URL="/zt/static/",
        ):
            target = self.house / "below"
            call_command("export_static", target, stdout=mock.Mock())
        page = (target / "elder/index.html").read_text()
        assert 'href="https://tips.county.test/elder/tips/new/"' in page
        assert 'action="http://127.0.0.1:8000/zt/elder/search/"' in page
        assert 'href="../static/portal/site.css"' in page
        assert 'href="plan/"' in page
        link = f"http://127.0.0.1:8000/zt/elder/survey/{self.report.pk}/"
        assert self.surveys(target / "elder") == [link]

    def test_python_serves_it_below_a_path(self):
        with python_server(self.files) as origin:
            read, left = walk(origin)
        self.all_was_read(origin, read, left)

    def test_nginx_serves_it_below_a_path(self):
        with nginx(self.files) as origin:
            read, left = walk(origin)
            atom = fetch(f"{origin}{BELOW}feeds/updates.atom")
        self.all_was_read(origin, read, left)
        assert atom[1] == "application/atom+xml"

    def all_was_read(self, origin, read, left):
        pages = {unquote(url.removeprefix(f"{origin}{BELOW}")) for url in read}
        written = {
            str(path.relative_to(self.files)).removesuffix("index.html")
            for path in self.files.rglob("*")
            if path.is_file() and path.name != folder.MARK
        }
        # What only machines ask for is linked by no page.
        assert written - pages <= {
            "robots.txt",
            "sitemap.xml",
            ".well-known/security.txt",
        }
        assert {urlsplit(url).netloc for url in left} == {"127.0.0.1:8000"}

    def test_again_writes_only_what_changed(self):
        target, out = self.house / "again", mock.Mock()
        shutil.copytree(self.files, target)
        before = {p: p.stat().st_mtime_ns for p in target.rglob("*.html")}
        call_command("export_static", target, stdout=out)
        assert "written: 0, removed: 0" in out.write.call_args[0][0]
        assert before == {p: p.stat().st_mtime_ns for p in before}
        page = UpdatesPage.objects.get().get_children().last()
        page.unpublish()
        call_command("export_static", target, stdout=out)
        # The page itself, and the list's second page; in each variant.
        assert ", removed: 6" in out.write.call_args[0][0]
        assert not (target / f"updates/{page.slug}/index.html").exists()
        kept = target / "plan/index.html"
        assert kept.stat().st_mtime_ns == before[kept]

    def test_what_breaks_on_the_way_leaves_all_as_it_was(self):
        before = {p: p.read_bytes() for p in self.files.rglob("*") if p.is_file()}
        with_cookie = HttpResponse("x")
        with_cookie.set_cookie("a", "b")
        for answer, sentence in (
            (HttpResponse(status=500), "/plan/ answers 500"),
            (with_cookie, "/plan/ sets a cookie"),
        ):
            real = Site._ask

            def breaks(site, path, answer=answer, real=real):
                return answer if path.endswith("/plan/") else real(site, path)

            with (
                mock.patch.object(Site, "_ask", breaks),
                pytest.raises(CommandError, match=sentence),
            ):
                call_command("export_static", self.files)
        after = {p: p.read_bytes() for p in self.files.rglob("*") if p.is_file()}
        assert before == after
        assert not list(self.house.glob("*.new"))

    def test_a_redirect_becomes_a_page_that_leads_on(self):
        page = crawl.Page("/old/")
        text = crawl.written(page, Answer(b"", "", "/plan/")).decode()
        assert 'content="0;url=../plan/"' in text
        assert page.found == ["/plan/"]


class TestFolder:
    def write(self, target, **files):
        return folder.write(
            target, [(name, text.encode()) for name, text in files.items()]
        )

    def test_files_nobody_exported_are_not_written_over(self, tmp_path):
        (tmp_path / "photo.jpg").write_text("mine")
        with pytest.raises(CommandError, match="that no export wrote"):
            call_command("export_static", tmp_path)
        assert (tmp_path / "photo.jpg").read_text() == "mine"

    def test_a_file_is_no_folder(self, tmp_path):
        (tmp_path / "file").write_text("x")
        with pytest.raises(CommandError, match="is no folder"):
            call_command("export_static", tmp_path / "file")

    def test_an_empty_folder_will_do(self, tmp_path):
        target = tmp_path / "empty"
        target.mkdir()
        assert self.write(target, a="1").written == 2
        assert (target / "a").read_text() == "1"

    def test_the_change_is_one_step(self, tmp_path):
        """Whoever looks while it happens finds the old file or the new one."""
        target = tmp_path / "column"
        self.write(target, a="0")
        seen, stop = set(), threading.Event()

        def look():
            while not stop.is_set():
                try:
                    seen.add((target / "a").read_text())
                except FileNotFoundError:
                    seen.add("gone")

        reader = threading.Thread(target=look)
        reader.start()
        for number in range(1, 60):
            self.write(target, a=str(number))
        stop.set()
        reader.join()
        assert "gone" not in seen
        assert len(seen) > 1

    def test_without_that_step_it_is_two(self, tmp_path):
        target = tmp_path / "column"
        self.write(target, a="0", b="0")
        with mock.patch.object(folder, "_exchange", return_value=False):
            done = self.write(target, a="1")
        assert (done.written, done.removed) == (1, 1)
        assert sorted(p.name for p in target.iterdir()) == [folder.MARK, "a"]
        assert sorted(p.name for p in tmp_path.iterdir()) == [".column.lock", "column"]

    def test_one_at_a_time(self, tmp_path):
        target = tmp_path / "column"

        def files():
            with pytest.raises(folder.ExportError, match="under way"):
                self.write(target, a="2")
            yield "a", b"1"

        folder.write(target, files())
        assert (target / "a").read_text() == "1"

    def test_what_a_killed_one_left_is_removed(self, tmp_path):
        left = tmp_path / ".column.0123abcd.new"
        left.mkdir()
        self.write(tmp_path / "column", a="1")
        assert not left.exists()
