"""The campaign's own texts go the same way as pages."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from disclosures.models import Campaign, Channel, Measure
from portal.gate.names import ProposedNames
from tests.disclosures import factories
from tests.disclosures.test_moderation import approving, as_user
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"wagtailsnippets_disclosures_campaign:{name}", args=args)


def posted(client, campaign, **changes):
    """What the browser posts: the form as it was shown, and the changes."""
    form = client.get(address("edit", campaign.pk)).context["form"]
    data = {}

    def take(one):
        for bound in one:
            value = bound.value()
            if isinstance(value, bool):
                value = "on" if value else ""
            elif isinstance(value, (list, tuple)) or hasattr(value, "all"):
                value = [getattr(item, "pk", item) for item in value]
            data[bound.html_name] = "" if value is None else value
        for formset in getattr(one, "formsets", {}).values():
            take(formset.management_form)
            for child in formset.forms:
                take(child)

    take(form)
    unticked = {"DELETE", "intake_open" if not campaign.intake_open else "DELETE"}
    data = {k: v for k, v in data.items() if k.rsplit("-")[-1] not in unticked}
    return data | changes


@pytest.fixture
def campaign(site):
    campaign = site.campaign
    measure = campaign.measures.first()
    measure.units = [UnitFactory(name="县住建局")]
    measure.save()
    return campaign


def edit(user, campaign, **changes):
    client = as_user(user)
    return client.post(
        address("edit", campaign.pk), posted(client, campaign, **changes)
    )


def front() -> str:
    return Client().get("/").content.decode()


class TestReview:
    def test_a_change_waits_for_a_moderator(self, campaign, editor, moderator):
        response = edit(
            editor,
            campaign,
            **{
                "question": "新的问题？",
                "measures-0-title": "新的措施",
                "action-submit": "1",
            },
        )
        assert response.status_code == 302
        campaign.refresh_from_db()
        assert campaign.workflow_in_progress
        assert "新的问题" not in front()
        assert "新的措施" not in front()

        state = campaign.current_workflow_task_state
        as_user(moderator).post(
            address("workflow_action", campaign.pk, "approve", state.pk)
        )

        assert "新的问题" in front()
        assert "新的措施" in front()
        assert Measure.objects.count() == 6
        assert Measure.objects.get(number=1).units.get().name == "县住建局"

    def test_editor_publishes_by_no_address(self, campaign, editor):
        edit(editor, campaign, question="新的问题？", **{"action-publish": "1"})
        assert "新的问题" not in front()
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        campaign.refresh_from_db()
        state = campaign.current_workflow_task_state
        for name in ("workflow_action", "collect_workflow_action_data"):
            as_user(editor).post(address(name, campaign.pk, "approve", state.pk))
        for name in ("unpublish", "delete"):
            as_user(editor).post(address(name, campaign.pk))
        assert "新的问题" not in front()
        assert Campaign.current() == campaign

    def test_moderator_reads_it_and_changes_nothing(self, campaign, editor, moderator):
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        client = as_user(moderator)
        assert client.get(address("edit", campaign.pk)).status_code == 200
        campaign.refresh_from_db()
        edit(
            moderator,
            campaign,
            **approving(campaign) | {"question": "偷换的问题？"},
        )
        assert "偷换" not in front()
        assert "偷换" not in str(campaign.get_latest_revision().content)

    def test_a_reviewers_save_makes_no_version(self, campaign, editor, moderator):
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        campaign.refresh_from_db()
        before = campaign.latest_revision_id
        edit(moderator, campaign)
        campaign.refresh_from_db()
        assert campaign.latest_revision_id == before

    @pytest.mark.parametrize("is_live", [True, False])
    def test_a_reviewer_approves_with_the_button_below_the_form(
        self, campaign, editor, moderator, is_live
    ):
        Campaign.objects.update(live=is_live)
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        campaign.refresh_from_db()
        handed_in = campaign.latest_revision_id
        client = as_user(moderator)
        data = posted(client, campaign, **approving(campaign))
        answer = client.post(address("edit", campaign.pk), data, follow=True)
        assert answer.redirect_chain == [("/admin/", 302)]
        told = answer.content.decode()
        assert "已审核通过，现在公开" in told
        assert "没有权限" not in told
        campaign.refresh_from_db()
        assert (campaign.live, campaign.live_revision_id) == (True, handed_in)
        assert "新的问题" in front()

    def test_nor_what_was_handed_in_after_it_was_opened(
        self, campaign, editor, moderator
    ):
        edit(editor, campaign, question="新的问题？", **{"action-submit": "1"})
        campaign.refresh_from_db()
        client = as_user(moderator)
        opened = posted(client, campaign, **approving(campaign))
        campaign.current_workflow_state.cancel(user=editor)
        number = opened["focus_issues-TOTAL_FORMS"]
        row = f"focus_issues-{number}"
        added = {"focus_issues-TOTAL_FORMS": number + 1, f"{row}-id": ""}
        added |= {f"{row}-number": number + 1, f"{row}-text": "没人看过的重点"}
        added |= {f"{row}-ORDER": number + 1}
        answer = edit(editor, campaign, **added, **{"action-submit": "1"})
        assert answer.status_code == 302
        answer = client.post(address("edit", campaign.pk), opened, follow=True)
        assert "重新提交过" in answer.content.decode()
        assert "没人看过的重点" not in front()

    def test_text_that_names_a_person_is_refused_at_its_field(self, campaign, editor):
        response = edit(
            editor,
            campaign,
            **{"measures-0-text": "联系人手机 13800138000", "action-submit": "1"},
        )
        assert response.status_code == 200
        forms = response.context["form"].formsets["measures"].forms
        assert "text" in forms[0].errors

    def test_an_offices_mobile_is_left_to_the_reviewer(self, campaign, editor):
        mobile = {"channels-0-value": "13800138000", "action-submit": "1"}
        stopped = edit(editor, campaign, **mobile)
        assert stopped.status_code == 200
        forms = stopped.context["form"].formsets["channels"].forms
        assert "value" in forms[0].errors
        left = edit(editor, campaign, **mobile, leave_to_reviewer="on")
        assert left.status_code == 302

    def test_parts_may_swap_their_numbers(self, campaign, editor, moderator):
        edit(
            editor,
            campaign,
            **{"measures-0-number": 2, "measures-1-number": 1, "action-submit": "1"},
        )
        campaign.refresh_from_db()
        state = campaign.current_workflow_task_state
        as_user(moderator).post(
            address("workflow_action", campaign.pk, "approve", state.pk)
        )
        assert Measure.objects.get(number=1).title == "第2项措施"

    def test_a_number_that_stands_twice_is_refused(self, campaign, editor):
        response = edit(
            editor, campaign, **{"measures-0-number": 2, "action-submit": "1"}
        )
        assert response.status_code == 200
        assert response.context["form"].non_field_errors()


class TestWhoMay:
    @pytest.mark.parametrize("role", ["moderator", "investigator", "clerk", "admin"])
    @pytest.mark.parametrize(
        "view", ["list", "add", "edit", "delete", "history", "usage", "copy", "inspect"]
    )
    def test_no_other_role_comes_near_it(self, campaign, role, view):
        args = [] if view in {"list", "add"} else [campaign.pk]
        try:
            target = address(view, *args)
        except NoReverseMatch:
            assert view in {"copy", "inspect"}
            return
        response = as_user(UserFactory(role=role)).get(target)
        assert response.status_code in {302, 403, 404}

    def test_only_admin_edits_estates(self, campaign):
        estate = factories.EstateFactory(name="东门小区")
        for role in ("editor", "moderator", "investigator", "clerk", "inspector"):
            client = as_user(UserFactory(role=role))
            for view in ("index", "add", "edit", "delete", "history", "usage"):
                args = [] if view in {"index", "add"} else [estate.pk]
                response = client.get(reverse(f"estates:{view}", args=args))
                assert response.status_code in {302, 403}, (role, view)
        admin = as_user(UserFactory(role="admin"))
        admin.post(
            reverse("estates:edit", args=[estate.pk]),
            {"name": "东门新村", "township": "东溪镇", "is_active": "on"},
        )
        assert ProposedNames.objects.get().words == {"name": "东门新村"}
        assert Channel.objects.exists()
