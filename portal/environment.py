"""Settings from the environment: read, checked, and refused in one sentence."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def refuse(name: str, why: str) -> ImproperlyConfigured:
    """The one sentence that stops the start."""
    return ImproperlyConfigured(f"{name} {why}")


def text(name: str, default: str = "") -> str:
    """A plain value; an empty variable counts as not set."""
    return os.environ.get(name, "").strip() or default


def whole(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, `least` or more."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise refuse(name, f"must be a whole number of at least {least}: {value!r}.")
    return int(value)


def switch(name: str, default: bool = False) -> bool:
    """A switch: 1/0, true/false, yes/no, on/off."""
    value = text(name, "on" if default else "off").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise refuse(name, f"must be on or off: {value!r}.")


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] or list(default)


def address(name: str, default: str = "") -> str:
    """An http(s) address without path, query or trailing slash."""
    value = text(name, default).rstrip("/")
    if value:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise refuse(name, f"must be an http or https address: {value!r}.")
        if parts.path or parts.query or parts.fragment:
            raise refuse(name, f"must not carry a path: {value!r}.")
    return value


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
    return config


def kept_secret(name: str, data_dir: Path) -> str:
    """A secret from the environment, else one drawn once and kept in `data_dir`."""
    if value := text(name):
        if len(value) < 32:
            raise refuse(name, "must have at least 32 characters.")
        return value
    path = data_dir / name.lower().replace("_", "-")
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
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
