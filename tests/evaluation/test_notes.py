"""`evaluate notes`: the projection, the matching rules of the guidelines, and the output, on a note of our own."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.evaluation.notes import project
from evidentia.evaluation.notes_entities import (
    Annotation,
    Condition,
    Event,
    Lab,
    Medication,
    Note,
    Requested,
    read_notes,
)
from evidentia.evaluation.notes_matching import Counts, compare
from evidentia.evaluation.notes_names import Names, rhythm, same_date, same_dose, same_duration
from evidentia.evaluation.notes_score import Tally, score, table
from evidentia.interfaces.cli.main import main
from evidentia.model.finding import Assertion, Biopsy, Chart, Course, Document, Finding, Kind, Outcome, Span, Status
from evidentia.model.finding import Medication as Exposure
from evidentia.model.frozen import changed
from evidentia.model.quantity import Quantity
from evidentia.model.when import When


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(__file__).parents[1] / "cases" / "notes"


@pytest.fixture(scope="module")
def tally(folder: Path) -> Tally:
    return score(read_notes(folder), load())


def test_the_golden_text(folder: Path, tally: Tally) -> None:
    shown = table(changed(tally, median=0.0, longest=0.0))
    assert shown + "\n" == (folder / "expected.golden").read_text("utf-8")


def test_known_counts_of_our_own_note(tally: Tally) -> None:
    """Counted by hand: the plica, trimethylaminuria and adropin are no words of ours."""
    counted = {f.name: (f.expected, f.got, f.right) for f in tally.figures}
    assert counted["conditions found"] == (7, 5, 5)
    assert counted["medications, ingredient and status"] == (6, 6, 6)
    assert counted["medications, full tuple"] == (6, 6, 6)
    assert counted["labs, with unit and date"] == (4, 3, 3)
    assert counted["distractors taken for facts"] == (1, None, 0)
    assert {m.type for m in tally.misses} == {"condition missed", "lab missed", "gap missed"}


def test_command_gives_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "notes", str(folder), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["notes"] == 1
    assert data["figures"]["events, type and date"]["f"] == 1.0
    assert data["milliseconds"]["median"] > 0


def test_bad_folders_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "notes", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
    with pytest.raises(InputError, match="no note here"):
        read_notes(tmp_path)
    (tmp_path / "x.txt").write_text("SLE", "utf-8")
    (tmp_path / "x.json").write_text('{"note_date": "2026-01-05"}', "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_notes(tmp_path)


# matching


def compared(gold: Annotation, ours: Annotation, text: str = "x" * 200) -> Counts:
    counts = Counts()
    compare(Note("n", text, date(2026, 1, 5), gold), ours, Names(load().vocabulary), counts)
    return counts


def rights(counts: Counts, *figures: str) -> tuple[int, ...]:
    return tuple(counts.right[figure] for figure in figures)


def test_conditions_pair_by_overlap_then_by_concept() -> None:
    gold = Annotation(
        conditions=(
            Condition(((0, 9),), "lupus nephritis class IV", "present"),
            Condition(((20, 30),), "edema", "absent"),
        )
    )
    ours = Annotation(
        conditions=(Condition(((50, 55),), "lupus nephritis", "present"), Condition(((25, 28),), "oedema", "present"))
    )
    counts = compared(gold, ours)
    figures = ("conditions found", "conditions, concept and assertion", "assertion, given a match")
    assert rights(counts, *figures) == (2, 1, 1)
    assert [miss.type for miss in counts.misses] == ["assertion"]


def test_medications_compare_amounts_not_words() -> None:
    place = ((0, 3),)
    gold = Medication(place, "mycophenolate mofetil", "current", "1 g", None, "BID", "response")
    full = ("medications, ingredient and status", "medications, full tuple", "outcome, given a match")

    def right(**changes: str) -> tuple[int, ...]:
        ours = changed(gold, ingredient="mycophenolate", dose="1000 mg", **changes)
        return rights(compared(Annotation(medications=(gold,)), Annotation(medications=(ours,))), *full)

    assert right() == (1, 1, 1)
    assert right(outcome="intolerance") == (1, 1, 0)
    assert right(frequency="TID") == (1, 0, 1)
    assert right(status="past") == (0, 0, 0)


def test_labs_need_analyte_and_equal_value() -> None:
    gold = Lab(((0, 9),), "serum creatinine", Decimal("0.9"), "µmol/L", None, "2025-01")
    figures = ("labs, analyte and value", "labs, with unit and date")

    def right(**changes: object) -> tuple[int, ...]:
        ours = changed(
            gold,
            **{"analyte": "creatinine", "value": Decimal("0.90"), "unit": "umol/L", "date": "2025-01-15", **changes},
        )
        return rights(compared(Annotation(labs=(gold,)), Annotation(labs=(ours,))), *figures)

    assert right() == (1, 1)
    assert right(date="2025") == (1, 0)
    assert right(unit=None) == (1, 0)
    assert right(value=Decimal("0.8")) == (0, 0)
    assert right(analyte="upcr") == (0, 0)


def test_one_prediction_matches_one_gold() -> None:
    gold = Annotation(events=(Event(((0, 5),), "infusion", "2025-01-02"), Event(((0, 5),), "infusion", "2025-01-16")))
    counts = compared(gold, Annotation(events=(Event(((0, 5),), "infusion", "2025-01-16"),)))
    assert rights(counts, "events, type", "events, type and date") == (1, 1)
    assert [m.type for m in counts.misses] == ["event missed"]


def test_the_request_is_compared_field_by_field() -> None:
    gold = Requested("rituximab", "Truxima", "1 g", "IV", "day 1 and 15", "6 months", "initiation")
    ours = changed(gold, product=None, dose="1000 mg", schedule="2 doses, 2 weeks apart", duration="182 days")
    counts = compared(Annotation(requested=gold), Annotation(requested=ours))
    assert [(m.type, m.expected, m.got) for m in counts.misses] == [("requested product", "Truxima", "None")]
    assert compared(Annotation(requested=gold), Annotation()).right["requested ingredient"] == 0
    assert compared(Annotation(), Annotation(requested=ours)).misses[0].type == "request extra"


def test_an_entity_on_a_distractor_is_counted() -> None:
    gold = Annotation(distractors=((10, 20), (40, 50)))
    ours = Annotation(medications=(Medication(((15, 17),), "rituximab", "past"),))
    counts = compared(gold, ours)
    assert (counts.right["distractors taken for facts"], counts.expected["distractors taken for facts"]) == (1, 2)
    assert counts.misses[-1].type == "distractor"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("3 g/day", "3 g/day", True), ("0.5 g", "500 mg", True), ("200", "200 mg", False), ("1-1.5 g", "1 g", False)],
)
def test_doses(first: str, second: str, same: bool) -> None:
    assert same_dose(first, second) is same


def test_schedules_dates_durations() -> None:
    assert rhythm("weekly x 4") == rhythm("4 doses weekly")
    assert rhythm("2 doses") != rhythm("day 1 and 15")
    assert rhythm("every 4 weeks") != rhythm("monthly")
    assert same_date("2025", "2025-03-01") and not same_date("2025-03-01", "2025")
    assert same_duration("12 months", "365 days") and not same_duration("6 doses", "6 days")


# projection


def chart(*findings: Finding, text: str = "Truxima given; class IV on biopsy; failed") -> Chart:
    return Chart((Document("doc1", "n.txt", text, ""),), findings)


def test_projection_changes_what_the_guidelines_count_otherwise() -> None:
    here = (Span("doc1", 0, 7),)
    exposure = Exposure(
        Status.PAST, dose=Quantity.of(1000, "mg"), doses=2, every_days=14, outcome=Outcome.RELAPSE_ON, route="IV"
    )
    course = Course((When(2025, 3, 4), When(2025, 3, 18)))
    found = project(
        chart(
            Finding("F1", Kind.MEDICATION, "rituximab", here, Assertion.HISTORICAL, detail=exposure),
            Finding("F2", Kind.COURSE, "rituximab", here, Assertion.HISTORICAL, detail=course),
            Finding("F3", Kind.BIOPSY, "kidney biopsy", here, when=When(2019), detail=Biopsy(("III",))),
            Finding("F4", Kind.BIOPSY, "kidney biopsy", here, when=When(2024), detail=Biopsy(("IV",))),
        ),
        load().vocabulary,
    )
    assert found.medications == (
        Medication(((0, 7),), "rituximab", "past", "1000 mg", "IV", "day 1 and 15", "inadequate_response"),
    )
    assert {(e.type, e.date) for e in found.events} == {
        ("biopsy", "2019"),
        ("biopsy", "2024"),
        ("infusion", "2025-03-04"),
        ("infusion", "2025-03-18"),
    }
    assert {(c.concept, c.assertion) for c in found.conditions} == {
        ("lupus nephritis", "historical"),
        ("lupus nephritis", "present"),
    }


def test_a_repeated_value_is_one_lab_and_the_dated_one_stays() -> None:
    value = Quantity.of("0.9", "mg/dL")
    first = Finding("F1", Kind.LAB, "creatinine", (Span("doc1", 0, 3),), value=value)
    second = Finding("F2", Kind.LAB, "creatinine", (Span("doc1", 8, 11),), value=value, when=When(2025, 3))
    assert [lab.date for lab in project(chart(first, second), load().vocabulary).labs] == ["2025-03"]
