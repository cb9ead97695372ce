"""How many posts arrive in a minute, and whether that calls for a challenge.

Counted over the whole site and all workers, in the database, in slots of five seconds
that are forgotten after two minutes. Only once a quarter of `CHALLENGE_ABOVE` is
reached, it is also counted by source and by receipt, so that one who sends a lot is
asked earlier than the others: on a calm day nothing about a source is stored at all.
"""

import contextlib
import ipaddress
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest

from complaints.vault.primitives import peppered

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


class Lane(models.TextChoices):
    """What is counted apart."""

    TIPS = "tips"
    SIGN_INS = "sign-ins"


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
    #: What is taken now goes into quarantine.
    is_flood: bool = False


def count(request: HttpRequest, lane: Lane, receipt: str = "") -> Pressure:
    """Count one post, and say how pressed the site is with it.

    A database that cannot count now lets the post pass: it will be found wanting, or
    not, when the tip is saved.
    """
    if not _counts():
        return Pressure()
    marks = _marks(request, receipt)
    try:
        with _patient(), transaction.atomic():
            before = _before(lane, marks)
            whole = before.get("", 0) + 1
            # A quarter of the threshold is calm; then no source is written down.
            loud = whole > _part()
            _add(lane, ["", *marks] if loud else [""])
    except DatabaseError:
        return Pressure()
    alone = max((before.get(mark, 0) + 1 for mark in marks), default=0)
    return Pressure(
        is_high=_above(whole, settings.CHALLENGE_ABOVE)
        or (loud and _above(alone, _part())),
        is_flood=lane == Lane.TIPS and _above(whole, settings.QUARANTINE_ABOVE),
    )


def would_ask(lane: Lane) -> bool:
    """Whether the next post, of nobody in particular, would be asked."""
    if not settings.CHALLENGE_ABOVE:
        return False
    try:
        with transaction.atomic():
            whole = _before(lane, []).get("", 0) + 1
    except DatabaseError:
        return False
    return _above(whole, settings.CHALLENGE_ABOVE)


def forget() -> int:
    """Drop counts past their two minutes; how many they were."""
    return PostCount.objects.filter(slot__lt=_slot() - KEPT).delete()[0]


def _counts() -> bool:
    return bool(settings.CHALLENGE_ABOVE or settings.QUARANTINE_ABOVE)


def _above(posts: int, threshold: int) -> bool:
    return bool(threshold) and posts > threshold


def _part() -> int:
    return max(FEWEST, settings.CHALLENGE_ABOVE // PART)


def _slot() -> int:
    return int(time.time()) // SLOT


def _before(lane: Lane, marks: list[str]) -> dict[str, int]:
    """Posts of the last minute, by mark."""
    rows = PostCount.objects.filter(
        lane=lane, who__in=["", *marks], slot__gt=_slot() - SLOTS
    )
    sums = rows.values_list("who").annotate(total=models.Sum("posts"))
    return dict(sums.order_by())


def _add(lane: Lane, marks: list[str]) -> None:
    """One statement; the site's own row first, so that two workers never cross."""
    slot, table = _slot(), PostCount._meta.db_table
    values = ", ".join(["(%s, %s, %s, 1)"] * len(marks))
    given = [part for mark in dict.fromkeys(marks) for part in (lane.value, mark, slot)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (lane, who, slot, posts) VALUES {values}"  # noqa: S608
            " ON CONFLICT (lane, who, slot)"
            f" DO UPDATE SET posts = {table}.posts + 1",
            given,
        )


def _marks(request: HttpRequest, receipt: str) -> list[str]:
    """Who is asking, as marks that many others share."""
    found = [_mark("source", source)] if (source := _source(request)) else []
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


def _source(request: HttpRequest) -> str:
    """The network a post comes from; empty where a proxy hides it.

    The last address a proxy added is believed: whoever invents one only moves a
    challenge.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    for said in (request.META.get("REMOTE_ADDR", ""), hops[-1]):
        with contextlib.suppress(ValueError):
            address = ipaddress.ip_address(said.strip())
            if address.is_global:
                # A household has 64 bits of an IPv6 network to itself.
                wide = 32 if address.version == 4 else 64
                return str(ipaddress.ip_network((address, wide), strict=False))
    return ""


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
