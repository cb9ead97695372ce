"""What a process gives up before it touches a file that somebody else made.

The limits of `LIMITS` always hold, else the process ends. No network, no file system
and another account come on top where the kernel grants them: see docs/threat-model.md.
"""

import contextlib
import ctypes
import os
import resource
import struct

#: Bytes of address space: a picture of 50 megapixels, twice, and the libraries.
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    # Not one byte into any file; names can still be removed and changed, see Landlock.
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    # The three pipes go on working; nothing is opened any more, not in their place
    # either.
    (resource.RLIMIT_NOFILE, 0),
)
#: What the kernel may refuse.
NETWORK, FILES = "network", "files"
_NOBODY = 65534
_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_NO_NEW_PRIVILEGES, _DUMPABLE = 38, 4
# The same on every architecture; kernel 5.13 and later.
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446


def confine(threads: int = 0) -> tuple[str, ...]:
    """Give up everything but the memory and the pipes; import first what is needed.

    `threads` limits those of the whole account; 0: no thread and no other process.
    Returns which of `NETWORK` and `FILES` could not be given up.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    left = {NETWORK: _leave_the_network(libc)}
    _become_nobody()
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    # Neither a core file nor another process of the account can read the memory.
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    left[FILES] = _leave_the_file_system(libc)
    for which, most in (*LIMITS, (resource.RLIMIT_NPROC, threads)):
        resource.setrlimit(which, (most, most))
    return tuple(name for name, is_left in left.items() if not is_left)


def _leave_the_network(libc: ctypes.CDLL) -> bool:
    """A network without any device; as root at once, else by a user namespace."""
    rooms = _NEW_NETWORK | _NEW_IPC
    return any(libc.unshare(flags) == 0 for flags in (rooms, _NEW_USER | rooms))


def _become_nobody() -> None:
    """Root is exempt from some limits, and owns the database."""
    if os.geteuid() != 0:
        return
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)


def _leave_the_file_system(libc: ctypes.CDLL) -> bool:
    """Landlock without a single rule: no path can be read, written, made or removed."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    wanted = struct.pack("=Q", rights)
    if version >= 4:
        # Neither listening on TCP nor connecting.
        wanted += struct.pack("=Q", 0b11)
    rules = libc.syscall(_LANDLOCK_CREATE, wanted, len(wanted), 0)
    if rules < 0:
        return False
    is_left = bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return is_left
