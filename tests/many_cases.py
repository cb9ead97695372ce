# ruff: noqa: E402, T201
"""The list of cases at 100,000 of them: server time of a page, on PostgreSQL.

The cases are rows written at once, with an envelope each and nothing in it: a list
opens none. Everything else is the product, asked through its own address.
"""

import secrets
import statistics
import time
import uuid
from datetime import timedelta
from random import Random

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

django.setup()

from complaints.cases import ENDED, Case, Clock, Outcome, Recusal, Source, State
from complaints.casework.models import SavedView
from complaints.topics import TOPICS, Kind
from complaints.vault.models import Envelope
from disclosures.models import Estate
from portal.scattered import scatter
from portal.users.roles import sync_roles
from portal.workdays.clock import today
from tests.complaints.vault.factories import keyed_member, keyed_unit

CASES = 100_000
BUDGET_MS = 150
RUNS = 20
BATCH = 5_000

#: Most cases of a long year are over; a flood leaves all of them open.
STATES = (
    *(State.RECEIVED, State.ACCEPTED, State.REFERRED, State.REOPENED) * 2,
    *(State.INVESTIGATING,) * 22,
    *(State.CONCLUDED,) * 60,
    *(State.DECLINED,) * 10,
)

#: What is asked of the list; each is a page of its own.
ASKED = (
    ("first page", ""),
    ("a page in the middle", "page=1000"),
    ("last page", "page=last"),
    ("overdue", "overdue=on"),
    ("unread, a topic, an estate", "unread=on&topic=sublet&estate={estate}"),
    ("assigned to me", "mine=on"),
    ("by number, downward", "sort=-number"),
    ("by day received", "sort=received"),
    ("by state", "sort=state"),
    ("by topic", "sort=topic"),
    ("by unit", "sort=unit"),
    ("by person", "sort=assignee"),
    ("a case number", "q=48207"),
)


class County:
    """Three units with keys, eight people in the one that has most of the cases."""

    def __init__(self) -> None:
        sync_roles()
        self.discipline, self.inspector, _ring = keyed_unit(discipline=True)
        self.housing, self.member, ring = keyed_unit(lead=True)
        self.civil, self.civilian, _ring = keyed_unit()
        self.people = [self.member]
        self.people += [keyed_member(self.housing, by=ring)[0] for _n in range(7)]
        self.estates = [
            Estate.objects.create(name=f"第{n}小区", township="城关镇")
            for n in range(12)
        ]
        for n, query in enumerate(("topic=sublet", "state=investigating&mine=on")):
            SavedView.objects.create(owner=self.member, name=f"视图{n}", query=query)

    def fill(self, count: int = CASES, states: tuple[State, ...] = STATES) -> None:
        """Write the cases; some concern a unit, from some a member stood back."""
        chance = Random(1)
        for start in range(0, count, BATCH):
            cases = [
                self._case(start + n, chance, states)
                for n in range(min(BATCH, count - start))
            ]
            Envelope.objects.bulk_create(case.envelope for case in cases)
            scatter(cases)
            Case.objects.bulk_create(cases)
            concerns = Case.concerns.through
            concerns.objects.bulk_create(
                concerns(case=case, unit=chance.choice((self.civil, self.housing)))
                for case in cases
                if case.unit == self.discipline
            )
            Recusal.objects.bulk_create(
                Recusal(case=case, user=chance.choice(self.people), day=today())
                for case in cases
                if case.unit == self.housing and chance.random() < 0.01
            )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("vacuum analyze" if self._may_vacuum() else "analyze")

    def _may_vacuum(self) -> bool:
        return not connection.in_atomic_block

    def _case(self, n: int, chance: Random, states: tuple[State, ...]) -> Case:
        state = chance.choice(states)
        kind = chance.choice((Kind.REPORT,) * 18 + (Kind.OFFICIAL, Kind.SUGGESTION))
        received = today() - timedelta(days=chance.randrange(400))
        is_open = state not in ENDED
        unit = chance.choice((self.housing,) * 4 + (self.civil,))
        if kind == Kind.OFFICIAL:
            unit = self.discipline
        is_ours = unit == self.housing and chance.random() < 0.7
        return Case(
            number=f"MX-{n:06}",
            envelope=Envelope(id=uuid.UUID(int=secrets.randbits(128))),
            source=Source.ONLINE,
            kind=kind,
            topic=chance.choice(TOPICS[kind]),
            estate=chance.choice(self.estates),
            unit=unit,
            assignee=chance.choice(self.people) if is_ours else None,
            state=state,
            outcome=Outcome.UNSUBSTANTIATED if state == State.CONCLUDED else "",
            received_on=received,
            clock=Clock.CONCLUDE,
            clock_from=received,
            due_on=received + timedelta(days=60 if is_open else 90),
            is_unread=is_open and chance.random() < 0.2,
        )


def measure(client: Client, address: str, runs: int = RUNS) -> tuple[list[float], int]:
    """Milliseconds of each of so many pages, and the queries of one."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = len(asked)
    times = []
    for _run in range(runs):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    return times, queries


def measured(county: County, user) -> list[tuple[str, list[float], int]]:
    """Every page that is asked for, by one person."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    estate = county.estates[0].pk
    return [
        (name, *measure(client, f"/admin/cases/?{query.format(estate=estate)}"))
        for name, query in ASKED
    ]


def table(who: str, rows: list[tuple[str, list[float], int]], count: int) -> bool:
    """Print what one person waited for; whether every median is in the budget."""
    print(f"\nlist of {count:,} cases for {who}; milliseconds of {RUNS} pages each")
    print(f"{'':28} {'min':>8} {'median':>8} {'max':>8} {'queries':>8}")
    is_well = True
    for name, times, queries in rows:
        median = statistics.median(times)
        is_well = is_well and median < BUDGET_MS
        mark = "" if median < BUDGET_MS else f"  over {BUDGET_MS}"
        print(
            f"{name:28} {min(times):8.1f} {median:8.1f} {max(times):8.1f}"
            f" {queries:8}{mark}"
        )
    return is_well


def main() -> None:
    """Fill an empty database and print the tables."""
    if connection.vendor != "postgresql":
        print("list of cases: measured on PostgreSQL alone")
        return
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        county = County()
        county.fill()
        people = {"a member": county.member, "an inspector": county.inspector}
        is_well = [
            table(who, measured(county, user), CASES) for who, user in people.items()
        ]
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    assert all(is_well), f"a median is over {BUDGET_MS} ms"


if __name__ == "__main__":
    main()
