"""Requests in forms, tables and orders: ticked boxes, rows that await approval, orders that differ; what is turned
down, or only dated, is no request."""

from __future__ import annotations

import pytest

from evidentia.model.finding import Request
from tests.findings.therapy import NOTE, asked, says

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
