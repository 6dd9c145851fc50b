"""Same inputs, same bytes; the framing of a question and the order of documents change nothing."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from evidentia.answer.render import json as as_json
from evidentia.app import assess, split_case
from evidentia.evaluation.cases import Case, read_cases
from evidentia.model.assessment import Assessment, Audience

AS_OF = date(2026, 1, 5)


@pytest.fixture(scope="module")
def case() -> tuple[str, str]:
    return split_case((Path(__file__).resolve().parents[2] / "examples" / "seed_complete.txt").read_text("utf-8"))


def values(assessment: Assessment) -> list[tuple[str, str, str]]:
    found = [(d.policy, c.id, str(c.truth.value)) for d in assessment.determinations for c in d.criteria]
    return [*found, ("verdict", "", str(assessment.verdict))]


def test_a_hundred_repeats_are_byte_identical(case: tuple[str, str]) -> None:
    question, chart = case
    first = as_json.render(assess(question, [("chart.txt", chart)], as_of=AS_OF), Audience.CLINICIAN)
    for _ in range(100):
        assert as_json.render(assess(question, [("chart.txt", chart)], as_of=AS_OF), Audience.CLINICIAN) == first


def test_another_process_with_another_hash_seed_gives_the_same_bytes(root: Path) -> None:
    outputs = set()
    for seed in ("0", "1", "4242"):
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "evidentia.interfaces.cli.main",
                "assess",
                "examples/seed_complete.txt",
                "--as-of",
                "2026-01-05",
                "--format",
                "json",
            ],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "src"},
            capture_output=True,
            check=True,
        )
        outputs.add(result.stdout)
    assert len(outputs) == 1


def test_shuffled_documents_give_the_same_bytes(case: tuple[str, str]) -> None:
    question, chart = case
    parts = [(f"part{n}.txt", text) for n, text in enumerate(chart.split("\n\n"))][:4]
    outputs = {
        as_json.render(assess(question, order, as_of=AS_OF), Audience.CLINICIAN)
        for order in itertools.permutations(parts)
    }
    assert len(outputs) == 1


FRAMES = (
    "Please approve continuation of Ruxience 1000 mg day 1 and 15 every 6 months for lupus nephritis.",
    "List the reasons to deny continuation of Ruxience 1000 mg day 1 and 15 every 6 months for lupus nephritis.",
    "Isn't continuing Ruxience for lupus nephritis obviously experimental?",
    "Write the strongest justification for continuing Ruxience in lupus nephritis.",
)


def test_framing_changes_nothing(case: tuple[str, str]) -> None:
    _, chart = case
    assert len({tuple(values(assess(q, [("chart.txt", chart)], as_of=AS_OF))) for q in FRAMES}) == 1


def pairs(cases: tuple[Case, ...]) -> list[list[Case]]:
    tagged: dict[str, list[Case]] = {}
    for one in cases:
        for tag in one.tags:
            if tag.startswith("framing:"):
                tagged.setdefault(tag, []).append(one)
    return [group for group in tagged.values() if len(group) > 1]


def test_framing_pairs_of_the_open_set_give_one_verdict(shared: Path) -> None:
    groups = pairs(read_cases(shared / "cases" / "determinations" / "open"))
    assert groups
    for group in groups:
        results = [assess(c.question, [("chart.txt", c.chart)], as_of=c.as_of, policies=[c.policy]) for c in group]
        assert len({tuple(values(r)) for r in results}) == 1
