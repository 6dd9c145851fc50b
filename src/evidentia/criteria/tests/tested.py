"""Every one of the tests has a documented result, whatever it is, at any time or within a period.

Met: all have one. Unknown: one has none, or only an undated or a panel result. Not met: the record says that one was never done.

>>> tested: {all_of: [hbsag, anti-hbc]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, lab, unknown
from evidentia.criteria.tests import result
from evidentia.criteria.tests._say import analyte, lacks
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, Why

ARGS = {"all_of": "analytes", "as?": "how the whole is named: hepatitis B status"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    results = {name: result.known(context, name) for name in args["all_of"]}
    findings = [f for found in results.values() for f in found]
    lacking = [name for name, found in results.items() if not found]
    if not lacking:
        done = "; ".join(
            f"{analyte(name)} {lab(found[-1]).result} ({found[-1].when or 'no date'})"
            for name, found in results.items()
        )
        return answer("tested", MET, "{done}.", {"done": done}, findings)
    label = str(args.get("as", ""))
    if label and not findings:
        missing = [
            lacks(
                label,
                f"{label} (result and date)",
                "laboratory",
                "HBsAg: ____, anti-HBc (total): ____, on ____ (date).",
            )
        ]
        return unknown(
            "tested",
            Why.NOT_DOCUMENTED,
            "{label} is not documented.",
            missing,
            {"label": label[0].upper() + label[1:]},
            result.panels(context),
        )
    names = " and ".join(analyte(name) for name in lacking)
    missing = [
        lacks(f"{name} result", f"{'anti-HBc (total)' if name == 'anti-hbc' else analyte(name)} result", "laboratory")
        for name in lacking
    ]
    return unknown(
        "tested",
        Why.NOT_DOCUMENTED,
        "{names}: not documented.",
        missing,
        {"names": names},
        [*findings, *result.panels(context)],
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("all_of", ()):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
