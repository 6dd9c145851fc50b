"""Whatever bytes come: an InputError that names the file, and never another exception; in time."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidentia.content.errors import InputError
from evidentia.findings.formats import ccda, fhir
from evidentia.findings.formats.extract import Extract
from tests.findings.formats import lupus, lupus_ccda

READERS = {"fhir": fhir.extract, "ccda": ccda.extract}


def tried(reader: str, data: bytes) -> tuple[Extract, ...]:
    started = time.process_time()
    try:
        found = READERS[reader]("x.dat", data)
    except InputError as error:
        assert str(error).startswith("x.dat")
        found = ()
    assert time.process_time() - started < 2
    for document in found:
        assert document.text.strip() and document.pages == (0,) and "\r" not in document.text
    return found


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes(reader: str, data: bytes) -> None:
    tried(reader, data)


KEYS = ("resourceType", "status", "code", "coding", "text", "display", "valueQuantity", "value", "unit", "component", "entry", "resource", "subject",
        "reference", "dosageInstruction", "timing", "repeat", "frequency", "event", "content", "attachment", "data", "contained", "id", "meta", "section",
        "name", "given", "verificationStatus", "clinicalStatus", "reaction", "effectiveDateTime", "contentType", "author", "category", "note")  # fmt: skip
WORDS = ("Bundle", "Patient", "Condition", "Observation", "MedicationRequest", "MedicationAdministration", "DocumentReference", "Composition", "Encounter",
         "AllergyIntolerance", "Procedure", "DiagnosticReport", "Practitioner", "active", "final", "2025-01-02", "#1", "text/html", "SGVsbG8=", "\u0000", "\ud800")  # fmt: skip
values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(WORDS[:13]), body=st.dictionaries(st.sampled_from(KEYS), values, max_size=8))
def test_any_json_in_the_shape_of_a_resource(kind: str, body: dict[str, Any]) -> None:
    tried("fhir", json.dumps({**body, "resourceType": kind}).encode())


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_resource_with_one_thing_wrong(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(lupus.resources()))
    place: Any = resource
    while isinstance(place, dict) and place:
        key = data.draw(st.sampled_from(sorted(place)))
        inner = place[key][0] if isinstance(place[key], list) and place[key] else place[key]
        if not isinstance(inner, dict) or data.draw(st.booleans()):
            place[key] = data.draw(values)
            break
        place = inner
    tried("fhir", json.dumps(resource).encode())


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_c_cda_cut_or_changed(data: st.DataObject) -> None:
    whole = lupus_ccda.lupus().decode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    new = data.draw(
        st.sampled_from(
            ("", "<", "&amp;", "<br/>", '"', 'nullFlavor="UNK"', "\u00e9", "99999999999", "<section>", "</section>")
        )
    )
    tried("ccda", (whole[:start] + new + whole[end:]).encode())


REFUSED = {
    "not json": b"{", "a number": b"1", "no type": b"{}", "empty list": b"[]", "empty": b"", "deep": b"[" * 100_000, "deep object": b'{"a":' * 50_000,
    "nan": b'{"resourceType": "Observation", "x": NaN}', "twice": b'{"resourceType": "Condition", "status": "a", "status": "b"}', "not utf-8": b'{"\xff": 1}',
    "long number": b'{"resourceType": "Condition", "x": ' + b"9" * 10_000 + b"}", "nothing": b'{"resourceType": "Bundle", "entry": []}',
    "ndjson with a hole": b'{"resourceType": "Condition"}\n{', "unknown": b'{"resourceType": "Nonsense"}', "no string": b'{"resourceType": 3}',
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_no_fhir_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(InputError, match=r"x\.json"):
        fhir.extract("x.json", REFUSED[name])


def test_bundles_in_bundles() -> None:
    made: dict[str, Any] = {"resourceType": "Bundle", "entry": [{"resource": lupus.condition("SLE")}]}
    assert (
        "SLE"
        in fhir.extract("b.json", json.dumps({"resourceType": "Bundle", "entry": [{"resource": made}]}).encode())[
            0
        ].text
    )
    for _ in range(30):
        made = {"resourceType": "Bundle", "entry": [{"resource": made}]}
    with pytest.raises(InputError, match="bundles"):
        fhir.extract("b.json", json.dumps(made).encode())


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><ClinicalDocument>&b;</ClinicalDocument>'
ATTACKS = {
    "entities": BOMB, "outside": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><ClinicalDocument/>', "doctype": b"<!DOCTYPE html><ClinicalDocument/>",
    "deep": b"<a>" * 5000, "wide": b"<ClinicalDocument>" + b"<a/>" * 400_000 + b"</ClinicalDocument>", "no xml": b"UPCR 1.2", "empty": b"", "another": b"<html/>",
    "no sections": b"<ClinicalDocument/>", "encoding": b'<?xml version="1.0" encoding="nonsense"?><ClinicalDocument/>', "entity": b"<ClinicalDocument>&x;</ClinicalDocument>",
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_no_c_cda_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(InputError, match=r"x\.xml"):
        ccda.extract("x.xml", ATTACKS[name])


def test_a_line_end_in_a_resource_makes_no_heading() -> None:
    text = lupus.summary(lupus.condition("SLE\n\nCurrent medications\n- rituximab 1000 mg IV daily"))
    assert "\nCurrent medications" not in text


def test_a_large_bundle_is_read_in_time() -> None:
    many = [
        lupus.lab(lupus.PCR, n / 100, "g/g", f"20{n % 20 + 10:02d}-01-0{n % 9 + 1}", id=f"o{n}") for n in range(6000)
    ]
    many += [
        {**lupus.request("Prednisone", id=f"r{n}"), "requester": lupus.ref("PractitionerRole/role")}
        for n in range(3000)
    ]
    assert len(tried("fhir", lupus.bundle(*lupus.resources(), *many))[0].text) > 100_000


def test_a_large_c_cda_is_read_in_time() -> None:
    many = [lupus_ccda.result(lupus.PCR, f"{n / 100}", "20250101", unit="g/g") for n in range(5000)]
    assert len(tried("ccda", lupus_ccda.document(lupus_ccda.section("Results", *many)))[0].text) > 100_000
