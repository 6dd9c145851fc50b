"""Requests: what each part of a packet asks for; what was approved, denied, withdrawn or weighed is no request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.model.finding import Request
from tests.findings.therapy import NOTE, asked, says

ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("Plan: Riabni 1000 mg IV 6/1/2026 + 6/15/2026, then q6 months.", {"product": "Riabni", "dose": "1000 mg", "dates": ("2026-06-01", "2026-06-15"), "doses": 2, "spacing_days": 14, "repeat_days": 182}),
    ("I ask for a further twelve\nmonths of Riabni, 1000 mg IV on 03/23/2026 and 04/06/2026 and every 6 months thereafter.", {"doses": 2, "repeat_days": 182}),
    ("Request: Riabni (rituximab-arrx) 1000 mg IV 03/30/2026 and 04/13/2026. No redosing planned before 24 wk.", {"repeat_days": 168, "spacing_days": 14}),
    ("Order: RUXIENCE 1000 mg IV 2026-04-02; RUXIENCE 1000 mg IV 2026-04-16.", {"dates": ("2026-04-02", "2026-04-16"), "dose": "1000 mg"}),
    ("Plan: rituximab 375 mg/m2 q week x4 starting 3/23/26.", {"product": None, "dose": "375 mg/m2", "doses": 4, "spacing_days": 7}),
    ("Plan: Ruxience 1000 mg IV day 1 (5/11/26) and day 15 (5/25/26) at the county infusion room as advised by rheum.", {"doses": 2, "spacing_days": 14}),
    ("We ask for two doses of 1,000 mg of Truxima fifteen days apart, on 3/23/2026 and 4/7/2026.", {"dose": "1000 mg", "spacing_days": 15}),
    ("Requesting Rituxan 1000 mg IV on days 1 and 22.", {"product": "Rituxan", "spacing_days": 21}),
    ("Plan: pre-cert for Rituxan, dose to be worked out with the infusion pharmacist.", {"product": "Rituxan", "dose": None, "undecided": True}),
    ("Plan: rituximab 1000 mg IV ONCE on 07/20/2026 (single infusion, no second dose). Product to be decided.", {"doses": 1, "dose": "1000 mg", "product": None, "undecided": True}),
    ("Ruxience is requested because this is the product our infusion suite carries.", {"product": "Ruxience", "dose": None, "undecided": False}),
    ("Request rituximab biosimilar (any covered) 1000 mg day 1 and 15.", {"product": "rituximab biosimilar", "doses": 2}),
    ("I request Rituxan (J9312), not a biosimilar, 1000 mg IV on 4/9/2026 and 4/23/2026.", {"product": "Rituxan", "spacing_days": 14}),
    ("Next Riabni (rituximab-arrx) 1000 mg 04/20/2026 and 05/04/2026. q6mo.", {"repeat_days": 182, "doses": 2}),
    ("I ask for coverage of Riabni. She would receive two 1-gram infusions fourteen days apart. No further infusions are planned unless she relapses.", {"dose": "1 g", "doses": 2, "spacing_days": 14, "single_course": True}),
    ("Order set 3/10/26: Rituximab-abbs 1 gram IV day 0 and day 14. Premed methylprednisolone 100 mg IV. Repeat in 24 weeks.", {"product": "Truxima", "dates": (), "spacing_days": 14, "repeat_days": 168}),
    ("Renewal request for Hizentra 0.4 g/kg SC weekly.", {"product": "Hizentra", "dose": "0.4 g/kg", "kind": "continuation"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ORDERS, ids=[t[:50] for t, _ in ORDERS])
def test_a_request_is_read_with_its_parts(text: str, wanted: dict[str, Any]) -> None:
    found = asked(NOTE + text)
    assert len(found) == 1
    says(found[0], **wanted)


NONE = [
    "Rituximab approved 12/01/2025 to 05/31/2026.",
    "Rituximab was denied in 2022, never received.",
    "If no improvement: rituximab 1000 mg day 1 and 15.",
    "Consider rituximab 1 g x 2.",
    "Recommend rituximab 1 g x 2, two weeks apart; biosimilar is fine.",
    "The order of 2/1/2026 for Rituxan was withdrawn.",
    "Riabni for LN: 04/21/2025 + 05/05/2025.",
    "Her sister asks for rituximab.",
    "Plan: continue MMF 1 g BID.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_request(text: str) -> None:
    assert asked(NOTE + text) == []


def test_each_part_of_a_packet_has_its_own_request() -> None:
    text = (
        "(1) LETTER     Mar 1, 2026\nI am requesting Ruxience for R.O., lupus nephritis class IV + V (full-house IF).\n\n"
        "(2) INFUSION CENTER ORDER FORM           rec'd 03/03/26\n"
        "  Drug/HCPCS ......... RITUXAN  J9312      [x] dispense as written\n"
        "  Dose ............... 1000 mg IV\n  Dates .............. 03/14/26, 03/28/26\n"
        "  Repeat ............. none ordered\n"
    )
    found = [f.detail for f in asked(text)]
    assert [d.product for d in found if isinstance(d, Request)] == ["Ruxience", "Rituxan"]
    says(asked(text)[1], dose="1000 mg", dates=("2026-03-14", "2026-03-28"), single_course=True)


def test_a_list_of_infusions_under_a_drug_is_no_request() -> None:
    text = "INFUSION CENTER SUMMARY printed 02/20/2026\nDrug: Riabni\n1   06/09/2025   1000 mg   Completed\n"
    assert asked(text) == []


def test_a_part_that_leaves_the_product_open_says_so() -> None:
    text = (
        "Doc 1 -- NOTE 3/1/2026\nPlan: next rituximab 1000 mg 4/7/2026 and 4/21/2026.\n\n"
        "Doc 2 -- PHARMACY EMAIL 3/2/2026\nProduct will depend on the contract (could be any of the four).\n"
    )
    found = [f.detail for f in asked(text)]
    assert [d.undecided for d in found if isinstance(d, Request)] == [False, True]


def test_a_renewal_that_names_no_regimen_is_for_what_is_given_now() -> None:
    text = (
        "CASE SUMMARY\nShe has been maintained on Ruxience 1000 mg IV on day 1 and 15 every 6 months.\n\n"
        "Reason for request: prior authorization expired.\n"
    )
    found = asked(text)
    says(found[0], product="Ruxience", doses=2, repeat_days=182)
    assert "from current therapy" in found[0].flags


@given(st.dates(date(2026, 3, 12), date(2027, 1, 1)), st.integers(7, 35))
def test_the_distance_of_the_dates_is_the_spacing(first: date, gap: int) -> None:
    second = first + timedelta(days=gap)
    text = f"{NOTE}Plan: Truxima 1000 mg IV {first:%m/%d/%Y} and {second:%m/%d/%Y}."
    says(asked(text)[0], spacing_days=gap, dates=(first.isoformat(), second.isoformat()))


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        ("start Ruxience 1000 mg IV on 03/02/2026 and 03/16/2026, continue mycophenolate", "initiation"),
        ("continue mycophenolate, start Ruxience 1000 mg IV on 03/02/2026 and 03/16/2026", "initiation"),
        ("continue Ruxience 1000 mg IV on 03/02/2026 and 03/16/2026, start losartan", "continuation"),
        ("start Wegovy 0.25 mg weekly, continue diet and activity", "initiation"),
    ],
)
def test_the_kind_is_that_of_the_drug_that_is_asked_for(plan: str, kind: str) -> None:
    (request,) = [f.detail for f in asked(f"Plan: {plan}.") if isinstance(f.detail, Request)]
    assert request.kind == kind
