"""Every screening test has a documented result, and what a positive one asks for is documented too.

Met: all are negative; or one is positive and the risk is looked after. Not met: one is positive and the record says that nobody
looks after it. Unknown: a result is not documented or conflicts, or one is positive and nothing is said of its management.

>>> screened: {all_of: [hbsag, anti-hbc], positive_needs: {class: hepatitis B antiviral, event: hepatology care}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, lab
from evidentia.criteria.tests import managed, result
from evidentia.model.rationale import Because, Rationale

ARGS = {"all_of": "analytes", "positive_needs": "{class, event}: the drugs or the care that a positive result asks for"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    results = result.evaluate({"all_of": args["all_of"], "is": "negative"}, context)
    positive = [name for name in args["all_of"] if {lab(f).result for f in result.known(context, name)} == {"positive"}]
    documented = all(result.known(context, name) for name in args["all_of"])
    if not positive or not documented or results.truth.is_unknown:
        return Rationale("screened", results.truth, results.because, results.findings, results.missing)
    care = managed.evaluate(args["positive_needs"], context)
    because = Because("{results} {care}", {"results": results.because.text, "care": care.because.text})
    return Rationale("screened", care.truth, because, (*results.findings, *care.findings), care.missing)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("all_of", ()):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
