"""Exports -> decisions: California DMHC (two header variants), New York DFS, and structured summaries of DMHC decisions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evidentia.content.errors import InputError
from evidentia.precedents.decision import Decision

CALIFORNIA, NEW_YORK = "California DMHC", "New York DFS"
_DISPUTES = {"experimental": "experimental", "investigational": "experimental", "urgent": "urgent care", "emergency": "urgent care", "necessity": "medical necessity"}  # fmt: skip


def decisions(path: Path) -> list[Decision]:
    """Every decision of a file, in its order.

    Errors: InputError for a file that is none of the known exports, and for a row without number, year or outcome,
    with its line; nothing of such a file is taken.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "there is no such file", "", "check the name") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path.name, f"it cannot be read ({error})", "", "save it as UTF-8 text") from None
    if not text.strip():
        raise InputError(path.name, "it is empty", "there is no decision in it", "check the download")
    return list(_json_lines(path.name, text) if text.lstrip().startswith("{") else _table(path.name, text))


def _table(name: str, text: str) -> Iterator[Decision]:
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = {_key(column) for column in rows.fieldnames or ()}
    make = _california if "referenceid" in columns else _new_york if "casenumber" in columns else None
    if make is None:
        raise _unknown(name)
    for row in rows:
        yield _made(name, rows.line_num, make, {_key(k): (v or "").strip() for k, v in row.items() if k is not None})


def _json_lines(name: str, text: str) -> Iterator[Decision]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(
                name, f"line {number} is no JSON ({error})", "nothing was taken", "download it again"
            ) from None
        if not isinstance(row, dict):
            raise _unknown(name)
        keyed = {_key(k): v for k, v in row.items()}
        make = _structured if "isdenialupheld" in keyed else _new_york if "casenumber" in keyed else None
        if make is None:
            raise _unknown(name)
        yield _made(name, number, make, keyed)


def _made(name: str, line: int, make: Callable[[Mapping[str, Any]], Decision], row: Mapping[str, Any]) -> Decision:
    try:
        decision = make(row)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"{name}:{line}", f"a decision cannot be read ({error})", "nothing was taken", "download it again"
        ) from None
    if not decision.id:
        raise InputError(f"{name}:{line}", "a decision has no number", "nothing was taken", "download it again")
    return decision


def _unknown(name: str) -> InputError:
    return InputError(
        name,
        "it is none of the known exports of decisions",
        "nothing was taken",
        "the DMHC file has the column ReferenceID, the DFS file case_number",
    )


def _key(column: str) -> str:
    """ "Reference ID", "ReferenceID" and "reference_id" are one column."""
    return "".join(c for c in column.lower() if c.isalnum())


def _california(row: Mapping[str, Any]) -> Decision:
    return Decision(
        id=row["referenceid"],
        body=CALIFORNIA,
        year=int(row["reportyear"]),
        overturned=_overturned(row["determination"]),
        dispute=_dispute(row.get("type") or row.get("imrtype") or ""),
        diagnosis=(row.get("diagnosiscategory", ""), row.get("diagnosissubcategory", "")),
        treatment=(row.get("treatmentcategory", ""), row.get("treatmentsubcategory", "")),
        age=row.get("agerange", ""),
        sex=row.get("patientgender", ""),
        text=row.get("findings", ""),
    )


def _new_york(row: Mapping[str, Any]) -> Decision:
    texts = [str(row[key]) for key in sorted(row) if key.startswith("summary") and row[key]]
    return Decision(
        id=row["casenumber"],
        body=NEW_YORK,
        year=int(row["decisionyear"]),
        overturned=_overturned(row["appealdecision"]),
        dispute=_dispute(row.get("denialreason", "")),
        diagnosis=(_bare(row.get("diagnosis", "")), ""),
        treatment=(_bare(row.get("treatment", "")), ""),
        age=row.get("agerange", ""),
        sex=row.get("gender", ""),
        text="\n".join(texts),
    )


def _structured(row: Mapping[str, Any]) -> Decision:
    """A summary of a DMHC decision by a third party, whose words these are; the outcome and the names are the decision's."""
    person = row.get("patientinfo") or {}
    grounds = (row.get("guidelinesdetails"), row.get("socdetails"))
    return Decision(
        id=row["caseid"],
        body=CALIFORNIA,
        year=int(row["year"]),
        overturned=not _flag(row["isdenialupheld"]),
        dispute=_dispute(" ".join(row.get("issuesconsidered") or ())),
        diagnosis=(row.get("diagnosis") or "", str(row.get("diagnosisgroup") or "").rpartition("-")[2]),
        treatment=(row.get("treatmentcategory") or "", row.get("treatmentsubcategory") or ""),
        age=person.get("age_range") or "",
        sex=person.get("gender") or "",
        requested=_names(row.get("treatmentsrequested")),
        failed=_names(row.get("treatmentstriedbutfailed")),
        text=row.get("rationale") or "",
        grounds=tuple(str(g) for g in grounds if g),
        via="a third party's structured summary",
    )


def _names(entries: Any) -> tuple[str, ...]:
    return tuple(str(entry["name"]) for entry in entries or () if entry.get("name"))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"the outcome {value!r} is neither upheld nor overturned")
    return value


def _overturned(words: str) -> bool:
    lower = words.lower()
    if "overturn" in lower:
        return True
    if "upheld" in lower:
        return False
    raise ValueError(f'the outcome "{words}" is neither upheld nor overturned')


def _dispute(words: str) -> str:
    lower = words.lower().replace("_", " ")
    return next((name for part, name in _DISPUTES.items() if part in lower), lower.strip())


def _bare(words: str) -> str:
    return words.strip("[] ")
