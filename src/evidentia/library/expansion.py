"""Other words for what was asked, each with less weight than the word itself: names of drugs and conditions, members of a class,
forms of a word, words written apart or together.

Naive expansion loses more than it finds, so each is gated: it must stand in the library, tell something (not stand everywhere), and be
long enough not to mean something else; of the names of one thing only the few most frequent are asked. Weights were chosen on the
training claims of SciFact and on half of the BioASQ questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.lexicon import Lexicon
from evidentia.library.backend import SearchBackend, Term
from evidentia.model.frozen import Held

_SYNONYM, _MEMBER, _FORM, _JOINED = 0.4, 0.2, 0.25, 0.5
_MOST_NAMES = 4  # of one thing
_EVERYWHERE = 0.2  # share of the passages
_SHORTEST = 4  # letters of a name
_MOST_FORMS = 3

Weights = Mapping[str, float]  # asked word -> weight


def forms(weights: Weights, index: SearchBackend) -> Iterator[Term]:
    """Words that begin like an asked one and are about as long: what the stemmer does not bring together."""
    for word, weight in weights.items():
        if len(word) < 5 or not word.isascii():
            continue
        for other, _ in index.beginning(word[: max(4, len(word) - 3)], 40)[: _MOST_FORMS + 1]:
            if other not in weights and abs(len(other) - len(word)) <= 4:
                likeness = min(len(other), len(word)) / max(len(other), len(word))
                yield Term((other,), _FORM * likeness * weight, origin=f"form of {word}")


def joined(words: Sequence[str], weights: Weights, index: SearchBackend) -> Iterator[Term]:
    """ "non coding" is also asked as "noncoding", where the library writes it so."""
    for first, second in pairwise(words):
        together = first + second
        if together not in weights and index.frequency(together):
            weight = max(weights.get(first, 0.0), weights.get(second, 0.0))
            yield Term((together,), _JOINED * weight, origin=f"{first} {second} in one word")


def synonyms(text: str, weights: Weights, index: SearchBackend, vocabulary: Mapping[str, Any]) -> Iterator[Term]:
    """Other names of the drugs and conditions that the text names; members of a class that it names."""
    asked = frozenset(index.analyse(text))
    for concept, names, share in _concepts(text, vocabulary):
        weight = max((weights.get(word, 0.0) for word in index.analyse(concept)), default=0.0)
        weight = weight or max(weights.values(), default=1.0)
        for words in _worth_asking(names, asked, index):
            yield Term(words, share * weight, origin=f"{'in the class' if share == _MEMBER else 'name of'} {concept}")


def _worth_asking(names: Iterable[str], asked: frozenset[str], index: SearchBackend) -> list[tuple[str, ...]]:
    """The most frequent names that are not asked already, rare enough to tell something."""
    most = max(1.0, _EVERYWHERE * index.count())
    counted: dict[tuple[str, ...], int] = {}
    for name in names:
        words = tuple(index.analyse(name))
        if len(name) >= _SHORTEST and words and not asked.issuperset(words):
            frequency = min(index.frequency(word) for word in words)
            if 0 < frequency <= most:
                counted[words] = frequency
    return sorted(counted, key=lambda words: (-counted[words], words))[:_MOST_NAMES]


def _concepts(text: str, vocabulary: Mapping[str, Any]) -> Iterator[tuple[str, list[str], float]]:
    """(concept, its names or members, how much each of them counts), each concept once."""
    drugs, seen = vocabulary.get("drugs", {}), set()
    for mention in drug_names.mentions(text, drug_names.of(vocabulary)):
        if mention.concept in seen:
            continue
        seen.add(mention.concept)
        if mention.name.is_class:
            yield (
                mention.concept,
                [name for name, entry in drugs.items() if mention.concept in entry.get("classes", ())],
                _MEMBER,
            )
        else:
            yield mention.concept, names_of_drug(mention.concept, drugs.get(mention.concept, {})), _SYNONYM
    for match in _conditions(Held(vocabulary)).find(text):
        if match.concept not in seen:
            seen.add(match.concept)
            entry = vocabulary["conditions"].get(match.concept, {})
            yield match.concept, [match.concept, *entry.get("names", ())], _SYNONYM


def names_of_drug(concept: str, entry: Mapping[str, Any]) -> list[str]:
    """Its generic name, other spellings, brands and suffixed names."""
    names = [concept, *(entry.get("names") or ())]
    for brand, facts in (entry.get("products") or {}).items():
        names += [brand, *((facts or {}).get("names") or ())]
    return [str(name) for name in names]


@lru_cache(maxsize=2)
def _conditions(held: Held[Mapping[str, Any]]) -> Lexicon:
    entries = held.value.get("conditions", {})
    return Lexicon(
        {concept: (concept, *entry.get("names", ())) for concept, entry in entries.items()},
        {concept: entry.get("exact", ()) for concept, entry in entries.items()},
    )
