"""The gate: honest words pass, changed ones do not; twelve kinds of change."""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path

import pytest

from evidentia.answer.verify import compared, verify, world_of
from evidentia.app import assess, split_case
from evidentia.content.loader import load
from evidentia.model.frozen import changed

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import mutations  # noqa: E402

LUNAR = "In LUNAR (n = 144) renal response was 56.9 % with rituximab against 45.8 % with placebo at week 52; the primary endpoint was not met."
DRUGS = frozenset({"rituximab", "belimumab"})

HONEST = [
    "LUNAR enrolled 144: renal response of 56.9 % on rituximab against 45.8 % on placebo by week 52. Its primary endpoint was not met.",
    "In LUNAR the renal response was 56.9 % with rituximab against 45.8 % with placebo; the primary endpoint was not met.",
]
FALSE = [
    LUNAR.replace("56.9", "59.6"),
    LUNAR.replace("week 52", "month 52"),
    LUNAR.replace("56.9 % with rituximab against 45.8 %", "45.8 % with rituximab against 56.9 %"),
    LUNAR.replace("was not met", "was met"),
    LUNAR.replace("LUNAR", "EXPLORER"),
    LUNAR.replace("rituximab", "belimumab"),
    LUNAR.replace("renal response", "skin response"),
    LUNAR.replace("placebo", "rituximab"),
    LUNAR.replace("against", "higher than"),
    LUNAR + " It is strongly recommended.",
]


@pytest.mark.parametrize("text", [LUNAR, *HONEST])
def test_honest_words_pass(text: str) -> None:
    assert compared(text, [LUNAR], DRUGS) == []


@pytest.mark.parametrize("text", FALSE)
def test_changed_words_do_not(text: str) -> None:
    assert compared(text, [LUNAR], DRUGS)


@pytest.mark.parametrize("kind", sorted(mutations.KINDS))
def test_every_kind_of_change_is_caught_in_a_whole_article(kind: str) -> None:
    question, chart = split_case((ROOT / "examples" / "seed_complete.txt").read_text("utf-8"))
    result = assess(question, [("chart.txt", chart)], as_of=date(2026, 1, 5))
    world = world_of(result.statements, result.question.text, result.chart, result.as_of, load())
    rng = random.Random(3)
    made = 0
    for statement in result.statements:
        text = mutations.KINDS[kind](statement.text, rng)
        if text is None or text == statement.text:
            continue
        made += 1
        check = verify(changed(statement, text=text), world).check
        assert check is not None and check.verdict == "removed", (kind, text)
    assert made, f"no statement can be changed by {kind}: the test would show nothing"


def test_a_changed_record_no_longer_carries_its_citation() -> None:
    result = assess("Is rituximab necessary for lupus nephritis?", as_of=date(2026, 1, 5))
    statement = next(s for s in result.statements if s.citations)
    forged = changed(statement, citations=(changed(statement.citations[0], digest="0" * 64),))
    check = verify(forged, world_of(result.statements, result.question.text, result.chart, result.as_of, load())).check
    assert check is not None and "not the one that was cited" in check.problems[0]


def test_nothing_was_removed_from_the_examples() -> None:
    for name in ("seed_poor", "seed_complete"):
        question, chart = split_case((ROOT / "examples" / f"{name}.txt").read_text("utf-8"))
        assert assess(question, [("c.txt", chart)], as_of=date(2026, 1, 5)).removed == ()
