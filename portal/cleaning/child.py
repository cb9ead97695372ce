"""The process that cleans: plain bytes in at one pipe, cleaned bytes out at another.

Started by `process` as a file of its own, isolated (`python -I`). The answer is a line
`confined`, with what the kernel did not let it give up, said before a byte of the file
is read; a line `ok TYPE` or `no REASON`; and the copy, which is whole when the process
ends with 0.
"""

import contextlib
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from portal.cleaning import Reason, Unclean
from portal.cleaning.limits import confine

Clean = Callable[[bytes], tuple[str, bytes]]


def main(kind: str) -> None:
    """Confine the process, then read, clean and answer."""
    module = importlib.import_module(f"portal.cleaning.{kind}")
    module.warm_up()
    not_given_up = confine(getattr(module, "THREADS", 0))
    sys.stdout.buffer.write(" ".join(("confined", *not_given_up)).encode() + b"\n")
    sys.stdout.buffer.flush()
    head, copy = _answer(module.clean, sys.stdin.buffer.read())
    sys.stdout.buffer.write(head.encode() + b"\n")
    sys.stdout.buffer.write(copy)
    sys.stdout.buffer.flush()
    # No clean-up: what a broken file left behind could still fall over there.
    os._exit(0)


def _answer(clean: Clean, data: bytes) -> tuple[str, bytes]:
    try:
        content_type, copy = clean(data)
    except Unclean as unclean:
        return f"no {unclean.reason}", b""
    except MemoryError:
        return f"no {Reason.LIMITS}", b""
    # Whatever a library falls over says that the file is not as it should be.
    except Exception:  # noqa: BLE001
        return f"no {Reason.BROKEN}", b""
    return f"ok {content_type}", copy


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(sys.argv[1])
