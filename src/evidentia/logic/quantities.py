"""Comparison of amounts with units. Nothing is compared across units that do not convert exactly.

Conversions: SI prefixes; creatinine 113.12 g/mol (so 1 g/g of protein to creatinine is 113.12 mg/mmol).
"""

from __future__ import annotations

from decimal import Decimal

from evidentia.model.quantity import Quantity
from evidentia.model.truth import Truth, Why

# unit -> (dimension, factor to the dimension's base unit)
_UNITS: dict[str, tuple[str, Decimal]] = {
    "g/g": ("protein/creatinine", Decimal(1)),
    "mg/mg": ("protein/creatinine", Decimal(1)),
    "mg/g": ("protein/creatinine", Decimal("0.001")),
    "g/mol": ("protein/creatinine", Decimal(1) / Decimal("113120") * 1000),
    "mg/mmol": ("protein/creatinine", Decimal(1) / Decimal("113.12")),
    "g/mmol": ("protein/creatinine", Decimal(1000) / Decimal("113.12")),
    "g/d": ("mass/day", Decimal(1)),
    "mg/d": ("mass/day", Decimal("0.001")),
    "g": ("mass", Decimal(1)),
    "mg": ("mass", Decimal("0.001")),
    "mcg": ("mass", Decimal("0.000001")),
    "mg/m2": ("mass/area", Decimal("0.001")),
    "g/m2": ("mass/area", Decimal(1)),
    "mg/kg": ("mass/mass", Decimal("0.001")),
    "g/kg": ("mass/mass", Decimal(1)),
    "g/L": ("mass/volume", Decimal(1)),
    "mg/dL": ("mass/volume", Decimal("0.01")),
    "g/dL": ("mass/volume", Decimal(10)),
    "mg/L": ("mass/volume", Decimal("0.001")),
    "umol/L": ("amount/volume", Decimal(1)),
    "mmol/L": ("amount/volume", Decimal(1000)),
    "mL/min/1.73 m2": ("filtration", Decimal(1)),
    "mL/min": ("clearance", Decimal(1)),
    "kg": ("weight", Decimal(1)),
    "lb": ("weight", Decimal("0.45359237")),
    "cm": ("length", Decimal(1)),
    "in": ("length", Decimal("2.54")),
    "m": ("length", Decimal(100)),
    "y": ("age", Decimal(1)),
    "kg/m2": ("body mass index", Decimal(1)),
    "RU/mL": ("relative units/volume", Decimal(1)),
    "IU/mL": ("international units/volume", Decimal(1)),
    "kPa": ("pressure", Decimal(1)),
    "s": ("time", Decimal(1)),
    "%": ("percent", Decimal(1)),
    "": ("count", Decimal(1)),
}


def dimension(unit: str | None) -> str | None:
    """What a unit measures; None where the unit is missing or unknown."""
    return _UNITS[unit][0] if unit is not None and unit in _UNITS else None


def convert(quantity: Quantity, unit: str) -> Quantity | None:
    """The same amount in another unit, or None where the two do not convert.

    >>> str(convert(Quantity.of("980", "mg/d"), "g/d"))
    '0.980 g/d'
    """
    if quantity.unit == unit:
        return quantity
    if quantity.unit not in _UNITS or unit not in _UNITS:
        return None
    here, factor = _UNITS[quantity.unit]
    there, target = _UNITS[unit]
    if here != there:
        return None
    return Quantity(quantity.value * factor / target, unit, quantity.comparator)


def at_least(quantity: Quantity, threshold: Quantity) -> Truth:
    """Whether an amount is `threshold` or more. Unknown without a unit, or where "<"/">" leaves it open.

    >>> at_least(Quantity.of("1.7", None), Quantity.of("0.5", "g/g"))
    unknown (unit missing)
    """
    if quantity.unit is None:
        return Truth.unknown(Why.UNIT_MISSING)
    here = convert(quantity, threshold.unit or "")
    if here is None:
        return Truth.unknown(Why.AMBIGUOUS)
    if here.comparator in ("<", "<="):  # below v: certainly below the threshold only where v <= threshold
        below = here.value < threshold.value or (here.comparator == "<" and here.value == threshold.value)
        return Truth.not_met() if below else Truth.unknown(Why.AMBIGUOUS)
    if here.comparator in (">", ">="):
        return Truth.met() if here.value >= threshold.value else Truth.unknown(Why.AMBIGUOUS)
    return Truth.known(here.value >= threshold.value)


def below(quantity: Quantity, threshold: Quantity) -> Truth:
    """Whether an amount is less than `threshold`: the negation of `at_least`."""
    return ~at_least(quantity, threshold)


def above(quantity: Quantity, threshold: Quantity) -> Truth:
    """Whether an amount is more than `threshold`; equal is not more.

    >>> above(Quantity.of("60", "kPa"), Quantity.of("60", "kPa"))
    not_met
    """
    here = convert(quantity, threshold.unit or "") if quantity.unit is not None else None
    if here is not None and here.comparator == "=" and here.value == threshold.value:
        return Truth.not_met()
    return at_least(quantity, threshold)


def percent_change(before: Quantity, after: Quantity) -> Decimal | None:
    """(after - before) / before in percent, exact; None where the units do not convert or before is 0.

    >>> round(percent_change(Quantity.of("4.1", "g/d"), Quantity.of("980", "mg/d")))
    -76
    """
    if before.unit is None or after.unit is None or before.comparator != "=" or after.comparator != "=":
        return None
    there = convert(after, before.unit)
    if there is None or before.value == 0:
        return None
    return (there.value - before.value) / before.value * 100
