"""Whose rows a table holds: columns with a name, a day of birth or a record number become the header of a document.

So that `findings.identity` judges them as it judges any paper: rows of somebody else are set aside, and the article says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_COLUMNS = {
    "name": re.compile(r"(?:(?:patient|pt|member|subject|person|client)(?:'?s)?(?:[ _]?(?:full )?name)?|full[ _]name)", re.IGNORECASE),
    "last": re.compile(r"(?:patient[ _])?(?:last|family|sur)[ _]?name", re.IGNORECASE),
    "first": re.compile(r"(?:patient[ _])?(?:first|given)[ _]?name", re.IGNORECASE),
    "born": re.compile(r"(?:patient[ _])?(?:dob|d\.o\.b\.?|date[ _]of[ _]birth|birth[ _]?(?:date|day)|born)", re.IGNORECASE),
    "number": re.compile(r"mrn|(?:medical[ _])?record[ _](?:no\.?|number)|(?:patient|pt|member|subject|person|chart)[ _]?(?:id|no\.?|number|#)", re.IGNORECASE),
}  # fmt: skip


def by_patient(rows: Sequence[Sequence[str]]) -> list[tuple[str, list[list[str]]]]:
    """Header line and rows of each patient of a table, the header row above each; one pair with "" where none is named.

    >>> by_patient([["Patient", "Test", "Value"], ["A. Roe", "UPCR", "1"], ["B. Poe", "IgG", "7"]])
    [('Patient: A. Roe', [['Test', 'Value'], ['UPCR', '1']]), ('Patient: B. Poe', [['Test', 'Value'], ['IgG', '7']])]
    """
    columns = {
        kind: i for kind, pattern in _COLUMNS.items() for i, cell in enumerate(rows[0]) if pattern.fullmatch(cell)
    }
    if not columns or len(rows) < 2 or len(rows[0]) < 3:  # two columns are a form
        return [("", [list(row) for row in rows])]
    taken = set(columns.values())
    parts: dict[str, list[list[str]]] = {}
    for row in rows[1:]:
        said = {kind: row[i] for kind, i in columns.items() if i < len(row) and row[i]}
        part = parts.setdefault(_header(said), [[cell for i, cell in enumerate(rows[0]) if i not in taken]])
        part.append([cell for i, cell in enumerate(row) if i not in taken])
    return list(parts.items())


def _header(said: dict[str, str]) -> str:
    """ "Patient: Karl Roe, DOB 02/02/1940, MRN 55120"; an identifier in the place of a name is a number."""
    name = " ".join(said[kind] for kind in ("first", "last") if kind in said) or said.get("name", "")
    number = said.get("number", "")
    if re.search(r"\d", name):
        name, number = "", number or name
    name = re.sub(r"[A-Za-z][\w'’]*", lambda m: m.group()[0].upper() + m.group()[1:], name)
    marks = (f"DOB {said['born']}" if "born" in said else "", f"MRN {number}" if number else "")
    return ", ".join(part for part in (name and f"Patient: {name}", *marks) if part)
