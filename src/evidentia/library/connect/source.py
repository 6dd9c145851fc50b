"""What every source is: a name, and pages of items for a query, each with the place to go on from."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Protocol

from evidentia.content.errors import InputError
from evidentia.library.connect.http import Client
from evidentia.library.formats import json_records
from evidentia.library.items import Item, Problem

Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Items of a query, the cursor behind them, and how many items there are in all, where the source says so."""

    items: tuple[Item | Problem, ...]
    cursor: Cursor
    total: int | None = None


class Source(Protocol):
    """A source. `since` is a day ("2026-01-05"): only what came in from then on. `cursor` is that of the last page, or empty."""

    name: str

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]: ...


def address(source: str, default: str) -> str:
    """Where a source is: EVIDENTIA_<SOURCE>_URL (a mirror, a proxy), or its own address."""
    return os.environ.get(f"EVIDENTIA_{source.upper().replace('-', '_')}_URL", default).rstrip("/")


def key(name: str) -> str:
    """A key of the user's own, from the environment; it is sent to its source and written nowhere."""
    return os.environ.get(name, "")


def contact() -> str:
    return os.environ.get("EVIDENTIA_CONTACT", "")


def client(name: str, every: float) -> Client:
    return Client(name, every, contact())


def items_of(
    read: Callable[[str, IO[bytes]], Iterator[Item | Problem]], name: str, body: bytes
) -> tuple[Item | Problem, ...]:
    """The items of an answer; one that cannot be read to its end gives what came before, and a Problem."""
    found: list[Item | Problem] = []
    try:
        for item in read(name, io.BytesIO(body)):
            found.append(item)  # noqa: PERF402 - what came before a refusal is kept
    except InputError as error:
        found.append(Problem("an answer", error.what))
    return tuple(found)


def json_of(name: str, body: bytes) -> Any:
    """An answer that is one JSON document. Errors: InputError where it is none."""
    import json

    try:
        return json.loads(body)
    except ValueError:
        raise InputError(
            name, "its answer is no JSON", "a page in between may have answered", "try again later"
        ) from None


def records_of(name: str, body: bytes) -> list[Mapping[str, Any]]:
    return list(json_records.records(name, io.BytesIO(body)))
