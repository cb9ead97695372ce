"""An objection to a finding is handled by other hands."""

from complaints import workflow
from complaints.cases import Case, Outcome
from complaints.topics import Kind, Topic
from complaints.workflow.hands import contested, other_hands
from tests.complaints.house import HouseTest

FLAT = "a" * 64


class TestOtherHands(HouseTest):
    def setUp(self):
        super().setUp()
        self.other = self.person(self.housing, colleague=self.member)
        self.found = self.in_state("concluded")
        self.objection = self.file(Kind.DECLARATION, topic=Topic.OBJECTION)
        self.at_the_flat(self.found, self.objection)

    def at_the_flat(self, *cases, flat=FLAT):
        """As if a member's key had computed the index."""
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(place_index=flat)
        for case in cases:
            case.refresh_from_db()

    def test_whoever_made_the_finding_handles_nothing_of_it(self):
        for step in ("accept", "decline", "message"):
            why = self.refused(self.do, step, self.objection, actor=self.member)
            assert why
        offered = {s.name for s in workflow.available(self.objection, self.member)}
        assert offered >= {"assign", "recuse", "refer", "note"}
        assert not offered & {"accept", "decline", "message"}

    def test_another_member_does_all_of_it(self):
        for step in ("accept", "investigate", "conclude"):
            self.refused(self.do, step, self.objection, actor=self.member)
            self.do(step, self.objection, actor=self.other)
        assert self.objection.get_outcome_display() != str(Outcome.ADJUSTED.label)
        self.assert_sound(self.objection)

    def test_it_is_not_assigned_to_them_either(self):
        self.refused(self.do, "assign", self.objection, assignee=self.member)
        self.do("assign", self.objection, assignee=self.other)
        assert self.objection.assignee == self.other
        assert set(other_hands(self.objection)) == {self.head, self.other}

    def test_whoever_asked_and_whoever_signed_are_both_out(self):
        self.housing.head_signs = True
        self.housing.save()
        case = self.in_state("investigating")
        approval = self.do("conclude", case)
        box = self.box(self.head, case)
        workflow.decide(approval, actor=self.head, box=box, granted=True)
        self.at_the_flat(case, flat="b" * 64)
        self.at_the_flat(self.objection, flat="b" * 64)
        assert workflow.made_the_finding(self.objection) == {
            self.member.pk,
            self.head.pk,
        }
        assert other_hands(self.objection) == [self.other]

    def test_a_head_who_signed_the_finding_is_not_waited_for(self):
        self.housing.head_signs = True
        self.housing.save()
        approval = self.do("conclude", case := self.in_state("investigating"))
        box = self.box(self.head, case)
        workflow.decide(approval, actor=self.head, box=box, granted=True)
        self.at_the_flat(case, self.objection)
        for step in ("accept", "investigate"):
            self.do(step, self.objection, actor=self.other)
        self.refused(self.do, "conclude", self.objection, actor=self.other)
        assert not self.objection.approvals.exists()
        second = self.person(self.housing, colleague=self.member, is_head=True)
        approval = self.do("conclude", self.objection, actor=self.other)
        box = self.any_box(second, self.objection)
        workflow.decide(approval, actor=second, box=box, granted=True)

    def test_with_nobody_left_it_can_be_referred(self):
        self.do("refer", self.objection, to_unit=self.discipline)
        assert self.objection.unit == self.discipline
        assert workflow.made_the_finding(self.objection) == set()
        self.do("accept", self.objection, actor=self.inspector)

    def test_another_flat_another_unit_or_no_finding_bars_nobody(self):
        self.at_the_flat(self.found, flat="b" * 64)
        assert not contested(self.objection).exists()
        self.at_the_flat(self.found)
        Case.objects.filter(pk=self.found.pk).update(unit=self.civil)
        assert not contested(self.objection).exists()
        still_open = self.in_state("investigating")
        self.at_the_flat(still_open)
        assert not contested(self.objection).exists()

    def test_a_linked_finding_bars_its_hands_whatever_the_flat(self):
        self.at_the_flat(self.objection, flat="")
        assert not contested(self.objection).exists()
        other = self.file()
        for one in (other, self.objection):
            self.do("link", self.found, other=one)
        assert contested(self.objection).get() == self.found
        self.refused(self.do, "accept", self.objection, actor=self.member)
        self.do("unlink", self.objection)
        self.do("accept", self.objection, actor=self.member)

    def test_only_objections_are_so(self):
        plain = self.file(Kind.DECLARATION, topic=Topic.CAR)
        self.at_the_flat(plain)
        self.do("accept", plain, actor=self.member)
