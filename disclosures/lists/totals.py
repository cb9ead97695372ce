"""合计 rows, in the lists and in the estates' table: which rows each adds up."""

import re
from collections.abc import Sequence

TOTAL = re.compile(r"(?:合|总|小|共)计")
SUBTOTAL = "小计"


def spans(totals: Sequence[tuple[int, bool]], rows: int) -> list[tuple[int, int]]:
    """Return the first row and the one after the last that each total adds up.

    A total is given by how many rows stand above it, and whether it is a 小计. It
    adds up what is above, or what is below where nothing is; a 小计 only as far as
    the next total.
    """
    subtotals = [above for above, is_sub in totals if is_sub]
    lead = bool(subtotals) and subtotals[0] == 0 and subtotals[-1] < rows
    places = [0, *(above for above, _is_sub in totals), rows]
    found = []
    for at, (above, is_sub) in enumerate(totals, 1):
        if not is_sub:
            found.append((0, above or rows))
        elif lead:
            found.append((above, places[at + 1]))
        else:
            found.append((places[at - 1], above))
    return found
