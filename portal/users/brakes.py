"""The brake on guessing staff passwords, without storing anybody's address."""

import hashlib
import hmac
from datetime import date
from ipaddress import IPv6Address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def pseudonym(request: HttpRequest) -> str:
    """A keyed stand-in for the address, good for one day; an IPv6 ULA (RFC 4193)."""
    address = request.META.get("REMOTE_ADDR", "")
    message = f"{date.today():%Y-%m-%d}|{address}".encode()
    digest = hmac.digest(settings.PEPPER.encode(), message, hashlib.sha256)
    return str(IPv6Address(b"\xfd" + digest[:15]))


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Says how long to wait, in the reader's language."""
    return render(request, "users/locked_out.html", status=429)
