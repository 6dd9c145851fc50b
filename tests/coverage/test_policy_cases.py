"""Every policy's cases: just inside, just outside, not documented; each a few words of a chart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidentia.app import assess
from evidentia.content.loader import load

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 3, 2)


def question(policy: str) -> str:
    """The plain question of a policy's topic."""
    topic = load().topics[load().policies[policy][-1].topic]
    return f"Is {topic.ingredient} medically necessary for {topic.condition}?"


def cases() -> list[Any]:
    found = []
    for path in sorted((ROOT / "content" / "policies").glob("*/*/cases/*.yaml")):
        policy = "/".join(path.parts[-4:-2])
        for case in yaml.safe_load(path.read_text("utf-8")):
            found.append(pytest.param(policy, path.stem, case, id=f"{policy} {case['criterion']} {case['name']}"))
    return found


@pytest.mark.parametrize(("policy", "kind", "case"), cases())
def test_case(policy: str, kind: str, case: dict[str, str]) -> None:
    pathway = kind if kind != "any" else "continuation"
    result = assess(question(policy), [("chart.txt", case["chart"])], as_of=AS_OF, policies=[policy], kind=pathway)
    criterion = next(c for c in result.determinations[0].criteria if c.id == case["criterion"])
    assert str(criterion.truth.value) == case["value"], criterion.because


def test_every_criterion_has_its_cases() -> None:
    seen = {(p.values[0], p.values[2]["criterion"], p.values[2]["value"]) for p in cases()}
    for name, versions in load().policies.items():
        for pathway in versions[-1].pathways:
            for criterion in pathway.criteria:
                values = {value for policy, c, value in seen if policy == name and c == criterion.id}
                assert values, f"{name} {criterion.id} has no case"
                if name.startswith("model/"):
                    assert {"met", "unknown"} <= values, (
                        f"{name} {criterion.id} needs a case inside and one undocumented"
                    )


def test_an_empty_record_meets_nothing() -> None:
    for name, versions in load().policies.items():
        for kind in [pathway.kind for pathway in versions[-1].pathways]:
            result = assess(question(name), [("chart.txt", "Seen today.")], as_of=AS_OF, policies=[name], kind=kind)
            for criterion in result.determinations[0].criteria:
                evidence_only = name.startswith("payer/") and criterion.id == "T1"
                assert evidence_only or not criterion.truth.is_met, (name, criterion.id)
