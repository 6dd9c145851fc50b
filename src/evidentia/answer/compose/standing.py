"""Standard of care and label, the investigational test, dosing."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased, said
from evidentia.model.assessment import Applicability, Role, Statement

_FITS = {
    "met": ("the record fits the population of the recommendation", "Yes"),
    "not_met": ("the record does not fit the population of the recommendation", "No"),
    "unknown": (
        "whether the record fits the population of the recommendation cannot be determined",
        "We can not tell yet",
    ),
}

_PLAIN = {
    "depends on the plan's definition": "It depends on the plan's definition",
    "established on the records read": "No, by what was read for this page",
    "investigational on the records read": "Yes, by what was read for this page",
    "unknown": "That is not known here",
}


def standard(inputs: Inputs) -> Iterator[Statement]:
    """Label and regulators, then each recommendation in force with its fit to this patient, then what is superseded."""
    applies = {a.record: a for a in inputs.standing.recommendations} if inputs.standing else {}
    for number, record in enumerate(inputs.section("standard"), start=1):
        yield said(record, "standard", number)
        if record.id in applies and record.data.get("names_treatment", True):
            yield _applies(inputs, applies[record.id], number)


def _applies(inputs: Inputs, applicability: Applicability, number: int) -> Statement:
    proof = applicability.rationale
    record = inputs.library.records[applicability.record]
    professional, plain = _FITS[proof.truth.value]
    figures = {
        "society": record.data.get("society") or inputs.library.sources[record.source].publisher,
        "value": professional,
        "plain": plain,
        "because": proof.because.text,
    }
    role = Role.GAP if proof.truth.is_unknown else Role.SUPPORTS if proof.truth.is_met else Role.OPPOSES
    return phrased(
        "standard",
        f"{number}.applies",
        phrases.APPLIES,
        figures,
        role=role,
        citations=(record,),
        findings=proof.findings,
        rests_on=(f"population:{record.id}",),
    )


def investigational(inputs: Inputs) -> Iterator[Statement]:
    """The answer by the plan's definition, then the grounds of both sides."""
    if inputs.standing is None:
        return
    yield phrased(
        "investigational",
        "answer",
        phrases.INVESTIGATIONAL if inputs.standing.label_status == "off-label" else phrases.INVESTIGATIONAL_ON_LABEL,
        {"answer": inputs.standing.investigational, "plain": _PLAIN[inputs.standing.investigational]},
        rests_on=("standing:investigational",),
    )
    yield from (
        said(record, "investigational", n) for n, record in enumerate(inputs.section("investigational"), start=1)
    )
    if inputs.standing.details.get("compendia") == "do not apply":
        return
    yield phrased(
        "investigational",
        "compendia",
        phrases.COMPENDIA,
        {"compendia": inputs.standing.details.get("compendia", "unknown")},
        role=Role.GAP,
        rests_on=("standing:compendia",),
    )


def dosing(inputs: Inputs) -> Iterator[Statement]:
    """How the request compares, then what is known of regimens."""
    if inputs.standing is None:
        return
    yield phrased(
        "dosing", "request", phrases.REGIMEN, {"regimen": inputs.standing.regimen}, rests_on=("standing:regimen",)
    )
    yield from (said(record, "dosing", n) for n, record in enumerate(inputs.section("dosing"), start=1))
