"""Findings of the scan that a reviewer has overruled, each with a reason, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from portal.kept import Kept, KeptQuerySet
from portal.pages.moderation import parts
from portal.scan import Finding, compact, in_context

REASON_LEAST = 6


class Overruled(Kept):
    """One text on one page that may stand, who says so, and why."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=20)
    text = models.CharField(_("text"), max_length=200)
    #: Its letters and figures alone, as they are compared.
    compact = models.CharField(max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="overruled"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("overruled finding")
        verbose_name_plural = _("overruled findings")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind", "compact"],
                name="overruled_once",
            )
        ]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Stopped:
    """A finding in a draft: in which field, and as it stands there."""

    field: str
    finding: Finding
    place: str

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return f"{self.finding.kind}:{compact(self.finding.text)}"


def own(thing: Any) -> tuple[ContentType, str]:
    """What a text is overruled on: the page or campaign, also for what is in it."""
    whole = whole_of(thing)
    if hasattr(whole, "page_ptr_id") and whole.page_ptr_id:
        whole = whole.page_ptr
    return ContentType.objects.get_for_model(type(whole)), str(whole.pk)


def whole_of(thing: Any) -> Any:
    """What is handed in and approved together with this part."""
    parents = [
        getattr(thing, field.name, None)
        for field in thing._meta.fields
        if isinstance(field, ParentalKey)
    ]
    if parent := next(filter(None, parents), None):
        return whole_of(parent)
    # A remark about a page, such as a correction, is no part of it and yet its own.
    is_part = any(isinstance(field, ParentalKey) for field in thing._meta.fields)
    return thing if is_part else getattr(thing, "page", None) or thing


def of(thing: Any) -> list[Overruled]:
    """What was overruled on a page, the newest first."""
    content_type, key = own(thing)
    rows = Overruled.objects.filter(content_type=content_type, object_id=key)
    return list(rows.select_related("user").order_by("-pk"))


def passed(thing: Any) -> set[tuple[str, str]]:
    """Kind and letters of what may stand on the page of this thing."""
    content_type, key = own(thing)
    return set(
        Overruled.objects.filter(content_type=content_type, object_id=key).values_list(
            "kind", "compact"
        )
    )


def stopped(thing: Any) -> Iterator[Stopped]:
    """Everything in a draft that keeps it from going public, place by place."""
    allowed = passed(thing)
    for part in parts(thing):
        for field, value in part.scanned_texts():
            text = part.seen(field, value)
            for finding in part.findings(text, allowed):
                yield Stopped(
                    _label(part, field), finding, in_context(text, finding, 24)
                )


def overrule(thing: Any, finding: Finding, user: Any, reason: str) -> Overruled:
    """Let a text stand on this page, with a reason that is kept."""
    content_type, key = own(thing)
    return Overruled.objects.create(
        content_type=content_type,
        object_id=key,
        kind=finding.kind,
        text=finding.text,
        compact=compact(finding.text),
        reason=reason,
        user=user,
    )


def _label(part: Any, name: str) -> str:
    if name == "upload":
        return str(part)
    return str(part._meta.get_field(name).verbose_name)
