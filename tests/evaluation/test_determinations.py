"""Scores of labelled cases: which policy and which pathway a case means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidentia.content.loader import load
from evidentia.evaluation.cases import read_cases
from evidentia.evaluation.determinations import score

CHART = "Is rituximab needed for lupus nephritis?\n\nLN. Plan: Truxima 1000 mg IV on 03/02/2026 and 03/16/2026."


@pytest.mark.parametrize(("kind", "criterion"), [("initiation", "I9"), ("continuation", "C6"), ("repeat", "C6")])
def test_the_pathway_is_the_one_named_or_the_one_with_the_labelled_criteria(
    kind: str, criterion: str, tmp_path: Path
) -> None:
    case = {
        "id": "x",
        "as_of": "2026-03-02",
        "kind": kind,
        "criteria": {criterion: {"value": "met"}},
        "outcome": "unknown",
    }
    (tmp_path / "x.json").write_text(json.dumps(case))
    (tmp_path / "x.txt").write_text(CHART)
    tally = score(read_cases(tmp_path), load())
    assert (tally.criteria_right, tally.misses) == (1, ())
