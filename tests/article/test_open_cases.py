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


@pytest.mark.parametrize("folder", ["determinations"])
def test_our_own_cases(root: Path, folder: str) -> None:
    hold(score(read_cases(root / "tests" / "cases" / folder), load()))
