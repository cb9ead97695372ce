"""What the first page of the admin is made of: sentences that lead somewhere."""

from dataclasses import dataclass

#: So many of them at most.
MOST = 7


@dataclass(frozen=True)
class Line:
    """One sentence, and where it leads."""

    words: str
    url: str
    is_late: bool = False
