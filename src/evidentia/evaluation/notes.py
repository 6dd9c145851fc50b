"""Findings of one note -> the entities of the annotation guidelines. It sees the chart and the vocabulary, no gold.

What the guidelines count in another way than our findings do, and this file therefore changes:
- a biopsy's classes are a condition: lupus nephritis; of several readings the latest is present, the others are
  historical;
- an infection or a reaction is an event and a condition, each date of a course one infusion;
- one entry for one (concept, assertion), (ingredient, status, dose, outcome, start) and (type, date): a second
  mention that adds nothing is folded into the first;
- a lab value is given once: without a date it is folded into the same value with one;
- a requested drug has the schedule of its request; a count of doses that restates a duration is left out;
- a biopsy is an event where it has a date;
- a route is given only where the words say so, not because a product has but one;
- planned and requested drugs have no outcome; a relapse after stopping was a response, a relapse on it was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.evaluation import notes_gaps
from evidentia.evaluation.notes_conditions import conditions_of
from evidentia.evaluation.notes_entities import Annotation
from evidentia.evaluation.notes_events import events_of, labs_of
from evidentia.evaluation.notes_medications import medications_of
from evidentia.evaluation.notes_request import requested_of
from evidentia.model.finding import Chart
from evidentia.model.frozen import changed


def project(chart: Chart, vocabulary: Mapping[str, Any]) -> Annotation:
    """The entities of a chart of one document.

    >>> project(Chart((), ()), {"drugs": {}, "drug_classes": {}, "confusables": {}, "conditions": {}, "events": {}})
    Annotation(conditions=(), medications=(), labs=(), events=(), requested=None, gaps=(), distractors=())
    """
    medications = medications_of(chart, vocabulary)
    found = Annotation(
        conditions=conditions_of(chart, vocabulary),
        medications=medications,
        labs=labs_of(chart),
        events=events_of(chart),
        requested=requested_of(chart, medications),
    )
    return changed(found, gaps=notes_gaps.gaps(found, chart))
