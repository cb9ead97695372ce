"""Every public page says in the elder version all that it says in the other one."""

import re
from collections import Counter
from html.parser import HTMLParser
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import Client

from portal.middleware import NO_VARIANT
from tests import public_places

pytestmark = pytest.mark.django_db

#: What stands in these nobody reads.
SILENT = {"script", "style", "template"}
#: Elements without an end.
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Attributes that are shown or read out.
SAID = {"alt", "aria-label", "data-label", "placeholder"}
#: Pages laid out otherwise, and the words that only the other layout needs.
OTHERWISE = {
    # A table of dots becomes a list of units with the measures of each: the sentence
    # that explains the rows, the table's headings and marks, and who takes no part.
    "disclosures.PlanPage:matrix": {
        "每行是一个单位，每列是一项措施。只公布职务，不公布姓名。",
        "责任分工表",
        "责任单位",
        *"123456",
        *("●", "负责", "–", "不参与"),
    },
}
#: Headings above what names its card: nobody takes a day or a title for anything else.
EVIDENT = {"序号", "查出的问题", "制度", "指标", "数量", "日期", "措施"}
ROW = re.compile(r'<th scope="row"[^>]*>\s*(\S+).*?</th>(.*?)</tr>', re.DOTALL)
CARD = re.compile(r"<dt>\s*(\S+)\s.*?</dt>\s*<dd>(.*?)</dd>", re.DOTALL)
HEADINGS = re.compile(r'<table class="list-table">.*?</thead>', re.DOTALL)
HEADING = re.compile(r'<th scope="col"[^>]*>([^<]+)</th>')


class Reader(HTMLParser):
    """Counts the words of a page's main part, or of all of it where it has none."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], Counter()

    def handle_starttag(self, tag, attrs):
        self.say(*(value or "" for name, value in attrs if name in SAID))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.say(data)

    def say(self, *texts):
        if "main" in self.open and not SILENT & set(self.open):
            for text in texts:
                # The address that is printed below a page.
                self.words.update(text.replace("/elder/", "/").split())


def words(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.words


@pytest.fixture(scope="module")
def shared_places(shared_roles, once_a_file):
    # The file of its accounts would outlive them, and other tests would find it.
    written = "complaints.management.commands.load_demo.write_down"
    with once_a_file():
        with mock.patch(written):
            call_command("load_demo")
        yield public_places.places()


@pytest.fixture
def pages(shared_places, db):
    """Every public page of the demonstration that has an elder version."""
    return [
        place
        for place in shared_places
        if not place.is_file and not place.path.startswith(NO_VARIANT)
    ]


def read(place, variant=""):
    client = Client()
    client.cookies.load(place.cookies)
    answer = client.get(f"{variant}{place.path}")
    assert answer.status_code == place.status, place
    return answer.content.decode()


def matrix_of(pages):
    return next(page for page in pages if page.what == "disclosures.PlanPage:matrix")


class TestEveryPage:
    def test_no_word_is_lost_and_none_said_less_often(self, pages):
        wrong, silent = [], set()
        for place in pages:
            said = words(read(place))
            lost = set(said - words(read(place, "/elder")))
            if lost - OTHERWISE.get(place.what, set()):
                wrong.append((place.path, lost))
            if not said:
                silent.add(place.what)
        assert not wrong, "\n".join(map(str, wrong))
        # Paper, and a piece for other sites: the same in each version.
        assert silent <= public_places.BARE

    def test_the_exceptions_are_needed(self, pages):
        place = matrix_of(pages)
        lost = set(words(read(place)) - words(read(place, "/elder")))
        assert lost == OTHERWISE[place.what]

    def test_each_unit_keeps_its_measures(self, pages):
        place = matrix_of(pages)
        dots = {
            unit: [
                str(n) for n, cell in enumerate(row.split("<td")[1:], 1) if "●" in cell
            ]
            for unit, row in ROW.findall(read(place))
        }
        cards = {
            unit: re.findall(r">(\d+)\. ", measures)
            for unit, measures in CARD.findall(read(place, "/elder"))
        }
        assert dots
        assert {unit: cards[unit] for unit in dots} == dots

    def test_headings_that_a_card_hides_stand_beside_each_cell(self, pages):
        """Styles take the head off a list's table; `data-label` says it again."""
        hidden = set()
        for place in pages:
            html = read(place, "/elder")
            for head in HEADINGS.findall(html):
                headings = {heading.strip() for heading in HEADING.findall(head)}
                hidden |= {one for one in headings if f'data-label="{one}"' not in html}
        assert hidden == EVIDENT
