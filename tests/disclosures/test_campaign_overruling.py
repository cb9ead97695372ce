"""What the scan stops in a part of the campaign can be let stand, as on a page."""

import pytest
from django.urls import reverse

from disclosures.models import Deadline, Measure
from portal.gate.overruling import Overruled, stopped
from tests.disclosures.test_campaign_review import address, as_user, edit, front

pytestmark = pytest.mark.django_db
FLAT = "样板房东门小区5栋302室"
LEAVE = {"leave_to_reviewer": "on", "action-submit": "1"}


@pytest.fixture
def campaign(site):
    return site.campaign


def check_page(campaign):
    campaign.refresh_from_db()
    return reverse("gate_check", args=[campaign.current_workflow_task_state.pk])


def approve(user, campaign):
    state = campaign.current_workflow_task_state
    return as_user(user).post(
        address("workflow_action", campaign.pk, "approve", state.pk)
    )


def let_stand(user, campaign):
    """Overrule everything that is stopped, on the page where that is done."""
    url = check_page(campaign)
    for stop in list(stopped(campaign.get_latest_revision_as_object())):
        data = {"overrule": stop.key, "reason": "这是样板房，没有人住"}
        as_user(user).post(url, data)


class TestCampaignParts:
    @pytest.mark.parametrize(
        "field",
        ["goal", "measures-0-text", "stages-1-text", "stages-1-deadlines-0-label"],
    )
    def test_whoever_approves_sees_it_and_lets_it_stand(
        self, campaign, editor, moderator, field
    ):
        stays = edit(editor, campaign, **{field: FLAT, "action-submit": "1"})
        assert stays.status_code == 200
        assert "leave_to_reviewer" in stays.content.decode()

        assert edit(editor, campaign, **{field: FLAT} | LEAVE).status_code == 302
        url = check_page(campaign)
        assert "5栋302室" in as_user(moderator).get(url).content.decode()
        approve(moderator, campaign)
        assert FLAT not in front() + plan()

        let_stand(moderator, campaign)
        approve(moderator, campaign)
        assert FLAT in everything(campaign)
        assert Overruled.objects.get().object_id == str(campaign.pk)

    def test_it_stands_the_next_time_too_and_nothing_else_does(
        self, campaign, editor, moderator
    ):
        edit(editor, campaign, **{"measures-0-text": FLAT} | LEAVE)
        let_stand(moderator, campaign)
        approve(moderator, campaign)
        again = {"measures-1-title": "改了标题", "action-submit": "1"}
        assert edit(editor, campaign, **again).status_code == 302
        campaign.refresh_from_db()
        campaign.current_workflow_state.cancel(user=editor)
        other = {"measures-1-text": "东门小区5栋303室", "action-submit": "1"}
        assert edit(editor, campaign, **other).status_code == 200

    def test_a_new_part_is_looked_at_in_the_same_way(self, campaign, editor, moderator):
        count = Measure.objects.count()
        new = {
            "measures-TOTAL_FORMS": count + 1,
            f"measures-{count}-number": 7,
            f"measures-{count}-title": "新的一项",
            f"measures-{count}-text": FLAT,
            f"measures-{count}-ORDER": count + 1,
        }
        for name in ("deadlines", "posts", "indicators", "milestones", "exchanges"):
            new |= {
                f"measures-{count}-{name}-TOTAL_FORMS": 0,
                f"measures-{count}-{name}-INITIAL_FORMS": 0,
            }
        assert edit(editor, campaign, **new | LEAVE).status_code == 302
        let_stand(moderator, campaign)
        approve(moderator, campaign)
        assert Measure.objects.get(number=7).text == FLAT


def plan():
    from django.test import Client

    return Client().get("/plan/").content.decode()


def everything(campaign):
    """All texts that are public now; the plan shows labels of dates alone to come."""
    labels = Deadline.objects.values_list("label", flat=True)
    return front() + plan() + "".join(labels)
