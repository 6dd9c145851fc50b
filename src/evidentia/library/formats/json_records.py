"""JSON of agencies -> records: openFDA results, ClinicalTrials.gov studies, CMS data, one document or one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from evidentia.content.errors import InputError

_LISTS = ("results", "studies", "data", "items")
_MOST_MB = 1_000
_HEAD = 1 << 20


def records(name: str, handle: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """Every record. Errors: InputError for what is no JSON, with the line; for bytes that are not UTF-8.

    A file with a record a line is read line by line, however large it is; one document is read as a whole.
    """
    head = handle.read(_HEAD)
    if _is_by_line(head):
        yield from _by_line(name, _lines(head, handle))
        return
    data = head + handle.read(_MOST_MB * 1_000_000 + 1)
    if len(data) > _MOST_MB * 1_000_000:
        raise InputError(name, f"it has more than {_MOST_MB:,} MB", "one JSON document is read as a whole", "split it")
    try:
        text = data.decode("utf-8-sig")
        yield from _of(json.loads(text))
    except UnicodeDecodeError as error:
        raise _not_utf8(name, f"byte {error.start}") from None
    except json.JSONDecodeError as error:
        if error.msg.startswith("Extra data"):
            yield from _by_line(name, iter(data.splitlines()))
            return
        early = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        what = "it ends too early" if early else "its JSON is damaged"
        raise InputError(
            name, f"{what} at line {error.lineno}", "no record of it can be trusted", "download it again"
        ) from None


def _is_by_line(head: bytes) -> bool:
    """Whether the first line is a whole record and a second one begins behind it."""
    first, _, rest = head.partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first.decode("utf-8-sig")), dict)
    except ValueError:
        return False


def _lines(head: bytes, handle: IO[bytes]) -> Iterator[bytes]:
    rest = head
    while True:
        *whole, rest = rest.split(b"\n")
        yield from whole
        more = handle.read(_HEAD)
        if not more:
            yield rest
            return
        rest += more


def _not_utf8(name: str, place: str) -> InputError:
    return InputError(name, f"{place} is not UTF-8", "letters would be misread", "download it again")


def _of(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _of(item)
    elif isinstance(value, dict):
        listed = next((value[key] for key in _LISTS if isinstance(value.get(key), (list, dict))), None)
        if listed is None:
            yield value
        else:
            yield from _of(listed)


def _by_line(name: str, lines: Iterator[bytes]) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield from _of(json.loads(line.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise _not_utf8(name, f"line {number}") from None
        except json.JSONDecodeError:
            raise InputError(
                name, f"its JSON is damaged at line {number}", "records before it are kept", "download it again"
            ) from None
