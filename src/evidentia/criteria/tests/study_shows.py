"""A diagnostic study shows one of the findings, or is said to meet one of the sets of criteria.

Met: it does. Not met: it is read as something else only (`against`), with none of the findings. Unknown: no study, or only a word for
the whole ("demyelinating"), or two studies of different dates that disagree.

>>> study_shows: {study: nerve conduction study, any_of: [conduction block, temporal dispersion], or_criteria: [EAN/PNS], against: [axonal]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Study
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "study": "a study of vocabulary/studies.yaml",
    "any_of": "its findings",
    "or_criteria?": "sets of criteria by the beginning of their names",
    "against?": "readings of the whole that contradict",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["study"])
    found = list(context.chart.of_kind(Kind.STUDY, name))
    seen = [f for f in found if "hearsay" not in f.flags]
    told, found = ([] if seen else found), seen
    shown = [f for f in found if set(_study(f).findings) & set(args["any_of"])]
    criteria = [f for f in found if _meets(f, args)]
    good = [*shown, *(f for f in criteria if f not in shown)]
    bad = [f for f in found if _study(f).reading in args.get("against", ()) and f not in good]
    words = [f for f in found if _study(f).reading and f not in good]
    listed = dict.fromkeys(x for f in shown for x in _study(f).findings if x in args["any_of"])
    figures = {
        "study": name,
        "findings": ", ".join([*listed, *dict.fromkeys(f"meets {_study(f).criteria}" for f in criteria)]),
        "date": next((f" ({f.when})" for f in good if f.when), ""),
        "reading": " and ".join(dict.fromkeys(str(_study(f).reading) for f in (bad or words))),
    }
    missing = [
        lacks(
            f"{name} findings", f"{name} with its findings ({', '.join(args['any_of'][:3])} …)", "prescriber",
            f"{name.capitalize()} on ____ (date): ____ (findings, nerves).",
        )
    ]  # fmt: skip
    rivals = [f for f in bad if f.when is not None and all(g.when is not None and g.when != f.when for g in good)]
    if good and rivals:
        template = "Two studies disagree: {findings}{date}; {reading}."
        return unknown("study_shows", Why.CONFLICTING, template, missing, figures, [*good, *rivals])
    if good:
        return answer("study_shows", MET, "The {study}{date} shows: {findings}.", figures, good[:4])
    if bad and not any(_study(f).reading == "demyelinating" for f in words):
        return answer(
            "study_shows",
            NOT_MET,
            "The {study} is read as {reading}, with none of the findings asked for.",
            figures,
            bad,
        )
    if words:
        template = "The {study} is called {reading}; the findings themselves are not documented."
        return unknown("study_shows", Why.NOT_DOCUMENTED, template, missing, figures, words)
    if told:
        template = "What the {study} shows is told by hearsay only; its report is not documented."
        return unknown("study_shows", Why.NOT_DOCUMENTED, template, missing, figures, told)
    return unknown("study_shows", Why.NOT_DOCUMENTED, "No result of a {study} is documented.", missing, figures)


def _study(finding: Finding) -> Study:
    return finding.detail if isinstance(finding.detail, Study) else Study()


def _meets(finding: Finding, args: Mapping[str, Any]) -> bool:
    named = _study(finding).criteria
    return named is not None and any(
        named.replace("-", "/").replace(" PNS", "/PNS").startswith(str(c)) for c in args.get("or_criteria", ())
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    entry = vocabulary.get("studies", {}).get(args.get("study"))
    if entry is None:
        yield f'"{args.get("study")}" is no study of vocabulary/studies.yaml'
        return
    for key, part in (("any_of", "findings"), ("against", "readings")):
        for name in args.get(key, ()):
            if name not in (entry.get(part) or {}):
                yield f'"{name}" is not among the {part} of {args["study"]} in vocabulary/studies.yaml'
