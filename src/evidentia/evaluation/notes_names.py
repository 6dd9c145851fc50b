"""Names, amounts and schedules as the gold spells them and as we do -> one form of each, for comparison.

How a name is brought to its one form: the whole name is looked up in content/vocabulary (a key or any of its names);
else without the words that only qualify it ("serum", "score", "class IV", "(unspecified)"); else by the few domain
spellings listed here; else it stands for itself, in lower case. "lupus nephritis class IV", "LN" and "lupus
nephritis" are so one concept; "hemoglobin A1c" and "HbA1c" one analyte. Nothing here knows a note or its gold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.spellings import spellings
from evidentia.logic.quantities import convert
from evidentia.model.quantity import Quantity

# Preferred names of the guidelines that the vocabulary knows by another word, or not at all.
_CONDITIONS = {
    "zoster": "herpes zoster",
    "shingles": "herpes zoster",
    "covid": "covid-19",
    "cmv viremia": "cytomegalovirus viremia",
    "uti": "urinary tract infection",
    "uri": "upper respiratory infection",
    "pml": "progressive multifocal leukoencephalopathy",
    "end-stage renal disease": "end-stage kidney disease",
    "hypogammaglobulinemia": "hypogammaglobulinaemia",
    "hepatitis b virus infection": "hepatitis b infection",
    "hydroxychloroquine retinopathy": "retinopathy",
    "reaction": "infusion reaction",
    "hypersensitivity reaction": "infusion reaction",
}
_INGREDIENTS = {
    "mycophenolate": "mycophenolate mofetil",  # the plain word means the mofetil, unless the note says acid
    "calcium carbonate/cholecalciferol": "calcium carbonate",
    "pneumococcal conjugate vaccine": "pneumococcal vaccine",
    "pneumococcal polysaccharide vaccine": "pneumococcal vaccine",
    "progestin-only contraceptive": "oral contraceptive",
    "antidiabetic drug": "antidiabetic",
}
_ANALYTES = {
    "interferon-gamma release assay": "tuberculosis test",
    "hepatitis b panel": "hepatitis panel",
    "hepatitis b virus dna": "hbv dna",
    "cd19 b-cell count": "cd19",
    "ham-d17": "ham-d",  # the guidelines do not tell the versions apart
    "ham-d24": "ham-d",
    "hemoglobin a1c": "hba1c",
    "erythrocyte sedimentation rate": "esr",
    "fasting glucose": "glucose",  # nor fasting from random glucose
    "blood glucose": "glucose",
    "alanine aminotransferase": "alt",
    "aspartate aminotransferase": "ast",
}
_CONDITION_EXTRA = re.compile(
    r"\s*(?:,.*|\((?!\s*[+-]).*\)|\bclass\b.*|\bflare\b(?=.)|\brecurrent\b|\bsevere\b|\bchronic\b|\bhistory of\b)\s*"
)
_ANALYTE_EXTRA = re.compile(
    r"\s*(?:\(.*\)|\bserum\b|\bbody(?= weight)|\bscores?\b|\bdisability\b|\btests?\b|\blevel\b|\bcount\b|\bantibod(?:y|ies)\b)\s*"
)


class Names:
    """The one form of the names of a vocabulary.

    >>> names = Names({"conditions": {"lupus nephritis": {"exact": ["LN"]}}, "drugs": {}, "drug_classes": {},
    ...     "confusables": {}, "analytes": {"upcr": {"names": ["UPCR"]}}, "units": {"umol/L": ["µmol/l"]}})
    >>> names.condition("LN class III+V"), names.analyte("UPCR (spot)"), names.unit("µmol/L")
    ('lupus nephritis', 'upcr', 'umol/l')
    """

    def __init__(self, vocabulary: Mapping[str, Any]) -> None:
        self._conditions = _problems(vocabulary.get("problems", {}) | vocabulary.get("symptoms", {})) | _spellings(
            vocabulary["conditions"]
        )
        self._analytes = _spellings(vocabulary["analytes"])
        self._units = {_key(s): _key(unit) for unit, names in vocabulary["units"].items() for s in names}
        self._drugs = drug_names.of(vocabulary)

    def condition(self, name: str) -> str:
        """One form of a diagnosis, symptom or sign."""
        return _first(name, self._conditions, _CONDITIONS, _CONDITION_EXTRA)

    def analyte(self, name: str) -> str:
        """One form of a measurement."""
        return _first(name, self._analytes, _ANALYTES, _ANALYTE_EXTRA)

    def ingredient(self, name: str) -> str:
        """One form of a drug, class or treatment: its form where amounts differ, else its plain generic name."""
        low = name.lower()
        found = drug_names.mentions(low, self._drugs)
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(low)) and not found[0].misspelt:
            low = (found[0].name.form or found[0].concept).lower()
        return _INGREDIENTS.get(low, low)

    def unit(self, unit: str | None) -> str | None:
        """One form of a unit; None and "" (a score) are both "none written"."""
        if not unit:
            return None
        return self._units.get(_key(unit), _key(unit))


def _problems(entries: Mapping[str, Any]) -> dict[str, str]:
    """Every spelling of every name of the problem list -> its concept."""
    return {
        _words(form): concept.lower()
        for concept, entry in entries.items()
        for name in (concept, *(entry.get("names", ()) if isinstance(entry, Mapping) else entry))
        for form in spellings(name)
    }


def _spellings(entries: Mapping[str, Any]) -> dict[str, str]:
    """Every name of a part of the vocabulary -> its concept; a concept's own name is never another's."""
    names = {
        _words(name): concept.lower()
        for concept, entry in entries.items()
        for name in (*(entry.get("names") or ()), *(entry.get("exact") or ()))
    }
    return names | {_words(concept): concept.lower() for concept in entries}


def _first(name: str, known: Mapping[str, str], special: Mapping[str, str], extra: re.Pattern[str]) -> str:
    low = " ".join(name.lower().split())
    for form in (low, extra.sub(" ", low).strip()):
        if form in special:
            return special[form]
        if _words(form) in known:
            return known[_words(form)]
    return low


def _words(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9µ+]+", name.lower()))


def _key(unit: str) -> str:
    return str(unit).lower().replace(" ", "")


_DAILY = (("/day", "/d"), ("/24h", "/d"))


def same_dose(first: str | None, second: str | None) -> bool:
    """Whether two doses are one amount: same numbers, and units that convert. A missing unit is only itself.

    >>> same_dose("1 g", "1000 mg"), same_dose("200", "200 mg"), same_dose("1-1.5 g", "1 g"), same_dose(None, None)
    (True, False, False, True)
    """
    if first is None or second is None:
        return first is second
    if first.lower() == second.lower():
        return True
    one, other = _amount(first), _amount(second)
    if one is None or other is None:
        return False
    if one.unit == other.unit:
        return one.value == other.value
    changed = convert(one, other.unit) if one.unit and other.unit else None
    return changed is not None and changed.value == other.value


def _amount(dose: str) -> Quantity | None:
    """A plain dose: one number with or without a unit. None for ranges, tapers and words."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-zA-Zµ%][\w/%.µ]*)?", dose.strip())
    if found is None:
        return None
    unit = found.group(2)
    for long, short in _DAILY:
        unit = unit.replace(long, short) if unit else unit
    return Quantity(Decimal(found.group(1)), unit)


def by_day(dose: str | None, frequency: str | None) -> tuple[str | None, str | None]:
    """One form of "400 mg daily" and "400 mg/day"; every other dose and frequency as it is.

    >>> by_day("400 mg", "daily"), by_day("1 g", "BID")
    (('400 mg/day', None), ('1 g', 'BID'))
    """
    plain_dose = dose is not None and "/" not in dose and _amount(dose) is not None
    return (f"{dose}/day", None) if plain_dose and frequency == "daily" else (dose, frequency)


_UNIT_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_PERIOD = r"(?:(\d+)\s*)?(day|week|month|year)s?"
_WORDS_OF_RHYTHM = {"weekly": "every 1 week", "monthly": "every 1 month", "yearly": "every 1 year", "once": "1 doses"}


def rhythm(text: str | None) -> tuple[object, ...] | None:
    """A schedule in one form: (doses, days between them, days to the repeat, the rest of the words).

    "day 1 and 15" is the two doses, two weeks apart, that it means; a bare "2 doses" stays without a distance.
    "4 weeks" and "1 month" are not one form: the guidelines keep the words of the note.

    >>> rhythm("day 1 and 15, repeat at 6 months") == rhythm("2 doses, 2 weeks apart, again in 6 months")
    True
    """
    if text is None:
        return None
    left = _per_week(text.lower())
    for word, form in _WORDS_OF_RHYTHM.items():
        left = re.sub(rf"\b{word}\b", form, left)
    left = re.sub(r"\bdays? 1 and (?:day )?15\b", "2 doses 2 weeks apart", left)
    left = re.sub(r"\bx\s*(\d+)\b", r"\1 doses", left)
    doses, left = _taken(left, r"(\d+) (?:doses?|treatments?|sessions?)")
    apart, left = _taken(left, rf"{_PERIOD} apart")
    repeat, left = _taken(left, rf"(?:repeat at|again in|repeat every|repeat in) {_PERIOD}")
    every, left = _taken(left, rf"every {_PERIOD}")
    if apart is not None and repeat is None:
        repeat, every = every, None
    rest = tuple(re.findall(r"[a-z0-9]+", left))
    return (doses, apart if apart is not None else every, repeat, rest)


def _per_week(text: str) -> str:
    """ "Twice weekly", "2x/week", "5 days a week", "every other day" in one form."""
    for word, count in (("once", "1"), ("twice", "2"), ("three times", "3"), ("thrice", "3")):
        text = re.sub(rf"\b{word} (?:a |per )?week(?:ly)?\b", f"{count} times weekly", text)
    text = re.sub(r"\b(\d) ?(?:x|times|days?) ?(?:/|a |per )?week(?:ly)?\b", r"\1 times weekly", text)
    text = re.sub(r"\bmonday/wednesday/friday\b|\bmwf\b|\bm/w/f\b", "3 times weekly", text)
    return text.replace("every other day", "every 2 days")


def _taken(text: str, pattern: str) -> tuple[int | None, str]:
    """The number of days (or the count) that a pattern states, and the text without it."""
    found = re.search(pattern, text)
    if found is None:
        return None, text
    count = int(found.group(1) or 1)
    days = _UNIT_DAYS[found.group(2)] if found.re.groups > 1 else 1.0
    return int(count * days), text[: found.start()] + " " + text[found.end() :]


def same_duration(first: str | None, second: str | None) -> bool:
    """Whether two durations are one: days compare with a month's rounding, counts of doses exactly.

    >>> same_duration("6 months", "182 days"), same_duration("36 sessions", "36 doses"), same_duration("6 months", None)
    (True, True, False)
    """
    if first is None or second is None:
        return first is second
    one, other = _length(first), _length(second)
    return one is not None and other is not None and one[0] == other[0] and abs(one[1] - other[1]) <= 1


def _length(text: str) -> tuple[str, int] | None:
    found = re.fullmatch(rf"{_PERIOD}", text.strip().lower())
    if found:
        return "days", int(int(found.group(1) or 1) * _UNIT_DAYS[found.group(2)])
    counted = re.fullmatch(r"(\d+) (?:doses?|sessions?|treatments?|infusions?|cycles?)", text.strip().lower())
    return ("doses", int(counted.group(1))) if counted else None


def same_date(gold: str | None, got: str | None) -> bool:
    """Whether a date is the gold's: at the gold's precision, which may be a year or a month only.

    >>> same_date("2025-01", "2025-01-15"), same_date("2025-01-15", "2025-01"), same_date(None, "2025")
    (True, False, False)
    """
    if gold is None or got is None:
        return gold is got
    return got == gold or got.startswith(f"{gold}-")
