"""The patient is not pregnant and plans no pregnancy, where that can be at all.

Met: a man, a woman above the age of `spared_above`, or one who cannot bear (sterilised, menopause); or the record states both: not
pregnant, and no pregnancy planned or contraception used. Not met: pregnant, or planning. Unknown: sex, or one of the two, is not
stated.

>>> not_pregnant: {spared_above: 55 y}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests import age
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"spared_above": "years: 55 y"}
_LABEL = "not_pregnant"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    pregnant, planned = context.facts("pregnant"), context.facts("planning pregnancy")
    excluded = _said(context.facts("childbearing excluded"))
    there = [f for f in (*pregnant, *planned) if f.assertion is Assertion.PRESENT]
    denied = [f for f in (*pregnant, *planned) if f.assertion is Assertion.ABSENT]
    if there and not denied and not excluded:
        return answer(_LABEL, NOT_MET, "The record states: {words}.", {"words": context.words_of(*there)}, there)
    missing = [
        lacks(
            "pregnancy",
            "statement that the patient is not pregnant and plans no pregnancy",
            "prescriber",
            "Pregnant: ____; pregnancy planned within 2 months: ____; contraception: ____.",
        )
    ]
    if there:
        return unknown(
            _LABEL,
            Why.CONFLICTING,
            "The record both states and denies pregnancy or its planning.",
            missing,
            findings=[*there, *denied],
        )
    spared = _spared(args, context)
    if spared:
        return answer(_LABEL, MET, "Pregnancy does not apply: {why}.", {"why": spared[0]}, spared[1])
    if excluded:
        return answer(_LABEL, MET, "The record states: {words}.", {"words": context.words_of(*excluded)}, excluded[:2])
    not_now = [f for f in pregnant if f.assertion is Assertion.ABSENT]
    not_soon = [f for f in planned if f.assertion is Assertion.ABSENT] or _said(context.facts("contraception"))
    if not_now and not_soon:
        figures = {"words": context.words_of(not_now[0], not_soon[0])}
        return answer(_LABEL, MET, "The record states: {words}.", figures, [not_now[0], not_soon[0]])
    what = (
        "whether a pregnancy is planned"
        if not_now
        else "whether the patient is pregnant"
        if not_soon
        else "pregnancy and its planning"
    )
    return unknown(_LABEL, Why.NOT_DOCUMENTED, "Not stated: {what}.", missing, {"what": what}, [*not_now, *not_soon])


def _spared(args: Mapping[str, Any], context: Context) -> tuple[str, list[Finding]] | None:
    male, female = context.patient("male"), context.patient("female")
    if male and not female:
        return "a man", male[:1]
    ages = [(f, *age.years(f, context)) for f in (*context.patient("birth date"), *context.patient("age"))]
    above = int(str(args["spared_above"]).split()[0])
    if female and not male and ages and min(low for _, low, _ in ages) > above:
        return f"a woman older than {above}", [female[0], ages[0][0]]
    return None


def _said(found: list[Finding]) -> list[Finding]:
    if any(f.assertion is Assertion.ABSENT for f in found):
        return []
    return [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not str(args.get("spared_above", "")).split()[:1] or not str(args["spared_above"]).split()[0].isdigit():
        yield f'"{args.get("spared_above")}" is no age; write 55 y'
