"""One module a group of sections: Inputs -> Statements. None of them knows a topic, a drug or a payer."""

from __future__ import annotations

from evidentia.answer.compose import evidence, necessity, outcome, precedents, safety, since, standing
from evidentia.answer.inputs import Inputs
from evidentia.model.assessment import Statement


def compose(inputs: Inputs) -> list[Statement]:
    """Every statement of the article, in reading order, not yet checked."""
    return [
        *outcome.direct(inputs),
        *_uncurated(inputs),
        *outcome.missing(inputs),
        *outcome.criteria(inputs),
        *necessity.necessity(inputs),
        *standing.standard(inputs),
        *standing.investigational(inputs),
        *standing.dosing(inputs),
        *evidence.supporting(inputs),
        *evidence.opposing(inputs),
        *evidence.alternatives(inputs),
        *evidence.timing(inputs),
        *since.since(inputs),
        *safety.safety(inputs),
        *evidence.pitfalls(inputs),
        *evidence.coding(inputs),
        *precedents.precedents(inputs),
        *evidence.to_check(inputs),
        *outcome.status(inputs),
    ]


def _uncurated(inputs: Inputs) -> list[Statement]:
    """What the local library says, where no topic is curated; its module is imported only then."""
    if inputs.literature is None:
        return []
    from evidentia.answer.compose import uncurated

    return list(uncurated.statements(inputs, inputs.literature))
