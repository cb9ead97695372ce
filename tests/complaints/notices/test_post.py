"""Notices go out by a real mail server; what fails is tried again."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone

from complaints.notices import post
from complaints.notices.digest import write_notices
from complaints.notices.models import Notice
from tests.complaints.house import DAY
from tests.complaints.notices.mailserver import mail_server
from tests.complaints.notices.test_digest import SECRET, NoticeTest


class PostTest(NoticeTest):
    def setUp(self):
        super().setUp()
        for user in (self.head, self.civilian, self.inspector):
            user.email = ""
            user.save()
        self.file()
        write_notices(DAY)

    def due_again(self):
        waiting = Notice.objects.filter(next_try_at__isnull=False)
        waiting.update(next_try_at=timezone.now() - timedelta(minutes=1))


class TestSending(PostTest):
    def test_it_arrives_once(self):
        with mail_server() as bag:
            assert post.post_waiting() == 1
            assert post.post_waiting() == 0
        [(to, mail)] = bag.mails
        notice = Notice.objects.get()
        assert to == [self.member.email]
        assert mail["Message-ID"] == f"<{notice.key}@127.0.0.1>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert SECRET not in mail.get_content()
        assert "1 件新办件" in mail.get_content()

    def test_what_is_refused_waits_and_goes_out_later(self):
        with mail_server() as bag:
            bag.refuses = True
            assert post.post_waiting() == 0
            bag.refuses = False
            assert post.post_waiting() == 0, "its turn has not come"
            self.due_again()
            assert post.post_waiting() == 1
        assert len(bag.mails) == 1
        assert Notice.objects.get().tries == 2

    def test_no_server_is_no_error(self):
        with mail_server():
            pass
        with self.settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=1,
        ):
            assert post.post_waiting() == 0
        assert Notice.objects.get().next_try_at is not None

    def test_it_is_given_up_in_the_end(self):
        Notice.objects.update(tries=Notice.MOST_TRIES - 1)
        with mail_server() as bag:
            bag.refuses = True
            assert post.post_waiting() == 0
        assert Notice.objects.get().next_try_at is None
        assert not Notice.objects.waiting(timezone.now()).exists()

    def test_once_it_is_out_no_time_of_it_is_kept(self):
        with mail_server():
            post.post_waiting()
        fields = {field.name for field in Notice._meta.get_fields()}
        kept = Notice.objects.values(*fields).get()
        assert not [name for name, value in kept.items() if isinstance(value, datetime)]

    def test_who_left_in_the_meantime_gets_nothing(self):
        self.member.memberships.update(left_on=DAY)
        with mail_server() as bag:
            post.post_waiting()
        assert bag.mails == []
        assert not Notice.objects.exists()

    def test_old_notices_are_forgotten(self):
        assert post.forget_old() == 0
        Notice.objects.update(day=DAY - timedelta(days=post.DAYS_KEPT + 1))
        assert post.forget_old() == 1


class TestCrash(PostTest):
    """A process that dies between the server's yes and our note of it."""

    def test_one_duplicate_with_the_same_message_id(self):
        class Dies(BaseException):
            pass

        with mail_server() as bag:
            with (
                mock.patch.object(post.Notice.objects, "filter", side_effect=Dies),
                pytest.raises(Dies),
            ):
                post._post(post._claim(Notice.objects.get().pk))
            assert post.post_waiting() == 0, "the claim still holds"
            self.due_again()
            assert post.post_waiting() == 1
            self.due_again()
            assert post.post_waiting() == 0
        first, second = (mail["Message-ID"] for _to, mail in bag.mails)
        assert first == second


class TestTend(PostTest):
    """`manage.py tend`: what is due, in one command."""

    def test_it_sends_what_waits_and_forgets_what_is_old(self):
        old = Notice.objects.get()
        Notice.objects.create(
            user=self.head,
            day=DAY - timedelta(days=40),
            subject="",
            body="",
        )
        with mail_server() as bag:
            call_command("tend")
        sent = {mail["Message-ID"] for _to, mail in bag.mails}
        assert f"<{old.key}@127.0.0.1>" in sent
        assert not Notice.objects.filter(user=self.head, day__lt=DAY).exists()
