"""Each figure says what it counts, in words of its own."""

import pytest
from django.test import Client
from django.utils.translation import override

from complaints import publish
from complaints.fortnights import Fortnight
from disclosures.figures_words import DEFINITIONS, RATE_DEFINITION, Counted
from portal.workdays.clock import today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_figures_are_defined_alike(language):
    with override(language):
        said = [str(DEFINITIONS[name]) for name in Counted] + [str(RATE_DEFINITION)]
    assert all(len(text) > 8 and "{" not in text for text in said)
    assert len(set(said)) == len(Counted) + 1
    assert not any("recount" in text or "重新数" in text for text in said)


def test_the_page_says_what_a_tip_and_what_a_case_is(site):
    fortnight = Fortnight.of(today())
    names = ("received", "accepted", "concluded", "concluded_on_time", "open_overdue")
    counts = {name: publish.Count(5, today(), today()) for name in names}
    publish.counts([fortnight], counts, on=today())
    page = Client().get("/figures/").content.decode()
    assert "线索是" in page
    # Rows of a table, not the figures of the first page, which stand as columns.
    assert 'class="figure"' not in page
    assert "办件是" in page
