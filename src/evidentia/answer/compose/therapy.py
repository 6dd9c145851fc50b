"""Medical necessity: what the documents ask for, and what was taken before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased
from evidentia.criteria.context import Context
from evidentia.criteria.tests import _say
from evidentia.model.assessment import Role, Statement
from evidentia.model.finding import Finding, Kind, Medication, Outcome, Status


def requests(inputs: Inputs) -> Iterator[Statement]:
    """Each document's request where they differ, with the document that states it."""
    from evidentia.criteria.context import request
    from evidentia.criteria.tests.requested_regimen import describe

    found = list(inputs.chart.of_kind(Kind.REQUEST))
    texts = [
        f"{request(f).product or f.concept}{_codes(inputs, request(f).product)}, {describe(request(f))}{_place(f)}"
        for f in found
    ]
    if len(set(texts)) > 1:
        yield phrased(
            "necessity",
            "requests",
            phrases.REQUESTS,
            {"requests": "; ".join(dict.fromkeys(texts))},
            findings=[f.id for f in found],
        )


def _codes(inputs: Inputs, product: str | None) -> str:
    facts = Context(inputs.chart, inputs.as_of, inputs.library.vocabulary).product(product)
    codes = facts.get("hcpcs") or ()
    return f" {codes[0]}" if codes else ""


def _place(finding: Finding) -> str:
    part = next((flag[4:] for flag in finding.flags if flag.startswith("in: ")), None)
    return f' (in "{part}")' if part else ""


def therapy(inputs: Inputs) -> Iterator[Statement]:
    """Each exposure once, in its fullest form. What documents say differently of one drug's result is left to the criteria."""
    found = [
        f
        for f in inputs.chart.of_kind(Kind.MEDICATION)
        if isinstance(f.detail, Medication) and f.detail.status not in (Status.REQUESTED, Status.PLANNED)
    ]
    drugs = inputs.library.vocabulary.get("drugs", {})
    classes = set(inputs.topic.data.get("therapy_classes", ())) if inputs.topic else set()
    mine = [f for f in found if not classes or classes & set((drugs.get(f.concept) or {}).get("classes") or ())]
    if mine:
        lines = list(
            dict.fromkeys(
                f"{f.concept}: documents disagree" if _disputed(mine, f) else _drug(f, _agreed(mine, f.concept))
                for f in fullest(mine)
            )
        )
        yield phrased(
            "necessity", "therapy", phrases.THERAPY, {"drugs": "; ".join(lines[:12])}, findings=[f.id for f in mine]
        )
    standard = list(inputs.topic.data.get("standard_therapies", ())) if inputs.topic else []
    untold = [n for n in standard if not any(f.concept == n for f in found)]
    if standard and untold == standard:
        yield phrased(
            "necessity",
            "no-prior-therapy",
            phrases.NO_PRIOR_CARE if _are_procedures(untold, drugs) else phrases.NO_PRIOR_THERAPY,
            {"drugs": " or ".join(untold)},
            role=Role.GAP,
            rests_on=("gap:prior therapy",),
        )
    never = [f for f in inputs.chart.of_kind(Kind.NOTE, "never treated")]
    if never and any(d.kind == "continuation" for d in inputs.determinations):
        yield phrased(
            "necessity", "never-treated", phrases.NEVER_TREATED, role=Role.OPPOSES, findings=[f.id for f in never]
        )


def _are_procedures(names: list[str], drugs: Mapping[str, Any]) -> bool:
    """Whether what is tried first is no drug, so that nothing of it is dosed."""
    return all("procedure" in ((drugs.get(name) or {}).get("classes") or ()) for name in names)


RESULTS = {
    Outcome.NO_RESPONSE: "no response",
    Outcome.PARTIAL_RESPONSE: "partial response",
    Outcome.RELAPSE_ON: "relapse on it",
    Outcome.RELAPSE_OFF: "relapse after it was stopped, not on it",
    Outcome.RESPONSE: "response",
    Outcome.INTOLERANCE: "not tolerated",
    Outcome.CONTRAINDICATED: "contraindicated",
}


def _detail(finding: Finding) -> Medication:
    assert isinstance(finding.detail, Medication)
    return finding.detail


def fullest(found: list[Finding]) -> list[Finding]:
    """Of several mentions of a drug with one status, those that say most: with a dose, else with a result, else one."""
    result: list[Finding] = []
    for key in dict.fromkeys((f.concept, _detail(f).status) for f in found):
        same = [f for f in found if (f.concept, _detail(f).status) == key]
        dosed = [f for f in same if _detail(f).dose or _detail(f).daily_dose]
        judged = [f for f in same if _detail(f).outcome is not Outcome.NOT_STATED]
        result += _apart(dosed) or judged[:1] or same[:1]
    return result


def _apart(dosed: list[Finding]) -> list[Finding]:
    """Without those that only repeat another's dose, with less of it: "400 (no unit)" beside "400 mg/day"."""
    return [f for f in dosed if not any(_repeats(_detail(f), _detail(g)) for g in dosed if g is not f)]


def _repeats(less: Medication, more: Medication) -> bool:
    told = (
        less.outcome is Outcome.NOT_STATED and less.stop in (None, more.stop) and less.product in (None, more.product)
    )
    unitless = [d for d in (less.dose, less.daily_dose) if d is not None and d.unit is None]
    amounts = {d.value for d in (more.dose, more.daily_dose) if d is not None and d.unit is not None}
    repeated = bool(unitless) and all(d.value in amounts for d in unitless)
    whole = less.dose == more.dose and less.doses == more.doses and less.every_days == more.every_days
    return told and (repeated or (whole and more.outcome is not Outcome.NOT_STATED))


def _disputed(found: list[Finding], one: Finding) -> bool:
    """Whether the record says of a drug both that it is being taken and that it never was."""
    stated = {_detail(f).status for f in found if f.concept == one.concept}
    return Status.NEVER in stated and Status.CURRENT in stated and _detail(one).status in (Status.NEVER, Status.CURRENT)


def _agreed(found: list[Finding], concept: str) -> bool:
    """Whether the record gives one result for a drug."""
    stated = {_detail(f).outcome for f in found if f.concept == concept} - {Outcome.NOT_STATED}
    return len(stated) <= 1


def _drug(finding: Finding, agreed: bool) -> str:
    taken = finding.detail
    assert isinstance(taken, Medication)
    dose = _say.dose(taken)
    parts = [finding.concept if taken.product is None else f"{finding.concept} ({taken.product})"]
    if dose != "dose not stated":
        parts.append(dose)
    parts.append(
        {
            Status.CURRENT: "current",
            Status.PAST: "past",
            Status.NEVER: "not taken",
            Status.PLANNED: "planned",
            Status.HELD: "held",
        }.get(taken.status, "")
    )
    if taken.stop:
        parts.append(f"stopped {taken.stop}")
    if agreed and taken.outcome in RESULTS:
        parts.append(RESULTS[taken.outcome])
    return " ".join([parts[0], ", ".join(p for p in parts[1:] if p)])
