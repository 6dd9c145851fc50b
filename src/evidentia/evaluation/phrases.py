"""Does an article say this? A plain-words phrase is looked for by its anchors, not by its letters.

Anchors of a phrase: its numbers, its dates (in any form), and its content words folded to stems and synonyms. For a
phrase that must be said, numbers and dates must all stand in one statement or in neighbouring ones, and most words
with them. For a phrase that must not be said, one statement must carry every anchor with the same polarity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evidentia.model.frozen import frozen

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_TOKEN = re.compile(
    rf"(?P<mdy>(?i:{_MONTH})\.? \d{{1,2}},? (?:19|20)\d\d)|(?P<dmy>\d{{1,2}} (?i:{_MONTH})\.? (?:19|20)\d\d)|"
    r"(?P<iso>\d{4}-\d{1,2}(?:-\d{1,2})?)|(?P<us>\d{1,2}/\d{1,2}/\d{2,4})|(?P<my>\d{1,2}/\d{4})"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)|(?P<word>[a-zA-Z][a-zA-Z0-9]*(?:[-'][a-zA-Z0-9]+)*)"
)
_STOP = frozenset(
    "a an and are as at be been before but by can do does for from had has have he her his in into is it "
    "its of on or she so than that the their them there this to was were which who with would patient "
    "patients record chart per using one under such any all only also still right request requests "
    "requested if".split()
)
_NEGATIONS = frozenset(
    "no not never none without cannot neither nor nothing missing contradicted contradicts unknown undetermined".split()
)
_MONTHS = tuple("january february march april may june july august september october november december".split())
_GROUPS = (
    "rise rose risen rising increase increased higher up doubled",
    "fall fell fallen falling decrease decreased decline declined lower down",
    "document documented documentation state stated given recorded listed list mention mentioned say says said",
    "missing absent lacking lacks",
    "meet met satisfy satisfied satisfies fulfilled",
    "show shows shown decide decides demonstrate demonstrates establish established",
    "stop stopped discontinued ended",
    "begin began started start starting",
    "dose doses dosing",
    "course courses",
    "biopsy biopsied",
    "respond response responded responds responding",
    "tolerated tolerability tolerance",
    "infection infections infected",
    "component components",
    "proteinuria upcr protein",
    "outside exceeds beyond",
    "concurrent current ongoing taking takes",
    "consult consultation consulted e-consult",
    "rheumatology rheumatologist rheum",
    "nephrology nephrologist renal kidney",
    "hepatology hepatologist",
    "antiviral antivirals prophylaxis",
    "hepatitis hep hbv",
    "interval intervals spacing",
    "week weeks wk",
    "month months mo",
    "day days",
    "fail failed failure",
    "disagree disagrees conflict conflicts conflicting differ",
    "receive received",
    "nephritis ln",
    "decided specified named chosen",
    "diagnosed documents diagnosis",
    "comparison compare compared compares",
    "rituximab rtx",
)


@frozen
class Anchors:
    numbers: frozenset[str]
    dates: frozenset[str]
    words: frozenset[str]
    negated: bool


@dataclass(frozen=True)
class Phrasebook:
    """Folds words to one form: synonyms here, names of drugs and analytes from the vocabulary."""

    vocabulary: Mapping[str, Any]

    @cached_property
    def folded(self) -> Mapping[str, str]:
        words = {word: group.split()[0] for group in _GROUPS for word in group.split()}
        for part in ("drugs", "analytes", "conditions"):
            for concept, names in _names(self.vocabulary.get(part)):
                words.update({name.lower(): concept.split()[0] for name in names if " " not in name})
        return words

    def anchors(self, text: str) -> Anchors:
        """The anchors of a phrase or sentence."""
        numbers: set[str] = set()
        dates: set[str] = set()
        words: set[str] = set()
        negations = 0
        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup, match.group()
            if kind == "number":
                numbers.add(_number(token))
            elif kind != "word":
                dates.add(date := _date(str(kind), token))
                words.update(f"month-{part}" for part in date.split("-")[1:2])
            elif token.lower() in _NEGATIONS:
                negations += 1
            elif token.lower() not in _STOP:
                words.add(self._fold(token.lower()))
        return Anchors(frozenset(numbers), frozenset(dates), frozenset(words), negations > 0)

    def _fold(self, word: str) -> str:
        if word in _MONTHS:
            return f"month-{_MONTHS.index(word) + 1:02d}"
        if word in self.folded:
            return self.folded[word]
        for ending in ("ing", "ed", "es", "s"):
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                return word[: -len(ending)]
        return word


def asserts(sentences: Sequence[str], phrase: str, book: Phrasebook, *, strictly: bool = False) -> str | None:
    """The sentence(s) that say the phrase, or None.

    `strictly` (for what must not be said): one sentence, every anchor, the same polarity.
    """
    wanted = book.anchors(phrase)
    windows = (1,) if strictly else (1, 2, 3)
    known = [book.anchors(sentence) for sentence in sentences]
    for size in windows:
        for start in range(len(sentences) - size + 1):
            if _covers(_union(known[start : start + size]), wanted, strictly):
                return " ".join(sentences[start : start + size])
    return None


def _covers(given: Anchors, wanted: Anchors, strictly: bool) -> bool:
    if not wanted.numbers <= given.numbers | _parts(given.dates) or not _dated(wanted.dates, given.dates):
        return False
    shared = len(wanted.words & given.words)
    if strictly:
        return shared == len(wanted.words) and given.negated == wanted.negated
    return shared >= 0.6 * len(wanted.words)


def _union(parts: Iterable[Anchors]) -> Anchors:
    items = list(parts)
    return Anchors(
        frozenset().union(*(i.numbers for i in items)),
        frozenset().union(*(i.dates for i in items)),
        frozenset().union(*(i.words for i in items)),
        any(i.negated for i in items),
    )


def _dated(wanted: frozenset[str], given: frozenset[str]) -> bool:
    """A wanted date is there to its own precision: 2024 stands in 2024-09-16."""
    return all(any(have.startswith(want) or want.startswith(have) for have in given) for want in wanted)


def _parts(dates: frozenset[str]) -> frozenset[str]:
    return frozenset(date[:4] for date in dates)


def _number(token: str) -> str:
    text = token.replace(",", "")
    return text.rstrip("0").rstrip(".") if "." in text else text.lstrip("0") or "0"


def _date(kind: str, token: str) -> str:
    if kind == "iso":
        year, *rest = token.split("-")
        return "-".join([year, *(part.zfill(2) for part in rest)])
    if kind in ("mdy", "dmy"):
        words = re.findall(r"\w+", token.lower())
        month, day = (words[0], words[1]) if kind == "mdy" else (words[1], words[0])
        number = next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(month[:3]))
        return f"{words[2]}-{number:02d}-{day.zfill(2)}"
    parts = token.split("/")
    year = parts[-1] if len(parts[-1]) == 4 else f"20{parts[-1].zfill(2)}"
    return "-".join([year, *(part.zfill(2) for part in parts[:-1])])


def _names(part: Any) -> Iterable[tuple[str, list[str]]]:
    """(concept, names) of a vocabulary file, whatever list of names its entries carry."""
    entries = part.items() if isinstance(part, dict) else ((e.get("id") or e.get("concept"), e) for e in part or ())
    for concept, entry in entries:
        if isinstance(entry, dict):
            names = [
                n
                for key in ("names", "exact", "abbreviations", "synonyms")
                for n in entry.get(key) or ()
                if isinstance(n, str)
            ]
            yield str(concept), names
        elif isinstance(entry, list):
            yield str(concept), [n for n in entry if isinstance(n, str)]
