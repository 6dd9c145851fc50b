"""Every one of the tests has a result of the asked kind.

Met: all of them do. Not met: one has the opposite result. Unknown: one is not documented, pending, or has results that conflict.

>>> result: {all_of: [hbsag, anti-hbc], is: negative}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, lab, unknown
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"all_of": "analytes", "is": "negative or positive"}
_KNOWN = ("negative", "positive")


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    results = {name: known(context, name) for name in args["all_of"]}
    wanted = str(args["is"])
    findings = [f for found in results.values() for f in found]
    figures = {"results": "; ".join(_text(name, found, context) for name, found in results.items())}
    conflicts = [name for name, found in results.items() if len({lab(f).result for f in found}) > 1]
    if conflicts:
        missing = [
            lacks(f"{name} result", f"which {analyte(name)} result is right", "laboratory") for name in conflicts
        ]
        return unknown("result", Why.CONFLICTING, "Results conflict: {results}.", missing, figures, findings)
    other = [name for name, found in results.items() if found and lab(found[0]).result != wanted]
    if other:
        return answer("result", NOT_MET, "{results}.", figures, findings)
    lacking = [name for name, found in results.items() if not found]
    if lacking:
        missing = [_missing(name) for name in lacking]
        panel = panels(context)
        figures["panel"] = (
            f" A hepatitis panel is called {lab(panel[0]).result} ({panel[0].when or 'no date'}); its components are not listed."
            if panel
            else ""
        )
        valued = [f for name in lacking for f in context.labs(name) if f.value is not None][-1:]
        return unknown(
            "result", Why.NOT_DOCUMENTED, "{results}.{panel}", missing, figures, [*findings, *panel, *valued]
        )
    return answer("result", MET, "{results}.", figures, findings)


def known(context: Context, name: str) -> list[Finding]:
    """The results of a test that are negative or positive; of a titre, which rises and falls, the newest."""
    found = [f for f in context.labs(name) if lab(f).result in _KNOWN]
    if not any(f.value is not None for f in found):
        return found
    dated = [f.when.latest for f in found if f.when]
    return [f for f in found if not dated or (f.when and f.when.latest == max(dated))]


def panels(context: Context) -> list[Finding]:
    """A panel whose parts are not listed shows neither part."""
    return [f for f in context.labs("hepatitis panel", "hepatitis b and c") if lab(f).result]


def _text(name: str, found: list[Finding], context: Context) -> str:
    if not found:
        between = [f for f in context.labs(name) if f.value is not None and f.value.unit]
        said = f"{dated(between[-1])} is called neither positive nor negative" if between else ""
        return said or f"{analyte(name)} is not documented"
    return " and ".join(f"{analyte(name)} {lab(f).result} ({f.when or 'no date'})" for f in found[-2:])


def _missing(name: str) -> Any:
    label = "anti-HBc (total)" if name == "anti-hbc" else analyte(name)
    return lacks(f"{name} result", f"{label} result", "laboratory", f"{label}: ____ on ____ (date).")


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("all_of", ()):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
    if args.get("is") not in _KNOWN:
        yield f'"{args.get("is")}" is no result; write negative or positive'
