"""What charts on membranous nephropathy and CIDP say: studies, the course of the illness, phases by weight, reasons, risks, titres."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.model.finding import (
    Assertion,
    Biopsy,
    Course,
    Finding,
    Illness,
    Kind,
    Lab,
    Medication,
    Outcome,
    Request,
    Status,
    Study,
)

AS_OF = date(2026, 3, 2)


def read(text: str, kind: Kind) -> list[Finding]:
    chart = from_note.read(documents_of([("note.txt", text)]), load().vocabulary, AS_OF)
    return list(chart.of_kind(kind))


def details(text: str, kind: Kind, of: type) -> list[Any]:
    return [f.detail for f in read(text, kind) if isinstance(f.detail, of)]


STUDIES = [
    (
        "NCS 2026-01-14: conduction block in the left peroneal nerve, absent F waves, prolonged distal latencies.",
        ("conduction block", "prolonged F waves", "prolonged distal latency"),
        None,
    ),
    ("Nerve conduction study 2026-01-14: normal.", (), "normal"),
    ("NCS: normal sural responses, conduction block in the ulnar nerve.", ("conduction block",), None),
    ("NCS was demyelinating.", (), "demyelinating"),
    ("EMG/NCS: purely axonal neuropathy, no conduction block.", (), "axonal"),
]


@pytest.mark.parametrize(("text", "findings", "reading"), STUDIES)
def test_what_a_nerve_conduction_study_shows(text: str, findings: tuple[str, ...], reading: str | None) -> None:
    assert [(d.findings, d.reading) for d in details(text, Kind.STUDY, Study)] == [(findings, reading)]


@pytest.mark.parametrize("text", ["NCS will be repeated.", "Her sister's NCS showed conduction block."])
def test_what_is_no_study_of_the_patient(text: str) -> None:
    assert read(text, Kind.STUDY) == []


COURSES = [
    ("CIDP. Weakness has progressed over 5 months.", "progressive", 152),
    ("CIDP. Progressive weakness of the legs for 10 weeks.", "progressive", 70),
    ("CIDP. Weak legs. Relapsing since 2024.", "relapsing", 426),
    ("CIDP. Weakness for 3 weeks.\n\nProgressive over 7 months.", None, 21),  # of what is not said
]


@pytest.mark.parametrize(("text", "pattern", "days"), COURSES)
def test_how_long_and_how_the_weakness_has_run(text: str, pattern: str | None, days: int) -> None:
    assert [(d.pattern, d.days) for d in details(text, Kind.ILLNESS, Illness)] == [(pattern, days)]


def test_the_phases_of_a_request_by_weight() -> None:
    text = "Request: Privigen 2 g/kg over 4 days, then 1 g/kg every 3 weeks. Weight 80 kg (2026-02-20)."
    (asked,) = details(text, Kind.REQUEST, Request)
    assert [(p.name, str(p.dose), p.days, p.every_days) for p in asked.phases] == [
        ("loading", "2 g/kg", (4, 4), None),
        ("maintenance", "1 g/kg", None, (21, 21)),
    ]


def test_a_course_that_goes_on_about_the_weakness() -> None:
    told = details(
        "Typical CIDP. Legs weak, arms from 09/2025. Progressive over 7 months, symmetric.", Kind.ILLNESS, Illness
    )
    assert ("progressive", 213) in [(d.pattern, d.days) for d in told]


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        (
            "Gamunex-C load 164 g (2 g/kg) as 41 g daily x 4 days, first day 03/16/2026.\n"
            "From 04/06/2026 Gamunex-C 80 g (about 1 g/kg) every 3 weeks.",
            [["loading 2 g/kg", "maintenance 1 g/kg"]],
        ),
        (  # two maintenance doses are two requests
            "From 04/06/2026 Gamunex-C 80 g every 3 weeks.\nFrom 04/06/2026 Gamunex-C 40 g every 3 weeks.",
            [["maintenance 80 g"], ["maintenance 40 g"]],
        ),
    ],
)
def test_load_and_maintenance_are_one_request(order: str, asked: list[list[str]]) -> None:
    found = details(f"ORDER 03/04/2026\n{order}", Kind.REQUEST, Request)
    assert [[f"{p.name} {p.dose}" for p in request.phases] for request in found] == asked


def test_lines_of_a_timeline_are_apart_and_the_day_of_stopping_is_the_last() -> None:
    text = "LN timeline\n     3/2/25    MMF started at 1 g BID straight away\n     5/4/25    MMF stopped by pt, no response."
    (told,) = details(text, Kind.MEDICATION, Medication)
    assert (str(told.start), str(told.stop), told.days) == ("2025-03-02", "2025-05-04", 63)


def test_please_approve_goes_on_about_the_drug_of_the_sentence_before() -> None:
    text = "COVER LETTER, 2/11/2026\nRuxience is the only next step for her nephritis.\nPlease approve 1000 mg IV 3/18/2026 and 1000 mg IV 4/1/2026."
    (asked,) = details(text, Kind.REQUEST, Request)
    assert (asked.product, [str(when) for when in asked.dates]) == ("Ruxience", ["2026-03-18", "2026-04-01"])


def test_a_drug_that_is_avoided_for_a_reason_is_unsuitable() -> None:
    text = "Prednisone avoided because of poorly controlled diabetes."
    assert [d.outcome for d in details(text, Kind.MEDICATION, Medication)] == [Outcome.CONTRAINDICATED]


@pytest.mark.parametrize(
    "text",
    ["Steroids are out because of osteoporosis with two vertebral fractures.", "Prednisone is out of the question."],
)
def test_a_drug_that_is_out_is_unsuitable(text: str) -> None:
    assert Outcome.CONTRAINDICATED in [d.outcome for d in details(text, Kind.MEDICATION, Medication)]


@pytest.mark.parametrize(
    ("text", "highest"),
    [
        ("Irbesartan 300 mg daily since February 9, 2025, which is the most he stands.", True),
        ("Losartan 50 mg daily (BP 98/60 on it, no room to go up) since 01/05/2025.", True),
        ("Losartan 100 mg daily from 01/05/2025, the highest dose her pressure allows.", True),
        ("Irbesartan 300 mg daily since February 9, 2025, most days.", False),
    ],
)
def test_the_most_that_is_borne(text: str, highest: bool) -> None:
    told = details(text, Kind.MEDICATION, Medication)
    assert [(d.highest_tolerated, d.status, d.outcome) for d in told] == [(highest, Status.CURRENT, Outcome.NOT_STATED)]


def test_fills_that_were_checked_take_no_beginning_away() -> None:
    text = "Mycophenolate begun 12/01/2024; 1500 mg BID since 12/15/2024, no dose missed (fills checked)."
    (told,) = details(text, Kind.MEDICATION, Medication)
    assert (str(told.start), str(told.daily_dose)) == ("2024-12-01", "3000 mg/d")


def events(text: str) -> set[tuple[str, str]]:
    return {(f.concept, str(f.assertion)) for f in read(text, Kind.EVENT)}


def test_no_risk_factors_are_not_no_thrombosis() -> None:
    assert events("No risk factors for thrombosis.") == {("thrombosis risk addressed", "present")}
    assert ("thromboembolism", "absent") in events("No thrombosis since the start of immune globulin.")


def test_a_trial_of_less() -> None:
    assert ("dose reduction", "historical") in events("In 09/2025 the interval was lengthened from 3 to 4 weeks.")


def test_a_biopsy_names_what_it_shows() -> None:
    shown = details("Kidney biopsy 2025-03-01: primary membranous nephropathy.", Kind.BIOPSY, Biopsy)
    assert [d.shows for d in shown] == ["membranous nephropathy"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Biopsy 2025-03-01: subepithelial deposits, IgG4 dominant, PLA2R staining positive.",
            ["membranous nephropathy"],
        ),
        ("Biopsy 2025-03-01: subepithelial deposits, PLA2R staining negative.", []),
        ("Serum PLA2R positive.", []),
    ],
)
def test_deposits_with_pla2r_are_membranous(text: str, shown: list[str]) -> None:
    assert [d.shows for d in details(text, Kind.BIOPSY, Biopsy)] == shown


def test_a_differential_diagnosis_is_not_what_a_biopsy_shows() -> None:
    shown = read("Kidney biopsy 2025-03-01 suggests membranous nephropathy vs FSGS.", Kind.BIOPSY)
    assert [f.assertion for f in shown] in ([], [Assertion.POSSIBLE])


def titres(text: str) -> list[str | None]:
    return [d.result for f in read(text, Kind.LAB) if f.concept == "anti-pla2r" and isinstance(d := f.detail, Lab)]


def test_a_titre_is_judged_by_its_cut_offs() -> None:
    assert titres("anti-PLA2R 120 RU/mL (2026-02-01).") == ["positive"]
    assert titres("anti-PLA2R 8 RU/mL (2026-02-01).") == ["negative"]
    assert titres("anti-PLA2R 17 RU/mL (2026-02-01).") == [None]


def test_a_titre_of_a_table_too_and_the_date_is_no_value() -> None:
    table = "date        UPCR g/g   anti-PLA2R RU/mL\n10/2/25     4.1        120\n2/18/26     3.9        8"
    assert titres(table) == ["positive", "negative"]
    assert [str(f.value) for f in read(table, Kind.LAB) if f.concept == "upcr"] == ["4.1 g/g", "3.9 g/g"]


def test_a_stain_of_the_tissue_is_no_antibody_in_the_blood() -> None:
    assert titres("Kidney biopsy: PLA2R-positive glomerular deposits.") == []


def test_a_score_from_before_a_drug_is_no_dose_of_it() -> None:
    assert details("Before any immune globulin: INCAT 5 on 02/20/2026.", Kind.COURSE, Course) == []
    assert len(details("Privigen 80 g given on 01/20/2026.", Kind.COURSE, Course)) == 1


def test_the_heading_of_allergies_ends_with_its_paragraph() -> None:
    text = "Allergies: mycophenolate (rash).\n\nInfusions\n- Ruxience 1000 mg IV given on 2025-03-10."
    outcomes = {f.concept: f.detail.outcome for f in read(text, Kind.MEDICATION) if isinstance(f.detail, Medication)}
    assert outcomes == {"mycophenolate": Outcome.INTOLERANCE, "rituximab": Outcome.NOT_STATED}


def test_a_visit() -> None:
    assert [(f.concept, str(f.when)) for f in read("Seen in neurology clinic on 2026-02-01.", Kind.VISIT)] == [
        ("neurology", "2026-02-01")
    ]
    assert [f.assertion for f in read("Seen in neurology clinic on 2026-02-01.", Kind.VISIT)] == [Assertion.PRESENT]


def test_the_end_of_one_infection_is_not_that_of_another() -> None:
    text = "This is an active bloodstream infection. In 2021 had pneumonia, resolved."
    assert [(str(f.assertion), f.detail.resolved) for f in read(text, Kind.EVENT) if f.detail] == [  # type: ignore[union-attr]
        ("present", False),
        ("historical", True),
    ]


def test_a_screening_that_found_nothing_was_done() -> None:
    assert ("malignancy screening", "historical") in events("Colonoscopy 2025 neg.")
    assert ("malignancy screening", "absent") in events("No malignancy screening.")
