"""The cases that content is tried on: those beside each policy, and labelled charts of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from evidentia.app import assess
from evidentia.content.from_yaml import content_root, parse
from evidentia.evaluation.cases import read_cases
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen

AS_OF = date(2026, 3, 2)  # of the short cases beside a policy


@frozen
class Chart:
    """A chart to assess: whose it is, what is asked, by which policy and pathway, on which day."""

    name: str
    question: str
    text: str
    policy: str
    kind: str
    as_of: date

    def assessed(self, library: Library) -> Assessment:
        """Its assessment with the content of a library."""
        policies = [self.policy] if self.policy in library.policies else []
        documents = [("chart.txt", self.text)] if self.text.strip() else []
        return assess(self.question, documents, as_of=self.as_of, policies=policies, kind=self.kind, library=library)


def beside_policies(library: Library, root: Path | None = None) -> Iterator[Chart]:
    """The short cases of every policy: one chart a case."""
    for path in sorted((root or content_root()).glob("policies/*/*/cases/*.yaml")):
        name = "/".join(path.parts[-4:-2])
        if name not in library.policies:
            continue
        topic = library.topics[library.policies[name][-1].topic]
        question = f"Is {topic.ingredient} medically necessary for {topic.condition}?"
        kind = "continuation" if path.stem == "any" else path.stem
        cases: list[dict[str, Any]] = parse(path.read_bytes(), str(path)) or []
        for case in cases:
            label = f"{name} {case['criterion']} {case['name']}"
            yield Chart(label, question, str(case["chart"]), name, kind, AS_OF)


def of_folder(folder: Path) -> Iterator[Chart]:
    """The labelled charts of a folder, in the format of `evidentia evaluate determinations`."""
    for case in read_cases(folder):
        yield Chart(case.id, case.question, case.chart, case.policy, case.kind, case.as_of)
