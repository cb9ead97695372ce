"""A member's own key pair: made at first login, opened by the password alone.

Each function derives a key first and writes afterwards: call them outside every
transaction.
"""

import secrets

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from complaints.vault import codes, derivation, pepper, primitives
from complaints.vault.keyring import Keyring
from complaints.vault.models import KeyEvent, MemberKey
from complaints.vault.primitives import SealBroken
from complaints.vault.unit_keys import record
from portal.users.models import Membership, User
from portal.users.roles import is_share_keeper
from portal.workdays import clock


class WrongPassword(Exception):
    """The password does not open the member's key."""


class LinkUsed(Exception):
    """A password was set with this link in the meantime."""


def needs_key(user: User) -> bool:
    """Whether the account works on cases; editors, clerks and so on hold no key."""
    return Membership.objects.current().handlers().filter(user=user).exists()


def opens_key(user: User) -> bool:
    """Whether a login opens a key: of those, and of who keeps a recovery share."""
    return needs_key(user) or is_share_keeper(user)


def make_member_key(user: User, password: str) -> Keyring:
    """A member's first key pair."""
    keyring = _new_key(user, password)
    with transaction.atomic():
        keyring.member_key.save()
        record(KeyEvent.What.MADE, actor=user, user=user)
    return keyring


def open_member_key(user: User, password: str) -> Keyring:
    """Opens the private half; raises `WrongPassword`."""
    member_key = MemberKey.objects.get(user=user)
    member_key.user = user
    key = _derived(password, member_key.salt)
    try:
        private = primitives.unseal(key, member_key.sealed_private, _place(user))
    except SealBroken:
        raise WrongPassword from None
    return Keyring(member_key, private)


def change_password(user: User, old: str, new: str) -> None:
    """Sets a new password and seals the same private key under it: nothing is lost.

    Raises `WrongPassword`. A user without a key only gets the password.
    """
    member_key = MemberKey.objects.filter(user=user).first()
    if member_key is not None:
        keyring = open_member_key(user, old)
        member_key.salt, member_key.sealed_private = _sealed(
            user, new, keyring._private
        )
    elif not user.check_password(old):
        raise WrongPassword
    user.set_password(new)
    with transaction.atomic():
        if member_key is not None:
            member_key.save(update_fields=["salt", "sealed_private"])
        user.save(update_fields=["password"])
        record(KeyEvent.What.PASSWORD, actor=user, user=user)


def reset(user: User, new: str) -> Keyring:
    """A new key pair for a new password; every grant of the old one is gone."""
    keyring = _new_key(user, new)
    _replace(keyring)
    return keyring


def set_first_password(user: User, new: str, *, code: str = "") -> bool:
    """What a one-time link does; True when an older key, and all access, was lost.

    With the printed recovery code the same private key is sealed under the new
    password: nothing is lost, and the code is used up. Raises what `codes.opened`
    raises, and `LinkUsed` for the second of two who use one link at once.
    """
    before = user.password
    member_key = MemberKey.objects.filter(user=user).first()
    found = codes.opened(user, code) if code else None
    if found is not None:
        member_key = found.code.member_key
        member_key.salt, member_key.sealed_private = _sealed(user, new, found.private)
    keyring = _new_key(user, new) if member_key and found is None else None
    user.set_password(new)
    user.must_set_password = False
    with transaction.atomic():
        _claim(user, before)
        user.save(update_fields=["password", "must_set_password"])
        if found is not None:
            codes.use_up(found)
            found.code.member_key.save(update_fields=["salt", "sealed_private"])
            record(KeyEvent.What.CODE_USED, actor=user, user=user)
        elif keyring is not None:
            _replace(keyring)
    return keyring is not None


def _claim(user: User, before: str) -> None:
    """The first of two who use one link goes on."""
    unused = User.objects.select_for_update().filter(pk=user.pk, password=before)
    if not unused.exists():
        raise LinkUsed


def welcome_path(user: User, *, by: User | None) -> str:
    """The one-time link of an account; works until a password is set with it."""
    record(KeyEvent.What.LINK, actor=by, user=user)
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("staff_welcome", args=[uid, token])


@transaction.atomic
def _replace(keyring: Keyring) -> None:
    user = keyring.user
    MemberKey.objects.filter(user=user).delete()
    keyring.member_key.reset_on = clock.today()
    keyring.member_key.save()
    record(KeyEvent.What.RESET, actor=user, user=user)


def _new_key(user: User, password: str) -> Keyring:
    pepper.check()
    public, private = primitives.new_pair()
    salt, sealed = _sealed(user, password, private)
    member_key = MemberKey(
        user=user,
        public_key=public,
        salt=salt,
        sealed_private=sealed,
        made_on=clock.today(),
    )
    return Keyring(member_key, private)


def _sealed(user: User, password: str, private: bytes) -> tuple[bytes, bytes]:
    salt = secrets.token_bytes(derivation.SALT_BYTES)
    key = _derived(password, salt)
    return salt, primitives.seal(key, private, _place(user))


def _derived(password: str, salt: bytes) -> bytes:
    return derivation.derive(
        primitives.peppered("password", password.encode()),
        salt,
        derivation.PASSWORD,
        primitives.KEY_BYTES,
        derivation.STAFF,
    )


def _place(user: User) -> bytes:
    return f"kaimen1|member|{user.pk}".encode()
