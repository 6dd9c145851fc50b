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
from evidentia.findings.context import about, is_goal, is_unchecked
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.doubts import is_doubted
from evidentia.findings.lab_dates import date_of_result, date_of_value, dates_lead, day_of_visit
from evidentia.findings.lab_lists import listed
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
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.norms import is_norm
from evidentia.findings.results import Found
from evidentia.findings.sides import of_sides
from evidentia.findings.text import Page, Sentence
from evidentia.findings.units import Units, number_pattern, units_of
from evidentia.findings.unnamed_measures import unnamed
from evidentia.findings.visit_dates import date_of_measure
from evidentia.logic.quantities import at_least
from evidentia.model.finding import Assertion, Finding, Kind, Lab, Span
from evidentia.model.frozen import changed, frozen
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

PROTEIN = {
    "g/g": "upcr",
    "mg/mg": "upcr",
    "mg/g": "upcr",
    "mg/mmol": "upcr",
    "g/d": "protein 24h",
    "mg/d": "protein 24h",
}
_PROTEINS = ("proteinuria", "upcr", "protein 24h")


@frozen
class Analytes:
    """The analytes of a vocabulary, prepared once."""

    lexicon: Lexicon
    results: Lexicon
    units: Units
    facts: Mapping[str, Any]
    own_units: Mapping[
        str, Units
    ]  # spellings that are a unit only of one analyte: "in" of a waist, "L" of a lung volume

    def allows(self, analyte: str, unit: str | None) -> bool:
        facts = self.facts[analyte]
        return unit is None or unit in facts.get("units", ()) or unit in facts.get("spelt", ())

    def numeric(self, analyte: str) -> bool:
        facts = self.facts[analyte]
        return bool(facts.get("units") or facts.get("spelt"))

    def unit(self, analyte: str, text: str, place: int) -> tuple[str, int] | None:
        """The unit that begins at a place, by the spellings of the analyte first."""
        own = self.own_units.get(analyte)
        return (own.read(text, place) if own else None) or self.units.read(text, place)

    def implied(self, analyte: str) -> str | None:
        """The unit of a number without one, where the analyte has no other: a score counts, a body mass index is in kg/m2."""
        facts = self.facts[analyte]
        return "" if facts.get("score") else facts.get("implied")

    def is_vital(self, analyte: str) -> bool:
        """Whether it is measured at every visit (analytes.yaml: `vital`), or scored there."""
        return bool(self.facts[analyte].get("vital") or self.facts[analyte].get("score"))


_PREPARED: dict[int, tuple[Any, Analytes]] = {}


def analytes_of(vocabulary: Mapping[str, Any]) -> Analytes:
    """Lexicons of a vocabulary; kept as long as the vocabulary is the same object."""
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        facts = vocabulary["analytes"]
        names = {concept: entry.get("names", ()) for concept, entry in facts.items()}
        exact = {concept: entry.get("exact") or () for concept, entry in facts.items()}
        own = {concept: Units(entry["spelt"]) for concept, entry in facts.items() if "spelt" in entry}
        prepared = Analytes(Lexicon(names, exact), Lexicon(vocabulary["results"]), units_of(vocabulary), facts, own)
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, prepared)
    return _PREPARED[key][1]


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
            concept = PROTEIN.get(known or "", cell.analyte) if cell.analyte in _PROTEINS else cell.analyte
            quantity = Quantity(cell.number, known or analytes.implied(cell.analyte), cell.comparator)
            facts = analytes.facts.get(cell.analyte) or {}
            titre = Lab(result=_by_cut_off(quantity, facts) if facts.get("qualitative") else None)
            yield _finding(page, concept, quantity, cell.start, cell.end, cell.when, titre)
        elif cell.result is not None:
            taken.add(cell.sentence)
            yield _qualitative(page, cell.analyte, cell.result, cell.start, cell.end, cell.when)
    for one in listed(page, analytes.lexicon, analytes.units, dates):
        place, unit = one.value, one.value.quantity.unit
        if one.sentence.start in taken or not analytes.allows(one.analyte, unit) or is_unchecked(page, one.sentence):
            continue
        if about(page, one.sentence, place.start) == "patient" and not is_goal(page, place.start):
            taken.add(one.sentence.start)
            concept = PROTEIN.get(unit or "", one.analyte) if one.analyte in _PROTEINS else one.analyte
            finding = _finding(page, concept, place.quantity, place.start, place.end, one.when, Lab())
            yield _noted(page, one.sentence, finding, place)
    previous: tuple[int, str] | None = None
    measured = -1  # the paragraph whose last sentence told of a body measure
    for sentence in page.sentences:
        if sentence.start in taken or is_unchecked(page, sentence):
            continue
        found = list(_sentence(page, sentence, analytes, dates, previous))
        found += _by_unit(page, sentence, found, measured == sentence.block, dates)
        yield from found
        measured = sentence.block if any(f.concept in _BODY for f in found) else -1
        named = [f.concept for f in found if f.concept in _PROTEINS]
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
            finding = _finding(page, concept, value.quantity, value.start, value.end, when, Lab())
            yield _noted(page, sentence, finding, value)


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
    matches = [_elsewhere_measured(page, sentence, m) for m in _joined(page, matches, analytes)]
    matches = [_unnumbered(page.text, m, analytes) for m in matches]
    for index, match in enumerate(matches):
        end = matches[index + 1].start if index + 1 < len(matches) else sentence.end
        if about(page, sentence, match.start) != "patient" or _is_planned(page, sentence, match.start):
            continue
        if match.concept in ("c3", "c4") and _numbers_courses(page):
            continue
        if match.concept in _IMMUNOGLOBULINS and _is_antibody(page.text, match):
            continue
        sided = _of_sides(page, sentence, match, end, here, analytes) if match.concept in _SIDED else []
        yield from sided
        if sided:
            continue
        if analytes.facts[match.concept].get("tissue_too") and _is_of_tissue(page, sentence, match):
            continue
        if analytes.numeric(match.concept):
            numbers = list(_numeric(page, sentence, match, end, analytes, here))
            yield from (_graded(f, page, sentence, matches, index, analytes) for f in numbers)
            if numbers:
                continue
        yield from _words(page, sentence, matches, index, analytes, here)


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
_IN_CSF = {"wbc": "csf white blood cells", "proteinuria": "csf protein", "blood glucose": "csf glucose"}


def _elsewhere_measured(page: Page, sentence: Sentence, match: Match) -> Match:
    """Cells, protein and glucose behind "CSF" or "LP" are those of the spinal fluid."""
    concept = _IN_CSF.get(match.concept)
    if concept is None or not _csf().search(page.text, sentence.start, match.start):
        return match
    return Match(match.start, match.end, concept)


@cache
def _csf() -> re.Pattern[str]:
    return re.compile(r"\b(?:CSF|LP|lumbar puncture|spinal (?:fluid|tap)|cerebrospinal)\b[^.;\n]*", re.IGNORECASE)


def _unnumbered(text: str, match: Match, analytes: Analytes) -> Match:
    """ "HAM-D 24" without a value behind it is the score of 24, not the version of 24 items."""
    name = re.match(r"(.+?\D)[\s:]+\d+$", text[match.start : match.end])
    if name is None or re.match(r"[\s:=(]*(?:(?:of|was|is|score|total)\s)*\d", text[match.end : match.end + 24]):
        return match
    shorter = analytes.lexicon.find(text, match.start, match.start + name.end(1))
    return shorter[0] if shorter else match


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
            _finding(page, match.concept, value.quantity, value.start, value.end, when, Lab(specimen=side.side))
        )
    return found


def _is_of_tissue(page: Page, sentence: Sentence, match: Match) -> bool:
    """ "PLA2R positive in deposits", "biopsy: membranous, PLA2R+": a stain of the tissue, and no antibody in the blood."""
    name, after = page.text[match.start : match.end], page.text[match.end : match.end + 48]
    if re.match(
        r"[^.;,]{0,24}\b(?:stain\w*|immunofluor\w*|deposits?|antigen|granular|IHC|on biopsy|by IF)\b",
        after,
        re.IGNORECASE,
    ):
        return True
    if re.search(r"anti|\bab\b|antibod|elisa|tit[re]{2}", name, re.IGNORECASE) or re.match(
        r"\W{0,3}(?:ab\b|antibod|elisa|ifa\b|iif\b|tit(?:er|re)|\d)", after, re.IGNORECASE
    ):
        return False
    told = page.text[max(sentence.start, match.start - 160) : match.start]
    return (
        page.parts[sentence.part].kind == "pathology"
        or re.search(
            r"\b(?:biops\w+|bx|patholog\w+|histolog\w+|stage [I1-4]+|needle)\b|(?:nephropathy|\bMN)[^.;]{0,30}$",
            told,
            re.IGNORECASE,
        )
        is not None
        or re.match(r"[- ](?:positive|associated|related)\s(?:\w+\s)?(?:membranous|MN|disease)", after, re.IGNORECASE)
        is not None
    )


_IMMUNOGLOBULINS = ("igg", "igm", "iga")


def _is_antibody(text: str, match: Match) -> bool:
    """ "Anticardiolipin IgG", "CMV IgG positive", "IgG kappa paraprotein": an antibody or a protein, not the level of IgG."""
    before, after = text[max(0, match.start - 24) : match.start], text[match.end : match.end + 60]
    antigen = r"(?:cardiolipin|glycoprotein(?: i)?|gp1|phospholipid|cmv|ebv|vzv|hsv\S*|varicella|zoster|toxo\w*|rubella|measles|mumps|rubeola|covid\S*|sars\S*|lyme|borrelia|parvo\w*|mycoplasma|hav|hcv|hbc|anti-\w+|core)\W*(?:ab|antibody)?\W*$"
    return re.search(antigen, before, re.IGNORECASE) is not None or (
        re.match(r"\s?(?:kappa|lambda|paraprotein|m-?spike|antibod)", after, re.IGNORECASE) is not None
        or re.match(
            r"[^.;\d]{0,20}(?:\d[\d/-]+[^.;\d]{0,6})?\b(?:positive|negative|reactive|nonreactive|detected)\b",
            after,
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _void() -> re.Pattern[str]:
    """A result that is none: of another patient, of a spoilt sample, or taken back."""
    return re.compile(
        r"\b(?:mislabel\w*|h(?:a?e)moly[sz]ed|result (?:is |was )?(?:cancell?ed|void(?:ed)?|invalid|retracted|withdrawn)|(?:reported|scanned|entered|filed|resulted)\b[^.;]{0,30}\bin error|"
        r"(?:wrong|different|another|other) (?:patient|pt|member|person|sample|specimen)|misfiled|specimen (?:rejected|clotted|contaminated|lost)|sample (?:rejected|clotted|contaminated|lost)|test not performed)\b",
        re.IGNORECASE,
    )


def _joined(page: Page, matches: list[Match], analytes: Analytes) -> list[Match]:
    """ "Proteinuria (UPCR) 1.2": two names of one thing side by side count as the more exact one."""
    result: list[Match] = []
    for match in matches:
        gap = page.text[result[-1].end : match.start] if result else None
        same = result and result[-1].concept in _PROTEINS and match.concept in _PROTEINS
        if same and gap is not None and len(gap) <= 4 and not re.search(r"[\d;,]", gap):
            exact = match.concept if match.concept != "proteinuria" else result[-1].concept
            result[-1] = Match(result[-1].start, match.end, exact)
        else:
            result.append(match)
    return result


def _numeric(
    page: Page, sentence: Sentence, match: Match, end: int, analytes: Analytes, dates: Sequence[Dated]
) -> Iterator[Finding]:
    """Values between a name and the next one: the first stands close behind the name, the others follow by arrows,
    "to", dates, or carry a unit of their own that only this analyte has."""
    if (span := _range().match(page.text, match.end, end)) is not None and not _inside_date(span, dates):
        result = f"{span['low']}-{span['high']}"
        yield _qualitative(
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
        concept = PROTEIN.get(unit or "", match.concept) if match.concept in _PROTEINS else match.concept
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
        finding = _finding(
            page,
            concept,
            value.quantity,
            match.start if position == 0 else value.start,
            value.end,
            when,
            Lab(specimen=_specimen(page.text, match)),
        )
        yield _noted(page, sentence, finding, value)


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
        if not close and not (unit is not None and unit[0] in PROTEIN and match.concept in _PROTEINS):
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
        yield _finding(page, PROTEIN[unit[0]], value.quantity, value.start, value.end, when, Lab())


def _words(
    page: Page, sentence: Sentence, matches: list[Match], index: int, analytes: Analytes, dates: Sequence[Dated]
) -> Iterator[Finding]:
    from evidentia.findings.results import result_for

    match = matches[index]
    found = (
        _sign(page.text, match)
        if sentence.kind != "row" and analytes.facts.get(match.concept, {}).get("qualitative")
        else None
    )
    if match.concept == "anti-hbc" and re.search(
        r"\bisolated\s(?:\w+\s)?$", page.text[max(0, match.start - 24) : match.start], re.I
    ):
        found = Found("positive", match.start, match.end)  # an isolated core antibody is a positive one
    found = found or result_for(page, sentence, matches, index, analytes.results)
    if found is not None and found.result in ("positive", "negative") and analytes.numeric(match.concept):
        found = None if not analytes.facts[match.concept].get("qualitative") else found
    count = _three_counts().match(page.text, match.end, sentence.end) if match.concept == "cbc" else None
    if count is not None:
        when = date_of_result(page, sentence, match, count.end(), dates)
        yield _noted(page, sentence, _qualitative(page, "cbc", "reported", match.start, count.end(), when), None)
        return
    if found is None and (gone := _not_since(page.text, sentence, match)) is not None:
        yield _noted(page, sentence, _qualitative(page, match.concept, "not done", match.start, gone, None), None)
        return
    if found is None:
        yield from _only_dated(page, sentence, match, dates)
        return
    when = date_of_result(page, sentence, match, found.end, dates)
    doubted = is_doubted(page.text, sentence.start, found.start, found.end, sentence.end)
    finding = _qualitative(
        page, match.concept, found.result, min(match.start, found.start), max(match.end, found.end), when
    )
    yield _noted(page, sentence, changed(finding, assertion=Assertion.POSSIBLE) if doubted else finding, None)


def _sign(text: str, match: Match) -> Found | None:
    """ "sAg - / core total +": a sign that stands alone behind the test. In a table a dash is an empty cell."""
    sign = re.match(r" (?P<sign>[-–−+])(?:ve)?(?= ?[/,;.(]|$)", text[match.end : match.end + 8])
    if sign is None:
        return None
    result = "positive" if sign["sign"] == "+" else "negative"
    return Found(result, match.end + sign.start("sign"), match.end + sign.end("sign"))


def _not_since(text: str, sentence: Sentence, match: Match) -> int | None:
    """The end of "IgG has not been measured since September 2025", "no CBC since the discharge": nothing was done since."""
    behind = _not_done().match(text, match.end, sentence.end)
    if behind is not None:
        return behind.end()
    none = re.search(
        r"\b(?:no|nor)\s(?:an?\s)?$", text[max(sentence.start, match.start - 8) : match.start], re.IGNORECASE
    )
    since = re.match(r"\s(?:level\s)?(?:drawn\s|done\s)?(?:since|after)\b", text[match.end : match.end + 18])
    return match.end if none and since else None


@cache
def _not_done() -> re.Pattern[str]:
    return re.compile(
        r"(?:\slevels?)?\s(?:has|have|was|were|had)(?:\snot|n't|\snever)\s(?:been\s)?(?:measured|checked|drawn|repeated|done|obtained|"
        r"tested|rechecked)\b",
        re.IGNORECASE,
    )


@cache
def _of_a_drug() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:mmf|mycophenol\w+|cellcept|myfortic|cyclophosphamide|prescribed|dos(?:e|es|ing)|tablets?|capsules?|takes|taking|taken|took|bid|bd)\b",
        re.IGNORECASE,
    )


@cache
def _three_counts() -> re.Pattern[str]:
    """ "CBC 6.7/12.0/254", "CBC 5/20/26: 5.8 / 13.1 / 212": white cells, haemoglobin, platelets."""
    return re.compile(r"[^.;\n]{0,16}?(?<![\d/])\d{1,2}(?:\.\d)?\s?/\s?\d{1,2}\.\d\s?/\s?\d{2,3}(?![\d/])")


def _only_dated(page: Page, sentence: Sentence, match: Match, dates: Sequence[Dated]) -> Iterator[Finding]:
    """ "IgG last checked 01/2025, not repeated since": a test was done, its value is not given."""
    behind = page.text[match.end : sentence.end]
    done = re.match(
        r"\W*(?:(?:was|were|level|levels|is|are|last|most recently|total|panel)\W+)*(?:last|checked|drawn|done|measured|obtained|tested|performed)\b",
        behind,
        re.IGNORECASE,
    )
    after = [d for d in dates if match.end <= d.start < sentence.end]
    if done is None and after and match.concept in ("cbc", *_IMMUNOGLOBULINS):
        done = re.compile(r"(?:[\s:,()]*(?:on|of|from|dated)?[\s:,(]*)").fullmatch(page.text, match.end, after[0].start)
        done = re.match(r"", behind) if done else None  # "CBC: (06/22/2026)", "full blood count on 30 March 2026"
    if done is None or not after or after[0].start > match.end + done.end() + 30:
        return
    span = Span(page.document.id, match.start, after[0].end)
    finding = Finding("", Kind.LAB, match.concept, (span,), when=after[0].when, detail=Lab(), flags=("value missing",))
    yield _noted(page, sentence, finding, None)


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:recheck|re-check|check|monitor|obtain|order|draw|will (?:get|need|check|send)|to (?:get|check|send|obtain)|plan(?:s|ned)?(?: to)?|next|due|follow|trend(?! of)|await)\b[^.;:]{0,40}$",
        re.IGNORECASE,
    )


def _is_planned(page: Page, sentence: Sentence, place: int) -> bool:
    """ "Recheck UPCR 12 and 24 wks": a test that is to be done has no value yet."""
    return _planned().search(page.text[sentence.start : place]) is not None


def _numbers_courses(page: Page) -> bool:
    """Where a record counts "C1, C2, C3", C3 and C4 are cycles, not complement."""
    return re.search(r"\bC1\b", page.text) is not None and re.search(r"\bC2\b", page.text) is not None


@cache
def _stale() -> re.Pattern[str]:
    return re.compile(
        r"\bnot (?:been )?(?:repeated|rechecked|redone|checked again|drawn|done|remeasured|measured since|obtained since)(?: since| again)?|\bnone (?:since|drawn since|done since)|\bno (?:repeat|recheck|newer|further|later|new) |"
        r"\b(?:nothing|no \w+(?: level)?) since\b|\bnever (?:repeated|rechecked)|\bhas(?:n't| not) been (?:repeated|rechecked|checked|drawn|done) since|\bonly (?:value|one|level|result)\b",
        re.IGNORECASE,
    )


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(
        r"outside (?:lab|hospital)|elsewhere|requested|not (?:here|received|available|in (?:our|this|the) chart)|may have|at the old place|another (?:lab|hospital|clinic)|per (?:pt|patient) portal|pcp (?:has|drew|checked)",
        re.IGNORECASE,
    )


def _noted(page: Page, sentence: Sentence, finding: Finding, value: Value | None) -> Finding:
    """Carry what the sentence says about newer results."""
    assert isinstance(finding.detail, Lab)
    whole = page.text[sentence.start : sentence.end]
    stale, elsewhere = _stale().search(whole) is not None, _elsewhere().search(whole) is not None
    copied = re.search(r"cop(?:ied|y)[- ]?(?:forward|from)|carried forward|c/f from|imported", whole, re.IGNORECASE)
    flags = (*finding.flags, "baseline") if value is not None and _is_baseline(page, sentence, value) else finding.flags
    if not (stale or elsewhere or copied) and flags is finding.flags:
        return finding
    detail = changed(finding.detail, not_repeated=stale, newer_elsewhere=elsewhere, copied=copied is not None)
    return changed(finding, detail=detail, flags=flags)


def _is_baseline(page: Page, sentence: Sentence, value: Value) -> bool:
    """ "Starting weight 110 kg", "BMI 38 before Wegovy": the record calls it the value before treatment."""
    before = re.split(r"[;,.]\s", page.text[sentence.start : value.start])[-1]
    return (
        _baseline().search(before) is not None
        or re.search(
            r"\bbefore\b[^.;]{0,40}\b(?:injection|drug|medicine|medication|treatment|therapy)\b",
            page.text[sentence.start : value.start],
            re.IGNORECASE,
        )
        is not None
        or re.match(
            r"[\s,(]*(?:at baseline|before (?:treatment|starting|the drug|wegovy|drug)|at (?:the )?start)\b",
            page.text[value.end : value.end + 30],
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _baseline() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:baseline|pre-?treatment|starting|start|initial|before (?:treatment|therapy|drug|starting|start|wegovy|semaglutide|any)\b[^.;]{0,20}|prior to (?:treatment|starting|start|wegovy|drug)|pre-?(?:wegovy|drug))\b",
        re.IGNORECASE,
    )


def _finding(
    page: Page, concept: str, quantity: Quantity, start: int, end: int, when: When | None, detail: Lab
) -> Finding:
    flags = []
    if quantity.unit is None:
        flags.append("unit missing")
    if when is None:
        flags.append("date missing")
    return Finding(
        "",
        Kind.LAB,
        concept,
        (Span(page.document.id, start, end),),
        when=when,
        value=quantity,
        detail=detail,
        flags=tuple(flags),
    )


def _qualitative(page: Page, concept: str, result: str, start: int, end: int, when: When | None) -> Finding:
    silent = result in ("pending", "not done")
    return Finding(
        "", Kind.LAB, concept, (Span(page.document.id, start, end),), Assertion.ABSENT if silent else Assertion.PRESENT,
        when=when, detail=Lab(result=result), flags=() if when or silent else ("date missing",),
    )  # fmt: skip
