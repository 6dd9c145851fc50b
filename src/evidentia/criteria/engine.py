"""Rule trees -> Rationale trees, by strong Kleene logic and without short circuit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context
from evidentia.criteria.registry import test_named
from evidentia.model.finding import Chart
from evidentia.model.policy import Rule, RuleKind
from evidentia.model.rationale import Because, Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Truth


def evaluate(
    rule: Rule, chart: Chart, as_of: date, vocabulary: Mapping[str, Any], standing: Mapping[str, Any] | None = None
) -> Rationale:
    """The truth of a rule for a chart as of a date, with its proof.

    Every part is evaluated, so a reader sees the value of each. The findings and missing facts of a node are those of
    the parts that decide it.
    """
    return prove(rule, Context(chart, as_of, vocabulary, standing or {}))


def prove(rule: Rule, context: Context) -> Rationale:
    """As `evaluate`, for a context that is there already."""
    if rule.kind is RuleKind.TEST:
        proof: Rationale = test_named(rule.test, rule.line).evaluate(rule.args, context)
        return proof
    children = tuple(prove(child, context) for child in rule.children)
    truth = combined(rule, tuple(child.truth for child in children))
    deciding = _deciding(rule, truth, children)
    return Rationale(
        label=str(rule.kind),
        truth=truth,
        because=_because(deciding),
        findings=tuple(dict.fromkeys(name for child in deciding for name in child.findings)),
        missing=_missing(rule, truth, deciding),
        children=children,
    )


def combined(rule: Rule, truths: tuple[Truth, ...]) -> Truth:
    """The truth of a combination from those of its parts."""
    if rule.kind is RuleKind.ALL_OF:
        return reduce(lambda a, b: a & b, truths, MET)
    if rule.kind is RuleKind.ANY_OF:
        return reduce(lambda a, b: a | b, truths, NOT_MET)
    if rule.kind is RuleKind.NOT:
        return ~truths[0]
    if rule.kind is RuleKind.EXCEPT:
        return truths[0] & ~truths[1]
    met = sum(t.is_met for t in truths)
    open_ = [t for t in truths if t.is_unknown]
    if met >= rule.n:
        return MET
    return open_[0] if met + len(open_) >= rule.n else NOT_MET


def _deciding(rule: Rule, truth: Truth, children: tuple[Rationale, ...]) -> tuple[Rationale, ...]:
    """The parts with the value of the whole; of a met any_of one part is enough to cite, the first."""
    if rule.kind in (RuleKind.NOT, RuleKind.EXCEPT):
        return children
    same = tuple(child for child in children if child.truth.value is truth.value)
    if truth.is_met and rule.kind is RuleKind.ANY_OF:
        return same[:1]
    if truth.is_unknown and rule.kind is RuleKind.ANY_OF:
        return _nearest(same)
    return same or children


def _nearest(open_: tuple[Rationale, ...]) -> tuple[Rationale, ...]:
    """Of several open ways, those that the record already speaks of; all of them where it speaks of none."""
    spoken = tuple(child for child in open_ if child.findings)
    return spoken or open_


def _because(deciding: tuple[Rationale, ...]) -> Because:
    """The sentences of the deciding parts, each once."""
    texts = list(dict.fromkeys(sentence(child.because.text) for child in deciding if child.because.text))
    sentences = dict.fromkeys(part for text in texts[:4] for part in re.split(r"(?<=\.)\s(?=[A-Z])", text))
    return Because("{text}", {"text": " ".join(sentences)})


def sentence(text: str) -> str:
    """A sentence begins with a capital, but for names that do not ("eGFR", "anti-HBc")."""
    return text if not text or text[:2] in ("eG", "an") else text[0].upper() + text[1:]


def _missing(rule: Rule, truth: Truth, deciding: tuple[Rationale, ...]) -> tuple[Missing, ...]:
    """What would settle it: of several ways that the record does not speak of, the first is asked for."""
    if not truth.is_unknown:
        return ()
    open_ways = deciding if rule.kind is not RuleKind.ANY_OF or any(c.findings for c in deciding) else deciding[:1]
    return tuple({m.code: m for child in open_ways for m in child.missing}.values())
