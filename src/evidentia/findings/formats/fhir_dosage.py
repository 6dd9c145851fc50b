"""Dosage and Timing of FHIR R4 -> "1.5 g twice daily by mouth". Source: https://hl7.org/fhir/R4/dosage.html."""

from __future__ import annotations

import re
from decimal import Decimal

from evidentia.findings.formats.fhir_values import Json, day_of, first, number, obj, objs, quantity, word, words_of
from evidentia.findings.formats.record_text import one_line

_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_CODES = {
    "bid": "twice daily", "tid": "three times daily", "qid": "four times daily", "qd": "once daily", "qod": "every other day",
    "am": "every morning", "pm": "every evening", "bed": "at bedtime", "wk": "weekly", "mo": "monthly", "q4h": "every 4 hours",
    "q6h": "every 6 hours", "q8h": "every 8 hours", "q12h": "every 12 hours", "q1h": "every hour", "q2h": "every 2 hours",
}  # fmt: skip
_COUNTED = re.compile(r"(?<![\w./-])(?P<count>\d|1[0-2])\s?(?P<unit>tab|cap)(?=s?\b|lets?\b|sules?\b)", re.IGNORECASE)
_TABLET = re.compile(r"\{?(tab(?:let)?|tbl|cap(?:sule|s)?)s?\}?", re.IGNORECASE)


def dosages(value: object) -> str:
    """All dosage instructions in their order, joined by "then". "" where none is given."""
    listed = objs(value)
    ordered = sorted(listed, key=lambda d: _whole(d.get("sequence")) or 0)
    return ", then ".join(dict.fromkeys(text for text in map(dosage, ordered) if text))


def dosage(d: Json) -> str:
    """One instruction: from its parts where a dose is coded, else in its own words.

    >>> dosage({"text": "Take 5 mg by mouth every morning."})
    '5 mg by mouth every morning'
    """
    amount, text = _dose(first(d.get("doseAndRate")) or d), said(one_line(d.get("text")))
    when, way = timing(d.get("timing")), route(d.get("route"))
    if text and (not amount or (not when and obj(obj(d.get("timing")).get("repeat")).get("frequency"))):
        return text  # its own words say more than the parts that can be put in words
    infused = way == "IV"  # "1000 mg IV every 2 weeks", "1.5 g twice daily by mouth"
    return _joined(amount, way, when, _as_needed(d)) if infused else _joined(amount, when, way, _as_needed(d))


def said(text: str) -> str:
    """A free instruction as it stands behind the name of a drug: without "Take", a full stop and inner sentences."""
    text = re.sub(r"^(?:please )?(?:takes?|give|inject|infuse|administer)\s+", "", text, flags=re.IGNORECASE)
    text = _COUNTED.sub(lambda m: f"{_COUNTS[int(m['count'])]} {m['unit']}", text)
    return re.sub(r"[.;]\s+", ", ", text).rstrip(". ").replace(":", ",")


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _as_needed(d: Json) -> str:
    reason = words_of(d.get("asNeededCodeableConcept"))
    return f"as needed for {reason}" if reason else "as needed" if d.get("asNeededBoolean") is True else ""


def _dose(d: Json) -> str:
    dose = d.get("doseQuantity") or d.get("dose")
    if obj(dose).get("value") is not None:
        return amount(obj(dose))
    low, high = (obj(obj(d.get("doseRange")).get(end)) for end in ("low", "high"))
    ends = number(low.get("value")), amount(high)
    return f"{ends[0]}-{ends[1]}" if all(ends) else ""


def amount(q: Json) -> str:
    """A dose. Tablets are counted in words, because a bare number would pass for an amount of the drug."""
    digits, unit = number(q.get("value")), one_line(q.get("unit")) or one_line(q.get("code"))
    if not digits:
        return ""
    if _TABLET.fullmatch(unit):
        count = Decimal(digits)
        kind = "capsule" if unit.strip("{").lower().startswith("cap") else "tablet"
        name = _COUNTS[int(count)] if count == int(count) and count <= 12 else digits
        return f"{name} {kind}{'' if count == 1 else 's'}"
    return quantity(q)


def route(concept: object) -> str:
    """ "Intravenous route" -> "IV", "Oral" -> "by mouth"; any other in its own words."""
    name = words_of(concept)
    for pattern, short in (("intraven", "IV"), ("iv", "IV"), ("oral", "by mouth"), ("by mouth", "by mouth"), ("po", "by mouth"),
                           ("subcut", "subcutaneous"), ("sc", "subcutaneous")):  # fmt: skip
        if name.lower() == pattern or (len(pattern) > 3 and name.lower().startswith(pattern)):
            return short
    return name


def timing(value: object) -> str:
    """A Timing: its repeat, else its code, else the code's words. Days of events are given by `days`.

    >>> from decimal import Decimal
    >>> timing({"repeat": {"frequency": Decimal(1), "period": Decimal(2), "periodUnit": "wk", "count": Decimal(6)}})
    'every 2 weeks x 6'
    """
    t = obj(value)
    repeat = obj(t.get("repeat"))
    how_often = _often(repeat)
    if not how_often:
        code = next((word(c.get("code")) for c in objs(obj(t.get("code")).get("coding"))), "")
        how_often = _CODES.get(code) or _CODES.get(words_of(t.get("code")).lower()) or words_of(t.get("code"))
    count = _whole(repeat.get("count"))
    return _joined(how_often, f"x {count}" if count else "", _length(obj(repeat.get("boundsDuration"))))


def _often(repeat: Json) -> str:
    times, period, unit = (
        _whole(repeat.get("frequency")) or 1,
        _whole(repeat.get("period")),
        word(repeat.get("periodUnit")),
    )
    if not period or unit not in _UNITS or repeat.get("frequencyMax") or repeat.get("periodMax"):
        return ""
    name = _UNITS[unit]
    if period > 1:
        return f"every {period} {name}s" if times == 1 else f"{_times(times)} every {period} {name}s"
    if name == "day":
        return {1: "once daily", 2: "twice daily"}.get(times, f"{_times(times)} daily")
    if times == 1:
        return {"week": "weekly", "month": "monthly", "year": "yearly"}.get(name, f"every {name}")
    return f"twice a {name}" if times == 2 else f"{_times(times)} a {name}"


def _times(count: int) -> str:
    return f"{_COUNTS[count] if count < len(_COUNTS) else count} times"


def _length(duration: Json) -> str:
    digits, unit = number(duration.get("value")), _UNITS.get(one_line(duration.get("code")), "")
    return f"for {digits} {unit}{'' if digits == '1' else 's'}" if digits and unit else ""


def _whole(value: object) -> int | None:
    digits = number(value)
    return int(digits) if digits.isdigit() and int(digits) < 1000 else None


def days(value: object) -> tuple[str, ...]:
    """The days that a Timing names one by one."""
    events = obj(value).get("event")
    return tuple(dict.fromkeys(d for d in map(day_of, events) if d)) if isinstance(events, list) else ()


def bounds(value: object) -> tuple[str, str]:
    """First and last day of a Timing's bounds, "" where not given."""
    period = obj(obj(obj(value).get("repeat")).get("boundsPeriod"))
    return day_of(period.get("start")), day_of(period.get("end"))
