"""Similar cases in the file, and one answer for those that are linked."""

from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, Approval, Case, Link, State
from complaints.vault.models import SealedValue
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
        self.lead = workflow.lead_of(first)
        self.others = [case for case in self.cases if case != self.lead]
        for case in self.cases:
            case.refresh_from_db()

    def conclude(self, *others):
        also = [f"{case.number}:{case.version}" for case in others]
        address = reverse("cases:act", args=[self.lead.number, "conclude"])
        data = {
            "version": Case.objects.get(pk=self.lead.pk).version,
            "outcome": "adopted",
            "answer": ANSWER,
            "measures": "已经改了规定。",
            "also": also,
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

    def test_where_the_head_signs_each_waits_for_a_signature(self):
        self.housing.head_signs = True
        self.housing.save()
        keyed_member(self.housing, by=self.ring, is_head=True)
        self.conclude(*self.others)
        waiting = Approval.objects.filter(is_granted=None)
        assert {approval.case for approval in waiting} == set(self.cases)
        assert self.states() == [State.INVESTIGATING] * 3
