"""What a later part of a packet says differently: a drug since stopped, an infection since begun or since gone.

A packet holds notes of several days, and notes that are copied forward from older ones. What an older part says of a day
that a newer one speaks of again no longer holds: it keeps its place and gets the flag "superseded".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Event, Finding, Kind, Medication, Status
from evidentia.model.frozen import changed
from evidentia.model.when import When

FLAG = "superseded"
_INFECTIONS = ("infection", "severe infection")
_SETTLED = timedelta(days=14)  # a denial so soon after an infection does not say that it is over


def marked(findings: Sequence[Finding], pages: Sequence[Page]) -> list[Finding]:
    """The findings, with the flag "superseded" on what a later part of the packet says differently."""
    by_document = {page.document.id: page for page in pages}
    noted = [_noted(f, by_document) for f in findings]
    stops = [(f, n) for f, n in zip(findings, noted, strict=True) if f.kind is Kind.MEDICATION and _stop(f)]
    infections = [(f, n) for f, n in zip(findings, noted, strict=True) if f.concept in _INFECTIONS and n is not None]
    return [
        changed(f, flags=(*f.flags, FLAG))
        if n is not None and (_since_stopped(f, n, stops) or _since_told(f, n, infections))
        else f
        for f, n in zip(findings, noted, strict=True)
    ]


def _noted(finding: Finding, pages: dict[str, Page]) -> When | None:
    page = pages.get(finding.spans[0].document)
    return None if page is None else page.date_of(finding.spans[0].start)


def _stop(finding: Finding) -> When | None:
    detail = finding.detail
    return detail.stop if isinstance(detail, Medication) and detail.status is Status.PAST else None


def _since_stopped(finding: Finding, noted: When, stops: Sequence[tuple[Finding, When | None]]) -> bool:
    """Taken by an older part, stopped after its day by a newer one."""
    if not isinstance(finding.detail, Medication) or finding.detail.status is not Status.CURRENT:
        return False
    return any(
        other.concept == finding.concept
        and later is not None
        and later.earliest > noted.latest
        and (stop := _stop(other)) is not None
        and stop.earliest >= noted.earliest
        for other, later in stops
    )


def _since_told(finding: Finding, noted: When, infections: Sequence[tuple[Finding, When | None]]) -> bool:
    """No infection by an older part, one by a newer; or the other way round, a fortnight apart or more."""
    if finding.concept not in _INFECTIONS or not isinstance(finding.detail, Event):
        return False
    others = [(f, later) for f, later in infections if later is not None and later.earliest > noted.latest]
    if finding.assertion is Assertion.ABSENT and finding.detail.scope == "current":
        return any(f.assertion is Assertion.PRESENT for f, _ in others)
    if finding.assertion is Assertion.PRESENT:
        return any(
            f.assertion is Assertion.ABSENT and _scope(f) == "current" and later.earliest - noted.latest >= _SETTLED
            for f, later in others
        )
    return False


def _scope(finding: Finding) -> str:
    return finding.detail.scope if isinstance(finding.detail, Event) else ""
