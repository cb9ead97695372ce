"""A date that the sentence gives to another body is not counted as ours."""

from datetime import date

import pytest

from disclosures.demo.column import PLAN
from disclosures.models import Deadline
from disclosures.plans.apply import apply
from disclosures.plans.bodies import body_of
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines
from disclosures.timetable import timetable
from tests.factories import UserFactory

TITLE = "公租房点题整治"


def plan():
    """The county's own plan."""
    return parse(read_lines(PLAN), TITLE)


COLLECTED = "6月15日前上报市住建局，由市住建局汇总后于6月底前上报省住建厅。"


@pytest.mark.parametrize(
    ("text", "phrase", "level", "body"),
    [
        (COLLECTED, "6月15日前", "县", ""),
        (COLLECTED, "6月底前", "县", "市住建局"),
        ("由市住建局汇总后，于6月底前上报省住建厅。", "6月底前", "县", "市住建局"),
        ("意见由市里统一整理，6月底前送省住建厅。", "6月底前", "县", "市里"),
        ("市住建局7月底前组织抽查。", "7月底前", "县", "市住建局"),
        ("县住建局7月底前完成。", "7月底前", "县", ""),
        ("按照市住建局要求于7月底前完成。", "7月底前", "县", ""),
        ("按照市住建局要求，于7月底前完成。", "7月底前", "县", ""),
        ("省住建厅将于9月底前开展验收。", "9月底前", "市", "省住建厅"),
        ("市住建局8月底前完成整改。", "8月底前", "市", ""),
        ("各乡镇8月底前报市工作专班。", "8月底前", "县", ""),
    ],
)
def test_whose_date_it_is(text, phrase, level, body):
    assert body_of(text, phrase, level) == body


@pytest.mark.django_db
class TestImport:
    def test_the_plans_own_sentence(self):
        outline = plan()
        bodies = {
            deadline.phrase: deadline.body
            for measure in outline.measures
            for deadline in measure.deadlines
        }
        assert bodies["6月底前"] == "市里"
        assert bodies["6月15日前"] == ""
        assert all(not one.body for s in outline.stages for one in s.deadlines)

    def test_it_is_kept_and_no_countdown_runs_to_it(self):
        campaign = apply(plan(), user=UserFactory()).campaign
        one = Deadline.objects.get(measure__campaign=campaign, body="市里")
        assert one.phrase == "6月底前"
        table = timetable(campaign, date(2021, 6, 29))
        assert table.countdown.deadline != one

    def test_what_an_editor_made_of_it_stays(self):
        campaign = apply(plan(), user=UserFactory()).campaign
        Deadline.objects.update(body="")
        draft = Deadline.objects.filter(phrase="6月底前").get()
        campaign.refresh_from_db()
        campaign.save_revision()
        again = apply(plan(), user=UserFactory())
        assert not again.is_changed
        draft.refresh_from_db()
        assert draft.body == ""
