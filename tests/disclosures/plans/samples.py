"""Plans of invented counties, and what must hold for each of them."""

from pathlib import Path

from disclosures.plans.outline import PlanOutline
from disclosures.plans.parser import parse

FOLDER = Path(__file__).parent / "samples"
#: Lists of pieces, each with lines of its own.
MANY = (
    "focus_issues",
    "measures",
    "stages",
    "organisation",
    "headings",
    "unplaced",
)
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def sample_lines(name):
    """The lines of one sample."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")


def read_sample(name):
    """The outline of one sample."""
    return parse(sample_lines(name))


def json_places(plan):
    """Where the printed JSON says each line went, counted from 1."""
    pieces = [("title", {"lines": plan["title_lines"]})] if plan["title_lines"] else []
    for name in ("goal", "appendix"):
        pieces += [(name, plan[name])] if plan[name] else []
    for name in MANY:
        pieces += [(name, piece) for piece in plan[name]]
    places = {}
    for name, piece in pieces:
        first, last = piece["lines"]
        for number in range(first, last + 1):
            places.setdefault(number, set()).add((name, first, last))
    return places


def assert_placed_once(lines, outline: PlanOutline):
    """Every non-blank line stands in one place, and in one stretch of it."""
    places = json_places(outline.to_json())
    for number, line in enumerate(lines, 1):
        if line.strip():
            assert len(places.get(number, ())) == 1, (number, line, places.get(number))
    assert not [number for number in places if not 1 <= number <= len(lines)]
