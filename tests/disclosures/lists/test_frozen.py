"""Frozen at the end, with the final report; frozen is frozen."""

import json
from datetime import date
from hashlib import sha256

import pytest
from django.test import Client

from disclosures.lists import acts, drafts, freezing
from disclosures.lists.changes import Change, FrozenList, FrozenRemoval
from disclosures.lists.comparing import public_values
from disclosures.lists.forms import FreezeForm
from disclosures.lists.items import ListKind
from disclosures.models import (
    Digest,
    FortnightlyReport,
    ReportPage,
    ReportsPage,
    StaticExport,
)
from disclosures.withdrawals import remaking
from portal.workdays import clock
from portal.workdays.clock import now, today
from tests.disclosures import factories

from .acting import as_user, close
from .sheets import problem, problems

pytestmark = pytest.mark.django_db


def final(title="整治总结报告"):
    """A final report that readers see."""
    known = ReportPage.objects.filter(title=title).first()
    slug = "final" if title == "整治总结报告" else None
    return known or ReportsPage.objects.get().add_child(
        instance=ReportPage(title=title, slug=slug, body="<p>完</p>")
    )


class TestFrozen:
    def freeze(self, house, report=None):
        report = report or final()
        change = freezing.propose_freezing(house.campaign, report, user=house.editor)
        return acts.approve(change, house.moderator)

    def test_no_list_is_frozen_without_a_public_final_report(self, house):
        house.publish_problems(1)
        draft = final("草稿")
        draft.live = False
        for report in (None, draft):
            with pytest.raises(acts.Refused, match="总结报告"):
                freezing.propose_freezing(house.campaign, report, user=house.editor)
        client = Client()
        client.force_login(house.editor)
        answer = client.post("/admin/lists/freeze/", {"report": ""})
        assert answer.status_code == 409
        assert not Change.objects.filter(act=Change.Act.FREEZE).exists()

    def test_only_this_campaigns_final_report_will_do(self, house):
        house.publish_problems(1)
        right, digest = final(), final("半月报摘要")
        fortnight = FortnightlyReport.objects.create(
            campaign=house.campaign,
            key="2021-07-a",
            starts_on=date(2021, 7, 1),
            ends_on=date(2021, 7, 15),
            due_on=date(2021, 7, 15),
            number=1,
        )
        Digest.objects.create(report=fortnight, page=digest, made_by=house.editor)
        column = factories.column(factories.CampaignFactory(title="另一项整治"))
        section = ReportsPage.objects.descendant_of(column).get()
        elsewhere = section.add_child(
            instance=ReportPage(title="别处的报告", slug="final", body="<p>完</p>")
        )
        offered = FreezeForm(campaign=house.campaign).fields["report"].queryset
        assert list(offered) == [right]
        for report in (digest, elsewhere):
            with pytest.raises(acts.Refused, match=report.title):
                freezing.propose_freezing(house.campaign, report, user=house.editor)
        assert self.freeze(house, right).state == Change.State.APPROVED

    def test_not_before_the_last_stage(self, house):
        report = final()
        with clock.on(date(2021, 8, 31)), pytest.raises(acts.Refused, match="09-01"):
            freezing.propose_freezing(house.campaign, report, user=house.editor)
        with clock.on(date(2021, 9, 1)):
            change = freezing.propose_freezing(
                house.campaign, report, user=house.editor
            )
        with clock.on(date(2021, 8, 31)), pytest.raises(acts.Refused, match="09-01"):
            acts.approve(change, house.moderator)

    def test_what_is_not_closed_out_is_named_to_both(self, house):
        house.publish_problems(3)
        close(house.editor, number=2)
        acts.approve(Change.objects.waiting().get(), house.moderator)
        final()
        offered = as_user(house.editor).get("/admin/lists/freeze/").content.decode()
        change = freezing.propose_freezing(house.campaign, final(), user=house.editor)
        address = f"/admin/lists/changes/{change.pk}/"
        shown = as_user(house.moderator).get(address).content.decode()
        for page in (offered, shown):
            assert "第1、3项" in page

    def test_nor_when_it_went_off_the_site_meanwhile(self, house):
        house.publish_problems(1)
        report = final()
        change = freezing.propose_freezing(house.campaign, report, user=house.editor)
        report.unpublish()
        with pytest.raises(acts.Refused, match="总结报告"):
            acts.approve(Change.objects.get(pk=change.pk), house.moderator)
        assert not FrozenList.objects.exists()

    def test_the_hash_is_that_of_the_file_that_is_published(self, house):
        house.publish_problems(2)
        self.freeze(house)
        page = Client().get("/lists/problems/").content.decode()
        data = Client().get("/lists/problems/frozen/").content
        assert sha256(data).hexdigest() in page
        assert "/reports/final/" in page
        assert Client().get("/en/lists/results/frozen/").status_code == 200
        content = freezing.canonical(house.campaign, ListKind.PROBLEMS)
        assert content.encode() == data

    def test_frozen_lists_refuse_every_change(self, house):
        house.publish_problems(1)
        draft = house.upload(problems(problem(2)))
        comparison = drafts.preview(draft).comparison
        self.freeze(house)
        values = public_values(house.campaign, "problems")[1] | {"facts": "改"}
        for act in (
            lambda: acts.hand_in(draft, comparison),
            lambda: acts.propose(house.campaign, "problems", values, user=house.editor),
            lambda: freezing.propose_freezing(
                house.campaign, final(), user=house.editor
            ),
        ):
            with pytest.raises(acts.Refused):
                act()
        assert close(house.editor).status_code == 409
        with pytest.raises(TypeError):
            FrozenList.objects.update(digest="0")

    def test_not_while_something_waits_or_has_changed(self, house):
        house.publish_problems(1)
        frozen = freezing.propose_freezing(house.campaign, final(), user=house.editor)
        values = public_values(house.campaign, "problems")[1] | {"facts": "改"}
        change = acts.propose(house.campaign, "problems", values, user=house.editor)
        with pytest.raises(acts.Refused):
            acts.approve(frozen, house.moderator)
        acts.approve(change, house.moderator)
        with pytest.raises(acts.Refused):
            acts.approve(Change.objects.get(pk=frozen.pk), house.moderator)
        assert not FrozenList.objects.exists()


class TestFrozenRemoval:
    """Personal data found too late leaves a frozen list; the list says so."""

    NAME = "王某某"

    @pytest.fixture
    def frozen(self, house):
        house.publish(problems(problem(1, facts=f"住户{self.NAME}转租。"), problem(2)))
        close(house.editor)
        acts.approve(Change.objects.waiting().get(), house.moderator)
        change = freezing.propose_freezing(house.campaign, final(), user=house.editor)
        acts.approve(change, house.moderator)
        return house

    def file(self):
        return Client().get("/lists/problems/frozen/").content

    def remove(self, house, **data):
        address = "/admin/lists/problems/1/withdraw/"
        given = {"note": "写到了个人", "is_personal": "on"} | data
        return as_user(house.moderator).post(address, given)

    def test_no_word_is_left_and_the_list_says_what_was_done(self, frozen):
        StaticExport.objects.create(folder="/srv/column", made_at=now())
        before = self.file()
        assert self.NAME in before.decode()
        assert self.remove(frozen).status_code == 302
        after = self.file()
        page = Client().get("/lists/problems/").content.decode()
        for text in (after.decode(), page):
            assert self.NAME not in text
            assert sha256(before).hexdigest() in text
            assert today().isoformat() in text
        assert sha256(after).hexdigest() in page
        content = json.loads(after)
        assert [item["number"] for item in content["items"]] == [2]
        assert [one["number"] for one in content["removed"]] == [1]
        kept = list(Change.objects.values_list("rows", "note", "reason"))
        assert self.NAME not in json.dumps(kept, ensure_ascii=False)
        assert remaking.stale().exists()

    def test_a_second_removal_goes_on_from_the_first(self, frozen):
        self.remove(frozen)
        first = sha256(self.file()).hexdigest()
        acts_page = "/admin/lists/problems/2/withdraw/"
        data = {"note": "写到了个人", "is_personal": "on"}
        as_user(frozen.moderator).post(acts_page, data)
        removed = json.loads(self.file())["removed"]
        assert removed[1]["sha256_before"] == first
        chain = list(FrozenRemoval.objects.values_list("before", "after"))
        assert chain[0][1] == chain[1][0]
        assert chain[1][1] == FrozenList.objects.get(kind="problems").digest

    def test_for_no_other_reason_and_by_nobody_else(self, frozen):
        before = self.file()
        assert self.remove(frozen, is_personal="").status_code == 409
        editor = as_user(frozen.editor)
        data = {"note": "写到了个人", "is_personal": "on"}
        assert editor.post("/admin/lists/problems/1/withdraw/", data).url == "/admin/"
        assert self.file() == before
        other = FrozenList.objects.get(kind="results").digest
        self.remove(frozen)
        assert FrozenList.objects.get(kind="results").digest == other

    def test_the_removal_is_offered_and_its_proposals_still_open(self, frozen):
        moderator = as_user(frozen.moderator)
        listing = moderator.get("/admin/lists/problems/").content.decode()
        assert "/admin/lists/problems/1/withdraw/" in listing
        self.remove(frozen)
        for change in Change.objects.all():
            shown = moderator.get(f"/admin/lists/changes/{change.pk}/")
            assert shown.status_code == 200
            assert self.NAME not in shown.content.decode()
