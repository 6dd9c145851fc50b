"""Courses of sessions, doses that are raised in steps, programmes told by what they consist of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from evidentia.content.loader import load
from evidentia.findings import dose_steps, medications, programmes, sessions
from tests.findings.pages import page

AS_OF = date(2026, 7, 1)


def details(module: Any, text: str) -> list[Any]:
    return [f.detail for f in module.extract([page(text)], load().vocabulary, AS_OF)]


@pytest.mark.parametrize(
    ("course", "number"),
    [
        ("30 sessions over 6 weeks then 6 taper sessions (36 total)", 36),
        ("30 sessions plus 6 taper", 36),
        ("thirty sessions over six weeks and a taper of six sessions, thirty-six in all", 36),
        ("30 + taper 6", 36),
        ("30 sessions + taper of 6 (36)", 36),
        ("36 sessions with taper", 36),
        ("36 sessions: 30 sessions over 6 weeks and 6 taper sessions", 36),
        ("36 sessions: 30 daily sessions and 6 taper sessions", 36),
        ("5 days a week for 6 weeks", 30),
        ("40 sessions", 40),
        ("sessions to be decided", None),
    ],
)
def test_the_sessions_of_a_course_are_added_up(course: str, number: int | None) -> None:
    [told] = details(sessions, f"Plan: NeuroStar TMS, left DLPFC 10 Hz, {course}.")
    assert (told.given, told.device, told.protocol, told.sessions) == (False, "NeuroStar", "left 10 Hz", number)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("TMS course completed 04/25/2025 (36 sessions).", True),
        ("VISIT 06/29/2026\nFirst TMS course 03/2025 to 04/25/2025, 36 sessions.", True),
        ("Plan: second course of TMS, 36 sessions.", False),
        ("Order: NeuroStar, 36 sessions.", False),
    ],
)
def test_given_before_or_asked_for_now(text: str, given: bool) -> None:
    assert [d.given for d in details(sessions, text)] == [given]


def test_another_kind_of_course_is_seen() -> None:
    [fast] = details(sessions, "Plan: Magnus SAINT, iTBS, 10 sessions a day for 5 days (50 sessions).")
    [kept] = details(sessions, "Plan: NeuroStar left 10 Hz maintenance, one session a month.")
    [plain] = details(sessions, "Plan: NeuroStar left 10 Hz, 36 sessions. Not maintenance TMS.")
    assert (fast.per_day, kept.maintenance, plain.maintenance) == (10, True, False)


def test_a_field_of_a_form_by_letters() -> None:
    form = (
        'D. Device: "NeuroStar TMS"\nK. Ordering: "T. Marsh MD, psychiatrist, face-to-face examination 06/02/2026"\n'
        'L. Protocol: "Left DLPFC, 10 Hz, 5 days/week; 30 sessions + 6 taper over 3 weeks = 36."'
    )
    [told] = details(sessions, form)
    assert (told.given, told.device, told.protocol, told.sessions) == (False, "NeuroStar", "left 10 Hz", 36)


def test_never_had_is_no_course() -> None:
    assert not details(sessions, "She has never had TMS.")


def steps(text: str) -> list[tuple[str, str]]:
    found = dose_steps.extract([page(text)], load().vocabulary, AS_OF)
    return [(str(f.value), f.detail.role) for f in found]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "plan",
    [
        "Wegovy 0.25 mg SC weekly x 4 weeks, then 0.5 mg, 1 mg, 1.7 mg, each for 4 weeks, then 2.4 mg",
        "Wegovy (semaglutide) at 0.25 mg once weekly, then 0.5 mg, 1 mg, 1.7 mg and 2.4 mg in 4-week steps",
        "Wegovy 0.25 mg weekly (0.25, 0.5, 1, 1.7, 2.4 mg every 4 weeks)",
        "Wegovy 0.25 mg SC qwk x4 wk -> 0.5 x4 -> 1 x4 -> 1.7 x4 -> 2.4",
    ],
)
def test_the_way_up_is_read_whole(plan: str) -> None:
    amounts = list(dict.fromkeys(value for value, role in steps(f"Plan: start {plan}.") if role == "asked"))
    assert amounts == ["0.25 mg", "0.5 mg", "1 mg", "1.7 mg", "2.4 mg"]


@pytest.mark.parametrize(
    ("text", "start", "days"),
    [
        ("Wegovy 2.4 mg weekly since 11/10/2025.", "2025-11-10", None),
        ("Wegovy started 10/06/2025 at 0.25 mg.", "2025-10-06", None),
        ("On Wegovy 1 mg weekly for the last year.", "None", 365),
        ("Wegovy was resumed at 2.4 mg 05/11/2026.", "None", None),
    ],
)
def test_since_when_a_step_is_taken(text: str, start: str, days: int | None) -> None:
    [told] = details(dose_steps, text)
    assert (told.role, str(told.start), told.days) == ("taken", start, days)


def test_a_day_of_service_is_no_dose() -> None:
    assert steps("Wegovy. Next due 2026-06-29, 2.4 mg weekly.") == [("2.4 mg", "asked")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He joined the tier 3 programme on 6 October 2025: a 500 kcal deficit with the dietitian, and is carrying on.", [("current", "2025-10-06")]),
        ("App-coached diet 1,500 kcal, step goal 9,000, start 06/12/2025, active.", [("current", "2025-06-12")]),
        ("10/13/2025   joined hospital program, dietitian. 1500 kcal plan, step goal 8000.\n04/06/2026   still in the program.", [("current", "2025-10-13")]),
        ("Dietitian seen once, 12/10/2025, with handouts on diet and activity.", []),
        ("Enrolment in our diet and activity course is planned from 09/01/2026.", []),
        ("She has dieted since 2019.", []),
    ],
)  # fmt: skip
def test_programmes_told_by_what_they_consist_of(text: str, told: list[tuple[str, str]]) -> None:
    assert [(str(d.status.value), str(d.start)) for d in details(programmes, text)] == told


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("Escitalopram 20 mg 11/3/25-1/12/26 (10 wk) - no response.", "2025-11-03", "2026-01-12"),
        ("Sertraline 200 mg 03/02-05/18/2026 (11 wk), no response.", "2026-03-02", "2026-05-18"),
    ],
)
def test_a_period_whose_days_are_joined_by_a_dash(text: str, start: str, stop: str) -> None:
    found = medications.extract([page(text)], load().vocabulary, AS_OF)
    assert [(str(f.detail.start), str(f.detail.stop)) for f in found] == [(start, stop)]  # type: ignore[union-attr]


def test_words_of_worry_are_no_intolerance() -> None:
    text = "She read about weight gain with mirtazapine; it has not been prescribed."
    found = medications.extract([page(text)], load().vocabulary, AS_OF)
    assert not [f for f in found if f.detail.outcome.value == "intolerance"]  # type: ignore[union-attr]


def test_nothing_else_is_no_result() -> None:
    found = medications.extract(
        [page("Meds (complete): atorvastatin 20 mg nightly. Nothing else.")], load().vocabulary, AS_OF
    )
    assert [f.detail.outcome.value for f in found if f.concept == "atorvastatin"] == ["not_stated"]  # type: ignore[union-attr]


def test_a_plan_with_the_same_device_is_a_course_that_is_asked_for() -> None:
    text = "[first course]\n  02/09/2025 - 04/03/2025   Magstim TMS, left 10 Hz, 36 sessions\n\n[plan]\n  Same device, left 10 Hz, 36 sessions w/ taper, weekdays, one a day.\n"
    first, asked = details(sessions, text)
    assert (first.given, first.device) == (True, "Magstim")
    assert (asked.given, asked.device, asked.protocol, asked.sessions) == (False, "Magstim", "left 10 Hz", 36)
