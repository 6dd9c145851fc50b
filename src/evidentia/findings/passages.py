"""The pages of a chart as passages for the extractors of therapy: each sentence with its drugs, dates and context.

Whose therapy a passage tells of decides whether it counts: that of a relative, a study, a policy or a form's
unchecked box is not this patient's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.drug_names import Mention
from evidentia.findings.text import Page, Part, Sentence
from evidentia.model.when import When


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, form line or table row with what it names. Places are characters of the document."""

    document: str
    text: str  # of the whole document
    start: int
    end: int
    part: Part
    block: int
    kind: str  # "prose" | "item" | "row" | "heading"
    heading: str
    mentions: tuple[Mention, ...]
    dates: tuple[Dated, ...]
    context: str = "patient"  # | "family" | "study" | "payer"
    list_number: int = 0  # of the list that it belongs to; 0 is none
    list_kind: str = ""  # "current" | "past" | "failed" | "allergy"

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_patient(self) -> bool:
        return self.context == "patient"

    @property
    def in_list(self) -> bool:
        """Whether it belongs to a list of current drugs."""
        return self.list_kind == "current"

    @property
    def date(self) -> When | None:
        return self.part.date


def passages_of(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> tuple[Passage, ...]:
    """The passages of all pages, in order; the same pages are read once for all extractors."""
    return _cached(_Key(tuple(pages), vocabulary))


class _Key:
    """Pages and vocabulary as one key by identity, so that nothing large is compared."""

    def __init__(self, pages: tuple[Page, ...], vocabulary: Mapping[str, Any]) -> None:
        self.pages, self.vocabulary = pages, vocabulary
        self._ids = (tuple(id(page) for page in pages), id(vocabulary))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._ids == other._ids


@lru_cache(maxsize=2)
def _cached(key: _Key) -> tuple[Passage, ...]:
    from evidentia.findings.medication_lists import marked

    return tuple(p for page in key.pages for p in marked(_of_page(page, key.vocabulary)))


def _of_page(page: Page, vocabulary: Mapping[str, Any]) -> list[Passage]:
    names = drug_names.of(vocabulary)
    mentions = [m for m in drug_names.mentions(page.text, names) if not _unchecked(page.text, m.start)]
    dates = _with_ranges(find_dates(page), page.text)
    return [_passage(page, sentence, mentions, dates) for sentence in page.sentences]


def _passage(page: Page, sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[Dated]) -> Passage:
    start, end = sentence.start, sentence.end
    part = page.parts[sentence.part]
    here = [m for m in mentions if start <= m.start < end]
    own = [m for m in here if _context(page.text, start, m.start, end, part) == "patient"]
    context = "patient" if own or not here else _context(page.text, start, here[0].start, end, part)
    return Passage(
        document=page.document.id, text=page.text, start=start, end=end, part=part, block=sentence.block, kind=sentence.kind,
        heading=sentence.heading, mentions=tuple(own), dates=tuple(d for d in dates if start <= d.start < end), context=context,
    )  # fmt: skip


def _with_ranges(dates: Sequence[Dated], text: str) -> list[Dated]:
    """The second year of "2013-2015", which is no date of its own elsewhere."""
    result = []
    for dated in dates:
        result.append(dated)
        match = re.match(r"\s?[-–]\s?((?:19|20)\d\d)\b(?!-\d)", text[dated.end : dated.end + 10]) if dated.kind == "year" else None
        if match and dated.when.year <= int(match.group(1)):
            result.append(Dated(dated.end + match.start(1), dated.end + match.end(1), When(int(match.group(1))), "year"))
    return result


def _unchecked(text: str, start: int) -> bool:
    """"[ ] cyclophosphamide": a box that nobody ticked states nothing."""
    return re.search(r"(?:\[\s?\]|☐|□|\(\s\)|_{2,})\s?$", text[max(0, start - 6) : start]) is not None


def _context(text: str, start: int, place: int, end: int, part: Part) -> str:
    """Whose therapy a place tells of. A relative governs until the sentence returns to the patient."""
    words = text[start:end]
    relative = None
    for relative in _family().finditer(text, start, place):
        pass
    if relative is not None and not _patient().search(text, relative.end(), place):
        return "family"
    if _study().search(words) and not _patient().search(text, start, place):
        return "study"
    if part.kind == "payer" or _payer().search(words):
        return "payer"
    return "patient"


@cache
def _patient() -> re.Pattern[str]:
    return re.compile(r"\b(?:pt|patient|himself|herself|she|he|i|we|our|ms|mr|mrs)\b", re.IGNORECASE)


@cache
def _family() -> re.Pattern[str]:
    relative = r"(?:mother|father|sister|brother|mom|dad|aunt|uncle|cousin|grandmother|grandfather|son|daughter|wife|husband|twin|siblings?|parents?|relative|niece|nephew|roommate|friend|neighbou?r)"
    verb = r"(?:has|had|is|was|takes|took|got|does|did|died|on|with|also|received|responded|who)"
    return re.compile(
        rf"\b{relative}\b(?:'s)?,?\s(?:\w+\s)?{verb}\b|^\W*(?:family h(?:istory|x)|fhx?|fam hx)\b|\b{relative}\s?[-:(]|\bfh[x:]",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _study() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:randomi[sz]ed|placebo|participants|enrolled|cohort|meta-?analys[ie]s|published|literature|guidelines?|kdigo|eular|acr\s(?:20|guideline|recommend)|lunar|explorer|regency|bliss|aurora|ritux?ilup|studies|pooled|in trials?)\b"
        r"|\bpatients\s(?:who|with|treated|were|on|in|received|receiving)\b|\bresponse rates?\b|\bn\s?=\s?\d",
        re.IGNORECASE,
    )


@cache
def _payer() -> re.Pattern[str]:
    return re.compile(r"\b(?:letter says|denial (?:letter|reason)|policy (?:states|requires|says|criteria)|criteria (?:require|state)|your (?:request|letter|denial)|you wrote|is not a guarantee|must have (?:tried|failed)|plan requires|documentation of (?:a )?(?:trial|failure))\b", re.IGNORECASE)
