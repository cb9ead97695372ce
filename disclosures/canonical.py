"""What is signed or frozen: the same content always gives the same bytes."""

import json
from hashlib import sha256
from typing import Any


def written(content: Any) -> str:
    """Write canonical JSON: the keys in order, nothing between."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
