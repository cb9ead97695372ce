"""The demo's estate tables: imported every fortnight, approved by a second person."""

from datetime import date, timedelta

from disclosures.estates.columns import COLUMNS
from disclosures.estates.models import Estate
from disclosures.estates.snapshots import Figures, approve, take_in
from portal.users.models import User
from portal.workdays import clock

SOURCE = "县住建局"
#: Days ago; then by estate: in scope, reviewed, visited, put right on the spot, must
#: leave, vacated, and the steps of the law in the order of `STEPS`.
TABLES: tuple[tuple[int, dict[str, tuple[int, ...]]], ...] = (
    (
        44,
        {
            "东门小区": (186, 42, 30, 0, 9, 0, 3, 0, 0, 0, 0, 0, 0),
            "西城家园": (152, 36, 24, 0, 8, 0, 3, 0, 0, 0, 0, 0, 0),
            "南山新村": (210, 20, 0, 0, 7, 0, 3, 0, 0, 0, 0, 0, 0),
            "北岭公寓": (64, 10, 0, 0, 6, 0, 3, 0, 0, 0, 0, 0, 0),
            "河滨小区": (238, 55, 41, 4, 11, 0, 4, 0, 0, 0, 0, 0, 0),
            "站前家园": (174, 24, 12, 3, 8, 0, 3, 0, 0, 0, 0, 0, 0),
        },
    ),
    (
        30,
        {
            "东门小区": (186, 97, 80, 3, 14, 3, 5, 0, 0, 0, 0, 0, 0),
            "西城家园": (152, 84, 66, 4, 11, 3, 4, 0, 0, 0, 0, 0, 0),
            "南山新村": (210, 70, 31, 3, 9, 0, 5, 0, 0, 0, 0, 0, 0),
            "北岭公寓": (64, 31, 12, 0, 4, 0, 3, 0, 0, 0, 0, 0, 0),
            "河滨小区": (238, 120, 109, 8, 20, 4, 8, 0, 0, 0, 0, 0, 0),
            "站前家园": (174, 78, 53, 5, 12, 3, 5, 0, 0, 0, 0, 0, 0),
        },
    ),
    (
        16,
        {
            "东门小区": (186, 151, 140, 5, 21, 6, 7, 3, 0, 0, 0, 0, 0),
            "西城家园": (152, 121, 118, 6, 18, 5, 5, 3, 0, 0, 0, 0, 0),
            "南山新村": (210, 133, 96, 4, 15, 3, 6, 3, 0, 0, 0, 0, 0),
            "北岭公寓": (64, 52, 37, 3, 7, 2, 3, 0, 0, 0, 0, 0, 0),
            "河滨小区": (238, 186, 171, 12, 29, 9, 10, 4, 0, 0, 0, 0, 0),
            "站前家园": (174, 129, 110, 7, 19, 5, 6, 3, 0, 0, 0, 0, 0),
        },
    ),
    (
        2,
        {
            "东门小区": (186, 186, 182, 7, 25, 9, 5, 3, 0, 1, 1, 0, 0),
            "西城家园": (152, 152, 149, 8, 21, 8, 4, 3, 0, 0, 1, 0, 0),
            "南山新村": (210, 188, 164, 6, 21, 6, 5, 3, 0, 0, 0, 0, 0),
            "北岭公寓": (64, 61, 55, 3, 10, 3, 3, 0, 0, 0, 0, 0, 0),
            "河滨小区": (238, 231, 226, 15, 36, 14, 7, 4, 0, 2, 1, 0, 0),
            "站前家园": (174, 170, 161, 9, 24, 8, 6, 3, 0, 0, 0, 0, 0),
        },
    ),
)


def totals(table: int = -1) -> dict[str, int]:
    """Return the county's totals of a table, for what else the demo says of them."""
    rows = TABLES[table][1].values()
    return {
        column.key: sum(row[place] for row in rows)
        for place, column in enumerate(COLUMNS)
    }


def make_estates(housing: User, moderator: User) -> None:
    """Import each table as the housing bureau, and approve it as a second person."""
    estates = {estate.name: estate for estate in Estate.objects.all()}
    for days_ago, rows in TABLES:
        day: date = clock.today() - timedelta(days=days_ago)
        figures = Figures(
            day,
            SOURCE,
            {
                estates[name]: dict(
                    zip((column.key for column in COLUMNS), counts, strict=True)
                )
                for name, counts in rows.items()
            },
        )
        with clock.on(day):
            snapshot, _new = take_in(figures, user=housing)
            approve(snapshot, user=moderator)
