"""Similar cases in the file, and one answer for those that are linked."""

from datetime import timedelta

from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, Approval, Case, Link, State, lead_of
from complaints.casework.models import MessageTemplate
from complaints.topics import Kind
from complaints.vault.models import SealedValue
from portal.workdays import clock
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in

ANSWER = "已经查实，正在处理。"


class Neighbours(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)
        self.case = filed(place="3栋2单元501室")
        self.other = filed(place="三幢二单元５０１")

    def page(self, case, user=None):
        if user:
            sign_in(self.client, user)
        return self.client.get(reverse("cases:file", args=[case.number]))

    def found(self, case, user=None):
        similar = self.page(case, user).context["similar"]
        return [one.case for one in similar.neighbours]

    def test_the_same_flat_in_other_words_once_both_were_opened(self):
        assert self.found(self.case) == []
        assert self.found(self.other) == [self.case]
        assert self.found(self.case) == [self.other]
        assert self.found(filed(place="3-2-502")) == []

    def test_a_case_that_cannot_be_compared_says_so(self):
        page = self.page(filed())
        assert not page.context["similar"].is_comparable
        assert not page.context["similar"].has_place
        page = self.page(filed(place="3-2-501"), self.inspector)
        assert page.context["similar"].has_place
        assert not page.context["similar"].is_comparable

    def test_what_a_reader_may_not_know_of_is_not_there(self):
        colleague, _ring = keyed_member(self.housing, by=self.ring)
        self.found(self.other)
        self.found(self.case)
        self.act(self.case, "link", other=self.other.number)
        workflow.recuse(self.other, actor=colleague)
        page = self.page(self.case, colleague)
        assert page.context["similar"].neighbours == []
        self.assertNotContains(page, self.other.number)

    def test_listing_them_opens_none(self):
        self.found(self.case)
        self.found(self.other)
        before = AccessRecord.objects.filter(case=self.other).count()
        self.found(self.case)
        assert AccessRecord.objects.filter(case=self.other).count() == before

    def act(self, case, name, **data):
        case.refresh_from_db()
        address = reverse("cases:act", args=[case.number, name])
        return self.client.post(address, {"version": case.version} | data)

    def test_linked_by_a_person_and_ended_again(self):
        self.found(self.other)
        self.act(self.case, "link", other=self.other.number.lower())
        assert [link.case for link in Link.objects.all()] != []
        similar = self.page(self.case).context["similar"]
        assert [one.case for one in similar.linked] == [self.other]
        self.act(self.case, "unlink")
        assert not Link.objects.exists()

    def test_what_was_not_so_leaves_in_time_linked_or_not(self):
        cleared = filed(place="3栋2单元501室")
        for case in (cleared, self.other, self.case):
            self.found(case)
        self.act(self.case, "link", other=cleared.number)
        Case.objects.filter(pk=cleared.pk).update(
            state=State.CONCLUDED, outcome="unsubstantiated", concluded_on=clock.today()
        )
        cleared.refresh_from_db()
        for days, there in ((180, True), (181, False)):
            ago = clock.today() - timedelta(days=days)
            Case.objects.filter(pk=cleared.pk).update(concluded_on=ago)
            page = self.page(self.case)
            found = {one.case for one in page.context["similar"].neighbours}
            assert found == ({self.other, cleared} if there else {self.other})
            assert bool(page.context["similar"].linked) is there
        self.assertNotContains(page, cleared.number)
        assert page.context["unlink_offer"]
        self.act(self.case, "unlink")
        assert not Link.objects.exists()

    def test_another_units_case_is_as_absent_as_none(self):
        box = self.ring.open(self.other.envelope)
        workflow.refer(
            self.other, actor=self.user, box=box, to_unit=self.civil, reason="x"
        )
        for number in (self.other.number, "MX-00000", self.case.number):
            answer = self.act(self.case, "link", other=number)
            assert answer.status_code == 422
        assert not Link.objects.exists()
        sign_in(self.client, self.stranger)
        assert self.act(self.case, "link", other=self.other.number).status_code == 404


class SameAnswer(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)
        self.cases = [filed(kind="suggestion", topic="rules") for _n in range(3)]
        for case in self.cases:
            workflow.accept(case, actor=self.user)
            workflow.investigate(case, actor=self.user)
        first, *others = self.cases
        for other in others:
            workflow.link(first, actor=self.user, other=other)
        self.lead = lead_of(first)
        self.others = [case for case in self.cases if case != self.lead]
        for case in self.cases:
            case.refresh_from_db()

    def conclude(self, *others, **words):
        also = [f"{case.number}:{case.version}" for case in others]
        address = reverse("cases:act", args=[self.lead.number, "conclude"])
        data = {
            "version": Case.objects.get(pk=self.lead.pk).version,
            "outcome": "adopted",
            "answer": ANSWER,
            "measures": "已经改了规定。",
            "also": also,
            **words,
        }
        return self.client.post(address, data, follow=True)

    def states(self):
        return [Case.objects.get(pk=c.pk).state for c in (self.lead, *self.others)]

    def answer_of(self, case):
        return self.ring.open(case.envelope).open_all("message")

    def test_it_is_offered_by_the_lead_alone(self):
        address = reverse("cases:file", args=[self.lead.number])
        page = self.client.get(address)
        (offer,) = [o for o in page.context["main_offers"] if o.name == "conclude"]
        assert len(offer.form.fields["also"].choices) == 2
        page = self.client.get(reverse("cases:file", args=[self.others[0].number]))
        (offer,) = [o for o in page.context["main_offers"] if o.name == "conclude"]
        assert "also" not in offer.form.fields

    def test_each_gets_it_sealed_under_its_own_key_and_read_on_record(self):
        self.conclude(*self.others)
        assert self.states() == [State.CONCLUDED] * 3
        for case in self.cases:
            assert list(self.answer_of(case).values()) == [ANSWER]
            assert AccessRecord.objects.filter(case=case, user=self.user).exists()
        sealed = SealedValue.objects.filter(field="message")
        assert len({bytes(value.ciphertext) for value in sealed}) == 3

    def test_only_those_that_were_ticked(self):
        self.conclude(self.others[0])
        assert self.states() == [State.CONCLUDED] * 2 + [State.INVESTIGATING]

    def test_one_that_changed_is_named_and_keeps_no_other_back(self):
        changed, other = self.others
        seen = Case.objects.get(pk=changed.pk)
        box = self.ring.open(changed.envelope)
        workflow.message(changed, actor=self.user, box=box, text="请再等等")
        page = self.conclude(seen, other)
        assert self.states() == [State.CONCLUDED, State.INVESTIGATING, State.CONCLUDED]
        self.assertContains(page, changed.number)
        assert ANSWER not in self.answer_of(changed).values()

    def test_nothing_but_what_was_offered_can_be_answered(self):
        stranger = filed(kind="suggestion", topic="rules")
        page = self.conclude(stranger)
        assert page.status_code == 422
        assert self.states() == [State.INVESTIGATING] * 3

    def form(self):
        page = self.client.get(reverse("cases:file", args=[self.lead.number]))
        (offer,) = [o for o in page.context["main_offers"] if o.name == "conclude"]
        return offer.form

    def received(self, case, day):
        Case.objects.filter(pk=case.pk).update(received_on=day)
        case.refresh_from_db()

    def test_no_sender_reads_what_is_so_of_another_alone(self):
        day = self.lead.received_on
        other = self.others[0]
        self.received(other, day + timedelta(days=40))
        wording = MessageTemplate.objects.create(
            title="答复",
            use="conclude",
            page_text="{number}：您于{received}反映的已查实。",
        )
        text = wording.page_text
        assert self.form().text_of(wording) == text
        self.assertContains(
            self.client.get(reverse("cases:file", args=[self.lead.number])),
            f'data-text="{text}"',
        )
        self.conclude(*self.others, answer=text, measures="见{number}的登记。")
        for case in self.cases:
            (answer,) = self.answer_of(case).values()
            said = f"{case.received_on.year}年{case.received_on.month}月"
            assert answer.startswith(f"{case.number}：您于{said}")
            measures = self.ring.open(case.envelope).open_all("measures")
            assert list(measures.values()) == [f"见{case.number}的登记。"]
            for another in self.cases:
                assert (another.number in answer) is (another == case)

    def test_alone_a_case_gets_a_wording_with_its_facts_in_it(self):
        wording = MessageTemplate(page_text="{number}")
        for other in self.others:
            workflow.unlink(other, actor=self.user)
        assert self.form().text_of(wording) == self.lead.number

    def test_what_is_so_of_the_leading_case_alone_is_not_sent_to_others(self):
        day = self.lead.received_on
        other = self.others[0]
        self.received(other, day + timedelta(days=40))
        for words in (
            {"answer": f"您的{self.lead.number}已经查实。"},
            {"answer": f"您于{day.month}月{day.day}日反映的已经查实。"},
            {"answer": f"您于{day:%Y-%m-%d}反映的已经查实。"},
            {"measures": f"{day.year}年{day.month:02}月{day.day:02}日来信已登记。"},
        ):
            with self.subTest(words=words):
                page = self.conclude(other, **words)
                assert page.status_code == 422
                self.assertContains(page, "{received}", status_code=422)
        assert self.states() == [State.INVESTIGATING] * 3
        self.received(other, day)
        self.conclude(other, answer=f"您于{day.month}月{day.day}日反映的已经查实。")
        assert self.states() == [State.CONCLUDED] * 2 + [State.INVESTIGATING]

    def test_those_it_is_not_offered_to_are_named_with_the_reason(self):
        waiting, other = self.others
        Case.objects.filter(pk=waiting.pk).update(state=State.REFERRED)
        Case.objects.filter(pk=other.pk).update(kind=Kind.REPORT, topic="sublet")
        also = self.form().fields["also"]
        assert also.choices == []
        assert waiting.number in also.help_text
        assert str(State.REFERRED.label) in also.help_text
        assert other.number in also.help_text
        page = self.client.get(reverse("cases:file", args=[self.lead.number]))
        self.assertContains(page, f"{waiting.number} ", 1)
        Case.objects.filter(pk=waiting.pk).update(
            state=State.CONCLUDED, outcome="adopted"
        )
        assert waiting.number not in self.form().fields["also"].help_text

    def test_a_suggestion_needs_no_investigation(self):
        Case.objects.filter(pk=self.others[0].pk).update(state=State.ACCEPTED)
        assert len(self.form().fields["also"].choices) == 2
        self.conclude(*self.others)
        assert self.states() == [State.CONCLUDED] * 3

    def test_where_the_head_signs_each_waits_for_a_signature(self):
        self.housing.head_signs = True
        self.housing.save()
        keyed_member(self.housing, by=self.ring, is_head=True)
        self.conclude(*self.others)
        waiting = Approval.objects.filter(is_granted=None)
        assert {approval.case for approval in waiting} == set(self.cases)
        assert self.states() == [State.INVESTIGATING] * 3
