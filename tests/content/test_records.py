"""The content as it is: it holds, and no figure differs from the checked facts that it was built from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evidentia.content.loader import load
from evidentia.evaluation.content import check


def test_the_content_holds() -> None:
    problems, counts = check()
    assert problems == []
    assert counts["policy cases"] >= 4 and counts["records"] >= 50


def numbers(text: str) -> set[str]:
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    return {n.replace(",", "").rstrip("0").rstrip(".") if "." in n else n.replace(",", "") for n in found}


@pytest.fixture
def facts(shared: Path) -> dict[str, dict[str, object]]:
    files = [p for p in sorted((shared / "knowledge").glob("*.json")) if p.name != "seed_audit.json"]
    rows = [row for path in files for row in json.loads(path.read_text("utf-8"))]
    assert len({row["id"] for row in rows}) == len(rows)  # one name for one fact, over all topics
    return {row["id"]: row for row in rows}


def test_no_figure_differs_from_its_facts(facts: dict[str, dict[str, object]]) -> None:
    for record in load().records.values():
        known = numbers(" ".join(json.dumps(facts[f], ensure_ascii=False) for f in record.facts))
        for name, value in record.figures.items():
            for number in numbers(str(value)):
                assert number in known or number.lstrip("0") in {k.lstrip("0") for k in known}, (record.id, name, value)


def test_recalled_facts_never_speak(facts: dict[str, dict[str, object]]) -> None:
    for record in load().records.values():
        if record.status == "verified":
            assert any(facts[f]["status"] == "VERIFIED" for f in record.facts), record.id
            for fact in record.facts:
                assert facts[fact]["status"] == "VERIFIED", (record.id, fact)
        else:
            assert not record.says and not record.plain


def test_what_was_read_second_hand_says_so(facts: dict[str, dict[str, object]]) -> None:
    sources = load().sources
    for record in load().records.values():
        if record.status == "verified":
            first = facts[record.facts[0]]["source"]
            assert isinstance(first, dict)
            if first["source_type"] == "secondary":
                assert sources[record.source].read_depth == "secondary", record.id
