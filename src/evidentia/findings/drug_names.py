"""Names of drugs in text -> mentions: brands, suffixes, codes, abbreviations, classes, misspellings.

A name is compared as its words in lower case, so "TMP-SMX", "TMP/SMX" and "TMP SMX" are one name. A word that is
no name but close to one (edit distance 1, or 2 for nine letters and more) is read as it, unless it is as close to
another drug, or the two look alike by confusables.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from evidentia.model.frozen import Held, changed, frozen

Word = tuple[int, int, str]  # start, end, lower case


@frozen
class DrugName:
    """What a name stands for. `concept` is an ingredient or a class."""

    concept: str
    is_class: bool = False
    product: str | None = None
    form: str | None = None
    regimen: str | None = None  # key of a regimen that has a name of its own: "euro-lupus"
    route: str | None = None


@frozen
class Mention:
    """A drug or class, as it is named at one place: "Truxima (rituximab-abbs) Q5115" is one mention."""

    start: int
    end: int
    name: DrugName
    misspelt: bool = False

    @property
    def concept(self) -> str:
        return self.name.concept


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z0-9µ]+")


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a stretch with their places; those of a whole document are found once.

    >>> words("TMP-SMX DS")
    [(0, 3, 'tmp'), (4, 7, 'smx'), (8, 10, 'ds')]
    """
    end = len(text) if end is None else end
    if len(text) < _SHORT:
        return [(m.start(), m.end(), m.group().lower()) for m in _word_pattern().finditer(text, start, end)]
    found, starts = _all_words(text)
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    while last > first and found[last - 1][1] > end:
        last -= 1
    return found[first:last]


_SHORTEST = 7  # letters of a word that may be a misspelt name
_SHORT = 256  # characters: shorter texts are not worth remembering


@lru_cache(maxsize=8)
def _all_words(text: str) -> tuple[list[Word], list[int]]:
    found = [(m.start(), m.end(), m.group().lower()) for m in _word_pattern().finditer(text)]
    return found, [start for start, _, _ in found]


_WORDS_OF = re.compile(r"[a-z0-9µ]+").findall


class DrugNames:
    """The names of a vocabulary, ready for look-up. Build it once with `of(vocabulary)`."""

    def __init__(self, drugs: Mapping[str, Any], classes: Mapping[str, Any], confusables: Mapping[str, Any]) -> None:
        self.drugs = drugs
        self.classes = classes
        self._names: dict[str, list[tuple[tuple[str, ...], DrugName]]] = {}
        self._skeletons: dict[str, list[str]] = {}
        self._single: dict[str, DrugName] = {}
        for concept, entry in classes.items():
            for name in (concept, *entry.get("names", ())):
                self._add(name, DrugName(concept, is_class=True))
        for concept, entry in drugs.items():
            self._add_drug(concept, entry)
        for names in self._names.values():
            names.sort(key=lambda item: -len(item[0]))
        self._pairs = {frozenset(name.lower() for name in pair) for pair in confusables.get("pairs", ())}
        self._other_words = frozenset(confusables.get("other_words", ()))
        self.spelt = lru_cache(maxsize=4096)(self._spelt)
        self.beginnings = lru_cache(maxsize=4)(self._where_names_begin)

    def _add_drug(self, concept: str, entry: Mapping[str, Any]) -> None:
        for name in (concept, *entry.get("names", ())):
            self._add(name, DrugName(concept))
        for form, names in entry.get("forms", {}).items():
            for name in names:
                self._add(name, DrugName(concept, form=form))
        for product, facts in entry.get("products", {}).items():
            named = DrugName(concept, product=product, form=facts.get("form"), route=facts.get("route"))
            for name in (product, *facts.get("names", ()), *facts.get("hcpcs", ())):
                self._add(name, named)
        for key, regimen in entry.get("regimens", {}).items():
            for name in regimen["names"]:
                self._add(name, DrugName(concept, regimen=key))

    def _add(self, name: str, meaning: DrugName) -> None:
        parts = tuple(_WORDS_OF(name.lower()))
        known = self._names.setdefault(parts[0], [])
        if any(parts == other for other, _ in known):
            return
        known.append((parts, meaning))
        if len(parts) == 1 and len(parts[0]) >= 6 and not meaning.is_class and parts[0].isalpha():
            self._single[parts[0]] = meaning
            for key in _keys(parts[0]):
                self._skeletons.setdefault(key, []).append(parts[0])

    def _where_names_begin(self, text: str) -> list[int]:
        """Where the words begin that may begin a name: few, and found once for all stretches of a document."""
        return [
            start
            for start, _, word in words(text)
            if word in self._names or (len(word) >= _SHORTEST and self.spelt(word) is not None)
        ]

    def at(self, found: list[Word], index: int, text: str) -> tuple[int, DrugName] | None:
        """The longest name that begins at a word: (number of words, meaning)."""
        for parts, meaning in self._names.get(found[index][2], ()):
            size = len(parts)
            if size == 1:
                return 1, meaning
            if index + size > len(found) or any(found[index + k][2] != parts[k] for k in range(1, size)):
                continue
            if all(_joined(text, found[k][1], found[k + 1][0]) for k in range(index, index + size - 1)):
                return size, meaning
        return None

    def _spelt(self, word: str) -> DrugName | None:
        """The drug that a misspelt word means, or None."""
        if len(word) < _SHORTEST or not word.isalpha() or word in self._other_words:
            return None
        near = {name for key in _keys(word) for name in self._skeletons.get(key, ()) if name[0] == word[0]}
        scored = sorted((_distance(word, name), name) for name in near if abs(len(name) - len(word)) <= 2)
        close = [(d, name) for d, name in scored if d <= (2 if len(name) >= 9 else 1)]
        if not close:
            return None
        best = self._single[close[0][1]]
        rivals = [name for _, name in close[1:] if self._single[name].concept != best.concept]
        if any(d == close[0][0] for d, name in close[1:] if name in rivals):
            return None
        if any(frozenset((close[0][1], rival)) in self._pairs for rival in rivals):
            return None
        return best

    def classes_of(self, concept: str) -> frozenset[str]:
        """The classes of an ingredient, or the class itself with the wider ones.

        >>> sorted(names.classes_of("belimumab"))  # doctest: +SKIP
        ['anti-BLyS', 'b-cell-directed biologic', 'biologic', 'immunosuppressant']
        """
        if concept in self.drugs:
            return frozenset(self.drugs[concept].get("classes", ()))
        return frozenset((concept, *self.classes.get(concept, {}).get("part_of", ())))


@cache
def _of(held: Held[Mapping[str, Any]]) -> DrugNames:
    vocabulary = held.value
    return DrugNames(vocabulary["drugs"], vocabulary["drug_classes"], vocabulary.get("confusables", {}))


def of(vocabulary: Mapping[str, Any]) -> DrugNames:
    """The names of a vocabulary; the same vocabulary is prepared once a process."""
    return _of(Held(vocabulary))


def mentions(text: str, names: DrugNames, start: int = 0, end: int | None = None) -> list[Mention]:
    """Every drug and class that a stretch names, in order; names side by side of one drug are one mention."""
    if len(text) >= _SHORT:
        beginnings = names.beginnings(text)
        place = bisect_left(beginnings, start)
        if place == len(beginnings) or (end is not None and beginnings[place] >= end):
            return []
    found = words(text, start, end)
    result: list[Mention] = []
    index = 0
    while index < len(found):
        begin, stop, word = found[index]
        hit = names.at(found, index, text)
        if hit is None and len(word) >= _SHORTEST and (meaning := names.spelt(word)) is not None:
            hit = (1, meaning)
            _append(result, Mention(begin, stop, meaning, misspelt=True), text)
        elif hit is not None:
            _append(result, Mention(begin, found[index + hit[0] - 1][1], hit[1]), text)
        index += hit[0] if hit else 1
    return [mention for mention in result if not _is_other_thing(mention, text)]


def _append(result: list[Mention], mention: Mention, text: str) -> None:
    if result and (both := _one(result[-1], mention, text)) is not None:
        result[-1] = both
    else:
        result.append(mention)


def _one(first: Mention, second: Mention, text: str) -> Mention | None:
    """ "Riabni (rituximab-arrx)": two names of one drug with only brackets and blanks between them."""
    if first.concept != second.concept or first.name.is_class:
        return None
    gap = text[first.end : second.start]
    if len(gap) > 12 or "\n" in gap.strip(" ") or gap.strip(" ()[]/-:,®™\t"):
        return None
    if "," in gap or (first.name.product and second.name.product and first.name.product != second.name.product):
        return None
    name = changed(
        first.name,
        product=first.name.product or second.name.product,
        form=first.name.form or second.name.form,
        regimen=first.name.regimen or second.name.regimen,
        route=first.name.route or second.name.route,
    )
    end = second.end + 1 if "(" in gap and text[second.end : second.end + 1] == ")" else second.end
    return Mention(first.start, end, name, first.misspelt and second.misspelt)


_OTHER_AFTER = ("level", "levels", "trough", "assay", "sparing", "like", "allergy label", "clearance", "induced urine")


def _is_other_thing(mention: Mention, text: str) -> bool:
    """A drug level, a "steroid-sparing" effect: the name does not stand for taking the drug."""
    after = text[mention.end : mention.end + 16].lower().lstrip(" -")
    return after.startswith(_OTHER_AFTER)


def _joined(text: str, end: int, start: int) -> bool:
    return start - end <= 2 and not text[end:start].strip(" -/.\n+")


_VOWELS = str.maketrans("", "", "aeiouyh")


@lru_cache(maxsize=8192)
def _keys(word: str) -> tuple[str, ...]:
    """Consonants without doubles, and the same with one left out: what misspellings usually keep."""
    bones = word[0]
    for letter in word[1:].translate(_VOWELS):
        if letter != bones[-1]:
            bones += letter
    return (bones, *{bones[:k] + bones[k + 1 :] for k in range(1, len(bones))})


def _distance(a: str, b: str) -> int:
    """Edit distance with swaps of neighbours (Damerau-Levenshtein, restricted); 3 stands for 3 or more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            best = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > 2:
            return 3
    return min(row[-1], 3)
