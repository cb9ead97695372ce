"""What happened to keys: an append-only record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kept import Kept, KeptQuerySet
from portal.users.models import Unit


class KeyEventQuerySet(KeptQuerySet["KeyEvent"]):
    """Questions about what happened to keys."""

    def shown_to_senders(self, unit: Unit) -> "KeyEventQuerySet":
        """What a unit's mailboxes show: its key was given out by recovery shares."""
        return self.filter(unit=unit, what=KeyEvent.What.RECOVERED)


class KeyEvent(Kept):
    """Who did what to whose key, for which unit, and when; never changed."""

    class What(models.TextChoices):
        """What was done."""

        MADE = "made", _("made a key of their own")
        PASSWORD = "password", _("changed the password")
        LINK = "link", _("made a one-time link")
        RESET = "reset", _("lost the old key with a new password")
        FIRST_KEY = "first_key", _("made the unit's first key")
        CONFIRMED = "confirmed", _("confirmed the unit's first key")
        REFUSED = "refused", _("refused the unit's first key")
        GRANTED = "granted", _("granted the unit's key")
        WITHDRAWN = "withdrawn", _("withdrew the unit's key")
        LEFT = "left", _("left the unit")
        ROTATED = "rotated", _("made a new version of the unit's key")
        REWRAPPED = "rewrapped", _("gave the unit its cases back")
        SHARES = "shares", _("made recovery shares")
        RECOVERED = "recovered", _("recovered the unit's key with recovery shares")

    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=12, choices=What.choices)
    #: Empty when it was done at the server's own command line, or by the house itself.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    objects = KeyEventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.what}"
