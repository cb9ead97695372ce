"""What is taken down leaves the exported files too; until then the panel says so."""

from io import StringIO
from unittest import mock
from urllib.error import HTTPError

import pytest
from django.core.management import CommandError, call_command

from disclosures.health.checks import ColumnHealth
from disclosures.withdrawals.acts import take_down
from disclosures.withdrawals.models import StaticExport
from portal.export.asking import Site
from tests.disclosures import factories
from tests.portal.export.test_export import BELOW, fetch, nginx

pytestmark = pytest.mark.django_db
WORDS = "走访队员王小明"


def export(folder):
    call_command("export_static", folder, stdout=StringIO())


def told(column):
    """Whether the column health says that an export is stale."""
    return [
        one for one in ColumnHealth(column).findings() if "export_static" in one.words
    ]


def holding(folder, word):
    return [
        p for p in folder.rglob("*") if p.is_file() and word in p.read_text("latin-1")
    ]


def as_bytes(word):
    return word.encode().decode("latin-1")


class TestMadeAgain:
    def test_what_is_taken_down_leaves_the_files_that_nginx_serves(
        self, site, editor, tmp_path
    ):
        page = factories.update(slug="visited", body=f"<p>{WORDS}查了五户。</p>")
        folder = tmp_path / "column"
        export(folder)
        assert told(site) == []
        with nginx(folder) as origin:
            address = f"{origin}{BELOW}updates/visited/"
            assert WORDS in fetch(address)[0].decode()
            take_down(page, user=editor, reason="personal")
            assert [one.is_red for one in told(site)] == [True]
            export(folder)
            with pytest.raises(HTTPError) as refused:
                fetch(address)
        assert refused.value.code == 404
        assert holding(folder, as_bytes("王小明")) == []
        assert told(site) == []

    def test_an_export_that_fails_settles_nothing(self, site, editor, tmp_path):
        page = factories.update(body=f"<p>{WORDS}</p>")
        export(tmp_path / "column")
        take_down(page, user=editor, reason="personal")
        with (
            mock.patch.object(Site, "_ask", side_effect=OSError("disk")),
            pytest.raises(CommandError),
        ):
            export(tmp_path / "column")
        assert told(site)

    def test_what_goes_while_it_runs_stays_due(self, site, editor, tmp_path):
        page, folder = factories.update(body=f"<p>{WORDS}</p>"), tmp_path / "column"
        export(folder)
        asked = Site._ask

        def ask(site, path):
            answer = asked(site, path)
            if page.live:
                take_down(page, user=editor, reason="personal")
                page.live = False
            return answer

        with mock.patch.object(Site, "_ask", ask):
            export(folder)
        assert told(site)

    def test_each_folder_is_marked_by_itself(self, site, editor, tmp_path):
        page = factories.update(body=f"<p>{WORDS}</p>")
        for name in ("served", "copy"):
            export(tmp_path / name)
        take_down(page, user=editor, reason="personal")
        export(tmp_path / "copy")
        assert len(told(site)) == 1
        left = StaticExport.objects.exclude(stale_since=None).get()
        assert left.folder == str(tmp_path / "served")

    def test_where_nothing_is_exported_nothing_is_told(self, site, editor):
        page = factories.update(body=f"<p>{WORDS}</p>")
        take_down(page, user=editor, reason="personal")
        assert told(site) == []
