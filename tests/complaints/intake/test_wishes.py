"""What a sender does in the mailbox: rating, name and phone, a phone call."""

from datetime import timedelta

import pytest

from complaints import workflow
from complaints.cases import CallRequest, Case, Outcome
from complaints.topics import Kind
from complaints.vault import people
from complaints.vault.keyring import NotEntitled
from complaints.vault.models import Envelope, Purpose, SealedValue, Wrap
from complaints.workflow.turns import turn
from portal.workdays import clock
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    problems,
    soup,
    token_in,
)
from tests.complaints.vault.factories import keyed_member, keyed_unit


class Wishes(HouseTestCase):
    FIELDS = {}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        sender = Resident()
        cls.receipt = sender.send_for_receipt(**cls.FIELDS)
        cls.cookie = sender.enter(cls.receipt).cookies["mailbox"].value

    def setUp(self):
        super().setUp()
        self.resident.client.cookies["mailbox"] = self.cookie
        self.case = Case.objects.get()

    def wish(self, what, *, token="", **fields):
        token = token or token_in(self.resident.mailbox(), action=f"mailbox/{what}/")
        data = {"token": token} | fields
        return self.resident.client.post(f"/tips/mailbox/{what}/", data)

    def offers(self, name):
        page = soup(self.resident.mailbox())
        return bool(page.select(f'form[action$="mailbox/{name}/"]'))

    def box(self):
        return self.housing_keys.open(Envelope.objects.get())

    def staff(self):
        return {"actor": self.officer, "box": self.box()}

    def decline(self):
        self.case.refresh_from_db()
        workflow.decline(self.case, reason="不属于本次整治范围。", **self.staff())

    def names(self):
        return [event.name for event in self.case.events.all()]

    def assert_told(self, words):
        last = soup(self.resident.mailbox()).select(".timeline > li .step__label")
        assert any(words in step.text for step in last), [step.text for step in last]


class Rating(Wishes):
    def rate(self, rating="satisfied", **fields):
        return self.wish("rate", rating=rating, **fields)

    def test_only_after_the_end_and_only_once(self):
        assert not self.offers("rate")
        letter = token_in(self.resident.mailbox(), action="letter")
        early = self.wish("rate", token=letter, rating="satisfied")
        assert early.status_code == 422
        self.decline()
        assert self.rate().status_code == 303
        assert not self.offers("rate")
        self.assert_told("：满意")
        again = self.wish("rate", token="A" * 43, rating="dissatisfied", no_reason="on")
        assert again.status_code == 422
        assert Case.objects.get().rating == "satisfied"

    def test_the_event_commits_to_it(self):
        self.decline()
        self.rate("mostly_satisfied")
        event = self.case.events.last()
        assert (event.name, event.outcome) == ("rate", "mostly_satisfied")
        assert (event.actor, event.at) == (None, None)

    def test_dissatisfied_is_asked_why(self):
        self.decline()
        asked = self.rate("dissatisfied")
        assert asked.status_code == 422
        assert set(problems(asked)) == {"rate-rating_reason"}
        # The label is a question: no colon after its mark.
        assert "？：" not in problems(asked)["rate-rating_reason"]
        assert soup(asked).select_one("#rate-no_reason")
        assert soup(asked).select_one("input[value=dissatisfied][checked]")
        assert (
            self.rate("dissatisfied", rating_reason="没有人来看过").status_code == 303
        )
        events = {event.sequence for event in self.case.events.all()}
        assert self.box().open_all("rating_reason") == {max(events): "没有人来看过"}
        assert Case.objects.get().is_unread

    def test_dissatisfied_may_stay_silent_on_purpose(self):
        self.decline()
        assert self.rate("dissatisfied", no_reason="on").status_code == 303
        assert Case.objects.get().rating == "dissatisfied"
        assert not self.box().open_all("rating_reason")

    def test_what_is_not_offered_is_refused(self):
        self.decline()
        for rating in ("", "excellent", "\x00"):
            assert self.rate(rating).status_code == 422
        assert Case.objects.get().rating == ""

    def test_staff_cannot_change_it(self):
        self.decline()
        self.rate()
        self.case.refresh_from_db()
        for actor in (self.officer, self.inspector):
            with pytest.raises(workflow.Refused):
                workflow.rate(
                    self.case, actor=actor, box=self.box(), rating="dissatisfied"
                )
        with turn(self.case, actor=self.officer, step="message") as now:
            now.case.rating = "mostly_satisfied"
            with pytest.raises(ValueError, match="never changed"):
                now.record("message")
        assert Case.objects.get().rating == "satisfied"

    def test_it_stays_when_the_matter_is_reopened(self):
        self.decline()
        self.rate("dissatisfied", no_reason="on")
        self.wish("reopen", reason="请再看一次，当时没有人来。")
        self.case.refresh_from_db()
        workflow.investigate(self.case, actor=self.officer)
        workflow.conclude(
            self.case,
            outcome=Outcome.CANNOT_BE_VERIFIED,
            answer="已查实。",
            measures="收回。",
            **self.staff(),
        )
        assert not self.offers("rate")
        assert Case.objects.get().rating == "dissatisfied"


class Contact(Wishes):
    def leave(self, **fields):
        given = {"name": "林清", "phone": "139 0000 0000"} | fields
        return self.wish("contact", **given)

    def test_every_unit_that_holds_the_tip_can_open_it(self):
        assert self.leave().status_code == 303
        assert Case.objects.get().is_real_name
        envelope = Envelope.objects.get()
        for keys in (self.housing_keys, self.discipline_keys):
            contact = keys.open_contact(envelope)
            assert (contact.name, contact.phone) == ("林清", "139 0000 0000")
        digests = self.case.events.last().digests
        assert set(digests) == {"name/0/1", "phone/0/1"}
        self.assert_told("姓名和电话")

    def test_the_receipt_opens_it_from_any_browser_even_one_opened_before(self):
        other = Resident()
        other.enter(self.receipt)
        self.leave()
        third = Resident()
        third.enter(self.receipt)
        for resident in (self.resident, other, third):
            self.assertContains(resident.mailbox(), "/tips/mailbox/forget/")

    def test_both_or_neither(self):
        for missing in ("name", "phone"):
            response = self.leave(**{missing: ""})
            assert response.status_code == 422
            assert set(problems(response)) == {f"contact-{missing}"}
        assert not Case.objects.get().is_real_name
        assert not SealedValue.objects.filter(purpose=Purpose.CONTACT).exists()

    def test_a_later_unit_gets_it_along(self):
        self.leave()
        self.case.refresh_from_db()
        civil, _user, keys = keyed_unit(name="县民政局")
        workflow.refer(self.case, to_unit=civil, reason="归民政管", **self.staff())
        assert keys.open_contact(Envelope.objects.get()).name == "林清"

    def test_a_unit_that_gave_the_tip_away_does_not_get_it(self):
        civil, _user, _keys = keyed_unit(name="县民政局")
        workflow.refer(self.case, to_unit=civil, reason="归民政管", **self.staff())
        self.leave()
        with pytest.raises(NotEntitled):
            self.housing_keys.open_contact(Envelope.objects.get())

    def test_a_new_key_of_the_unit_is_the_one_used(self):
        colleague = keyed_member(self.housing, by=self.housing_keys)[1]
        people.leave(colleague.user.memberships.get(), None)
        self.leave()
        wraps = Wrap.objects.filter(unit_key__unit=self.housing)
        versions = {wrap.purpose: wrap.unit_key.version for wrap in wraps}
        assert versions == {Purpose.TIP: 1, Purpose.CONTACT: 2}
        assert self.housing_keys.open_contact(Envelope.objects.get()).name == "林清"


class Forgetting(Wishes):
    FIELDS = {"name": "林清", "phone": "13900000000"}

    def test_values_and_wraps_are_gone_and_the_tip_stays(self):
        envelope = Envelope.objects.get()
        sealed = list(
            SealedValue.objects.filter(purpose=Purpose.CONTACT).values_list(
                "ciphertext", flat=True
            )
        )
        assert len(sealed) == 2
        workflow.contact_opened(self.case, reason="约时间", **self.staff())
        assert self.wish("forget").status_code == 303
        assert not SealedValue.objects.filter(purpose=Purpose.CONTACT).exists()
        assert not Wrap.objects.filter(purpose=Purpose.CONTACT).exists()
        envelope.refresh_from_db()
        assert envelope.receipt_contact_wrap is None
        assert not envelope.has_contact
        assert not Case.objects.get().is_real_name
        for keys in (self.housing_keys, self.discipline_keys):
            with pytest.raises(NotEntitled):
                keys.open_contact(envelope)
        assert self.box().open("body") == BODY
        page = self.resident.mailbox()
        # Who had opened them is still told.
        self.assertContains(page, "约时间")
        assert "mailbox/contact/" in page.content.decode()

    def test_they_can_be_left_again(self):
        self.wish("forget")
        self.wish("contact", name="林青", phone="13800000000")
        assert self.housing_keys.open_contact(Envelope.objects.get()).name == "林青"

    def test_nobody_phones_then(self):
        self.wish("call", when="晚上八点以后")
        self.wish("forget")
        assert CallRequest.objects.get().result == CallRequest.Result.WITHDRAWN

    def test_sent_twice_it_is_done_once(self):
        token = token_in(self.resident.mailbox(), action="forget")
        for _time in range(2):
            assert self.wish("forget", token=token).status_code == 303
        assert self.names().count("delete_contact") == 1


class ADeclaration(Wishes):
    FIELDS = {"kind": Kind.DECLARATION, "name": "林清", "phone": "13900000000"}

    def test_needs_them_until_it_is_concluded(self):
        assert not self.offers("forget")
        letter = token_in(self.resident.mailbox(), action="letter")
        refused = self.wish("forget", token=letter)
        assert refused.status_code == 422
        assert Envelope.objects.get().has_contact
        self.decline()
        assert self.wish("forget").status_code == 303


class Calls(Wishes):
    FIELDS = {"name": "林清", "phone": "13900000000"}

    def ask(self, when="工作日晚上八点以后，别人接就别说话", **fields):
        return self.wish("call", when=when, **fields)

    def test_when_is_sealed_and_the_unit_is_told(self):
        Case.objects.update(is_unread=False)
        assert self.ask().status_code == 303
        call = CallRequest.objects.get()
        assert (call.number, call.result, call.ended_on) == (1, "", None)
        assert self.box().open("call_when", 1) == "工作日晚上八点以后，别人接就别说话"
        assert Case.objects.get().is_unread
        self.assertContains(self.resident.mailbox(), "别人接就别说话")
        assert not self.offers("call")

    def test_once_at_a_time(self):
        token = token_in(self.resident.mailbox(), action="mailbox/call/")
        for _time in range(2):
            assert self.ask(token=token).status_code == 303
        assert self.ask(token="B" * 43).status_code == 422
        assert CallRequest.objects.count() == 1

    def test_needs_to_say_when(self):
        response = self.ask(" ")
        assert set(problems(response)) == {"call-when"}

    def test_the_sender_is_told_what_came_of_it_not_the_note(self):
        self.ask()
        self.case.refresh_from_db()
        workflow.call_done(
            self.case, result="not_reached", text="响了很久", **self.staff()
        )
        page = self.resident.mailbox()
        self.assert_told("没有打通")
        self.assertNotContains(page, "响了很久")
        call = CallRequest.objects.get()
        assert (call.done_by, call.result) == (self.officer, "not_reached")
        assert self.ask("明天中午").status_code == 303
        assert self.box().open("call_when", 2) == "明天中午"

    def test_can_be_withdrawn(self):
        self.ask()
        assert self.wish("no-call").status_code == 303
        call = CallRequest.objects.get()
        assert (call.result, call.done_by) == ("withdrawn", None)
        self.case.refresh_from_db()
        with pytest.raises(workflow.Refused):
            workflow.call_done(self.case, result="reached", **self.staff())

    def test_the_result_is_one_of_three(self):
        self.ask()
        self.case.refresh_from_db()
        for result in ("", "withdrawn", "busy"):
            with pytest.raises(workflow.Refused):
                workflow.call_done(self.case, result=result, **self.staff())


class TheFirstCall(Wishes):
    """Whoever left no number leaves it with the question."""

    def test_leaves_the_number_with_it(self):
        response = self.wish("call", name="林清", phone="13900000000", when="中午")
        assert response.status_code == 303
        assert self.names()[-2:] == ["add_contact", "ask_call"]
        assert self.housing_keys.open_contact(Envelope.objects.get()).name == "林清"

    def test_without_it_nothing_is_done(self):
        response = self.wish("call", when="中午")
        assert set(problems(response)) == {"call-name", "call-phone"}
        assert soup(response).select_one("#call-when").text.strip() == "中午"
        assert self.names() == ["receive"]


class Calm(Wishes):
    FIELDS = {"name": "林清", "phone": "13900000000"}

    def test_every_id_is_there_once(self):
        self.decline()
        page = soup(self.resident.mailbox())
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))

    def test_rare_things_are_folded_away(self):
        page = soup(self.resident.mailbox())
        for form in page.select("#wishes form"):
            assert form.find_parent("details") is not None
        assert not page.select("#wishes details[open]")

    def test_what_was_typed_while_it_closed_is_kept(self):
        self.resident.client.cookies.pop("mailbox")
        data = {"token": "C" * 43, "when": "每天晚上九点"}
        response = self.resident.client.post("/tips/mailbox/call/", data)
        assert response.status_code == 403
        self.assertContains(response, "每天晚上九点", status_code=403)

    def test_the_days_are_days(self):
        with clock.on(clock.today() + timedelta(days=2)):
            self.wish("call", when="中午")
        events = self.case.events.filter(actor=None)
        assert {event.at for event in events} == {None}
