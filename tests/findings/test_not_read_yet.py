"""A biopsy that is still to come, expected, told by the patient or found in a study is none; a condition is no denial."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.rationale import CriterionResult


def criterion(note: str, name: str) -> CriterionResult:
    done = assess(
        "Is rituximab medically necessary for lupus nephritis?",
        [("note.txt", note)],
        as_of=date(2026, 1, 5),
        policies=["model/ln-rituximab"],
        kind="initiation",
    )
    return next(c for c in done.determinations[0].criteria if c.id == name)


@pytest.mark.parametrize(
    "note",
    [
        "Lupus nephritis suspected. Kidney biopsy is scheduled for 01/11/2026; we expect class IV.",
        "Lupus nephritis. The patient recalls being told of class IV on a kidney biopsy.",
        "Lupus nephritis. If the kidney biopsy shows class IV, rituximab will be asked for.",
    ],
)
def test_a_class_that_nobody_has_read_is_none(note: str) -> None:
    assert not criterion(note, "I1").truth.is_met


def test_a_class_that_was_read_counts() -> None:
    assert criterion("Lupus nephritis. Kidney biopsy 12/11/2025: class IV.", "I1").truth.is_met


@pytest.mark.parametrize(
    "note",
    [
        "Rituximab may be started once there is no active infection.",
        "Needs proof of no active infection.",
        "Hold rituximab until there is no active infection.",
    ],
)
def test_a_condition_is_no_denial_of_an_infection(note: str) -> None:
    assert not criterion(note, "I7").truth.is_met


def test_a_denial_of_an_infection_counts() -> None:
    assert criterion("No active infection.", "I7").truth.is_met
