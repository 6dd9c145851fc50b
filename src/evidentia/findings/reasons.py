"""Stated reasons for a step of care: immune globulin before glucocorticoids, no dose reduction, this product and no other.

The steps and their words stand in content/vocabulary/steps.yaml. A reason counts where one sentence names the step, says which way it
goes and says why; what is only named ("steroids discussed") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Kind, Span
from evidentia.model.frozen import frozen


@frozen
class _Step:
    concept: str
    about: re.Pattern[str]
    against: re.Pattern[str] | None
    order: re.Pattern[str]


_PREPARED: dict[int, tuple[Any, tuple[_Step, ...]]] = {}


def _steps(vocabulary: Mapping[str, Any]) -> tuple[_Step, ...]:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        made = tuple(
            _Step(concept, _any(e["about"]), _any(e["against"]) if "against" in e else None, _any(e["order"]))
            for concept, e in vocabulary.get("steps", {}).items()
        )
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, made)
    return _PREPARED[key][1]


def _any(words: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(map(str, words), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w])", re.IGNORECASE)


@cache
def _because() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because(?: of)?|given (?:that|the|his|her|their|\w+)|due to|owing to|in view of|in light of|on account of|since (?:he|she|the|his|her|they|it)|as (?:he|she|the|his|her|they|it)\b|"
        r"secondary to|for (?:rapid|severe|motor|fear|risk|concern)|with (?:his|her|poorly|uncontrolled|known|underlying|pre-?existing|brittle)|b/c|2/2|reason|rationale|justif\w+|"
        r"reflect\w+|considering|makes?\s[^.;]{0,40}\bworse|worsens?\s(?:the|his|her|motor)|can (?:worsen|aggravate)|may (?:worsen|aggravate)|are contraindicated|is contraindicated|after (?:a |the |his |her |two |three )?(?:relapse|deterioration|worsening|failed|reaction)|d/t|therefore|hence)\b|\b(?:avoided|deferred|contraindicated|first|taper\w*|reduction)\s?:\s",
        re.IGNORECASE,
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The REASON findings of a chart; their concept is the step."""
    steps = _steps(vocabulary)
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, steps)]


def _sentence(page: Page, sentence: Sentence, steps: Sequence[_Step]) -> Iterator[Finding]:
    text = page.text
    why = _because().search(text, sentence.start, sentence.end)
    if why is None or is_unchecked(page, sentence) or about(page, sentence, sentence.start) != "patient":
        return
    if _only_asked().match(text, sentence.start, sentence.end) or _none().search(text, sentence.start, sentence.end):
        return
    for step in steps:
        named = step.about.search(text, sentence.start, sentence.end)
        other = step.against.search(text, sentence.start, sentence.end) if step.against else None
        ordered = step.order.search(text, sentence.start, sentence.end)
        if ordered and (named or other) and len(text[sentence.start : sentence.end].split()) >= 5:
            yield Finding("", Kind.REASON, step.concept, (Span(page.document.id, sentence.start, sentence.end),))


@cache
def _none() -> re.Pattern[str]:
    """ "There is no medical reason against one", "the form asks for … or a reason why not"."""
    return re.compile(
        r"\bno (?:\w+ ){0,2}reasons?\b|\breason why not\b|\b(?:form|plan|policy|payer|insurer)\s(?:asks?|requires?|wants?)\b",
        re.IGNORECASE,
    )


@cache
def _only_asked() -> re.Pattern[str]:
    """A question of a form, or what a plan asks for, is no reason."""
    return re.compile(r"[^.;]{0,160}\?\s*$|\W*(?:the plan|policy|insurer|payer)\b", re.IGNORECASE)
