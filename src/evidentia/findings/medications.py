"""Every exposure to a drug that the record states: taken, stopped, refused, never had, planned, with its result.

Contexts that are not this patient's (relatives, study populations, policy text, unchecked boxes) are left out, and so
is a drug that is only named. Class statements ("no biologics, never had one") are findings of the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from evidentia.findings import cues as cue_words
from evidentia.findings import drug_names, sessions
from evidentia.findings.asking import asked_places
from evidentia.findings.drug_names import DrugNames
from evidentia.findings.exposure import Exposure
from evidentia.findings.exposures import exposures
from evidentia.findings.indications import indication_of
from evidentia.findings.medication_lists import lists_of
from evidentia.findings.odd_doses import odd_dose
from evidentia.findings.outcomes import Result, is_highest_tolerated, reason_of
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.regimens import Regimen
from evidentia.findings.statements import Statement
from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Finding, Kind, Medication, Outcome, Span, Status
from evidentia.model.quantity import Quantity


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The MEDICATION and MEDICATION_LIST findings of a chart.

    Amounts are as written. `days` is a stated duration, else the days that certainly lie between start and stop.
    A named regimen ("Euro-Lupus") that was completed or judged gives its doses, with the flag "regimen by name".
    """
    names = drug_names.of(vocabulary)
    index = cue_words.of(vocabulary)
    places = asked_places(pages, vocabulary) | sessions.asked_places(pages, vocabulary)
    found: list[Finding] = []
    for _, group in groupby(passages_of(pages, vocabulary), key=lambda p: (p.document, p.part.index)):
        passages = [p for p in group if p.is_patient]
        asked = {start for document, start in places if passages and document == passages[0].document}
        told = [e for e in exposures(passages, names, index, asked) if e.status is not None]
        medications = [f for e in told for f in _findings(e, names)]
        found.extend(medications)
        found.extend(lists_of(passages, medications))
        found.extend(f for p in passages for f in _answered_no(p))
    return found


def _answered_no(passage: Passage) -> Iterator[Finding]:
    """A row of a form that asks for another drug of a class, and its answer: "Another biologic at same time    X no"."""
    for mention in passage.mentions:
        if not mention.name.is_class:
            continue
        lead = passage.text[max(passage.start, mention.start - 24) : mention.start]
        asked = re.search(
            r"\b(?:another|any other|other|concurrent|additional|a second)\W+(?:\w+\W+)?$", lead, re.IGNORECASE
        )
        answer = re.match(
            r"[^.;\n?]{0,36}(?:\?|[ \t]{3,})[ \t]*(?:\[?[xX✓]\]?[ \t]*)?no(?:ne)?\b[ \t]*(?:$|\n)",
            passage.text[mention.end : passage.end] + "\n",
            re.IGNORECASE,
        )
        row = passage.kind != "prose" or "   " in passage.words
        label = row and not re.sub(r"[\W\d]+|\b(?:other|current|concurrent|any)\b", "", lead, flags=re.IGNORECASE)
        none = re.match(
            r"[ \t]{3,}none\b(?=\s*(?:[;.,(]|$|\n))", passage.text[mention.end : passage.end] + "\n", re.IGNORECASE
        )
        answer = answer or (none if label else None)
        if (asked or (label and mention.name.is_class)) and answer:
            span = Span(passage.document, mention.start, min(passage.end, mention.end + len(answer.group().rstrip())))
            yield _finding(mention.concept, (span,), Medication(status=Status.NEVER), ())


def _findings(exposure: Exposure, names: DrugNames) -> list[Finding]:
    results = exposure.results or (Result(Outcome.NOT_STATED, _unstated_reason(exposure)),)
    spans = tuple(Span(exposure.passage.document, start, end) for start, end in sorted(set(exposure.places)))
    assert exposure.status is not None
    details = [_medication(exposure, exposure.status, result, names) for result in results]
    details += [_other_dose(details[0], regimen) for regimen in exposure.statement.others]
    flags = _flags(exposure, names)
    return [_finding(exposure.concept, spans, detail, flags) for detail in details]


def _other_dose(main: Medication, regimen: Regimen) -> Medication:
    """A dose that was taken for a stated time before the one that counts: "1 g BID for 2 months, then 1.5 g BID"."""
    return Medication(
        status=main.status,
        product=main.product,
        form=main.form,
        dose=regimen.dose,
        per_day=regimen.per_day,
        daily_dose=regimen.daily_dose,
        route=main.route,
        days=regimen.days,
    )


def _finding(concept: str, spans: tuple[Span, ...], detail: Medication, flags: tuple[str, ...]) -> Finding:
    # the identifier is provisional: equal findings have equal ones, so that a list can name its drugs
    provisional = f"{concept} {detail} {flags}"
    said = _assertion(detail.status)
    return Finding(provisional, Kind.MEDICATION, concept, spans, said, when=detail.start, detail=detail, flags=flags)


def _medication(exposure: Exposure, status: Status, result: Result, names: DrugNames) -> Medication:
    statement, name = exposure.statement, exposure.statement.mention.name
    regimen = _named(exposure, names) or statement.regimen or Regimen(0, 0)
    never = status is Status.NEVER
    return Medication(
        status=status,
        product=name.product,
        form=name.form,
        dose=None if never else regimen.dose,
        per_day=None if never else regimen.per_day,
        daily_dose=None if never else regimen.daily_dose,
        route=regimen.route or name.route,
        schedule=_schedule(regimen, exposure.passage.text),
        doses=None if never else regimen.doses or _implied_doses(regimen),
        every_days=regimen.spacing_days or regimen.repeat_days,
        start=None if never else statement.begun,
        stop=statement.ended,
        days=None if never else _days(regimen, statement, result),
        outcome=result.outcome,
        reason=result.reason,
        highest_tolerated=is_highest_tolerated(statement),
        dose_words=odd_dose(exposure.passage.text, statement.mention.end, statement.end),
    )


def _assertion(status: Status) -> Assertion:
    return {
        Status.NEVER: Assertion.ABSENT,
        Status.PAST: Assertion.HISTORICAL,
        Status.PLANNED: Assertion.HYPOTHETICAL,
        Status.REQUESTED: Assertion.HYPOTHETICAL,
    }.get(status, Assertion.PRESENT)


def _named(exposure: Exposure, names: DrugNames) -> Regimen | None:
    """The regimen that a name stands for, where the record treats it as given: "failed Euro-Lupus"."""
    statement = exposure.statement
    key = statement.mention.name.regimen
    written = statement.regimen
    if key is None or exposure.status is not Status.PAST:
        return None
    facts = names.drugs[exposure.concept]["regimens"][key]
    if written and written.doses and written.doses != facts.get("doses"):
        return None
    if "doses" not in facts or _cut_short(statement):
        return None
    return named_regimen(facts, written)


def named_regimen(facts: Mapping[str, Any], written: Regimen | None) -> Regimen:
    """A regimen of the vocabulary, with what is written counting first."""
    written = written or Regimen(0, 0)
    dose = Quantity.of(*str(facts["dose"]).split()) if "dose" in facts else None
    return written._replace(
        dose=written.dose or dose,
        route=written.route or facts.get("route"),
        doses=facts["doses"],
        spacing_days=written.spacing_days or facts["every_days"],
    )


def _implied_doses(regimen: Regimen) -> int | None:
    """ "IV pulses monthly for 6 months" are six: doses at a stated distance over a stated time, not tablets."""
    spacing = regimen.spacing_days
    if spacing is None or spacing < _FORTNIGHT or regimen.days is None or regimen.per_day is not None:
        return None
    return regimen.days // spacing


_FORTNIGHT = 14  # days


def _cut_short(statement: Statement) -> bool:
    return any(result in {c.kind for c in statement.cues} for result in ("adverse", "intolerance"))


def _schedule(regimen: Regimen, text: str) -> str | None:
    words = [text[start:end] for start, end in regimen.schedule]
    return ", ".join(" ".join(word.split()) for word in words) or None


def _days(regimen: Regimen, statement: Statement, result: Result) -> int | None:
    """A stated time, else the days that certainly lie between start and stop, or between days on the drug."""
    if regimen.days is None and statement.begun is None and result.outcome is Outcome.RELAPSE_ON:
        return _days_on(statement)
    if regimen.days is not None or statement.begun is None or statement.ended is None:
        return regimen.days
    if statement.begun.month is None or statement.ended.month is None:
        return None
    certain = (statement.ended.earliest - statement.begun.latest).days
    return certain if certain > 0 else None


def _days_on(statement: Statement) -> int | None:
    """ "Complete response 2023. In June 2025, while still on it, …": at least the time between the two."""
    days = sorted((d.when for d in statement.dates), key=lambda when: when.earliest)
    certain = (days[-1].earliest - days[0].latest).days if len(days) > 1 else 0
    return certain if certain > 0 else None


def _flags(exposure: Exposure, names: DrugNames) -> tuple[str, ...]:
    statement = exposure.statement
    flags = []
    if statement.has("not_contraindicated"):
        flags.append("no contraindication")
    if statement.has("maximum_dose"):
        flags.append("maximum dose")
    if statement.has("non_adherence"):
        flags.append("non-adherence")
    if statement.has("refused"):
        flags.append("declined")
    if _named(exposure, names) is not None:
        flags.append("regimen by name")
    if exposure.listed:
        flags.append("listed")
    if _pharmacy().search(exposure.passage.text, statement.start, statement.end):
        flags.append("dispensed")
    use = indication_of(exposure.passage.text[statement.mention.end : statement.end])
    if use is not None and use not in _OF_LUPUS:
        flags.append(f"for {use}")
    if statement.mention.misspelt:
        flags.append("misspelt")
    return tuple(flags)


_OF_LUPUS = ("lupus nephritis", "systemic lupus erythematosus")


@cache
def _pharmacy() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:pharmacy (?:records?|fills?|claims|history|printout|refill\w*)|fill history|claims history|dispens\w+|pill bottles?|bottle label|label:|"
        r"filled (?:monthly|#|\d))",
        re.IGNORECASE,
    )


def _unstated_reason(exposure: Exposure) -> str | None:
    """Why a drug was never had or was stopped, in the words of the record, where that is no result."""
    return reason_of(exposure.statement, exposure.passage.text, ("refused", "stopped", "never", "held"))
