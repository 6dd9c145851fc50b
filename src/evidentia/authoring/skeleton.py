"""`evidentia content new`: files that pass `content check` as they are, with a place for each thing that is to be written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from evidentia.content.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_FILES = {
    "sources.yaml": "# What was read, and how much of it. Each record names one of these.\n",
    "recommendations.yaml": "# What guidelines say, in their own grading words and never stronger; each with its population as a rule and its period.\n",
    "studies.yaml": "# What was found, for and against, with numerators, denominators, intervals and the primary endpoint.\n",
    "labels.yaml": "# Labels, clearances and regulators, each with its jurisdiction and date.\n",
    "regimens.yaml": "# Doses, schedules and intervals, with where each is accepted.\n",
    "safety.yaml": "# Warnings, screening and monitoring, with what is due when.\n",
    "alternatives.yaml": "# What else is on label or recommended, with its results.\n",
    "definitions.yaml": "# What words mean: response, relapse, refractory; targets by month.\n",
    "codes.yaml": "# Diagnosis and billing codes, with units.\n",
}
_TOPIC = """# {title}. The fields are explained in docs/content.md.
id: {name}
title: {title}
condition: {condition}
ingredient: {ingredient}
policies: []
owner: {owner}
verified_on: "{today}"
review_due: "{due}"
compendia: unknown
"""
_POLICY = """# {title}. Each criterion in the policy's own words (text), for patients (plain), and as a rule.
id: {name}
version: "1"
title: {title}
issuer: {issuer}
jurisdiction: none
in_force: {{from: {today}}}
paraphrase: true
topic: {topic}
note: Not checked against the policy yet.
pathways:
  initiation:
    - id: I1
      section: Initial authorization
      text: The diagnosis is documented.
      plain: The chart names the illness.
      diagnosis: {{concept: {condition}}}
"""
_CASES = """# Each criterion just inside, just outside, and not documented; the chart is all that the record says.
- {{name: named, criterion: I1, value: met, chart: "{condition}."}}
- {{name: not named, criterion: I1, value: unknown, chart: "Seen today."}}
"""


def topic(root: Path, name: str, condition: str, ingredient: str, owner: str, today: date) -> list[Path]:
    """A topic's folder with its files. Errors: InputError where the name cannot be one or the folder is there already."""
    folder = _new(root / "topics" / _checked(name, "topic"))
    title = f"{ingredient[0].upper()}{ingredient[1:]} for {condition}"
    text = _TOPIC.format(
        name=name,
        title=title,
        condition=condition,
        ingredient=ingredient,
        owner=owner,
        today=today,
        due=today + timedelta(days=182),
    )
    return _written(folder, {"topic.yaml": text, **{file: head + "[]\n" for file, head in _FILES.items()}})


def policy(root: Path, name: str, topic_id: str, condition: str, issuer: str, today: date) -> list[Path]:
    """A policy's folder with one criterion and its cases. Errors: InputError as for a topic."""
    parts = name.split("/")
    if len(parts) != 2:
        raise InputError(
            f'policy "{name}"', "it has no issuer", "a policy is issuer/name", 'write for example "acme/drug"'
        )
    folder = _new(root / "policies" / _checked(parts[0], "policy") / _checked(parts[1], "policy"))
    words = {
        "name": name,
        "title": f"{parts[1].replace('-', ' ').capitalize()} ({issuer})",
        "issuer": issuer,
        "topic": topic_id,
        "condition": condition,
        "today": today,
    }
    return _written(folder, {"policy.yaml": _POLICY.format(**words), "cases/initiation.yaml": _CASES.format(**words)})


def case(folder: Path, name: str, question: str, policy_id: str, criteria: list[str], today: date) -> list[Path]:
    """A labelled chart to be filled in: NAME.txt and NAME.json with every criterion unknown until somebody decides."""
    import json

    _checked(name, "case")
    if (folder / f"{name}.json").exists():
        raise InputError(
            str(folder / f"{name}.json"), "it is there already", "nothing was written", "choose another name"
        )
    labels = {
        criterion: {"value": "unknown", "evidence": [], "missing": [], "why": "not decided yet"}
        for criterion in criteria
    }
    data = {
        "id": name,
        "as_of": today.isoformat(),
        "kind": "initiation",
        "policy": policy_id,
        "criteria": labels,
        "outcome": "unknown",
        "must_say": [],
        "must_not_say": [],
        "tags": [],
    }
    files = {f"{name}.txt": f"{question}\n\n(the chart)\n", f"{name}.json": json.dumps(data, indent=1) + "\n"}
    return _written(folder, files)


def _checked(name: str, what: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(
            f'{what} "{name}"',
            "it cannot be the name of a folder of content",
            "identifiers are stable and plain",
            "use lower-case letters, digits, - and _, beginning with a letter",
        )
    return name


def _new(folder: Path) -> Path:
    if folder.exists():
        raise InputError(str(folder), "it is there already", "nothing was written", "choose another name, or edit it")
    return folder


def _written(folder: Path, files: dict[str, str]) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise InputError(
                str(path), f"it cannot be written ({error.strerror})", "", "choose a folder that is yours"
            ) from None
        paths.append(path)
    return paths
