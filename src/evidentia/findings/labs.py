"""Measurements: inline, in series, in panels under one date, in tables by row or by column, and qualitative results.

A unit carries over only inside a table column or row, an arrow series, or "from X to Y unit". Everything else keeps
what the record gives: a number without unit stays without unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings import tables
from evidentia.findings.analytes import PROTEIN, PROTEINS, Analytes, analytes_of
from evidentia.findings.context import about, is_goal, is_unchecked
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.lab_dates import date_of_value, day_of_visit
from evidentia.findings.lab_findings import noted, value_found, word_found
from evidentia.findings.lab_lists import listed
from evidentia.findings.lab_names import (
    IMMUNOGLOBULINS,
    as_one,
    is_antibody,
    is_of_tissue,
    numbers_courses,
    of_its_fluid,
    unnumbered,
)
from evidentia.findings.lab_numbers import numbers_of
from evidentia.findings.lab_values import (
    Value,
    quantity_of,
)
from evidentia.findings.lab_words import words_of
from evidentia.findings.lexicon import Match
from evidentia.findings.norms import is_norm
from evidentia.findings.sides import of_sides
from evidentia.findings.text import Page, Sentence
from evidentia.findings.units import number_pattern
from evidentia.findings.unnamed_measures import unnamed
from evidentia.findings.visit_dates import date_of_measure
from evidentia.logic.quantities import at_least
from evidentia.model.finding import Finding, Lab
from evidentia.model.frozen import changed
from evidentia.model.quantity import Quantity


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The LAB findings of a chart."""
    analytes = analytes_of(vocabulary)
    found = [
        finding
        for page in pages
        for finding in _page(page, analytes)
        if not is_norm(page, page.sentence_at(finding.spans[0].start), finding.spans[0], finding.concept)
        and not (finding.concept == "potassium" and _is_initial(page.text, finding.spans[0].start))
    ]
    return [_not_yet(f) if f.when is not None and f.when.earliest > as_of else f for f in found]


def _is_initial(text: str, start: int) -> bool:
    """ "Mr. K, 58": the K of a name is no potassium."""
    before = text[max(0, start - 24) : start]
    return re.match(r"K\b", text[start : start + 2]) is not None and (
        re.search(r"\b(?:mr|mrs|ms|miss|dr|patient|pt|name)\b\.?:?\s(?:\w{1,12}\.?\s)?$", before, re.IGNORECASE)
        is not None
    )


def _not_yet(finding: Finding) -> Finding:
    """A date after the date of service cannot be right: the value stands without one."""
    return changed(
        finding, when=None, flags=(*finding.flags, "date missing", f"dated {finding.when}, after the date of service")
    )


def _page(page: Page, analytes: Analytes) -> Iterator[Finding]:
    dates = find_dates(page)
    taken: set[int] = set()
    for cell in tables.cells(page, analytes.lexicon, analytes.units, dates):
        if analytes.numeric(cell.analyte) and cell.number is not None:
            taken.add(cell.sentence)
            known = cell.unit if analytes.allows(cell.analyte, cell.unit) else None
            concept = PROTEIN.get(known or "", cell.analyte) if cell.analyte in PROTEINS else cell.analyte
            quantity = Quantity(cell.number, known or analytes.implied(cell.analyte), cell.comparator)
            facts = analytes.facts.get(cell.analyte) or {}
            titre = Lab(result=_by_cut_off(quantity, facts) if facts.get("qualitative") else None)
            yield value_found(page, concept, quantity, cell.start, cell.end, cell.when, titre)
        elif cell.result is not None:
            taken.add(cell.sentence)
            yield word_found(page, cell.analyte, cell.result, cell.start, cell.end, cell.when)
    for one in listed(page, analytes.lexicon, analytes.units, dates):
        place, unit = one.value, one.value.quantity.unit
        if one.sentence.start in taken or not analytes.allows(one.analyte, unit) or is_unchecked(page, one.sentence):
            continue
        if about(page, one.sentence, place.start) == "patient" and not is_goal(page, place.start):
            taken.add(one.sentence.start)
            concept = PROTEIN.get(unit or "", one.analyte) if one.analyte in PROTEINS else one.analyte
            finding = value_found(page, concept, place.quantity, place.start, place.end, one.when, Lab())
            yield noted(page, one.sentence, finding, place)
    previous: tuple[int, str] | None = None
    measured = -1  # the paragraph whose last sentence told of a body measure
    for sentence in page.sentences:
        if sentence.start in taken or is_unchecked(page, sentence):
            continue
        found = list(_sentence(page, sentence, analytes, dates, previous))
        found += _by_unit(page, sentence, found, measured == sentence.block, dates)
        yield from found
        measured = sentence.block if any(f.concept in _BODY for f in found) else -1
        named = [f.concept for f in found if f.concept in PROTEINS]
        if named:
            previous = (sentence.block, named[-1])
        elif previous and sentence.block != previous[0]:
            previous = None


_BODY = ("weight", "height", "bmi")


def _by_unit(
    page: Page, sentence: Sentence, found: Sequence[Finding], told: bool, dates: Sequence[Dated]
) -> Iterator[Finding]:
    """Body measures told by their units alone."""
    spoken = told or any(f.concept in _BODY for f in found)
    spans = [(s.start, s.end) for f in found for s in f.spans]
    here = [d for d in dates if sentence.start <= d.start < sentence.end]
    for concept, value in unnamed(page, sentence, spans, spoken):
        if about(page, sentence, value.start) == "patient" and not is_goal(page, value.start):
            when = date_of_value(page, sentence, value, value.start, sentence.end, here, first=True)
            when = date_of_measure(page, sentence, value, sentence.end, here, when)
            finding = value_found(page, concept, value.quantity, value.start, value.end, when, Lab())
            yield noted(page, sentence, finding, value)


def _sentence(
    page: Page, sentence: Sentence, analytes: Analytes, dates: Sequence[Dated], previous: tuple[int, str] | None
) -> Iterator[Finding]:
    matches = analytes.lexicon.find(page.text, sentence.start, sentence.end)
    if matches and _void().search(page.text, sentence.start, sentence.end):
        return
    here = [d for d in dates if sentence.start <= d.start < sentence.end]
    if not matches:
        if previous and previous[0] == sentence.block:
            yield from _unnamed(page, sentence, analytes, here)
        return
    matches = [of_its_fluid(page, sentence, m) for m in as_one(page, matches, analytes)]
    matches = [unnumbered(page.text, m, analytes) for m in matches]
    for index, match in enumerate(matches):
        end = matches[index + 1].start if index + 1 < len(matches) else sentence.end
        if about(page, sentence, match.start) != "patient" or _is_planned(page, sentence, match.start):
            continue
        if match.concept in ("c3", "c4") and numbers_courses(page):
            continue
        if match.concept in IMMUNOGLOBULINS and is_antibody(page.text, match):
            continue
        sided = _of_sides(page, sentence, match, end, here, analytes) if match.concept in _SIDED else []
        yield from sided
        if sided:
            continue
        if analytes.facts[match.concept].get("tissue_too") and is_of_tissue(page, sentence, match):
            continue
        if analytes.numeric(match.concept):
            numbers = list(numbers_of(page, sentence, match, end, analytes, here))
            yield from (_graded(f, page, sentence, matches, index, analytes) for f in numbers)
            if numbers:
                continue
        yield from words_of(page, sentence, matches, index, analytes, here)


def _graded(
    finding: Finding, page: Page, sentence: Sentence, matches: list[Match], index: int, analytes: Analytes
) -> Finding:
    """A titre that the record calls positive or negative, or that its cut-offs (`positive_from`, `negative_below`) make so."""
    facts = analytes.facts.get(finding.concept) or {}
    if not facts.get("qualitative") or finding.value is None or not isinstance(finding.detail, Lab):
        return finding
    from evidentia.findings.results import result_for

    word = result_for(page, sentence, matches, index, analytes.results)
    told = word.result if word and word.result in ("positive", "negative") else _by_cut_off(finding.value, facts)
    return changed(finding, detail=changed(finding.detail, result=told)) if told else finding


def _by_cut_off(value: Quantity, facts: Mapping[str, Any]) -> str | None:
    for word, key in (("positive", "positive_from"), ("negative", "negative_below")):
        limit = (facts.get(key) or {}).get(value.unit)
        if limit is None:
            continue
        reached = at_least(value, Quantity.of(limit, value.unit))
        if reached.is_met if key == "positive_from" else reached.is_not_met:
            return word
    return None


_SIDED = ("grip strength", "ankle-brachial index")


def _of_sides(
    page: Page, sentence: Sentence, match: Match, end: int, dates: Sequence[Dated], analytes: Analytes
) -> list[Finding]:
    """Grip of the right and of the left hand, the index of either leg, on the day of the visit unless the sentence dates it."""
    found = []
    for side in of_sides(page.text, match.end, end):
        value = Value(side.start, side.end, Quantity(side.number, side.unit or analytes.implied(match.concept)))
        when = date_of_value(page, sentence, value, match.start, end, dates, first=True) or day_of_visit(
            page, match.start, value.end
        )
        found.append(
            value_found(page, match.concept, value.quantity, value.start, value.end, when, Lab(specimen=side.side))
        )
    return found


@cache
def _void() -> re.Pattern[str]:
    """A result that is none: of another patient, of a spoilt sample, or taken back."""
    return re.compile(
        r"\b(?:mislabel\w*|h(?:a?e)moly[sz]ed|result (?:is |was )?(?:cancell?ed|void(?:ed)?|invalid|retracted|withdrawn)|(?:reported|scanned|entered|filed|resulted)\b[^.;]{0,30}\bin error|"
        r"(?:wrong|different|another|other) (?:patient|pt|member|person|sample|specimen)|misfiled|specimen (?:rejected|clotted|contaminated|lost)|sample (?:rejected|clotted|contaminated|lost)|test not performed)\b",
        re.IGNORECASE,
    )


def _unnamed(page: Page, sentence: Sentence, analytes: Analytes, dates: Sequence[Dated]) -> Iterator[Finding]:
    """ "Was 2.3 g/g in 09/2025.": the unit tells what the sentence before was about."""
    if about(page, sentence, sentence.start) != "patient" or is_goal(page, sentence.start):
        return
    if _of_a_drug().search(page.text, sentence.start, sentence.end):
        return  # "MMF was prescribed at 3 g a day"
    for number in number_pattern().finditer(page.text, sentence.start, sentence.end):
        unit = analytes.units.read(page.text, number.end())
        if unit is None or unit[0] not in PROTEIN or is_goal(page, number.start()):
            continue
        value = Value(number.start(), unit[1], quantity_of(number, unit[0]))
        when = date_of_value(page, sentence, value, sentence.start, sentence.end, dates, first=True)
        yield value_found(page, PROTEIN[unit[0]], value.quantity, value.start, value.end, when, Lab())


@cache
def _of_a_drug() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:mmf|mycophenol\w+|cellcept|myfortic|cyclophosphamide|prescribed|dos(?:e|es|ing)|tablets?|capsules?|takes|taking|taken|took|bid|bd)\b",
        re.IGNORECASE,
    )


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:recheck|re-check|check|monitor|obtain|order|draw|will (?:get|need|check|send)|to (?:get|check|send|obtain)|plan(?:s|ned)?(?: to)?|next|due|follow|trend(?! of)|await)\b[^.;:]{0,40}$",
        re.IGNORECASE,
    )


def _is_planned(page: Page, sentence: Sentence, place: int) -> bool:
    """ "Recheck UPCR 12 and 24 wks": a test that is to be done has no value yet."""
    return _planned().search(page.text[sentence.start : place]) is not None
