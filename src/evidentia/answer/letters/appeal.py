"""Appeal: each reason that a denial states, quoted, and answered from the ledger; or it is said that the record does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidentia.answer.letters import frames, parts
from evidentia.answer.letters.case import Case, framed, proof, standing
from evidentia.answer.letters.letter import Part
from evidentia.content.errors import InputError
from evidentia.findings.denial import About, Denial, Reason
from evidentia.model.assessment import Role, Statement
from evidentia.model.frozen import changed
from evidentia.model.rationale import CriterionResult, Rationale

TITLE = "Appeal of a denial"
_COMMON = frozenset(
    word.rstrip("s")
    for word in """the and for not was were are has have had been does did that this with from any all our your their its
    within before after least most day days week weeks month months date dated time value values record records document
    documents documented documentation information note notes chart medical clinical office report result results test tests
    testing screening submit submitted provide provided receive received include included contain contained show shown missing
    lack lacks lacking insufficient incomplete additional sufficient adequate support supporting request requested required
    requires need needed criteria criterion policy review lab labs laboratory last got therapy treatment treatments patient member drug drugs medication
    status stated both unit units without could cannot determine necessity necessary because due file current recent""".split()
)
# what a reason is about -> the tests of criteria that answer it
_TESTS: dict[About, frozenset[str]] = {
    About.STEP_THERAPY: frozenset("tried tried_classes sessions_tried treated programme not_suitable".split()),
    About.DOCUMENTATION: frozenset(
        "checked tested screened result documented measured scored stated study_shows baseline_recorded programme visited".split()
    ),
    About.DOSE: frozenset(
        "requested_regimen requested_sessions since_latest_course titrated dose_by_weight dose_reached least_dose_sought".split()
    ),
    About.PRODUCT: frozenset("product labelled_product".split()),
}
_PHRASES = {Role.SUPPORTS: frames.ANSWERED, Role.GAP: frames.OPEN, Role.OPPOSES: frames.FAILED}


def compose(case: Case) -> list[Part]:
    """Errors: InputError where no denial was handed in."""
    if case.denial is None:
        raise InputError(
            "appeal",
            "there is no denial letter",
            "an appeal answers its stated reasons",
            "hand it in with --denial FILE",
        )
    answers = list(_answers(case, case.denial))
    said = {s.id for part in answers for s in part.lines}
    criteria = [parts.criteria(case, case.leading)] if case.leading else []
    rest = [parts.record(case), *parts.therapy(case), *criteria, parts.lacking(case), *parts.evidence(case)]
    return [
        parts.draft(case),
        parts.form(case),
        Part("request", "", _opening(case), before=("To the appeals department:",), prose=True),
        *answers,
        *(changed(part, lines=tuple(s for s in part.lines if s.id not in said)) for part in rest),
        parts.signature(),
        parts.enclosures(case),
        parts.for_office(case),
    ]


def _opening(case: Case) -> tuple[Statement, ...]:
    denial = case.denial
    assert denial is not None
    figures = {"product": case.drug, "condition": case.condition}
    lines = [framed("request", "appeal", frames.APPEAL, figures, rests_on=("denial:reasons",)), *parts.asked(case)]
    if case.topic and denial.drugs and case.topic.ingredient not in denial.drugs:
        other = {"others": ", ".join(denial.drugs), "drug": case.topic.ingredient}
        doubt = framed(
            "request", "other-denial", frames.OTHER_DENIAL, other, role=Role.GAP, rests_on=("denial:reasons",)
        )
        lines.insert(0, doubt)
    for name, span, phrase in (
        ("D-policy", denial.policy, frames.POLICY_CITED),
        ("D-deadline", denial.deadline, frames.DEADLINE),
    ):
        if span is not None:
            lines.append(framed("request", name, phrase, {"words": case.words(span)}, findings=(name,)))
    return (*lines, *parts.outcome(case))


def _answers(case: Case, denial: Denial) -> Iterator[Part]:
    """One part a reason. What answers two reasons stands under the first of them."""
    given: dict[str, int] = {}
    for number, reason in enumerate(denial.reasons, start=1):
        quoted = framed(reason.id, "quoted", frames.REASON, {"words": case.words(reason.span)}, role=Role.OPPOSES, findings=(reason.id,))  # fmt: skip
        answers = list({s.id: s for s in _answer(case, reason)}.values())
        new = [s for s in answers if s.id not in given]
        if answers and not new:
            new = [
                framed(reason.id, "above", frames.ABOVE, {"n": given[answers[0].id]}, rests_on=(f"answer:{reason.id}",))
            ]
        for statement in answers:
            given.setdefault(statement.id, number)
        none = framed(reason.id, "none", frames.NO_ANSWER, role=Role.GAP, rests_on=(f"answer:{reason.id}",))
        yield Part(reason.id, f"Reason {number}: {', '.join(reason.about)}", (quoted, *(new or [none])))


def _answer(case: Case, reason: Reason) -> Iterator[Statement]:
    """What the ledger says to one reason, for and against, in the order of what it is about."""
    for about in reason.about:
        if about is About.EXPERIMENTAL:
            yield from parts.standing_of_use(case)
        elif about is About.STEP_THERAPY:
            yield from _step_therapy(case, reason)
        elif about is About.NECESSITY:
            yield from _criteria(case, [] if case.leading is None else case.leading.criteria)
        elif about is About.DOCUMENTATION:
            yield from _documentation(case, reason)
        elif about in _TESTS:
            yield from _criteria(case, _with_tests(case, _TESTS[about]))
            if not _is_plans_own(case):
                yield framed(reason.id, "own-limit", frames.OWN_LIMIT, role=Role.GAP, rests_on=(f"answer:{reason.id}",))


def _step_therapy(case: Case, reason: Reason) -> Iterator[Statement]:
    """For each drug that the reason names, the trial that the record gives, or that it gives none; else the criteria."""
    named = _other_drugs(case, reason)
    for drug in named:
        found = [f for f in parts.exposures(case) if f.concept == drug]
        for finding in found:
            figures = parts.told(case, finding)
            yield framed("tried", finding.id, frames.TRIED, figures, findings=case.naming(finding))
        if not found:
            yield framed("tried", drug, frames.UNTRIED, {"drug": drug}, role=Role.GAP, rests_on=(f"untried:{drug}",))
    if not named:
        yield from _criteria(case, _with_tests(case, _TESTS[About.STEP_THERAPY]))


def _other_drugs(case: Case, reason: Reason) -> list[str]:
    return [drug for drug in reason.drugs if case.topic is None or drug != case.topic.ingredient]


def _documentation(case: Case, reason: Reason) -> Iterator[Statement]:
    """The criteria that deal with what is said to be missing; all that ask for documents where nothing is named."""
    if _other_drugs(case, reason):
        yield from _step_therapy(case, reason)
        return
    results = _with_tests(case, _TESTS[About.DOCUMENTATION])
    subject = _subject(case.chart.text_of(reason.span))
    yield from _criteria(case, [r for r in results if _deals_with(r, subject)] if subject else results)


def _deals_with(result: CriterionResult, subject: set[str]) -> bool:
    """Whether a criterion is about it: it shares a third of the words or more."""
    return len(subject & _subject(_asked(result))) * 3 >= len(subject)


def _with_tests(case: Case, tests: frozenset[str]) -> list[CriterionResult]:
    """The criteria, of every policy that was applied, that use such tests."""
    return [r for d in case.assessment.determinations for r in d.criteria if tests & _labels(r.rationale)]


def _labels(rationale: Rationale) -> set[str]:
    return {rationale.label}.union(*map(_labels, rationale.children))


def _asked(result: CriterionResult) -> str:
    return " ".join([result.text, *(m.text for m in result.missing)])


def _subject(text: str) -> set[str]:
    """The words of a sentence that say which document or test it is about, in the singular; "hepatitis B" is one word."""
    words = re.findall(r"[a-z]{3,}(?: [a-z0-9](?![\w/]))?", text.lower())
    return {w.rstrip("s") for w in words} - _COMMON


def _is_plans_own(case: Case) -> bool:
    """Whether the leading criteria are the text of the policy that is appealed to, not a model or a paraphrase."""
    if case.leading is None:
        return False
    policy = case.policy(case.leading)
    return not policy.paraphrase and not policy.issuer.endswith("(model)")


def _criteria(case: Case, results: Sequence[CriterionResult]) -> Iterator[Statement]:
    """A criterion as an answer: met, open with what would settle it, or not met."""
    for determination in case.assessment.determinations:
        for result in determination.criteria:
            if result not in results:
                continue
            of = "" if determination is case.leading else f" of {determination.policy}"
            figures = {"of": of, "id": result.id, "because": result.because}
            name = f"{determination.policy}.{result.id}"
            rests_on = (proof(determination, result),)
            role = standing(result)
            yield framed(
                "answer", name, _PHRASES[role], figures, role=role, findings=result.findings, rests_on=rests_on
            )
            if role is Role.GAP and result.missing:
                items = "; ".join(m.text for m in result.missing)
                whose = ", ".join(dict.fromkeys(m.who for m in result.missing))
                figures = {"text": items, "who": whose}
                yield framed("supply", name, frames.TO_SUPPLY, figures, role=Role.GAP, rests_on=rests_on)
