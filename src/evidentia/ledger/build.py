"""Chart -> Ledger: problem list, therapy, courses, laboratory, biopsies, events, people, requests, gaps and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from evidentia.criteria.tests import _say
from evidentia.ledger.conflicts import conflicts
from evidentia.ledger.entries import Entry, Ledger, Part
from evidentia.ledger.gaps import gaps
from evidentia.ledger.words import course_of, exposure, requested, sessions_of, step_of
from evidentia.model.finding import (
    Assertion,
    Biopsy,
    Chart,
    Course,
    Event,
    Finding,
    Illness,
    Kind,
    Medication,
    Person,
    Request,
    Status,
    Study,
)

_ASSERTED = {
    Assertion.PRESENT: "",
    Assertion.HISTORICAL: "in the past",
    Assertion.POSSIBLE: "possible",
    Assertion.ABSENT: "denied or excluded",
    Assertion.FAMILY: "in the family",
    Assertion.HYPOTHETICAL: "spoken of, not of this patient now",
}
_STATUS = (Status.CURRENT, Status.HELD, Status.PAST, Status.PLANNED, Status.REQUESTED, Status.NEVER)


def ledger_of(chart: Chart) -> Ledger:
    """The ledger of a chart. Every finding of the record stands in at least one line.

    >>> [part.id for part in ledger_of(chart).parts][:2]  # doctest: +SKIP
    ['problems', 'therapy']
    """
    parts: list[tuple[str, str, Callable[[Chart], Iterable[Entry]]]] = [
        ("requests", "What is asked for", _requests),
        ("patient", "Who the patient is", _patient),
        ("problems", "Problem list", _problems),
        ("therapy", "Therapy", _therapy),
        ("courses", "Courses of infusions", _courses),
        ("sessions", "Courses of sessions", _sessions),
        ("biopsies", "Biopsies", _biopsies),
        ("studies", "Other diagnostic studies", _studies),
        ("laboratory", "Laboratory and scores", _laboratory),
        ("events", "Events", _events),
        ("facts", "Other facts that criteria ask for", _facts),
        ("people", "Who writes and who was consulted", _people),
        ("record", "About the record itself", _record),
        ("gaps", "Gaps", gaps),
        ("conflicts", "Conflicts", conflicts),
    ]
    made = (Part(name, title, tuple(make(chart))) for name, title, make in parts)
    return Ledger(chart, tuple(part for part in made if part.entries))


def _grouped(findings: Iterable[Finding], text: Callable[[Finding], str]) -> Iterator[Entry]:
    """One line for what reads the same, with all its findings."""
    groups: dict[str, list[str]] = {}
    for finding in findings:
        groups.setdefault(text(finding), []).append(finding.id)
    return (Entry(words, tuple(names)) for words, names in groups.items())


def _requests(chart: Chart) -> Iterator[Entry]:
    return _grouped(
        (f for f in chart.of_kind(Kind.REQUEST) if isinstance(f.detail, Request)),
        requested,
    )


def _patient(chart: Chart) -> Iterator[Entry]:
    return _grouped(
        chart.of_kind(Kind.PATIENT), lambda f: " ".join(filter(None, (f.concept, str(f.value or "")))) + _dated(f)
    )


def _sessions(chart: Chart) -> Iterator[Entry]:
    return _grouped(chart.of_kind(Kind.SESSIONS), sessions_of)


def _facts(chart: Chart) -> Iterator[Entry]:
    yield from _grouped(chart.of_kind(Kind.FACT), partial(_condition, chart))
    yield from _grouped(chart.of_kind(Kind.STEP), step_of)
    yield from _grouped(chart.of_kind(Kind.REASON), partial(_reason, chart))


def _reason(chart: Chart, finding: Finding) -> str:
    return f'reason, {finding.concept}: "{" ".join(chart.text_of(finding.spans[0]).split())}"'


def _studies(chart: Chart) -> Iterator[Entry]:
    return _grouped(chart.of_kind(Kind.STUDY), _study)


def _study(finding: Finding) -> str:
    detail = finding.detail if isinstance(finding.detail, Study) else Study()
    told = [*detail.findings, f"meets {detail.criteria}" if detail.criteria else "", detail.reading or ""]
    return f"{finding.concept}{_dated(finding)}: {', '.join(part for part in told if part)}"


def _problems(chart: Chart) -> Iterator[Entry]:
    order = list(_ASSERTED)
    found = sorted(chart.of_kind(Kind.CONDITION), key=lambda f: order.index(f.assertion))
    yield from _grouped(found, partial(_condition, chart))
    yield from _grouped(chart.of_kind(Kind.ILLNESS), _illness)
    codes = chart.of_kind(Kind.CODE)
    yield from _grouped(codes, lambda f: f"code {f.concept}" + "".join(f", {flag}" for flag in f.flags))


def _illness(finding: Finding) -> str:
    detail = finding.detail if isinstance(finding.detail, Illness) else Illness()
    length = f"over {_say.length(detail.days)}" if detail.days is not None else ""
    return f"{finding.concept}: {' '.join(part for part in (detail.pattern, length) if part)}"


def _condition(chart: Chart, finding: Finding) -> str:
    """A symptom is not renamed: "arthritis" where the record says "joint pain" carries the record's words."""
    said = _ASSERTED[finding.assertion]
    return f"{finding.concept}{_words(chart, finding)}{_dated(finding)}" + (f": {said}" if said else "")


def _words(chart: Chart, finding: Finding) -> str:
    """The record's words in quotation marks, where they are short and do not name the concept."""
    words = " ".join(chart.text_of(finding.spans[0]).split()).strip(" .,;:()[]")
    named = any(word in words.lower() for word in finding.concept.lower().split() if len(word) > 3)
    initials = "".join(word[0] for word in finding.concept.split())
    return "" if named or words.lower() == initials or len(words) > 60 else f' ("{words}")'


def _therapy(chart: Chart) -> Iterator[Entry]:
    drugs = [f for f in chart.of_kind(Kind.MEDICATION) if isinstance(f.detail, Medication)]
    first = {f.concept: n for n, f in reversed(list(enumerate(drugs)))}
    ordered = sorted(drugs, key=lambda f: (first[f.concept], _start(f), _STATUS.index(_status(f))))
    yield from _grouped(ordered, exposure)
    for listed in chart.of_kind(Kind.MEDICATION_LIST):
        complete = getattr(listed.detail, "complete", None)
        said = "the record calls it complete" if complete else "whether it is complete is not said"
        yield Entry(f"a list of medications{_dated(listed)}; {said}", (listed.id,))


def _status(finding: Finding) -> Status:
    assert isinstance(finding.detail, Medication)
    return finding.detail.status


def _start(finding: Finding) -> date:
    assert isinstance(finding.detail, Medication)
    when = finding.detail.start or finding.when
    return when.earliest if when else date.max


def _courses(chart: Chart) -> Iterator[Entry]:
    found = [f for f in chart.of_kind(Kind.COURSE) if isinstance(f.detail, Course)]
    return _grouped(sorted(found, key=_first_day), course_of)


def _first_day(finding: Finding) -> date:
    assert isinstance(finding.detail, Course)
    return finding.detail.dates[0].earliest if finding.detail.dates else date.max


def _biopsies(chart: Chart) -> Iterator[Entry]:
    return _grouped(chart.of_kind(Kind.BIOPSY), _biopsy)


def _biopsy(finding: Finding) -> str:
    detail = finding.detail
    shown = (detail.as_stated or " + ".join(detail.classes)) if isinstance(detail, Biopsy) else ""
    word = "class " if isinstance(detail, Biopsy) and detail.classes else ""
    status = detail.status if isinstance(detail, Biopsy) and detail.status != "result" else ""
    said = ", ".join(part for part in (f"{word}{shown}" if shown else "", status) if part)
    return f"{finding.concept}{_dated(finding)}{f': {said}' if said else ''}{_doubt(finding)}"


def _laboratory(chart: Chart) -> Iterator[Entry]:
    """One line an analyte, its results in the order of their dates; the undated ones last."""
    groups: dict[str, list[Finding]] = {}
    for finding in chart.of_kind(Kind.LAB):
        groups.setdefault(finding.concept, []).append(finding)
    for name, found in groups.items():
        ordered = sorted(found, key=lambda f: (f.when is None, f.when.latest if f.when else date.max, f.id))
        texts = ", ".join(dict.fromkeys(f"{_result(f)} ({f.when or 'no date'}){_doubt(f)}" for f in ordered))
        yield Entry(f"{_say.analyte(name)}: {texts}", tuple(f.id for f in ordered))


def _result(finding: Finding) -> str:
    result = getattr(finding.detail, "result", None)
    if finding.value is None:
        return result or "mentioned without a result"
    return _say.amount(finding.value) + (f", {result}" if result else "")


def _doubt(finding: Finding) -> str:
    said = "" if finding.assertion is Assertion.HISTORICAL else _ASSERTED[finding.assertion]
    return f", {said}" if said else ""


def _events(chart: Chart) -> Iterator[Entry]:
    found = sorted(chart.of_kind(Kind.EVENT), key=lambda f: (f.when is None, f.when.earliest if f.when else date.max))
    return _grouped(found, partial(_event, chart))


def _event(chart: Chart, finding: Finding) -> str:
    detail = finding.detail if isinstance(finding.detail, Event) else Event()
    facts = [
        detail.severity,
        f"grade {detail.grade}" if detail.grade is not None else None,
        f"attributed to {detail.attributed_to}" if detail.attributed_to else None,
        "resolved" if detail.resolved else None,
        "under way" if detail.active else None,
        "with what is done about it" if detail.mitigated else None,
        _ASSERTED[finding.assertion] if finding.assertion is not Assertion.HISTORICAL else None,
    ]
    said = ", ".join(fact for fact in facts if fact)
    return f"{finding.concept}{_words(chart, finding)}{_dated(finding)}{f': {said}' if said else ''}"


def _people(chart: Chart) -> Iterator[Entry]:
    found = (*chart.of_kind(Kind.PRESCRIBER), *chart.of_kind(Kind.CONSULTATION))
    yield from _grouped(found, _person)
    yield from _grouped(chart.of_kind(Kind.VISIT), lambda f: f"visit to {f.concept}{_dated(f)}{_doubt(f)}")


def _person(finding: Finding) -> str:
    person = finding.detail if isinstance(finding.detail, Person) else Person()
    name = ", ".join(part for part in (person.name, person.credential) if part)
    role = person.role if finding.kind is Kind.PRESCRIBER else "consultation"
    done = ", none took place" if finding.assertion is Assertion.ABSENT else ""
    return f"{role}: {finding.concept}{f' ({name})' if name else ''}{_dated(finding)}{done}"


def _record(chart: Chart) -> Iterator[Entry]:
    return _grouped(chart.of_kind(Kind.NOTE), lambda f: f"{f.concept}{_dated(f)}")


def _dated(finding: Finding) -> str:
    return f" ({finding.when})" if finding.when else ""
