"""Regimens in text: amounts, frequencies, counts, times, routes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.findings import regimens
from evidentia.findings.orders import is_undecided, kind_of, request_of

PHRASES: list[tuple[str, dict[str, Any]]] = [
    ("1 g BID", {"dose": "1 g", "per_day": 2, "daily_dose": "2 g/d"}),
    ("1,500 mg bid", {"dose": "1500 mg", "daily_dose": "3000 mg/d"}),
    ("1000 mg twice daily", {"dose": "1000 mg", "daily_dose": "2000 mg/d"}),
    ("2 g/day", {"dose": None, "daily_dose": "2 g/d"}),
    ("2 g per day", {"daily_dose": "2 g/d"}),
    ("3 g/d x 1 yr", {"daily_dose": "3 g/d", "days": 365, "doses": None}),
    ("up to 1 g BID (2 g/d)", {"dose": "1 g", "daily_dose": "2 g/d"}),
    ("360 mg tab - Take 2 tabs (720 mg) by mouth BID", {"dose": "720 mg", "daily_dose": "1440 mg/d", "route": "PO"}),
    ("500 mg tab, 3 tabs BID", {"dose": "1500 mg", "daily_dose": "3000 mg/d"}),
    ("10-20 mg daily", {"dose": None, "daily_dose": None, "per_day": 1}),
    ("500 mg every 2 weeks x 6", {"dose": "500 mg", "doses": 6, "spacing_days": 14}),
    ("6 x 500 mg q2wk", {"dose": "500 mg", "doses": 6, "spacing_days": 14}),
    ("750 mg/m2 IV monthly x 6", {"dose": "750 mg/m2", "doses": 6, "spacing_days": 30, "route": "IV"}),
    ("375 mg/m² = 675 mg IV weekly × 4", {"dose": "375 mg/m2", "doses": 4, "spacing_days": 7}),
    ("1000 mg day 1 and 15 every 6 months", {"doses": 2, "spacing_days": 14, "repeat_days": 182}),
    ("1000 mg day 0/day 14", {"doses": 2, "spacing_days": 14}),
    ("1000 mg D1 09/28/2026 D15 10/12/2026 Q6MO", {"spacing_days": 14, "repeat_days": 182}),
    ("1 g x 2, two weeks apart", {"doses": 2, "spacing_days": 14}),
    ("three monthly pulses", {"doses": 3, "spacing_days": 30}),
    ("2 of 6 planned doses", {"doses": 2}),
    ("200 mg SC every week", {"dose": "200 mg", "route": "SC", "spacing_days": 7}),
    ("15 mg/wk", {"dose": "15 mg", "spacing_days": 7}),
    ("for 7 months", {"days": 213}),
    ("for almost 3 yrs", {"days": 1095}),
    ("for less than 4 weeks", {"days": 27}),
    ("a 6-month trial", {"days": 182}),
    ("UPCR 5.1 -> 4.8 g/g", {}),
    ("protein 3.8 g/24 h", {}),
    ("class IV + V", {}),
]


@pytest.mark.parametrize(("text", "wanted"), PHRASES, ids=[text for text, _ in PHRASES])
def test_a_phrase_gives_its_parts(text: str, wanted: dict[str, Any]) -> None:
    found = regimens.read(text)
    assert bool(found) == bool(wanted)
    for name, value in wanted.items():
        part = getattr(found[0], name)
        assert part == value if isinstance(value, int | None) else str(part) == value, name


def test_two_amounts_are_two_regimens() -> None:
    assert [str(r.dose) for r in regimens.read("500 mg BID titrated to 1 g BID")] == ["500 mg", "1 g"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Riabni 1000 mg IV, then q6 months", {"repeat_days": 182, "single_course": False}),
        ("No redosing planned before 24 wk", {"repeat_days": 168, "single_course": True}),
        ("Repeat ............. none ordered", {"single_course": True}),
        ("1 g every 14 days x 2 doses, course to be repeated in 24 weeks", {"spacing_days": 14, "repeat_days": 168}),
        ("375 mg/m2 once weekly for 4 weeks", {"doses": 4, "spacing_days": 7}),
        ("375 mg/m2 weekly x4 vs 1 g x2, prefer 1 g day 1/15", {"doses": 2, "spacing_days": 14}),
        ("1000 mg IV ONCE (single infusion, no second dose)", {"doses": 1, "spacing_days": None}),
    ],
)
def test_an_order_is_read_whole(text: str, wanted: dict[str, Any]) -> None:
    asked = request_of(text, [(0, len(text))])
    assert {name: getattr(asked, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "product", "dose"),
    [
        ("Product to be decided.", True, False),
        ("biosimilar or brand per pharmacy", True, False),
        ("could be any of the four", True, False),
        ("dose to be worked out with the infusion pharmacist", False, True),
        ("Ruxience 1000 mg", False, False),
        ("she has not tried a biosimilar or brand", False, False),
    ],
)
def test_what_is_not_decided_yet(text: str, product: bool, dose: bool) -> None:
    assert is_undecided(text) == (product, dose)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Recertification of Riabni", "continuation"),
        ("start auth (continuation)", "continuation"),
        ("first-time Ruxience", "initiation"),
        ("dose change", "dose_change"),
        ("starting 3/9/26", None),
        ("Approve Rituxan?", None),
    ],
)
def test_the_kind_of_a_request(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@given(
    st.integers(1, 4000), st.sampled_from(["mg", "g", "mcg"]), st.sampled_from([("BID", 2), ("TID", 3), ("daily", 1)])
)
def test_dose_times_frequency_is_the_daily_dose(value: int, unit: str, often: tuple[str, int]) -> None:
    found = regimens.read(f"{value} {unit} {often[0]}")[0]
    assert found.daily_dose is not None
    assert found.daily_dose.value == Decimal(value) * often[1]
    assert found.daily_dose.unit == f"{unit}/d"


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    for found in regimens.read(text):
        assert 0 <= found.start <= found.end <= len(text)
        assert all(0 <= start <= end <= len(text) for start, end in found.schedule)


@given(st.integers(1, 60), st.sampled_from(["days", "weeks", "months", "years"]))
def test_a_longer_time_is_never_fewer_days(count: int, unit: str) -> None:
    assert regimens.time_days(str(count), unit) < regimens.time_days(str(count + 1), unit)
