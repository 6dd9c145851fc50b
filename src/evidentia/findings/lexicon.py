"""Names -> concepts, by words: one dictionary look-up a word, the longest name wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

_PIECE = r"[A-Za-z0-9µ+]+"


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    concept: str


@cache
def _piece() -> re.Pattern[str]:
    return re.compile(_PIECE)


def pieces(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
    """The words of a stretch with their places; marks between them do not count."""
    found = _piece().finditer(text, start, len(text) if end is None else end)
    return [(m.start(), m.end(), m.group()) for m in found]


@lru_cache(maxsize=32)
def _whole(text: str) -> tuple[list[int], list[tuple[int, int, str]]]:
    """The words of a whole document, split once for every dictionary that looks into it."""
    found = pieces(text)
    return [start for start, _, _ in found], found


class Lexicon:
    """A dictionary of names. "anti-HBc", "anti HBc" and "Anti HBC" are one name; `exact` names keep their case."""

    def __init__(self, names: Mapping[str, Iterable[str]], exact: Mapping[str, Iterable[str]] | None = None) -> None:
        self._known: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
        for concept, listed in names.items():
            for name in listed:
                self._add(name, concept, exact=False)
        for concept, listed in (exact or {}).items():
            for name in listed:
                self._add(name, concept, exact=True)
        for entries in self._known.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, name: str, concept: str, *, exact: bool) -> None:
        words = tuple(word if exact else word.lower() for _, _, word in pieces(name))
        if words:
            self._known.setdefault(words[0].lower(), []).append((words, concept, exact))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Every name in a stretch, from left to right, none inside another."""
        starts, every = _whole(text)
        first = bisect_left(starts, start)
        last = len(starts) if end is None else bisect_left(starts, end)
        return list(self._walk(text, every[first:last]))

    def _walk(self, text: str, words: list[tuple[int, int, str]]) -> Iterator[Match]:
        place = 0
        while place < len(words):
            hit = self._longest(text, words, place)
            if hit is None:
                place += 1
                continue
            concept, length = hit
            yield Match(words[place][0], words[place + length - 1][1], concept)
            place += length

    def _longest(self, text: str, words: list[tuple[int, int, str]], place: int) -> tuple[str, int] | None:
        for name, concept, exact in self._known.get(words[place][2].lower(), ()):
            length = len(name)
            if place + length > len(words):
                continue
            here = [w[2] if exact else w[2].lower() for w in words[place : place + length]]
            if tuple(here) == name and _together(text, words, place, length):
                return concept, length
        return None


def _together(text: str, words: list[tuple[int, int, str]], place: int, length: int) -> bool:
    """The words of a name stand close: no sentence end, no bar, no blank line between them."""
    for first, second in zip(words[place : place + length], words[place + 1 : place + length], strict=False):
        gap = text[first[1] : second[0]]
        if len(gap) > 6 or (
            any(mark in gap for mark in ".;|\n\n") and gap.strip() not in ("", "-") and "\n" not in gap
        ):
            return False
    return True
