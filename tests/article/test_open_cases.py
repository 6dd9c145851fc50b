"""The labelled cases: our own, and the open set where it is beside the project. The goals are those of the issue."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidentia.content.loader import load
from evidentia.evaluation.cases import read_cases
from evidentia.evaluation.determinations import GOALS, Tally, score


def hold(tally: Tally) -> None:
    rates = tally.as_json()["rates"]
    for name in ("criteria", "recall_of_unknown", "outcome", "must_say"):
        assert rates[name] >= GOALS[name], (name, rates[name], tally.misses)
    assert tally.false_met == 0, tally.misses
    assert tally.must_not_say_found == 0, tally.misses


def test_the_open_set(shared: Path) -> None:
    hold(score(read_cases(shared / "cases" / "determinations" / "open"), load()))


@pytest.mark.parametrize("folder", ["determinations", "obesity", "tms", "mn", "cidp"])
def test_our_own_cases(root: Path, folder: str) -> None:
    hold(score(read_cases(root / "tests" / "cases" / folder), load()))


def test_charts_of_a_second_author_are_read_safely(root: Path) -> None:
    """Written without sight of the code, in other hands' styles: misses go towards unknown, never towards met."""
    tally = score(read_cases(root / "tests" / "cases" / "second_author"), load())
    rates = tally.as_json()["rates"]
    assert rates["recall_of_unknown"] >= GOALS["recall_of_unknown"], tally.misses
    assert tally.false_met == 0 and tally.must_not_say_found == 0, tally.misses
    assert rates["criteria"] >= GOALS["criteria"], tally.misses


@pytest.mark.parametrize("folder", ["obesity", "tms", "mn", "cidp"])
def test_charts_of_an_independent_author(root: Path, folder: str) -> None:
    """Written from the policy's text by somebody who has not read the code."""
    tally = score(read_cases(root / "tests" / "cases" / "independent" / folder), load())
    rates = tally.as_json()["rates"]
    assert tally.false_met == 0, tally.misses
    assert rates["criteria"] >= GOALS["criteria"], tally.misses
    assert rates["recall_of_unknown"] >= GOALS["recall_of_unknown"], tally.misses


def test_charts_of_an_independent_author_are_read_safely(root: Path) -> None:
    """Minutes of a meeting, a recorded call, a timeline, a form: 74.8 % of the criteria and two false "met" at first sight."""
    tally = score(read_cases(root / "tests" / "cases" / "independent" / "ln"), load())
    rates = tally.as_json()["rates"]
    assert rates["recall_of_unknown"] >= GOALS["recall_of_unknown"], tally.misses
    assert tally.false_met == 0 and tally.must_not_say_found == 0, tally.misses
    assert rates["criteria"] >= GOALS["criteria"], tally.misses


def test_lupus_charts_in_other_registers(root: Path) -> None:
    """Labelled from the policy's text before they were read; see tests/cases/ln_registers/README.md."""
    tally = score(read_cases(root / "tests" / "cases" / "ln_registers"), load())
    rates = tally.as_json()["rates"]
    assert tally.false_met == 0, tally.misses
    for name in ("criteria", "recall_of_unknown", "outcome"):
        assert rates[name] >= GOALS[name], (name, rates[name], tally.misses)
