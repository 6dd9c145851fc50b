"""The contract of a search engine: what is indexed, what may be asked, what comes back.

Two engines keep it: `tantivy_backend` (the default) and `fts5_backend` (no dependency). A distributed engine would be a
third. `tests/library/test_backends.py` is the suite that each of them passes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

ASKED = "asked"  # the origin of a term that the user wrote


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage. `key` is unique; all entries of a publication leave together.

    `facets` are exact marks to filter by: "kind:article", "type:randomized controlled trial", "status:retracted".
    """

    key: int
    publication: int
    title: str
    text: str
    keywords: str = ""
    facets: tuple[str, ...] = ()
    year: int = 0  # 0: not known


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase where there are several, as the engine's `analyse` gives them; `origin` says why it is asked."""

    words: tuple[str, ...]
    weight: float = 1.0
    field: str = "text"  # text (with the title), title, keywords
    origin: str = ASKED


@dataclass(frozen=True, slots=True)
class Query:
    """Passages score by the sum of their `terms`; of each group in `must` at least one stands in them, none of `without`.

    Of each group in `facets` at least one holds, none of `not_facets`; years are inclusive and need a year that is known.
    """

    terms: tuple[Term, ...]
    must: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()
    not_facets: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    title: float = 0.2  # how much an asked word in the title adds; summed in full it costs a fifth of the first hits
    presence: float = 0.0  # added for each asked word that stands in a passage at all, times its weight and rarity


@dataclass(frozen=True, slots=True)
class Hit:
    key: int
    score: float


def rarity_of(frequency: int, count: int) -> float:
    """How much a word tells, by BM25: the logarithm of how few entries it stands in."""
    return math.log(1 + (count - min(frequency, count) + 0.5) / (frequency + 0.5))


class SearchBackend(Protocol):
    """An index of entries in a folder of its own. One process writes, any number read.

    Changes are seen, by every reader and after a crash, from `commit` on: all of them, or none.
    """

    def analyse(self, text: str) -> list[str]:
        """The words of a text as they are indexed, in order; words that tell nothing are left out."""

    def add(self, entries: Iterable[Entry]) -> None:
        """Index entries; their publications are not in the index, or were removed before."""

    def remove(self, publications: Iterable[int]) -> None:
        """Take out every entry of some publications; those that are not there are no error."""

    def commit(self) -> None:
        """Make all changes since the last commit lasting and visible."""

    def count(self) -> int:
        """How many entries there are."""

    def frequency(self, word: str) -> int:
        """In how many entries a word of `analyse` stands, about: an engine may still count what was just removed."""

    def beginning(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Words of the index that begin with a prefix, each with its `frequency`; the more frequent ones first."""

    def explain(self, query: Query, key: int) -> Sequence[tuple[Term, float]]:
        """What each term of a query adds to the score of an entry, the largest first; terms that are not in it are left out."""

    def search(self, query: Query, limit: int) -> Sequence[Hit]:
        """The best entries, highest score first, equal scores by key. No terms: none."""

    def close(self) -> None:
        """Give back files and locks; changes that were not committed are dropped."""
