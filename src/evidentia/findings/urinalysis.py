"""The parts of a urinalysis: "UA: +blood, no casts", "UA 300 prot, lg bld", "LE 3+, nitrite +, protein 2+"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from evidentia.findings.context import about
from evidentia.findings.dates import find_dates
from evidentia.findings.lab_dates import day_of_visit
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Kind, Lab, Span
from evidentia.model.quantity import Quantity

_PARTS = {
    "blood": "urine blood", "bld": "urine blood", "heme": "urine blood", "protein": "urine protein dipstick", "prot": "urine protein dipstick",
    "le": "urine leukocyte esterase", "leukocyte esterase": "urine leukocyte esterase", "leuk esterase": "urine leukocyte esterase",
    "nitrite": "urine nitrite", "nitrites": "urine nitrite", "ketones": "urine ketones", "casts": "urine casts",
    "cellular casts": "urine casts", "granular casts": "urine casts", "rbc casts": "urine red blood cell casts",
    "red cell casts": "urine red blood cell casts",
}  # fmt: skip
_SIGNS = {
    "+": "positive",
    "-": "negative",
    "−": "negative",
    "no": "negative",
    "lg": "large",
    "mod": "moderate",
    "sm": "small",
    "tr": "trace",
}


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The LAB findings of dipsticks and sediments; the result is as written ("3+", "trace", "large") or negative or positive."""
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence)]


@cache
def _named() -> re.Pattern[str]:
    return re.compile(r"\b(?:UA|U/A|[Uu]rinalysis|[Uu]rine dip\w*|[Dd]ipstick|urine sediment)\b")


@cache
def _part() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True))
    grade = r"[1-4]\+|trace|tr|large|lg|moderate|mod|small|sm"
    return re.compile(
        rf"(?:(?P<before>\+|no|neg(?:ative)?(?: for)?|{grade}|\d{{2,4}})\s?)?(?<![\w/])(?P<name>{names})\b(?!/)"
        rf"(?:\s?[:=]?\s?(?P<after>neg(?:ative)?|pos(?:itive)?|{grade}|[+\-−])(?![\w\d]))?",
        re.IGNORECASE,
    )


def _sentence(page: Page, sentence: Sentence) -> Iterator[Finding]:
    head = _named().search(page.text, sentence.start, sentence.end)
    if head is None or about(page, sentence, head.start()) != "patient":
        return
    dates = find_dates(page, sentence.start, sentence.end)
    when = dates[0].when if dates else day_of_visit(page, head.start(), head.end())
    for match in _part().finditer(page.text, head.end(), sentence.end):
        said = (match["before"] or match["after"] or "").lower()
        concept = _PARTS[match["name"].lower()]
        span = (Span(page.document.id, match.start(), match.end()),)
        if said.isdigit():
            yield Finding("", Kind.LAB, concept, span, when=when, value=Quantity(Decimal(said), None), detail=Lab())
        elif said or "casts" in concept:
            yield Finding("", Kind.LAB, concept, span, when=when, detail=Lab(result=_result(said)))


def _result(said: str) -> str:
    if said.startswith("neg"):
        return "negative"
    if said.startswith("pos") or not said:  # casts that are named are there
        return "positive"
    return _SIGNS.get(said, said)
