"""Amounts: conversion, three-valued comparison, percent change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.logic.quantities import at_least, below, convert, dimension, percent_change
from evidentia.model.quantity import Quantity

amounts = st.decimals(min_value="0.01", max_value="100000", places=2)
HALF = Quantity.of("0.5", "g/g")


@pytest.mark.parametrize(
    ("value", "unit", "target", "result"),
    [
        ("980", "mg/d", "g/d", "0.98"),
        ("1700", "mg/g", "g/g", "1.7"),
        ("1.7", "mg/mg", "g/g", "1.7"),
        ("113.12", "mg/mmol", "g/g", "1"),
        ("812", "mg/dL", "g/L", "8.12"),
        ("1440", "mg/d", "g/d", "1.44"),
    ],
)
def test_convert(value: str, unit: str, target: str, result: str) -> None:
    converted = convert(Quantity.of(value, unit), target)
    assert converted is not None
    assert abs(converted.value - Decimal(result)) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("unit", "target"),
    [("g/d", "g/g"), ("mg", "mg/m2"), (None, "g/g"), ("furlong", "g/g"), ("g/g", "furlong")],
)
def test_what_does_not_convert_is_none(unit: str | None, target: str) -> None:
    assert convert(Quantity.of("1", unit), target) is None


@pytest.mark.parametrize(
    ("amount", "result"),
    [
        (Quantity.of("0.5", "g/g"), "met"),
        (Quantity.of("0.49", "g/g"), "not_met"),
        (Quantity.of("500", "mg/g"), "met"),
        (Quantity.of("1.7", None), "unknown"),
        (Quantity.of("1.7", "g/d"), "unknown"),
        (Quantity.of("0.5", "g/g", "<"), "not_met"),
        (Quantity.of("0.5", "g/g", "<="), "unknown"),
        (Quantity.of("0.6", "g/g", "<"), "unknown"),
        (Quantity.of("0.6", "g/g", ">"), "met"),
        (Quantity.of("0.4", "g/g", ">"), "unknown"),
    ],
)
def test_at_least_half_a_gram(amount: Quantity, result: str) -> None:
    assert at_least(amount, HALF).value == result


@given(amounts, st.sampled_from(["g/g", "mg/g", "g/d", "mg/dL", None]))
def test_below_is_the_negation_of_at_least(value: Decimal, unit: str | None) -> None:
    quantity = Quantity(value, unit)
    assert below(quantity, HALF) == ~at_least(quantity, HALF)


@given(amounts, amounts)
def test_change_does_not_depend_on_the_unit(before: Decimal, after: Decimal) -> None:
    grams = percent_change(Quantity(before, "g/g"), Quantity(after, "g/g"))
    mixed = percent_change(Quantity(before * 1000, "mg/g"), Quantity(after, "g/g"))
    assert grams is not None and mixed is not None
    assert abs(grams - mixed) < Decimal("1e-15")


def test_no_change_without_units_from_zero_or_between_kinds() -> None:
    assert percent_change(Quantity.of("3", None), Quantity.of("1", "g/g")) is None
    assert percent_change(Quantity.of("0", "g/g"), Quantity.of("1", "g/g")) is None
    assert percent_change(Quantity.of("3", "g/d"), Quantity.of("1", "g/g")) is None
    assert percent_change(Quantity.of("3", "g/g"), Quantity.of("1", "g/g", "<")) is None


def test_dimensions() -> None:
    assert dimension("mg/g") == dimension("g/g") == "protein/creatinine"
    assert dimension(None) is None and dimension("furlong") is None
