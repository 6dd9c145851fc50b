"""Prescribers and their specialty, and consultations: held, denied, or only planned."""

from __future__ import annotations

import pytest

from evidentia.model.finding import Assertion, Kind, Person
from tests.findings.therapy import signed

PEOPLE: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("NOTE 3/1/2026\nLN.\n\nR. Feld, MD, Nephrology", [("nephrology", "R. Feld")]),
    (
        "LETTER 3/1/2026\nLN.\n\nConrad Villanueva-Styles, MD\nRheumatology",
        [("rheumatology", "Conrad Villanueva-Styles")],
    ),
    ("RHEUMATOLOGY NOTE 8/25/2026 (L. Quintero-Baptiste DO)\nLN IV.", [("rheumatology", "L. Quintero-Baptiste")]),
    (
        "CLINIC SUMMARY 04/29/2026 - Nephrology (Dr. Hollis Nakagawa-Dube)\nLN V.",
        [("nephrology", "Hollis Nakagawa-Dube")],
    ),
    (
        "CLINIC NOTE  5/20/2026     Provider: Casimir Boateng MD     Dept: Rheumatology\nLN.",
        [("rheumatology", "Casimir Boateng")],
    ),
    (
        "From: Priya Venkataraghavan MD, General Internal Medicine\nLN.",
        [("general internal medicine", "Priya Venkataraghavan")],
    ),
    ("CLINIC NOTE 3/1/2026\nProvider: Sofia Marin, NP (Rheumatology clinic)\nLN.", [("rheumatology", "Sofia Marin")]),
    ("NOTE 3/1/2026\nElectronically signed by: Hana Kim, M.D. | Rheumatology", [("rheumatology", "Hana Kim")]),
    ("LETTER 3/1/2026\nI am a board-certified rheumatologist.\n\nE. Fischer MD", [("rheumatology", "E. Fischer")]),
    ("COVER LETTER\nShe has lupus.\n\nN. Alvarado\n", [("unknown", "N. Alvarado")]),
    ("DISCHARGE SUMMARY        Dictated: K. Lim MD\nLN.", [("unknown", "K. Lim")]),
    ("NOTE 3/1/2026\nOrdering MD: nephrology. RN sig.", [("nephrology", None)]),
    ("RENAL CLINIC - RETURN VISIT 3/1/2026\nLN.", [("nephrology", None)]),
    (
        "FAMILY MEDICINE NOTE 3/1/2026\nTodd Brewer, DO\nReferred to rheumatology 01/2026.",
        [("family medicine", "Todd Brewer")],
    ),
    (
        "PROGRESS NOTE 2/1/2026\nPreviously received Ruxience 1/10/2025 (Dr. Hu, rheumatology).\nB. Ng, MD",
        [("unknown", "B. Ng")],
    ),
    (
        "FAMILY MEDICINE NOTE 2/2/2026\nRheum e-consult completed 1/28/2026 (Dr. Sato): recommends rituximab.\n\nJ. Malone, DO",
        [("family medicine", "J. Malone")],
    ),
    ("INTERNAL MEDICINE 2/2/2026\nLN.\nSigned Ann Low MD", [("general internal medicine", "Ann Low")]),
    ("BIOPSY REPORT 2/1/2026\nInterpreted by: Carla Ruiz, MD, Renal Pathology", []),
]


@pytest.mark.parametrize(("text", "wanted"), PEOPLE, ids=[t[:50].replace("\n", " / ") for t, _ in PEOPLE])
def test_a_prescriber_has_the_specialty_that_stands_with_the_name(
    text: str, wanted: list[tuple[str, str | None]]
) -> None:
    found = [f for f in signed(text) if f.kind is Kind.PRESCRIBER]
    assert [(f.concept, f.detail.name) for f in found if isinstance(f.detail, Person)] == wanted


CONSULTATIONS: list[tuple[str, str, Assertion | None]] = [
    ("Plan as advised by rheum.", "rheumatology", Assertion.PRESENT),
    ("Co-managed with nephrology (Dr. Yusuf).", "nephrology", Assertion.PRESENT),
    ("Discussed case with Dr. Zimmer (nephrology) who agrees.", "nephrology", Assertion.PRESENT),
    ("Rheumatology consulted on admission: recommends rituximab.", "rheumatology", Assertion.PRESENT),
    ("Seen in rheumatology clinic by Dr. Ahmed last week.", "rheumatology", Assertion.PRESENT),
    ("No rheumatology or nephrology visit has taken place.", "nephrology", Assertion.ABSENT),
    ("Hepatology has not been consulted.", "hepatology", Assertion.ABSENT),
    ("No specialist is involved.", "rheumatology", Assertion.ABSENT),
    ("Rheumatology referral placed, appointment 04/2026.", "rheumatology", Assertion.HYPOTHETICAL),
    ("Patient is waiting for nephrology appointment in June.", "nephrology", Assertion.HYPOTHETICAL),
    ("She lives 190 miles from the nearest rheumatologist.", "rheumatology", None),
    ("Urine numbers are with the referring nephrologist.", "nephrology", None),
    ("She declined to see a rheumatologist.", "rheumatology", None),
]


@pytest.mark.parametrize(("text", "concept", "said"), CONSULTATIONS, ids=[t[:50] for t, *_ in CONSULTATIONS])
def test_a_consultation_is_held_denied_or_planned(text: str, concept: str, said: Assertion | None) -> None:
    found = [f for f in signed(f"NOTE 3/1/2026\n\n{text}\n") if f.kind is Kind.CONSULTATION and f.concept == concept]
    assert [f.assertion for f in found] == ([] if said is None else [said])


def test_the_note_of_a_consultant_is_a_consultation() -> None:
    text = (
        "[1] FAMILY MEDICINE NOTE                      05/01/2026\nMarcus Oyelaran, MD (Family Medicine)\nLN.\n\n"
        "[2] RHEUMATOLOGY E-CONSULT                     04/20/2026\nDivision of Rheumatology - I. Sandoval, MD\n"
    )
    found = [(f.kind, f.concept) for f in signed(text) if isinstance(f.detail, Person)]
    assert found == [(Kind.PRESCRIBER, "family medicine"), (Kind.CONSULTATION, "rheumatology")]


@pytest.mark.parametrize(
    "text",
    [
        "TMS CENTER   April 28, 2026\nFrom the desk of Ignatius Orr, MD (psychiatrist). I examined her in person.\n",
        "[letter 07/16/2026]\n   We ask for a second course. Dr. Tamsin Vale, psychiatrist\n\n[first course]\n   Good.\n",
    ],
)
def test_who_writes_is_named_in_a_letterhead_or_behind_the_last_sentence(text: str) -> None:
    assert [f.concept for f in signed(text) if f.kind is Kind.PRESCRIBER] == ["psychiatry"]
