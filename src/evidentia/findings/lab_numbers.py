"""The numbers behind the name of a test: single values, series, ranges, amounts a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from evidentia.findings.analytes import PROTEIN, PROTEINS, Analytes
from evidentia.findings.context import is_goal
from evidentia.findings.dates import Dated
from evidentia.findings.lab_dates import date_of_result, date_of_value, dates_lead
from evidentia.findings.lab_findings import noted, value_found, word_found
from evidentia.findings.lab_values import (
    Value,
    is_close,
    is_counted,
    is_index,
    is_reference,
    out_of,
    quantity_of,
    with_shared_unit,
)
from evidentia.findings.lengths import length_at
from evidentia.findings.lexicon import Match
from evidentia.findings.text import Page, Sentence
from evidentia.findings.units import number_pattern
from evidentia.findings.visit_dates import date_of_measure
from evidentia.model.finding import Finding, Lab
from evidentia.model.frozen import changed
from evidentia.model.when import When


def numbers_of(
    page: Page, sentence: Sentence, match: Match, end: int, analytes: Analytes, dates: Sequence[Dated]
) -> Iterator[Finding]:
    """Values between a name and the next one: the first stands close behind the name, the others follow by arrows,
    "to", dates, or carry a unit of their own that only this analyte has."""
    if (span := _range().match(page.text, match.end, end)) is not None and not _inside_date(span, dates):
        result = f"{span['low']}-{span['high']}"
        yield word_found(
            page, match.concept, result, match.start, span.end(), _range_date(page, sentence, match, span, dates)
        )
        return
    values = _values(page, match, end, analytes, dates)
    values = with_shared_unit(page.text, values)
    leading = bool(values) and dates_lead(page.text, match.end, values[0].start, dates)
    leading = leading and not any(
        page.text[values[0].end : d.start].strip() == "(" for d in dates if d.start >= values[0].end
    )
    listed = [d for d in dates if values and match.end <= d.start < values[0].start]
    first_when: When | None = None
    for position, value in enumerate(values):
        unit = value.quantity.unit
        concept = PROTEIN.get(unit or "", match.concept) if match.concept in PROTEINS else match.concept
        if concept != match.concept and match.concept == "upcr":
            concept = "upcr" if unit is None else concept
        stop = values[position + 1].start if position + 1 < len(values) else end
        start = values[position - 1].end if position else match.start
        when = date_of_value(page, sentence, value, start, stop, dates, first=position == 0)
        if leading and len(values) == len(listed) > 1:  # "UPCR (09/03/2024 -> 12/15/2025): 4.1 -> 1.2 g/g"
            when = listed[position].when
        elif leading:
            # "UPCR 09/03/2024 4.1 g/g, 03/03/2025 0.4 g/g": each date dates the value behind it, and only that one
            own = [d for d in dates if start <= d.start < value.start]
            when = own[-1].when if own else when
        if position and page.text[values[position - 1].end : value.start].strip() == "(" and when is None:
            when = first_when  # "108.6 kg (239.4 lb)"
        if analytes.is_vital(concept) and not (leading and when is not None):
            when = date_of_measure(page, sentence, value, stop, dates, when)
        first_when = when
        finding = value_found(
            page,
            concept,
            value.quantity,
            match.start if position == 0 else value.start,
            value.end,
            when,
            Lab(specimen=_specimen(page.text, match)),
        )
        yield noted(page, sentence, finding, value)


@cache
def _range() -> re.Pattern[str]:
    """ "Baseline creatinine 1.2-1.3": a range is no value, and is kept as it is written."""
    return re.compile(
        r"[\s:=]*(?:(?:is|was|of|baseline|stable|at|between|ranges?|ranging|runs|from)\s)*(?P<low>\d{1,4}(?:\.\d+)?)\s?[-–]\s?(?P<high>\d{1,4}(?:\.\d+)?)(?![\d/:]|-\d|\.\d|\s?(?:weeks|months|days))",
        re.IGNORECASE,
    )


def _inside_date(span: re.Match[str], dates: Sequence[Dated]) -> bool:
    return any(span.start("low") < d.end and d.start < span.end("high") for d in dates)


def _range_date(
    page: Page, sentence: Sentence, match: Match, span: re.Match[str], dates: Sequence[Dated]
) -> When | None:
    return date_of_result(page, sentence, match, span.end(), dates)


def _values(page: Page, match: Match, end: int, analytes: Analytes, dates: Sequence[Dated]) -> list[Value]:
    text = page.text
    unit_before = _header_unit(text, match.end, analytes)
    score = bool(analytes.facts[match.concept].get("score"))
    signed = bool(analytes.facts[match.concept].get("signed"))
    found: list[Value] = []
    edge = match.end
    if match.concept == "height":
        length = length_at(text, match.end)
        if length is not None and length[1] <= end:
            return [Value(*length)]
    for number in number_pattern().finditer(text, match.end, end):
        rest = out_of(text, number, analytes.facts[match.concept].get("out_of"))
        dated = any(d.start <= number.start("number") < d.end for d in dates)
        if not rest and (dated or is_index(text, number, score=score)):
            continue
        if score and not rest and re.match(r"\s?/\s?\d{1,3}(?![\d/])", text[number.end() : number.end() + 6]):
            continue  # "MRC 4/5" is of one muscle, and no sum
        unit = (
            ((analytes.implied(match.concept) or ""), rest)
            if rest
            else _of_a_day(text, match, number.end()) or analytes.unit(match.concept, text, number.end())
        )
        if unit is not None and not analytes.allows(match.concept, unit[0]):
            continue
        gap = text[edge : number.start()]
        if text[match.start : match.end].lower() == "ratio" and (unit is None or unit[0] not in PROTEIN):
            break  # of what it is the ratio only its unit tells
        close = is_close(gap, dates, edge, first=not found)
        if not close and not (unit is not None and unit[0] in PROTEIN and match.concept in PROTEINS):
            break
        if is_goal(page, number.start()) or is_counted(text, number.end(), unit) or is_reference(text, number):
            continue
        name = unit[0] if unit else unit_before if unit_before is not None else analytes.implied(match.concept)
        value = quantity_of(number, name)
        if signed and text[number.start() - 1 : number.start()] in ("-", "−", "–"):
            value = changed(value, value=-value.value)
        found.append(Value(number.start(), unit[1] if unit else number.end(), value))
        edge = found[-1].end
    return found


def _of_a_day(text: str, match: Match, end: int) -> tuple[str, int] | None:
    """ "24 h protein 6.2 g": what one day's collection contains is an amount a day."""
    if match.concept != "protein 24h":
        return None
    found = _mass().match(text, end)
    return (f"{found['unit'].lower()[0] if found['unit'][0] in 'gG' else 'mg'}/d", found.end()) if found else None


@cache
def _mass() -> re.Pattern[str]:
    return re.compile(r"\s?(?P<unit>grams?|g|mg)(?![\w/]|\s?/|\s(?:per|a|in)\b)", re.IGNORECASE)


def _header_unit(text: str, end: int, analytes: Analytes) -> str | None:
    """ "UPCR (g/g): 1.2", "UPCR in mg/g was 900": the unit stands with the name."""
    match = re.match(r"\s*(?:\(|\[|,|in )\s*", text[end : end + 6])
    unit = analytes.units.read(text, end + match.end()) if match and match.end() else None
    return unit[0] if unit else None


def _specimen(text: str, match: Match) -> str | None:
    name = text[match.start : match.end].lower()
    return "24-hour urine" if "24" in name else "spot urine" if "spot" in name or "random" in name else None
