"""Having a file cleaned by a process of its own, in pieces, without a copy on disk."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Timer

from portal.cleaning import KINDS, LINKED, READERS, READING, Reason, Unclean

#: Seconds until the process is killed, whatever it does.
SECONDS = 40
#: Each worker of the server runs so many at a time; others wait so many seconds.
AT_ONCE = 2
PATIENCE = 20
_PIECE = 64 * 1024
_LINE_MOST = 200
_CHILD = Path(__file__).with_name("child.py")
#: Nothing of the server's environment, where secrets stand. One arena: the limit is
#: on address space, of which every further arena takes much.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}

_log = logging.getLogger(__name__)
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
    with _handed_to(KINDS.get(content_type), pieces) as answer:
        yield answer


def read(content_type: str, data: bytes) -> bytes:
    """What stands in a cleaned file, as a zip file: see `READING`."""
    with _handed_to(READERS.get(content_type), [data]) as answer:
        return b"".join(answer.pieces)


def linked(content_type: str, data: bytes) -> bytes:
    """A cleaned copy that says in its text where its links lead: see `LINKED`."""
    with _handed_to(LINKED.get(content_type), [data]) as answer:
        return b"".join(answer.pieces)


@contextlib.contextmanager
def _handed_to(kind: str | None, pieces: Iterable[bytes]) -> Iterator[Cleaned]:
    if kind is None:
        raise Unclean(Reason.TYPE)
    if not _slots.acquire(timeout=PATIENCE):
        raise Busy
    try:
        # Whoever holds a pipe open, or never reads from it, is waited for no longer.
        until = time.monotonic() + SECONDS
        with _started(kind) as child:
            _feed(child, pieces, until)
            yield _answer(child, until)
    finally:
        _slots.release()


@contextlib.contextmanager
def _started(kind: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed with its group at the end, or when its time is up."""
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-B", str(_CHILD), kind],
        bufsize=0,
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
    try:
        alarm.start()
        yield child
    finally:
        alarm.cancel()
        # The leader is not reaped before here, so the number is still its group's.
        _kill(child)
        with contextlib.suppress(RuntimeError):
            alarm.join()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End everything in the group, whether or not its leader has ended already."""
    # Nothing left; where a dead leader is all there is, some systems say "permission".
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _wait_for(pipe: int, event: int, until: float) -> None:
    """Until a pipe can be read or written; `Unclean` when the time is up."""
    poll = select.poll()
    poll.register(pipe, event)
    left = until - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise Unclean(Reason.LIMITS)


def _feed(
    child: subprocess.Popen[bytes], pieces: Iterable[bytes], until: float
) -> None:
    """Write the whole file; the process answers before it only that it is confined."""
    assert child.stdin is not None
    pipe = child.stdin.fileno()
    os.set_blocking(pipe, False)
    # Gone before it has read everything: its answer, or its silence, says why.
    with contextlib.suppress(BrokenPipeError):
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                _wait_for(pipe, select.POLLOUT, until)
                with contextlib.suppress(BlockingIOError):
                    rest = rest[os.write(pipe, rest) :]
    child.stdin.close()


def _answer(child: subprocess.Popen[bytes], until: float) -> Cleaned:
    chunks = _chunks(child, until)
    first, read = _line(chunks, b"")
    is_confined, *not_given_up = first.split() or [""]
    if is_confined != "confined":
        raise Unclean(Reason.LIMITS)
    _report(" and ".join(not_given_up))
    head, read = _line(chunks, read)
    word, _space, rest = head.partition(" ")
    if word == "no" and rest in set(Reason):
        raise Unclean(Reason(rest))
    if word != "ok" or rest not in {*KINDS, READING}:
        raise Unclean(Reason.LIMITS)
    return Cleaned(rest, _pieces(child, read, chunks))


@cache
def _report(not_given_up: str) -> None:
    """Say once what the kernel did not grant; see docs/threat-model.md."""
    if not_given_up:
        _log.warning(
            "Files are cleaned by a process that still has the server's %s: the kernel"
            " refused to take it away.",
            not_given_up,
        )


def _line(chunks: Iterator[bytes], read: bytes) -> tuple[str, bytes]:
    """One short line of what is read, and what came after it."""
    while b"\n" not in read and len(read) < _LINE_MOST:
        chunk = next(chunks, b"")
        if not chunk:
            break
        read += chunk
    line, _end, rest = read.partition(b"\n")
    return line[:_LINE_MOST].decode(errors="replace").strip(), rest


def _chunks(child: subprocess.Popen[bytes], until: float) -> Iterator[bytes]:
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    while True:
        _wait_for(pipe, select.POLLIN, until)
        chunk = os.read(pipe, _PIECE)
        if not chunk:
            return
        yield chunk


def _pieces(
    child: subprocess.Popen[bytes], first: bytes, chunks: Iterator[bytes]
) -> Iterator[bytes]:
    if first:
        yield first
    yield from chunks
    # Looked at, not reaped: see `_started`. The alarm ends one that only pretends.
    end = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    if end is None or (end.si_code, end.si_status) != (os.CLD_EXITED, 0):
        raise Unclean(Reason.LIMITS)
