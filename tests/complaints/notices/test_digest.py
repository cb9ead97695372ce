"""What a member is told in the morning, and what never stands in a mail."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import workflow
from complaints.cases import Case
from complaints.notices.digest import digest, write_notices
from complaints.notices.models import Notice
from complaints.topics import Kind
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest
from tests.factories import MembershipFactory

SATURDAY = date(2024, 3, 9)
SECRET = "三栋二单元的租客把房子转租出去了"


class NoticeTest(HouseTest):
    def setUp(self):
        super().setUp()
        enabled = self.settings(SENDS_MAIL=True, SITE_URL="https://kaimen.example")
        enabled.enable()
        self.addCleanup(enabled.disable)
        for user in (self.member, self.head, self.civilian, self.inspector):
            user.email = f"{user.username}@county.example"
            user.save()

    def notice(self, user, on=DAY):
        return Notice.objects.filter(user=user, day=on).first()


class TestWhatIsTold(NoticeTest):
    def test_new_cases_are_counted_for_the_unit_alone(self):
        self.file()
        self.file()
        assert digest(self.member, DAY).new == 2
        assert digest(self.civilian, DAY).new == 0

    def test_a_quarantine_is_one_thing_to_do(self):
        for _n in range(3):
            self.file(is_quarantined=True)
        told = digest(self.member, DAY)
        assert (told.new, told.quarantined, told.count) == (0, 3, 1)

    def test_a_letter_of_the_sender_is_told_on_the_day(self):
        case = self.in_state("accepted")
        Case.objects.update(is_unread=False)
        box = self.box(None, case)
        workflow.message(case, actor=workflow.SENDER, box=box, text="还有一件事")
        told = digest(self.member, DAY)
        assert (told.new, told.answered) == (0, 1)

    def test_due_soon_and_overdue(self):
        case = self.file()
        Case.objects.update(is_unread=False)
        before = [case.due_on - timedelta(days=n) for n in (4, 3, 0)]
        assert [digest(self.member, day).soon for day in before] == [0, 1, 1]
        after = digest(self.member, case.due_on + timedelta(days=1))
        assert (after.soon, after.overdue) == (0, 1)

    def test_an_assigned_case_is_its_assignees_and_the_heads(self):
        case = self.file()
        other = self.person(self.housing, colleague=self.member)
        workflow.assign(case, actor=self.member, assignee=self.member)
        assert digest(self.member, DAY).new == 1
        assert digest(self.head, DAY).new == 1
        assert digest(other, DAY).new == 0

    def test_inspectors_hear_how_many_are_overdue_elsewhere(self):
        case = self.file()
        late = case.due_on + timedelta(days=1)
        assert digest(self.inspector, late).elsewhere == 1
        assert digest(self.member, late).elsewhere == 0

    def test_a_head_hears_of_what_waits_for_a_signature(self):
        case = self.in_state("investigating")
        box = self.box(self.member, case)
        workflow.ask_extension(case, actor=self.member, box=box, reason="情况复杂")
        assert digest(self.head, DAY).signatures == 1
        assert digest(self.member, DAY).signatures == 0

    def test_a_case_one_stands_back_from_is_not_told(self):
        case = self.file()
        workflow.recuse(case, actor=self.member)
        assert digest(self.member, DAY).count == 0

    def test_official_tips_are_told_to_discipline_alone(self):
        self.file(Kind.OFFICIAL)
        assert digest(self.member, DAY).count == 0
        assert digest(self.inspector, DAY).new == 1

    def test_the_number_of_queries_does_not_grow(self):
        self.file()
        with CaptureQueriesContext(
            connection,
        ) as few:
            digest(self.member, DAY)
        for _n in range(5):
            self.file()
        with self.assertNumQueries(len(few)):
            digest(self.member, DAY)


class TestWriting(NoticeTest):
    def test_once_a_day_however_often_asked(self):
        self.file()
        assert write_notices(DAY) == 2  # member and head
        assert write_notices(DAY) == 0
        assert Notice.objects.count() == 2

    def test_nothing_to_do_nothing_to_say(self):
        assert write_notices(DAY) == 0

    def test_days_off_are_left_alone(self):
        self.file()
        assert write_notices(SATURDAY) == 0

    def test_nobody_without_an_address(self):
        self.member.email = ""
        self.member.save()
        self.file()
        write_notices(DAY)
        assert self.notice(self.member) is None

    def test_no_clerk_and_nobody_who_left(self):
        for traits in ({"clerk": True}, {"left": True}):
            user = MembershipFactory(unit=self.housing, **traits).user
            user.email = f"{user.username}@county.example"
            user.save()
        self.file()
        write_notices(DAY)
        told = set(Notice.objects.values_list("user__username", flat=True))
        assert told == {self.member.username, self.head.username}

    def test_off_without_a_mail_server(self):
        self.file()
        with self.settings(SENDS_MAIL=False):
            assert write_notices(DAY) == 0

    def test_no_word_of_a_tip(self):
        case = self.file(topic="sublet")
        late = case.due_on + timedelta(days=2)
        with clock.on(late):
            write_notices(late)
        notice = self.notice(self.member, late)
        assert "1 件办件已超期" in notice.body
        assert "https://kaimen.example/admin/" in notice.body
        telling = (case.get_topic_display(), case.get_kind_display(), case.number)
        for word in (SECRET, *telling):
            assert word not in notice.subject + notice.body

    def test_in_chinese_unless_the_member_chose_english(self):
        from wagtail.users.models import UserProfile

        self.file()
        profile = UserProfile.get_for_user(self.head)
        profile.preferred_language = "en"
        profile.save()
        write_notices(DAY)
        assert self.notice(self.member).subject == "开门：有 1 件事等您处理"
        assert self.notice(self.head).subject == "Kaimen: 1 thing to do"


@pytest.mark.parametrize("day", [DAY, SATURDAY])
def test_the_days_are_what_they_are_called(day):
    assert (day.weekday() == 5) is (day == SATURDAY)
