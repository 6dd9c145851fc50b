"""The fields of a form: patient, member id, payer, NPI, site of care, duration asked for; each as characters of a document.

A field is what stands behind its label on one line. Two documents that fill it differently fill it for nobody: that is for the
caller to show. Nothing here enters a criterion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from evidentia.model.finding import Document, Finding, Kind, Span

# name of the field -> (its labels, what may stand behind them)
_NAME = r"(?:(?:Mr|Ms|Mrs|Mx|Dr)\.?\s)?[A-Z][\w.'’-]*(?:,?[ ](?![FMX]\b(?!\.))[A-Z][\w.'’-]*){0,3}"
_WORDS = r"[A-Z0-9][^\n;|]{1,70}"
_LABELS: dict[str, tuple[str, str]] = {
    "patient": (r"patient(?:'s)?(?: name)?|member(?:'s)?(?: name)?|enrollee(?: name)?|name of (?:patient|member)", _NAME),
    "date of birth": (r"dob|d\.o\.b\.|date of birth|birth ?date|born", r"\d[\d/.-]{5,9}\d"),
    "member id": (r"(?:member|subscriber|enrollee|insurance)(?:'s)?\s(?:id|no\.?|number|#)(?:\s?(?:no\.?|number|#))?", r"[A-Z0-9][A-Z0-9 -]{3,20}[A-Z0-9]"),
    "payer": (r"payer|payor|insurer|insurance(?: company| plan)?|health plan|primary insurance|carrier", _WORDS),
    "npi": (r"npi(?:\s(?:no\.?|number|#))?", r"\d{10}"),
    "site of care": (r"site of care|place of service|infusion (?:site|cent(?:er|re))|facility", _WORDS),
    "duration": (r"(?:requested )?(?:duration|length) of (?:authorization|approval|treatment|therapy)(?: requested)?|requested duration|authorization period|duration requested", _WORDS),
    "reference": (r"(?:reference|case|claim|request|authorization|tracking)\s(?:id|no\.?|number|#)", r"[A-Z0-9][A-Z0-9-]{3,24}"),
    "letter date": (r"date(?: of (?:this )?(?:notice|letter|denial|decision))?", r"\d[\d/.-]{5,9}\d|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4}"),
}  # fmt: skip
FIELDS = tuple(_LABELS)
BAD_NPI = "check digit"


def fields(documents: Iterable[Document]) -> list[Finding]:
    """The fields that documents fill, in their order: NOTE findings whose `concept` is the field's name.

    An NPI whose check digit does not fit carries the flag "check digit".

    >>> text = "Patient: N.V., 34-year-old woman   Member ID: ZX 90017\\nInsurance: Acme Health"
    >>> [(f.concept, text[f.spans[0].start:f.spans[0].end]) for f in fields([Document("doc1", "a", text, "")])]
    [('patient', 'N.V.'), ('member id', 'ZX 90017'), ('payer', 'Acme Health')]
    """
    return [found for document in documents for found in _of(document)]


def _of(document: Document) -> Iterator[Finding]:
    for match in sorted(_matches(document.text), key=lambda m: m.start()):
        name = str(match.lastgroup).replace("_", " ")
        start, end = match.span(str(match.lastgroup))
        value = document.text[start:end]
        cut = re.search(r"\s{2,}|\t", value)  # the next column
        end = start + len(_end().sub("", value[: cut.start()] if cut else value))
        if end == start:
            continue
        flags = (BAD_NPI,) if name == "npi" and not is_npi(document.text[start:end]) else ()
        place = f"A:{document.id}:{start}"
        yield Finding(place, Kind.NOTE, name, (Span(document.id, start, end),), flags=flags)


@cache
def _end() -> re.Pattern[str]:
    """Marks that end a field; the point of an initial stays."""
    return re.compile(r"(?:[ ,]|(?<!\b[A-Z])\.)+$")


def _matches(text: str) -> Iterator[re.Match[str]]:
    for pattern in _patterns():
        yield from pattern.finditer(text)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?:^|[ \t]{{2,}}|[|;,(]\s?)(?i:{label})\s?[:#]\s*(?P<{name.replace(' ', '_')}>{value})", re.MULTILINE)
        for name, (label, value) in _LABELS.items()
    )  # fmt: skip


def is_npi(number: str) -> bool:
    """Whether ten digits are a National Provider Identifier: the Luhn check digit over 80840 and the number.

    Source: CMS, Requirements for National Provider Identifier (NPI) and NPI check digit.

    >>> is_npi("1234567893"), is_npi("1234567890")
    (True, False)
    """
    digits = [int(digit) for digit in f"80840{number}"]
    doubled = [d if place % 2 else (2 * d if d < 5 else 2 * d - 9) for place, d in enumerate(reversed(digits), start=1)]
    return len(number) == 10 and sum(doubled) % 10 == 0
