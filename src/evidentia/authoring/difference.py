"""`evidentia content diff`: what a change of content does to past cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evidentia.authoring.charts import Chart
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen


@frozen
class Change:
    """One difference in the assessment of one chart."""

    chart: str
    what: str  # "verdict", "model/x C2", "says", "no longer says"
    before: str
    after: str


def changes(old: Library, new: Library, charts: Iterable[Chart]) -> Iterator[Change]:
    """Every chart under both contents: verdict, criteria, and the records that speak or have fallen silent."""
    for chart in charts:
        yield from _between(chart.name, chart.assessed(old), chart.assessed(new))


def table(found: Iterable[Change]) -> str:
    """The report for the terminal."""
    lines = [f"{c.chart}: {c.what}: {c.before} -> {c.after}" for c in found]
    return "\n".join(lines) if lines else "no past case changes"


def _between(name: str, before: Assessment, after: Assessment) -> Iterator[Change]:
    if before.verdict != after.verdict:
        yield Change(name, "verdict", str(before.verdict), str(after.verdict))
    then, now = _criteria(before), _criteria(after)
    for criterion in dict.fromkeys((*then, *now)):
        if then.get(criterion) != now.get(criterion):
            yield Change(name, criterion, then.get(criterion, "absent"), now.get(criterion, "absent"))
    digests = ({r.id: r.digest for r in a.records.values()} for a in (before, after))
    old, new = digests
    for record in sorted({*old, *new}):
        if old.get(record) != new.get(record):
            state = "reworded" if record in old and record in new else "new" if record in new else "silent"
            yield Change(name, f"record {record}", "spoke" if record in old else "silent", state)


def _criteria(assessment: Assessment) -> dict[str, str]:
    return {
        f"{d.policy} {c.id}": str(c.truth.value).replace("_", " ")
        for d in assessment.determinations
        for c in d.criteria
    }
