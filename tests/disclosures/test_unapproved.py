"""What nobody approved stands at no public address, in no file and in no export."""

import html
import io
import zipfile

import pytest
from django.core.management import call_command
from django.test import Client

from disclosures.channels import Channel
from disclosures.demo.column import approve
from disclosures.lists import acts as lists
from disclosures.models import (
    Change,
    CriticismPage,
    DateChange,
    EstateSnapshot,
    NoticesPage,
    UnitReply,
    UpdatePage,
    UpdatesPage,
)
from disclosures.reports import digest
from disclosures.withdrawals.acts import take_down
from portal.gate.files import Attachment, PublicFile
from portal.gate.taking import take
from portal.pages.moderation import parts
from portal.workdays import clock
from tests.disclosures import factories
from tests.disclosures.county import BEFORE, PERIOD, TODAY, County, problem
from tests.disclosures.test_every_road import contents, with_words
from tests.disclosures.test_moderation import as_user
from tests.portal.gate import samples
from tests.public_places import one_of_each, places

pytestmark = pytest.mark.django_db

#: A sentence nobody approved, and a number that no scan let pass.
WORD, NUMBER = "尚未批准的话", "350421198001011239"
PLANTED = f"{WORD}{NUMBER}"
TRACES = (WORD, NUMBER)


def said_in(content):
    """Everything that a file says; an Office file is unpacked."""
    if not content.startswith(b"PK"):
        return html.unescape(content.decode(errors="replace"))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = map(package.read, package.namelist())
        return html.unescape("\n".join(p.decode(errors="replace") for p in parts))


def content_of(response):
    return b"".join(response) if response.streaming else response.content


def plant_in_revision(thing, county):
    """A newer version with the words in every field, and in a new part of each sort."""
    revision = thing.save_revision(user=county.editor)
    for place in contents(type(thing)):
        revision.content = with_words(revision.content, place, PLANTED)
    revision.save()


@pytest.fixture
def county(db):
    """Something public of every sort, and beside it what waits."""
    with clock.on(TODAY):
        county = County()
        factories.EstateFactory()
        live = factories.update()
        gone = factories.update("撤下的进展", slug="gone")
        county.put_on_list(problem(1), TODAY)
        county.signed_report = county.signed()
        approve(
            digest.make(county.signed_report, user=county.editor),
            county.editor,
            county.moderator,
        )
        call_command("sync_roles")
        plant(county, live, gone)
        yield county


def plant(county, live, gone):
    """Write the words wherever something waits for its approval."""
    plant_in_revision(live, county)
    plant_in_revision(county.campaign, county)
    take_down(gone, user=county.editor, reason="wrong")
    plant_in_revision(gone, county)
    draft = UpdatePage(title="草稿", slug="draft", body="<p>走访</p>", live=False)
    draft.attachments = [Attachment(file=take(samples.word(WORD)), label="草稿")]
    UpdatesPage.objects.get().add_child(instance=draft)
    notice = CriticismPage(
        title="通报",
        slug="notice",
        body="<p>走访</p>",
        live=False,
        unit=county.unit,
        **factories.heard(),
    )
    NoticesPage.objects.get().add_child(instance=notice)
    for page in (draft, notice):
        words = dict.fromkeys(("title", "summary", "body"), PLANTED)
        type(page).objects.filter(pk=page.pk).update(**words)
    UnitReply.objects.create(page=notice, text=PLANTED, user=county.editor)
    waits = lists.propose(
        county.campaign, "problems", problem(1, facts="改"), user=county.editor
    )
    rows = [row | {"after": row["after"] | {"facts": PLANTED}} for row in waits.rows]
    Change.objects.filter(pk=waits.pk).update(rows=rows, note=PLANTED, reason=PLANTED)
    EstateSnapshot.objects.create(
        as_of=TODAY, source=PLANTED, digest="0", imported_by=county.editor
    )
    written = county.written(BEFORE)
    type(written).objects.filter(pk=written.pk).update(progress=PLANTED)


class TestNothingUnapproved:
    def test_stands_at_a_public_address(self, county):
        found = places()
        assert len(one_of_each(found)) > 40
        leaks = []
        for place in found:
            for variant in ("", "/elder", "/en"):
                response = Client().get(f"{variant}{place.path}")
                text = said_in(content_of(response))
                leaks += [(variant, place) for trace in TRACES if trace in text]
        assert leaks == []

    def test_is_found_by_the_search(self, county):
        for trace in TRACES:
            assert not Client().get("/search/", {"q": trace}).context["page"]

    def test_is_offered_as_a_file(self, county):
        for file in PublicFile.objects.all():
            assert Client().get(file.url).status_code == 404

    def test_is_exported(self, county, tmp_path):
        call_command("export_static", tmp_path / "column", verbosity=0)
        files = [one for one in (tmp_path / "column").rglob("*") if one.is_file()]
        assert len(files) > 40
        texts = {one: f"{one} {said_in(one.read_bytes())}" for one in files}
        leaks = [one for one, text in texts.items() if any(t in text for t in TRACES)]
        assert leaks == []

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/lists/problems/export.xlsx",
            f"/admin/reports/{PERIOD.key}/report.docx",
            f"/admin/reports/{PERIOD.key}/report.xlsx",
        ],
    )
    def test_leaves_in_an_office_file(self, county, address):
        response = as_user(county.moderator).get(address)
        assert response.status_code == 200
        text = said_in(content_of(response))
        assert "县住建局" in text or "走访" in text
        assert not [trace for trace in TRACES if trace in text]


class TestTakenOffCampaign:
    """A column whose campaign is no longer, or not yet, approved."""

    @pytest.fixture
    def found(self, county):
        """Every address from when it was live, and all its words nobody approved."""
        measure = county.measure()
        county.indicator(done=1, total=2, as_of=TODAY)
        county.milestone(due_on=TODAY)
        county.exchange(TODAY, 3)
        factories.update("第一项的进展", slug="of-first", measure=measure)
        factories.report()
        DateChange.objects.create(
            campaign=county.campaign, owner="stage 1", what="阶段", reason="原因"
        )
        found = places()
        county.campaign.live = False
        county.campaign.save()
        for part in [*parts(county.campaign), *county.campaign.date_changes.all()]:
            row = type(part)._base_manager.filter(pk=part.pk)
            row.update(**dict.fromkeys(part.scanned_fields, WORD))
        assert Channel.objects.filter(value=WORD).exists()
        county.campaign.reindex()
        return {place.path for place in [*found, *places()]}

    def test_says_nothing_at_any_public_address(self, found):
        assert len(found) > 40
        leaks = []
        for path in found:
            for variant in ("", "/elder", "/en"):
                text = said_in(content_of(Client().get(f"{variant}{path}")))
                leaks += [f"{variant}{path}"] if WORD in text else []
        assert leaks == []

    def test_is_not_found_by_the_search(self, found):
        assert not Client().get("/search/", {"q": WORD}).context["page"]
