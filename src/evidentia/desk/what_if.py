"""What if the record said something else: the same request on a changed copy of the chart. The record itself never changes.

Words that are set aside become blanks in the copy, so that every other place stays where it was; what is added is a document
of its own, named as what it is. The answer hangs on the assessment that it departs from and is never reviewed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evidentia.app import documents_of
from evidentia.findings import from_note
from evidentia.findings.formats.extract import Extract
from evidentia.model.finding import Chart, Finding, Kind, Medication, Span, Status
from evidentia.model.frozen import changed as with_changes
from evidentia.model.when import When

ADDED = "what-if: said by the person who asked, not in the record"
_HAS_DATE = re.compile(r"\b(?:19|20)\d\d\b|^plan:", re.I)  # the date of a plan is that of its document
_REPLACING = frozenset(Kind) - {Kind.NOTE, Kind.MEDICATION_LIST, Kind.CODE}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be otherwise: words that are added, and findings of the chart that are set aside."""

    add: str = ""
    set_aside: tuple[str, ...] = ()


def added(change: Change, as_of: date) -> Extract | None:
    """What is added, as a document of the date of service; None where nothing is. A line without a date has that date."""
    lines = [line.strip() for line in change.add.splitlines() if line.strip()]
    if not lines:
        return None
    dated = (line if _HAS_DATE.search(line) else f"{line.rstrip('. ')} ({as_of.isoformat()})" for line in lines)
    return Extract(ADDED, "\n".join(dated) + "\n", date=When.of(as_of))


def read(change: Change, as_of: date, vocabulary: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the reader finds in the added words; empty where it finds nothing that a rule could use."""
    document = added(change, as_of)
    if document is None:
        return ()
    chart = from_note.read(documents_of([document]), vocabulary, as_of)
    found = [f for f in chart.findings if f.kind in _REPLACING]
    asks = any(f.kind is Kind.REQUEST for f in found)
    return tuple(f for f in found if not (asks and _is_requested(f)))  # a request is read as a planned drug too


def contradicted(chart: Chart, new: Iterable[Finding]) -> tuple[str, ...]:
    """The findings of the chart that cannot stand beside the added ones; what can, stays."""
    new = list(new)
    courses = {f.concept for f in new if f.kind is Kind.COURSE}  # a course of a drug does not say that it was stopped
    telling = (f for f in new if not (f.kind is Kind.MEDICATION and f.concept in courses))
    found = [old for finding in telling for old in _contradicted(chart, finding)]
    return tuple(dict.fromkeys(f.id for f in found))


def _contradicted(chart: Chart, new: Finding) -> list[Finding]:
    """A new value takes the place of the newest, a result, a class or a request that of all others; a drug never taken that of
    every exposure to it, one that was stopped that of its current ones; what is present that of what is absent."""
    old = chart.of_kind(new.kind, new.concept)
    match new.kind:
        case Kind.REQUEST:
            planned = (f for f in chart.of_kind(Kind.MEDICATION) if _is_requested(f))
            return [*chart.of_kind(Kind.REQUEST), *planned]
        case Kind.LAB if new.value is not None and old:
            return [max(old, key=lambda f: (f.when.latest if f.when else date.min, f.id))]
        case Kind.MEDICATION:
            return _exposures(chart, new)
        case Kind.CONDITION | Kind.EVENT | Kind.FACT:
            return [f for f in old if f.assertion is not new.assertion]
        case Kind.PATIENT:
            return [f for f in old if (f.value, f.when) != (new.value, new.when)]
        case Kind.COURSE | Kind.SESSIONS | Kind.STEP:
            return []
    return list(old)


def _exposures(chart: Chart, new: Finding) -> list[Finding]:
    old = chart.of_kind(Kind.MEDICATION, new.concept)
    status = new.detail.status if isinstance(new.detail, Medication) else None
    if status is Status.NEVER:
        return [*old, *chart.of_kind(Kind.COURSE, new.concept)]
    if status in (Status.PAST, Status.HELD):
        return [f for f in old if isinstance(f.detail, Medication) and f.detail.status is Status.CURRENT]
    return []


def _is_requested(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.status is Status.REQUESTED


def words(chart: Chart, set_aside: Sequence[str]) -> list[str]:
    """The words of findings, as a reader recognizes them."""
    spans = (f.spans[0] for f in chart.findings if f.id in set_aside and f.spans)
    return [" ".join(chart.text_of(span).split())[:160] for span in spans]


def changed(chart: Chart, documents: Sequence[Extract], change: Change, as_of: date) -> list[Extract]:
    """The documents with the change made. `chart` is what was read from `documents`."""
    blanks = [s for f in chart.findings if f.id in change.set_aside for s in f.spans]
    names = {d.digest: d.id for d in chart.documents}
    copies = [_without(d, [s for s in blanks if s.document == names.get(_digest(d.text))]) for d in documents]
    more = added(change, as_of)
    return [d for d in (*copies, more) if d is not None and d.text.strip()]


def _without(document: Extract, spans: Sequence[Span]) -> Extract:
    text = list(document.text)
    for span in spans:
        for place in range(span.start, span.end):
            if text[place] != "\n":
                text[place] = " "
    return with_changes(document, text="".join(text)) if spans else document


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
