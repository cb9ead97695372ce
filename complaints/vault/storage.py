"""Sealed files on disk: streams in 64 KB records, padded, cut short never unnoticed.

A file is `MAGIC`, then the header and the records of a libsodium secretstream. The
records of the content are followed by zeros up to the Padmé size; the record in which
the content ends is marked by its (encrypted) tag, the last record by the final tag.

Whoever writes a file holds a lock on it until its row is committed or the process has
died, so that what a crash left behind can be told from what is just arriving.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils import timezone
from nacl import bindings

from complaints.vault.primitives import SealBroken, padme
from portal.workdays import clock

#: What every sealed file begins with, and the version of its format.
MAGIC = b"KAIMEN\x00\x01"
RECORD = 64 * 1024
#: So much of the disk is left to the database: texts come before files.
RESERVE = 16 * 1024 * 1024
EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
HEADER = len(MAGIC) + _STREAM_HEADER
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_END = bindings.crypto_secretstream_xchacha20poly1305_TAG_PUSH
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
#: Written, but not yet under its name.
PART = ".part"


class Hold:
    """A lock on a file under whatever name; ends with this object or the process."""

    def __init__(self, file: BinaryIO) -> None:
        self._descriptor = os.dup(file.fileno())

    def __del__(self) -> None:
        os.close(self._descriptor)


class Stored(NamedTuple):
    """A new sealed file: random name, size on disk, and the lock, while it is kept."""

    name: str
    size: int
    held: Hold


def root() -> Path:
    """The folder of the sealed files."""
    return Path(settings.SEALED_ROOT)


def size_on_disk(padded: int) -> int:
    """How long a sealed file of this padded size is."""
    return HEADER + padded + EXTRA * -(-padded // RECORD)


def is_size_on_disk(size: int) -> bool:
    """Whether a sealed file can have this size."""
    body = size - HEADER
    padded = body - EXTRA * -(-body // (RECORD + EXTRA))
    return padded > 0 and padme(padded) == padded and size_on_disk(padded) == size


def write(key: bytes, data: bytes, chunks: Iterable[bytes]) -> Stored:
    """Seals a stream into a new file.

    The file and its folder are on the disk for good when this returns; both carry
    the midnight of today as their time.
    """
    name = secrets.token_hex(16)
    folder = root()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / (name + PART)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = Hold(file)
            for number, record in enumerate(_sealed(key, chunks, data)):
                if number % 16 == 0:
                    _leave_room(folder)
                file.write(record)
            _leave_room(folder)
            file.flush()
            size = file.tell()
            _hide_time(part)
            os.fsync(file.fileno())
        part.rename(folder / name)
        _settle(folder)
    except BaseException:
        part.unlink(missing_ok=True)
        _hide_time(folder)
        raise
    return Stored(name, size, held)


def is_short(error: OSError) -> bool:
    """Whether it was for want of room alone."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _leave_room(folder: Path) -> None:
    """Stop before the disk is full: the database may lie on it, too."""
    if shutil.disk_usage(folder).free < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _sealed(key: bytes, chunks: Iterable[bytes], data: bytes) -> Iterator[bytes]:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    yield MAGIC
    yield bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)

    def push(plain: bytes, tag: int) -> bytes:
        sealed: bytes = bindings.crypto_secretstream_xchacha20poly1305_push(
            state, plain, data, tag
        )
        return sealed

    whole, rest = 0, bytearray()
    for chunk in chunks:
        for start in range(0, len(chunk), RECORD):
            rest += chunk[start : start + RECORD]
            while len(rest) >= RECORD:
                yield push(bytes(rest[:RECORD]), _MORE)
                del rest[:RECORD]
                whole += RECORD
    rest += b"\x80"
    left, tag = padme(whole + len(rest)) - whole, _END
    while left > RECORD:
        yield push(bytes(rest.ljust(RECORD, b"\0")), tag)
        rest.clear()
        left, tag = left - RECORD, _MORE
    yield push(bytes(rest.ljust(left, b"\0")), _FINAL)


def read(name: str, size: int, key: bytes, data: bytes) -> Iterator[bytes]:
    """The plain content in pieces; raises `SealBroken` when anything is not as sealed.

    A file cut short is refused before its first piece; the last piece comes only
    when the final tag was seen.
    """
    try:
        file = (root() / name).open("rb")
    except FileNotFoundError:
        raise SealBroken from None
    with file:
        if os.fstat(file.fileno()).st_size != size or not is_size_on_disk(size):
            raise SealBroken
        yield from _opened(file, key, data)


def _opened(file: BinaryIO, key: bytes, data: bytes) -> Iterator[bytes]:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    if file.read(len(MAGIC)) != MAGIC:
        raise SealBroken
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(
        state, file.read(_STREAM_HEADER), key
    )
    last: bytes | None = None
    while record := file.read(RECORD + EXTRA):
        try:
            plain, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                state, record, data
            )
        except (RuntimeError, ValueError):
            raise SealBroken from None
        if last is not None:
            if any(plain):
                raise SealBroken
        elif tag in (_END, _FINAL):
            last = _unpadded(plain)
        else:
            yield plain
        if tag == _FINAL:
            break
    else:
        raise SealBroken
    if last is None or file.read(1):
        raise SealBroken
    if last:
        yield last


def _unpadded(plain: bytes) -> bytes:
    content = plain.rstrip(b"\0")
    if content[-1:] != b"\x80":
        raise SealBroken
    return content[:-1]


def begins_well(name: str) -> bool:
    """Whether a file begins as every sealed file does."""
    with (root() / name).open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def is_held(name: str) -> bool:
    """Whether somebody is still writing a file, or about to commit its row."""
    try:
        with (root() / name).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def remove(names: Iterable[str]) -> None:
    """Removes sealed files; those already gone are no error."""
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            (root() / name).unlink()
    if root().is_dir():
        _settle(root())


def _settle(folder: Path) -> None:
    _hide_time(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hide_time(path: Path) -> None:
    midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
    os.utime(path, (midnight.timestamp(), midnight.timestamp()))
