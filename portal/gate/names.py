"""Names that an administrator types and readers see: they wait for a second person.

Units, estates, header and footer are no drafts of Wagtail's, since cases, routes and
tables hang on them. So what of them readers would see is held back when it is saved in
the admin, and written when a moderator approves it. As long as there is no column,
nobody reads anything, and a county sets up its house without waiting.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Site

#: What switches a thing on, for readers too.
SWITCH = "is_active"
WAITS = _("It is public once a second person has approved it.")


class ProposedNames(models.Model):
    """What readers shall see of one thing, until somebody else has approved it."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    #: Field → value.
    words = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    #: All who had a hand in it: words that one typed may wait beside another's.
    typed_by = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("proposed name")
        verbose_name_plural = _("proposed names")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="one_proposal_a_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.thing)

    @property
    def kind(self) -> Any:
        """Say what sort of thing it is."""
        thing: Any = self.thing
        return thing._meta.verbose_name

    @property
    def version(self) -> str:
        """Say which words these are: others were typed at another time."""
        return self.at.isoformat()

    def changes(self) -> list[tuple[str, Any, Any]]:
        """Give each label with what is there now, and what shall be.

        Of what is switched on, readers will see the rest, too: nobody has read it yet.
        """
        thing: Any = self.thing
        names = list(self.words)
        if SWITCH in names:
            names += [n for n in public_fields(type(thing)) if n not in names]
        told = []
        for name in names:
            label = thing._meta.get_field(name).verbose_name
            now = getattr(thing, name)
            told.append((label, _shown(now), _shown(self.words.get(name, now))))
        return told


def _shown(value: Any) -> Any:
    return {True: "✓", False: "—"}.get(value, value) if value != "" else "—"


def follow(kind: type[models.Model]) -> None:
    """Hold back what is saved of these things in the admin."""
    pre_save.connect(_hold, sender=kind)
    post_save.connect(_keep, sender=kind)


def public_fields(kind: type[Any]) -> tuple[str, ...]:
    """Name the fields that readers see."""
    return (*kind.scanned_fields, *getattr(kind, "shown_fields", ()))


def _hold(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Put back what readers would see, and remember it."""
    instance.held = {}
    author = get_active_log_context().user
    if author is None or getattr(instance, "is_approved", False) or not _is_open():
        return
    before = sender._base_manager.filter(pk=instance.pk).first()
    # A new one may be named: while it is switched off, nobody is shown the name.
    is_new = before is None and hasattr(instance, SWITCH)
    before = before or sender()
    for name in () if is_new else public_fields(sender):
        _put_back(instance, name, getattr(before, name))
    if getattr(instance, SWITCH, False) and (is_new or not getattr(before, SWITCH)):
        _put_back(instance, SWITCH, False)


def _put_back(instance: Any, name: str, before: Any) -> None:
    typed = getattr(instance, name)
    if typed != before:
        instance.held[name] = typed
        setattr(instance, name, before)


@transaction.atomic
def _keep(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if not getattr(instance, "held", None):
        return
    author = get_active_log_context().user
    known, _is_new = ProposedNames.objects.select_for_update().get_or_create(
        content_type=ContentType.objects.get_for_model(sender),
        object_id=instance.pk,
        defaults={"proposed_by": author},
    )
    known.words |= instance.held
    known.proposed_by = author
    known.save()
    known.typed_by.add(author)


def _is_open() -> bool:
    """Whether readers are shown a column."""
    plain = ContentType.objects.get_for_model(Page)
    site = Site.objects.filter(is_default_site=True)
    return site.exclude(root_page__content_type=plain).exists()


@transaction.atomic
def decide(pk: int, version: str, *, user: Any, approve: bool) -> None:
    """Write what was proposed, or drop it.

    `PermissionDenied` for who typed any of it; `ValidationError` for other words than
    those that were read, and for what cannot stand, such as a name that another unit
    was given meanwhile.
    """
    proposal = ProposedNames.objects.select_for_update().filter(pk=pk).first()
    if proposal is None or proposal.version != version:
        raise ValidationError(gettext("This has changed meanwhile: read it once more."))
    if proposal.typed_by.filter(pk=user.pk).exists():
        raise PermissionDenied
    if approve:
        thing: Any = proposal.thing
        for name, value in proposal.words.items():
            setattr(thing, name, value)
        thing.full_clean()
        thing.scan()
        thing.is_approved = True
        thing.save()
    proposal.delete()
