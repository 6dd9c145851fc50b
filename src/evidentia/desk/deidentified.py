"""An assessment without the patient: only what is listed here leaves, so that nothing leaves by oversight.

Out stay every word of the chart and of the question, names, document names, and dates: a finding's time is given in days
before the date of service, and of that date only the year (after 45 CFR 164.514(b)(2)). Values of laboratory tests stay in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from evidentia.model.when import When

_KINDS = ("medication", "course", "request", "lab", "condition", "biopsy", "event", "sessions", "dose step", "code")
_DETAILS = (
    "type",
    "result",
    "status",
    "outcome",
    "severity",
    "grade",
    "active",
    "resolved",
    "classes",
    "doses",
    "spacing_days",
)


def deidentified(output: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of an assessment -> what may leave. Sentences stay where they stand on records alone."""
    as_of = date.fromisoformat(output["as_of"])
    return {
        "schema": "evidentia-deidentified/1",
        "year": as_of.year,
        "question": {name: output["question"][name] for name in ("ingredient", "product", "condition", "kind")},
        "verdict": output["verdict"],
        "findings": [_finding(f, as_of) for f in output["findings"] if f["kind"] in _KINDS],
        "determinations": [
            {
                "policy": d["policy"],
                "version": d["version"],
                "outcome": d["outcome"],
                "criteria": [
                    {"id": c["id"], "value": c["value"], "why_unknown": c["why_unknown"]} for c in d["criteria"]
                ],
            }
            for d in output["determinations"]
        ],
        "statements": [
            {
                "section": s["section"],
                "role": s["role"],
                "text": s["text"],
                "records": [c["record"] for c in s["citations"]],
            }
            for s in output["statements"]
            if s["citations"] and not s["findings"] and not s["rests_on"]
        ],
    }


def _finding(finding: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    detail = finding["detail"] or {}
    return {
        "kind": finding["kind"],
        "concept": finding["concept"],
        "value": finding["value"] if finding["unit"] or finding["kind"] == "lab" else None,
        "unit": finding["unit"],
        "assertion": finding["assertion"],
        "days_before": _days_before(finding["date"], as_of),
        "detail": {name: detail[name] for name in _DETAILS if name in detail},
    }


def _days_before(text: str | None, as_of: date) -> int | None:
    """Days from a finding to the date of service; a month or a year counts from its first day."""
    return (as_of - When.parse(text).earliest).days if text else None
