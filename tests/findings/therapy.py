"""What the tests of therapy share: a sentence becomes a note, the note is read, the findings of a kind come back."""

from __future__ import annotations

from datetime import date
from typing import Any

from evidentia.content.loader import load
from evidentia.findings import courses, medications, people, requests
from evidentia.findings.text import Page, read_page
from evidentia.model.finding import Course, Document, Finding, Kind, Medication, Request
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

NOTE = "RHEUMATOLOGY NOTE 03/10/2026\n\n"  # the date that relative dates and "to come" count from
AS_OF = date(2026, 4, 1)


def page(text: str) -> Page:
    return read_page(Document("doc1", "note", text, ""), load().vocabulary)


def note(sentence: str) -> Page:
    return page(f"{NOTE}{sentence}\n")


def told(text: str, concept: str | None = None) -> list[Finding]:
    """The MEDICATION findings of a sentence in a note."""
    found = medications.extract([note(text)], load().vocabulary, AS_OF)
    return [f for f in found if f.kind is Kind.MEDICATION and concept in (None, f.concept)]


def lists(text: str) -> list[Finding]:
    found = medications.extract([note(text)], load().vocabulary, AS_OF)
    return [f for f in found if f.kind is Kind.MEDICATION_LIST]


def given(text: str) -> list[Finding]:
    return courses.extract([page(text)], load().vocabulary, AS_OF)


def asked(text: str) -> list[Finding]:
    return requests.extract([page(text)], load().vocabulary, AS_OF)


def signed(text: str) -> list[Finding]:
    return people.extract([page(text)], load().vocabulary, AS_OF)


def says(finding: Finding, **wanted: Any) -> None:
    """Every wanted field of the detail has the wanted value; amounts and dates are compared as written."""
    assert isinstance(finding.detail, Medication | Course | Request)
    actual = {name: plain(getattr(finding.detail, name)) for name in wanted}
    assert actual == {name: plain(value) for name, value in wanted.items()}


def plain(value: Any) -> Any:
    if isinstance(value, Quantity | When):
        return str(value)
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value
