"""The latest kidney biopsy shows one of the classes (ISN/RPS or WHO).

Met: the latest biopsy has one of them, alone or mixed. Not met: it has only others, or a biopsy was declined or is contraindicated. Unknown: no biopsy result, a class that
is only presumed, or two readings of one biopsy that nobody reconciled.

>>> biopsy_class: {any_of: [III, IV, V]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Biopsy, Finding, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "classes, in Roman numbers"}
_CLASSES = ("I", "II", "III", "IV", "V", "VI")
_MISSING = lacks(
    "biopsy class", "kidney biopsy result with ISN/RPS class", "kidney pathologist or prescriber",
    "Kidney biopsy on ____ (date): ISN/RPS class ____.",
)  # fmt: skip


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    wanted = set(args["any_of"])
    results = [f for f in context.chart.of_kind(Kind.BIOPSY) if _biopsy(f).classes and f.assertion is Assertion.PRESENT]
    barred = [
        f
        for f in context.chart.of_kind(Kind.BIOPSY)
        if _biopsy(f).status in ("declined", "contraindicated") and "repeat" not in f.flags
    ]
    if not results and barred:
        return answer(
            "biopsy_class",
            NOT_MET,
            "There is no biopsy; it is {status}.",
            {"status": _biopsy(barred[0]).status},
            barred,
        )
    if not results:
        presumed = [f for f in context.chart.of_kind(Kind.BIOPSY) if _biopsy(f).classes]
        return unknown(
            "biopsy_class", Why.NOT_DOCUMENTED, "No biopsy class is documented.", [_MISSING], findings=presumed
        )
    latest = _latest(results)
    values = {bool(wanted & set(_biopsy(f).classes)) for f in latest}
    figures = {
        "classes": " and ".join(dict.fromkeys(_biopsy(f).as_stated or " + ".join(_biopsy(f).classes) for f in latest))
    }
    date = next((str(f.when) for f in latest if f.when), None)
    on = f" (biopsy {date})" if date else ""
    if len(values) > 1:
        conflict = lacks("biopsy reading", "which reading of the biopsy is final", "kidney pathologist")
        return unknown(
            "biopsy_class",
            Why.CONFLICTING,
            "Two readings of the biopsy disagree: class {classes}" + on + ".",
            [conflict],
            figures,
            latest,
        )
    if values == {True}:
        return answer("biopsy_class", MET, "The biopsy shows class {classes}" + on + ".", figures, latest)
    unread = [f for f in context.chart.of_kind(Kind.BIOPSY) if _biopsy(f).status == "pending" and "repeat" in f.flags]
    if unread:
        return unknown(
            "biopsy_class",
            Why.NOT_DOCUMENTED,
            "An earlier biopsy shows class {classes}" + on + "; the result of the repeat biopsy is not documented.",
            [_MISSING],
            figures,
            [*latest, *unread],
        )
    return answer("biopsy_class", NOT_MET, "The latest biopsy shows only class {classes}" + on + ".", figures, latest)


def _latest(results: list[Finding]) -> list[Finding]:
    """The readings of the latest biopsy. A final or amended reading replaces the others of its date; an undated mention
    counts only where no biopsy is dated or where it says the same."""
    dated = [f for f in results if f.when is not None]
    if not dated:
        return _final(results)
    last = max(dated, key=lambda f: f.when.latest if f.when else None)  # type: ignore[arg-type, return-value]
    assert last.when is not None
    same = [
        f
        for f in dated
        if f.when is not None and f.when.latest >= last.when.earliest and f.when.earliest <= last.when.latest
    ]
    older = {frozenset(_biopsy(f).classes) for f in dated if f not in same}
    undated = [
        f for f in results if f.when is None and "reading" in f.flags and frozenset(_biopsy(f).classes) not in older
    ]
    return _final([*same, *undated])


def _final(results: list[Finding]) -> list[Finding]:
    final = [f for f in results if "final reading" in f.flags]
    if final and len({_biopsy(f).classes for f in final}) == 1:
        return final
    whole = max(results, key=lambda f: len(_biopsy(f).classes))
    # "class IV" beside "class IV + V" of the same biopsy is the same reading, told shorter
    if all(set(_biopsy(f).classes) <= set(_biopsy(whole).classes) for f in results):
        return [f for f in results if _biopsy(f).classes == _biopsy(whole).classes]
    return results


def _biopsy(finding: Finding) -> Biopsy:
    assert isinstance(finding.detail, Biopsy)
    return finding.detail


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("any_of", ()):
        if name not in _CLASSES:
            yield f'"{name}" is no class; write one of {", ".join(_CLASSES)}'
