"""The same chart as text, PDF, Word, RTF and HTML says the same."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.findings.formats import Extract, from_bytes
from evidentia.model.finding import Chart

from . import making


def chart_of(*documents: Extract) -> Chart:
    return from_note.read(documents_of(documents), load().vocabulary, date(2026, 1, 5))


def facts(*documents: Extract) -> set[tuple[str, ...]]:
    """What is said, without where it stands."""
    return {
        (
            f.kind.value,
            f.concept,
            f"{f.value.value.normalize():f} {f.value.unit}" if f.value else "",
            str(f.when),
            f.assertion,
        )
        for f in chart_of(*documents).findings
    }


@pytest.mark.parametrize("kind", ["pdf", "docx", "rtf", "html"])
def test_the_same_chart_says_the_same(kind: str) -> None:
    (plain,) = from_bytes("chart", making.as_text())
    (other,) = from_bytes("chart", making.KINDS[kind]())
    assert other.kind == kind
    assert facts(other) == facts(plain)
    assert len(facts(plain)) >= 20


@pytest.mark.parametrize("kind", ["text", "pdf", "docx", "rtf", "html"])
def test_an_empty_cell_moves_no_value_to_its_neighbour(kind: str) -> None:
    (document,) = from_bytes("chart", making.KINDS[kind]())
    values = {(f[1], f[2]) for f in facts(document) if f[0] == "lab" and f[3] == "2025-03-03"}
    assert values == {("upcr", "1.9 g/g"), ("igg", "830 mg/dL")}


def test_a_laboratory_table_by_result_is_read_with_units_and_dates() -> None:
    assert {f for f in facts(*from_bytes("labs.csv", making.CSV)) if f[0] == "lab"} == {
        ("lab", "upcr", "1.7 g/g", "2025-12-15", "present"),
        ("lab", "igg", "774 mg/dL", "2025-12-15", "present"),
    }


@pytest.mark.parametrize(
    "table",
    [
        b"Collected,Test,Result,Units,Ref Low,Ref High\n2025-12-15,IgG,,mg/dL,700,1600\n2025-12-15,IgM,88,mg/dL,40,230\n",
        b"Test,Result,Normal,Date\nIgG,,700,2025-12-15\nHBsAg,,Negative,2025-12-15\nIgM,88,40-230,2025-12-15\n",
        b"Test;Result;Unit;Normal\nIgG;;mg/dL;700-1600\nIgM;88;mg/dL;40-230\n",
    ],
)
def test_a_range_of_normal_values_is_no_result(table: bytes) -> None:
    assert {f[1] for f in facts(*from_bytes("labs.csv", table)) if f[0] == "lab"} == {"igm"}


def test_spans_of_a_pdf_are_places_of_a_page() -> None:
    chart = chart_of(*from_bytes("chart.pdf", making.as_pdf()))
    (document,) = chart.documents
    assert len(document.pages) == 2
    request = next(f for f in chart.findings if f.kind.value == "request")
    page, place = document.place(request.spans[0].start)
    assert page == 2 and place == request.spans[0].start - document.pages[1]


def test_a_packet_is_one_chart() -> None:
    documents = from_bytes("packet.zip", making.packet())
    assert [d.name for d in documents] == [
        "packet.zip/1 note.txt",
        "packet.zip/2 labs.csv",
        "packet.zip/scans/3 letter.html",
    ]
    assert facts(*documents) >= facts(documents[0])
