"""Safety prerequisites with their state in this chart, then boxed warnings and monitoring."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased, said
from evidentia.criteria.context import Context, lab
from evidentia.criteria.tests import _say
from evidentia.criteria.tests.checked import evaluate as checked
from evidentia.model.assessment import Role, Statement
from evidentia.model.finding import Finding, Kind

_LENGTH = "6 mo"


def safety(inputs: Inputs) -> Iterator[Statement]:
    """Each prerequisite of the safety records (`data.requires`): done with its result and date, or not documented."""
    yield from (said(record, "safety", n) for n, record in enumerate(inputs.section("safety"), start=1))
    for name in required(inputs):
        yield _state(inputs, name)


def required(inputs: Inputs) -> list[str]:
    """The tests that the topic's safety records ask for before a dose."""
    names = [name for record in inputs.section("safety") for name in record.data.get("requires", ())]
    return list(dict.fromkeys(names))


def outstanding(inputs: Inputs) -> list[str]:
    """Those that this chart does not show."""
    return [name for name in required(inputs) if _done(inputs, name) is None]


def stop_signs(inputs: Inputs) -> list[Finding]:
    """What would end or change the request, whatever the criteria say: a death, a pregnancy, a withdrawn consent or order."""
    return list(inputs.chart.of_kind(Kind.NOTE, "stop sign"))


def quoted(inputs: Inputs, finding: Finding) -> str:
    return f'"{" ".join(inputs.chart.text_of(finding.spans[0]).split())}"'


def open_points(inputs: Inputs) -> list[str]:
    """What is to be settled before the next dose, in words."""
    return [*map(_say.analyte, outstanding(inputs)), *(quoted(inputs, f) for f in stop_signs(inputs))]


def _done(inputs: Inputs, name: str) -> tuple[str, tuple[str, ...]] | None:
    context = Context(inputs.chart, inputs.as_of, inputs.library.vocabulary)
    facts = inputs.library.vocabulary.get("analytes", {}).get(name) or {}
    if facts.get("qualitative"):
        found = [f for f in context.labs(name) if lab(f).result in ("negative", "positive")]
        if not found:
            return None
        return f"{_say.analyte(name)} {lab(found[-1]).result} ({found[-1].when or 'no date'})", (found[-1].id,)
    proof = checked({"analyte": name, "within": _LENGTH}, context)
    return (proof.because.text.rstrip("."), proof.findings) if proof.truth.is_met else None


def _state(inputs: Inputs, name: str) -> Statement:
    done = _done(inputs, name)
    if done is None:
        what = _say.analyte(name)
        return phrased(
            "safety", f"gap-{name}", phrases.SAFETY_GAP, {"what": what}, role=Role.GAP, rests_on=(f"safety:{name}",)
        )
    return phrased(
        "safety", f"done-{name}", phrases.SAFETY_DONE, {"what": done[0]}, findings=done[1], rests_on=(f"safety:{name}",)
    )
