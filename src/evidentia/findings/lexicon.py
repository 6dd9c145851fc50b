"""Names -> concepts, by words: one dictionary look-up a word, the longest name wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

_PIECE = r"[A-Za-z0-9µ+]+"


Entry = tuple[tuple[str, ...], str, bool]  # words of a name, concept, letter case counts


class Match(NamedTuple):
    start: int
    end: int
    concept: str


Word = tuple[int, int, str, str]  # start, end, as written, lower case


@cache
def _piece() -> re.Pattern[str]:
    return re.compile(_PIECE)


def pieces(text: str) -> list[Word]:
    """The words of a text with their places; marks between them do not count."""
    return [(m.start(), m.end(), m.group(), m.group().lower()) for m in _piece().finditer(text)]


@lru_cache(maxsize=32)
def _whole(text: str) -> tuple[list[int], list[Word]]:
    """The words of a whole document, split once for every dictionary that looks into it."""
    found = pieces(text)
    return [word[0] for word in found], found


class Lexicon:
    """A dictionary of names. "anti-HBc", "anti HBc" and "Anti HBC" are one name; `exact` names keep their case."""

    def __init__(self, names: Mapping[str, Iterable[str]], exact: Mapping[str, Iterable[str]] | None = None) -> None:
        self._known: dict[str, list[Entry]] = {}
        for concept, listed in names.items():
            for name in listed:
                self._add(name, concept, exact=False)
        for concept, listed in (exact or {}).items():
            for name in listed:
                self._add(name, concept, exact=True)
        for entries in self._known.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, name: str, concept: str, *, exact: bool) -> None:
        words = tuple(word if exact else lower for _, _, word, lower in pieces(name))
        if words:
            self._known.setdefault(words[0].lower(), []).append((words, concept, exact))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Every name in a stretch, from left to right, none inside another."""
        starts, words = _whole(text)
        place = bisect_left(starts, start)
        last = len(starts) if end is None else bisect_left(starts, end)
        found: list[Match] = []
        while place < last:
            entries = self._known.get(words[place][3])
            hit = entries and _longest(entries, text, words, place, last)
            if hit:
                concept, length = hit
                found.append(Match(words[place][0], words[place + length - 1][1], concept))
                place += length
            else:
                place += 1
        return found


def _longest(entries: list[Entry], text: str, words: list[Word], place: int, last: int) -> tuple[str, int] | None:
    for name, concept, exact in entries:
        length = len(name)
        if place + length > last:
            continue
        kind = 2 if exact else 3
        if all(words[place + k][kind] == name[k] for k in range(length)) and (
            length == 1 or _together(text, words, place, length)
        ):
            return concept, length
    return None


def _together(text: str, words: list[Word], place: int, length: int) -> bool:
    """The words of a name stand close: no sentence end, no bar, no blank line between them."""
    for first, second in zip(words[place : place + length], words[place + 1 : place + length], strict=False):
        gap = text[first[1] : second[0]]
        if len(gap) > 6 or (
            any(mark in gap for mark in ".;|\n\n") and gap.strip() not in ("", "-") and "\n" not in gap
        ):
            return False
    return True
