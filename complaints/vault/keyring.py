"""A member's private key, opened at login and held for as long as the session.

It is sealed under a random key that only a cookie of the browser carries; the session
row holds the sealed half. Neither opens anything alone, and opening asks every time
whether the member still is one and still has a grant.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from complaints.vault import primitives
from complaints.vault.boxes import Box, Contact, ContactBox, SealBroken, wrapped_key
from complaints.vault.models import (
    Envelope,
    GrantQuerySet,
    MemberKey,
    Purpose,
    UnitKey,
    UnitKeyGrant,
)
from complaints.vault.places import index_of
from portal.users.models import Unit, User

COOKIE = "kaimen_key"
COOKIE_PATH = "/admin/"
_SESSION = "keyring"
_CACHE = "_kaimen_keyring"


class NotEntitled(Exception):
    """This member holds no key to that, today."""


class Keyring:
    """The opened private key of one member."""

    __slots__ = ("_private", "member_key")

    def __init__(self, member_key: MemberKey, private: bytes) -> None:
        self.member_key = member_key
        self._private = private

    def __repr__(self) -> str:
        return f"<Keyring of user {self.member_key.user_id}>"

    @property
    def user(self) -> User:
        """Whose it is."""
        return self.member_key.user

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """The keyring of who is logged in; None while it is locked."""
        if not hasattr(request, _CACHE):
            setattr(request, _CACHE, cls._from(request))
        keyring: Self | None = getattr(request, _CACHE)
        return keyring

    @classmethod
    def _from(cls, request: HttpRequest) -> Self | None:
        cookie = request.COOKIES.get(COOKIE, "")
        if not cookie or not request.user.is_authenticated:
            return None
        kept = request.session.get(_SESSION, "")
        member_key = MemberKey.objects.filter(
            user=request.user, user__is_active=True
        ).first()
        if not kept or member_key is None:
            return None
        member_key.user = request.user
        try:
            key = base64.b64decode(cookie, altchars=b"-_", validate=True)
            sealed = base64.b64decode(kept)
            private = primitives.unseal(key, sealed, _place(member_key))
        except (SealBroken, ValueError, TypeError, binascii.Error):
            return None
        if not primitives.is_pair(member_key.public_key, private):
            return None
        return cls(member_key, private)

    def keep(self, request: HttpRequest, response: HttpResponse) -> None:
        """Holds the opened key: sealed in the session, its key in a cookie."""
        key = primitives.new_key()
        sealed = primitives.seal(key, self._private, _place(self.member_key))
        request.session[_SESSION] = base64.b64encode(sealed).decode()
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(key).decode(),
            path=COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        setattr(request, _CACHE, self)

    @staticmethod
    def drop(request: HttpRequest, response: HttpResponse) -> None:
        """Forgets the opened key on both sides."""
        request.session.pop(_SESSION, None)
        response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Strict")
        setattr(request, _CACHE, None)

    def open(self, envelope: Envelope) -> Box:
        """An envelope that one of the member's units is entitled to; one query."""
        keys = dict(self._keys_of(envelope))
        if Purpose.TIP not in keys:
            raise NotEntitled
        return Box(
            envelope,
            keys[Purpose.TIP],
            keys.get(Purpose.CONTACT),
            shows_contact=False,
            beside=self.open,
        )

    def open_contact(self, envelope: Envelope) -> Contact:
        """Name and phone: a separate act, which the caller records first."""
        key = dict(self._keys_of(envelope)).get(Purpose.CONTACT)
        if key is None:
            raise NotEntitled
        box = ContactBox(envelope, key)
        return Contact(name=box.open("name") or "", phone=box.open("phone") or "")

    def _keys_of(self, envelope: Envelope) -> Iterator[tuple[str, bytes]]:
        wraps = self._grants(UnitKey.Purpose.TIPS).filter(
            unit_key__wraps__envelope=envelope
        )
        for sealed_private, public, purpose, sealed in wraps.values_list(
            "sealed_private",
            "unit_key__public_key",
            "unit_key__wraps__purpose",
            "unit_key__wraps__sealed",
        ):
            private = self._unit_private(public, sealed_private)
            opened = primitives.unbox(public, private, sealed)
            yield purpose, wrapped_key(envelope.pk, purpose, opened)

    def unit_keys(self, unit: Unit) -> list[tuple[UnitKey, bytes]]:
        """Every confirmed key of a unit that this member holds, opened."""
        grants = UnitKeyGrant.objects.current().filter(
            member_key=self.member_key,
            unit_key__unit=unit,
            unit_key__confirmed_at__isnull=False,
        )
        return [self.opened(grant) for grant in grants.select_related("unit_key")]

    def opened(self, grant: UnitKeyGrant) -> tuple[UnitKey, bytes]:
        """A unit key and its private half, out of a grant of this member."""
        public = grant.unit_key.public_key
        return grant.unit_key, self._unit_private(public, grant.sealed_private)

    def unbox(self, sealed: bytes) -> bytes:
        """What was sealed to this member."""
        return primitives.unbox(self.member_key.public_key, self._private, sealed)

    def holds(self, unit: Unit) -> bool:
        """Whether this member holds the key that a unit's new tips are sealed to."""
        return (
            self._grants(UnitKey.Purpose.TIPS)
            .filter(unit_key__unit=unit, unit_key__retired_at=None)
            .exists()
        )

    def is_of_discipline(self) -> bool:
        """Whether this member holds the key of a discipline unit."""
        return (
            self._grants(UnitKey.Purpose.TIPS)
            .filter(
                unit_key__unit__kind=Unit.Kind.DISCIPLINE, unit_key__retired_at=None
            )
            .exists()
        )

    def place_index(self, unit: Unit, text: str, estate: str = "") -> str | None:
        """A keyed hash of a place, the same for all its spellings; None without key.

        `text` is what the sender wrote, and `estate` the name that was chosen.
        """
        grant = (
            self._grants(UnitKey.Purpose.PLACES)
            .filter(unit_key__unit=unit, unit_key__retired_at=None)
            .select_related("unit_key")
            .first()
        )
        if grant is None:
            return None
        _unit_key, private = self.opened(grant)
        return index_of(private, text, estate)

    def _grants(self, purpose: str) -> GrantQuerySet:
        return UnitKeyGrant.objects.current().filter(
            member_key=self.member_key,
            unit_key__purpose=purpose,
            unit_key__confirmed_at__isnull=False,
        )

    def _unit_private(self, public: bytes, sealed: bytes) -> bytes:
        private = self.unbox(sealed)
        if not primitives.is_pair(public, private):
            raise SealBroken
        return private


def _place(member_key: MemberKey) -> bytes:
    return f"kaimen1|session|{member_key.pk}|{member_key.user_id}".encode()
