"""What is asked for, in words: a course of sessions, a dose that is raised in steps, or doses and their days."""

from __future__ import annotations

from collections.abc import Sequence

from evidentia.answer.letters.case import Case
from evidentia.criteria.context import Context, request, sessions
from evidentia.criteria.tests import _say, requested_regimen
from evidentia.model.finding import Finding, Kind, Request
from evidentia.model.frozen import frozen


@frozen
class Asked:
    """One request in words. Empty where the record leaves a part open."""

    words: str
    dose: str
    quantity: str  # "" where it is to be computed from the dose, or not told
    frequency: str
    dates: str
    findings: tuple[str, ...]
    detail: Request | None = None  # where billing units can be computed from it
    finding: Finding | None = None


def asked(case: Case) -> Asked | None:
    """The one thing that the documents ask for; None where they state no regimen, or differ."""
    told = options(case)
    return told[0] if len(told) == 1 else None


def options(case: Case) -> list[Asked]:
    """Each different thing that the documents ask for, in their order."""
    return list({one.words: one for one in _all(case)}.values())


def _all(case: Case) -> list[Asked]:
    chart = case.assessment.chart
    context = Context(chart, case.assessment.as_of, case.library.vocabulary)
    ingredient = case.topic.ingredient if case.topic else case.assessment.question.ingredient or ""
    courses = [f for f in context.sessions(ingredient, given=False) if sessions(f).sessions]
    requests = [f for f in chart.of_kind(Kind.REQUEST) if is_stated(request(f))]
    if courses:
        return [_sessions(f) for f in courses]
    steps = context.steps(ingredient, "asked")
    if len({f.value for f in steps}) > 1:
        return [_steps(steps, requests)]
    return [_doses(case, f) for f in requests]


def is_stated(asked: Request) -> bool:
    """Whether a request says more than what is asked for."""
    return asked.dose is not None or bool(asked.dates) or asked.doses is not None or asked.spacing_days is not None


def _sessions(finding: Finding) -> Asked:
    course = sessions(finding)
    quantity, frequency = f"{course.sessions} sessions", f"{course.per_week} days a week" if course.per_week else ""
    parts = [course.protocol or "protocol not stated", quantity, frequency]
    return Asked(
        ", ".join(part for part in parts if part),
        course.protocol or "",
        quantity,
        frequency,
        "",
        (finding.id,),
    )


def _steps(steps: Sequence[Finding], requests: Sequence[Finding]) -> Asked:
    doses = ", ".join(dict.fromkeys(_say.amount(f.value) for f in steps))
    frequency = _frequency(request(requests[0])) if requests else ""
    words = f"in steps ({doses})" + (f", {frequency}" if frequency else "")
    findings = (*(f.id for f in steps), *(f.id for f in requests[:1]))
    return Asked(words, f"in steps: {doses}", "", frequency, "", findings)


def _doses(case: Case, finding: Finding) -> Asked:
    detail = request(finding)
    return Asked(
        requested_regimen.describe(detail),
        str(detail.dose or ""),
        "",
        _frequency(detail),
        ", ".join(map(str, detail.dates)),
        case.naming(finding),
        detail,
        finding,
    )


def _frequency(asked: Request) -> str:
    parts = [f"{asked.spacing_days} days apart"] if asked.spacing_days and asked.doses != 1 else []
    if asked.repeat_days:
        parts.append(f"repeated every {round(asked.repeat_days / 7)} weeks")
    return ", ".join(parts) or ("single course" if asked.single_course else "")
