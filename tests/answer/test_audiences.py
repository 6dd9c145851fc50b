"""Four audiences from one ledger: the same facts and verdict, the patient's in plain words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evidentia.answer.article import article, facts
from evidentia.answer.brief import brief
from evidentia.answer.readability import grade, smog, syllables
from evidentia.app import assess, split_case
from evidentia.content.loader import load
from evidentia.evaluation.cases import read_cases
from evidentia.model.assessment import Assessment, Audience

ROOT = Path(__file__).resolve().parents[2]


def assessments() -> list[Assessment]:
    found = []
    for name in ("seed_poor", "seed_complete"):
        question, chart = split_case((ROOT / "examples" / f"{name}.txt").read_text("utf-8"))
        found.append(assess(question, [("chart.txt", chart)], as_of=date(2026, 1, 5)))
    for case in read_cases(ROOT / "tests" / "cases" / "determinations"):
        found.append(assess(case.question, [("chart.txt", case.chart)], as_of=case.as_of, kind=case.kind))
    return found


ALL = assessments()


@pytest.mark.parametrize("number", range(len(ALL)))
def test_all_audiences_assert_the_same_facts_and_verdict(number: int) -> None:
    pages = [article(ALL[number], load(), audience) for audience in Audience]
    assert len({facts(page) for page in pages}) == 1
    assert len({page.assessment.verdict for page in pages}) == 1
    assert len({tuple(r.number for r in page.references) for page in pages}) == 1


@pytest.mark.parametrize("number", range(len(ALL)))
def test_the_patient_reads_at_grade_six(number: int) -> None:
    page = article(ALL[number], load(), Audience.PATIENT)
    text = "\n".join(line.text for section in page.sections for line in section.lines)
    assert grade(text) <= 6.5
    assert smog(text) <= 8


@pytest.mark.parametrize("number", range(len(ALL)))
def test_no_reader_meets_a_denial(number: int) -> None:
    words = " ".join(f"{s.text} {s.plain}" for s in ALL[number].statements).lower()
    assert not any(word in words for word in ("is denied", "we deny", "denied.", "denial is", "request denied"))


@pytest.mark.parametrize("side", ["for", "against"])
def test_each_brief_shows_the_other_side(side: str) -> None:
    text = brief(ALL[1], load(), side)
    assert "WHAT THE OTHER SIDE WILL SAY" in text and "A named clinician decides" in text
    assert "LUNAR" in text and "Catapano" not in text.split("REFERENCES")[0]


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("kidney", 2), ("hepatitis", 4), ("1000", 1), ("take", 1), ("people", 2), ("tested", 2)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
