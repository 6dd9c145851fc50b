"""Whose paper it is, and of which day and kind: another patient's, a later one, a payer's or a published one feeds nothing."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia import assess
from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.model.finding import Chart, Kind

AS_OF = date(2026, 1, 5)
NOTE = """RHEUMATOLOGY CLINIC NOTE 12/18/2025
Patient: N.V., 34-year-old woman

Lupus nephritis class IV. Ruxience for lupus nephritis 03/10/2025 and 03/24/2025, no reaction, no severe infection, no PML.
UPCR 12/15/2025: 1.2 g/g. Plan: continue Ruxience 1000 mg IV on 01/05/2026 and 01/19/2026.
"""
OTHERS = {
    "another name": "INFUSION RECORD 12/01/2025\nPatient: M.R., 61-year-old man\n",
    "another day of birth": "INFUSION RECORD 12/01/2025\nPatient: N.V.  DOB 02/02/1964\n",
    "another number": "INFUSION RECORD 12/01/2025\nMRN: 99231\n",
    "another birth year than the age": "LABORATORY REPORT 12/01/2025\nDOB 02/02/1940\n",
    "another sex and age in fields": "LABORATORY REPORT 12/01/2025\nSex: Male   Age: 70\n",
    "another name in a table": "LABORATORY REPORT 12/01/2025\nPatient Name   Karl Roe\n",
    "another name in a subject line": "LETTER 12/01/2025\nRE: Karl Roe (DOB 02/02/1940)\n",
    "another man in the story": "CLINIC NOTE 12/01/2025\n\nMr. Karl Roe, 70-year-old man.\n",
    "a case report": "CASE REPORT, Kidney Int 2019\n",
    "an insurer's letter": "INSURER LETTER 12/20/2025\n",
    "a template": "TEMPLATE FOR INFUSION NOTES\n",
    "a later note": "RHEUMATOLOGY NOTE 02/20/2026\nPatient: N.V.\n",
}
STORY = "Ruxience 1000 mg IV given 12/01/2025 for rheumatoid arthritis. IgG 300 mg/dL. Anaphylaxis. HBsAg positive.\n"


def chart(*texts: str) -> Chart:
    named = [(f"{number}.txt", text) for number, text in enumerate(texts)]
    return from_note.read(documents_of(named), load().vocabulary, AS_OF)


def note(head: str) -> str:
    born = "  DOB 03/03/1991" if "birth" in head else ""
    number = "  MRN: 55120" if "number" in head else ""
    return NOTE.replace("34-year-old woman", f"34-year-old woman{born}{number}")


@pytest.mark.parametrize("head", OTHERS)
@pytest.mark.parametrize("apart", [True, False], ids=["a file of its own", "in one packet"])
def test_nothing_is_taken_from_it(head: str, apart: bool) -> None:
    mine, other = note(head), OTHERS[head] + STORY
    found = chart(mine, other) if apart else chart(mine + "\n" + other)
    assert [f.concept for f in found.of_kind(Kind.LAB) if f.concept in ("hbsag", "igg")] == []
    assert [str(f.when) for f in found.of_kind(Kind.COURSE)] == ["2025-03-10"]


@pytest.mark.parametrize(
    "head",
    [
        "Patient: N.V., 34F\n",
        "Pt: Nora V.\n",
        "Patient of Dr. Castellane.\n",
        "34 y/o F\n",
        "DOB 1991-03-03\n",
        "Sex: F  Age: 35\n",
        "Patient Name  Nora Vale  DOB: 3/3/91\n",
    ],
)
def test_a_paper_of_the_same_patient_or_without_a_header_is_read(head: str) -> None:
    found = chart(NOTE, "TELEPHONE ENCOUNTER 01/02/2026\n" + head + "IgG 01/02/2026: 700 mg/dL.\n")
    assert [f.concept for f in found.of_kind(Kind.LAB)] == ["igg", "upcr"] or len(found.of_kind(Kind.LAB)) == 2


def test_the_article_says_that_it_was_set_aside() -> None:
    other = OTHERS["another name"] + STORY
    said = assess("Continue Ruxience for lupus nephritis?", [("a", NOTE), ("b", other)], as_of=AS_OF).statements
    assert any("set aside" in s.text and "M.R." in s.text and s.role == "gap" for s in said)
