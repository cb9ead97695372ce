"""Taken down, a word is gone from every public way at once; no cache is waited for.

Of each kind of thing that one person takes down: where it can be read, and how it goes.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from disclosures.demo.column import approve
from disclosures.estates import snapshots
from disclosures.lists import acts as lists
from disclosures.lists import freezing
from disclosures.models import (
    Campaign,
    Change,
    Correction,
    EstateSnapshot,
    FrozenList,
    Measure,
    PhotoPair,
    ProblemItem,
    PublicText,
    ReportPage,
    ReportsPage,
    UpdatePage,
)
from portal.export import crawl
from portal.gate.files import Attachment, PublicFile
from tests.disclosures import factories
from tests.disclosures.county import problem
from tests.disclosures.estates.test_published import figures
from tests.disclosures.test_moderation import as_user
from tests.disclosures.withdrawals.test_compared import file
from tests.disclosures.withdrawals.test_withdrawals import change
from tests.factories import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
WORD, SLUG = "王小明", "east-gate"
#: In a table there are only numbers.
NUMBER = "973"
LISTS = (
    *("/", "/updates/", "/corrections/", "/feeds/updates.atom", "/embed/progress/"),
    *("/open-data/updates.csv", "/open-data/updates.json"),
)
#: Chinese, English, large type.
VARIANTS = ("", "/en", "/elder")
SEARCH = f"/search/?q={WORD}"


@dataclass(frozen=True)
class Public:
    """Something that readers see, and the form that takes it down."""

    ways: list[str]
    form: str
    data: dict[str, str] = field(default_factory=dict)
    word: str = WORD
    #: Whether the word stays with staff, who keep their tables.
    is_kept: bool = False
    gone: Callable[[], bool] = lambda: True


def shows(path, word=WORD):
    """Whether a way still shows the word, or still hands out the file."""
    answer = Client().get(path)
    if answer.streaming or path.startswith(("/files/", "/media/")):
        return answer.status_code == 200
    text = answer.content.decode()
    # The search repeats what was asked; what it finds, it marks.
    if "/search/" in path:
        return "<mark>" in text
    if path.endswith("sitemap.xml"):
        return SLUG in text
    return word in text or ascii(word)[1:-1] in text or quote(word) in text


def in_variants(*paths):
    return [f"{variant}{path}" for variant in VARIANTS for path in paths]


def kept():
    """Everything that the database keeps of what was public, in one text."""
    rows = [
        *Revision.objects.values_list("content", "object_str"),
        *PageLogEntry.objects.values_list("label", "data"),
        *ModelLogEntry.objects.values_list("label", "data"),
        *Correction.objects.values_list("old", "new", "why"),
        *PublicText.objects.values_list("blocks"),
        *PublicFile.objects.values_list("name", "text"),
        *UpdatePage.objects.values_list(),
        *Measure.objects.values_list(),
        *Change.objects.values_list("rows", "reason", "note"),
        *ProblemItem.objects.values_list(),
        *FrozenList.objects.values_list("content"),
    ]
    return json.dumps(rows, ensure_ascii=False, default=str)


def an_article(editor, moderator):
    """Public, corrected once, with a file and a photo; the word is everywhere."""
    # Sizes of pictures are kept by number, and SQLite gives numbers out again.
    cache.clear()
    title = f"走访队员{WORD}查房"
    page = factories.update(title, slug=SLUG, summary=f"{WORD}走完三个小区。")
    file = PublicFile(name=f"{WORD}.pdf", content_type="application/pdf", size=1)
    file.text, file.uploaded_on = WORD, page.date
    file.file.save(f"{file.token}/file", ContentFile(b"x"), save=False)
    file.save()
    image = Image(title="东门", file=get_test_image_file("east.png", size=(900, 600)))
    image.save()
    parts = {
        "attachments": [Attachment(file=file)],
        "photos": [PhotoPair(caption="东门楼道", after=image)],
        "body": f"<p>走访队员{WORD}查了五户。</p>",
    }
    change(page, editor, moderator, **parts)
    page = UpdatePage.objects.get()
    html = Client().get(page.url).content.decode()
    (picture,) = set(re.findall(r"/media/images/[^\"? ]+", html))
    # A feed, a map and open data have no other script; where they do, they count.
    ways = in_variants(*LISTS, page.url, SEARCH, "/sitemap.xml")
    return Public(
        [*ways, page.attachments.get().file.url, picture],
        reverse("take_down", args=[page.pk]),
        {"reason": "personal"},
        gone=lambda: Client().get(f"/updates/withdrawn-{page.pk}/").status_code == 410,
    )


def a_text_of_the_plan(editor, moderator):
    """The title of a measure, approved, and once more in a draft."""
    draft = Campaign.objects.get()
    first = draft.measures.get(number=1)
    first.title = f"走访{WORD}家"
    draft.measures = [first, *draft.measures.exclude(number=1)]
    approve(draft, editor, moderator)
    draft.refresh_from_db()
    draft.save_revision(user=editor)
    pages = ("/", "/plan/", "/plan/measures/1/", SEARCH)
    data = ("/open-data/measures.csv", "/open-data/measures.json")
    form = reverse("remove_text", args=["measure", first.pk, "title"])
    return Public(in_variants(*pages, *data), form)


def a_table_of_the_estates(editor, moderator):
    """One whole number of one day."""
    bureau = MembershipFactory(unit=UnitFactory(lead=True)).user
    estates = factories.EstateFactory.create_batch(4)
    found = figures(estates)
    found.rows[estates[0]]["scope"] = int(NUMBER)
    snapshot, _is_new = snapshots.take_in(found, user=bureau)
    snapshots.approve(snapshot, user=moderator)
    estate = reverse("estate_history", args=[estates[0].pk])
    data = ("/open-data/estates.csv", "/open-data/estates.json")
    form = reverse("remove_text", args=["estatesnapshot", snapshot.pk, "as_of"])
    ways = in_variants("/estates/", estate, *data)
    state = EstateSnapshot.objects.filter(pk=snapshot.pk, state="withdrawn")
    return Public(ways, form, word=NUMBER, is_kept=True, gone=state.exists)


def a_file_that_two_pages_offer(editor, moderator):
    """It goes with the first of them, for it is what held the person."""
    one = file(f"{WORD}.pdf", words=WORD)
    pages = [factories.update(title) for title in ("一月进展", "二月进展")]
    for page in pages:
        change(page, editor, moderator, attachments=[Attachment(file=one)])
    form = reverse("take_down", args=[pages[0].pk])
    urls = [page.url for page in pages]
    return Public(
        [one.url, *in_variants(*urls, "/corrections/")],
        form,
        {"reason": "personal", "files_too": "on"},
        gone=lambda: Client().get(urls[1]).status_code == 200,
    )


def an_item_of_a_list(editor, moderator):
    """Changed once before."""
    campaign = Campaign.objects.get()
    UnitFactory(lead=True)
    for facts in (f"租户{WORD}转租。", f"承租人{WORD}转租。"):
        values = problem(1, facts=facts)
        waits = lists.propose(campaign, "problems", values, user=editor, act="edit")
        lists.approve(waits, moderator)
    pages = ("/lists/problems/", SEARCH)
    data = ("/open-data/problems.csv", "/open-data/problems.json")
    form = reverse("lists:withdraw", args=["problems", 1])
    return Public(in_variants(*pages, *data), form, {"is_personal": "on"})


def listed(editor, moderator, before, after):
    """An item of a list that was corrected once, and frozen; its public ways."""
    campaign = Campaign.objects.get()
    for words in (before, after):
        values = problem(1, **words)
        waits = lists.propose(campaign, "problems", values, user=editor, act="edit")
        lists.approve(waits, moderator)
    report = ReportPage(title="总结报告", slug="final", body="<p>完</p>")
    ReportsPage.objects.get().add_child(instance=report)
    lists.approve(freezing.propose_freezing(campaign, report, user=editor), moderator)
    data = ("/open-data/problems.csv", "/open-data/problems.json")
    return ("/lists/problems/", "/lists/problems/frozen/", SEARCH, *data)


def a_name_of_an_estate(editor, moderator):
    """It stands in an item, and in one that named it before."""
    UnitFactory(lead=True)
    estate = factories.EstateFactory(name=f"{WORD}家园")
    other = factories.EstateFactory(name="西城小区")
    words = ({"estate": other.name}, {"estate": estate.name})
    ways = listed(editor, moderator, *words)
    form = reverse("remove_text", args=["estate", estate.pk, "name"])
    return Public(in_variants(*ways), form)


def a_name_of_a_unit(editor, moderator):
    """It stands in an item beside another one."""
    lead, unit = UnitFactory(lead=True), UnitFactory(name=f"{WORD}工作室")
    words = ({"units": unit.name}, {"units": f"{lead.name}、{unit.name}"})
    ways = listed(editor, moderator, *words)
    form = reverse("remove_text", args=["unit", unit.pk, "name"])
    return Public(in_variants(*ways, "/tips/new/"), form)


KINDS = (
    an_article,
    a_text_of_the_plan,
    a_table_of_the_estates,
    a_file_that_two_pages_offer,
    an_item_of_a_list,
    a_name_of_an_estate,
    a_name_of_a_unit,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
class TestEveryWay:
    def test_no_word_is_left_within_a_second(
        self, kind, site, editor, moderator, django_capture_on_commit_callbacks, is_due
    ):
        with django_capture_on_commit_callbacks(execute=True):
            it = kind(editor, moderator)
        # Asked once before: whatever keeps answers has them now.
        assert [path for path in it.ways if not shows(path, it.word)] == []
        client, data = as_user(moderator), {"note": "含有个人信息。"} | it.data
        client.get(it.form)

        begun = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(it.form, data).status_code == 302
        asked, left = 0.0, []
        for path in it.ways:
            before = time.monotonic()
            left += [path] if shows(path, it.word) else []
            asked += time.monotonic() - before
        assert left == []
        assert time.monotonic() - begun - asked < 1

        assert it.is_kept or it.word not in kept()
        assert it.gone()
        assert is_due()


class TestTheExport:
    def test_it_holds_the_list_of_corrections(self, site, editor, moderator):
        an_article(editor, moderator)
        made = dict(crawl.files())
        assert WORD in made["corrections/index.html"].decode()
