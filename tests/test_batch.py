"""Many cases at once give what each gives alone, in their order."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from evidentia.answer.render import json as as_json
from evidentia.app import assess, split_case
from evidentia.batch import Case, assess_all
from evidentia.content.errors import InputError
from evidentia.model.assessment import Assessment, Audience
from evidentia.model.evidence import Library

DAY = date(2026, 1, 5)
FOLDER = Path(__file__).parent / "cases" / "determinations"


def case_of(path: Path) -> Case:
    question, chart = split_case(path.read_text("utf-8"))
    return Case(question, (("chart.txt", chart),), DAY)


CASES = [case_of(path) for path in sorted(FOLDER.glob("*.txt"))[:5]]


def rendered(assessment: Assessment, _: Library) -> str:
    return as_json.render(assessment, Audience.CLINICIAN)


def alone(case: Case) -> str:
    return as_json.render(assess(case.question, case.documents, as_of=case.as_of), Audience.CLINICIAN)


@pytest.mark.parametrize("workers", [1, 2])
def test_each_case_gives_the_same_bytes_as_alone(workers: int) -> None:
    assert list(assess_all(CASES, rendered, workers=workers)) == [alone(case) for case in CASES]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_case_that_cannot_be_used_stops_no_other(workers: int) -> None:
    empty = Case("", (), DAY)
    found = list(assess_all([CASES[0], empty, CASES[1]], rendered, workers=workers))
    assert isinstance(found[1], InputError) and "question" in str(found[1])
    assert [found[0], found[2]] == [alone(CASES[0]), alone(CASES[1])]


def test_cases_are_read_as_they_are_needed() -> None:
    """A million cases are never held together."""
    taken = 0

    def many() -> object:
        nonlocal taken
        for case in CASES * 10_000:
            taken += 1
            yield case

    results = assess_all(many(), rendered, workers=2)  # type: ignore[arg-type]
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert 0 < taken < 1_000


def test_an_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(InputError("a", "b", "c", "d")))
    assert str(error) == str(InputError("a", "b", "c", "d"))
