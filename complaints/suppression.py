"""Which counts may be published: none that tells of one household or one sender.

A reporter knows the county totals of each closing (received, accepted and concluded:
anyone can recount them from the log) and subtracts one closing from another. So:

*Parts* of a total are counted over spans of closings. Where a span ends is decided by
the public total alone, once it is at least `SPAN`; each span is looked at once, and
either all its parts are shown, when every one is at least `LEAST`, or none. Spans do
not overlap, so nothing can be subtracted from anything. What is not shown leaves every
part at least three possible values.

*Standings* (in which legal step households are) have no published total. One is shown
from `LEAST` on; afterwards it is replaced only by a number that differs by at least
`LEAST` and is at least `LEAST`, else the earlier one stands with its day. So a hidden
standing, and the change between two closings, leave at least three possible values.

`tests/complaints/test_suppression.py` tries every small table. Whether the county
answered in time says nothing of a household, and is published as it is.
"""

from collections.abc import Mapping

LEAST = 3
SPAN = 10


def parts_shown(parts: Mapping[str, int]) -> bool:
    """Whether all parts of a span's total may be shown; else none is."""
    return all(count >= LEAST for count in parts.values())


def standing_shown(count: int, earlier: int | None) -> int | None:
    """What to publish of a standing after what was published before; None: nothing."""
    if count < LEAST:
        return earlier
    if earlier is not None and abs(count - earlier) < LEAST:
        return earlier
    return count
