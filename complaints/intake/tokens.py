"""One-time tokens: a form that is sent twice makes one tip, or one message."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from django.db import models

from portal.workdays.clock import today

#: Until this many days later a repeated post is recognised by its token.
DAYS_KEPT = 7
#: What `vault.receipts.new_token` makes: 256 bits, urlsafe base64.
FORM = re.compile(r"[A-Za-z0-9_-]{43}")


class AlreadySent(Exception):
    """The form with this token was sent before; `same` is whether its text was too."""

    def __init__(self, same: bool) -> None:
        self.same = same
        super().__init__("a form was sent twice")


class FormTokenQuerySet(models.QuerySet["FormToken"]):
    """Questions about spent tokens."""

    def purge(self) -> int:
        """Forget tokens past their week; how many they were."""
        oldest = today() - timedelta(days=DAYS_KEPT)
        return self.filter(day__lt=oldest).delete()[0]

    def letter_was_sent(self, token: str) -> bool:
        """Whether the letter, or the request, with this token went out."""
        return self.filter(hash=_hash(for_letter(token))).exists()

    def sent_before(self, token: str) -> "FormToken | None":
        """The spent token, when this form was sent within the week."""
        return self.filter(hash=_hash(token)).first()


class FormToken(models.Model):
    """A form that was sent; it has no link to the tip that came of it.

    The digest of the text is keyed with the token itself, which is stored nowhere: a
    stolen database cannot try out texts against it.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    day = models.DateField()
    digest = models.CharField(max_length=64)

    objects = FormTokenQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)

    @classmethod
    def of(cls, token: str, sent: Mapping[str, Any]) -> Self:
        """The unsaved row for a token and everything that was sent with it."""
        return cls(hash=_hash(token), day=today(), digest=_digest(token, sent))

    def fits(self, token: str, sent: Mapping[str, Any]) -> bool:
        """Whether the same was sent again."""
        return hmac.compare_digest(self.digest, _digest(token, sent))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A token is spent once; a second time is an `IntegrityError`."""
        FormToken.objects.purge()
        super().save(force_insert=True)

    def why_refused(self) -> AlreadySent | None:
        """After an `IntegrityError`: whether it was this token's."""
        first = FormToken.objects.filter(pk=self.pk).first()
        if first is None:
            return None
        return AlreadySent(hmac.compare_digest(first.digest, self.digest))


def well_formed(token: str) -> bool:
    """Whether it can be one of ours."""
    return FORM.fullmatch(token) is not None


def for_letter(token: str) -> str:
    """A token of its own sort: sent to the form for tips, it must not pass for one."""
    return f"letter|{token}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _digest(token: str, sent: Mapping[str, Any]) -> str:
    text = json.dumps(sent, sort_keys=True, ensure_ascii=False, default=str)
    return hmac.digest(token.encode(), text.encode(), hashlib.sha256).hex()
