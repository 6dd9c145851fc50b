"""An assessment as JSON: schema `evidentia-assessment/1` (assessment.schema.json). Canonical: sorted keys, fixed spacing."""

from __future__ import annotations

import json as _json
from functools import partial
from typing import Any

from evidentia.answer.article import article_order
from evidentia.ledger.findings_json import finding_json
from evidentia.model.assessment import Assessment, Audience, Reference, Standing, Statement
from evidentia.model.finding import Span
from evidentia.model.frozen import names_of
from evidentia.model.rationale import CriterionResult, Determination, Rationale

SCHEMA = "evidentia-assessment/1"


def render(assessment: Assessment, audience: Audience = Audience.CLINICIAN) -> str:
    """The assessment as text; the same assessment gives the same bytes."""
    return _json.dumps(data(assessment, audience), ensure_ascii=False, sort_keys=True, indent=1)


def data(assessment: Assessment, audience: Audience = Audience.CLINICIAN) -> dict[str, Any]:
    """The assessment as plain data."""
    order = article_order(audience)
    statements = sorted(assessment.statements, key=lambda s: order.index(s.section))
    return {
        "schema": SCHEMA,
        "id": assessment.id,
        "audience": str(audience),
        "question": {
            "text": assessment.question.text,
            "ingredient": assessment.question.ingredient,
            "product": assessment.question.product,
            "condition": assessment.question.condition,
            "kind": assessment.question.kind,
        },
        "verdict": str(assessment.verdict),
        "as_of": assessment.as_of.isoformat(),
        "documents": [{"id": d.id, "name": d.name, "digest": d.digest} for d in assessment.chart.documents],
        "findings": [
            finding_json(f, partial(_text_of, assessment))
            for f in (*assessment.question.findings, *assessment.chart.findings)
        ],
        "determinations": [_determination(d) for d in assessment.determinations],
        "flips": [
            {"policy": d.policy, "to": f.to, "needs": list(f.texts), "criteria": list(f.criteria), "cost": f.cost}
            for d in assessment.determinations
            for f in d.flips
        ],
        "standing": _standing(assessment.standing),
        "statements": [_statement(s) for s in statements],
        "removed": [_statement(s) for s in assessment.removed],
        "references": [_reference(r) for r in assessment.references],
        "digests": dict(assessment.digests),
    }


def _text_of(assessment: Assessment, span: Span) -> str:
    """The characters of a span of the chart, or of the question line."""
    if span.document == "question":
        return assessment.question.text[span.start : span.end]
    return assessment.chart.text_of(span)


def _determination(determination: Determination) -> dict[str, Any]:
    return {
        "policy": determination.policy,
        "version": determination.version,
        "kind": determination.kind,
        "in_force": determination.in_force,
        "outcome": str(determination.outcome.value),
        "criteria": [_criterion(c) for c in determination.criteria],
    }


def _criterion(criterion: CriterionResult) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "text": criterion.text,
        "value": str(criterion.truth.value),
        "why_unknown": str(criterion.truth.why) if criterion.truth.why else None,
        "because": criterion.because,
        "findings": list(criterion.findings),
        "missing": [{"code": m.code, "text": m.text, "who": m.who, "wording": m.wording} for m in criterion.missing],
        "proof": _proof(criterion.rationale),
    }


def _proof(node: Rationale) -> dict[str, Any]:
    return {
        "label": node.label,
        "value": str(node.truth.value),
        "because": node.because.text,
        "findings": list(node.findings),
        "parts": [_proof(child) for child in node.children],
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "label_status": standing.label_status,
        "guideline_place": standing.guideline_place,
        "investigational": standing.investigational,
        "regimen": standing.regimen,
        "certainty": {"level": standing.certainty.level, "steps": list(standing.certainty.steps)},
        "recommendations": [
            {"record": a.record, "applies": str(a.rationale.truth.value), "because": a.rationale.because.text}
            for a in standing.recommendations
        ],
        "estimates": [{name: _number(getattr(e, name)) for name in names_of(type(e))} for e in standing.estimates],
        "evidence_for": list(standing.evidence_for),
        "evidence_against": list(standing.evidence_against),
        "alternatives": list(standing.alternatives),
    }


def _number(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return list(value) if isinstance(value, tuple) else value


def _statement(statement: Statement) -> dict[str, Any]:
    check = statement.check
    return {
        "id": statement.id,
        "section": statement.section,
        "role": str(statement.role),
        "text": statement.text,
        "plain": statement.plain,
        "citations": [
            {"record": c.record, "source": c.source, "locator": c.locator, "digest": c.digest}
            for c in statement.citations
        ],
        "findings": list(statement.findings),
        "rests_on": list(statement.rests_on),
        "check": {"verdict": check.verdict, "by": list(check.by), "problems": list(check.problems)} if check else None,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    source = reference.source
    return {
        "number": reference.number,
        "id": source.id,
        "kind": source.kind,
        "title": source.title,
        "authors": source.authors,
        "publisher": source.publisher,
        "year": source.year,
        "identifiers": dict(source.identifiers),
        "read_depth": str(source.read_depth),
        "via": source.via,
        "currency": reference.currency,
        "records": list(reference.records),
    }
