"""Tables of results (CSV, TSV): kept as a table in text, header first, so that the reader of text tables reads it.

Standard library: the `csv` module, with the delimiter told by `sniff`. Two things are put in order, no value is changed:
the date of the result stands first in its row, as it does in a note, and a range of normal values stands in brackets as
"limits", so that it is never read as a result, nor a result as a goal; an expected word ("Negative") is left out. Source: RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from evidentia.content.errors import InputError
from evidentia.findings.formats import csv_people
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.plain import decoded
from evidentia.findings.formats.sniff import delimiter_of
from evidentia.findings.formats.text_shape import clean, joined, not_too_long, table

_DRAWN = re.compile(r"collect|drawn|draw|specimen|sampl|observ", re.IGNORECASE)
_DATE = re.compile(r"\bdate\b|\btime\b|\bdt\b|collected|resulted|reported|received|ordered|drawn", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:ranges?|ref(?:erence)?|normal|limits?|low|high|max(?:imum)?|min(?:imum)?|upper|lower|goal|target|cut-?off|threshold|"
    r"expected|possible|out of)\b",
    re.IGNORECASE,
)
_FLAG = re.compile(r"^(?:(?:h|high|l|low|normal)\W*)+$", re.IGNORECASE)
_RESULT = re.compile(r"\b(?:results?|values?|scores?|findings?|readings?|measurements?)\b", re.IGNORECASE)
_STATUS = re.compile(r"\bstat(?:us|e)\b", re.IGNORECASE)
_STANDS = re.compile(  # a status under which a result is one; every other word leaves the row without a result
    r"(?:final\w*|f|complete[d]?|c|corrected|a|amended|verified|validated|result(?:ed)?|reported|approved|signed|reviewed|done|"
    r"normal|abnormal|high|low|h|l|n|critical)?(?: results?)?",
    re.IGNORECASE,
)
_NONE = "no value given"
_IS_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}")


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """A table as one document. Errors: InputError for bytes that are no text, a quote that never ends, no rows.

    >>> print(extract("l.csv", b"Test,Result,Units,Ref range,Collected\\nUPCR,1.2,g/g,<0.2,2025-01-02\\n")[0].text, end="")
    Collected   Test  Result  Units  limits
    2025-01-02  UPCR  1.2     g/g    (limits: <0.2)
    """
    text = clean(decoded(name, data))
    mark = delimiter_of(text.splitlines()[:60]) or ","
    try:
        rows = [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=mark, strict=True)
        ]
    except csv.Error as error:
        raise InputError(
            name, f"it cannot be read as a table ({error})", "a quote may be open", "export it again"
        ) from None
    kinds = [of for part in _tables(rows) for of in csv_people.by_patient(part)]
    extracts = []
    for number, header in enumerate(dict.fromkeys(header for header, _ in kinds), 1):
        lines = [header, ""] if header else []
        for part in (part for of, part in kinds if of == header):
            lines += [*table(_arranged(part)), ""]
        title = name if number == 1 else f"{name} ({number})"
        extracts.append(Extract(title, not_too_long(title, joined(lines)), kind="csv"))
    return tuple(extracts)


def _tables(rows: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Rows that belong together: an export may begin with a few lines about the patient, and have an empty line."""
    parts: list[list[list[str]]] = [[]]
    for row in rows:
        filled = sum(map(bool, row))
        if not filled:
            parts.append([])
        elif parts[-1] and (filled < 3) != (sum(map(bool, parts[-1][0])) < 3) and len(parts[-1][0]) != len(row):
            parts.append([list(row)])
        else:
            parts[-1].append(list(row))
    return [part for part in parts if part]


def _arranged(rows: list[list[str]]) -> list[list[str]]:
    """The date first, ranges named."""
    header = rows[0]
    if len(rows) < 2 or any(re.search(r"\d{3}", cell) for cell in header):
        return rows
    _without_results(rows)
    for column in [i for i, cell in enumerate(header) if _RANGE.search(cell) and not _is_flag(rows, i)]:
        for row in rows[1:]:
            if column < len(row) and row[column]:
                row[column] = _limit(header[column], row[column])
        header[column] = "limits"
    first = _date_column(rows)
    return [[row[first], *row[:first], *row[first + 1 :]] if first < len(row) else row for row in rows]


def _without_results(rows: list[list[str]]) -> None:
    """A row whose result is empty, or whose status says that there is none, has "no value given" as its result, and nothing that
    could stand in for one: no range, no maximum, no flag."""
    header = rows[0]
    results = [
        i
        for i, cell in enumerate(header)
        if _RESULT.search(cell) and not _RANGE.search(cell) and not _DATE.search(cell)
    ]
    statuses = [i for i, cell in enumerate(header) if _STATUS.search(cell)]
    for row in rows[1:] if results else ():
        given = any(i < len(row) and row[i] for i in results)
        if given and all(_STANDS.fullmatch(row[i]) for i in statuses if i < len(row)):
            continue
        for column in range(len(row)):
            if column in results or column in statuses or _RANGE.search(header[column] if column < len(header) else ""):
                row[column] = _NONE if column == results[0] else ""


def _limit(header: str, value: str) -> str:
    """ "Ref Low" and "Normal" would be read as results, "range" behind a line as a goal, and the "Negative" that is
    expected of a test without result as its result: such a word is left out."""
    if not re.search(r"\d", value):
        return ""
    side = " from" if re.search(r"low|min", header, re.IGNORECASE) else ""
    return f"(limits{side or (' to' if re.search(r'high|max|up', header, re.IGNORECASE) else '')}: {value})"


def _date_column(rows: list[list[str]]) -> int:
    """The column with the day on which the sample was taken, else the first with dates, else the first."""
    dated = [
        i
        for i, cell in enumerate(rows[0])
        if _DATE.search(cell) and any(i < len(row) and _IS_DATE.search(row[i]) for row in rows[1:])
    ]
    return next((i for i in dated if _DRAWN.search(rows[0][i])), dated[0] if dated else 0)


def _is_flag(rows: list[list[str]], column: int) -> bool:
    """A column "High/Low" with H and L is a flag, not a range."""
    return _FLAG.match(rows[0][column]) is not None and not any(
        column < len(row) and re.search(r"\d", row[column]) for row in rows[1:]
    )
