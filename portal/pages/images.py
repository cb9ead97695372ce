"""Images: what was uploaded stays what it was."""

from typing import Any

from wagtail.images.forms import BaseImageForm


class StillImageForm(BaseImageForm):
    """The image form; the file of an image that exists cannot be exchanged.

    A page is approved with the picture it shows: a new picture is a new image.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].disabled = True
