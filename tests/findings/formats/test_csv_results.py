"""What a table of results does not say: no result is taken from a range, a maximum, a cancelled row, or somebody else's row."""

from __future__ import annotations

import pytest

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.findings.formats import from_bytes
from evidentia.model.finding import Chart, Kind
from tests.findings.formats.lupus import AS_OF

NOTE = "NEPHROLOGY NOTE 12/18/2025\nPatient: Nora V., 34-year-old woman\nDOB 03/03/1991\n\nLupus nephritis.\n"


def chart(table: str) -> Chart:
    named = [("note", NOTE), *((e.name, e.text) for e in from_bytes("labs.csv", table.encode()))]
    return from_note.read(documents_of(named), load().vocabulary, AS_OF)


def values(table: str) -> list[str]:
    found = [f for f in chart(table).of_kind(Kind.LAB)]
    said = [str(f.value or getattr(f.detail, "result", "")) for f in found]
    return [word for word in said if word not in ("pending", "not done")]


@pytest.mark.parametrize(
    "table",
    [
        "test,value,reference,date\nHBsAg,,negative,2025-12-01\n",
        "test,result,expected,date\nHBsAg,,Negative,2025-12-01\nAnti-HBc total,,Negative,2025-12-01\n",
        "scale,score,maximum,date\nPHQ-9,,27,2025-12-01\n",
        "test,value,unit,goal,date\nUPCR,,g/g,0.5,2025-12-01\n",
        "test,value,unit,reference range,date\neGFR,,mL/min/1.73 m2,>60,2025-12-01\n",
        *(
            f"test,value,unit,status,date\nUPCR,1.2,g/g,{status},2025-12-01\n"
            for status in ("cancelled", "pending", "preliminary", "entered in error", "not performed")
        ),
    ],
)
def test_no_result(table: str) -> None:
    assert values(table) == []


@pytest.mark.parametrize("status", ["final", "Corrected", "", "F", "Final result"])
def test_a_result_that_stands(status: str) -> None:
    assert values(f"test,value,unit,maximum,status,date\nUPCR,1.2,g/g,3.5,{status},2025-12-01\n") == ["1.2 g/g"]


@pytest.mark.parametrize(
    ("columns", "mine", "other"),
    [
        ("patient", "Nora V.", "Karl Roe"),
        ("Patient name", "nora v.", "john doe"),
        ("DOB", "03/03/1991", "02/02/1940"),
        ("first name,last name", "Nora,Vale", "Karl,Roe"),
    ],
)
def test_rows_of_somebody_else_are_set_aside(columns: str, mine: str, other: str) -> None:
    table = f"{columns},test,value,unit,date\n{mine},UPCR,1.2,g/g,2025-12-01\n{other},IgG,300,mg/dL,2025-12-01\n"
    assert values(table) == ["1.2 g/g"]
    assert "another patient" in [f.concept for f in chart(table).of_kind(Kind.NOTE)]
