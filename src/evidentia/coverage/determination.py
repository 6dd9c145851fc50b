"""A policy evaluated on a chart. The outcome is met, not met or unknown; there is no denial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import Any

from evidentia.coverage.flips import flips_of
from evidentia.criteria.context import Context
from evidentia.criteria.engine import prove, sentence
from evidentia.model.assessment import Standing
from evidentia.model.finding import Chart
from evidentia.model.frozen import changed
from evidentia.model.policy import Criterion, Policy
from evidentia.model.rationale import CriterionResult, Determination, Missing, Rationale
from evidentia.model.truth import MET


def determine(
    policy: Policy,
    chart: Chart,
    kind: str,
    as_of: date,
    vocabulary: Mapping[str, Any],
    standing: Standing | None = None,
) -> Determination:
    """Evaluate every criterion of the pathway for a kind of request, as of a date.

    The outcome is met where all criteria are, not met where one is not, and unknown otherwise. A policy whose period
    does not cover the date is evaluated all the same, and says so.
    """
    pathway = policy.pathway(kind)
    context = Context(chart, as_of, vocabulary, dict(standing.details) if standing else {})
    results = tuple(_result(criterion, prove(criterion.rule, context)) for criterion in pathway.criteria)
    outcome = reduce(lambda a, b: a & b, (result.truth for result in results), MET)
    in_force = policy.period.covers(as_of)
    note = "" if in_force else f"The policy is in force {policy.period}; it does not cover {as_of}."
    return Determination(
        policy.id, policy.version, pathway.kind, outcome, results, flips_of(results, outcome), in_force, note
    )


def _result(criterion: Criterion, proof: Rationale) -> CriterionResult:
    missing = tuple(_asked(criterion, item) for item in proof.missing)
    return CriterionResult(
        id=criterion.id,
        text=criterion.text,
        truth=proof.truth,
        because=sentence(proof.because.text),
        findings=proof.findings,
        missing=missing,
        rationale=proof,
    )


def _asked(criterion: Criterion, item: Missing) -> Missing:
    """The policy's own template wording for a missing fact, where it has one."""
    return changed(item, wording=criterion.ask[item.code]) if item.code in criterion.ask else item
