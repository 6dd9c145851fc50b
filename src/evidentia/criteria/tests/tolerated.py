"""The record says of each harm that it did not occur under a drug.

Met: each is denied, one by one or by "no adverse events". Not met: one occurred and is serious (or is of its nature). Unknown: one
is not spoken of; "tolerated without reaction" covers reactions only, and one infusion is not all of them.

>>> tolerated: {each_of: [infusion reaction, progressive multifocal leukoencephalopathy, severe infection], ingredient: rituximab}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, course, lab, unknown
from evidentia.criteria.tests._baseline import begun
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Event, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "each_of": "events of vocabulary/events.yaml",
    "ingredient": "the drug",
    "or_mitigated?": "true: a harm with a documented plan against it does not count against",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    spared = bool(args.get("or_mitigated"))
    results = {name: _one(name, str(args["ingredient"]), context, spared) for name in args["each_of"]}
    findings = [f for _, found in results.values() for f in found]
    happened = [n for n, (truth, _) in results.items() if truth.is_not_met]
    if happened:
        figures = {"what": " and ".join(_said(n, context) for n in happened), "drug": str(args["ingredient"])}
        return answer(
            "tolerated",
            NOT_MET,
            "The record documents {what} under {drug}.",
            figures,
            [f for n in happened for f in results[n][1]],
        )
    open_ = [n for n, (truth, _) in results.items() if truth.is_unknown]
    plan = [f for f in findings if spared and f.assertion is not Assertion.ABSENT and _event(f).mitigated]
    if not open_ and plan:
        names = ", ".join(_said(n, context) for n in results)
        told = ", ".join(dict.fromkeys(f.concept for f in plan))
        template = "Of {names} the record states {told}, with what is done about it, and none of the others."
        return answer("tolerated", MET, template, {"names": names, "told": told}, findings)
    if not open_:
        names = ", ".join(_said(n, context) for n in results)
        return answer(
            "tolerated", MET, "The record states that there was none of these: {names}.", {"names": names}, findings
        )
    names = ", ".join(_said(n, context) for n in open_)
    said = [n for n in results if n not in open_]
    every = ", ".join(_said(n, context, "plural") for n in results)
    text = f"statement on {names}" if said else f"tolerability statement ({every})"
    denials = ", ".join(f"no {_said(n, context)}" for n in results)
    wording = f"Since {args['ingredient']} was begun: {denials}."
    missing = [lacks("tolerability", text, "prescriber", wording)]
    one = any(_event(f).scope == "one infusion" for f in findings)
    template = (
        "Only one infusion is said to be without reaction; the record does not speak of {names}."
        if one
        else "The record does not speak of {names}."
    )
    figures = {"names": names}
    open_to = [n for n in open_ if results[n][0].why is not Why.NOT_DOCUMENTED]
    if open_to:
        template = "The record tells of what may be {what}; whether {drug} caused it is not stated."
        figures = {"what": " and ".join(_said(n, context) for n in open_to), "drug": str(args["ingredient"])}
        findings = [f for n in open_to for f in results[n][1]]
    why = results[open_to[0]][0].why if open_to else Why.NOT_DOCUMENTED
    return unknown("tolerated", why or Why.NOT_DOCUMENTED, template, missing, figures, findings)


def _said(name: str, context: Context, form: str = "said_as") -> str:
    """An event as people say it (vocabulary/events.yaml: `said_as`, `plural`)."""
    entry = context.vocabulary.get("events", {}).get(name) or {}
    return str(entry.get(form) or entry.get("said_as") or name)


def _one(name: str, drug: str, context: Context, spared: bool = False) -> tuple[Truth, list[Finding]]:
    """Whether an event is denied; a general denial of adverse events counts for each of them."""
    own = context.events(name)
    wider = context.events("adverse event") + (context.events("infection") if name == "severe infection" else [])
    bad = [
        f
        for f in own
        if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and _is_bad(name, f)
        and not _is_earlier(f, drug, context)
    ]
    if name == "severe infection":
        bad += [
            f
            for f in context.events("infection")
            if _is_bad(name, f) and f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and _event(f).attributed_to
        ]
    if bad and spared and all(_event(f).mitigated for f in bad):
        return MET, bad
    unclear_cause = [f for f in bad if _needs_cause(name, context) and not _is_caused(f, drug, context)]
    if bad and len(unclear_cause) < len(bad):
        return NOT_MET, bad
    denied = [f for f in own if f.assertion is Assertion.ABSENT and _event(f).scope == "all"]
    mild = [
        f
        for f in own
        if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and _event(f).severity == "not serious"
    ]
    general = [f for f in wider if f.assertion is Assertion.ABSENT and _event(f).scope == "all"]
    if unclear := _unclear(name, context):
        return Truth.unknown(Why.CONFLICTING if denied or general else Why.NEEDS_JUDGEMENT), [*unclear, *denied]
    if denied or general:
        return MET, (denied or general) + mild
    partial = [f for f in own if f.assertion is Assertion.ABSENT]
    return Truth.unknown(Why.NOT_DOCUMENTED), partial + mild


def _needs_cause(name: str, context: Context) -> bool:
    """Whether an event is common enough for other reasons that it counts only where the drug is blamed (`blamed`)."""
    return bool((context.vocabulary.get("events", {}).get(name) or {}).get("blamed"))


def _is_caused(finding: Finding, drug: str, context: Context) -> bool:
    """Whether the record puts it down to the drug, or dates it after the drug was begun."""
    start = begun(context, [drug])
    after = start is not None and finding.when is not None and finding.when.earliest >= start.earliest
    return _event(finding).attributed_to in (drug, "treatment") or after


def _unclear(name: str, context: Context) -> list[Finding]:
    """What may be the event: a serious infection since the first course of which no cause is named, a JC virus that was found."""
    if name == "progressive multifocal leukoencephalopathy":
        return [f for f in context.labs("jc virus") if lab(f).result == "positive"]
    if name != "severe infection":
        return []
    return [
        f
        for f in context.events("infection")
        if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and _event(f).severity == "serious"
        and _since_first_course(f, context)
    ]


def _since_first_course(finding: Finding, context: Context) -> bool:
    """Whether it may have happened under the drug: not before the first documented course, and not denied of it."""
    first = min((course(f).dates[0].earliest for f in context.courses()), default=None)
    return first is None or finding.when is None or finding.when.latest >= first


def _is_earlier(finding: Finding, drug: str, context: Context) -> bool:
    """Whether it certainly happened before the drug was first taken, as far as the record dates both."""
    start = begun(context, [drug])
    return start is not None and finding.when is not None and finding.when.latest < start.earliest


def _is_bad(name: str, finding: Finding) -> bool:
    if name == "progressive multifocal leukoencephalopathy":
        return True
    return _event(finding).severity == "serious"


def _event(finding: Finding) -> Event:
    return finding.detail if isinstance(finding.detail, Event) else Event()


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("each_of", ()):
        if name not in vocabulary.get("events", {}):
            yield f'"{name}" is no event of vocabulary/events.yaml'
