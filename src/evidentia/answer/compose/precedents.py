"""Precedents: how often comparable denials were overturned, and the latest decisions of each outcome. Never a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased
from evidentia.model.assessment import Role, Statement
from evidentia.precedents import Comparison, Decision

_QUOTED = 320  # characters of a decision's reason that an article quotes


def precedents(inputs: Inputs) -> Iterator[Statement]:
    """Both outcomes with the base rate, its interval and drift, the rule of selection; nothing where there are none."""
    if inputs.topic is None:
        return
    found = inputs.precedents.found
    if found is None:
        yield _none(inputs, inputs.topic.ingredient, inputs.topic.condition)
        return
    yield _rate(found, inputs.topic.ingredient)
    yield phrased(
        "precedents", "rule", phrases.PRECEDENTS_RULE, {"rule": found.rule}, rests_on=("precedents:selection",)
    )
    yield from (_example(decision) for decision in found.examples)


def _none(inputs: Inputs, drug: str, condition: str) -> Statement:
    """An empty library and a search without a hit are two things."""
    if not inputs.precedents.searched:
        return phrased("precedents", "none", phrases.NO_DECISIONS, role=Role.GAP, rests_on=("precedents:search",))
    figures = {"n": inputs.precedents.searched, "drug": drug, "condition": condition}
    return phrased("precedents", "none", phrases.NO_PRECEDENT, figures, role=Role.GAP, rests_on=("precedents:search",))


def _rate(found: Comparison, drug: str) -> Statement:
    figures = {
        "drug": drug,
        "condition": found.condition,
        "body": " and ".join(found.bodies),
        "first": found.first,
        "last": found.last,
        "n": found.total,
        "won": found.overturned,
        "lost": found.total - found.overturned,
        "percent": round(100 * found.overturned / found.total),
        "low": round(100 * found.low),
        "high": round(100 * found.high),
        "recent": _of(found.recent),
        "earlier": _of(found.earlier),
    }
    return phrased("precedents", "rate", phrases.PRECEDENTS, figures, rests_on=("precedents:rate",))


def _of(share: tuple[int, int]) -> str:
    return f"{share[0]} of {share[1]}" if share[1] else "none"


def _example(decision: Decision) -> Statement:
    figures = {
        "outcome": "Overturned in the patient's favour" if decision.overturned else "Denial upheld",
        "plain": "the answer was yes" if decision.overturned else "the answer was no",
        "id": decision.id,
        "year": decision.year,
        "via": f"; {decision.via}" if decision.via else "",
        "failed": f"; tried before: {', '.join(decision.failed)}" if decision.failed else "",
        "quote": _reason(decision),
    }
    return phrased(
        "precedents",
        f"case-{decision.id}",
        phrases.PRECEDENT,
        figures,
        role=Role.SUPPORTS if decision.overturned else Role.OPPOSES,
        rests_on=(f"precedent:{decision.body}:{decision.id}",),
    )


def _reason(decision: Decision) -> str:
    """The beginning of the reason, to the end of a sentence where one ends in reach."""
    text = " ".join(decision.text.split()).replace('"', "'")
    if len(text) <= _QUOTED:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)", text[:_QUOTED])]
    return text[: ends[-1]] if ends else text[: text.rfind(" ", 0, _QUOTED)] + " …"
