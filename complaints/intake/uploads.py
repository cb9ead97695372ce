"""Attachments, sealed while they arrive; nothing is ever spooled in plain text."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import Full, Queue
from typing import Any, Self

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from complaints.vault import storage
from complaints.vault.boxes import Box, discard_file
from complaints.vault.models import SealedFile
from portal.cleaning import filetypes

#: Names are sealed too; a longer one keeps its beginning and its ending.
NAME_MOST = 200


class Lost(OSError):
    """The storage refused a file, or its upload was given up."""


class Sealing:
    """Feeds one file, piece by piece, to a function that pulls its pieces.

    `seal` runs in a thread of its own and holds at most `WAITING` pieces. It asks the
    database nothing.
    """

    WAITING = 4

    def __init__(self, seal: Callable[[Iterator[bytes]], SealedFile]) -> None:
        self._pieces: Queue[bytes | None] = Queue(self.WAITING)
        self._given_up = False
        self._pool = ThreadPoolExecutor(1)
        self._sealed = self._pool.submit(seal, self._pull())

    def write(self, piece: bytes) -> None:
        """Hand over the next piece; raises `OSError` once the storage refused."""
        if not self._put(piece):
            self._sealed.result()
            raise Lost

    def finish(self) -> SealedFile:
        """The sealed file; raises `OSError`."""
        try:
            self._put(None)
            return self._sealed.result()
        finally:
            self._pool.shutdown()

    def abort(self) -> None:
        """Leave nothing of it on the disk."""
        self._given_up = True
        with contextlib.suppress(OSError):
            self.finish()

    def _put(self, piece: bytes | None) -> bool:
        """Hand over a piece, or the end of them; False when nobody takes it."""
        while not self._sealed.done():
            with contextlib.suppress(Full):
                self._pieces.put(piece, timeout=0.1)
                return True
        return False

    def _pull(self) -> Iterator[bytes]:
        while (piece := self._pieces.get()) is not None:
            yield piece
        if self._given_up:
            raise Lost


class SealedUpload:
    """One file that arrived: its name, its size, and what became of it.

    Stands in `request.FILES` for a file whose content nobody can read back.
    """

    def __init__(self, number: int, name: str) -> None:
        self.number = number
        self.name = _short(name)
        self.size = 0
        self.content_type = filetypes.UNKNOWN
        self.is_too_large = False
        self.is_too_many = False
        #: The storage refused; nothing of this file is kept.
        self.is_lost = False
        #: It refused for want of room alone.
        self.is_short = False
        self.sealed: SealedFile | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing in it."""
        return self.size == 0

    def close(self) -> None:
        """Nothing is held open (Django closes every file of a request)."""


class SealingHandler(FileUploadHandler):
    """Seals the files of one field into a box as they come in.

    Used as a context, which removes them again unless they are handed over. They are
    numbered from `first`. Files of other fields, too large or too many are read to
    their end and thrown away, so that the rest of the form is kept; with `seals` off
    every one is, where it is known beforehand that the post will not be taken.
    """

    chunk_size = 64 * 1024
    field = "attachments"

    def __init__(
        self, request: HttpRequest, box: Box, *, first: int = 1, seals: bool = True
    ) -> None:
        super().__init__(request)
        request.upload_handlers = [self]
        self.box = box
        self.seals = seals
        self.next_number = first
        self.last_number = first + settings.ATTACHMENTS_MOST - 1
        self.sealed: list[SealedFile] = []
        #: The disk had no room for one of them.
        self.is_short = False
        self.upload: SealedUpload | None = None
        self.sealing: Sealing | None = None
        self.head = self.tail = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Remove every file that came, unless they were handed over."""
        self._abort()
        self.discard()

    def discard(self) -> None:
        """Remove the files that came so far."""
        while self.sealed:
            discard_file(self.sealed.pop())

    def check(self, uploads: Iterable[SealedUpload]) -> None:
        """Raise `OSError` unless each is sealed, or it was only room that was short."""
        if not self.is_short and any(upload.sealed is None for upload in uploads):
            raise Lost

    def hand_over(self) -> None:
        """Somebody else answers for the files now."""
        self.sealed.clear()

    def new_file(self, field_name: str, file_name: str, *args: Any, **kw: Any) -> None:
        """Begin a file; one of another field is not for us."""
        super().new_file(field_name, file_name, *args, **kw)
        self._abort()
        self.head = self.tail = b""
        if field_name != self.field:
            self.upload = None
            return
        self.upload = SealedUpload(self.next_number, file_name)
        self.upload.is_too_many = self.next_number > self.last_number
        self.upload.is_lost = self.upload.is_short = self.is_short
        self.next_number += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece, or let it go."""
        upload = self.upload
        if upload is None:
            return
        upload.size += len(raw_data)
        if upload.size > settings.ATTACHMENT_BYTES_MOST:
            upload.is_too_large = True
            self._abort()
        elif self.seals and not upload.is_too_many and not upload.is_lost:
            self._remember_ends(raw_data)
            self._seal(upload, raw_data)

    def file_complete(self, file_size: int) -> Any:
        """Close the sealed file; what stands for it goes into `request.FILES`."""
        upload, self.upload = self.upload, None
        sealing, self.sealing = self.sealing, None
        if upload and sealing:
            upload.content_type = filetypes.content_type(self.head, self.tail)
            try:
                upload.sealed = sealing.finish()
                self.sealed.append(upload.sealed)
            except OSError as error:
                self._lose(upload, error)
        return upload

    def upload_interrupted(self) -> None:
        """The connection broke in the middle of a file."""
        self._abort()

    def _seal(self, upload: SealedUpload, data: bytes) -> None:
        if self.sealing is None:
            self.sealing = Sealing(partial(self.box.seal_file, upload.number))
        try:
            self.sealing.write(data)
        except OSError as error:
            self._lose(upload, error)
            self._abort()

    def _lose(self, upload: SealedUpload, error: OSError) -> None:
        """The rest of a post is not sealed when the disk is full."""
        upload.is_lost, upload.is_short = True, storage.is_short(error)
        self.seals = self.seals and not upload.is_short
        self.is_short = self.is_short or upload.is_short

    def _abort(self) -> None:
        sealing, self.sealing = self.sealing, None
        if sealing:
            sealing.abort()

    def _remember_ends(self, data: bytes) -> None:
        if len(self.head) < filetypes.END:
            self.head = (self.head + data)[: filetypes.END]
        self.tail = (self.tail + data)[-filetypes.END :]


def _short(name: str) -> str:
    if len(name) <= NAME_MOST:
        return name
    stem, ending = os.path.splitext(name)
    ending = ending[:20]
    return stem[: NAME_MOST - len(ending)] + ending
