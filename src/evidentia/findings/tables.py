"""Tables of results: columns of analytes with a row a date, rows of analytes with a column a date, and dotted forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from evidentia.findings.dates import Dated
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.text import Page, Sentence
from evidentia.findings.units import Units
from evidentia.model.frozen import frozen
from evidentia.model.when import When


@frozen
class Cell:
    """A value of a table; `sentence` is the start of its row."""

    sentence: int
    analyte: str
    start: int
    end: int
    when: When | None
    number: Decimal | None = None
    unit: str | None = None
    comparator: str = "="
    result: str | None = None


@frozen
class _Column:
    start: int  # relative to the line
    end: int
    analyte: str | None = None
    unit: str | None = None
    when: When | None = None
    is_unit: bool = False


@cache
def _cell() -> re.Pattern[str]:
    return re.compile(r"[^\s|](?:(?! {2,}|\t|\|)[^\n])*")


def split(line: str) -> list[tuple[int, int]]:
    """The cells of a row, apart by two spaces, tabs or bars."""
    found = []
    for match in _cell().finditer(line):
        text = match.group().rstrip()
        if text.strip("-+=: ") or text in ("-", "--", "—"):
            found.append((match.start(), match.start() + len(text)))
    return found


def cells(page: Page, analytes: Lexicon, units: Units, dates: Sequence[Dated]) -> Iterator[Cell]:
    """Every value of every table of a page. A row belongs to the header above it in the same paragraph."""
    header: list[_Column] | None = None
    block = -1
    for sentence in page.sentences:
        if sentence.kind != "row":
            if sentence.block != block:
                header = None
            continue
        if sentence.block != block and header is not None and not _same_table(page, block, sentence):
            header = None
        columns = _header(page, sentence, analytes, units, dates)
        if columns is not None:
            header, block = columns, sentence.block
            continue
        if header is not None:
            block = sentence.block
            yield from _row(page, sentence, header, analytes, units, dates)


def _same_table(page: Page, block: int, sentence: Sentence) -> bool:
    return sentence.block - block < 3


def _line(page: Page, sentence: Sentence) -> tuple[int, str]:
    start = page.text.rfind("\n", 0, sentence.start) + 1
    return start, page.text[start : sentence.end]


def _header(
    page: Page, sentence: Sentence, analytes: Lexicon, units: Units, dates: Sequence[Dated]
) -> list[_Column] | None:
    """A row that names two analytes or more without values, or two dates or more without names."""
    offset, line = _line(page, sentence)
    columns, named, dated, valued = [], 0, 0, 0
    for start, end in split(line):
        text = line[start:end]
        names = analytes.find(line, start, end)
        when = next((d.when for d in dates if offset + start <= d.start < offset + end), None)
        unit = _unit_in(text, units)
        if when is not None and not names:
            dated += 1
            columns.append(_Column(start, end, when=when))
        elif names and not _valued(text, line, names[-1].end - start):
            named += 1
            columns.append(
                _Column(
                    start,
                    end,
                    analyte=names[0].concept,
                    unit=unit or _below_unit(page, names[0].concept, sentence, units, analytes),
                )
            )
        else:
            valued += bool(re.fullmatch(r"[<>]?\s*\d+(?:[.,]\d+)*", text))
            columns.append(_Column(start, end, is_unit=text.lower() in ("unit", "units")))
    if named >= 2 and dated == 0 and valued == 0:
        return columns
    if dated >= 2 and named == 0 and valued == 0:
        return columns
    return None


def _valued(text: str, line: str, end: int) -> bool:
    """Whether a cell goes on with a number behind the name: "UPCR 1.2" is a value, "UPCR (g/g)" and "C3" are names."""
    return re.match(r"\s*[:=]?\s*[<>]?\d", text[end:]) is not None


def _unit_in(text: str, units: Units) -> str | None:
    for match in re.finditer(r"[(\[,]\s*|\s", text):
        if found := units.read(text, match.end()):
            return found[0]
    return None


def _below_unit(page: Page, analyte: str, sentence: Sentence, units: Units, analytes: Lexicon) -> str | None:
    """ "(eGFR in mL/min/1.73 m2)" over or under the table gives a column its unit."""
    around = page.text[max(0, sentence.start - 200) : sentence.end + 500]
    for match in re.finditer(r"\bin ", around):
        names = analytes.find(around, max(0, match.start() - 24), match.start())
        found = units.read(around, match.end())
        if names and names[-1].concept == analyte and found:
            return found[0]
    return None


def _row(
    page: Page, sentence: Sentence, header: list[_Column], analytes: Lexicon, units: Units, dates: Sequence[Dated]
) -> Iterator[Cell]:
    offset, line = _line(page, sentence)
    pieces = split(line)
    if any(column.analyte for column in header):
        when = next((d.when for d in dates if sentence.start <= d.start < sentence.end and d.start - offset < 24), None)
        for (start, end), column in _aligned(pieces, header):
            if column.analyte is not None:
                yield from _value(line, start, end, offset, sentence, column.analyte, column.unit, when, units)
        return
    names = analytes.find(line, *pieces[0]) if pieces else []
    if not names or any(sentence.start <= d.start < sentence.end for d in dates):
        return  # a row that dates its own values does not take the days of a header
    unit = _unit_in(line[pieces[0][0] : pieces[0][1]], units)
    for (start, end), column in _aligned(pieces, header):
        found = units.read(line, start)
        if found and (column.is_unit or line[start:end].strip("() ") == line[start : found[1]].strip("() ")):
            unit = found[0]  # a column of units, or a unit that closes the row
    for (start, end), column in _aligned(pieces[1:], header):
        several = line[start:end].split("/")
        if column.when is not None and len(several) == len(names) > 1:  # "WBC/Hgb/Plt   6.4/11.7/240"
            for name, one in zip(names, several, strict=True):
                yield from _value(
                    line, start, start + len(one), offset, sentence, name.concept, None, column.when, units
                )
                start += len(one) + 1
        elif column.when is not None:
            yield from _value(line, start, end, offset, sentence, names[0].concept, unit, column.when, units)


def _aligned(pieces: list[tuple[int, int]], header: list[_Column]) -> Iterator[tuple[tuple[int, int], _Column]]:
    """Cells with their columns: by number where the counts agree, else by overlap of their places."""
    if len(pieces) == len(header):
        yield from zip(pieces, header, strict=True)
        return
    for start, end in pieces:
        middle = (start + end) / 2
        best = min(
            header, key=lambda c: 0 if c.start <= middle <= c.end else min(abs(middle - c.start), abs(middle - c.end))
        )
        if min(abs(middle - best.start), abs(middle - best.end)) <= 10 or best.start <= middle <= best.end:
            yield (start, end), best


_RESULTS = {"neg": "negative", "negative": "negative", "nr": "negative", "non-reactive": "negative", "nonreactive": "negative", "pos": "positive",
            "positive": "positive", "reactive": "positive", "not done": "not done", "nd": "not done", "not drawn": "not done", "pending": "pending"}  # fmt: skip


def _value(
    line: str,
    start: int,
    end: int,
    offset: int,
    sentence: Sentence,
    analyte: str,
    unit: str | None,
    when: When | None,
    units: Units,
) -> Iterator[Cell]:
    text = line[start:end]
    match = re.match(
        r"\s*(?P<sign>[<>]=?)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)(?!\d|[/:-]\d)\s*(?P<rest>.*)$", text
    )
    if match:
        own = units.read(line, start + match.end("number"))
        yield Cell(
            sentence.start,
            analyte,
            offset + start,
            offset + end,
            when,
            Decimal(match["number"].replace(",", "")),
            own[0] if own else unit,
            match["sign"] or "=",
        )
    elif (result := _RESULTS.get(text.strip().lower())) is not None:
        yield Cell(sentence.start, analyte, offset + start, offset + end, when, result=result)
