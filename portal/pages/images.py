"""Images: cleaned when they arrive; what was uploaded stays what it was."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import BaseImageForm

from portal.scan import refusals

#: Texts that readers may meet beside a picture.
WORDS = ("title", "description")


class StillImageForm(BaseImageForm):
    """The image form; the file of an image that exists cannot be exchanged.

    A page is approved with the picture it shows: a new picture is a new image. Only
    its pixels are kept: no place, camera, owner or name of the file that came.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].disabled = True

    def clean_file(self) -> Any:
        """Put the cleaned copy in the place of what came."""
        from portal.gate.taking import clean

        upload = self.cleaned_data["file"]
        if not upload or self.fields["file"].disabled:
            return upload
        upload.seek(0)
        kind, data = clean(upload.name, upload.read())
        ending = kind.removeprefix("image/").replace("jpeg", "jpg")
        name = f"{secrets.token_hex(8)}.{ending}"
        return self.fields["file"].to_python(SimpleUploadedFile(name, data, kind))

    def clean(self) -> Any:
        """Refuse words that point at a private person."""
        cleaned = super().clean()
        given = self.cleaned_data
        values = [(name, given[name]) for name in WORDS if name in given]
        if errors := dict(refusals(values)):
            raise ValidationError(errors)
        return cleaned
