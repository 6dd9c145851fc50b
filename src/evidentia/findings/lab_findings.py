"""A value, or a result in words, as a finding: with what is missing, and what the sentence says of newer or older ones."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.lab_values import (
    Value,
)
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Lab, Span
from evidentia.model.frozen import changed
from evidentia.model.quantity import Quantity
from evidentia.model.when import When


def value_found(
    page: Page, concept: str, quantity: Quantity, start: int, end: int, when: When | None, detail: Lab
) -> Finding:
    flags = []
    if quantity.unit is None:
        flags.append("unit missing")
    if when is None:
        flags.append("date missing")
    return Finding(
        "",
        Kind.LAB,
        concept,
        (Span(page.document.id, start, end),),
        when=when,
        value=quantity,
        detail=detail,
        flags=tuple(flags),
    )


def word_found(page: Page, concept: str, result: str, start: int, end: int, when: When | None) -> Finding:
    silent = result in ("pending", "not done")
    return Finding(
        "", Kind.LAB, concept, (Span(page.document.id, start, end),), Assertion.ABSENT if silent else Assertion.PRESENT,
        when=when, detail=Lab(result=result), flags=() if when or silent else ("date missing",),
    )  # fmt: skip


def noted(page: Page, sentence: Sentence, finding: Finding, value: Value | None) -> Finding:
    """Carry what the sentence says about newer results."""
    assert isinstance(finding.detail, Lab)
    whole = page.text[sentence.start : sentence.end]
    stale, elsewhere = _stale().search(whole) is not None, _elsewhere().search(whole) is not None
    copied = re.search(r"cop(?:ied|y)[- ]?(?:forward|from)|carried forward|c/f from|imported", whole, re.IGNORECASE)
    flags = (*finding.flags, "baseline") if value is not None and _is_baseline(page, sentence, value) else finding.flags
    if not (stale or elsewhere or copied) and flags is finding.flags:
        return finding
    detail = changed(finding.detail, not_repeated=stale, newer_elsewhere=elsewhere, copied=copied is not None)
    return changed(finding, detail=detail, flags=flags)


def _is_baseline(page: Page, sentence: Sentence, value: Value) -> bool:
    """ "Starting weight 110 kg", "BMI 38 before Wegovy": the record calls it the value before treatment."""
    before = re.split(r"[;,.]\s", page.text[sentence.start : value.start])[-1]
    return (
        _baseline().search(before) is not None
        or re.search(
            r"\bbefore\b[^.;]{0,40}\b(?:injection|drug|medicine|medication|treatment|therapy)\b",
            page.text[sentence.start : value.start],
            re.IGNORECASE,
        )
        is not None
        or re.match(
            r"[\s,(]*(?:at baseline|before (?:treatment|starting|the drug|wegovy|drug)|at (?:the )?start)\b",
            page.text[value.end : value.end + 30],
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _baseline() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:baseline|pre-?treatment|starting|start|initial|before (?:treatment|therapy|drug|starting|start|wegovy|semaglutide|any)\b[^.;]{0,20}|prior to (?:treatment|starting|start|wegovy|drug)|pre-?(?:wegovy|drug))\b",
        re.IGNORECASE,
    )


@cache
def _stale() -> re.Pattern[str]:
    return re.compile(
        r"\bnot (?:been )?(?:repeated|rechecked|redone|checked again|drawn|done|remeasured|measured since|obtained since)(?: since| again)?|\bnone (?:since|drawn since|done since)|\bno (?:repeat|recheck|newer|further|later|new) |"
        r"\b(?:nothing|no \w+(?: level)?) since\b|\bnever (?:repeated|rechecked)|\bhas(?:n't| not) been (?:repeated|rechecked|checked|drawn|done) since|\bonly (?:value|one|level|result)\b",
        re.IGNORECASE,
    )


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(
        r"outside (?:lab|hospital)|elsewhere|requested|not (?:here|received|available|in (?:our|this|the) chart)|may have|at the old place|another (?:lab|hospital|clinic)|per (?:pt|patient) portal|pcp (?:has|drew|checked)",
        re.IGNORECASE,
    )
