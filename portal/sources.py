"""Who sends a lot, without anybody's address: a mark that many networks share."""

import contextlib
import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

from portal.workdays.clock import today


def mark(request: HttpRequest, purpose: str) -> str:
    """Twelve bits of a keyed hash of the network, another key every day.

    One in 4096 networks has the same, so that not even the pepper makes an address of
    it. Empty where a proxy hides the network.
    """
    source = network(request)
    if not source:
        return ""
    message = f"{purpose}|{today():%Y-%m-%d}|{source}".encode()
    return hmac.digest(settings.PEPPER.encode(), message, hashlib.sha256).hex()[:3]


def network(request: HttpRequest) -> str:
    """Return the network a post comes from; empty where a proxy hides it.

    It is the last address that is no proxy's: of those in front of us the operator
    names the public ones, and any other that is not public stands in the house.
    Whoever connects from elsewhere is taken at their connection's address. A client
    that reaches a proxy from inside, or one that passes its header on unchanged, can
    invent what stands here.

    Many households may share one: a street behind one IPv4 address, or phones in one
    /48 of IPv6. Nor is one all that somebody has.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops.append(request.META.get("REMOTE_ADDR", ""))
    for said in reversed([hop.strip() for hop in hops if hop.strip()]):
        address = _address(said)
        if address is None:
            break
        if address.is_global and not any(address in one for one in settings.PROXIES):
            # A subscriber may have a /48 of IPv6, which is 65,536 networks of hosts.
            wide = 32 if address.version == 4 else 48
            return str(ipaddress.ip_network((address, wide), strict=False))
    return ""


def _address(said: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(said)
        return getattr(address, "ipv4_mapped", None) or address
    return None
