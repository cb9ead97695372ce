"""Carries the uploaded text from the preview to its correction, signed by the server.

No file waits on the server for somebody who never comes back, and nobody can slip in
a text that was not read and shown.
"""

from django.core import signing

from disclosures.plans.errors import PlanError

SALT = "disclosures.plan_import"
#: Text, signed copy and corrections must fit into one post of 1 MB.
MOST_CHARACTERS = 60_000
#: A post holds at most 1000 fields, a part up to six.
MOST_PARTS = 150


def pack(lines: list[str], user_id: int) -> str:
    """Return the lines as a hidden field holds them; raises `PlanError`."""
    if sum(map(len, lines)) > MOST_CHARACTERS:
        raise PlanError("too_long", limit=MOST_CHARACTERS)
    contents = {"lines": [line.rstrip() for line in lines], "user": user_id}
    return signing.dumps(contents, salt=SALT, compress=True)


def unpack(packed: str, user_id: int) -> list[str] | None:
    """Return the lines; None if they were not packed here for this user."""
    try:
        contents = signing.loads(packed, salt=SALT)
    except signing.BadSignature:
        return None
    lines: list[str] = contents["lines"]
    return lines if contents["user"] == user_id else None
