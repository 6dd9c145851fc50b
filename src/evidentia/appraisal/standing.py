"""Where a treatment stands for a condition on a date: label, guidelines, evidence, regimen, alternatives.

Everything here is about the treatment and this patient's fit to it; no policy is applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from evidentia.appraisal.certainty import certainty_of
from evidentia.appraisal.pooled import pooled_estimates
from evidentia.appraisal.regimen import compare_request
from evidentia.criteria import evaluate
from evidentia.model.assessment import Applicability, Certainty, Estimate, Question, Standing
from evidentia.model.evidence import Library, Record, Topic
from evidentia.model.finding import Chart, Kind, Request
from evidentia.model.frozen import Held


def standing_of(
    topic: Topic, question: Question, chart: Chart, as_of: date, library: Library, asked: str = ""
) -> Standing:
    """The Standing of a topic's treatment on a date, for the patient of a chart.

    Only verified records that are in force on the date count; recalled ones never do. Whether a recommendation's
    population fits the patient is decided by the same criteria engine that decides policies. The label is that of the
    indication which the words of the request (`asked`) choose among those of the topic.
    """
    records = in_force(library, topic, as_of)
    recommendations = [r for r in records if r.type == "recommendation"]
    studies = [r for r in records if r.type == "study"]
    labels = [r for r in records if r.type == "label"]
    alternatives = [r for r in records if r.type == "alternative"]
    certainty, estimates = _appraised(Held(library), topic.id, as_of)
    vocabulary = library.vocabulary
    condition = condition_of(topic, asked or question.text)
    status = label_status(labels, condition, product_asked(question, chart))
    fits = tuple(
        Applicability(r.id, evaluate(r.population, chart, as_of, vocabulary)) for r in recommendations if r.population
    )
    return Standing(
        label_status=status,
        guideline_place=guideline_place(_fitting(recommendations, fits), as_of),
        investigational=investigational(records),
        regimen=compare_request(chart, question, [r for r in records if r.type == "regimen"]),
        certainty=certainty,
        recommendations=fits,
        estimates=estimates,
        evidence_for=_ids(records, "for"),
        evidence_against=_ids(records, "against"),
        alternatives=tuple(r.id for r in alternatives),
        details={
            "label_status": status,
            "condition": condition,
            "compendia": _compendia(topic),
            "supporting_articles": [r.id for r in studies if r.role == "supports" and _peer_reviewed(r, library)],
            "guideline_in_force": [
                r.id for r in recommendations if r.role == "supports" and r.data.get("names_treatment", True)
            ],
            "opposing_trials": [r.id for r in studies if r.role == "opposes"],
        },
    )


def in_force(library: Library, topic: Topic, as_of: date) -> list[Record]:
    """Verified records of a topic whose period covers the date and whose source was already out, in reading order."""
    return list(_in_force(Held(library), topic.id, as_of))


@lru_cache(maxsize=64)
def _in_force(held: Held[Library], topic: str, as_of: date) -> tuple[Record, ...]:
    library = held.value
    found = sorted(
        (
            r
            for r in library.records_of(topic)
            if r.status == "verified" and r.in_force.covers(as_of) and _published(r, library, as_of)
        ),
        key=lambda r: (r.section, r.order, r.id),
    )
    return tuple(found)


@lru_cache(maxsize=64)
def _appraised(held: Held[Library], topic: str, as_of: date) -> tuple[Certainty, tuple[Estimate, ...]]:
    """What the studies in force on a date say together; it is the same for every chart."""
    asked = str(held.value.topics[topic].data.get("asked_population", "refractory"))
    studies = [r for r in _in_force(held, topic, as_of) if r.type == "study"]
    return certainty_of(studies, asked), pooled_estimates(studies)


def _published(record: Record, library: Library, as_of: date) -> bool:
    """What was published later was not known then. An undated source is dated by its year; neither: it counts."""
    source = library.sources[record.source]
    if source.published is not None:
        return source.published.earliest <= as_of
    return source.year is None or source.year <= as_of.year or source.kind in ("label", "code set", "derived")


def condition_of(topic: Topic, asked: str) -> str:
    """The indication that the words of a request name, as labels write it; the topic's condition where they name none."""
    text = asked.lower()
    for use in topic.data.get("indications") or ():
        if any(str(words).lower() in text for words in use["asked_by"]):
            return str(use["condition"])
    return topic.condition


def product_asked(question: Question, chart: Chart) -> str | None:
    """The product that the question names, else the one that the record asks for; None where there is none, or several."""
    named = {
        f.detail.product for f in chart.of_kind(Kind.REQUEST) if isinstance(f.detail, Request) and f.detail.product
    }
    return question.product or (next(iter(named)) if len(named) == 1 else None)


def label_status(labels: Iterable[Record], condition: str, product: str | None) -> str:
    """ "on-label", "off-label" or "unknown" in the United States, for the product asked for where one is named."""
    known = [
        r
        for r in labels
        if ("on_label_for" in r.data and product in (None, r.data.get("product"))) or _same_class(r, product)
    ]
    indications = [set(r.data.get("on_label_for") or ()) for r in known if r.data.get("jurisdiction", "US") == "US"]
    if not indications:
        return "unknown"
    return "on-label" if any(condition in found for found in indications) else "off-label"


def _same_class(record: Record, product: str | None) -> bool:
    """A label record that is declared for every product of the ingredient."""
    return product is not None and record.data.get("product") == "all" and "on_label_for" in record.data


def _fitting(recommendations: list[Record], fits: Iterable[Applicability]) -> list[Record]:
    """The recommendations for a population that the record shows, or for all; every one where the record shows none.

    What is advised for a variant of the disease is no place of the treatment where nothing shows that variant.
    """
    met = {a.record for a in fits if a.rationale.truth.is_met}
    known = [r for r in recommendations if r.id in met or not r.population]
    return known if any(r.role == "supports" and r.data.get("place") for r in known) else recommendations


def guideline_place(recommendations: list[Record], as_of: date) -> str:
    """One sentence: how many recommendations in force name the treatment, and in which place."""
    naming = [r for r in recommendations if r.role == "supports" and r.data.get("place")]
    if not naming:
        return f"No guideline recommendation in force on {as_of} that was read names this treatment for this condition."
    places = list(dict.fromkeys(str(r.data["place"]) for r in naming))
    societies = list(dict.fromkeys(str(r.data.get("society", r.source)) for r in naming))
    return f"{'; '.join(places)} ({', '.join(societies)}; in force on {as_of})"


def investigational(records: list[Record]) -> str:
    """Whether the treatment is investigational: a question of the plan's definition where both sides have grounds."""
    roles = {r.role for r in records if r.section == "investigational"}
    if {"supports", "opposes"} <= roles:
        return "depends on the plan's definition"
    if roles & {"supports", "opposes"}:
        return "established on the records read" if "supports" in roles else "investigational on the records read"
    return "unknown"


def _compendia(topic: Topic) -> str:
    return str(topic.data.get("compendia", "unknown"))


def _peer_reviewed(record: Record, library: Library) -> bool:
    identifiers: Any = library.sources[record.source].identifiers
    return bool({"pmid", "doi"} & set(identifiers))


def _ids(records: Iterable[Record], section: str) -> tuple[str, ...]:
    return tuple(r.id for r in records if r.section == section)
