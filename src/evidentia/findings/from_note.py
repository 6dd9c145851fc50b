"""Text documents -> Chart. Each extractor reads the pages; here their findings get order, identity and company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from evidentia.findings import (
    biopsy,
    biopsy_diagnoses,
    conditions,
    courses,
    dose_steps,
    events,
    facts,
    happenings,
    identity,
    illness,
    labs,
    medications,
    nerve_tables,
    notes,
    patient,
    people,
    programmes,
    reasons,
    reductions,
    requests,
    risks,
    sessions,
    stop_signs,
    studies,
    superseded,
    urinalysis,
    vitals,
)
from evidentia.findings.text import Page, read_page
from evidentia.model.finding import Chart, Document, Finding, Kind
from evidentia.model.frozen import changed

_EXTRACTORS = (
    conditions,
    biopsy,
    biopsy_diagnoses,
    labs,
    events,
    happenings,
    medications,
    courses,
    requests,
    people,
    notes,
    stop_signs,
    facts,
    patient,
    sessions,
    dose_steps,
    programmes,
    vitals,
    urinalysis,
    nerve_tables,
    studies,
    illness,
    reasons,
    reductions,
    risks,
)


def read(documents: Sequence[Document], vocabulary: Mapping[str, Any], as_of: date) -> Chart:
    """The findings of documents, each with its spans.

    Findings that say the same in several places are one finding with several spans. Identifiers F1, F2 … follow the
    order of documents and places, so the same chart always gives the same ones.
    """
    pages = [read_page(document, vocabulary) for document in documents]
    dated = tuple(
        changed(p.document, date=p.document.date or p.parts[0].date) if p.parts else p.document for p in pages
    )
    pages, strange = identity.own(pages)
    pages, later = identity.until(pages, as_of)
    found = [finding for extractor in _EXTRACTORS for finding in extractor.extract(pages, vocabulary, as_of)]
    found += [*strange, *later]
    return Chart(dated, _numbered(_placed(_merged(superseded.marked(found, pages)), pages)))


def _placed(findings: Sequence[Finding], pages: Sequence[Page]) -> list[Finding]:
    """Requests and conflicting courses name the part of the packet that states them."""
    by_document = {page.document.id: page for page in pages}
    return [
        changed(f, flags=(*f.flags, f"in: {_title(by_document[f.spans[0].document], f.spans[0].start)}"))
        if (f.kind is Kind.REQUEST or "conflicting" in f.flags) and f.spans[0].document in by_document
        else f
        for f in findings
    ]


def _title(page: Page, place: int) -> str:
    return " ".join(page.part_at(place).title.split())[:48]


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for one fact: equal but for place (a value in a letter and in a table, a name said twice)."""
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        key = (
            finding.kind,
            finding.concept,
            finding.assertion,
            finding.when,
            _amount(finding),
            finding.detail,
            finding.flags,
        )
        alike.setdefault(key, []).append(finding)
    return [
        same[0] if len(same) == 1 else changed(same[0], spans=tuple(sorted({span for f in same for span in f.spans})))
        for same in alike.values()
    ]


def _amount(finding: Finding) -> object:
    return (
        None
        if finding.value is None
        else (finding.value.value.normalize(), finding.value.unit, finding.value.comparator)
    )


def _numbered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    ordered = _ordered(findings)
    ids = {finding.id: f"F{number}" for number, finding in enumerate(ordered, start=1) if finding.id}
    return tuple(
        _identified(finding, f"F{number}", _renamed(finding, ids)) for number, finding in enumerate(ordered, start=1)
    )


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """By place, kind and concept; those that share all three by what they say, which takes long to spell out."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for f in findings:
        span = f.spans[0]
        alike.setdefault((span.document, span.start, span.end, f.kind, f.concept), []).append(f)
    for several in alike.values():
        if len(several) > 1:
            several.sort(key=lambda f: (str(f.when), f.assertion, str(f.detail)))
    return [f for _, several in sorted(alike.items(), key=itemgetter(0)) for f in several]


def _identified(f: Finding, name: str, detail: Any) -> Finding:
    """`changed` written out: it is called for every finding, and is twice as slow."""
    return Finding(name, f.kind, f.concept, f.spans, f.assertion, f.stated_by, f.when, f.value, detail, f.flags)


def _renamed(finding: Finding, ids: Mapping[str, str]) -> Any:
    """A medication list names its drugs by the identifiers that they get here."""
    named = getattr(finding.detail, "medications", None)
    if not named:
        return finding.detail
    return changed(finding.detail, medications=tuple(ids.get(name, name) for name in named))
