"""Requests in forms, tables and orders: ticked boxes, rows that await approval, orders that differ; what is turned
down, or only dated, is no request."""

from __future__ import annotations

from typing import Any

import pytest

from evidentia.model.finding import Request
from tests.findings.therapy import NOTE, asked, given, says

TURNED_DOWN = [
    "Plan: do not continue Truxima 1000 mg IV on 04/06/2026 and 04/20/2026; switch to belimumab.",
    "Plan: we will not be giving Riabni 1000 mg on 04/06/2026 and 04/20/2026.",
    "Plan: no further Truxima 1000 mg x 2; begin voclosporin.",
    "Plan: she declines Rituxan 1000 mg day 1 and 15.",
    "Plan: Riabni 1000 mg 04/06/2026 cancelled; change to obinutuzumab.",
    "Plan: replace Truxima 1000 mg x 2 by belimumab.",
    "Plan: Rituxan 375 mg/m2 weekly x 4 on hold.",
]


@pytest.mark.parametrize("text", TURNED_DOWN)
def test_what_is_turned_down_is_no_request(text: str) -> None:
    assert [f for f in asked(NOTE + text) if f.concept == "rituximab"] == []


STILL_ASKED = [
    "Plan: do not delay; start Truxima 1000 mg IV on 04/06/2026 and 04/20/2026.",
    "Plan: she cannot wait longer, begin Truxima 1000 mg IV on 04/06/2026 and 04/20/2026.",
    "Plan: no change to prednisone. Continue Truxima 1000 mg IV on 04/06/2026 and 04/20/2026.",
    "Plan: switch from Rituxan to Truxima 1000 mg IV on 04/06/2026 and 04/20/2026.",
]


@pytest.mark.parametrize("text", STILL_ASKED)
def test_a_negation_of_something_else_leaves_the_request(text: str) -> None:
    found = asked(NOTE + text)
    assert len(found) == 1
    says(found[0], product="Truxima", dose="1000 mg", dates=("2026-04-06", "2026-04-20"))


def test_the_day_of_asking_is_no_day_of_a_dose() -> None:
    text = f"{NOTE}Riabni requested today.\nPlan: Riabni 1000 mg IV on 04/06/2026 and 04/20/2026."
    found = asked(text)
    assert len(found) == 1
    says(found[0], dates=("2026-04-06", "2026-04-20"), spacing_days=14, doses=2)


FORM = "SPECIALTY PHARMACY AUTHORIZATION REQUEST 03/11/2026\n"


def test_the_ticked_box_among_the_products_is_the_request() -> None:
    text = f"{FORM}Product   [ ] Ruxience   [ ] Rituxan   [x] Truxima   [ ] Riabni\nDose: 1000 mg     Route: IV     Frequency: day 1 and day 15\n"
    found = asked(text)
    assert len(found) == 1
    says(found[0], product="Truxima", dose="1000 mg", doses=2, spacing_days=14)


@pytest.mark.parametrize(
    "row",
    [
        "Previously tried   [ ] Ruxience   [ ] Rituxan   [x] Truxima   [ ] Riabni",
        "Product   [ ] Ruxience   [ ] Rituxan   [ ] Truxima   [ ] Riabni",
        "Product   [x] Ruxience   [x] Rituxan   [ ] Truxima   [ ] Riabni",
    ],
)
def test_a_box_of_the_past_and_an_open_choice_are_no_request(row: str) -> None:
    assert asked(f"CLINIC NOTE 03/11/2026\n{row}\n") == []


def test_rows_that_await_approval_are_the_request() -> None:
    text = (
        "INFUSION SUITE CHART COPY 03/11/2026\n\nProduct: Riabni (rituximab-arrx)\n"
        "course   no   date       dose    start   end\n"
        "1        1    9/8/25     500 mg    0900    1300\n"
        "1        2    9/22/25    500 mg    0910    1250\n"
        "next     1    3/23/26    1000 mg     approval pending\n"
        "next     2    4/6/26     1000 mg     approval pending\n"
    )
    found = [f.detail for f in asked(text)]
    assert len(found) == 1
    assert isinstance(found[0], Request)
    says(asked(text)[0], product="Riabni", dose="1000 mg", dates=("2026-03-23", "2026-04-06"), spacing_days=14)


def test_orders_that_differ_stay_apart() -> None:
    text = f"{NOTE}Plan: begin Riabni 1000 mg IV on 04/06/2026 and 04/20/2026.\nTherapy order sheet: Riabni 375 mg/m2 weekly x 6.\n"
    found = asked(text)
    assert len(found) == 2
    says(found[0], dose="1000 mg", doses=2, spacing_days=14)
    says(found[1], dose="375 mg/m2", doses=6, spacing_days=7)


@pytest.mark.parametrize(
    "text",
    [
        "Plan: begin Riabni 1000 mg IV on 04/06/2026 and 04/20/2026.\nOrder: Riabni 1 g IV x 2, two weeks apart.",
        "Plan: begin Riabni 375 mg/m2 weekly x 4.\nOrder: Riabni 640 mg IV weekly x 4.",
    ],
)
def test_one_course_told_twice_is_one_request(text: str) -> None:
    assert len(asked(NOTE + text)) == 1


def test_a_drug_in_the_reason_is_not_asked_for() -> None:
    found = asked(f"{NOTE}I request Ruxience 1000 mg day 1 and 15 because the supply of Riabni at our suite is short.")
    assert [f.detail.product for f in found if isinstance(f.detail, Request)] == ["Ruxience"]


LAYOUTS = [
    # a label in a column, other fields above and below
    "cc    follow-up, is she better whether or not\nord   Riabni 1000 mg IV, 4-6-26 and 4-20-26\nrtn   6 wk",
    "IMP/PLAN\n  1  LN, still active.\n  2  ask payer for Riabni (Q5123) 1000 mg IV 4.6.26 & 4.20.26\n  3  call lab",
    "03/10/2026  Order: Riabni 1000 mg IV 04/06/2026, then 1000 mg IV 04/20/2026.",
    "drug     Riabni 1000 mg x 2\ngiven    9/8/25 + 9/22/25 (1st)      \nasked    4/6/26 + 4/20/26",
    "PLAN  She agrees.\n Riabni 1000 mg IV  04/06, 04/20/2026.",
    "I am asking for Riabni again, 1 g on the 6th of April and 1 g on the 20th of April 2026.",
    "Rx: Riabni 1000 mg IV on 04/06/2026, 04/20/2026.\nCurrent: HCQ 400 mg daily, prednisone 5 mg.",
    "Order on file   RIABNI 1000 MG/ D1 06 Apr 2026 / D15 20 Apr 2026 / refill 0",
    "Order: Riabni 1000 mg (2 x 500 mg vials) on 04/06/2026 and 04/20/2026.",
    "Kindly authorise Riabni 1000 mg on 04/06/2026 and 04/20/2026; answer needed by 03/20/2026.",
]  # fmt: skip


@pytest.mark.parametrize("text", LAYOUTS, ids=[t[:30] for t in LAYOUTS])
def test_orders_in_the_layouts_of_notes(text: str) -> None:
    found = asked(NOTE + text)
    assert len(found) == 1
    says(found[0], product="Riabni", doses=2, dates=("2026-04-06", "2026-04-20"), spacing_days=14)
    assert isinstance(found[0].detail, Request)
    assert str(found[0].detail.dose) in ("1000 mg", "1 g")


WORDS = [
    ("Continue Riabni 1000 mg x 2 two weeks apart q6mo.", {"dose": "1000 mg", "doses": 2, "spacing_days": 14, "repeat_days": 182, "kind": "continuation"}),
    ("Orders: Riabni 375 mg/m2 IV weekly x4 wks.", {"dose": "375 mg/m2", "doses": 4, "spacing_days": 7}),
    ("Treatment plan - Riabni 1000mg IV wk 0, wk 2", {"dose": "1000 mg", "doses": 2, "spacing_days": 14}),
    ("It is our intention to treat her with Riabni, 1 g given twice at an interval of two weeks.", {"dose": "1 g", "doses": 2, "spacing_days": 14}),
    ("Drug requested: Riabni\nDose: 1000 mg IV\nNumber of doses: 2\nInterval between doses: 14 days", {"dose": "1000 mg", "doses": 2, "spacing_days": 14}),
    ("Plan: Riabni, two grams in total, two weeks apart.", {"dose": None, "spacing_days": 14}),
    ("Plan: start Riabni 1000 mg IV; clinic visit every 4 weeks.", {"dose": "1000 mg", "spacing_days": None}),
    ("Rx: Riabni 1 g IV q14d x 2", {"dose": "1 g", "doses": 2, "spacing_days": 14}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), WORDS, ids=[t[:40] for t, _ in WORDS])
def test_number_and_spacing_in_words_of_their_own(text: str, wanted: dict[str, Any]) -> None:
    found = asked(NOTE + text)
    assert len(found) == 1
    says(found[0], product="Riabni", **wanted)


def test_a_form_marked_with_x_and_underscores() -> None:
    text = (
        "STATE PRIOR AUTHORIZATION FORM 03/11/2026\n"
        "1. Product requested      _ Rituxan   _ Truxima   X Riabni   _ Ruxience\n"
        "2. Quantity / schedule    1,000 mg on 04/06/2026 and 1,000 mg on 04/20/2026\n"
        "3. Biopsy                 X done 05/04/2026     class: IV\n"
    )
    found = asked(text)
    assert len(found) == 1
    says(found[0], product="Riabni", dose="1000 mg", dates=("2026-04-06", "2026-04-20"))


def test_a_product_that_nobody_selected_is_undecided() -> None:
    found = asked(f"{NOTE}Order: RITUXIMAB IV 1000 MG  04/06/2026  04/20/2026   product: [select]")
    says(found[0], product=None, undecided=True, dose="1000 mg")


@pytest.mark.parametrize(
    "text",
    [
        "Approved: Truxima 1000 mg x 2 through 6/30/2026.",
        "Plan: defer Riabni 1000 mg x 2 for now.",
        "Plan: Riabni will not be repeated.",
        "Rx: Riabni 1000 mg q6mo, HCQ 400 mg daily, prednisone 5 mg.",
        "Riabni 1000 mg x 2 is given because B cells return.",
        "Start Riabni 1000 mg 09/08/2025 and 09/22/2025.",
    ],
)
def test_neither_are_answers_delays_lists_and_history(text: str) -> None:
    assert asked(NOTE + text) == []


MORE = [
    ("Plan\n  - Riabni 1 g D1/D15, q6mo\n  - labs q3mo", {"dose": "1 g", "doses": 2, "spacing_days": 14, "repeat_days": 182}),
    ("Chemo order: Riabni 650 mg (375 mg/m2 x 1.73 m2) IV q7d x 4", {"dose": "375 mg/m2", "doses": 4, "spacing_days": 7}),
    ("Dear reviewer, she requires Riabni 1 g IV at weeks 0 and 2.", {"dose": "1 g", "doses": 2, "spacing_days": 14}),
    ("I request coverage of Riabni. The proposed regimen is 375 mg/m2 IV once a week for four doses.", {"dose": "375 mg/m2", "doses": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), MORE, ids=[t[:40] for t, _ in MORE])
def test_plans_and_letters(text: str, wanted: dict[str, Any]) -> None:
    found = asked(NOTE + text)
    assert len(found) == 1
    says(found[0], product="Riabni", **wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Plan: no rituximab at this time, continue MMF.",
        "Patient education: start Riabni 1000 mg day 1 and 15 only if labs are fine.",
        "Per outside note: continue Riabni 1000 mg day 1 and 15.",
        "Plan: await decision on Riabni 1000 mg x 2.",
    ],
)
def test_conditions_and_words_of_others_are_no_request(text: str) -> None:
    assert asked(NOTE + text) == []


def test_fields_for_what_was_given_and_what_is_asked_share_the_drug() -> None:
    text = f"{NOTE}Drug     Riabni 1000 mg x 2\nGiven    9/8/25 + 9/22/25     all for nephritis\nAsked    4/6/26 + 4/20/26\n"
    assert len(asked(text)) == 1
    says(asked(text)[0], dose="1000 mg", dates=("2026-04-06", "2026-04-20"))
    assert [str(f.when) for f in given(text)] == ["2025-09-08"]
