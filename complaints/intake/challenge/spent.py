"""Challenges that were answered: no worker takes one twice."""

import hashlib
import time

from django.db import IntegrityError, models, transaction


class SpentChallengeQuerySet(models.QuerySet["SpentChallenge"]):
    """Questions about spent challenges."""

    def forget(self) -> int:
        """Drop those that have expired by themselves; how many they were."""
        return self.filter(until__lt=int(time.time())).delete()[0]


class SpentChallenge(models.Model):
    """The digest of what was drawn for it, until it expires; no link to a tip."""

    digest = models.CharField(max_length=64, primary_key=True)
    #: Seconds since 1970, rounded up to whole minutes.
    until = models.BigIntegerField()

    objects = SpentChallengeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:8]

    @classmethod
    def spend(cls, drawn: str, seconds: int) -> bool:
        """Whether it was not spent before; from now on it is."""
        until = -(-(int(time.time()) + seconds) // 60) * 60
        row = cls(digest=hashlib.sha256(drawn.encode()).hexdigest(), until=until)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True
