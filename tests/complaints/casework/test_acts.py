"""Every act of a case file, posted as a browser without scripts would post it."""

from django.urls import reverse
from django.utils.formats import date_format

from complaints import workflow
from complaints.cases import AccessRecord, Case, State
from complaints.vault.keyring import COOKIE
from portal.workdays.clock import today
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.intake.house import soup
from tests.complaints.vault.factories import keyed_member, sign_in

ANSWER = {
    "outcome": "substantiated",
    "answer": "经核实情况属实。",
    "measures": "已责令限期退回。",
    "not_heard": "两次上门都找不到人，已留下通知。",
}


class ActTestCase(CaseworkTestCase):
    def setUp(self):
        self.case = filed()
        sign_in(self.client, self.user)

    def act(self, name, **data):
        self.case.refresh_from_db()
        data = {"version": self.case.version} | data
        address = reverse("cases:act", args=[self.case.number, name])
        answer = self.client.post(address, data)
        self.case.refresh_from_db()
        return answer

    def file(self):
        return self.client.get(reverse("cases:file", args=[self.case.number]))

    def events(self):
        return list(self.case.events.values_list("name", flat=True))


class TheLifeOfACase(ActTestCase):
    def test_accepted_asked_investigated_concluded(self):
        assert self.act("accept").status_code == 302
        assert self.act("message", text="请问是哪一层？").status_code == 302
        assert self.act("investigate").status_code == 302
        assert self.act("note", text="周四再去一次").status_code == 302
        assert self.act("conclude", **ANSWER).status_code == 302
        assert self.case.state == State.CONCLUDED
        page = self.file()
        for words in ("请问是哪一层？", "周四再去一次", *list(ANSWER.values())[1:]):
            self.assertContains(page, words)
        assert self.events() == [
            "receive",
            "accept",
            "message",
            "investigate",
            "conclude",
        ]

    def test_what_never_belongs_into_a_letter_is_said_at_each_field(self):
        said = {}
        for state in ("accept", "investigate", ""):
            for form in soup(self.file()).select("form.kw-form"):
                name = form["action"].rstrip("/").rsplit("/", 1)[1]
                for area in form.select("textarea"):
                    line = area.find_next_sibling("p", class_="kw-help")
                    said[name, area["name"]] = line.text if line else ""
                    if line and "收入" in line.text:
                        assert line["id"] in area["aria-describedby"]
            if state:
                self.act(state)
        for field in (
            ("decline", "reason"),
            ("conclude", "answer"),
            ("conclude", "measures"),
            ("message", "text"),
        ):
            with self.subTest(field=field):
                assert "收入、健康" in said[field]
        assert "收入" not in said["note", "text"]

    def test_declined_and_reopened_by_an_inspector(self):
        self.act("decline", reason="不属于公租房。")
        assert self.case.state == State.DECLINED
        assert self.act("reopen", reason="x").status_code == 422
        sign_in(self.client, self.inspector)
        assert self.act("reopen", reason="请再核实。").status_code == 302
        assert self.case.state == State.REOPENED

    def test_referred_it_leaves_and_returned_it_is_back(self):
        self.file()
        answer = self.act("refer", to_unit=self.civil.pk, reason="属民政职责。")
        self.assertRedirects(answer, reverse("cases:index"))
        assert self.case.unit == self.civil
        assert self.file().status_code == 404
        sign_in(self.client, self.stranger)
        unread = self.client.get(reverse("cases:index"), {"unread": "on"})
        assert [row.case for row in unread.context["rows"]] == [self.case]
        self.assertContains(self.file(), "属民政职责。")
        assert self.act("return", reason="不属于我局。").status_code == 302
        assert (self.case.unit, self.case.state) == (self.housing, State.RECEIVED)
        sign_in(self.client, self.user)
        self.assertContains(self.file(), "不属于我局。")

    def test_extended_by_another_person(self):
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        self.act("accept")
        due = self.case.due_on
        asked_for = self.file()
        assert self.act("extend", reason="要等鉴定。").status_code == 302
        assert self.act("decide", granted="yes").status_code == 422
        sign_in(self.client, head)
        page = self.file()
        self.assertContains(page, "要等鉴定。")
        self.assertContains(page, 'data-transition="decide"')
        assert self.act("decide", granted="yes").status_code == 302
        assert self.case.due_on > due
        self.assertContains(asked_for, date_format(self.case.due_on))

    def test_the_head_signs_a_conclusion_or_refuses(self):
        self.housing.head_signs = True
        self.housing.save()
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        self.act("accept")
        self.act("investigate")
        self.act("conclude", **ANSWER)
        assert self.case.state == State.INVESTIGATING
        sign_in(self.client, head)
        self.assertContains(self.file(), ANSWER["answer"])
        assert self.act("decide", granted="no").status_code == 302
        assert self.case.state == State.INVESTIGATING
        self.act("conclude", **ANSWER)
        assert self.case.state == State.CONCLUDED

    def test_what_was_laid_before_the_head_is_taken_back_and_still_there(self):
        self.housing.head_signs = True
        self.housing.save()
        keyed_member(self.housing, by=self.ring, is_head=True)
        self.act("accept")
        self.act("investigate")
        self.act("conclude", **ANSWER)
        self.assertContains(self.file(), 'data-transition="withdraw"')
        assert self.act("withdraw").status_code == 302
        page = self.file()
        self.assertNotContains(page, 'data-transition="withdraw"')
        self.assertContains(page, ANSWER["answer"])
        self.act("conclude", **ANSWER)
        assert self.case.approvals.filter(is_granted=None).count() == 1

    def test_assigned_to_a_member_of_the_unit_only(self):
        self.act("assign", assignee=self.user.pk)
        assert self.case.assignee == self.user
        assert self.act("assign", assignee=self.stranger.pk).status_code == 422
        self.act("assign", assignee="")
        assert self.case.assignee is None

    def test_a_recused_member_is_out(self):
        answer = self.act("recuse")
        self.assertRedirects(answer, reverse("cases:index"))
        assert self.file().status_code == 404
        self.assertNotContains(
            self.client.get(reverse("cases:index")), self.case.number
        )

    def test_concerns_us_hands_it_to_discipline(self):
        answer = self.act("concerns_us")
        self.assertRedirects(answer, reverse("cases:index"))
        assert self.case.unit == self.inspection
        assert self.file().status_code == 404
        sign_in(self.client, self.inspector)
        assert self.file().status_code == 200


class BadInput(ActTestCase):
    def test_nothing_typed_is_lost(self):
        self.act("accept")
        self.act("investigate")
        for data, wrong in (
            (ANSWER | {"outcome": ""}, "outcome"),
            (ANSWER | {"outcome": "adopted"}, "outcome"),
            (ANSWER | {"answer": " "}, "answer"),
            (ANSWER | {"answer": "字" * 20_001}, "answer"),
            (ANSWER | {"measures": "\x00"}, "measures"),
        ):
            with self.subTest(wrong=wrong):
                page = self.act("conclude", **data)
                assert page.status_code == 422
                self.assertContains(page, f"#conclude-{wrong}", status_code=422)
                for value in data.values():
                    if value.strip("\x00 "):
                        self.assertContains(page, value, status_code=422)
        assert self.case.state == State.INVESTIGATING

    def test_a_refused_transition_keeps_the_text_and_says_why(self):
        self.act("extend", reason="x")
        page = self.act("extend", reason="写了很久的一段话")
        assert page.status_code == 422
        self.assertContains(page, "写了很久的一段话", status_code=422)
        assert page.context["attempt"].alert

    def test_a_reason_of_blanks_is_none(self):
        assert self.act("decline", reason="\n  ").status_code == 422
        assert self.case.state == State.RECEIVED

    def test_the_locked_key_keeps_the_text_too(self):
        del self.client.cookies[COOKIE]
        page = self.act("decline", reason="写了很久的一段话")
        self.assertContains(page, "写了很久的一段话", status_code=403)
        assert self.case.state == State.RECEIVED

    def test_nonsense_in_the_version_is_no_way_round(self):
        for version in ("", "x", "-1", "99"):
            with self.subTest(version=version):
                assert self.act("accept", version=version).status_code in (409, 422)
        assert self.case.state == State.RECEIVED

    def test_an_act_that_is_none(self):
        assert self.act("erase").status_code == 302
        assert self.events() == ["receive"]

    def test_an_acts_address_leads_to_the_file(self):
        address = reverse("cases:act", args=[self.case.number, "accept"])
        self.assertRedirects(
            self.client.get(address), reverse("cases:file", args=[self.case.number])
        )
        self.case.refresh_from_db()
        assert self.case.state == State.RECEIVED


class TwoPeopleInOneFile(ActTestCase):
    def setUp(self):
        super().setUp()
        self.colleague, self.ring2 = keyed_member(self.housing, by=self.ring)

    def test_the_second_sees_the_firsts_change_and_keeps_the_text(self):
        seen = Case.objects.get(pk=self.case.pk).version
        workflow.accept(self.case, actor=self.colleague)
        page = self.act("message", text="写给对方的信", version=seen)
        assert page.status_code == 409
        self.assertContains(page, "写给对方的信", status_code=409)
        self.assertContains(page, str(self.colleague), status_code=409)
        assert not self.case.messages.exists()

    def test_sent_again_it_goes_through(self):
        workflow.accept(self.case, actor=self.colleague)
        page = self.act("message", text="写给对方的信", version=1)
        offer = next(o for o in page.context["main_offers"] if o.name == "message")
        again = self.act(
            "message", text="写给对方的信", version=offer.form["version"].value()
        )
        assert again.status_code == 302
        assert self.case.messages.count() == 1

    def test_what_can_no_longer_be_done_leaves_its_text_behind(self):
        workflow.accept(self.case, actor=self.colleague)
        page = self.act("decline", reason="写了很久的理由", version=1)
        assert page.status_code == 409
        assert [text for _label, text in page.context["kept"]] == ["写了很久的理由"]
        assert self.case.state == State.ACCEPTED

    def test_a_case_that_left_meanwhile_is_gone_for_this_member(self):
        box = self.ring.open(self.case.envelope)
        workflow.refer(
            self.case, actor=self.colleague, box=box, to_unit=self.civil, reason="x"
        )
        page = self.act("message", text="写了很久的信", version=1)
        self.assertContains(page, "写了很久的信", status_code=404)
        assert self.case.messages.count() == 0


class EveryActIsRecorded(ActTestCase):
    def test_an_act_with_words_opens_the_case_and_says_so_in_the_record(self):
        self.act("message", text="你好")
        assert AccessRecord.objects.filter(case=self.case, user=self.user).exists()


class WhatTheAccusedIsOwed(ActTestCase):
    def setUp(self):
        super().setUp()
        self.act("accept")
        self.act("investigate")

    def test_a_finding_without_a_hearing_says_at_the_field_what_is_missing(self):
        page = self.act("conclude", **(ANSWER | {"not_heard": ""}))
        assert page.status_code == 422
        self.assertContains(page, ANSWER["answer"], status_code=422)
        form = next(o.form for o in page.context["main_offers"] if o.is_open)
        assert set(form.errors) == {"heard_on", "heard_how", "heard_said"}
        heard = {"heard_on": today().isoformat(), "heard_how": "visit"}
        heard |= {"heard_said": "说是亲戚暂住。", "not_heard": ""}
        both = ANSWER | heard | {"not_heard": "找不到人"}
        assert self.act("conclude", **both).status_code == 422
        assert self.act("conclude", **(ANSWER | heard)).status_code == 302
        self.assertContains(self.file(), "说是亲戚暂住。")

    def test_personal_data_are_marked_and_may_stay_for_a_reason(self):
        self.assertNotContains(self.file(), 'name="cleared"')
        answer = ANSWER | {"answer": "3栋2单元501室的租客已经搬走。"}
        page = self.act("conclude", **answer)
        self.assertContains(page, "【3栋2单元501室】", status_code=422)
        self.assertContains(page, 'name="cleared"', status_code=422)
        assert self.act("conclude", **answer, cleared="本人的房子").status_code == 302
        self.assertContains(self.file(), "本人的房子")


class AnObjection(ActTestCase):
    def test_the_file_says_who_may_handle_it_and_takes_no_step_from_others(self):
        facts = {"kind": "declaration", "topic": "objection", "place": "3栋501"}
        for state in ("accept", "investigate"):
            self.act(state)
        self.act("conclude", **ANSWER)
        Case.objects.filter(pk=self.case.pk).update(place_index="")
        first, self.case = self.case, filed(**facts)
        self.file()
        assert self.case.place_index == ""
        self.case.refresh_from_db()
        Case.objects.filter(pk=first.pk).update(place_index=self.case.place_index)
        page = self.file()
        assert page.context["objection"] == {
            "is_unclear": False,
            "is_barred": True,
            "others": [],
        }
        refused = self.act("accept")
        assert refused.status_code == 422
        assert self.case.state == State.RECEIVED
        other, _ring = keyed_member(self.housing, by=self.ring)
        assert self.file().context["objection"]["others"] == [other]
        sign_in(self.client, other)
        assert self.file().context["objection"]["is_barred"] is False
        assert self.act("accept").status_code == 302

    def test_without_a_flat_it_says_that_nobody_can_tell(self):
        self.case = filed(kind="declaration", topic="objection")
        assert self.file().context["objection"]["is_unclear"]
