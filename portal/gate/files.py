"""Files that go with a page: cleaned when they arrive, read, and downloaded."""

import secrets
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, Page

from portal.cleaning import DOCX, XLSX
from portal.gate.looking import Sight
from portal.scan import Scanned

TOKEN_BYTES = 16
#: Media type → ending; the only types that go with a page.
ENDINGS = {
    "application/pdf": "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}


def storage() -> Storage:
    """Return where files lie; no address of the server leads there by itself."""
    return storages["files"]


def new_token() -> str:
    """Draw a name that nobody guesses before the page is public."""
    return secrets.token_hex(TOKEN_BYTES)


class PublicFile(models.Model):
    """A cleaned file: never the bytes that came, and never changed."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(max_length=100, choices=list(ENDINGS.items()))
    size = models.PositiveIntegerField()
    #: SHA-256 of the bytes that came, to know them again; they are not kept.
    source = models.CharField(max_length=64, db_index=True)
    text = models.TextField(blank=True)
    #: How many pictures of it a person has to look at.
    sights = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(storage=storage, max_length=100)
    uploaded_on = models.DateField()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Return where it is downloaded, once a page that shows it is public."""
        return reverse("public_file", args=[self.token, self.name])

    @property
    def ending(self) -> str:
        """Return what kind of file it is, in capitals."""
        return ENDINGS[self.content_type].upper()

    def sight_path(self, number: int) -> str:
        """Return where the picture of what no machine reads lies."""
        return f"{self.token}/{number}.jpg"

    def to_look_at(self) -> Iterator[Sight]:
        """Each picture that a person has to see before this goes public."""
        for number in range(1, self.sights + 1):
            yield Sight(
                key=f"file-{self.pk}-{number}",
                name=self.name,
                number=number,
                url=reverse("gate_sight", args=[self.token, number]),
            )

    def discard(self) -> None:
        """Remove the bytes, the pictures and the words at once; the row stays."""
        for number in range(1, self.sights + 1):
            storage().delete(self.sight_path(number))
        storage().delete(self.file.name or "")
        self.name, self.text, self.source, self.sights = "-", "", "", 0
        self.file.name = ""
        self.save()

    @property
    def is_there(self) -> bool:
        """Whether it can still be downloaded."""
        return bool(self.file.name)


class Attachment(Scanned, Orderable):
    """A file that a page offers, under a name for readers."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(
        PublicFile, models.PROTECT, related_name="attachments", editable=False
    )
    label = models.CharField(
        _("title"),
        max_length=100,
        blank=True,
        help_text=_("What readers see; left empty, the file's name."),
    )

    panels = [FieldPanel("upload"), "label"]
    scanned_fields = ("label",)
    #: What stays visible, old and new, when it is changed.
    corrected_fields = ("label", "file_told")

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.label or (self.file.name if self.file_id else "")

    def file_told(self) -> str:
        """Name the file so that another one under its name is told apart."""
        if not self.file_id:
            return ""
        day = date_format(self.file.uploaded_on)
        return f"{self.file.name} ({day}, {self.file.size:,} B)"

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Name and words of the file, too; what they hold is said at the file."""
        yield from super().scanned_texts()
        if self.file_id:
            yield "upload", f"{self.file.name}\n\n{self.file.text}"

    def to_look_at(self) -> Iterator[Sight]:
        """Each picture in its file."""
        if self.file_id:
            yield from self.file.to_look_at()
