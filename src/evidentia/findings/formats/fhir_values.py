"""Data types of FHIR R4 -> words: codes, quantities, days, names, references.

Every function takes any JSON value and never raises; what is not of the right shape says nothing ("").
Source: https://hl7.org/fhir/R4/datatypes.html, https://ucum.org/ucum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from evidentia.findings.formats.record_text import one_line
from evidentia.model.when import When

Json = Mapping[str, Any]


def obj(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def objs(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(value: object) -> Json:
    return next(iter(objs(value)), {})


def word(value: object) -> str:
    """A code: lower case, so that "Active" of a careless server is "active"."""
    return one_line(value).lower()


_KIND = re.compile(
    r"\s*\((?:disorder|finding|qualifier value|procedure|situation|morphologic abnormality|substance)\)$"
)
_NO_WORDS = {  # SNOMED CT results that are sent as bare codes
    "260385009": "negative", "10828004": "positive", "260415000": "not detected", "260373001": "detected",
    "131194007": "non-reactive", "11214006": "reactive", "82334004": "indeterminate", "47625008": "intravenous",
    "26643006": "by mouth", "34206005": "subcutaneous", "78421000": "intramuscular",
}  # fmt: skip


def words_of(concept: object) -> str:
    """A CodeableConcept in words: its text, else the first display. The kind behind a SNOMED CT name is left out.

    >>> words_of({"coding": [{"display": "Negative (qualifier value)"}]})
    'Negative'
    """
    c = obj(concept)
    displays = [one_line(coding.get("display")) for coding in objs(c.get("coding"))]
    said = one_line(c.get("text")) or next((d for d in displays if d), "")
    if not said:
        said = next((_NO_WORDS[code] for code in codes_of(c) if code in _NO_WORDS), "")
    return _KIND.sub("", said)


def codes_of(concept: object, system: str = "") -> list[str]:
    """The codes of a concept, of one system (a part of its address) where given."""
    codings = objs(obj(concept).get("coding"))
    return [one_line(c.get("code")) for c in codings if c.get("code") and system in str(c.get("system", ""))]


def code_of(concept: object) -> str:
    """The status code of a concept such as clinicalStatus; a bare text counts where no code is given."""
    return next((word(code) for code in codes_of(concept)), word(obj(concept).get("text")))


def icd_of(concept: object) -> str:
    return next((code for system in ("icd-10", "2.16.840.1.113883.6.90") for code in codes_of(concept, system)), "")


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")


def day_of(value: object) -> str:
    """A date, dateTime or instant as a day, month or year as written; "" for anything else.

    The local day is kept: "2025-03-03T23:30:00-05:00" is the third of March.
    """
    match = _DAY.fullmatch(one_line(value))
    if match is None:
        return ""
    try:
        return str(When(*(int(part) for part in match.groups() if part)))
    except ValueError:
        return ""


def day_in(resource: Json, *names: str) -> str:
    """The first day among elements that may be a date, a Period (its start) or a Timing (its first event)."""
    for name in names:
        value = resource.get(name)
        events = obj(value).get("event")
        day = day_of(value) or day_of(obj(value).get("start"))
        day = day or (day_of(events[0]) if isinstance(events, list) and events else "")
        if day:
            return day
    return ""


_UCUM = {
    "10*9/L": "10^9/L", "10*3/uL": "10^3/uL", "10*6/L": "10^6/L", "10*6/uL": "10^6/uL", "10*12/L": "10^12/L", "mm[Hg]": "mmHg", "[IU]/mL": "IU/mL",
    "[IU]/L": "IU/L", "m[IU]/mL": "mIU/mL", "k[IU]/mL": "kIU/mL", "g/(24.h)": "g/24h", "mg/(24.h)": "mg/24h", "[lb_av]": "lb",
    "mL/min/{1.73_m2}": "mL/min/1.73 m2", "mL/min/1.73.m2": "mL/min/1.73 m2", "mL/min/1.73{m2}": "mL/min/1.73 m2", "ug": "mcg",
    "[iU]": "units", "[IU]": "units", "1": "", "U": "units", "h": "hours", "min": "minutes",
}  # fmt: skip


def unit_of(quantity: object) -> str:
    """The unit of a Quantity as charts write it: from its UCUM code, else as displayed; never a default.

    Where code and display name two different units nothing chooses between them: both are told.

    >>> unit_of({"code": "mL/min/{1.73_m2}", "system": "http://unitsofmeasure.org"})
    'mL/min/1.73 m2'
    """
    q = obj(quantity)
    shown, code = one_line(q.get("unit")), one_line(q.get("code"))
    if not code or "unitsofmeasure" not in str(q.get("system", "unitsofmeasure")):
        return ucum(shown)
    coded = ucum(code)
    if shown and _same_unit(coded) != _same_unit(ucum(shown)) and _is_ratio(coded) and _is_ratio(ucum(shown)):
        return f"(unit stated as {shown} and as {code})"
    return coded or (re.sub(r"[{}]", "", shown) if shown != code else "")


def ucum(code: str) -> str:
    """A UCUM code as charts write it. Annotations ("{creat}") say nothing of the amount and are left out.

    >>> ucum("10*9/L"), ucum("mg/g{creat}"), ucum("{score}")
    ('10^9/L', 'mg/g', '')
    """
    if code in _UCUM:
        return _UCUM[code]
    bare = re.sub(r"\{[^{}]*\}", "", code).strip()
    return _UCUM.get(bare, bare)


def _is_ratio(unit: str) -> bool:
    return (
        re.fullmatch(r"(?:[kmun]?g|[mun]?mol|[IU]+|m?L)/(?:[kmun]?g|[mun]?mol|[dmu]?L|min|24h|d|day)", unit) is not None
    )


def _same_unit(unit: str) -> str:
    return (
        re.sub(r"\s", "", unit).lower().replace("/day", "/24h").replace("/d", "/24h" if unit.endswith("/d") else "/d")
    )


def number(value: object) -> str:
    """A JSON number with the digits that were written; "" where it is none or beyond all measure."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**13:
        return str(value)
    if not isinstance(value, Decimal) or not value.is_finite() or not -9 <= value.adjusted() <= 12:
        return ""
    return f"{value:f}" if len(value.as_tuple().digits) <= 18 else ""


_COMPARATORS = ("<", "<=", ">=", ">")


def quantity(value: object) -> str:
    """ "4.1 g/g", "<0.1 g/g", "243" (no unit given); "" without a number."""
    q = obj(value)
    digits = number(q.get("value"))
    sign = one_line(q.get("comparator"))
    if not digits or (sign and sign not in _COMPARATORS):
        return ""
    return f"{sign}{digits} {unit_of(q)}".strip()


def person_name(value: object) -> str:
    """A HumanName (or the first official or usual one of a list) as people write it."""
    names = objs(value) if isinstance(value, list) else [obj(value)]
    names = sorted(names, key=lambda n: {"official": 0, "usual": 1, "old": 9}.get(word(n.get("use")), 2))
    for name in names:
        given = name.get("given")
        parts = [one_line(part) for part in given] if isinstance(given, list) else []
        said = " ".join(part for part in (*parts, one_line(name.get("family"))) if part) or one_line(name.get("text"))
        if said:
            return said
    return ""


def unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(w for w in words if w))


def notes_of(resource: Json) -> str:
    """The annotations of a resource, one after the other."""
    return " ".join(unique(one_line(note.get("text")) for note in objs(resource.get("note"))))
