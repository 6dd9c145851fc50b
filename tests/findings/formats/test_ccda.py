"""Statuses, negations and unknowns of C-CDA, and its narrative."""

from __future__ import annotations

import pytest

from evidentia.content.errors import InputError
from evidentia.findings.formats import ccda
from evidentia.model.finding import Assertion, Kind, Status
from tests.findings.formats import lupus
from tests.findings.formats.lupus_ccda import LN, document, drug, problem, result, section

SLE = section("Problems", problem("SLE"))


def text(*sections: str) -> str:
    return ccda.extract("c.xml", document(*sections))[0].text


def drugs(title: str, entry: str) -> list[str]:
    found = lupus.findings(("t", text(SLE, section(title, entry))))
    return [
        f.detail.status.value
        for f in found
        if f.kind is Kind.MEDICATION and f.detail is not None and isinstance(f.detail.status, Status)
    ]  # type: ignore[union-attr]


MEDICATIONS = {
    ("EVN", "active", ""): ["current"], ("EVN", "completed", ""): ["past"], ("EVN", "aborted", ""): ["past"], ("EVN", "suspended", ""): ["held"],
    ("EVN", "nullified", ""): [], ("EVN", "cancelled", ""): [], ("EVN", "nonsense", ""): [], ("INT", "active", ""): ["current"],
    ("INT", "completed", ""): ["past"], ("EVN", "active", ' negationInd="true"'): [],
}  # fmt: skip


@pytest.mark.parametrize(("mood", "status", "more"), MEDICATIONS)
def test_medication_status(mood: str, status: str, more: str) -> None:
    entry = drug("mycophenolate mofetil", "1.5", "g", status=status, mood=mood, low="20230502", hours=12, more=more)
    assert drugs("Medications", entry) == MEDICATIONS[mood, status, more]


def test_an_intent_for_a_day_to_come_is_planned() -> None:
    assert drugs("Medications", drug("Ruxience", "1000", "mg", mood="INT", low="20260105", route="Intravenous")) == [
        "requested"
    ]


def test_a_plan_is_planned() -> None:
    assert drugs(
        "Plan of Treatment", drug("Ruxience", "1000", "mg", mood="INT", one="20260105", route="Intravenous")
    ) == ["requested"]


@pytest.mark.parametrize(("more", "courses"), [("", 1), (' negationInd="true"', 0)])
def test_an_infusion_given_or_not(more: str, courses: int) -> None:
    entry = drug(
        "Ruxience", "1000", "mg", status="completed", one="20250310", route="Intravenous", inside=LN, more=more
    )
    found = lupus.findings(("t", text(SLE, section("Administered", entry))))
    assert [f.kind for f in found].count(Kind.COURSE) == courses


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (problem("Lupus nephritis", "M32.14"), Assertion.PRESENT),
        (problem("Lupus nephritis", "M32.14", high="20240501"), Assertion.HISTORICAL),
        (problem("Lupus nephritis", "M32.14", negated=True), Assertion.ABSENT),
    ],
)
def test_problems(entry: str, said: Assertion) -> None:
    found = lupus.findings(("t", text(section("Problems", entry))))
    assert [f.assertion for f in found if f.kind is Kind.CONDITION] == [said]
    assert any(f.kind is Kind.CODE for f in found) is (said is Assertion.PRESENT)


RESULTS: list[tuple[str, list[tuple[str, str]]]] = [
    (result("UPCR", "900", "20251215", unit="mg/g"), [("upcr", "900 mg/g")]),
    (result("UPCR", "1.9", "20251215", unit="g/g"), [("upcr", "1.9 g/g")]),
    (result("UPCR", "120", "20251215", unit="mg/mmol"), [("upcr", "120 mg/mmol")]),
    (result("eGFR", "61", "20251215", unit="mL/min/{1.73_m2}"), [("egfr", "61 mL/min/1.73 m2")]),
    (result("WBC", "5.8", "20251215", unit="10*9/L"), [("wbc", "5.8 10^9/L")]),
    (result("Hemoglobin", "12.1", "20251215", unit="g/dL"), [("hemoglobin", "12.1 g/dL")]),
    (result("UPCR", "1.9", "20251215", unit=""), [("upcr", "1.9 (no unit)")]),
    (result("HBsAg", "Non-reactive", "20251215"), [("hbsag", "negative")]),
    (result("HBsAg", "", "20251215"), []),
    (result("HBsAg", "Negative", "20251215", more=' negationInd="true"'), [("hbsag", "not done")]),
    (result("HBsAg", "Negative", "20251215", status="aborted"), [("hbsag", "not done")]),
    (result("HBsAg", "Negative", "20251215", status="nullified"), []),
    (result("Creatinine [Mass/volume] in Urine", "90", "20251215", unit="mg/dL"), []),
]


@pytest.mark.parametrize(("entry", "said"), RESULTS)
def test_results(entry: str, said: list[tuple[str, str]]) -> None:
    found = [f for f in lupus.findings(("t", text(SLE, section("Results", entry)))) if f.kind is Kind.LAB]
    assert [(f.concept, str(f.value or getattr(f.detail, "result", ""))) for f in found] == said
    assert {str(f.when) for f in found} <= {"2025-12-15"}


def test_an_interval_has_its_sign() -> None:
    value = '<value xsi:type="IVL_PQ"><high value="0.1" unit="g/g" inclusive="false"/></value>'
    entry = result("UPCR", "1", "20251215", unit="g/g").replace('<value xsi:type="PQ" value="1" unit="g/g"/>', value)
    assert "UPCR <0.1 g/g (2025-12-15)" in text(section("Results", entry))


def test_no_known_problems_and_allergies() -> None:
    allergy = '<act><entryRelationship><observation negationInd="true"><value displayName="Allergy to substance"/></observation></entryRelationship></act>'
    said = text(section("Problems", problem("Problem", negated=True)), section("Allergies", allergy))
    assert "- No known problems.\n" in said and "- No known allergies.\n" in said


def test_narrative_where_a_section_has_no_entries() -> None:
    table = "<table><thead><tr><th>Date</th><th>UPCR (g/g)</th><th>IgG (mg/dL)</th></tr></thead><tbody><tr><td>2025-12-15</td><td>1.7</td><td>774</td></tr></tbody></table>"
    [document_] = ccda.extract("c.xml", document(section("Results", text=table)))
    assert document_.name == "c.xml#narrative"
    found = {
        (f.concept, str(f.value), str(f.when)) for f in lupus.findings(("t", document_.text)) if f.kind is Kind.LAB
    }
    assert found == {("upcr", "1.7 g/g", "2025-12-15"), ("igg", "774 mg/dL", "2025-12-15")}


def test_narrative_of_a_section_with_entries_is_not_read_twice() -> None:
    documents = ccda.extract("c.xml", document(section("Problems", problem("SLE"), text="<paragraph>SLE</paragraph>")))
    assert [d.name for d in documents] == ["c.xml"]


def test_a_section_without_information_says_nothing() -> None:
    with pytest.raises(InputError):
        ccda.extract("c.xml", document(section("Problems", text="None", more='nullFlavor="NI"')))


def test_names_from_the_narrative() -> None:
    named = (
        problem("x")
        .replace('displayName="x"', 'nullFlavor="OTH"')
        .replace("</value>", '<originalText><reference value="#p1"/></originalText></value>')
    )
    assert "- Lupus nephritis." in text(section("Problems", named, text='<content ID="p1">Lupus nephritis</content>'))


def test_the_header() -> None:
    first = ccda.extract("c.xml", document(SLE))[0]
    assert (str(first.date), first.author, first.kind) == ("2025-12-18", "Miriam Castellane, MD, Rheumatology", "ccda")
    undated = ccda.extract("c.xml", document(SLE, day="").replace(b'value=""', b'nullFlavor="UNK"'))[0]
    assert undated.date is None and undated.text.startswith("RECORD SUMMARY\n")


def test_two_patients_are_refused() -> None:
    with pytest.raises(InputError, match="patient"):
        ccda.extract("c.xml", document(SLE, header="<recordTarget/>"))


def test_an_unstructured_document_is_its_attachment() -> None:
    body = f'<nonXMLBody><text mediaType="text/plain" representation="B64">{lupus.attached("UPCR 1.2 g/g")}</text></nonXMLBody>'
    whole = document().replace(b"<structuredBody></structuredBody>", body.encode())
    assert [d.text for d in ccda.extract("c.xml", whole)] == ["UPCR 1.2 g/g"]


def test_a_family_history_is_of_relatives() -> None:
    other = section("Notes", text="<list><item>Lupus nephritis</item></list>").replace(
        "<title>Notes", "<title>Family History"
    )
    found = lupus.findings(("t", ccda.extract("c.xml", document(other))[0].text))
    assert [f.assertion for f in found if f.kind is Kind.CONDITION] == [Assertion.FAMILY]
