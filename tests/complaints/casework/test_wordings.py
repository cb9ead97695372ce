"""Wordings for letters: who writes them, what they may say, how they get in."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from complaints import workflow
from complaints.casework.models import MessageTemplate
from complaints.casework.stock import STOCK, seed_wordings
from complaints.topics import Topic
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in
from tests.disclosures.factories import EstateFactory

INDEX = "/admin/cases/wordings/"
NEWS = "您好，有新的消息，请您方便时再看一看。"


def wording(**given):
    given = {"title": "请补充", "use": "message", "page_text": "请说明。"} | given
    made = MessageTemplate(**given)
    made.full_clean()
    made.save()
    return made


class WhatItMaySay(TestCase):
    def refused(self, field, **given):
        with pytest.raises(ValidationError) as caught:
            wording(**given)
        assert field in caught.value.message_dict

    def test_the_stock_passes_its_own_rules_and_is_written_once(self):
        seed_wordings()
        seed_wordings()
        assert MessageTemplate.objects.count() == len(STOCK)

    def test_seeding_the_house_brings_it(self):
        call_command("seed")
        assert MessageTemplate.objects.exists()

    def test_a_notice_says_not_a_word_of_the_tip(self):
        EstateFactory(name="东门小区")
        for told in (
            "您的举报有结果了",
            "关于公租房的事",
            "东门小区的事有消息了",
            f"关于{Topic.REPAIRS.label}",
            "受理编号 MX-48207",
            "{number} 有消息了",
            "您的查询码能用了",
        ):
            with self.subTest(told=told):
                self.refused("notice_text", notice_text=told)
        wording(notice_text=NEWS)

    def test_neither_text_points_at_a_private_person(self):
        self.refused("page_text", page_text="请打13812345678找林先生。")
        self.refused("title", title="3栋2单元501室")

    def test_only_known_blanks_are_filled_in(self):
        self.refused("page_text", page_text="您好{name}")
        self.refused("page_text", page_text="您好{")


class Filling(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)
        self.case = filed()
        self.address = reverse("cases:act", args=[self.case.number, "message"])

    def test_plain_facts_are_filled_in(self):
        text = wording(page_text="{number}，{unit}，{received}，{due}").letter_for(
            self.case
        )
        assert text.startswith(f"{self.case.number}，{self.housing}，")
        assert str(self.case.due_on.year) in text
        assert "{" not in text

    def test_without_scripts_a_round_trip_puts_it_below_what_was_typed(self):
        chosen = wording(notice_text=NEWS)
        data = {"version": 1, "text": "您好。", "wording": chosen.pk, "fill": "1"}
        page = self.client.post(self.address, data)
        assert page.status_code == 200
        (offer,) = [o for o in page.context["main_offers"] if o.name == "message"]
        assert offer.is_open
        assert offer.form["text"].value() == "您好。\n\n请说明。"
        self.assertContains(page, NEWS)
        assert not self.case.messages.exists()

    def test_nothing_chosen_changes_nothing_that_was_typed(self):
        wording()
        for chosen in ("", "x", "999999"):
            data = {"version": 1, "text": "您好。", "wording": chosen, "fill": "1"}
            page = self.client.post(self.address, data)
            (offer,) = [o for o in page.context["main_offers"] if o.name == "message"]
            assert offer.form["text"].value() == "您好。"

    def test_offered_where_it_fits(self):
        every, own = wording(), wording(title="本局", unit=self.housing)
        wording(title="别处", unit=self.civil)
        wording(title="别的问题", kind="report", topic="lent")
        wording(title="结论", use="conclude")
        found = MessageTemplate.objects.fitting(self.case, "message")
        assert list(found) == [every, own]

    def test_a_letter_with_a_wording_still_chosen_is_sent(self):
        chosen = wording()
        self.client.post(
            self.address, {"version": 1, "text": "您好。", "wording": chosen.pk}
        )
        assert self.case.messages.count() == 1


class WhoWrites(CaseworkTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.head, _ring = keyed_member(cls.housing, by=cls.ring, is_head=True)
        cls.civil_head, _ring = keyed_member(
            cls.civil, by=cls.foreign_ring, is_head=True
        )

    def write(self, user, **given):
        sign_in(self.client, user)
        data = {
            "title": "新的",
            "use": "message",
            "for_unit": self.housing.pk,
            "page_text": "请说明。",
        }
        return self.client.post(INDEX, data | given)

    def test_a_head_writes_for_the_own_unit(self):
        assert self.write(self.head).status_code == 302
        assert MessageTemplate.objects.get().unit == self.housing

    def test_the_lead_units_head_writes_for_every_unit_and_no_other_head_does(self):
        assert self.write(self.civil_head, for_unit="every").status_code == 422
        assert self.write(self.civil_head).status_code == 422
        assert self.write(self.head, for_unit="every").status_code == 302
        assert MessageTemplate.objects.get().unit is None

    def test_members_and_inspectors_read_only(self):
        for user in (self.user, self.inspector):
            assert self.write(user).status_code == 403
            page = self.client.get(INDEX)
            assert page.context["form"] is None
        assert not MessageTemplate.objects.exists()

    def test_changed_and_deleted_by_those_who_may(self):
        own = wording(unit=self.housing)
        address = reverse("cases:wording", args=[own.pk])
        for user in (self.user, self.civil_head, self.inspector):
            sign_in(self.client, user)
            assert self.client.get(address).status_code == 404
            assert self.client.post(address, {"delete": "1"}).status_code == 404
        sign_in(self.client, self.head)
        data = {"title": "改过", "use": "message", "for_unit": self.housing.pk}
        self.client.post(address, data | {"page_text": "请再说明。"})
        own.refresh_from_db()
        assert (own.title, own.page_text) == ("改过", "请再说明。")
        self.client.post(address, {"delete": "1"})
        assert not MessageTemplate.objects.exists()

    def test_another_units_wordings_are_not_shown(self):
        theirs = wording(title="民政专用", unit=self.civil)
        sign_in(self.client, self.user)
        self.assertNotContains(self.client.get(INDEX), theirs.title)

    def test_a_title_once(self):
        self.write(self.head)
        page = self.write(self.head)
        assert page.status_code == 422
        assert MessageTemplate.objects.count() == 1

    def test_a_topic_of_another_kind_is_refused(self):
        page = self.write(self.head, kind="suggestion", topic="sublet")
        assert page.status_code == 422

    def test_a_letter_in_step(self):
        """The names where wordings are offered are steps of the workflow."""
        assert set(MessageTemplate.Use.values) <= set(workflow.NEXT)
