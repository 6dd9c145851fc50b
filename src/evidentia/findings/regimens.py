"""Dose, route, frequency, count and duration of a therapy, read from a stretch of text.

Pure functions over text and character positions: which drug the stretch belongs to is decided elsewhere.
Nothing is filled in: a part that the text does not give is None, and a range ("10-20 mg") gives no dose.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from evidentia.findings.regimen_facts import Fact, facts, number
from evidentia.logic.quantities import convert
from evidentia.model.quantity import Quantity

_UNIT = {
    "milligrams": "mg",
    "milligram": "mg",
    **{
        f"{mass}per{area}": "mg/m2"
        for mass in ("", "mg", "milligram", "milligrams")
        for area in ("squaremeter", "squaremetre", "metersquared", "metresquared")
    },
    "grams": "g",
    "gram": "g",
    "gm": "g",
    "gms": "g",
    "ug": "mcg",
    "µg": "mcg",
    "unit": "units",
    "mg/sqm": "mg/m2",
}
_DAYS_OF = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4375"), "y": Decimal("365.25")}
_PER_DAY = {
    "bid": "2", "tid": "3", "qid": "4", "qd": "1", "qhs": "1", "qam": "1", "qpm": "1", "daily": "1", "nightly": "1",
    "at bedtime": "1", "qod": "0.5", "alternate days": "0.5", "on alternate days": "0.5", "a day": "1", "per day": "1",
    "twice-daily": "2", "once-daily": "1", "twicedaily": "2", "oncedaily": "1",
}  # fmt: skip
# A dose at one time of the day; doses at several times add up.
_TIMES_OF_DAY = {
    "qam": "morning", "am": "morning", "in the morning": "morning", "every morning": "morning", "each morning": "morning",
    "qpm": "evening", "pm": "evening", "in the evening": "evening", "every evening": "evening", "each evening": "evening",
    "qhs": "evening", "at night": "evening", "in the night": "evening", "every night": "evening", "each night": "evening",
    "nightly": "evening", "at bedtime": "evening",
}  # fmt: skip
_EVERY = {
    "weekly": 7, "a week": 7, "per week": 7, "/wk": 7, "/week": 7, "qwk": 7, "qweek": 7, "biweekly": 14,
    "bi-weekly": 14, "fortnightly": 14, "monthly": 30, "a month": 30, "per month": 30, "qmo": 30, "qmonth": 30,
    "quarterly": 91, "semiannual": 182, "semiannually": 182, "semi-annual": 182, "semi-annually": 182,
    "yearly": 365, "annually": 365,
}  # fmt: skip
_ROUTES = {"i": "IV", "p": "PO", "o": "PO", "b": "PO", "s": "SC"}
_LEADS = (
    "x", "×", "for", "over", "after", "lasting", "during", "past", "last", "of", "full", "about", "almost",
    "total", "nearly", "approximately", "approx", "roughly", "perhaps", "maybe", "than", "least", "~", ">",
    "≥", "=", "<", "only", "another", "duration", "length",
)  # fmt: skip
_NOT_A_DURATION = (
    "ago",
    "apart",
    "later",
    "after",
    "before",
    "prior",
    "old",
    "history",
    "postpartum",
    "off",
    "from",
    "out",
    "interval",
)
_NEAR = 12  # characters: "belimumab infusions"
_LONGEST_WITHIN_COURSE = 35  # days; a longer interval lies between courses, not within one


class Regimen(NamedTuple):
    """One way of giving a drug, as far as the text gives it. Days are days; `daily_dose` is per day."""

    start: int
    end: int
    dose: Quantity | None = None
    per_day: Decimal | None = None
    daily_dose: Quantity | None = None
    route: str | None = None
    doses: int | None = None
    spacing_days: int | None = None  # within a course: "weekly", "day 1 and 15", "two weeks apart"
    repeat_days: int | None = None  # between courses: "every 6 months"
    days: int | None = None  # "for 7 months"
    once: bool = False
    schedule: tuple[tuple[int, int], ...] = ()  # places of what says how often

    @property
    def is_empty(self) -> bool:
        return not (
            self.dose
            or self.daily_dose
            or self.per_day
            or self.doses
            or self.spacing_days
            or self.repeat_days
            or self.days
        )


def read(text: str, start: int = 0, end: int | None = None) -> tuple[Regimen, ...]:
    """The regimens of a stretch, one for each stated amount, in the order of the text.

    >>> [(str(r.dose), r.per_day, str(r.daily_dose), r.days) for r in read("up to 1 g BID (2 g/d) for 7 months")]
    [('1 g', Decimal('2'), '2 g/d', 213)]
    """
    groups: list[Regimen] = []
    current = Regimen(start, start)
    pending: list[Fact] = []
    for fact in facts(text, start, end):
        if fact.kind == "mass" and (current.dose or current.daily_dose) and not _same(current, fact, text):
            groups.append(_close(current))
            current = Regimen(fact.start, fact.start)
        if not pending:
            current = current._replace(start=fact.start)
        current = _add(current, fact, text)
        pending.append(fact)
    if pending:
        groups.append(_close(current))
    return tuple(group for group in _summed(groups, text) if not group.is_empty or group.route)


def _summed(groups: list[Regimen], text: str) -> list[Regimen]:
    """ "1 g in the morning and 500 mg at night": two doses of one day, 1500 mg a day together."""
    result: list[Regimen] = []
    for group in groups:
        both = _day_of(result[-1], group, text) if result else None
        if both is None:
            result.append(group)
        else:
            result[-1] = both
    return result


def _day_of(first: Regimen, second: Regimen, text: str) -> Regimen | None:
    at = [_time_of_day(group, text) for group in (first, second)]
    gap = text[first.end : second.start]
    if None in at or at[0] == at[1] or not re.fullmatch(r"[\s,;/+&]*(?:and|then|plus)?\s*", gap, re.IGNORECASE):
        return None
    if first.dose is None or second.dose is None or (other := convert(second.dose, first.dose.unit or "")) is None:
        return None
    same = other.value == first.dose.value
    return second._replace(
        start=first.start,
        dose=first.dose if same else None,
        per_day=Decimal(2) if same else None,
        daily_dose=Quantity((first.dose.value + other.value).normalize() + 0, f"{first.dose.unit}/d"),
        route=first.route or second.route,
        schedule=(*first.schedule, *second.schedule),
    )


def _time_of_day(group: Regimen, text: str) -> str | None:
    if len(group.schedule) != 1:
        return None
    start, end = group.schedule[0]
    return _TIMES_OF_DAY.get(" ".join(text[start:end].lower().replace(".", "").split()))


def with_dose(regimen: Regimen, dose: Quantity, end: int) -> Regimen:
    """The regimen with a dose that stands before it: "MMF 1500" and "BID"."""
    return _close(regimen._replace(dose=dose, end=max(regimen.end, end)))


def with_days(regimen: Regimen, days: int) -> Regimen:
    return regimen._replace(days=regimen.days or days)


def joined(main: Regimen, before: Regimen) -> Regimen:
    """The regimen behind a name, completed by the one in front of it; what stands behind counts first."""
    return _close(main._replace(dose=main.dose or (None if main.daily_dose else before.dose),
        per_day=main.per_day or before.per_day,
        daily_dose=main.daily_dose or (None if main.dose else before.daily_dose),
        route=main.route or before.route,
        doses=main.doses or before.doses,
        spacing_days=main.spacing_days or before.spacing_days,
        repeat_days=main.repeat_days or before.repeat_days,
        days=main.days or before.days,
        schedule=(*before.schedule, *main.schedule),
    ))  # fmt: skip


def amount(value: str | Decimal | int, unit: str) -> Quantity:
    """A quantity in the units of `evidentia.logic.quantities`."""
    unit = unit.lower().replace("²", "2").replace("^", "").replace(" ", "").replace("eter2", "2")
    return Quantity.of(number(value) if isinstance(value, str) else value, _UNIT.get(unit, unit))


def time_days(count: str, unit: str) -> int:
    """A length of time in whole days, months of 30.4375 days, rounded down: ("7", "months") is 213."""
    return int(number(count) * _DAYS_OF[unit[0].lower()])


def _add(group: Regimen, fact: Fact, text: str) -> Regimen:
    return _READERS[fact.kind](group, fact, text)._replace(end=fact.end)


def _mass(group: Regimen, fact: Fact, text: str) -> Regimen:
    match = fact.match
    if match["mass_to"]:
        return group  # a range is no dose
    quantity = amount(match["mass_n"], match["mass_u"])
    times = match["times"] or match["times_word"]
    if times and group.dose and _makes_up(group.dose, quantity, number(times)):
        return group
    if times and number(times) == int(number(times)):
        group = group._replace(doses=group.doses or int(number(times)))
    if match["rate"]:
        daily = Quantity(quantity.value, f"{quantity.unit}/d")
        return group._replace(daily_dose=group.daily_dose or daily)
    if group.dose is None or _is_sum(text, fact.start):
        return group._replace(dose=quantity)
    return group


def _makes_up(dose: Quantity, vial: Quantity, count: Decimal) -> bool:
    """ "1000 mg (2 x 500 mg vials)": how the dose is made up, and not how often it is given."""
    return count > 1 and vial.unit == dose.unit and vial.value * count == dose.value


def _is_sum(text: str, start: int) -> bool:
    """ "2 tabs (720 mg)": what stands in the brackets is the amount taken, not the strength."""
    before = text[max(0, start - 14) : start].lower().rstrip()
    return before.endswith("(") and before[:-1].rstrip(" .").endswith(
        ("tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "capsules")
    )


def _often(group: Regimen, fact: Fact, text: str) -> Regimen:
    word = " ".join(fact.match.group().lower().replace(".", "").split())
    group = group._replace(schedule=(*group.schedule, (fact.start, fact.end)))
    if word in _PER_DAY or word in _TIMES_OF_DAY:
        return group._replace(per_day=group.per_day or Decimal(_PER_DAY.get(word, "1")))
    if word in _EVERY:
        return _interval(group, _EVERY[word])
    return _times_per(group, word)


def _times_per(group: Regimen, word: str) -> Regimen:
    """ "twice a day", "three times a week", "once weekly"."""
    first = word.split()[0].rstrip("x").split("/")[0].split("x")[0]
    times = {"once": 1, "twice": 2, "two": 2, "three": 3, "four": 4}.get(first) or (
        int(first) if first.isdigit() else 0
    )
    if not times:
        return group
    if word.endswith(("daily", "day")):
        return group._replace(per_day=group.per_day or Decimal(times))
    days = 7 if word.endswith(("week", "weekly", "wk")) else 30 if word.endswith(("month", "monthly")) else 365
    return (
        _interval(group, days // times)
        if times == 1 or days == 365
        else group._replace(per_day=group.per_day or Decimal(times) / days)
    )


def _every(group: Regimen, fact: Fact, text: str) -> Regimen:
    match = fact.match
    group = group._replace(schedule=(*group.schedule, (fact.start, fact.end)))
    if match["every_m"]:
        return _interval(group, time_days(match["every_m"], match["every_v"]))
    count, unit = match["every_n"] or "one", match["every_u"].lower()
    if unit.startswith("h"):
        hours = number(count)
        return group._replace(per_day=group.per_day or Decimal(24) / hours) if hours else group
    if unit in ("d", "day", "days") and number(count) == 1:
        return group._replace(per_day=group.per_day or Decimal(1))
    return _interval(group, 30 if unit[0] == "m" and number(count) == 1 else time_days(count, unit))


def _interval(group: Regimen, days: int) -> Regimen:
    if days <= 0:
        return group
    if days <= _LONGEST_WITHIN_COURSE:
        return group._replace(spacing_days=group.spacing_days or days)
    return group._replace(repeat_days=group.repeat_days or days)


def _days(group: Regimen, fact: Fact, text: str) -> Regimen:
    """Named days of a course: "day 1 and 15", "D1 … D15" are two doses 14 days apart."""
    named = [int(fact.match[name]) for name in ("day_a", "day_b") if fact.match[name]]
    first = group.spacing_days if group.spacing_days is not None and group.spacing_days < 0 else None
    group = group._replace(schedule=(*group.schedule, (fact.start, fact.end)))
    if len(named) == 1 and first is None:
        return group._replace(spacing_days=-1 - named[0]) if group.spacing_days is None else group
    gap = named[-1] - (named[0] if len(named) == 2 else -1 - (first or 0))
    if gap <= 0:
        return group
    return group._replace(spacing_days=gap, doses=group.doses or 2)


def _time(group: Regimen, fact: Fact, text: str) -> Regimen:
    match = fact.match
    after = text[fact.end : fact.end + 14].split(None, 1)
    word = after[0].lower().strip(".,;:()") if after else ""
    length = time_days(match["time_n"], match["time_u"])
    if word == "apart" or (word == "later" and 0 < length <= _LONGEST_WITHIN_COURSE) or _separated(text, fact.start):
        return _interval(group, length)
    if _interval_stated(text, fact.start, word):
        return _interval(group, length)._replace(schedule=(*group.schedule, (fact.start, fact.end)))
    if word in _NOT_A_DURATION or group.days is not None or not _leads(text, fact, group):
        return group
    below = text[max(0, fact.start - 12) : fact.start].lower().rstrip().endswith(("less than", "under", "<"))
    return group._replace(days=length - below)


def _interval_stated(text: str, start: int, word: str) -> bool:
    before = text[max(0, start - 24) : start].lower().rstrip(" :=")
    return word == "interval" or before.endswith(
        (
            "interval",
            "interval of",
            "between doses",
            "between infusions",
            "repeat in",
            "again in",
            "repeat at",
            "repeated in",
            "repeat after",
            "repeated after",
            "repeated at",
            "again at",
            "again after",
            "redose in",
            "repeat every",
        )
    )


def _separated(text: str, start: int) -> bool:
    return text[max(0, start - 16) : start].lower().rstrip().endswith(("separated by", "apart by", "spaced"))


def _leads(text: str, fact: Fact, group: Regimen) -> bool:
    """Whether a time is how long the drug was taken: "for 7 months", "x 3 yr", "6-month trial", "2 g/d, 7 months"."""
    before = text[max(0, fact.start - 14) : fact.start].lower().replace("(", " ")
    words = before.split()
    if words and (words[-1] in _LEADS or words[-1][-1] in "x×~>≥<"):
        return True
    after = text[fact.end : fact.end + 12].lower().lstrip(" -")
    if after.startswith(("trial", "course", "of ", "on ", "total", "duration")):
        return True
    return not group.is_empty and not text[group.end : fact.start].strip(" ,(;")


def _count(group: Regimen, fact: Fact, text: str) -> Regimen:
    match = fact.match
    stated = match["count_a"] or match["count_b"]
    if stated is None or stated.lower() == "single":
        return group._replace(doses=group.doses or 1, once=True)
    value = number(stated)
    if value != int(value) or not 0 < value <= 60 or group.doses:
        return group
    group = group._replace(doses=int(value))
    words = match.group().lower()
    inside = next(
        (
            days
            for word, days in (("month", 30), ("biweek", 14), ("bi-week", 14), ("fortnight", 14), ("week", 7))
            if word in words
        ),
        0,
    )
    return _interval(group, inside) if inside else group


def _of(group: Regimen, fact: Fact, text: str) -> Regimen:
    return group._replace(doses=int(number(fact.match["of_n"])))


def _tablets(group: Regimen, fact: Fact, text: str) -> Regimen:
    """Tablets are multiplied out where the strength is one and the amount of each administration is not given."""
    count = number(fact.match["tablets_n"])
    if group.dose is None or group.per_day is not None or count <= 1 or "(" in text[fact.end : fact.end + 2]:
        return group
    return group._replace(dose=Quantity(group.dose.value * count, group.dose.unit))


def _route(group: Regimen, fact: Fact, text: str) -> Regimen:
    word = fact.match.group().lower()
    if word == "iv" and _is_numeral(text, fact):
        return group
    if word.startswith("infusion") and fact.start - group.start > _NEAR:
        return group  # "before the first infusion" is no route
    return group._replace(route=group.route or _ROUTES["i" if word.startswith("i") else word[0]])


def _is_numeral(text: str, fact: Fact) -> bool:
    """ "class IV", "III/IV", "IV + V": a class of nephritis, no route."""
    before, after = text[max(0, fact.start - 14) : fact.start].lower().rstrip(), text[fact.end : fact.end + 6].lower()
    named = before.endswith(("class", "classes", "type", "stage", "grade", "iii", "rps", "ln", "nephritis", "+", "/"))
    return named or after.lstrip().startswith(("+ v", "/v", "-g", "-s", "/ v", "ln", "lupus"))


_READERS = {
    "every": _every, "days": _days, "often": _often, "mass": _mass, "time": _time,
    "of": _of, "count": _count, "tablets": _tablets, "route": _route,
}  # fmt: skip


def _same(group: Regimen, fact: Fact, text: str) -> bool:
    """Whether a second amount says the first one again: "375 mg/m2 = 675 mg", "1 g BID (2 g/d)", "2 tabs (720 mg)"."""
    before = text[max(0, fact.start - 8) : fact.start].rstrip()
    if fact.match["rate"] and group.dose and not group.daily_dose and before.endswith(("(", "=", ",")):
        return True
    if group.daily_dose and not group.dose and before.endswith(("(", "=", ",", "as", "given as")):
        return True
    return before.endswith(("=", "(")) and not fact.match["rate"]


def _close(group: Regimen) -> Regimen:
    """The finished regimen: a lone "day 1" is no spacing, and dose times frequency is the daily dose."""
    if group.spacing_days is not None and group.spacing_days < 0:
        group = group._replace(spacing_days=None)
    daily = group.daily_dose
    if (
        daily is None
        and group.dose
        and group.per_day
        and group.per_day >= Decimal("0.5")
        and "/" not in (group.dose.unit or "")
    ):
        unit = None if group.dose.unit is None else f"{group.dose.unit}/d"
        daily = Quantity(group.dose.value * group.per_day, unit)
    return group._replace(daily_dose=daily)
