"""What a member is told in the morning, and what never stands in a mail."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import workflow
from complaints.cases import CallRequest, Case
from complaints.casework.panels import todo
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
        enabled = self.settings(
            SENDS_MAIL=True, CONFIDENTIAL_ROOT="https://kaimen.example"
        )
        enabled.enable()
        self.addCleanup(enabled.disable)
        for user in (self.member, self.head, self.civilian, self.inspector):
            user.email = f"{user.username}@county.example"
            user.save()

    def notice(self, user, on=DAY):
        return Notice.objects.filter(user=user, day=on).first()

    def mailed(self):
        """Who has something to do; the others' notices are empty."""
        waiting = Notice.objects.waiting(timezone.now())
        return set(waiting.values_list("user__username", flat=True))


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

    def test_before_a_holiday_whatever_is_due_until_work_goes_on_is_told(self):
        """1 to 7 October 2024 are days off, and no mail is sent on them."""
        case = self.file()
        Case.objects.update(is_unread=False, due_on=date(2024, 10, 8))
        monday = date(2024, 9, 30)
        told = digest(self.member, monday)
        assert (told.soon, told.soon_until) == (1, date(2024, 10, 8))
        assert digest(self.member, date(2024, 9, 29)).soon == 0
        with clock.on(monday):
            write_notices(monday)
            assert case.number in todo(self.member)[0].words
        assert "2024年10月8日" in self.notice(self.member, monday).body
        # A weekend changes nothing: from Friday to Monday it is three days.
        assert digest(self.member, date(2024, 3, 8)).soon_until == date(2024, 3, 11)

    def test_whoever_a_case_comes_to_is_told_of_it(self):
        for step, receiver in (
            ("refer", self.civilian),
            ("return", self.member),
            ("concerns_us", self.inspector),
        ):
            with self.subTest(step=step):
                case = self.in_state("referred" if step == "return" else "received")
                Case.objects.update(is_unread=False)
                self.do(step, case)
                assert digest(receiver, DAY).new == 1
                Case.objects.update(is_unread=False)

    def test_and_when_the_last_one_stood_back(self):
        case = self.in_state("referred")
        Case.objects.update(is_unread=False)
        workflow.recuse(case, actor=self.civilian)
        assert digest(self.inspector, DAY).new == 1

    def test_requests_for_assistance(self):
        def told(user, on=DAY):
            it = digest(user, on)
            return it.asked, it.replied, it.unanswered

        case = self.in_state("investigating")
        Case.objects.update(is_unread=False, due_on=DAY + timedelta(days=60))
        asked = self.do("assist", case)
        assert told(self.civilian) == (1, 0, 0)
        assert told(self.member) == (0, 0, 0)
        after = asked.due_on + timedelta(days=1)
        assert told(self.member, after) == (0, 0, 1)
        assert told(self.head, after) == (0, 0, 1)
        box = self.keyrings[self.civilian.pk].open(asked.envelope)
        workflow.answer_request(asked, actor=self.civilian, box=box, text="没有登记。")
        assert told(self.civilian) == (0, 0, 0)
        assert told(self.member) == (0, 1, 0)
        assert digest(self.member, DAY).count == 1
        write_notices(DAY)
        body = self.notice(self.member).body
        assert "1 件协查" in body
        assert asked.number not in body
        workflow.recuse(case, actor=self.member)
        assert told(self.member) == (0, 0, 0)

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

    def test_calls_are_counted_and_no_word_on_when(self):
        for _n in range(2):
            case = self.in_state("accepted", is_real_name=True)
            box = self.box(None, case)
            workflow.ask_call(case, actor=workflow.SENDER, box=box, text="晚上八点后")
        Case.objects.update(is_unread=False, due_on=DAY + timedelta(days=60))
        told = digest(self.member, DAY)
        assert (told.calls, told.count) == (2, 2)
        assert digest(self.civilian, DAY).calls == 0
        write_notices(DAY)
        body = self.notice(self.member).body
        assert "2 件办件的反映人要求回电话" in body
        assert "八点" not in body
        assert case.number not in body
        CallRequest.objects.update(ended_on=DAY, result="reached")
        assert digest(self.member, DAY).count == 0

    def test_what_will_be_destroyed_is_one_thing_to_look_at(self):
        for _n in range(2):
            case = self.in_state("concluded")
        Case.objects.update(is_unread=False, destroy_on=DAY + timedelta(days=30))
        told = digest(self.head, DAY)
        assert (told.destroyed_soon, told.count) == (2, 1)
        assert digest(self.civilian, DAY).destroyed_soon == 0
        write_notices(DAY)
        body = self.notice(self.head).body
        assert "2 件已办结的办件将到期销毁" in body
        assert case.number not in body
        Case.objects.update(destroyed_on=DAY)
        assert digest(self.head, DAY).count == 0

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
        assert self.mailed() == {self.member.username, self.head.username}

    def test_nothing_to_do_nothing_to_say(self):
        assert write_notices(DAY) == 0

    def test_a_tip_of_the_day_is_told_the_next_morning(self):
        """The time of a mail would be the time at which somebody wrote."""
        assert write_notices(DAY) == 0
        self.file()
        assert write_notices(DAY) == 0
        tomorrow = DAY + timedelta(days=1)
        with clock.on(tomorrow):
            assert write_notices(tomorrow) == 2

    def test_whoever_had_nothing_to_do_gets_no_mail(self):
        write_notices(DAY)
        assert self.mailed() == set()

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
        assert self.mailed() == {self.member.username, self.head.username}

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
