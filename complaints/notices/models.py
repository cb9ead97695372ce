"""A notice on its way: written in one transaction, posted outside of it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.users.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def waiting(self, now: datetime) -> "NoticeQuerySet":
        """Not settled yet, and their turn has come."""
        return self.filter(next_try_at__lte=now)


class Notice(models.Model):
    """One mail to one member about one day; its words are counts alone.

    Whoever has nothing to do gets an empty one, that is settled at once: it says that
    the day is over for them, so that no tip of that day makes a mail of its own.
    `key` becomes the Message-ID (RFC 5322, 3.6.4), so that a mail that went out twice
    around a crash is known as one.
    """

    #: With the waits of `post.WAITS` in between: about two days.
    MOST_TRIES = 12

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    #: None once it is settled: sent, given up, or with nothing to say.
    next_try_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="notice_once_a_day"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="notice_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.user_id}"

    @property
    def recipient(self) -> User:
        """Whom it is for."""
        return self.user
