"""Any text is read, quickly, without a crash; spans are places of the text; the order of documents changes nothing."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.findings.question import read as read_question

AS_OF = date(2026, 1, 5)
PIECES = (
    "UPCR", "2.4", "g/g", "rituximab", "Ruxience", "1000 mg", "IV", "day 1 and 15", "3/9/26", "2025-03-09", "March", "no", "never", "biopsy", "class",
    "IV", "HBsAg", "negative", ":", ";", ".", "\n", "\n\n", "|", "    ", "- ", "(", ")", "[ ]", "MMF", "1 g BID", "relapse", "on", "stopped", "since", "Dr.",
    "MD", "Rheumatology", "x 6", "->", "infection", "resolved", "mother", "study", "%", "q6mo", "IgG", "not done", "1. LETTER", "Meds:", "é", "\t", "0" * 30,
)  # fmt: skip
charts = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(charts)
def test_any_text_is_read_and_spans_are_places(text: str) -> None:
    if not text.strip():
        return
    started = time.process_time()
    chart = from_note.read(documents_of([("c.txt", text)]), load().vocabulary, AS_OF)
    assert time.process_time() - started < 2
    for finding in chart.findings:
        assert finding.spans
        for span in finding.spans:
            assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_question_is_read(text: str) -> None:
    question = read_question(text, load().vocabulary)
    assert question.text == text


@settings(max_examples=60, deadline=None)
@given(st.lists(charts.filter(str.strip), min_size=2, max_size=3, unique=True))
def test_the_order_of_documents_changes_nothing(texts: list[str]) -> None:
    def read(order: list[str]) -> object:
        named = [(f"{texts.index(t)}.txt", t) for t in order]
        return from_note.read(documents_of(named), load().vocabulary, AS_OF).findings

    assert read(texts) == read(texts[::-1])


def test_a_long_line_does_not_hang() -> None:
    started = time.process_time()
    from_note.read(documents_of([("c.txt", "UPCR 1.2 g/g and " * 3000)]), load().vocabulary, AS_OF)
    from_note.read(documents_of([("d.txt", "a" * 200_000)]), load().vocabulary, AS_OF)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_every_system_are_one(ending: str) -> None:
    from evidentia.findings.text import _line_ends

    note = "Labs 01/02/2026\n\nUPCR 1.2 g/g\nIgG 800 mg/dL\n"
    other = _line_ends(note.replace("\n", ending))
    assert len(other) == len(note.replace("\n", ending))
    assert [line.strip() for line in other.rstrip().splitlines()] == note.rstrip().splitlines()
