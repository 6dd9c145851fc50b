"""The Drugs@FDA data files (a zip of tab-separated tables) -> approval records. Source: fda.gov, Drugs@FDA Data Files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator

from evidentia.content.errors import InputError
from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

Rows = dict[str, list[dict[str, str]]]
TABLES = ("Applications.txt", "Products.txt", "Submissions.txt")
_STATUS = {"AP": "approved", "TA": "tentatively approved"}


def read(name: str, archive: zipfile.ZipFile) -> Iterator[Item | Problem]:
    """One record an application. Errors: InputError where a table is missing."""
    missing = set(TABLES) - set(archive.namelist())
    if missing:
        raise InputError(name, f"the table {min(missing)} is missing", "", "download Drugs@FDA again")
    products, submissions = _by_application(archive, "Products.txt"), _by_application(archive, "Submissions.txt")
    classes = {
        row["SubmissionClassCodeID"]: row["SubmissionClassCodeDescription"]
        for row in _rows(archive, "SubmissionClass_Lookup.txt")
    }
    for number, row in enumerate(_rows(archive, "Applications.txt"), start=2):
        own = row.get("ApplNo") or ""
        if not own:
            yield Problem(f"Applications.txt line {number}", "it has no application number")
            continue
        yield _publication(f"{row.get('ApplType') or ''}{own}", row, products[own], submissions[own], classes)


def _publication(
    application: str,
    row: dict[str, str],
    products: list[dict[str, str]],
    submissions: list[dict[str, str]],
    classes: dict[str, str],
) -> Publication:
    brands = list(dict.fromkeys(p["DrugName"].strip() for p in products if p.get("DrugName")))
    generics = list(dict.fromkeys(p["ActiveIngredient"].strip() for p in products if p.get("ActiveIngredient")))
    dated = sorted(submissions, key=lambda s: (s.get("SubmissionStatusDate") or "", int(s.get("SubmissionNo") or 0)))
    lines = [_line(s, classes) for s in dated]
    first = next(
        (
            s
            for s in dated
            if s.get("SubmissionType", "").strip() == "ORIG" and s.get("SubmissionStatus", "").strip() == "AP"
        ),
        None,
    )
    return Publication(
        id=f"application:{application}",
        kind=Kind.APPROVAL,
        title=f"{brands[0] if brands else application} ({', '.join(generics[:2]).lower()}): FDA application {application}",
        sections=(Section("evidence", "Submissions", "\n".join(lines)),) if lines else (),
        identifiers={"application": application},
        container=(row.get("SponsorName") or "").strip(),
        published=days.day((first or {}).get("SubmissionStatusDate") or ""),
        types=("drugs@fda",),
        mesh=tuple([*brands, *generics][:20]),
        licence="public domain (US)",
        read_depth="official page",
    )


def _line(row: dict[str, str], classes: dict[str, str]) -> str:
    when = days.day(row.get("SubmissionStatusDate") or "")
    what = (
        classes.get(row.get("SubmissionClassCodeID") or "", "") or (row.get("SubmissionType") or "submission").strip()
    )
    kind = f"{(row.get('SubmissionType') or '').strip()}-{(row.get('SubmissionNo') or '').strip()}"
    return f"{when or 'Undated'}: {kind}, {what.strip()}, {_STATUS.get((row.get('SubmissionStatus') or '').strip(), 'status not given')}."


def _by_application(archive: zipfile.ZipFile, table: str) -> Rows:
    found: Rows = defaultdict(list)
    for row in _rows(archive, table):
        found[row.get("ApplNo") or ""].append(row)
    return found


def _rows(archive: zipfile.ZipFile, table: str) -> Iterator[dict[str, str]]:
    if table not in archive.namelist():
        return
    with archive.open(table) as handle:
        text = io.TextIOWrapper(handle, "cp1252", errors="replace", newline="")
        yield from (
            {k: v or "" for k, v in row.items() if k}
            for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        )
