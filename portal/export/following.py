"""Who has to know that an export was made; rooms above register themselves."""

from collections.abc import Callable
from pathlib import Path

#: Each is called with the folder before the first page is asked for, and returns what
#: is called once the export stands. Of one that fails, nobody hears.
FOLLOWERS: list[Callable[[Path], Callable[[], None]]] = []


def begun(folder: Path) -> Callable[[], None]:
    """Tell that an export begins; call what comes back when it stands."""
    waiting = [follower(folder.absolute()) for follower in FOLLOWERS]

    def made() -> None:
        for tell in waiting:
            tell()

    return made
