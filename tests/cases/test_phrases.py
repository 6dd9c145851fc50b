"""One phrase, one criterion: what a sentence of a chart makes of the policy `model/ln-rituximab`, alone in a short note."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidentia import assess

PHRASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text("utf-8"))
ASKED = {
    "I": ("Start Ruxience 1000 mg day 1 and 15 for lupus nephritis?", "initiation"),
    "C": ("Continue Ruxience 1000 mg day 1 and 15 every 6 months for lupus nephritis?", "continuation"),
}
EACH = [(criterion, phrase) for criterion, phrases in PHRASES.items() for phrase in phrases]


def value_of(criterion: str, text: str) -> str:
    question, kind = ASKED[criterion[0]]
    heading = "CLINIC NOTE" if criterion == "I5" or "no renal involvement" in text else "RHEUMATOLOGY CLINIC NOTE"
    patient = "" if "no renal involvement" in text else "Patient with SLE and lupus nephritis.\n"
    note = f"{heading} 03/02/2026\n{patient}{text}\n"
    result = assess(question, [("note", note)], as_of=date(2026, 3, 9), policies=["model/ln-rituximab"], kind=kind)
    return str(next(c for c in result.determinations[0].criteria if c.id == criterion).truth.value)


@pytest.mark.parametrize(("criterion", "phrase"), EACH, ids=[f"{c} {p['text'][:50]}" for c, p in EACH])
def test_a_phrase_means_what_the_policy_makes_of_it(criterion: str, phrase: dict[str, Any]) -> None:
    assert value_of(criterion, phrase["text"]) == phrase["value"]
