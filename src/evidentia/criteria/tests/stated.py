"""The record states a fact of vocabulary/facts.yaml.

Met: it states it. Not met: it denies it. Unknown: silence, both, or only "if" and "should"; with `silence: not_met`, for an
exception that only a statement opens, silence is not met.

>>> stated: {fact: face-to-face examination}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"fact": "a fact of vocabulary/facts.yaml", "silence?": "not_met, for an exception"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["fact"])
    found = context.facts(name)
    said = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    denied = [f for f in found if f.assertion is Assertion.ABSENT]
    figures = {"fact": name, "words": context.words_of(*(said or denied))}
    missing = [lacks(f"stated {name}", f"{name}, stated", "prescriber")]
    if said and denied:
        return unknown("stated", Why.CONFLICTING, "The record both states and denies: {fact}.", missing, figures, found)
    if said:
        return answer("stated", MET, "The record states: {words}.", figures, said[:2])
    if denied:
        return answer("stated", NOT_MET, "The record states: {words}.", figures, denied[:2])
    if args.get("silence") == "not_met":
        return answer("stated", NOT_MET, "", figures)
    return unknown("stated", Why.NOT_DOCUMENTED, "Not stated: {fact}.", missing, figures, found)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("fact") not in vocabulary.get("facts", {}):
        yield f'"{args.get("fact")}" is no fact of vocabulary/facts.yaml'
