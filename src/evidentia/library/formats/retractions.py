"""The Retraction Watch data (CSV, Crossref) -> notices. Source: gitlab.com/crossref/retraction-watch-data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from evidentia.content.errors import InputError
from evidentia.findings.formats.plain import decoded
from evidentia.library.formats import days
from evidentia.library.items import Item, Problem, Report
from evidentia.library.publication import Notice, NoticeKind

_KINDS = {
    "retraction": NoticeKind.RETRACTED,
    "correction": NoticeKind.CORRECTED,
    "expression of concern": NoticeKind.CONCERN,
    "reinstatement": NoticeKind.REINSTATED,
}
_NEEDED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate")
_NONE = ("", "0", "unavailable")
_SAID_BY = "Retraction Watch"


def read(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """One notice an identifier of the paper. Errors: InputError where a column is missing, or the bytes are no text."""
    rows = csv.DictReader(io.StringIO(decoded(name, handle.read())))
    missing = [column for column in _NEEDED if column not in (rows.fieldnames or ())]
    if missing:
        raise InputError(
            name, f'the column "{missing[0]}" is missing', "", "download the file of Retraction Watch again"
        )
    for number, row in enumerate(rows, start=2):
        kind = _KINDS.get((row["RetractionNature"] or "").strip().lower())
        papers = [f"doi:{row['OriginalPaperDOI']}".lower(), f"pmid:{row['OriginalPaperPubMedID']}"]
        papers = [paper for paper in papers if paper.partition(":")[2].strip() not in (*_NONE, "none")]
        if kind is None or not papers:
            yield Problem(f"line {number}", "it names no paper" if kind else "its nature is not known")
            continue
        by = (row.get("RetractionDOI") or "").strip()
        notice = Notice(
            kind,
            f"doi:{by.lower()}" if by.lower() not in _NONE else "",
            days.day(row["RetractionDate"] or ""),
            _SAID_BY,
        )
        yield from (Report(paper, notice) for paper in papers)
