"""A pattern that is only searched where one of its words stands finds the same as one that is searched everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidentia.findings import (
    assertion,
    biopsy,
    biopsy_diagnoses,
    context,
    notes,
    orders,
    passages,
    past,
    payers,
    relatives,
    stop_signs,
)
from evidentia.findings.text import words_of

ROOT = Path(__file__).parents[2]


def sentences() -> list[str]:
    folders = [ROOT / "examples", ROOT / "tests" / "cases", ROOT.parent / "shared" / "cases"]
    texts = [path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.txt"))]
    lines = {line for text in texts for line in re.split(r"\n|(?<=\.)\s", text) if line.strip()}
    return sorted(lines)


def has_word(words: frozenset[str], also: str = "") -> Callable[[str], bool]:
    return lambda text: not words_of(text).isdisjoint(words) or bool(also and also in text)


def has_part(parts: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda text: any(part in text.lower() for part in parts)


GATES: list[tuple[str, Callable[[str], bool], re.Pattern[str]]] = [
    ("payer", has_word(payers.WORDS), payers.pattern()),
    ("study", has_word(context._STUDY_WORDS, "%"), context._study()),
    ("somebody else", has_word(relatives.WORDS), relatives.pattern()),
    ("study of a therapy", has_word(passages._STUDY_WORDS), passages._study()),
    ("open product", has_part(orders._LEAVES_OPEN), orders._open_product()),
    ("open dose", has_part(orders._DOSE_WORDS), orders._open_dose()),
    ("biopsy class", has_part(biopsy._WORDS), biopsy._classes()),
    ("stop sign", has_word(stop_signs.WORDS), stop_signs.pattern()),
    ("a biopsy", has_part(biopsy_diagnoses.BIOPSY_PARTS), biopsy_diagnoses._biopsy()),
    ("no biopsy", has_part(("biops", "bx")), biopsy._none()),
    ("told in the past", has_part(past._TOLD_PARTS), past._told()),
    ("harm of a drug", has_part(past._HARM_PARTS), past._harm()),
    ("told to watch", has_part(assertion._WATCH_PARTS), assertion._told_to_watch()),
    ("talked about", has_part(assertion._WARNED_PARTS), assertion._warned()),
    ("differential", has_part(assertion._DIFFERENTIAL_PARTS), assertion._differential()),
    ("ruled out", has_part(assertion._EXCLUDED_PARTS), assertion._excluded()),
    *((name, has_word(words), pattern) for name, words, pattern in notes._patterns()),
]


@pytest.mark.parametrize(("name", "gate", "pattern"), GATES, ids=[name for name, _, _ in GATES])
def test_no_gate_hides_what_its_pattern_finds_in_any_chart(
    name: str, gate: Callable[[str], bool], pattern: re.Pattern[str]
) -> None:
    texts = sentences()
    assert len(texts) > 500
    assert [text for text in texts if pattern.search(text) and not gate(text)] == []


@pytest.mark.parametrize(("name", "gate", "pattern"), GATES, ids=[name for name, _, _ in GATES])
@settings(max_examples=40)
@given(data=st.data())
def test_no_gate_hides_what_its_pattern_can_match(
    name: str, gate: Callable[[str], bool], pattern: re.Pattern[str], data: st.DataObject
) -> None:
    """Texts are made from the pattern itself."""
    text = data.draw(
        st.from_regex(pattern, fullmatch=False, alphabet=st.characters(min_codepoint=32, max_codepoint=126))
    )
    if pattern.search(text):
        assert gate(text), text
