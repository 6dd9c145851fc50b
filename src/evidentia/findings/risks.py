"""Whether a risk of a treatment was looked at: stated absent, or stated present with what is done about it.

The risks and their words stand in content/vocabulary/risks.yaml. The EVENT findings have the concept "<risk> risk addressed"; a risk
that is present with nothing done about it is HYPOTHETICAL: it is named and not addressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Event, Finding, Kind, Span
from evidentia.model.frozen import frozen


@frozen
class _Risk:
    concept: str
    named: re.Pattern[str]  # the risk as a whole: "thrombosis risk"
    factors: re.Pattern[str]  # single factors: "DVT", "estrogen"
    precautions: re.Pattern[str]


_PREPARED: dict[int, tuple[Any, tuple[_Risk, ...]]] = {}


def _risks(vocabulary: Mapping[str, Any]) -> tuple[_Risk, ...]:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        made = tuple(
            _Risk(concept, _any(e["names"]), _any(e["factors"]), _any(e["precautions"]))
            for concept, e in vocabulary.get("risks", {}).items()
        )
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, made)
    return _PREPARED[key][1]


def _any(words: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(map(str, words), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w])", re.IGNORECASE)


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The findings on risks of a chart."""
    risks = _risks(vocabulary)
    return [f for page in pages for f in _page(page, risks)]


def _page(page: Page, risks: Sequence[_Risk]) -> Iterator[Finding]:
    for place, sentence in enumerate(page.sentences):
        for risk in risks:
            following = page.sentences[place + 1 : place + 3]
            found = _sentence(page, sentence, [s for s in following if s.block == sentence.block], risk)
            if found is not None:
                yield found


def _sentence(page: Page, sentence: Sentence, following: Sequence[Sentence], risk: _Risk) -> Finding | None:
    text = page.text
    named = risk.named.search(text, sentence.start, sentence.end)
    factors = list(risk.factors.finditer(text, sentence.start, sentence.end))
    if (named is None and not factors) or is_unchecked(page, sentence):
        return None
    if about(page, sentence, (named or factors[0]).start()) != "patient":
        return None
    said = text[sentence.start : sentence.end]
    if _only_told().search(said):
        return None
    end = following[-1].end if following else sentence.end
    if _denied(text, sentence, named, factors):
        return _finding(page, sentence.start, sentence.end, risk, Assertion.PRESENT)
    if named is None and len(factors) < 1:
        return None
    precaution = risk.precautions.search(text, sentence.start, end)
    if precaution is not None and (named is not None or _linked(text, factors, precaution, sentence)):
        return _finding(page, sentence.start, max(sentence.end, precaution.end()), risk, Assertion.PRESENT)
    return _finding(page, sentence.start, sentence.end, risk, Assertion.HYPOTHETICAL) if named is not None else None


def _finding(page: Page, start: int, end: int, risk: _Risk, said: Assertion) -> Finding:
    span = Span(page.document.id, start, end)
    return Finding("", Kind.EVENT, f"{risk.concept} risk addressed", (span,), said, detail=Event())


def _denied(text: str, sentence: Sentence, named: re.Match[str] | None, factors: Sequence[re.Match[str]]) -> bool:
    """ "No thrombosis risk factors", "thrombotic risk: none", "no prior DVT, PE or stroke": absent as a whole, or several factors at once."""
    if named is not None:
        lead, behind = text[sentence.start : named.start()], text[named.end() : sentence.end]
        if re.search(
            r"\b(?:no|without|denies|absent|low|none|nil|negative for|free of)\b[^.;]{0,40}$", lead, re.IGNORECASE
        ):
            return True
        return (
            re.match(
                r"[^.;]{0,30}?\b(?:none|absent|no\b|nil|negative|low|not present|not identified|denied|reviewed and (?:none|absent))",
                behind,
                re.IGNORECASE,
            )
            is not None
        )
    negation = re.search(
        r"\b(?:no|without|denies|never had|negative for)\b", text[sentence.start : factors[0].start()], re.IGNORECASE
    )
    between = text[sentence.start + negation.end() : factors[0].start()] if negation else ""
    whole = re.search(
        r"\b(?:thrombosis|thromboembol\w+|thrombotic events?|clots?|clotting)\b", factors[0].group(), re.IGNORECASE
    )
    return (
        negation is not None
        and len(between) < 40
        and (len(factors) >= 2 or (whole is not None and "histor" in between.lower()))
    )


def _linked(text: str, factors: Sequence[re.Match[str]], precaution: re.Match[str], sentence: Sentence) -> bool:
    """A factor and what is done about it in one sentence: "prior DVT: slow rate, hydration"."""
    return (
        precaution.start() < sentence.end
        and re.search(
            r"\b(?:infus\w+|ivig|rate|hydrat\w+|immun\w+ globulin|immunoglobulin|thromb\w+)\b",
            text[sentence.start : sentence.end],
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _only_told() -> re.Pattern[str]:
    """What the label warns of or was told to the patient in general is not about this patient's factors."""
    return re.compile(
        r"\b(?:boxed warning|label (?:warns|lists)|risks? (?:and|&) benefits?|counsel\w*|consent\w*|educat\w*|can (?:cause|occur)|may (?:cause|occur)|to be (?:assessed|reviewed)|will (?:assess|review)|not (?:assessed|addressed|reviewed|documented))\b",
        re.IGNORECASE,
    )
