"""Which numbers behind the name of a test are its values: how close they stand, and which unit they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.dates import Dated
from evidentia.findings.units import decimal_of
from evidentia.model.frozen import changed, frozen
from evidentia.model.quantity import Quantity


@frozen
class Value:
    """A number with its unit at a place."""

    start: int
    end: int
    quantity: Quantity


@cache
def _connect() -> re.Pattern[str]:
    return re.compile(
        r"^[\s:=.,()\[|/+\"“–—-]*(?:(?:is|was|were|of|at|now|today|level|levels|ratio|count|total|serum|currently|current|that day|over|about|approximately|approx|only|still|again|down|up|back|to|up to|down to|"
        r"best|peak|nadir|value|result|date|measured|came back|returned|stable|has|have|had|been|improved|fell|fallen|rose|risen|dropped|drifted|increased|decreased|from|last|latest|most recent|"
        r"repeat|repeated|start|end|entry|baseline|before|after|prior|pre|post|then|on|in|the|a|this|and|by|first|course|treatment|rituximab|since|with|spot|random|high|low|elevated|normal|H|L|\(H\)|\(L\)|→|->|->|=>|>|~|"
        r"x|[A-Z]\d|admission|discharge|\d+(?:st|nd|rd|th))[\s:=.,()\[\]|/–—-]*)*$",
        re.IGNORECASE,
    )


def is_close(gap: str, dates: Sequence[Dated], edge: int, *, first: bool) -> bool:
    """Whether a gap between name and number (or number and number) says nothing of its own; dates in it are left out."""
    dated_gap = False
    for dated in reversed(dates):
        if edge <= dated.start and dated.end <= edge + len(gap):
            gap = gap[: dated.start - edge] + " " + gap[dated.end - edge :]
            dated_gap = True
    if not first and dated_gap and not re.sub(r"\b(?:on|in|at|from|and)\b", "", gap).strip(" ;,()\n\t:"):
        return True  # "3/6/2023 44 ; 5/14/2026 49": a row of dates and values
    gap = re.sub(r"\([^()\n]{0,24}\)", " ", gap)
    if len(gap) > 90 or ";" in gap:
        return False
    if not first:
        return re.fullmatch(
            r"[\s,:=()|–—-]*(?:(?:to|then|now|and|repeat|repeated|baseline|bl|previously|previous|prior|yesterday|yest|adm|up|nadir|peak|improved|rose|rising|falling|→|->|=>|-+>|>|down to|up to|on|at|was|is|fell|rose|today|from|in|before|after|treatment|therapy|by|later|\.\.\.?)[\s,:=()|–—-]*)*",
            gap,
            re.IGNORECASE,
        ) is not None and bool(gap.strip(" ,"))
    return _connect().match(gap) is not None or _reached().fullmatch(gap) is not None


@cache
def _reached() -> re.Pattern[str]:
    """ "has fluctuated and at its best improved to": any words, as long as they end by saying that a value comes."""
    return re.compile(
        r"[^\d;.:|]{0,80}\b(?:to|of|at|was|is|now|from|reached|measured|contained|yielded|showed|gave|revealed|returned)\s+(?:about |only |around |approximately )?",
        re.IGNORECASE,
    )


def is_index(text: str, number: re.Match[str], *, score: bool = False) -> bool:
    """ "x3", "q6", "#2", "1:640", "3+", "2/10", "80%" of a score, a class or grade number: no value.

    Of a score "18/27" is 18 of 27; "5.8 x10^9/L" is a value with its unit.
    """
    after = text[number.end() : number.end() + 6]
    before = text[max(0, number.start() - 14) : number.start()].lower()
    slash = "" if score and re.match(r"/\d{1,3}(?![\d/])", after) else "/"
    return bool(
        re.match(rf"[:{slash}]\d|\+|\s?[xX](?!\s?10(?:\^|e|9|⁹|³))\d|(?:st|nd|rd|th)\b", after)
        or re.search(
            r"(?:^|\W)(?:x|q|#|class|grade|no\.?|age|(?<!that )day|week|month|session|treatment|dose|course|cycle)\s?$",
            before,
        )
    )


def is_reference(text: str, number: re.Match[str]) -> bool:
    """ "C3 84 mg/dL (90-180)", "dsDNA 22 (<10)": a range or a bound that stands alone in brackets behind a value."""
    if not re.search(
        r"\((?:ref\.?|normal|nl|n)?[\s:]*$", text[max(0, number.start() - 12) : number.start()], re.IGNORECASE
    ):
        return False
    return re.match(
        r"\s?(?:-|–|to)\s?\d+(?:\.\d+)?\s?[^()\d]{0,12}\)", text[number.end() : number.end() + 24]
    ) is not None or (
        number["sign"] is not None and re.match(r"[^()\d]{0,12}\)", text[number.end() : number.end() + 14]) is not None
    )


def out_of(text: str, number: re.Match[str], most: int | None) -> int:
    """ "22/27", "22 out of 27": the end of a score that names the most that it can reach; 0 where it does not."""
    behind = re.match(rf"\s?(?:/|out of|of)\s?{most}(?![\d/])", text[number.end() : number.end() + 12], re.IGNORECASE)
    return number.end() + behind.end() if most and behind else 0


def is_counted(text: str, end: int, unit: tuple[str, int] | None) -> bool:
    """ "6 months", "3 times", "2 doses", "(24 h)", "3 and 6 months": a number of something else."""
    return (
        unit is None
        and re.match(
            r"(?:\s?(?:and|or|to)\s\d{1,2})?[\s-]?(?:months?|mos?\b|weeks?|wks?|days?|yrs?|years?|times|doses?|courses?|hours?|hrs?|h\b|mg\b|g\b(?!/)|percent|%|pts?\b|points|fold)",
            text[end : end + 16],
            re.IGNORECASE,
        )
        is not None
    )


def quantity_of(number: re.Match[str], unit: str | None) -> Quantity:
    sign = (number["sign"] or "").strip().replace("≤", "<=").replace("≥", ">=").replace("~", "")
    return Quantity(decimal_of(number["number"]), unit, sign or "=")


def with_shared_unit(text: str, values: list[Value]) -> list[Value]:
    """In "5.1 -> 4.8 g/g" and "from 4.1 to 1.9 g/g" the one unit counts for the series."""
    result = list(values)
    for index in range(len(result) - 2, -1, -1):
        gap = text[result[index].end : result[index + 1].start]
        series = re.search(r"→|->|=>|>|\bto\b|–|—|\bthen\b|,|\bnow\b", gap)
        if result[index].quantity.unit is None and series and len(gap) < 60:
            result[index] = changed(
                result[index], quantity=changed(result[index].quantity, unit=result[index + 1].quantity.unit)
            )
    for index in range(1, len(result)):
        gap = text[result[index - 1].end : result[index].start]
        if result[index].quantity.unit is None and re.search(r"→|->|=>", gap) and len(gap) < 60:
            result[index] = changed(
                result[index], quantity=changed(result[index].quantity, unit=result[index - 1].quantity.unit)
            )
    return result
