"""`evidentia content coverage`: which records no case brings into an article, and which values of a criterion none shows."""

from __future__ import annotations

from collections.abc import Iterable

from evidentia.authoring.charts import Chart
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen

_VALUES = ("met", "not_met", "unknown")


@frozen
class Coverage:
    """What the cases exercise. `silent` are verified core records that no article cited, by topic; `values` the
    values of each criterion that no case led to."""

    charts: int
    spoken: int
    silent: dict[str, tuple[str, ...]]
    values: dict[str, tuple[str, ...]]


def coverage(library: Library, charts: Iterable[Chart]) -> Coverage:
    """Assess every chart and collect what spoke."""
    spoken: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    count = 0
    for chart in charts:
        result = chart.assessed(library)
        count += 1
        spoken |= set(result.records)
        seen |= {(d.policy, c.id, str(c.truth.value)) for d in result.determinations for c in d.criteria}
    silent = {
        topic: tuple(
            r.id
            for r in library.records_of(topic)
            if r.status == "verified" and r.data.get("tier") != "detail" and r.id not in spoken
        )
        for topic in library.topics
    }
    missing = {
        f"{name} {criterion.id}": tuple(v for v in _VALUES if (name, criterion.id, v) not in seen)
        for name, versions in library.policies.items()
        for pathway in versions[-1].pathways
        for criterion in pathway.criteria
    }
    return Coverage(
        count,
        len(spoken),
        {topic: names for topic, names in silent.items() if names},
        {name: values for name, values in missing.items() if values},
    )


def table(found: Coverage) -> str:
    """The report for the terminal."""
    lines = [f"{found.charts} charts bring {found.spoken} records into an article"]
    for topic, names in found.silent.items():
        lines += [f"{topic}: {len(names)} verified records that no chart brings up", *(f"  {name}" for name in names)]
    if found.values:
        lines.append("values that no chart leads to")
        lines += [f"  {name}: {', '.join(values).replace('_', ' ')}" for name, values in found.values.items()]
    return "\n".join(lines)
