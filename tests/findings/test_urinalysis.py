"""The parts of a urinalysis."""

from __future__ import annotations

import pytest

from evidentia.findings import urinalysis
from evidentia.model.finding import Lab
from tests.findings.pages import found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UA: +blood, no casts", [("urine blood", "positive"), ("urine casts", "negative")]),
        ("UA 300 prot, lg bld", [("urine protein dipstick", "300"), ("urine blood", "large")]),
        (
            "UA with LE 3+, nitrite +, protein 2+.",
            [("urine leukocyte esterase", "3+"), ("urine nitrite", "positive"), ("urine protein dipstick", "2+")],
        ),
        (
            "Urinalysis: protein trace, RBC casts",
            [("urine protein dipstick", "trace"), ("urine red blood cell casts", "positive")],
        ),
        ("Urine protein/creatinine 2.1", []),
        ("Blood cultures negative", []),
    ],
)
def test_parts(text: str, expected: list[tuple[str, str]]) -> None:
    got = [
        (f.concept, (str(f.value.value) if f.value else f.detail.result))
        for f in found(urinalysis, text)
        if isinstance(f.detail, Lab)
    ]
    assert got == expected
