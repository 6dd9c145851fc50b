"""Signs that end a request, of this patient alone."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.model.finding import Document, Kind


def signs(text: str) -> int:
    note = Document("doc1", "note", f"CLINIC NOTE 01/02/2026\n{text}\n", "")
    return len(from_note.read([note], load().vocabulary, date(2026, 1, 5)).of_kind(Kind.NOTE, "stop sign"))


@pytest.mark.parametrize(
    "text",
    [
        "Died 12/30/2025.",
        "She is pregnant.",
        "Ruxience cancelled.",
        "The infusion was cancelled.",
        "Patient has revoked consent.",
    ],
)
def test_a_sign_is_read(text: str) -> None:
    assert signs(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "His wife is pregnant.",
        "Her sister died 3/2/2020.",
        "Parking permit cancelled.",
        "She is not pregnant.",
        "Dental visit was cancelled.",
    ],
)
def test_what_is_none_is_not(text: str) -> None:
    assert signs(text) == 0
