"""Posting notices: claimed and committed first, sent outside every transaction.

After a crash between the mail server's yes and our own note of it, the next try sends
the mail once more under the same Message-ID: one duplicate at the most for a crash.
"""

import logging
import smtplib
from datetime import timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from complaints.notices.digest import recipients
from complaints.notices.models import Notice
from portal.workdays import clock

logger = logging.getLogger(__name__)

#: Until the next try, by the number of tries; a claim holds as long.
WAITS = tuple(timedelta(minutes=m) for m in (5, 10, 30, 60, 120, 240, 480))
#: Notices are forgotten after so many days.
DAYS_KEPT = 30


def post_waiting() -> int:
    """Send what waits; how many went out. A refused one is tried again later."""
    sent = 0
    for pk in Notice.objects.waiting(timezone.now()).values_list("pk", flat=True):
        notice = _claim(pk)
        sent += notice is not None and _post(notice)
    return sent


def forget_old() -> int:
    """Delete notices of more than `DAYS_KEPT` days ago."""
    oldest = clock.today() - timedelta(days=DAYS_KEPT)
    return Notice.objects.filter(day__lt=oldest).delete()[0]


@transaction.atomic
def _claim(pk: int) -> Notice | None:
    """Count a try, so that no other worker takes the same notice meanwhile."""
    now = timezone.now()
    notice = Notice.objects.select_for_update().waiting(now).filter(pk=pk).first()
    if notice is None:
        return None
    if not recipients().filter(pk=notice.user_id).exists():
        # Left, or without an address by now.
        notice.delete()
        return None
    wait = WAITS[min(notice.tries, len(WAITS) - 1)]
    notice.tries += 1
    # The last try is settled before it is made: nothing keeps its minute.
    notice.next_try_at = now + wait if notice.tries < Notice.MOST_TRIES else None
    notice.save(update_fields=["next_try_at", "tries"])
    return notice


def _post(notice: Notice) -> bool:
    mail = EmailMessage(
        notice.subject,
        notice.body,
        to=[notice.recipient.email],
        headers={
            "Message-ID": f"<{notice.key}@{settings.SITE_HOST}>",
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",  # RFC 3834
        },
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        # Neither address nor words: the log is no place for them.
        logger.warning("notice %s not sent: %s", notice.pk, type(error).__name__)
        return False
    # That it is settled, not when: nothing is kept finer than its day.
    Notice.objects.filter(pk=notice.pk).update(next_try_at=None)
    return True
