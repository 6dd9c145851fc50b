"""Criteria against the evidence, and policy against policy."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from evidentia.content.loader import load
from evidentia.coverage.gaps import AUDIT_COLUMNS, LABELS, audit_sheet, compared, gaps
from evidentia.interfaces.cli.main import main

DAY = date(2026, 3, 2)


def labels(day: date = DAY) -> dict[str, str]:
    library = load()
    return {g.criterion.id: g.label for g in gaps(library.policies["model/ln-rituximab"][-1], library, day)}


def test_each_criterion_has_one_label_with_its_records() -> None:
    library = load()
    policy = library.policies["model/ln-rituximab"][-1]
    found = gaps(policy, library, DAY)
    assert [g.criterion.id for g in found] == [c.id for p in policy.pathways for c in p.criteria]
    assert all((g.label == "none") == (not g.support) and g.label in LABELS for g in found)


@pytest.mark.parametrize(
    ("criterion", "label"),
    [("I2", "stricter"), ("I3", "matches"), ("I4", "in_regulation"), ("I9", "none"), ("C2", "looser")],
)
def test_named_labels(criterion: str, label: str) -> None:
    assert labels()[criterion] == label


def test_a_record_that_was_not_in_force_labels_nothing() -> None:
    """EULAR 2023 is the one record that asks for hydroxychloroquine."""
    assert labels(date(2020, 1, 1))["I3"] == "none"


def test_the_audit_sheet_has_a_row_a_criterion_and_says_what_is_internal() -> None:
    library = load()
    policy = library.policies["model/ln-rituximab"][-1]
    found = gaps(policy, library, DAY)
    rows = list(csv.DictReader(io.StringIO(audit_sheet(policy, found, library, "Rituximab"))))
    assert tuple(rows[0]) == AUDIT_COLUMNS and len(rows) == len(found)
    by_name = {row["Criterion"]: row for row in rows}
    assert by_name["I4"]["Fully established in regulation or label (Y/N)"] == "Y"
    assert by_name["I9"]["Supported by evidence (Y/N)"] == "N" and by_name["I9"]["Citations"] == ""
    assert all(row["Citations"] for row in rows if row["Label"] != LABELS["none"])


def test_two_policies_side_by_side() -> None:
    library = load()
    first = library.policies["model/ln-rituximab"][-1]
    second = library.policies["model/mn-rituximab"][-1]
    pairs = compared(first, second)
    assert {p.first.id for p in pairs if p.first} == {c.id for path in first.pathways for c in path.criteria}
    assert {p.second.id for p in pairs if p.second} == {c.id for path in second.pathways for c in path.criteria}
    hepatitis = next(p for p in pairs if p.first and p.first.id == "I4")
    assert hepatitis.second is not None and hepatitis.second.id == "I6"
    assert compared(first, first)[1].differences == ()


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "sheet.csv"
    assert main(["policy", "gaps", "model/ln-rituximab", "--format", "csv", "--out", str(sheet)]) == 0
    assert sheet.read_text("utf-8").count("\n") > 15
    assert main(["policy", "gaps", "model/ln-rituximab", "--as-of", "2026-03-02"]) == 0
    assert main(["policy", "compare", "model/ln-rituximab", "payer/strict-unlisted"]) == 0
    said = capsys.readouterr().out
    assert "NO EVIDENCE FOUND" in said and "payer/strict-unlisted has nothing of the kind" in said
    assert main(["policy", "gaps", "nothing"]) == 2
