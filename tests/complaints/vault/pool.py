"""The derivation pool, taken by others."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from complaints.vault import derivation
from complaints.vault.derivation import Turns


@contextmanager
def taken(*lanes: Turns) -> Iterator[None]:
    """All turns of these lanes are somebody else's, and nobody waits long."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(derivation, "PATIENCE", 0.01))
        for lane in lanes:
            for _turn in range(lane.at_once):
                stack.enter_context(lane.turn())
        yield
