"""What kind of question a follow-up is."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.content.loader import load
from evidentia.desk.asked import Kind, read

AS_OF = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("question", "kind", "found"),
    [
        ("what if hepatitis B core antibody is positive?", Kind.WHAT_IF, "hepatitis B core antibody is positive"),
        ("Suppose that she never took cyclophosphamide.", Kind.WHAT_IF, "she never took cyclophosphamide"),
        ("and what if UPCR is 0.4 g/g?", Kind.WHAT_IF, "UPCR is 0.4 g/g"),
        ("is 375 mg/m2 weekly x4 acceptable?", Kind.REGIMEN, "375 mg/m2 weekly x4"),
        ("would 500 mg every 6 months be enough?", Kind.REGIMEN, "500 mg every 6 months be"),
        ("why not obinutuzumab?", Kind.DRUG, "obinutuzumab"),
        ("Should Benlysta be tried first?", Kind.DRUG, "belimumab"),
        ("explain to the patient", Kind.PATIENT, ""),
        ("say it in plain language", Kind.PATIENT, ""),
        ("what about two years ago?", Kind.AS_OF, date(2024, 1, 31)),
        ("and 11 months ago?", Kind.AS_OF, date(2025, 2, 28)),
        ("was it so last year?", Kind.AS_OF, date(2025, 1, 31)),
        ("what held in 2019?", Kind.AS_OF, date(2019, 1, 31)),
        ("what held on 2023-06-30?", Kind.AS_OF, date(2023, 6, 30)),
        ("two hundred years ago?", Kind.SEARCH, "two hundred years ago?"),
        ("what is known about rituximab and infections?", Kind.SEARCH, "what is known about rituximab and infections?"),
    ],
)
def test_kinds(question: str, kind: Kind, found: object) -> None:
    asked = read(question, AS_OF, "rituximab", load().vocabulary)
    assert (asked.kind, asked.day or asked.text) == (kind, found)
