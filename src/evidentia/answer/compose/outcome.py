"""Direct answer, what is missing, criteria."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidentia.answer import phrases
from evidentia.answer.compose import safety
from evidentia.answer.inputs import Inputs, phrased
from evidentia.criteria.tests import _say
from evidentia.model.assessment import Role, Statement, Verdict
from evidentia.model.evidence import Topic
from evidentia.model.finding import Assertion, Kind
from evidentia.model.policy import Policy
from evidentia.model.rationale import CriterionResult, Determination, Missing

_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve".split()
VALUES = {"met": "met", "not_met": "not met", "unknown": "cannot be determined"}
_STATES = {
    "met": "This is on file.",
    "not_met": "The papers say that this is not so.",
    "unknown": "The papers do not show this yet.",
}

_OUTCOMES = {
    "met": "the papers fit these rules",
    "not_met": "the papers do not fit all of these rules",
    "unknown": "the papers do not show enough to tell",
}


def direct(inputs: Inputs) -> Iterator[Statement]:
    """The verdict in one sentence, and where the treatment stands in another."""
    yield from _exclusions(inputs)
    if not inputs.determinations:
        yield phrased("direct", "verdict", phrases.NO_CRITERIA, role=Role.GAP)
    else:
        yield _verdict(inputs, leading(inputs))
    if inputs.topic is None:
        if inputs.literature is None:
            yield phrased("direct", "uncurated", phrases.UNCURATED, role=Role.GAP)
        return
    if inputs.question.ingredient is None:
        figures = {"drug": inputs.topic.ingredient}
        yield phrased("direct", "by-record", phrases.BY_RECORD, figures, role=Role.GAP, rests_on=("question:drug",))
    standing = inputs.standing
    if standing is not None:
        figures = {
            "drug": inputs.topic.ingredient.capitalize(),
            "condition": standing.details.get("condition", inputs.topic.condition),
            "label": _label(inputs.topic, standing.label_status),
            "place": standing.guideline_place.rstrip("."),
            "noun": inputs.topic.data.get("noun", "drug"),
            "level": standing.certainty.level,
        }
        yield phrased("direct", "standing", phrases.STANDING, figures, rests_on=("standing:place",))
    if inputs.as_of > inputs.topic.verified_on:
        yield phrased(
            "direct",
            "future",
            phrases.FUTURE,
            {"as_of": inputs.as_of, "verified": inputs.topic.verified_on},
            role=Role.GAP,
            rests_on=("dates",),
        )


def _exclusions(inputs: Inputs) -> Iterator[Statement]:
    """A plan's exclusion that the record states: a question of its contract, before any criterion."""
    for number, finding in enumerate(inputs.chart.of_kind(Kind.FACT, "plan exclusion"), start=1):
        if finding.assertion is Assertion.PRESENT:
            words = f'"{" ".join(inputs.chart.text_of(finding.spans[0]).split())}"'
            yield phrased(
                "direct",
                f"exclusion-{number}",
                phrases.EXCLUSION,
                {"words": words},
                role=Role.GAP,
                findings=[finding.id],
            )


def _label(topic: Topic, status: str) -> str:
    """The label status in the topic's own words; a status that nobody has read is said to be so."""
    words = {
        "unknown": "of unknown label status for the product asked for (its label was not read)",
        **topic.data.get("label_words", {}),
    }
    return str(words.get(status, status))


def leading(inputs: Inputs) -> Determination:
    """The determination that gives the verdict: the first asked for."""
    return inputs.determinations[0]


def _verdict(inputs: Inputs, determination: Determination) -> Statement:
    phrase = {
        Verdict.SUPPORTED: phrases.SUPPORTED,
        Verdict.SUPPORTED_WITH_CONDITIONS: phrases.SUPPORTED_IF,
        Verdict.NOT_ESTABLISHED: phrases.NOT_ESTABLISHED,
        Verdict.CONFLICTS: phrases.CONFLICTS,
        Verdict.MORE_INFORMATION_NEEDED: phrases.MORE_INFORMATION,
    }[inputs.verdict]
    wanted = "unknown" if inputs.verdict is Verdict.MORE_INFORMATION_NEEDED else "not_met"
    ids = [c.id for c in determination.criteria if c.truth.value == wanted]
    figures = {
        "ids": ", ".join(ids),
        "verb": "is" if len(ids) == 1 else "are",
        "kind": determination.kind if determination.kind != "any" else "policy",
        "policy": _policy(inputs, determination).title,
        "points": ", ".join(safety.open_points(inputs)) if inputs.topic else "",
        "n": _COUNTS[len(determination.criteria)]
        if len(determination.criteria) <= 12
        else str(len(determination.criteria)),
    }
    return phrased("direct", "verdict", phrase, figures, rests_on=(determination.policy,))


def missing(inputs: Inputs) -> Iterator[Statement]:
    """One line a missing fact with who has it and what it decides, then the smallest sets that would change the outcome."""
    for determination in inputs.determinations[:1]:
        for item, results in _gathered(determination):
            figures = {
                "text": item.text[0].upper() + item.text[1:],
                "who": item.who,
                "ids": ", ".join(r.id for r in results),
            }
            findings = tuple(name for r in results for name in r.findings)[:6]
            yield phrased(
                "missing",
                item.code.replace(" ", "-"),
                phrases.MISSING,
                figures,
                role=Role.GAP,
                findings=findings,
                rests_on=(f"missing:{item.code}", *(f"{determination.policy}:{r.id}" for r in results)),
            )
        met = [flip for flip in determination.flips if flip.to == "met"]
        undo = determination.outcome.is_not_met
        phrase = phrases.FLIP_UNDO if undo else phrases.FLIP_MET
        for number, flip in enumerate(met[:1] if undo else met[:2], start=1):
            yield phrased(
                "missing",
                f"flip-{number}",
                phrase,
                {"needs": "; ".join(flip.texts)},
                role=Role.GAP,
                rests_on=(f"flip:{number}", *(f"{determination.policy}:{c}" for c in flip.criteria)),
            )


def _gathered(determination: Determination) -> list[tuple[Missing, list[CriterionResult]]]:
    """Each missing fact once, with all the criteria that wait for it."""
    found: dict[str, tuple[Missing, list[CriterionResult]]] = {}
    for result in determination.criteria:
        for item in result.missing:
            found.setdefault(item.code, (item, []))[1].append(result)
    return list(found.values())


def criteria(inputs: Inputs) -> Iterator[Statement]:
    """One row a criterion."""
    for determination in inputs.determinations:
        plain = _plain(inputs, determination)
        if determination.note:
            yield phrased(
                "criteria",
                f"{determination.policy}.period",
                phrases.NOT_IN_FORCE,
                {"note": determination.note},
                role=Role.GAP,
                rests_on=(f"{determination.policy}:period",),
            )
        yield _heading(inputs, determination)
        for result in determination.criteria:
            figures = {
                "id": result.id,
                "value": VALUES[result.truth.value],
                "because": result.because,
                "ask": plain.get(result.id, ""),
                "state": _STATES[result.truth.value],
                "facts": _facts(inputs, result),
            }
            role = Role.GAP if result.truth.is_unknown else Role.SUPPORTS if result.truth.is_met else Role.OPPOSES
            yield phrased(
                "criteria",
                f"{determination.policy}.{result.id}",
                phrases.CRITERION,
                figures,
                role=role,
                findings=result.findings,
                rests_on=(f"{determination.policy}:{result.id}",),
            )


def _plain(inputs: Inputs, determination: Determination) -> dict[str, str]:
    """Each criterion of the pathway in plain words."""
    return {c.id: c.plain for c in _policy(inputs, determination).pathway(determination.kind).criteria}


def without_reason(row: Statement) -> Statement:
    """The row of a criterion whose sentence did not pass its check: no criterion drops out of the table."""
    return phrased(
        "criteria",
        row.id.removeprefix("criteria."),
        phrases.CRITERION_BARE,
        {name: row.figures[name] for name in ("id", "value", "ask", "state")},
        role=row.role,
        rests_on=row.rests_on,
    )


def _heading(inputs: Inputs, determination: Determination) -> Statement:
    """Whose criteria the next rows are, which version, and how they come out together."""
    policy = _policy(inputs, determination)
    start = policy.period.start
    figures = {
        "title": policy.title,
        "id": policy.id,
        "version": policy.version,
        "period": f", in force from {start}" if start else "",
        "kind": "every request" if determination.kind == "any" else determination.kind,
        "value": VALUES[determination.outcome.value],
        "plain": _OUTCOMES[determination.outcome.value],
    }
    return phrased(
        "criteria", policy.id, phrases.POLICY, figures, rests_on=(policy.id, f"{policy.id}:{determination.kind}")
    )


def _policy(inputs: Inputs, determination: Determination) -> Policy:
    versions: Sequence[Policy] = inputs.library.policies[determination.policy]
    return next(p for p in versions if p.version == determination.version)


# a day beside these would say nothing to a patient: the day of the note, or of a fact in words
_WITHOUT_DAY = (Kind.FACT, Kind.PATIENT, Kind.SESSIONS, Kind.STEP)


def _facts(inputs: Inputs, result: CriterionResult) -> str:
    """The values behind a criterion in their short form, for the patient's line."""
    texts = []
    for name in result.findings[:4]:
        finding = inputs.finding(name)
        if finding.kind is Kind.LAB and finding.value is not None:
            texts.append(_say.dated(finding))
        elif finding.when is not None and finding.kind not in _WITHOUT_DAY:
            texts.append(str(finding.when))
    return f"({'; '.join(dict.fromkeys(texts))})" if texts else ""


def status(inputs: Inputs) -> Iterator[Statement]:
    """Submitted, and nothing more, until a named person reviews it."""
    yield phrased("status", "review", phrases.STATUS, {"as_of": inputs.as_of}, rests_on=("page:status",))
