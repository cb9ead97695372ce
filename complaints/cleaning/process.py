"""Having a file cleaned by a process of its own, in pieces, without a copy on disk."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO

from complaints.cleaning import KINDS, Reason, Unclean

#: Seconds until the process is killed, whatever it does.
SECONDS = 40
#: Each worker of the server runs so many at a time; others wait so many seconds.
AT_ONCE = 2
PATIENCE = 20
_PIECE = 64 * 1024
_CHILD = Path(__file__).with_name("child.py")
#: Nothing of the server's environment, where secrets stand. One arena: the limit is
#: on address space, of which every further arena takes much.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}

_slots = BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many files are being cleaned just now."""


@dataclass(frozen=True)
class Cleaned:
    """A cleaned copy while it is made."""

    content_type: str
    #: Raises `Unclean` after the last piece when the copy is not whole: whoever keeps
    #: the pieces keeps nothing then.
    pieces: Iterator[bytes]


@contextlib.contextmanager
def cleaned(content_type: str, pieces: Iterable[bytes]) -> Iterator[Cleaned]:
    """Feed a file to a new process, and hand out its answer.

    Raises `Unclean`, `Busy`, and whatever `pieces` raises.
    """
    kind = KINDS.get(content_type)
    if kind is None:
        raise Unclean(Reason.TYPE)
    if not _slots.acquire(timeout=PATIENCE):
        raise Busy
    try:
        with _started(kind) as child:
            _feed(child, pieces)
            yield _answer(child)
    finally:
        _slots.release()


@contextlib.contextmanager
def _started(kind: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed with all it may have started when its time is up."""
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-B", str(_CHILD), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a library says about a file quotes the file.
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    alarm = Timer(SECONDS, _kill, [child])
    alarm.daemon = True
    alarm.start()
    try:
        yield child
    finally:
        alarm.cancel()
        _kill(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _feed(child: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    """Write the whole file; the process answers nothing before it has read it."""
    assert child.stdin is not None
    # Gone before it has read everything: its answer, or its silence, says why.
    with contextlib.suppress(BrokenPipeError):
        for piece in pieces:
            child.stdin.write(piece)
        child.stdin.close()


def _answer(child: subprocess.Popen[bytes]) -> Cleaned:
    assert child.stdout is not None
    word, _space, rest = child.stdout.readline(200).decode().strip().partition(" ")
    if word == "no":
        raise Unclean(Reason(rest))
    if word != "ok":
        raise Unclean(Reason.LIMITS)
    return Cleaned(rest, _pieces(child, child.stdout))


def _pieces(child: subprocess.Popen[bytes], out: IO[bytes]) -> Iterator[bytes]:
    while piece := out.read(_PIECE):
        yield piece
    if child.wait() != 0:
        raise Unclean(Reason.LIMITS)
