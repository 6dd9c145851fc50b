"""How a requested regimen compares with those that labels, trials and guidelines used."""

from __future__ import annotations

from collections.abc import Iterable

from evidentia.logic.quantities import convert
from evidentia.model.assessment import Question
from evidentia.model.evidence import Record
from evidentia.model.finding import Chart, Finding, Kind, Request, Sessions, Step
from evidentia.model.frozen import frozen
from evidentia.model.quantity import Quantity, plain


@frozen
class Comparison:
    """A regimen record beside the request: what is the same, what is not, what cannot be told."""

    record: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def matches(self) -> bool:
        return bool(self.same) and not self.different and not self.open


def compare_request(chart: Chart, question: Question, regimens: Iterable[Record]) -> str:
    """One sentence: which known regimens the request equals in dose, number and spacing of doses."""
    course = _in_steps(chart) or _in_sessions(chart)
    if course:
        return f"The request asks for {course}."
    weighed = next(
        (f.detail for f in chart.of_kind(Kind.REQUEST) if isinstance(f.detail, Request) and f.detail.phases), None
    )
    if weighed is not None:
        return "The request counts by body weight and goes in phases; the criterion on dose holds it against the accepted range."
    found = requested(chart, question)
    if found is None or found.dose is None:
        return "The request gives no dose, so it cannot be compared with any regimen."
    results = [compare(found, r) for r in regimens if r.data.get("dose")]
    names = {r.id: str(r.data.get("name", r.id)) for r in regimens if r.data.get("dose")}
    matching = [names[c.record] for c in results if c.matches]
    if matching:
        return f"The requested course ({course_text(found)}) equals: {'; '.join(matching)}."
    partly = [names[c.record] for c in results if c.same and not c.different]
    if partly:
        fits = "; ".join(partly)
        return f"The requested dose ({course_text(found)}) fits {fits}, but not every part of the schedule is given."
    return f"The requested course ({course_text(found)}) equals none of the regimens on record."


def _in_steps(chart: Chart) -> str:
    """The doses that are asked for of a drug that is raised in steps; "" where none is."""
    asked = [f for f in chart.of_kind(Kind.STEP) if isinstance(f.detail, Step) and f.detail.role == "asked" and f.value]
    amounts = list(dict.fromkeys(f"{plain(f.value.value)} mg" for f in asked if f.value))
    return f"{asked[0].concept} {', then '.join(amounts)}" if amounts else ""


def _in_sessions(chart: Chart) -> str:
    """The course of sessions that is asked for; "" where nothing of it is told."""
    told = [f.detail for f in chart.of_kind(Kind.SESSIONS) if isinstance(f.detail, Sessions) and not f.detail.given]
    parts = [
        p
        for d in told[:1]
        for p in (
            d.device,
            d.protocol,
            f"{d.sessions} sessions" if d.sessions else None,
            f"{d.per_week} days a week" if d.per_week else None,
        )
        if p
    ]
    return ", ".join(parts)


def requested(chart: Chart, question: Question) -> Request | None:
    """The request of the record, else that of the question line."""
    for finding in (*chart.of_kind(Kind.REQUEST), *question.findings):
        if _request(finding) is not None and _request(finding).dose is not None:  # type: ignore[union-attr]
            return _request(finding)
    return None


def compare(request: Request, regimen: Record) -> Comparison:
    """Dose, number and spacing of doses of a request beside a regimen's `data.dose`, `doses`, `spacing_days`."""
    data = regimen.data
    same: list[str] = []
    different: list[str] = []
    unclear: list[str] = []
    parts = (
        ("dose", _same_dose(request.dose, str(data["dose"]))),
        ("number of doses", _equal(request.doses or len(request.dates) or None, data.get("doses"))),
        ("spacing", _close(_spacing(request), data.get("spacing_days"))),
    )
    for name, verdict in parts:
        (unclear if verdict is None else same if verdict else different).append(name)
    return Comparison(regimen.id, tuple(same), tuple(different), tuple(unclear))


def course_text(request: Request) -> str:
    """ "1000 mg x 2, 14 days apart" """
    text = str(request.dose)
    doses = request.doses or len(request.dates)
    if doses:
        text += f" x {doses}"
    spacing = _spacing(request)
    return f"{text}, {spacing} days apart" if spacing and doses != 1 else text


def cumulative_mg(request: Request, days: int = 182) -> int | None:
    """Milligrams in about six months, for a fixed dose that repeats; None where the record does not say."""
    if request.dose is None or request.dose.unit not in ("mg", "g"):
        return None
    milligrams = convert(request.dose, "mg")
    doses = request.doses or len(request.dates)
    if milligrams is None or not doses:
        return None
    courses = max(1, round(days / request.repeat_days)) if request.repeat_days else 1
    return int(milligrams.value) * doses * courses


def _spacing(request: Request) -> int | None:
    if request.spacing_days is not None:
        return request.spacing_days
    days = [w.exact for w in request.dates if w.exact is not None]
    return (days[1] - days[0]).days if len(days) >= 2 else None


def _same_dose(dose: Quantity | None, text: str) -> bool | None:
    if dose is None or dose.unit is None:
        return None
    number, _, unit = text.partition(" ")
    there = convert(dose, unit)
    return there is not None and plain(there.value.normalize()) == plain(Quantity.of(number, unit).value.normalize())


def _equal(mine: int | None, theirs: int | None) -> bool | None:
    return None if mine is None or theirs is None else int(mine) == int(theirs)


def _close(mine: int | None, theirs: int | None, tolerance: int = 3) -> bool | None:
    return None if mine is None or theirs is None else abs(int(mine) - int(theirs)) <= tolerance


def _request(finding: Finding) -> Request | None:
    return finding.detail if isinstance(finding.detail, Request) else None
