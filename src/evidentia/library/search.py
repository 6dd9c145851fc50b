"""A question -> the passages that fit it best: weighted words, their other forms and names, filters, one passage a work.

How words are weighted, and why: a rare word tells more than BM25 gives it in a question of whole sentences ("Which … is associated
with …"), and a longer word more than a short one. With feedback, which takes its time anyway, it counts too that a word stands in a
passage at all, however often; that alone doubles the time of a search. Each was chosen on the training claims of SciFact and half of the BioASQ questions; docs/scale.md has the figures, on the other half too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evidentia.library import expansion
from evidentia.library.asking import Asked, parse
from evidentia.library.backend import Hit, Query, SearchBackend, Term, rarity_of
from evidentia.library.collection import Collection
from evidentia.library.passages import PARTS, Part, standing
from evidentia.library.publication import Publication

_RARITY, _LENGTH, _PRESENCE = 0.5, 0.25, 0.25
_MIDDLE_RARITY, _MIDDLE_LENGTH, _LONG = 5.0, 6, 14
_FEEDBACK_FROM, _FEEDBACK_IN, _FEEDBACK_WORDS, _FEEDBACK_WEIGHT = 10, 3, 10, 0.1
_WORDS = re.compile(r"[^\W_]+")
# asked for in words, meant as a kind of document
STUDY_TYPES = {
    "trial": ("randomized controlled trial", "clinical trial", "interventional"),
    "review": ("systematic review", "meta-analysis", "review"),
    "guideline": ("practice guideline", "guideline", "consensus development conference"),
    "cohort": ("observational study", "cohort studies", "observational"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. Kinds, types and sections are those of publications; years are inclusive.

    `withdrawn`: retracted, superseded and doubted publications are searched too, and marked. `feedback`: words that stand in several of
    the best passages are asked as well, in a second pass.
    """

    text: str
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    withdrawn: bool = True
    feedback: bool = False
    every_passage: bool = False  # not one a work
    must: tuple[tuple[str, ...], ...] = ()  # of each group one name stands in the passage or its title


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, where it stands, and what the same work has besides."""

    key: int
    score: float
    publication: Publication
    part: Part
    others: int  # further passages of the same publication among the hits
    status: tuple[str, ...]  # retracted, superseded …; empty where nothing is known against it

    def best_sentence(self, words: Iterable[str], index: SearchBackend) -> tuple[int, int, int]:
        """(section, start, end) of the sentence with most of some words; the first of those that are equal."""
        wanted, best, place = set(words), -1.0, (self.part.first, 0, 0)
        for number in range(self.part.first, self.part.last + 1):
            section = self.publication.sections[number]
            for start, end in section.sentences():
                if number == self.part.first == self.part.last and not self.part.start <= start < self.part.end:
                    continue
                score = float(len(wanted.intersection(index.analyse(section.text[start:end]))))
                if score > best:
                    best, place = score, (number, start, end)
        return place


def query_of(wanted: Wanted, index: SearchBackend, vocabulary: Mapping[str, Any] | None = None) -> Query:
    """The question as the engine gets it: asked words with their weights, then everything that was added, then the filters."""
    asked = parse(wanted.text)
    words = index.analyse(asked.free)
    weights = weights_of(asked.free, words, index)
    terms = [Term((word,), weight) for word, weight in weights.items()]
    extra = [*expansion.forms(weights, index), *expansion.joined(words, weights, index)]
    if vocabulary is not None:
        extra += expansion.synonyms(asked.free, weights, index, vocabulary)
    return Query(
        (*terms, *_each_once(extra)), **_limits(wanted, asked, index), presence=_PRESENCE if wanted.feedback else 0.0
    )


def weights_of(text: str, words: Sequence[str], index: SearchBackend) -> dict[str, float]:
    """How much each asked word counts: by its rarity in the library and the length that it is written in."""
    written: dict[str, int] = {}
    for match in _WORDS.finditer(text):
        for word in index.analyse(match[0]):
            written[word] = max(written.get(word, 0), len(match[0]))
    count = index.count()
    return {
        word: (rarity_of(index.frequency(word), count) / _MIDDLE_RARITY) ** _RARITY
        * (min(written.get(word, len(word)), _LONG) / _MIDDLE_LENGTH) ** _LENGTH
        for word in dict.fromkeys(words)
    }  # fmt: skip


def _each_once(terms: Iterable[Term]) -> list[Term]:
    """Of terms with the same words the one with most weight."""
    best: dict[tuple[str, ...], Term] = {}
    for term in terms:
        if term.words not in best or best[term.words].weight < term.weight:
            best[term.words] = term
    return list(best.values())


def _limits(wanted: Wanted, asked: Asked, index: SearchBackend) -> dict[str, Any]:
    must: list[tuple[Term, ...]]
    must = [(Term(tuple(index.analyse(phrase))),) for phrase in asked.phrases if index.analyse(phrase)]
    must += [tuple([Term((word,), field=field)]) for field, text in asked.fielded for word in index.analyse(text)]
    for names in wanted.must:
        phrases = (tuple(index.analyse(name)) for name in names)
        must.append(tuple(Term(words) for words in dict.fromkeys(phrases) if words) or (Term(("",)),))
    groups = (("kind", wanted.kinds), ("type", wanted.types), ("section", wanted.sections))
    withdrawn = (
        ()
        if wanted.withdrawn
        else tuple(f"status:{word}" for word in ("retracted", "superseded", "expression of concern"))
    )
    return {
        "must": tuple(must),
        "without": tuple(Term(tuple(words)) for text in asked.excluded if (words := index.analyse(text))),
        "facets": tuple(tuple(f"{name}:{value}" for value in values) for name, values in groups if values),
        "not_facets": withdrawn,
        "first_year": wanted.since,
        "last_year": wanted.until,
    }


def ranked(query: Query, index: SearchBackend, limit: int) -> Sequence[Hit]:
    """The hits of a query; where only fielded words were asked, those score."""
    if not query.terms and query.must:
        query = replace(query, terms=tuple(term for group in query.must for term in group))
    return index.search(query, limit)


def search(
    library: Collection, wanted: Wanted, limit: int = 10, vocabulary: Mapping[str, Any] | None = None
) -> tuple[list[Found], Query]:
    """The best passages, one a work, best first; and the query that found them."""
    query = query_of(wanted, library.index, vocabulary)
    if wanted.feedback:
        query = _fed_back(library, query)
    hits = ranked(query, library.index, 4 * limit + 10)
    passages = Counter(hit.key // PARTS for hit in hits)
    found: dict[str, Found] = {}
    for hit in hits:
        if len(found) == limit:
            break
        for publication, part in library.opened([hit.key]).values():
            name = str(hit.key) if wanted.every_passage else publication.work
            if name not in found:
                status = tuple(sorted(standing(publication)))
                others = passages[hit.key // PARTS] - 1
                found[name] = Found(hit.key, hit.score, publication, part, others, status)
    return list(found.values()), query


def _fed_back(library: Collection, query: Query) -> Query:
    """With the words that stand in several of the best passages. The gate keeps the subject of a single one from taking over."""
    hits = ranked(query, library.index, _FEEDBACK_FROM)
    opened = library.opened(hit.key for hit in hits)
    seen: Counter[str] = Counter()
    for publication, part in opened.values():
        seen.update(set(library.index.analyse(part.text(publication))))
    asked = {word for term in query.terms for word in term.words}
    count = library.index.count()
    told = {
        word: n * rarity_of(library.index.frequency(word), count)
        for word, n in seen.items()
        if n >= _FEEDBACK_IN and word not in asked and not word.isdigit()
    }
    best = sorted(told, key=lambda word: (-told[word], word))[:_FEEDBACK_WORDS]
    most = max(told.values(), default=1.0)
    added = [
        Term((w,), _FEEDBACK_WEIGHT * told[w] / most, origin="stands in several of the best passages") for w in best
    ]
    return replace(query, terms=(*query.terms, *added))
