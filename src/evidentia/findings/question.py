"""The question line -> Question: drug, product, condition, kind of request, and the regimen that it names.

Everything in it is stated by the requester and is never evidence. The words of persuasion around it ("justify",
"approve", "reasons for denial") change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from evidentia.findings import drug_names, orders
from evidentia.findings.asking import is_requestable
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.text import read_page
from evidentia.model.assessment import Question
from evidentia.model.finding import Document, Finding, Kind, Span, StatedBy
from evidentia.model.frozen import Held

_DOCUMENT = "question"


def read(text: str, vocabulary: Mapping[str, Any]) -> Question:
    """What was asked. Any text is read: where no drug of the vocabulary is named, `ingredient` is None.

    >>> q = read("Continue Riabni 1000 mg day 1 and 15 for lupus nephritis?", vocabulary)  # doctest: +SKIP
    >>> q.ingredient, q.product, q.condition, q.kind
    ('rituximab', 'Riabni', 'lupus nephritis', 'continuation')
    """
    names = drug_names.of(vocabulary)
    mention = asked_for(text, drug_names.mentions(text, names), names)
    condition, place = condition_of(text, vocabulary)
    kind = _kind(text, mention) or "unknown"
    return Question(
        text=text,
        topic=None,
        ingredient=mention.concept if mention and not mention.name.is_class else None,
        product=None if mention is None or orders.is_undecided(text)[0] else mention.name.product,
        condition=condition,
        kind=kind,
        findings=_findings(text, mention, names, condition, place, kind),
    )


def asked_for(text: str, mentions: Sequence[Mention], names: DrugNames) -> Mention | None:
    """The drug that is asked for: one for which authorization is usually asked, the one behind the word of
    asking first."""
    drugs = [m for m in mentions if not m.name.is_class]
    drugs = [
        m for m in drugs if not text[: m.start].lower().endswith(("from ", "instead of ", "rather than "))
    ] or drugs
    usual = [m for m in drugs if is_requestable(m.concept, names)]
    for candidates in (usual, drugs):
        if candidates:
            first = _behind_kind(text, candidates) or candidates[0]
            # the same drug may be named again with its brand: "rituximab (Ruxience)", "rituximab … as Truxima"
            branded = [m for m in candidates if m.concept == first.concept and m.name.product]
            return first if first.name.product or len({m.name.product for m in branded}) != 1 else branded[0]
    return None


def _behind_kind(text: str, candidates: Sequence[Mention]) -> Mention | None:
    """ "She takes Benlysta; may we start rituximab?": the drug directly behind "start"."""
    for mention in candidates:
        lead = text[max(0, mention.start - 28) : mention.start]
        if orders.kind_of(lead) is not None and not any(mark in lead for mark in ".;?"):
            return mention
    return None


def condition_of(text: str, vocabulary: Mapping[str, Any]) -> tuple[str | None, tuple[int, int]]:
    """The condition asked about, and its place: the one that the others are part of or lead to ("SLE with
    lupus nephritis")."""
    entries = vocabulary.get("conditions", {})
    found = _conditions(Held(entries)).find(text)
    diagnoses = [m for m in found if not entries.get(m.concept, {}).get("symptom")]
    specific = [m for m in diagnoses if m.concept not in _WIDER] or diagnoses
    if not specific:
        return None, (0, 0)
    return specific[0].concept, (specific[0].start, specific[0].end)


_WIDER = frozenset(
    ("systemic lupus erythematosus", "hypertension", "pregnancy")
)  # named along with what is asked about


@lru_cache(maxsize=2)
def _conditions(held: Held[Mapping[str, Any]]) -> Lexicon:
    entries = held.value
    return Lexicon(
        {concept: (concept, *entry.get("names", ())) for concept, entry in entries.items()},
        {concept: entry.get("exact", ()) for concept, entry in entries.items()},
    )


def _kind(text: str, mention: Mention | None) -> str | None:
    """The kind of request; the words nearest before the drug count first: "continue MMF and start rituximab"."""
    if mention is not None:
        near = orders.last_kind_of(text[max(0, mention.start - 28) : mention.start].rsplit(".", 1)[-1])
        if near is not None:
            return near
    return orders.kind_of(text)


def _findings(
    text: str, mention: Mention | None, names: DrugNames, condition: str | None, place: tuple[int, int], kind: str
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if mention is not None and not mention.name.is_class:
        start, end = _stretch(text, mention, names)
        detail = orders.request_of(text, [(start, end)], _dates(text, start, end), mention.name.product)
        kind_of = kind if kind != "unknown" else None
        detail = type(detail)(
            detail.product, detail.undecided or orders.is_undecided(text)[0], detail.dose, detail.dates, detail.doses,
            detail.spacing_days, detail.repeat_days, detail.single_course, kind_of,
        )  # fmt: skip
        found.append(_finding("Q1", Kind.REQUEST, mention.concept, start, end, detail))
    if condition is not None:
        found.append(_finding(f"Q{len(found) + 1}", Kind.CONDITION, condition, *place, None))
    return tuple(found)


def _finding(identifier: str, kind: Kind, concept: str, start: int, end: int, detail: Any) -> Finding:
    return Finding(
        identifier, kind, concept, (Span(_DOCUMENT, start, end),), stated_by=StatedBy.REQUESTER, detail=detail
    )


def _stretch(text: str, mention: Mention, names: DrugNames) -> tuple[int, int]:
    """From the drug to the next other drug, or to the end."""
    others = [
        m.start for m in drug_names.mentions(text, names) if m.start > mention.start and m.concept != mention.concept
    ]
    lead = text[max(0, mention.start - 24) : mention.start]
    start = mention.start - len(lead) if any(c.isdigit() for c in lead) else mention.start
    return start, min(others, default=len(text))


def _dates(text: str, start: int, end: int) -> list[Dated]:
    """The full dates in the regimen: "1000 mg 9/7/2026 and 9/21/2026"."""
    page = read_page(Document(_DOCUMENT, _DOCUMENT, text, ""))
    return [d for d in find_dates(page, start, end) if d.when.exact is not None and d.kind == "full"]


def as_of_in(question: Question) -> date | None:
    """The first day of service that the question names, where it names one."""
    for finding in question.findings:
        dates = getattr(finding.detail, "dates", ())
        if dates:
            first: date | None = dates[0].exact
            return first
    return None
