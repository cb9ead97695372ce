"""A column with two focus issues, two estates and two units."""

from io import BytesIO

import pytest
from django.core.management import call_command

from disclosures.lists import acts, drafts
from disclosures.lists.items import ListKind
from disclosures.lists.sheets import find_list
from disclosures.lists.workbooks import read_grids
from tests.disclosures import factories
from tests.factories import UnitFactory, UserFactory

from .sheets import problem, problems


class House:
    """What a test of the lists works with."""

    def __init__(self):
        call_command("sync_roles")
        self.campaign = factories.mingxi_2021()
        factories.FocusIssueFactory(
            campaign=self.campaign, number=2, text="家庭情况变了没有申报的。"
        )
        factories.column(self.campaign)
        self.campaign.refresh_from_db()
        self.estates = [
            factories.EstateFactory(name=name) for name in ("东门小区", "西城家园")
        ]
        UnitFactory(name="县住建局", short_name="住建", is_lead=True)
        UnitFactory(name="县民政局", short_name="民政")
        self.editor = UserFactory(role="editor")
        self.other_editor = UserFactory(role="editor")
        self.moderator = UserFactory(role="moderator")

    def upload(self, data, kind=ListKind.PROBLEMS):
        sheet = find_list(read_grids(BytesIO(data)), kind)
        return drafts.start(
            self.campaign, kind, sheet, name="清单.xlsx", user=self.editor
        )

    def publish(self, data, kind=ListKind.PROBLEMS):
        """Import a file without mistakes, through both people."""
        change = self.upload(data, kind)
        found = drafts.preview(change)
        assert found.mistakes == []
        return acts.approve(acts.hand_in(change, found.comparison), self.moderator)

    def publish_problems(self, count):
        self.publish(problems(*(problem(n) for n in range(1, count + 1))))


@pytest.fixture(scope="module")
def built(once_a_file):
    with once_a_file():
        yield House()


@pytest.fixture
def house(built, db):
    return built
