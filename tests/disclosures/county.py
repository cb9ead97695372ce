"""A county on 2 August 2021: two editors, a moderator, facts of two periods."""

from datetime import date

from django.core.management import call_command

from disclosures.figures import ClosedPeriod, Figure
from disclosures.figures_words import Counted
from disclosures.lists import acts as lists
from disclosures.models import DataExchange, Indicator, Milestone
from disclosures.reports import acts
from disclosures.reports.models import NARRATIVE
from disclosures.reports.periods import Period
from portal.workdays import clock
from portal.workdays.seeding import seed_calendar
from tests.disclosures.factories import column, mingxi_2021
from tests.factories import UnitFactory, UserFactory

#: The second half of July is over.
TODAY = date(2021, 8, 2)
BEFORE, PERIOD = Period.parse("2021-07-a"), Period.parse("2021-07-b")


def close_period(period, closed_on=None, **counts):
    """Publish the county totals of a fortnight, all of them."""
    row = ClosedPeriod.objects.create(
        key=period.key,
        starts_on=period.first,
        ends_on=period.last,
        closed_on=closed_on or period.after.first,
    )
    known = {"received": 0, "accepted": 0, "concluded": 0}
    known |= {"concluded_on_time": 0, "open_overdue": 0}
    for name, value in (known | counts).items():
        assert name in Counted.values
        Figure.objects.create(
            period=row,
            name=name,
            value=value,
            since=period.first,
            as_of=period.last,
        )


def problem(number, **values):
    return {
        "number": number,
        "estate": "",
        "focus": 1,
        "source": "visit",
        "facts": f"第{number}类问题：合同没有写明不得转租。",
        "basis": "",
        "measure": "换签合同。",
        "units": "县住建局",
        "officer": "股长",
        "due": "2021-08-20",
        "status": "open",
        "result": "",
        "closed_on": None,
        "evidence": "",
    } | values


class County:
    """The house these tests work in, and what its people do."""

    def __init__(self):
        call_command("sync_roles")
        seed_calendar(2021)
        self.unit = UnitFactory(lead=True)
        self.campaign = mingxi_2021()
        self.column = column(self.campaign)
        self.campaign.refresh_from_db()
        self.editor = UserFactory(role="editor", last_name="编")
        self.other = UserFactory(role="editor", last_name="写")
        self.moderator = UserFactory(role="moderator", last_name="签")

    def written(self, period=PERIOD, **values):
        """A draft with text."""
        report = acts.draft(self.campaign, period, user=self.editor)
        empty = dict.fromkeys(NARRATIVE, "") | {"is_nil": False, "nil_reason": ""}
        said = empty | {"progress": "入户走访过半。\n转租线索当场登记。"} | values
        return acts.save(report, said, version=report.version, user=self.editor)

    def handed_in(self, period=PERIOD, **values):
        report = self.written(period, **values)
        return acts.hand_in(report, version=report.version, user=self.editor)

    def signed(self, period=PERIOD, **values):
        report = self.handed_in(period, **values)
        return acts.sign(report, version=report.version, user=self.moderator)

    def put_on_list(self, values, day, kind="problems", act="edit"):
        with clock.on(day):
            change = lists.propose(
                self.campaign, kind, values, user=self.editor, act=act
            )
            return lists.approve(change, self.moderator)

    def measure(self, number=1):
        return self.campaign.measures.get(number=number)

    def milestone(self, **values):
        known = {"number": 1, "text": "走访名册建好", "measure": self.measure()}
        return Milestone.objects.create(**known | values)

    def indicator(self, **values):
        known = {
            "number": 1,
            "name": "已复核",
            "counted_in": "户",
            "definition": "复核完毕的家庭。",
            "measure": self.measure(),
        }
        return Indicator.objects.create(**known | values)

    def exchange(self, day, compared, hits=0, **stopped):
        return DataExchange.objects.create(
            measure=self.measure(), day=day, compared=compared, hits=hits, **stopped
        )
