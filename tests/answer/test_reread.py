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
