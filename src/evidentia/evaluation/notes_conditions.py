"""Findings -> the conditions of the annotation guidelines: named ones, infections and reactions, and biopsies' classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evidentia.evaluation.notes_entities import Condition, Places
from evidentia.evaluation.notes_events import KINDS
from evidentia.evaluation.notes_fold import folded, places_of
from evidentia.findings.lexicon import Lexicon
from evidentia.model import finding as model
from evidentia.model.finding import Assertion, Chart, Finding, Kind
from evidentia.model.frozen import changed

_AS_CONDITION = ("infection", "infusion_reaction")
_NO_PROBLEM = (
    "weight management",
    "cardiovascular risk in general",
    "depression of another kind",
)  # uses, and look-alikes
_LUPUS_NEPHRITIS = "lupus nephritis"


def conditions_of(chart: Chart, vocabulary: Mapping[str, Any]) -> tuple[Condition, ...]:
    grouped = _surface_concepts(vocabulary)
    infections = Lexicon({n: [n] for n in vocabulary["events"].get("specific infection", {}).get("names", ())})
    found = [f for f in chart.of_kind(Kind.CONDITION) if f.concept not in _NO_PROBLEM]
    named = [c for f in found for c in _named(f, chart, grouped)]
    events = [c for f in chart.of_kind(Kind.EVENT) if (c := _event_condition(f, chart, infections)) is not None]
    biopsies = _biopsy_conditions(chart)
    if any(b.assertion == "present" for b in biopsies):
        named = [c for c in named if (c.concept, c.assertion) != (_LUPUS_NEPHRITIS, "present")] + [
            changed(biopsies[-1], places=c.places)
            for c in named
            if (c.concept, c.assertion) == (_LUPUS_NEPHRITIS, "present")
        ]
    return folded(
        [*_longest(named), *events, *biopsies], lambda c: (c.concept, c.assertion), lambda first, second: True
    )


def _longest(told: Sequence[Condition]) -> list[Condition]:
    """Without what only stands inside the name of another: "diabetic nephropathy" is one entry, not diabetes as well."""
    places = [place for c in told for place in c.places]
    return [c for c in told if not all(any(_within(place, other) for other in places) for place in c.places)]


def _within(place: tuple[int, int], other: tuple[int, int]) -> bool:
    return place != other and other[0] <= place[0] and place[1] <= other[1]


def _surface_concepts(vocabulary: Mapping[str, Any]) -> frozenset[str]:
    """Concepts of the vocabulary that gather several signs ("synovitis", "arthralgia"), which the gold keeps apart."""
    entries = vocabulary["conditions"]
    return frozenset({"cytopenia", "pleuritis", *(c for c, entry in entries.items() if entry.get("symptom"))})


def _named(finding: Finding, chart: Chart, grouped: frozenset[str]) -> list[Condition]:
    """A finding as one condition; of a concept that gathers several signs, as one for each word that names it."""
    said = "absent" if "denied" in finding.flags else finding.assertion.value  # "no family history of …"
    if finding.concept not in grouped:
        return [Condition(places_of(finding), finding.concept, said)]
    by_words: dict[str, Places] = {}
    for span in finding.spans:
        words = " ".join(chart.text_of(span).lower().split())
        by_words[words] = (*by_words.get(words, ()), (span.start, span.end))
    return [Condition(places, words, said) for words, places in by_words.items()]


def _event_condition(finding: Finding, chart: Chart, infections: Lexicon) -> Condition | None:
    kind = KINDS.get(finding.concept)
    if kind not in _AS_CONDITION:
        return None
    named = infections.find(chart.text_of(finding.spans[0])) if kind == "infection" else []
    concept = named[0].concept if named else finding.concept.replace("severe ", "")
    return Condition(places_of(finding), concept, finding.assertion.value)


def _biopsy_conditions(chart: Chart) -> list[Condition]:
    """Lupus nephritis as biopsies state it; the last of the list is the one that holds now."""
    read = [f for f in chart.of_kind(Kind.BIOPSY) if isinstance(f.detail, model.Biopsy) and f.detail.classes]
    sure = [f for f in read if f.assertion is not Assertion.POSSIBLE]
    classes = {f.detail.classes: f for f in sorted(sure, key=_by_date) if isinstance(f.detail, model.Biopsy)}
    current = list(classes.values())[-1].detail if classes else None
    ordered = [f for f in read if f.assertion is Assertion.POSSIBLE] + sorted(sure, key=_by_date)
    return [Condition(places_of(f), _LUPUS_NEPHRITIS, _biopsy_assertion(f, current)) for f in ordered]


def _biopsy_assertion(finding: Finding, current: object) -> str:
    if finding.assertion is Assertion.POSSIBLE:
        return "possible"
    detail = finding.detail
    same = isinstance(detail, model.Biopsy) and isinstance(current, model.Biopsy) and detail.classes == current.classes
    return "present" if same else "historical"


def _by_date(finding: Finding) -> tuple[str, int]:
    """Dated readings in order of time; one without a date is taken to be about now."""
    return (str(finding.when) if finding.when else "9999", finding.spans[0].start)
