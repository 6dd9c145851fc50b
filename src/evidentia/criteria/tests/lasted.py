"""A sign of disease has run, in one of the patterns, for longer than a time.

Met: a stated course of one of the patterns is longer. Not met: the longest stated course is shorter. Unknown: no length, exactly the
time, a pattern that is not stated, or onsets that differ about it.

>>> lasted: {sign: weakness, longer_than: 8 wk, patterns: [progressive, relapsing]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests import _say
from evidentia.logic.dates import Duration
from evidentia.model.finding import Finding, Illness, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"sign": "weakness", "longer_than": "a duration", "patterns": "progressive, relapsing"}
_PATTERNS = ("progressive", "relapsing", "monophasic")


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    sign, needed = str(args["sign"]), Duration.parse(args["longer_than"])
    found = list(context.chart.of_kind(Kind.ILLNESS, sign))
    timed = [f for f in found if _illness(f).days is not None]
    patterned = [f for f in found if _illness(f).pattern in args["patterns"]]
    longest = max(timed, key=lambda f: (_illness(f).days or 0, f in patterned), default=None)
    days = _illness(longest).days if longest else None
    figures = {
        "sign": sign,
        "pattern": " and ".join(dict.fromkeys(str(_illness(f).pattern) for f in patterned)),
        "length": _say.length(days) if days is not None else "",
        "needed": str(needed),
    }
    wording = f"{sign.capitalize()} since ____ (date), progressive or relapsing: ____."
    missing = [
        _say.lacks(
            f"course of {sign}",
            f"course of the {sign} (progressive or relapsing) and for how long",
            "prescriber",
            wording,
        )
    ]
    onsets = [f for f in timed if _illness(f).from_onset]
    short = [f for f in onsets if (_illness(f).days or 0) < needed.days]
    if short and len(short) < len(onsets):
        figures["lengths"] = " or ".join(dict.fromkeys(_say.length(_illness(f).days or 0) for f in onsets))
        template = "The record dates the onset of {sign} differently: {lengths} before."
        return unknown("lasted", Why.CONFLICTING, template, missing, figures, onsets)
    if longest is not None and days is not None and days < needed.days:
        return answer(
            "lasted",
            NOT_MET,
            "The longest course of {sign} that is stated is {length}; more than {needed} are asked for.",
            figures,
            timed,
        )
    if longest is not None and days is not None and days > needed.days and patterned:
        cited = [longest] if longest in patterned else [longest, patterned[0]]
        return answer("lasted", MET, "{pattern} {sign} over {length}.", figures, cited)
    if patterned or timed:
        figures["open"] = "how long it has run" if patterned else "whether it is progressive or relapsing"
        template = "The course of the {sign} is stated only in part: {open} is not documented."
        return unknown("lasted", Why.NOT_DOCUMENTED, template, missing, figures, found)
    return unknown(
        "lasted", Why.NOT_DOCUMENTED, "How long the {sign} has run is not documented.", missing, figures, found
    )


def _illness(finding: Finding) -> Illness:
    return finding.detail if isinstance(finding.detail, Illness) else Illness()


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("patterns", ()):
        if name not in _PATTERNS:
            yield f'"{name}" is no pattern; write one of {", ".join(_PATTERNS)}'
    try:
        Duration.parse(args.get("longer_than", ""))
    except ValueError as error:
        yield str(error)
