"""How many posts arrive in a minute, and whether that calls for a challenge.

Each worker counts in its own memory. Only once it has seen its share of a quarter of
the threshold, or another worker has, are posts counted over all workers, in the
database, in slots of five seconds that are forgotten after two minutes: on a calm day
nothing about the time of a post is stored. From a quarter of `CHALLENGE_ABOVE` on they
are also counted by source and by receipt, so that one who sends a lot is asked earlier
than the others.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest

from complaints.intake.tally import Tally
from complaints.vault.primitives import peppered
from portal.sources import network

#: One minute, in slots: the oldest slot falls out early rather than late, so that
#: below the threshold nobody is asked.
SLOT, SLOTS = 5, 12
#: So many slots are kept.
KEPT = 2 * SLOTS
#: From this part of the threshold on sources are counted too, and one that alone
#: makes up as much from there on is asked; so few are never a lot.
PART, FEWEST = 4, 10
#: A database that takes longer for a count shall be left alone.
PATIENCE = 2
#: An hour, in seconds: so long a source keeps its mark.
_HOUR = 3600
#: What this worker saw.
_here = Tally()


class Lane(models.TextChoices):
    """What is counted apart."""

    TIPS = "tips"
    SIGN_INS = "sign-ins"
    #: Tips about to be taken: whole, and solved where a challenge was asked.
    FILED = "filed"
    #: What is posted inside an open mailbox.
    LETTERS = "letters"
    #: What derives once more: forms that were sent before, and exchanges.
    AGAIN = "again"


class PostCount(models.Model):
    """Posts of five seconds: all of them, or those of one source or receipt."""

    lane = models.CharField(max_length=10, choices=Lane.choices)
    #: Empty for the whole site, else a mark.
    who = models.CharField(max_length=4, blank=True)
    slot = models.BigIntegerField()
    posts = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["lane", "who", "slot"], name="post_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.slot}: {self.posts}"


@dataclass(frozen=True)
class Pressure:
    """What a post has to reckon with."""

    #: A challenge stands before it.
    is_high: bool = False


def count(request: HttpRequest, lane: Lane, receipt: str = "") -> Pressure:
    """Count one post of our own page, and say how pressed the site is with it.

    `receipt` is a receipt, or what only its holder has.
    A database that cannot count leaves what this worker saw by itself.
    """
    if not settings.CHALLENGE_ABOVE:
        return Pressure()
    marks = _marks(request, receipt)
    _here.add(lane, _slot(), _oldest())
    sums = _tell(lane, settings.CHALLENGE_ABOVE, marks)
    whole = sums.pop("")
    is_alone = any(_above(posts, _part()) for posts in sums.values())
    return Pressure(_above(whole, settings.CHALLENGE_ABOVE) or is_alone)


def is_flood() -> bool:
    """Count one tip that is about to be taken: whether it goes into quarantine.

    Only what could be taken floods the lane: posts that are refused, for want of a
    solved challenge too, put nobody's tip into it.
    """
    if not settings.QUARANTINE_ABOVE:
        return False
    _here.add(Lane.FILED, _slot(), _oldest())
    sums = _tell(Lane.FILED, settings.QUARANTINE_ABOVE, [])
    return _above(sums[""], settings.QUARANTINE_ABOVE)


def would_ask(lane: Lane) -> bool:
    """Whether the next post, of nobody in particular, would be asked."""
    if not settings.CHALLENGE_ABOVE:
        return False
    whole = _tell(lane, settings.CHALLENGE_ABOVE, [])[""]
    return _above(whole + 1, settings.CHALLENGE_ABOVE)


def forget() -> int:
    """Drop counts past their two minutes; how many they were."""
    return PostCount.objects.filter(slot__lt=_slot() - KEPT).delete()[0]


def _above(posts: int, threshold: int) -> bool:
    return bool(threshold) and posts > threshold


def _part() -> int:
    return max(FEWEST, settings.CHALLENGE_ABOVE // PART)


def _slot() -> int:
    return int(time.time()) // SLOT


def _oldest() -> int:
    """The oldest slot that still counts."""
    return _slot() - SLOTS + 1


def _share(threshold: int) -> int:
    """So much a worker keeps to itself."""
    return threshold // PART // settings.WORKERS


def _tell(lane: Lane, threshold: int, marks: list[str]) -> dict[str, int]:
    """Posts of the last minute over all workers, by mark; under "" all of them.

    Writes down what only this worker knows, once there is more than its share of it,
    or another worker has begun to write.
    """
    try:
        sums = _stored(lane, [])
        untold = _here.untold(lane, _oldest())
        if not untold or not (sums[""] or untold > _share(threshold)):
            return {"": sums[""] + untold}
        # A quarter of the threshold is calm; then no source is written down.
        loud = marks if sums[""] + untold > _part() else []
        with _here.telling(lane, _oldest()) as posts, _patient(), transaction.atomic():
            _add(lane, posts, loud)
            return _stored(lane, loud)
    except DatabaseError:
        return {"": _here.seen(lane, _oldest())}


def _stored(lane: Lane, marks: list[str]) -> dict[str, int]:
    """What is written down of the last minute, by mark."""
    rows = PostCount.objects.filter(
        lane=lane, who__in=["", *marks], slot__gte=_oldest()
    )
    sums = rows.values_list("who").annotate(total=models.Sum("posts"))
    return {"": 0} | dict(sums.order_by())


def _add(lane: Lane, posts: dict[int, int], marks: list[str]) -> None:
    """One statement; the site's own rows first, so that two workers never cross."""
    table = PostCount._meta.db_table
    rows = [(lane.value, "", slot, many) for slot, many in posts.items()]
    rows += [(lane.value, mark, _slot(), 1) for mark in sorted(set(marks))]
    if not rows:
        # Another thread of this worker told them just now.
        return
    values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (lane, who, slot, posts) VALUES {values}"  # noqa: S608
            " ON CONFLICT (lane, who, slot)"
            f" DO UPDATE SET posts = {table}.posts + excluded.posts",
            [part for row in rows for part in row],
        )
    forget()


def _marks(request: HttpRequest, receipt: str) -> list[str]:
    """Who is asking, as marks that many others share."""
    found = [_mark("source", source)] if (source := network(request)) else []
    if receipt:
        found.append(_mark("receipt", receipt))
    return list(dict.fromkeys(found))


def _mark(kind: str, value: str) -> str:
    """Twelve bits of a keyed hash, another key every hour.

    One in 4096 addresses has the same mark, so that not even the pepper makes a source
    of it; for a limit that only brings a challenge earlier, that is good enough.
    """
    hour = int(time.time()) // _HOUR
    mark = peppered(f"pressure {kind}", f"{hour}|{value}".encode()).hex()[:3]
    return f"{kind[0]}{mark}"


@contextlib.contextmanager
def _patient() -> Iterator[None]:
    """Wait for SQLite's one write lock only a moment; a tip waits for longer."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = connection.settings_dict["OPTIONS"]["timeout"]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual * 1000}")
