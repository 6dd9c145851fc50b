"""Courses of infusions that were given: dates of one drug, grouped; what was only requested, planned or cancelled
is none.

A date counts where it stands in a chain behind the drug, a course number ("C1", "2nd:", "latest course") or a
word of giving ("infused", "completed"), and no word of another matter (a laboratory value, an approval, a
biopsy) comes between. Dates that documents give differently are all kept: the conflict is for the criteria to
see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.asking import asked_places
from evidentia.findings.drug_names import DrugNames
from evidentia.findings.given import Given, Topic, given_in, topic_of
from evidentia.findings.given_here import given_here
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Course, Finding, Kind, Span
from evidentia.model.frozen import changed
from evidentia.model.when import When

_COURSE_DAYS = 35  # from the first to the last dose of one course


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The COURSE findings of a chart, part by part, in the order of their first date."""
    names = drug_names.of(vocabulary)
    asked = asked_places(pages, vocabulary)
    passages = (p for p in passages_of(pages, vocabulary) if p.is_patient)
    parts = [
        _of_part(list(group), names, asked, as_of)
        for _, group in groupby(passages, key=lambda p: (p.document, p.part.index))
    ]
    return _with_conflicts(parts)


def _of_part(
    passages: Sequence[Passage], names: DrugNames, places: frozenset[tuple[str, int]], as_of: date
) -> list[Finding]:
    asked = {start for document, start in places if document == passages[0].document}
    given: list[Given] = []
    topic: Topic | None = None
    for passage in passages:
        topic = topic_of(passage, topic, names)
        if passage.dates and (topic is not None or passage.mentions):
            given.extend(given_in(passage, topic, names, asked, as_of))
    given.extend(given_here(passages, names, asked, as_of))
    return [course for _, same in _by_drug(given) for course in _grouped(same)]


def _by_drug(given: Sequence[Given]) -> list[tuple[str, list[Given]]]:
    return [
        (concept, [g for g in given if g.concept == concept]) for concept in dict.fromkeys(g.concept for g in given)
    ]


def _grouped(given: Sequence[Given]) -> list[Finding]:
    """Administrations no more than 35 days from the first one are one course; a partial date is a course of its own."""
    ordered = sorted(given, key=lambda g: (g.when.earliest, g.start))
    courses: list[list[Given]] = []
    for one in ordered:
        if courses and _same_course(courses[-1], one):
            courses[-1].append(one)
        else:
            courses.append([one])
    return [_course(course) for course in courses]


def _same_course(course: Sequence[Given], one: Given) -> bool:
    first = course[0]
    if first.when == one.when:
        return True
    if first.when.exact is None or one.when.exact is None:
        return first.when.earliest <= one.when.latest and one.when.earliest <= first.when.latest
    return (one.when.earliest - first.when.earliest).days <= _COURSE_DAYS


def _course(given: Sequence[Given]) -> Finding:
    exact = [g for g in given if g.when.exact] or list(given)
    dates = tuple(dict.fromkeys(g.when for g in exact))
    detail = Course(
        dates,
        next((g.product for g in given if g.product), None),
        next((g.dose for g in given if g.dose), None),
        next((g.indication for g in given if g.indication), None),
    )
    spans = _spans(given)
    return Finding("", Kind.COURSE, given[0].concept, spans, Assertion.HISTORICAL, when=dates[0], detail=detail)


def _spans(given: Sequence[Given]) -> tuple[Span, ...]:
    """The dates one by one, or as one run where all stand in one passage."""
    document = given[0].passage.document
    places = sorted({(g.start, g.end) for g in given})
    if len({(g.passage.start, g.passage.end) for g in given}) == 1:
        return (Span(document, places[0][0], max(end for _, end in places)),)
    return tuple(Span(document, start, end) for start, end in places)


def _with_conflicts(parts: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Two parts of which each has a course that the other lacks disagree: both courses get the flag "conflicting"."""
    apart: set[int] = set()
    for mine in parts:
        for theirs in parts:
            for concept in {f.concept for f in mine} if mine is not theirs else ():
                lone = _unmatched(concept, mine, theirs)
                rival = _unmatched(concept, theirs, mine)
                if lone and rival:
                    apart.update(id(f) for f in (*lone, *rival))
    return [changed(f, flags=("conflicting",)) if id(f) in apart else f for part in parts for f in part]


def _unmatched(concept: str, mine: Sequence[Finding], theirs: Sequence[Finding]) -> list[Finding]:
    others = [f for f in theirs if f.concept == concept]
    return [f for f in mine if f.concept == concept and not any(_same_day(f.when, other.when) for other in others)]


def _same_day(a: When | None, b: When | None) -> bool:
    return a is not None and b is not None and a.earliest <= b.latest and b.earliest <= a.latest
