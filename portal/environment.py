"""Settings from the environment: read, checked, and refused in one sentence."""

import contextlib
import ipaddress
import os
import re
import secrets
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
#: A name or an address of a host, perhaps with a port; `*` and `.example.cn` as
#: ALLOWED_HOSTS has them.
_HOST = re.compile(r"[\w.\-*]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")

#: One step of BASE_PATH, and the first steps that mean something here already.
_STEP = re.compile(r"[A-Za-z0-9_-]+")
OWN_STEPS = frozenset({"admin", "elder", "en", "health", "media", "static", "tips"})


def refuse(name: str, why: str) -> ImproperlyConfigured:
    """The one sentence that stops the start."""
    return ImproperlyConfigured(f"{name} {why}")


def text(name: str, default: str = "") -> str:
    """A plain value; an empty variable counts as not set."""
    return os.environ.get(name, "").strip() or default


def whole(name: str, default: int, *, least: int = 0, most: int = 10**6) -> int:
    """A whole number from `least` to `most`."""
    value = text(name, str(default))
    number = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else -1
    if not least <= number <= most:
        raise refuse(name, f"must be a whole number from {least} to {most}: {value!r}.")
    return number


def days_of_month(name: str, default: str) -> tuple[int, ...]:
    """Days of a month, rising from the 1st, on which something begins."""
    value = text(name, default)
    words = [word.strip() for word in value.split(",")]
    days = [int(word) if re.fullmatch(r"[0-9]{1,2}", word) else 0 for word in words]
    rising = all(one < other for one, other in pairwise(days))
    if days[0] != 1 or not rising or days[-1] > 28:
        raise refuse(
            name, f"must be rising days of a month from 1 to 28, as 1,16: {value!r}."
        )
    return tuple(days)


def switch(name: str, default: bool = False) -> bool:
    """A switch: 1/0, true/false, yes/no, on/off."""
    value = text(name, "on" if default else "off").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise refuse(name, f"must be on or off: {value!r}.")


def letters(name: str, default: str, *, most: int) -> str:
    """A few capital letters."""
    value = text(name, default)
    if not re.fullmatch(f"[A-Z]{{1,{most}}}", value):
        raise refuse(name, f"must be one to {most} capital letters, A to Z: {value!r}.")
    return value


def host(name: str, default: str) -> str:
    """The name or the address of one host."""
    return _checked_host(name, text(name, default))


def hosts(name: str, default: tuple[str, ...]) -> list[str]:
    """Hosts, separated by commas."""
    return [_checked_host(name, word) for word in _words(name)] or list(default)


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses of hosts or networks, separated by commas; none by default."""
    try:
        return [ipaddress.ip_network(word) for word in _words(name)]
    except ValueError as error:
        raise refuse(
            name,
            "must be addresses or networks, as 203.0.113.7 or 203.0.113.0/24:"
            f" {text(name)!r}.",
        ) from error


def address(name: str, default: str = "") -> str:
    """An http(s) address without path, query or trailing slash."""
    value = text(name, default).rstrip("/")
    if value:
        try:
            parts = urlsplit(value)
            known = parts.scheme in {"http", "https"} and parts.port != 0
            good = known and bool(parts.hostname)
        except ValueError:
            good = False
        if not good:
            raise refuse(name, f"must be an http or https address: {value!r}.")
        if parts.path or parts.query or parts.fragment:
            raise refuse(name, f"must not carry a path: {value!r}.")
    return value


def base_path(name: str) -> str:
    """Steps of an address, `/a/b`; empty where the column stands at the root."""
    value = text(name).rstrip("/")
    steps = value.split("/")[1:]
    good = value.startswith("/") and all(_STEP.fullmatch(step) for step in steps)
    if value and (not good or steps[0] in OWN_STEPS):
        own = ", ".join(sorted(OWN_STEPS))
        raise refuse(
            name,
            f"must be steps like /a/b, of letters, digits, - and _, not beginning with"
            f" one of Kaimen's own ({own}): {value!r}.",
        )
    return value


def folder(name: str, default: Path) -> Path:
    """A folder that can be written to; made where it does not exist."""
    path = Path(text(name, str(default))).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(name, f"is no folder that can be used: {error}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise refuse(name, f"is a folder that cannot be written to: {path}.")
    return path


def mail(name: str) -> dict[str, object]:
    """Django's settings of the mail server: `smtp://`, `smtp+tls://`, `smtp+ssl://`.

    Empty where none is named.
    """
    value = text(name)
    if not value:
        return {}
    schemes = ("smtp://", "smtp+tls://", "smtp+ssl://", "smtps://")
    try:
        parts = urlsplit(value)
        good = value.startswith(schemes) and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise refuse(name, "must begin with smtp://, smtp+tls:// or smtp+ssl://.")
    found = env.email_url_config(value)
    return {key: found[key] for key in found if key.startswith("EMAIL_")}


def sender(mail: dict[str, object], site_host: str) -> str:
    """Whom notices come from: the account at the mail server, else this house."""
    user = str(mail.get("EMAIL_HOST_USER") or "")
    return user if "@" in user else f"kaimen@{site_host}"


def database(name: str, data_dir: Path) -> dict[str, object]:
    """Django's settings of the one database, SQLite in `data_dir` by default."""
    value = text(name, f"sqlite:///{data_dir / 'kaimen.sqlite3'}")
    if not value.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise refuse(name, "must begin with sqlite:/// or postgres://.")
    config: dict[str, object] = dict(env.db_url_config(value))
    if value.startswith("sqlite"):
        config["OPTIONS"] = {
            # A writer waits its turn instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        config["CONN_MAX_AGE"] = 60
        # After a restart of the database nobody's post meets a dead connection.
        config["CONN_HEALTH_CHECKS"] = True
        # PostgreSQL's own default is that of a turning disk, where an index loses to
        # reading everything. The address may name other ones: ?options=-c%20…
        config["OPTIONS"] = {"options": "-c random_page_cost=1.1"} | dict(
            config.get("OPTIONS") or {}  # type: ignore[call-overload]
        )
    return config


def kept_secret(name: str, data_dir: Path) -> str:
    """A secret from the environment, else one drawn once and kept in `data_dir`."""
    if value := text(name):
        if len(value) < 32:
            raise refuse(name, "must have at least 32 characters.")
        return value
    path = data_dir / name.lower().replace("_", "-")
    if not path.exists():
        draft = data_dir / f".{path.name}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # A link is made whole or not at all: of two starts at once, one wins.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def _words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def _checked_host(name: str, value: str) -> str:
    if not _HOST.fullmatch(value):
        raise refuse(name, f"must name a host, without http:// or a path: {value!r}.")
    return value
