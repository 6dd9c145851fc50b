"""The second way to the figures of a sentence about the chart: what the composers got wrong does not pass."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.answer.reread import material_of, unread
from evidentia.model.finding import Chart, Document, Finding, Kind, Span

NOTE = (
    """Clinic note 03/02/2026
MMF 750 mg BID since 9/2025, UPCR 1.1 -> 2.7 g/g. Started 2 doses of rituximab, weekly, on 4 March 2025.
"""
    + "No other matter. " * 40
    + """
Her sister takes azathioprine 150 mg daily since 2019, IgG 812 mg/dL.
"""
)
NAMES = {"mycophenolate": ("mycophenolate", "mmf"), "azathioprine": ("azathioprine",), "rituximab": ("rituximab",)}


def material(words: str):
    start = NOTE.index(words)
    finding = Finding("F1", Kind.MEDICATION, "x", (Span("doc1", start, start + len(words)),))
    return material_of(
        [finding], Chart((Document("doc1", "note", NOTE, ""),), (finding,)), "", ["within 90 days"], date(2026, 3, 10)
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Mycophenolate 750 mg twice daily.",
        "Mycophenolate 1500 mg/day since 2025-09.",
        "UPCR rose from 1.1 g/g to 2.7 g/g (2026-03-02), a rise of 145 %.",
        "Rituximab x 2, 7 days apart, from 2025-03-04; 6 months of mycophenolate.",
        "Checked within 90 days.",
        'The note says "MMF 750 mg BID since … 2.7 g/g".',
        "The record states no contraindication to azathioprine.",
    ],
)
def test_what_stands_there_or_follows_from_it_is_read_again(sentence: str) -> None:
    assert unread(sentence, material("MMF 750 mg BID"), NAMES) == []


@pytest.mark.parametrize(
    ("sentence", "strange"),
    [
        ("Mycophenolate 1600 mg/day.", "the number 1600"),
        ("UPCR 2.8 g/g.", "the number 2.8"),
        ("UPCR rose from 1.1 g/g to 2.7 g/g, a rise of 45 %.", "the number 45"),
        ("IgG 812 mg/dL.", "the number 812"),  # another place of the same document
        ("Azathioprine was taken.", "the drug azathioprine"),  # the sister's
        ("UPCR 2.7 g/g (2024-03-02).", "the date 2024-03-02"),
        ("Rituximab x 2, 21 days apart.", "the number 21"),
        ("Rituximab x 8.", "the number 8"),
        ('The note says "99 mg of anything".', 'the quotation "99 mg of anything"'),
    ],
)
def test_what_neither_stands_there_nor_follows_is_named(sentence: str, strange: str) -> None:
    assert unread(sentence, material("MMF 750 mg BID"), NAMES) == [
        f"{strange} neither stands at the cited places nor follows from them"
    ]


DAYS = {
    "Infusions on October 5 and 19, 2026.": ["2026-10-05", "2026-10-19"],
    "Given on the 5th and 19th of May 2025.": ["2025-05-05", "2025-05-19"],
    "Riabni 1000 mg IV 5.18.26 & 6.1.26": ["2026-05-18", "2026-06-01"],
    "Sertraline 200 mg 09/01-11/10/2025, no response.": ["2025-09-01", "2025-11-10"],
    "October 2 and October 16, 2024: Truxima": ["2024-10-02", "2024-10-16"],
}


@pytest.mark.parametrize("words", DAYS)
def test_days_as_charts_write_them_are_read_again(words: str) -> None:
    finding = Finding("F1", Kind.MEDICATION, "x", (Span("doc1", 0, len(words)),))
    chart = Chart((Document("doc1", "note", words, ""),), (finding,))
    there = material_of([finding], chart, "", [], date(2026, 12, 1))
    assert unread(f"On {' and '.join(DAYS[words])}.", there, {}) == []
    for day in DAYS[words]:
        other = str(int(day[:4]) + 1) + day[4:] if "/" in words else "2026-10-06"
        assert unread(f"On {other}.", there, {}) != []


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("1000 mg / 10 mg a unit = 100 units a dose; 100 units x 2 doses = 200 units a course", True),
        ("1000 mg / 10 mg a unit = 110 units a dose", False),
        ("1000 mg / 20 mg a unit = 50 units a dose", False),  # no such unit in the rule
        ("100 units x 3 doses = 200 units a course", False),
    ],
)
def test_a_computation_that_is_written_out_is_done_again(sentence: str, holds: bool) -> None:
    words = "Ruxience 1 g on day 1 and 15"
    finding = Finding("F1", Kind.REQUEST, "x", (Span("doc1", 0, len(words)),))
    chart = Chart((Document("doc1", "note", words, ""),), (finding,))
    there = material_of([finding], chart, "", ["10 mg a unit"], date(2026, 12, 1))
    assert (unread(sentence, there, {}) == []) is holds


def test_a_quotation_of_the_rule_is_one_of_its_own_words() -> None:
    assert unread('It asks: "within 90 days".', material("MMF 750 mg BID"), NAMES) == []
    assert unread('It asks: "within 60 days".', material("MMF 750 mg BID"), NAMES) != []


def test_a_word_before_a_unit_is_no_length_of_time() -> None:
    """ "last month" and "per day" licensed "1 day", "2 days" and "1 week" in any sentence that cites their place."""
    note = "MMF 750 mg per day, seen last month."
    finding = Finding("F1", Kind.MEDICATION, "x", (Span("doc1", 0, len(note)),))
    read = material_of([finding], Chart((Document("doc1", "note", note, ""),), (finding,)), "", [], date(2026, 3, 10))
    assert [
        said for said in ("Taken for 1 day.", "Taken for 2 days.", "Taken for 1 week.") if not unread(said, read, NAMES)
    ] == []
