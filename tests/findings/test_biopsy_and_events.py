"""Biopsies, reactions, infections, PML: what is there, what is denied, what is over."""

from __future__ import annotations

import pytest

from evidentia.findings import biopsy, conditions, events
from evidentia.model.finding import Assertion, Biopsy, Event, Finding
from tests.findings.pages import found

CLASSES = [
    ("Bx 3/15/23: ISN/RPS class III + V.", ("III", "V")),
    ("Kidney biopsy 2024: class IV-G (A/C)", ("IV",)),
    ("LN class 3/5 on biopsy", ("III", "V")),
    ("lupus nephritis, WHO class IV", ("IV",)),
    ("renal biopsy: ISN/RPS classes II and V", ("II", "V")),
]


@pytest.mark.parametrize(("text", "classes"), CLASSES)
def test_classes(text: str, classes: tuple[str, ...]) -> None:
    assert [f.detail.classes for f in found(biopsy, text) if isinstance(f.detail, Biopsy)] == [classes]


STATUSES = [
    ("She declined a kidney biopsy.", "declined"),
    ("A biopsy was recommended but he has repeatedly declined it.", "declined"),
    ("Kidney biopsy contraindicated because of anticoagulation.", "contraindicated"),
    ("Kidney biopsy scheduled for April.", "scheduled"),
    ("Renal biopsy not yet obtained.", "not done"),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_why_there_is_no_biopsy(text: str, status: str) -> None:
    assert [f.detail.status for f in found(biopsy, text) if isinstance(f.detail, Biopsy)] == [status]


@pytest.mark.parametrize(
    "text", ["NYHA class II heart failure", "Her sister has lupus nephritis class IV", "class I evidence"]
)
def test_what_is_no_biopsy_of_the_patient(text: str) -> None:
    assert list(found(biopsy, text)) == []


def shown(f: Finding) -> str:
    event = f.detail if isinstance(f.detail, Event) else Event()
    more = [
        event.severity or "",
        "resolved" if event.resolved else "",
        "active" if event.active else "",
        "" if event.scope == "all" else event.scope,
    ]
    return " ".join([f.concept, str(f.assertion), *(m for m in more if m)])


EVENTS = [
    (
        "No infusion reactions, no PML and no severe infection.",
        ["infusion reaction absent", "progressive multifocal leukoencephalopathy absent", "severe infection absent"],
    ),
    ("Infusion reactions: none.", ["infusion reaction absent"]),
    ("No infusion reaction of grade 2 or higher.", ["infusion reaction absent serious"]),
    ("Tolerated the infusion without reaction.", ["infusion reaction absent one infusion"]),
    ("Anaphylaxis with the second infusion.", ["infusion reaction present serious"]),
    ("No current infection.", ["infection absent current"]),
    ("MRSA bacteremia, active.", ["infection present serious active"]),
    ("Pneumonia in January, resolved.", ["infection historical serious resolved"]),
    ("Hold until the bacteremia has resolved.", ["infection present serious"]),
    ("Zero AEs to date.", ["adverse event absent"]),
]


@pytest.mark.parametrize(("text", "expected"), EVENTS)
def test_events(text: str, expected: list[str]) -> None:
    assert [shown(f) for f in found(events, text)] == expected


CONDITIONS = [
    ("No renal disease.", "lupus nephritis", Assertion.ABSENT),
    ("The kidney has never been involved.", "lupus nephritis", Assertion.ABSENT),
    ("SLE with lupus nephritis.", "lupus nephritis", Assertion.PRESENT),
    ("Her sister has lupus nephritis.", "lupus nephritis", Assertion.FAMILY),
    ("Possible lupus nephritis.", "lupus nephritis", Assertion.POSSIBLE),
]


@pytest.mark.parametrize(("text", "concept", "said"), CONDITIONS)
def test_conditions(text: str, concept: str, said: Assertion) -> None:
    assert said in [f.assertion for f in found(conditions, text) if f.concept == concept]
