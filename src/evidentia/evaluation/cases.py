"""A folder of labelled cases -> typed cases: pairs NAME.txt (question line, blank line, chart) and NAME.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evidentia.content.errors import InputError
from evidentia.findings.from_file import read_text, split_case
from evidentia.model.frozen import frozen


@frozen
class Label:
    value: str  # met | not_met | unknown
    missing: tuple[str, ...]
    why: str
    judgement: bool  # rests on a reading that the policy does not spell out; left out of strict scores


@frozen
class Case:
    id: str
    question: str
    chart: str
    as_of: date
    kind: str
    policy: str
    criteria: Mapping[str, Label]
    outcome: str
    must_say: tuple[str, ...]
    must_not_say: tuple[str, ...]
    tags: tuple[str, ...]


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Every case of a folder, by name. Errors: InputError for a folder without cases or a label that cannot be read."""
    names = sorted(folder.glob("*.json"))
    if not names:
        raise InputError(
            str(folder),
            "there is no case here",
            "a case is NAME.txt with NAME.json",
            "point to a folder of cases",
        )
    return tuple(_case(path) for path in names)


def _case(path: Path) -> Case:
    try:
        data = json.loads(path.read_text("utf-8"))
        question, chart = split_case(read_text(path.with_suffix(".txt")))
        tags = tuple(data.get("tags", ()))
        return Case(
            id=data.get("id", path.stem),
            question=question,
            chart=chart,
            as_of=date.fromisoformat(data["as_of"]),
            kind=data["kind"],
            policy=data.get("policy", "model/ln-rituximab"),
            criteria={name: _label(name, label, tags) for name, label in data["criteria"].items()},
            outcome=data["outcome"],
            must_say=tuple(data.get("must_say", ())),
            must_not_say=tuple(data.get("must_not_say", ())),
            tags=tags,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(
            path.name,
            f"the labels cannot be read ({error!r})",
            "a score needs every label",
            "compare it with docs/content.md, section Cases",
        ) from error


def _label(name: str, data: Mapping[str, Any], tags: tuple[str, ...]) -> Label:
    judged = any(tag.startswith("judgement:") and name in tag.split(":", 1)[1].split("-") for tag in tags)
    return Label(data["value"], tuple(data.get("missing", ())), data.get("why", ""), judged)
