"""Courses: which dates are days of giving, grouped; what was only planned, asked for or cancelled is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from evidentia.app import assess
from evidentia.model.finding import Course
from evidentia.model.when import When
from tests.findings.therapy import NOTE, given, plain

DATES: list[tuple[str, list[tuple[str, ...]]]] = [
    ("Riabni courses for LN: 09/23/2024 + 10/07/2024; 03/24/2025 + 04/07/2025.", [("2024-09-23", "2024-10-07"), ("2025-03-24", "2025-04-07")]),
    ("Rituximab-pvvr history (for LN)\n  C1  2025-02-10 + 2025-02-24\n  C2  2025-06-09 + 2025-06-23\n  C3  requested 2026-06-02", [("2025-02-10", "2025-02-24"), ("2025-06-09", "2025-06-23")]),
    ("Riabni for LN (class III, bx 2024): 04/21/2025 + 05/05/2025 .", [("2025-04-21", "2025-05-05")]),
    ("On rituximab 1000 mg x2 q6mo for LN. First course 9/15/2025 & 9/29/2025.", [("2025-09-15", "2025-09-29")]),
    ("Ruxience: C1D1 2024-05-06, C1D15 2024-05-20; C2D1 2024-11-04, C2D15 2024-11-18", [("2024-05-06", "2024-05-20"), ("2024-11-04", "2024-11-18")]),
    ("She received Truxima on March 4 and 18, 2025.", [("2025-03-04", "2025-03-18")]),
    ("Rituximab given on 11 May and 25 May 2025.", [("2025-05-11", "2025-05-25")]),
    ("On 03/04/2025 she received Ruxience 1000 mg IV, second dose 03/18/2025.", [("2025-03-04", "2025-03-18")]),
    ("last infused with Ruxience in March 2025.", [("2025-03",)]),
    ("Since the last rituximab course (11/2025) UPCR fell from 3.1 (10/28/2025) to 1.2 g/g (02/20/2026).", [("2025-11",)]),
    ("Rituximab was approved 09/2025. The 10/06/2025 start was cancelled. She has never received rituximab.", []),
    ("Next Riabni 1000 mg 04/20/2026 and 05/04/2026.", []),
    ("Order: Riabni 1000 mg IV 03/16/2026 and 03/30/2026.", []),
    ("Rituximab was planned for 01/2026 but not given.", []),
    ("She had a severe infusion reaction to Ruxience in 03/2025.", []),
    ("She has been maintained on Ruxience 1000 mg every 6 months.", []),
    ("He took Benlysta from 11/2023.", []),
    ("RTX hx: 1g x2 9/2024; 1g x2 3/2025; 1 g x 2 10/2025.", [("2024-09",), ("2025-03",), ("2025-10",)]),
    ("Rituximab #3 was due 02/2026 but held for pneumonia. #2 was 08/11/2025.", [("2025-08-11",)]),
    ("Her sister received rituximab in 2021. Patient received rituximab x4 weekly in 2019 for ITP.", [("2019",)]),
    ("Received Ruxience 1000 mg today without incident.", [("2026-03-10",)]),
    ("Methylprednisolone given today. Ruxience was discussed.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), DATES, ids=[t[:50] for t, _ in DATES])
def test_days_of_giving_are_grouped_into_courses(text: str, wanted: list[tuple[str, ...]]) -> None:
    found = [f.detail for f in given(NOTE + text)]
    assert [plain(d.dates) for d in found if isinstance(d, Course)] == wanted


def test_a_record_of_infusions_is_read_row_by_row() -> None:
    text = (
        "INFUSION LOG 02/01/2026\nPatient X   Drug: Truxima   Indication: lupus nephritis\n"
        "Date        Dose      Status\n03/03/2025  1000 mg   given\n03/17/2025  1000 mg   given\n"
        "09/22/2025  1000 mg   cancelled\n03/09/2026  1000 mg   scheduled\n"
    )
    found = [f.detail for f in given(text)]
    assert [plain(d.dates) for d in found if isinstance(d, Course)] == [("2025-03-03", "2025-03-17")]
    assert found[0] is not None and (found[0].product, found[0].indication) == ("Truxima", "lupus nephritis")  # type: ignore[union-attr]


def test_product_dose_and_indication_stand_with_the_course() -> None:
    text = "Rituxan (reference) for arthritis/vasculitis: 03/17/2025 + 03/31/2025. All 1000 mg."
    detail = given(NOTE + text)[0].detail
    assert isinstance(detail, Course)
    assert (detail.product, str(detail.dose), detail.indication) == ("Rituxan", "1000 mg", "arthritis/vasculitis")


def test_a_product_in_brackets_behind_the_dates_names_them() -> None:
    text = "Rituximab  course 1: 9/8/2021 & 9/22/2021 (Rituxan)\n  course 2: 3/15/2022, 3/29/2022 (Ruxience)"
    found = [f.detail for f in given(NOTE + text)]
    assert [d.product for d in found if isinstance(d, Course)] == ["Rituxan", "Ruxience"]


def test_parts_that_date_the_latest_course_differently_are_both_kept() -> None:
    text = (
        "Doc 1 -- RHEUMATOLOGY NOTE 8/25/2025\nOn rituximab for LN. First course 9/15/2024 & 9/29/2024. "
        "Last course was 3/9/2025 and 3/23/2025.\n\n"
        "Doc 2 -- INFUSION CENTER ADMINISTRATION RECORD (printed 8/26/2025)\nDrug: rituximab\n"
        "   09/15/2024   1000 mg   completed\n   09/29/2024   1000 mg   completed\n"
        "   06/08/2025   1000 mg   completed\n   06/22/2025   1000 mg   completed\n"
    )
    flagged = {str(f.when): "conflicting" in f.flags for f in given(text)}
    assert flagged == {"2024-09-15": False, "2025-03-09": True, "2025-06-08": True}


@for_all(st.dates(date(2020, 1, 1), date(2025, 5, 1)), st.integers(1, 35), st.integers(36, 300))
def test_35_days_part_courses(first: date, near: int, far: int) -> None:
    def courses(days: int) -> int:
        second = first + timedelta(days=days)
        return len(given(f"{NOTE}Riabni for LN: {first:%m/%d/%Y} + {second:%m/%d/%Y}."))

    assert (courses(near), courses(far)) == (1, 2)


@for_all(st.dates(date(2020, 1, 1), date(2026, 2, 1)))
def test_a_date_stays_as_written(day: date) -> None:
    assert given(f"{NOTE}Ruxience was given on {day:%m/%d/%Y}.")[0].when == When.of(day)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("INFUSION VISIT 09/15/2025\nRuxience 1000 mg IV, tolerated well.", ["2025-09-15"]),
        ("NURSING NOTE 10/06/2025\nPt here for Truxima infusion. Infusion started at 0910, completed 1405.", ["2025-10-06"]),
        ("NURSING NOTE 10/06/2025\nPt here for Truxima infusion. Not given: T 38.5, sent home.", []),
        ("NURSING NOTE 10/06/2025\nPt here for Truxima infusion, tolerated last infusion well.", []),
    ],
    ids=["visit", "nurse", "not given", "last one"],
)  # fmt: skip
def test_the_note_of_an_infusion_gives_its_own_day(text: str, days: list[str]) -> None:
    assert [str(f.when) for f in given(text)] == days


def test_a_heading_gives_its_dose_to_every_course_under_it() -> None:
    note = "Ruxience for lupus nephritis, 1000 mg each\n  Course 1: 09/09/2024 and 09/23/2024\n  Course 2: 03/10/2025 and 03/24/2025\n"
    found = [f.detail for f in given(note) if isinstance(f.detail, Course)]
    assert [str(c.dose) for c in found] == ["1000 mg", "1000 mg"]


def test_a_line_in_small_letters_ends_the_sentence_that_leads_in_a_list() -> None:
    text = (
        "Two courses of Truxima for the\n  nephritis so far:\n     course A   04/14/2025 and 04/28/2025    1000 mg each"
    )
    assert [
        [str(when) for when in f.detail.dates] for f in given(f"{NOTE}{text}\n") if isinstance(f.detail, Course)
    ] == [["2025-04-14", "2025-04-28"]]


@pytest.mark.parametrize(
    "note",
    [
        "On Ruxience for lupus nephritis. Course 3 was due in September 2025 and was not given (coverage lapsed).",
        "The Ruxience course of March 2025 was not given.",
        "The second dose of Ruxience was not administered.",
    ],
)
def test_one_course_that_was_not_given_is_not_never(note: str) -> None:
    result = assess(
        "Is continuation of rituximab medically necessary for lupus nephritis?",
        [("note.txt", note)],
        as_of=date(2026, 3, 2),
        policies=["model/ln-rituximab"],
        kind="continuation",
    )
    (first,) = [c for c in result.determinations[0].criteria if c.id == "C1"]
    assert first.truth.is_unknown


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Infusion ledger\nDate         Drug       Dose\n03/03/2025   Truxima    1000 mg\n03/17/2025   Truxima    1000 mg", ["2025-03-03"]),
        ("Round one of Truxima was 03/03/2025; round two 10/06/2025 and 10/20/2025.", ["2025-03-03", "2025-10-06"]),
        ("Order ledger\nDate         Drug       Dose\n03/03/2025   Truxima    1000 mg", []),
    ],
)  # fmt: skip
def test_ledgers_and_rounds(text: str, first: list[str]) -> None:
    assert [str(f.when) for f in given(f"{NOTE}{text}\n")] == first
