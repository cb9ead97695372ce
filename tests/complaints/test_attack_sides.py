"""Who belongs to the unit that a tip is about, and reads through another one."""

from complaints.cases import Case
from complaints.topics import Kind
from tests.complaints.house import HouseTest
from tests.factories import MembershipFactory


class Sides(HouseTest):
    def test_a_clerk_of_the_unit_concerned_does_not_see_it_as_a_member_of_another(self):
        case = self.file(Kind.REPORT, concerns=[self.civil])
        seen = Case.objects.visible_to(self.member)
        assert seen.filter(pk=case.pk).exists()
        MembershipFactory(user=self.member, unit=self.civil, clerk=True)
        assert not Case.objects.visible_to(self.member).filter(pk=case.pk).exists()

    def test_a_membership_that_ended_closes_nothing(self):
        case = self.file(Kind.REPORT, concerns=[self.civil])
        MembershipFactory(user=self.member, unit=self.civil, left=True)
        assert Case.objects.visible_to(self.member).filter(pk=case.pk).exists()
