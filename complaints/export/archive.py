"""A ZIP written piece by piece into the answer; nothing of it touches the disk."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase

from complaints.vault.boxes import SealBroken
from portal.workdays import clock

#: Names longer than this are cut; some systems take no more than 255 bytes.
NAME_MOST = 60
_FORBIDDEN = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class Packed:
    """A file that is in the archive: its name there, size, and SHA-256."""

    name: str
    size: int
    digest: str
    #: What is stored no longer fitted its seal; the entry ends where it broke.
    is_damaged: bool = False


class _Sink(RawIOBase):
    """Takes what the archive writes until somebody fetches it; cannot seek."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        self._at += len(piece)
        return len(piece)

    def fetch(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


class Archive:
    """Add entries one after the other; each call yields what can be sent already."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.packed: list[Packed] = []
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._names: set[str] = set()

    def add(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """One entry, under a name that no other has; at most a piece in memory."""
        name = self._free_name(safe_name(name))
        info = zipfile.ZipInfo(f"{self.folder}/{name}", clock.today().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        size, digest, is_damaged = 0, hashlib.sha256(), False
        with self._zip.open(info, "w", force_zip64=True) as entry:
            try:
                for piece in pieces:
                    entry.write(piece)
                    size += len(piece)
                    digest.update(piece)
                    yield self._sink.fetch()
            except SealBroken:
                is_damaged = True
        self.packed.append(Packed(name, size, digest.hexdigest(), is_damaged))
        yield self._sink.fetch()

    def close(self) -> bytes:
        """The list of entries, with which the archive ends."""
        self._zip.close()
        return self._sink.fetch()

    def _free_name(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (name, "")
        free, count = name, 1
        while free.casefold() in self._names:
            count += 1
            free = f"{stem} ({count}){ending}"
        self._names.add(free.casefold())
        return free


def safe_name(name: str) -> str:
    """A name that stays in its folder and hides nothing, on every system."""
    plain = "".join(
        "_" if sign in _FORBIDDEN else sign for sign in name if sign.isprintable()
    )
    plain = plain.strip(". ")
    if len(plain) > NAME_MOST:
        stem, dot, ending = plain.rpartition(".")
        ending = (dot + ending)[-12:] if stem else ""
        plain = plain[: NAME_MOST - len(ending)] + ending
    return plain or "_"
