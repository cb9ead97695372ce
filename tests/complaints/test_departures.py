"""A member who leaves: the cases wait for somebody else, and the head is told."""

from django.urls import reverse

from complaints import workflow
from complaints.casework.panels import todo
from complaints.vault import people
from portal.users.models import Membership
from portal.users.roles import sync_roles
from tests.complaints.house import HouseTest
from tests.factories import MembershipFactory, UserFactory


class Departed(HouseTest):
    @classmethod
    def setUpTestData(cls):
        sync_roles()
        super().setUpTestData()

    def setUp(self):
        super().setUp()
        self.case = self.in_state("investigating")
        workflow.assign(self.case, actor=self.member, assignee=self.member)
        self.membership = Membership.objects.get(user=self.member)

    def lines_about_it(self, user):
        address = f"{reverse('cases:index')}?unassigned=on"
        return [line for line in todo(user) if line.url == address]

    def test_leaves_open_cases_to_the_unit_with_an_event_each(self):
        other = self.in_state("accepted")
        done = self.in_state("concluded")
        workflow.assign(other, actor=self.head, assignee=self.head)
        type(done).objects.filter(pk=done.pk).update(assignee=self.member)
        people.leave(self.membership, self.admin)
        for case, assignee in (
            (self.case, None),
            (other, self.head),
            (done, self.member),
        ):
            case.refresh_from_db()
            assert case.assignee == assignee
        event = self.last(self.case)
        assert (event.name, event.actor, event.at) == ("departed", None, None)
        assert event.is_of_the_house
        assert self.last(other).name == "assign"
        self.assert_sound(self.case)

    def test_closing_the_account_or_making_it_a_clerks_does_the_same(self):
        self.member.is_active = False
        self.member.save()
        assert self.last(self.case).name == "departed"
        workflow.assign(self.case, actor=self.head, assignee=self.head)
        membership = Membership.objects.get(user=self.head)
        membership.is_head, membership.is_clerk = False, True
        membership.save()
        assert self.last(self.case).name == "departed"

    def test_of_two_units_only_the_one_that_was_left(self):
        people.leave(Membership.objects.get(user=self.civilian), None)
        self.case.refresh_from_db()
        assert self.case.assignee == self.member

    def test_the_sender_reads_nothing_of_it_and_the_staff_no_sender(self):
        people.leave(self.membership, None)
        assert "departed" not in [e.name for e in workflow.timeline(self.case)]
        stale = self.case.version
        self.case.refresh_from_db()
        why = self.refused(
            workflow.investigate, self.case, actor=self.head, version=stale
        )
        assert "the sender" not in why
        assert "发送" not in why

    def test_the_head_is_told_until_somebody_took_over(self):
        assert not self.lines_about_it(self.head)
        people.leave(self.membership, None)
        (line,) = self.lines_about_it(self.head)
        assert "1" in line.words
        assert not self.lines_about_it(self.inspector)
        Membership.objects.filter(user=self.head).update(is_head=False)
        assert len(self.lines_about_it(self.head)) == 1
        workflow.assign(self.case, actor=self.head, assignee=self.head)
        assert not self.lines_about_it(self.head)
        workflow.assign(self.case, actor=self.head, assignee=None)
        assert not self.lines_about_it(self.head)

    def end(self, successor):
        self.client.force_login(UserFactory(role="admin"))
        end = reverse("memberships:end", args=[self.membership.pk])
        return self.client.post(end, {"successor": successor.pk}, follow=True)

    def test_a_successor_gets_what_they_may_work_on_and_nobody_learns_which(self):
        other = self.in_state("investigating")
        workflow.assign(other, actor=self.member, assignee=self.member)
        workflow.recuse(other, actor=self.head)
        page = self.end(self.head)
        for case, assignee, name in (
            (self.case, self.head, "taken_over"),
            (other, None, "departed"),
        ):
            case.refresh_from_db()
            assert case.assignee == assignee
            event = self.last(case)
            assert (event.name, event.actor, event.at) == (name, None, None)
            assert event.is_of_the_house
            self.assertNotContains(page, case.number)
            self.assert_sound(case)
            assert name not in [e.name for e in workflow.timeline(case)]
        self.membership.refresh_from_db()
        assert self.membership.left_on
        assert self.lines_about_it(self.head) == []

    def test_only_a_colleague_with_the_key_can_be_named(self):
        newcomer = MembershipFactory(unit=self.housing).user
        for user in (self.civilian, self.clerk, self.inspector, newcomer, self.member):
            with self.subTest(user=str(user)):
                assert self.end(user).status_code == 422
        self.membership.refresh_from_db()
        self.case.refresh_from_db()
        assert self.membership.left_on is None
        assert self.case.assignee == self.member
        end = reverse("memberships:end", args=[self.membership.pk])
        self.assertContains(self.client.get(end), 'name="successor"')
        alone = Membership.objects.get(user=self.civilian)
        end = reverse("memberships:end", args=[alone.pk])
        self.assertNotContains(self.client.get(end), 'name="successor"')

    def test_the_administrator_who_ends_it_sees_no_case(self):
        self.client.force_login(UserFactory(role="admin"))
        end = reverse("memberships:end", args=[self.membership.pk])
        for page in (
            self.client.get(end),
            self.client.post(end, follow=True),
        ):
            self.assertNotContains(page, self.case.number)
        assert self.last(self.case).name == "departed"
