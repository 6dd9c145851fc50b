"""The latest biopsy shows a disease, by its name.

Met: the latest biopsy result names it. Not met: it names only other diseases. Unknown: no result, a result that is only
presumed, or readings that nobody reconciled.

>>> biopsy_shows: {organ: kidney, concept: membranous nephropathy}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.diagnosis import check as _check_concept
from evidentia.model.finding import Assertion, Biopsy, Finding, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"organ": "kidney", "concept": "a condition of vocabulary/conditions.yaml that a biopsy tells (`biopsy`)"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept, organ = str(args["concept"]), str(args["organ"])
    found = [f for f in context.chart.of_kind(Kind.BIOPSY, f"{organ} biopsy") if _shows(f)]
    results = _latest([f for f in found if f.assertion is Assertion.PRESENT])
    rivals = [f for f in found if "second reading" in f.flags and _shows(f) != concept]
    figures = {
        "organ": organ,
        "concept": concept,
        "shown": " and ".join(dict.fromkeys(_shows(f) or "" for f in results)),
    }
    figures["date"] = next((f" ({f.when})" for f in results if f.when), "")
    missing = [
        lacks(
            f"{organ} biopsy result",
            f"{organ} biopsy result with its diagnosis and date",
            f"{organ} pathologist or prescriber",
            f"{organ.capitalize()} biopsy on ____ (date): ____ (diagnosis).",
        )
    ]
    if not results:
        template = "No result of a {organ} biopsy is documented."
        return unknown("biopsy_shows", Why.NOT_DOCUMENTED, template, missing, figures, found)
    mine = [f for f in results if _shows(f) == concept]
    if mine and rivals and not any("final reading" in f.flags for f in mine):
        figures["shown"] = " and ".join(dict.fromkeys(_shows(f) or "" for f in [*mine, *rivals]))
        template = "Readings of the {organ} biopsy{date} disagree: {shown}."
        return unknown("biopsy_shows", Why.CONFLICTING, template, missing, figures, [*mine, *rivals])
    if mine and len(mine) == len(results):
        return answer("biopsy_shows", MET, "The {organ} biopsy{date} shows {concept}.", figures, mine)
    if mine and not _same_reading(mine, results):
        template = "Readings of the {organ} biopsy{date} disagree: {shown}."
        return unknown("biopsy_shows", Why.CONFLICTING, template, missing, figures, results)
    if mine:
        return answer("biopsy_shows", MET, "The {organ} biopsy{date} shows {concept}.", figures, mine)
    return answer("biopsy_shows", NOT_MET, "The {organ} biopsy{date} shows {shown}.", figures, results)


def _shows(finding: Finding) -> str | None:
    return finding.detail.shows if isinstance(finding.detail, Biopsy) else None


def _latest(results: Sequence[Finding]) -> list[Finding]:
    """The results of the latest dated biopsy and the undated ones; a final reading replaces the others."""
    dated = [f for f in results if f.when is not None]
    last = max((f.when.latest for f in dated if f.when), default=None)
    kept = [f for f in results if f.when is None or (last is not None and f.when.latest == last)]
    final = [f for f in kept if "final reading" in f.flags]
    return final or kept


def _same_reading(mine: Sequence[Finding], results: Sequence[Finding]) -> bool:
    """Two diseases in one sentence are one reading ("membranous nephropathy with diabetic changes")."""
    places = {(f.spans[0].document, f.spans[0].start) for f in mine}
    others = [f for f in results if f not in mine]
    return all(any(d == f.spans[0].document and abs(p - f.spans[0].start) <= 120 for d, p in places) for f in others)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    yield from _check_concept(args, vocabulary)
    if not (vocabulary.get("conditions", {}).get(args.get("concept")) or {}).get("biopsy"):
        yield f'no biopsy tells "{args.get("concept")}"; write biopsy: {args.get("organ")} in its entry of vocabulary/conditions.yaml'
