"""What a tip of the demo is told as: its form, and what was done with it by whom."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Something staff or the sender did, so many days after receipt."""

    after: int
    #: The role that acts, or "sender".
    who: str
    what: str
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tip:
    """One tip of the demo: when it came, what it says, what became of it."""

    days_ago: int
    fields: dict[str, str]
    steps: tuple[Step, ...] = ()
    concerns: str = ""
    photo: bool = False
