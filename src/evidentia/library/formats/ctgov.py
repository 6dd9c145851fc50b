"""ClinicalTrials.gov studies (API v2 JSON) -> trial records with what was measured. Source: ClinicalTrials.gov data structure v2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

_MOST_MEASURES = 40


def study(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """A study with its protocol and, where posted, its results by group."""
    protocol = record.get("protocolSection") or {}
    names = protocol.get("identificationModule") or {}
    nct = str(names.get("nctId") or "")
    if not nct:
        yield Problem(f"study {number}", "it has no NCT number")
        return
    status = protocol.get("statusModule") or {}
    design = protocol.get("designModule") or {}
    updated = days.day(str((status.get("lastUpdatePostDateStruct") or {}).get("date") or ""))
    sponsor = ((protocol.get("sponsorCollaboratorsModule") or {}).get("leadSponsor") or {}).get("name")
    conditions = protocol.get("conditionsModule") or {}
    interventions = (protocol.get("armsInterventionsModule") or {}).get("interventions") or ()
    yield Publication(
        id=f"nct:{nct}",
        kind=Kind.TRIAL,
        title=str(names.get("officialTitle") or names.get("briefTitle") or nct),
        sections=tuple(s for s in (*_protocol(protocol), *_results(record)) if s.text.strip()),
        identifiers={"nct": nct},
        container=str(sponsor or ""),
        published=updated,
        types=tuple(str(t).lower() for t in (design.get("studyType"), *(design.get("phases") or ())) if t),
        mesh=tuple(
            dict.fromkeys(
                str(c) for c in (*(conditions.get("conditions") or ()), *(i.get("name") for i in interventions)) if c
            )
        ),
        version=f"status {str(status.get('overallStatus', 'unknown')).lower().replace('_', ' ')}, updated {updated or 'undated'}",
        licence="public domain (US)",
        read_depth="official page",
        cites=tuple(
            f"pmid:{r['pmid']}"
            for r in (protocol.get("referencesModule") or {}).get("references") or ()
            if r.get("pmid")
        ),
    )


def _protocol(protocol: Mapping[str, Any]) -> Iterator[Section]:
    described = protocol.get("descriptionModule") or {}
    yield Section("background", "Brief summary", _text(described.get("briefSummary")))
    yield Section("description", "Detailed description", _text(described.get("detailedDescription")))
    arms = protocol.get("armsInterventionsModule") or {}
    yield Section(
        "methods",
        "Arms",
        "\n".join(f"{a.get('label', '')}: {_text(a.get('description'))}" for a in arms.get("armGroups") or ()),
    )
    yield Section(
        "eligibility", "Eligibility", _text((protocol.get("eligibilityModule") or {}).get("eligibilityCriteria"))
    )
    measures = protocol.get("outcomesModule") or {}
    for key, heading in (("primaryOutcomes", "Primary outcomes"), ("secondaryOutcomes", "Secondary outcomes")):
        lines = [f"{m.get('measure', '')} ({m.get('timeFrame', 'no time frame')})." for m in measures.get(key) or ()]
        yield Section("outcomes", heading, "\n".join(lines))


def _results(record: Mapping[str, Any]) -> Iterator[Section]:
    """One section a measure: its groups with value, spread and number analysed, then the tests that compared them."""
    module = (record.get("resultsSection") or {}).get("outcomeMeasuresModule") or {}
    for measure in (module.get("outcomeMeasures") or ())[:_MOST_MEASURES]:
        groups = {g.get("id"): g.get("title", "") for g in measure.get("groups") or ()}
        sizes = _sizes(measure)
        lines = [_text(measure.get("description"))]
        for row in measure.get("classes") or ():
            for category in row.get("categories") or ():
                label = " ".join(filter(None, (row.get("title"), category.get("title"))))
                lines += [_value(v, groups, sizes, label, measure) for v in category.get("measurements") or ()]
        lines += [_analysis(a) for a in measure.get("analyses") or ()]
        heading = f"{str(measure.get('type', '')).capitalize()} outcome: {measure.get('title', '')} ({measure.get('timeFrame', '')})"
        yield Section("results", heading, "\n".join(filter(None, lines)))


def _sizes(measure: Mapping[str, Any]) -> dict[str, str]:
    """How many of each group were analysed, by the first count that the measure gives."""
    for unit in (measure.get("denoms") or ())[:1]:
        return {str(count.get("groupId")): str(count.get("value")) for count in unit.get("counts") or ()}
    return {}


def _value(
    row: Mapping[str, Any], groups: Mapping[Any, str], sizes: Mapping[str, str], label: str, measure: Mapping[str, Any]
) -> str:
    group = str(row.get("groupId"))
    unit = str(measure.get("unitOfMeasure") or "")
    spread = f" (spread {row['spread']})" if row.get("spread") else ""
    limits = f" ({row['lowerLimit']} to {row['upperLimit']})" if row.get("lowerLimit") and row.get("upperLimit") else ""
    size = f", {sizes[group]} analysed" if group in sizes else ""
    where = f" [{label}]" if label else ""
    return f"{groups.get(group, group)}{where}: {row.get('value', 'not given')} {unit}{spread}{limits}{size}."


def _analysis(row: Mapping[str, Any]) -> str:
    p = row.get("pValue")
    estimate = f"{row.get('paramType', 'estimate')} {row['paramValue']}" if row.get("paramValue") else ""
    limits = (
        f"{row.get('ciPctValue', '95')} % CI {row['ciLowerLimit']} to {row['ciUpperLimit']}"
        if row.get("ciLowerLimit") and row.get("ciUpperLimit")
        else ""
    )
    said = ", ".join(filter(None, (estimate, limits, f"P {p}" if p else "")))
    return f"Comparison of the groups: {said}." if said else ""


def _text(value: object) -> str:
    lines = [" ".join(line.split()) for line in str(value or "").splitlines()]
    return "\n".join(line for line in lines if line)
