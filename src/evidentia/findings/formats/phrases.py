"""What structured charts say, in the phrasing that the text reader takes without doubt: one line a fact.

FHIR resources and C-CDA entries both come here, so that a fact has one wording wherever it comes from. Where a status
is unknown the wording makes no finding: silence is safer than a guess. Source of the meanings: the status value sets of
FHIR R4 (https://hl7.org/fhir/R4/valueset-medicationrequest-status.html and its neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from evidentia.findings.formats.record_text import Line, Section, commas, sentences
from evidentia.model.frozen import frozen


class Standing(StrEnum):
    """Where a problem stands: clinical and verification status, or negation, put together."""

    ACTIVE = "active"
    REMISSION = "in remission"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    POSSIBLE = "possible"
    REFUTED = "refuted"


@frozen
class Problem:
    name: str
    standing: Standing = Standing.ACTIVE
    certainty: str = ""  # the record's own word: "provisional", "differential"
    code: str = ""  # ICD-10
    stage: str = ""
    start: str = ""
    end: str = ""
    note: str = ""


def problem(p: Problem) -> Line:
    """A diagnosis. Its code is written only where it holds now: a code has no negation.

    >>> problem(Problem("Lupus nephritis", Standing.POSSIBLE, "provisional", code="M32.14")).words
    'Possible lupus nephritis (provisional).'
    """
    if p.standing is Standing.REFUTED:
        words = f"No {_small(p.name)} ({p.certainty or 'refuted'})"
    elif p.standing is Standing.POSSIBLE:
        words = f"Possible {_small(p.name)} ({p.certainty})" if p.certainty else f"Possible {_small(p.name)}"
    elif p.standing in (Standing.RESOLVED, Standing.INACTIVE):
        words = f"Past {_small(p.name)}, {p.standing.value}{f' {p.end}' if p.end else ''}"
    else:
        words = commas(p.name, p.stage, p.start and f"onset {p.start}")
        words += f", in remission{f' since {p.end}' if p.end else ''}" if p.standing is Standing.REMISSION else ""
        words += f" ({p.code})" if p.code else ""
    return Line(Section.PROBLEMS, p.start, sentences(words, p.note and f"Note: {p.note}"))


def relative(who: str, name: str) -> Line:
    return Line(Section.FAMILY, "", f"{who or 'Relative'}, {name}.")


def result(
    name: str, value: str, day: str = "", grade: str = "", *, note: str = "", section: Section = Section.RESULTS
) -> Line:
    """A measurement: number and unit as given, or the words of a qualitative result.

    >>> result("UPCR", "4.1 g/g", "2024-09-03", "high").words, result("HBsAg", "negative").words
    ('UPCR 4.1 g/g (2024-09-03), high.', 'HBsAg: negative.')
    """
    number = value[:1].isdigit() or value[:1] in "<>"
    words = f"{name}{' ' if number else ': '}{value}{f' ({day})' if day else ''}"
    return Line(section, day, sentences(commas(words, grade), note and f"Note: {note}"))


def allergy(name: str, kind: str, reactions: Sequence[str], standing: Standing, certainty: str = "") -> Line:
    """An allergy or intolerance; `kind` is the record's word for it, "allergy" where it has none.

    >>> allergy("Penicillin", "allergy", ["rash"], Standing.ACTIVE).words
    'Penicillin (allergy, rash).'
    """
    what = commas(kind or "allergy", *reactions)
    if standing is Standing.REFUTED:
        words = f"No {kind or 'allergy'} to {name} ({certainty or 'refuted'})."
    elif standing is Standing.POSSIBLE:
        words = f"Possible {kind or 'allergy'} to {name} ({commas(certainty or 'unconfirmed', *reactions)})."
    elif standing is Standing.ACTIVE:
        words = f"{name} ({what})."
    else:
        return Line(Section.OVER, "", f"{name}, {standing.value}.")
    return Line(Section.ALLERGIES, "", words)


def _small(name: str) -> str:
    """ "Lupus nephritis" -> "lupus nephritis" behind "no" and "possible"; "SLE" stays."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
