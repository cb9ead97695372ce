"""The few calls into libsodium that everything else in the vault is made of."""

import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings
from nacl import bindings
from nacl.exceptions import CryptoError

KEY_BYTES = 32
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
#: What sealing adds to a text.
OVERHEAD = _NONCE + _TAG
SEAL_BYTES = bindings.crypto_box_SEALBYTES
#: A sealed text has one of these lengths, or a multiple of the last.
BUCKETS = (128, 512, 2048, 8192, 32768, 131072)
#: No sealed file is shorter.
FILE_LEAST = 4096


class SealBroken(Exception):
    """A sealed value or file was changed, moved, cut short, or has another key."""


def new_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def peppered(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA-256 under the pepper, one domain for each purpose."""
    message = purpose.encode() + b"|" + data
    return hmac.digest(settings.PEPPER.encode(), message, hashlib.sha256)


def subkey(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, derived from another by keyed BLAKE2b."""
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=KEY_BYTES).digest()


def associated(
    envelope: UUID, field: str, number: int, version: int, use: str
) -> bytes:
    """What binds a sealed value to its one place; the parts cannot run together."""
    if not field.replace("_", "").isalpha() or not use.isalpha():
        raise ValueError("fields and purposes are plain words")
    return f"kaimen1|{envelope.hex}|{field}|{number}|{version}|{use}".encode()


def seal(key: bytes, plain: bytes, data: bytes) -> bytes:
    """XChaCha20-Poly1305 with a random nonce in front."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, data, nonce, key
    )


def unseal(key: bytes, sealed: bytes, data: bytes) -> bytes:
    """Opens what `seal` made with the same key and associated data."""
    if len(sealed) < OVERHEAD:
        raise SealBroken
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[_NONCE:], data, sealed[:_NONCE], key
        )
    except CryptoError:
        raise SealBroken from None


def seal_text(key: bytes, text: str, data: bytes) -> bytes:
    """Seals a text padded to its bucket, so that its length tells little."""
    plain = text.encode()
    return seal(key, bindings.sodium_pad(plain, _bucket(len(plain) + 1)), data)


def unseal_text(key: bytes, sealed: bytes, data: bytes) -> str:
    """Opens what `seal_text` made."""
    padded = unseal(key, sealed, data)
    try:
        return bindings.sodium_unpad(padded, len(padded)).decode()
    except (CryptoError, UnicodeDecodeError):
        raise SealBroken from None


def _bucket(size: int) -> int:
    for bucket in BUCKETS:
        if size <= bucket:
            return bucket
    return -(-size // BUCKETS[-1]) * BUCKETS[-1]


def is_sealed_text_length(size: int) -> bool:
    """Whether a sealed text can have this length."""
    padded = size - OVERHEAD
    return padded > 0 and padded == _bucket(padded)


def padme(size: int) -> int:
    """The padded size of a file: Padmé, at most 12 % more, leaks O(log log n) bits."""
    size = max(size, FILE_LEAST)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def new_pair() -> tuple[bytes, bytes]:
    """An X25519 pair: public half, private half."""
    public, private = bindings.crypto_box_keypair()
    return public, private


def public_of(private: bytes) -> bytes:
    """The public half that belongs to a private one."""
    public: bytes = bindings.crypto_scalarmult_base(private)
    return public


def is_pair(public: bytes, private: bytes) -> bool:
    """Whether a private half belongs to a public one."""
    if len(private) != KEY_BYTES:
        return False
    return hmac.compare_digest(public_of(private), public)


def box_to(public: bytes, plain: bytes) -> bytes:
    """A sealed box: only the private half of `public` opens it."""
    return bindings.crypto_box_seal(plain, public)


def unbox(public: bytes, private: bytes, sealed: bytes) -> bytes:
    """Opens a sealed box."""
    if len(sealed) < SEAL_BYTES:
        raise SealBroken
    try:
        return bindings.crypto_box_seal_open(sealed, public, private)
    except CryptoError:
        raise SealBroken from None
