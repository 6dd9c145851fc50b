"""Dates as the sources write them -> When. A date that cannot be told is None, never a guess."""

from __future__ import annotations

import re

from evidentia.model.when import When

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?![\d/])")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_AMERICAN = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")
_NAMED = re.compile(r"(\d{4})\s+([A-Za-z]{3})[a-z]*\.?(?:\s+(\d\d?)\b(?!\s*-))?")
_LONG = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(?:(\d\d?),?\s+)?(\d{4})")


def day(text: str) -> When | None:
    """ "2011-07-04", "20110704", "7/4/2011", "2011 Jul-Aug", "July 4, 2011" -> When, as exact as it is written.

    >>> str(day("20211105")), str(day("2011 Jul-Aug")), day("N/A")
    ('2021-11-05', '2011-07', None)
    """
    text = text.strip()
    if m := _COMPACT.match(text):
        return _when(*m.groups())
    if m := _AMERICAN.match(text):
        return _when(m[3], m[1], m[2])
    if m := _NAMED.match(text):
        return _when(m[1], str(_MONTHS.get(m[2].lower(), "")), m[3])
    if m := _ISO.match(text):
        return _when(*m.groups())
    if m := _LONG.match(text):
        return _when(m[3], str(_MONTHS.get(m[1].lower(), "")), m[2])
    return None


def parts(year: str, month: str = "", number: str = "") -> When | None:
    """Year, month (number or name) and day as they stand in separate fields."""
    named = _MONTHS.get(month[:3].lower())
    return _when(year, str(named) if named else month, number)


def _when(year: str | None, month: str | None = None, number: str | None = None) -> When | None:
    """As much of it as is a date: the 31st of February is a February."""
    if not year or not year.isdigit() or not 1500 <= int(year) <= 2200:
        return None
    months = int(month) if month and month.isdigit() and 1 <= int(month) <= 12 else None
    days = int(number) if months and number and number.isdigit() else None
    try:
        return When(int(year), months, days)
    except ValueError:
        return When(int(year), months)
