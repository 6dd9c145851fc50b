"""Bundles: attachments, versions, pages, patients and people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidentia.content.errors import InputError
from evidentia.findings.formats import fhir
from evidentia.model.finding import Kind
from tests.findings.formats import lupus
from tests.findings.formats.lupus import (
    attached,
    concept,
    condition,
    findings,
    ref,
    summary,
)


def note(data: str, kind: str = "text/plain", **more: Any) -> dict[str, Any]:
    return {"resourceType": "DocumentReference", "id": "d", "status": "current", "date": "2025-11-02T09:00:00Z",
            "author": [{"display": "Ann Low, MD"}], "content": [{"attachment": {"contentType": kind, "data": data}}], **more}  # fmt: skip


def test_attached_text_and_html_are_documents_of_their_own() -> None:
    plain, html = (
        note(attached("UPCR 2.4 g/g today.\r\n")),
        note(attached("<p>UPCR <b>2.4</b> g/g</p><script>x</script>"), "text/html", id="e"),
    )
    _, first, second = fhir.extract("b.json", lupus.bundle(condition("SLE"), plain, html))
    assert (first.name, first.text, first.kind, str(first.date), first.author) == (
        "b.json#DocumentReference/d",
        "UPCR 2.4 g/g today.\n",
        "text",
        "2025-11-02",
        "Ann Low, MD",
    )
    assert (second.text, second.kind) == ("UPCR 2.4 g/g\n", "html")


def test_an_attachment_in_a_binary_and_a_presented_form() -> None:
    far = note("", content=[{"attachment": {"contentType": "text/plain", "url": "Binary/b"}}])
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": attached("class IV")}
    form = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "presentedForm": [{"contentType": "text/plain", "data": attached("class V")}],
    }
    texts = [e.text for e in fhir.extract("b.json", lupus.bundle(condition("SLE"), far, binary, form))]
    assert texts[1:] == ["class IV", "class V"]


def test_an_attachment_that_cannot_be_read_is_named() -> None:
    for broken in (
        note("%%%"),
        note(""),
        note("", content=[{"attachment": {"url": "https://elsewhere/1"}}]),
        note(attached('{"resourceType": "Bundle"}'), "application/fhir+json"),
    ):
        documents = fhir.extract("b.json", lupus.bundle(condition("SLE"), broken))
        assert len(documents) == 1 and "b.json#DocumentReference/d" in documents[0].text


@pytest.mark.parametrize(
    "change", [{"status": "superseded"}, {"status": "entered-in-error"}, {"docStatus": "entered-in-error"}]
)
def test_a_superseded_note_is_dropped(change: dict[str, str]) -> None:
    assert len(fhir.extract("b.json", lupus.bundle(condition("SLE"), note(attached("x y z"), **change)))) == 1


def test_a_composition_gives_the_day_the_author_and_its_free_text() -> None:
    composed = {"resourceType": "Composition", "id": "c", "status": "final", "date": "2025-10-01", "title": "Consult", "author": [{"display": "Ann Low, MD"}],
                "section": [{"title": "Plan", "text": {"div": "<div>Continue MMF.</div>"}},
                            {"title": "Problems", "text": {"div": "<div>SLE</div>"}, "entry": [ref("Condition/1")]}]}  # fmt: skip
    first, second = fhir.extract("b.json", lupus.bundle(composed, condition("SLE", id="1"), kind="document"))
    assert (str(first.date), first.author, second.text) == (
        "2025-10-01",
        "Ann Low, MD",
        "Consult\nPlan:\nContinue MMF.\n",
    )


def test_a_history_counts_once_and_a_deletion_not() -> None:
    old, new = ({**condition("SLE", id="1"), "meta": {"lastUpdated": day, "versionId": v}, "code": concept(name)}
                for day, v, name in (("2024-01-01", "1", "Pericarditis"), ("2025-01-01", "2", "Nephritis")))  # fmt: skip
    text = summary(new, old, kind="history")
    assert "Nephritis" in text and "Pericarditis" not in text
    gone = {
        "resourceType": "Bundle",
        "type": "history",
        "entry": [{"resource": new, "request": {"method": "DELETE"}}, {"resource": condition("SLE")}],
    }
    assert "Nephritis" not in fhir.extract("b.json", json.dumps(gone).encode())[0].text


def test_what_is_left_out_is_counted() -> None:
    text = summary(
        condition("SLE"),
        {"resourceType": "Claim"},
        condition("X", modifierExtension=[{"url": "u"}]),
        condition("Y", "", "entered-in-error"),
    )
    assert "1 Claim, 1 Condition entered in error, 1 Condition with a modifier extension" in text
    assert "\n- X" not in text and "\n- Y" not in text


def test_missing_pages_are_told() -> None:
    text = summary(condition("SLE"), kind="searchset", link=[{"relation": "next", "url": "https://ehr/2"}])
    assert [f.concept for f in findings(("t", text)) if f.kind is Kind.NOTE] == ["pages not received"]


def test_two_patients_are_refused() -> None:
    for other in (
        {"resourceType": "Patient", "id": "other"},
        condition("SLE", subject=ref("Patient/other")),
        condition("SLE", subject=ref("https://ehr/Patient/9")),
    ):
        with pytest.raises(InputError, match="patients"):
            fhir.extract("b.json", lupus.bundle(*lupus.resources(), other))


def test_a_prescriber_is_the_one_who_asks() -> None:
    found = [f for f in lupus.of(fhir.extract("b.json", lupus.bundle())) if f.kind is Kind.PRESCRIBER]
    assert [(f.concept, getattr(f.detail, "name", ""), getattr(f.detail, "credential", "")) for f in found] == [
        ("rheumatology", "Miriam Castellane", "MD")
    ]
