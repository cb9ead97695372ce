"""Pictures: what no machine reads is looked at by whoever approves.

A photo, a scanned page and a picture inside a document are never called clean. Who
approves sees each at full size and confirms each; until then nothing is approved.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.images.models import Image

from portal.kept import Kept, KeptQuerySet
from portal.pages.moderation import cluster

_EMBEDDED = re.compile(r'<embed\b[^>]*\bembedtype="image"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


@dataclass(frozen=True)
class Sight:
    """One picture to be seen."""

    key: str
    name: str
    url: str
    number: int = 0


class Look(Kept):
    """Somebody has seen a picture at full size and says that it shows nobody."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks"
    )
    key = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a picture")
        verbose_name_plural = _("looks at pictures")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_look_each")
        ]

    def __str__(self) -> str:
        return self.key


def sights(thing: Any) -> list[Sight]:
    """Everything in a draft that a person has to see, each once."""
    found: dict[str, Sight] = {}
    for part in cluster(thing):
        pictures = [of_image(image) for image in images(part)]
        if hasattr(part, "to_look_at"):
            pictures += part.to_look_at()
        found |= {sight.key: sight for sight in pictures}
    return list(found.values())


def of_image(image: Image) -> Sight:
    """A picture of the library, as it was uploaded; its file is never exchanged."""
    return Sight(key=f"image-{image.pk}", name=image.title, url=image.file.url)


def images(part: Any) -> list[Image]:
    """The library's pictures in a part: in its rich texts and its own fields."""
    numbers: list[int] = []
    for field in part._meta.get_fields():
        if isinstance(field, RichTextField):
            text = str(getattr(part, field.name) or "")
            for tag in _EMBEDDED.findall(text):
                numbers += map(int, _ID.findall(tag))
        elif isinstance(field, models.ForeignKey) and field.related_model is Image:
            numbers.append(getattr(part, field.attname) or 0)
    return list(Image.objects.filter(pk__in=numbers)) if any(numbers) else []


def unseen(thing: Any, user: Any) -> list[Sight]:
    """What this person has not confirmed yet."""
    found = sights(thing)
    if not found:
        return []
    seen = set(
        Look.objects.filter(
            user=user, key__in=[sight.key for sight in found]
        ).values_list("key", flat=True)
    )
    return [sight for sight in found if sight.key not in seen]


def confirm(sight: Sight, user: Any) -> None:
    """Write down that somebody has seen it."""
    Look.objects.get_or_create(user=user, key=sight.key)
