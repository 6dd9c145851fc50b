"""The same chart as text, as FHIR and as C-CDA gives the same findings."""

from __future__ import annotations

import json

import pytest

from evidentia.app import assess
from evidentia.findings.formats import ccda, fhir
from evidentia.findings.formats.extract import Extract
from evidentia.model.finding import Course, Finding, Kind, Medication, Request
from tests.findings.formats import lupus, lupus_ccda

FORMS = {
    "fhir": lambda: fhir.extract("b.json", lupus.bundle()),
    "fhir ndjson": lambda: fhir.extract("b.ndjson", ndjson()),
    "ccda": lambda: ccda.extract("c.xml", lupus_ccda.lupus()),
}


def ndjson() -> bytes:
    composition = {"resourceType": "Composition", "status": "final", "date": "2025-12-18", "title": "Summary"}
    return "\n".join(json.dumps(r) for r in [*lupus.resources(), composition]).encode()


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> tuple[Extract, ...]:
    return FORMS[request.param]()


def test_the_same_findings(form: tuple[Extract, ...]) -> None:
    assert lupus.said(lupus.of(form)) == lupus.said(lupus.findings(("chart.txt", lupus.TEXT)))


def therapy(found: tuple[Finding, ...]) -> set[object]:
    """Everything that the criteria ask of drugs, courses and requests; reasons are words and may differ."""
    told: set[object] = set()
    for f in found:
        d = f.detail
        if isinstance(d, Medication):
            told.add(
                (
                    f.concept,
                    d.status,
                    d.product,
                    d.form,
                    str(d.dose),
                    str(d.daily_dose),
                    d.route,
                    d.start,
                    d.stop,
                    d.outcome,
                )
            )
        elif isinstance(d, Course):
            told.add((f.concept, d.dates, d.product, str(d.dose)))
        elif isinstance(d, Request):
            told.add((f.concept, d.dates, d.product, str(d.dose), d.doses, d.spacing_days))
    return told


def test_the_same_therapy(form: tuple[Extract, ...]) -> None:
    assert therapy(lupus.of(form)) == therapy(lupus.findings(("chart.txt", lupus.TEXT)))


def truths(documents: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    question = "Is Ruxience (rituximab-pvvr) 1000 mg IV on day 1 and 15 medically necessary for a patient with SLE and lupus nephritis?"
    determined = assess(question, documents, as_of=lupus.AS_OF).determinations
    return [(d.policy, n.label, n.truth.value) for d in determined for c in d.criteria for n in c.rationale.walk()]


def test_the_same_determination(form: tuple[Extract, ...]) -> None:
    expected = truths([("chart.txt", lupus.TEXT)])
    assert len(expected) > 20 and {"met", "unknown"} <= {truth for _, _, truth in expected}
    assert truths([(e.name, e.text) for e in form]) == expected


def test_it_is_about_25_resources_and_every_span_is_a_place() -> None:
    assert 24 <= len(lupus.resources()) <= 28
    document = fhir.extract("b.json", lupus.bundle())[0]
    for finding in lupus.of((document,)):
        for span in finding.spans:
            assert 0 <= span.start < span.end <= len(document.text)


def test_the_order_of_resources_changes_nothing() -> None:
    forward = fhir.extract("b.json", lupus.bundle())
    assert lupus.of(forward) and lupus.said(
        lupus.of(fhir.extract("b.json", lupus.bundle(*lupus.resources()[::-1])))
    ) == lupus.said(lupus.of(forward))


def test_a_course_is_one_course() -> None:
    courses = [f for f in lupus.of(fhir.extract("b.json", lupus.bundle())) if f.kind is Kind.COURSE]
    assert [len(c.detail.dates) for c in courses if isinstance(c.detail, Course)] == [2]
