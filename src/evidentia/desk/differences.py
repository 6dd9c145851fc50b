"""What differs between two assessments, from their JSON: verdict, criteria, what would change them, what is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {"met": "met", "not_met": "not met", "unknown": "cannot be determined"}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Both sides of everything that differs; empty lists where nothing does.

    `criteria` are {policy, id, text, before, after, because}; `flips` and `statements` what came and what went, in words.
    """
    return {
        "verdict": [before["verdict"], after["verdict"]],
        "as_of": [before["as_of"], after["as_of"]],
        "criteria": _criteria(before, after),
        "flips": _both(_flips(before), _flips(after)),
        "statements": _both(_statements(before), _statements(after)),
        "references": _both(_references(before), _references(after)),
    }


def _criteria(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    old, new = _values(before), _values(after)
    rows = []
    for key in dict.fromkeys((*old, *new)):
        a, b = old.get(key), new.get(key)
        if (a and a["value"]) != (b and b["value"]):
            there = b or a or {}
            rows.append(
                {
                    "policy": key[0],
                    "id": key[1],
                    "text": there["text"],
                    "before": _WORDS[a["value"]] if a else "not asked",
                    "after": _WORDS[b["value"]] if b else "not asked",
                    "because": b["because"] if b else "",
                }
            )
    return rows


def _values(output: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(d["policy"], c["id"]): c for d in output["determinations"] for c in d["criteria"]}


def _flips(output: Mapping[str, Any]) -> list[str]:
    return [f"{f['policy']}, to {_WORDS[f['to']]}: {'; '.join(f['needs'])}" for f in output["flips"]]


def _statements(output: Mapping[str, Any]) -> list[str]:
    return [s["text"] for s in output["statements"]]


def _references(output: Mapping[str, Any]) -> list[str]:
    return [f"{r['title']} ({r['year'] or 'no year'}), {r['currency']}" for r in output["references"]]


def _both(before: list[str], after: list[str]) -> dict[str, list[str]]:
    old, new = set(before), set(after)
    return {
        "gone": list(dict.fromkeys(t for t in before if t not in new)),
        "new": list(dict.fromkeys(t for t in after if t not in old)),
    }
