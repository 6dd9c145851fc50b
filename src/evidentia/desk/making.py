"""A request -> an assessment ready to be kept: its bytes, what it stands on, and its page for each audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import evidentia.answer.render.html as as_html
import evidentia.answer.render.json as as_json
from evidentia import app
from evidentia.answer.article import article
from evidentia.findings.formats.extract import Extract
from evidentia.ledger.timeline import timeline
from evidentia.ledger.trends import trends
from evidentia.model.assessment import Assessment, Audience
from evidentia.model.evidence import Library
from evidentia.model.frozen import changed
from evidentia.store.cases import Made, Packed, digests_of


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `policies` empty: those of the topic; `kind` None: read from the question or the chart."""

    question: str
    as_of: date
    policies: tuple[str, ...] = ()
    kind: str | None = None


def assessed(request: Request, documents: Sequence[Extract], library: Library) -> Assessment:
    """The assessment of a request. Errors: InputError, as `app.assess`."""
    return app.assess(
        request.question, documents, as_of=request.as_of, policies=request.policies, kind=request.kind, library=library
    )


def made(
    request: Request, documents: Sequence[Extract], assessment: Assessment, library: Library, **summary: Any
) -> Made:
    """What is kept of an assessment of these documents; `summary` is more for lists and headings to show."""
    return Made(
        inputs={**inputs(request), "documents": digests_of(documents)},
        verdict=str(assessment.verdict),
        summary={
            "ingredient": assessment.question.ingredient,
            "product": assessment.question.product,
            "condition": assessment.question.condition,
            "policies": [d.policy for d in assessment.determinations],
            **summary,
        },
        records=stands_on(assessment),
        digests=dict(assessment.digests),
        output=Packed.of(as_json.render(assessment)),
        pages={str(audience): Packed.of(_body(assessment, library, audience)) for audience in Audience},
    )


def _body(assessment: Assessment, library: Library, audience: Audience) -> str:
    """The page of an audience without its review status: the frame says that, as it is when the page is read."""
    whole = article(assessment, library, audience)
    page = changed(whole, sections=tuple(s for s in whole.sections if s.id != "status"))
    return as_html.body(page, assessment, library, over_time(assessment, audience))


def over_time(assessment: Assessment, audience: Audience) -> tuple[str, str, str] | None:
    """Therapy and laboratory values by their dates, as pictures of a section; None where the record dates none."""
    lines = trends(assessment.chart)
    drawn = timeline(assessment.chart) + (f'<div class="trends">{lines}</div>' if lines else "")
    title = "Your treatment and tests over time" if audience is Audience.PATIENT else "Therapy and laboratory over time"
    return ("time", title, drawn) if drawn else None


def inputs(request: Request) -> dict[str, Any]:
    return {
        "question": request.question,
        "as_of": request.as_of.isoformat(),
        "policies": list(request.policies),
        "kind": request.kind,
    }


def request_from(inputs: dict[str, Any]) -> Request:
    """The request of an assessment that was kept."""
    return Request(inputs["question"], date.fromisoformat(inputs["as_of"]), tuple(inputs["policies"]), inputs["kind"])


def stands_on(assessment: Assessment) -> dict[str, Any]:
    """Every record that spoke, with its digest; its sources with their currency; the policies with their versions."""
    return {
        "records": {
            name: {"digest": record.digest, "source": record.source, "figures": _plain(record.figures)}
            for name, record in sorted(assessment.records.items())
        },
        "sources": {reference.source.id: reference.currency for reference in assessment.references},
        "policies": {d.policy: d.version for d in assessment.determinations},
    }


def _plain(figures: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in figures.items()}
