"""The document of a milestone goes the way of every file, and is a download."""

import pytest
from django.test import Client

from disclosures.models import Measure, Milestone
from portal.gate.files import PublicFile
from portal.gate.looking import confirm, sights
from tests.disclosures.test_campaign_overruling import approve, check_page
from tests.disclosures.test_campaign_review import as_user, edit
from tests.portal.gate import samples

pytestmark = pytest.mark.django_db
BEGIN = "measures-0-milestones-0-"


@pytest.fixture
def campaign(site):
    measure = Measure.objects.get(number=1)
    Milestone.objects.create(measure=measure, number=1, text="完成合同清理")
    return site.campaign


def attach(editor, campaign, file, **changes):
    given = {f"{BEGIN}upload": file, "action-submit": "1"}
    return edit(editor, campaign, **given | changes)


def measure_page():
    return Client().get("/plan/measures/1/").content.decode()


class TestMilestoneFiles:
    def test_it_is_public_once_it_is_approved(self, campaign, editor, moderator):
        assert attach(editor, campaign, samples.word()).status_code == 302
        file = PublicFile.objects.get()
        assert Client().get(file.url).status_code == 404
        assert file.name not in measure_page()

        campaign.refresh_from_db()
        approve(moderator, campaign)

        html = measure_page()
        assert file.url in html
        response = Client().get(file.url)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        content = b"".join(response.streaming_content)
        assert samples.AUTHOR.encode() not in content

    def test_words_inside_are_scanned(self, campaign, editor):
        answer = attach(editor, campaign, samples.word("电话13800138000"))
        assert answer.status_code == 200
        assert "13800138000" in answer.content.decode()
        assert not Milestone.objects.get().file

    def test_its_pictures_are_looked_at(self, campaign, editor, moderator):
        attach(editor, campaign, samples.scanned(pages=1))
        page = as_user(moderator).get(check_page(campaign)).content.decode()
        assert "扫描件.pdf" in page
        campaign.refresh_from_db()
        approve(moderator, campaign)
        assert "扫描件.pdf" not in measure_page()
        for sight in sights(campaign.get_latest_revision_as_object()):
            confirm(sight, moderator)
        approve(moderator, campaign)
        assert "扫描件.pdf" in measure_page()

    def test_it_stays_when_other_things_change_and_goes_when_told(
        self, campaign, editor, moderator
    ):
        attach(editor, campaign, samples.word())
        campaign.refresh_from_db()
        approve(moderator, campaign)
        file = PublicFile.objects.get()
        campaign.refresh_from_db()
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        campaign.refresh_from_db()
        approve(moderator, campaign)
        assert Client().get(file.url).status_code == 200
        campaign.refresh_from_db()
        gone = {f"{BEGIN}without_file": "on", "action-submit": "1"}
        edit(editor, campaign, **gone)
        campaign.refresh_from_db()
        approve(moderator, campaign)
        assert Client().get(file.url).status_code == 404
        assert file.name not in measure_page()

    def test_a_new_milestone_keeps_its_file_from_draft_to_draft(
        self, campaign, editor, moderator
    ):
        begin = "measures-0-milestones-1-"
        new = {
            "measures-0-milestones-TOTAL_FORMS": 2,
            f"{begin}number": 2,
            f"{begin}text": "报送汇总",
            f"{begin}upload": samples.word(),
        }
        assert edit(editor, campaign, **new).status_code == 302
        campaign.refresh_from_db()
        assert edit(editor, campaign, question="第二稿？").status_code == 302
        campaign.refresh_from_db()
        assert edit(editor, campaign, **{"action-submit": "1"}).status_code == 302
        campaign.refresh_from_db()
        approve(moderator, campaign)
        file = PublicFile.objects.get()
        assert file.url in measure_page()

    def test_a_new_one_loses_it_when_told(self, campaign, editor):
        begin = "measures-0-milestones-1-"
        new = {
            "measures-0-milestones-TOTAL_FORMS": 2,
            f"{begin}number": 2,
            f"{begin}text": "报送汇总",
            f"{begin}upload": samples.word(),
        }
        edit(editor, campaign, **new)
        campaign.refresh_from_db()
        edit(editor, campaign, **{f"{begin}without_file": "on"})
        campaign.refresh_from_db()
        draft = campaign.get_latest_revision_as_object()
        steps = draft.measures.all()[0].milestones.all()
        assert [step.file for step in steps] == [None, None]
