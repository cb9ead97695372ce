"""What happened to keys: an append-only record."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kept import Kept, KeptQuerySet
from portal.users.models import Membership, Unit


class KeyEventQuerySet(KeptQuerySet["KeyEvent"]):
    """Questions about what happened to keys."""

    def of_units(self, units: Iterable[Unit]) -> "KeyEventQuerySet":
        """What members of these units see: theirs, and what is of the whole house."""
        members = Membership.objects.filter(unit__in=units).values("user")
        return self.filter(
            Q(unit__in=units)
            | Q(unit=None, user__in=members)
            | Q(what__in=KeyEvent.OF_THE_HOUSE)
        )

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
        CODE = "code", _("made a personal recovery code")
        CODE_USED = "code_used", _("set a new password with the recovery code")
        CODE_WRONG = "code_wrong", _("entered a wrong recovery code")
        SHARES_BEGUN = "shares_begun", _("began new recovery shares")
        SHARES_LOST = "shares_lost", _("declared the earlier recovery shares lost")
        SHARES_OFF = "shares_off", _("called the new recovery shares off")
        SHARE_SEEN = "share_seen", _("opened a recovery share to print it")
        SHARE_KEPT = "share_kept", _("printed a recovery share")
        ASKED = "asked", _("asked the holders of the recovery shares")
        ASKED_OFF = "asked_off", _("called the request to the holders off")
        SHARE_GIVEN = "share_given", _("entered a recovery share")

    #: What concerns every unit's key.
    OF_THE_HOUSE = (
        What.SHARES,
        What.SHARES_BEGUN,
        What.SHARES_LOST,
        What.SHARES_OFF,
        What.SHARE_SEEN,
        What.SHARE_KEPT,
    )

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
