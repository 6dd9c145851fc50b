"""Canonical JSON (RFC 8785) and digests: the same value always gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785


def canonical(value: Any) -> str:
    """A JSON value as text by RFC 8785: sorted keys, no spaces, one spelling of each number.

    >>> canonical({"b": 1.0, "a": [None, True]})
    '{"a":[null,true],"b":1}'
    """
    return rfc8785.dumps(value).decode()


def parsed(text: str) -> Any:
    return json.loads(text)


def sha256(data: str | bytes) -> str:
    """Hexadecimal SHA-256 of bytes, or of the UTF-8 bytes of a text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
