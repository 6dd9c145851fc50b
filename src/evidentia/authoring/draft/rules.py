"""The words of a demand -> a rule of the criteria language, or nothing. What is not understood is said, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.lexicon import Lexicon
from evidentia.model.frozen import frozen

Rule = dict[str, Any]


@frozen
class Reading:
    """A rule with the stretches of the demand that it stands on (start, end in its words)."""

    rule: Rule
    spans: tuple[tuple[int, int], ...]


class Reader:
    """Reads demands with the names of a vocabulary.

    >>> Reader(load().vocabulary).read("Age 18 years or older")[0].rule      # doctest: +SKIP
    {'age': {'at_least': '18 y'}}
    """

    def __init__(self, vocabulary: Mapping[str, Any]) -> None:
        self._drugs = drug_names.of(vocabulary)
        self._conditions = _lexicon(vocabulary["conditions"])
        self._analytes = _lexicon(vocabulary["analytes"])
        self._specialties = Lexicon(
            {
                name: [name, *entry.get("names", ()), *entry.get("persons", ())]
                for name, entry in vocabulary["specialties"].items()
            }
        )

    def read(self, text: str) -> list[Reading]:
        """Every rule that the words carry, each with its place."""
        readers: tuple[Callable[[str], Iterator[Reading]], ...] = (
            self._age,
            self._prescriber,
            self._hepatitis,
            self._infection,
            self._other_drugs,
            self._tried,
            self._values,
            self._product,
            self._diagnosis,
        )
        found: list[Reading] = []
        for reader in readers:
            for reading in reader(text):
                if not any(_overlap(span, other) for span in reading.spans for r in found for other in r.spans):
                    found.append(reading)
        return found

    def _age(self, text: str) -> Iterator[Reading]:
        for m in re.finditer(
            r"\bag(?:e|ed)\b(?: of)?\s*(?:is\s*)?(?:≥|>=|at least\s*)?\s*(\d{1,2})(?:\s*years?)?(?:\s*(?:of age\s*)?(?:or|and) (?:older|above|over))?|\b(\d{1,2}) years (?:of age )?(?:or|and) (?:older|above|over)|(?:≥|>=|at least)\s*(\d{1,2}) years(?: of age| old)?",
            text,
            re.IGNORECASE,
        ):
            years = next(group for group in m.groups() if group)
            yield Reading({"age": {"at_least": f"{years} y"}}, (m.span(),))

    def _prescriber(self, text: str) -> Iterator[Reading]:
        asked = re.search(r"\b(?:prescribed|ordered|requested|recommended|consultation)\b", text, re.IGNORECASE)
        fields = list(dict.fromkeys(m.concept for m in self._specialties.find(text)))
        if asked and fields:
            rule = {"specialty": fields, "or_consultation": "consult" in text.lower()}
            spans = tuple((m.start, m.end) for m in self._specialties.find(text))
            yield Reading({"prescriber": rule}, ((asked.start(), asked.end()), *spans))

    def _hepatitis(self, text: str) -> Iterator[Reading]:
        m = re.search(r"\b(?:hepatitis B|HBV|HBsAg)\b[^.;]{0,60}?\b(?:screen\w*|test\w*|negative|serolog\w*|status|result\w*)|\b(?:screen\w*|test\w*)\b[^.;]{0,40}?\b(?:hepatitis B|HBV)\b", text, re.IGNORECASE)  # fmt: skip
        if m:
            yield Reading({"tested": {"all_of": ["hbsag", "anti-hbc"], "as": "hepatitis B status"}}, (m.span(),))

    def _infection(self, text: str) -> Iterator[Reading]:
        m = re.search(r"\b(?:no|without|not have|absence of|free of)\b[^.;]{0,40}?\b(?:active|severe|serious)\b[^.;]{0,30}?\binfections?\b", text, re.IGNORECASE)  # fmt: skip
        if m:
            yield Reading({"no_active_infection": {"severity": "severe"}}, (m.span(),))

    def _other_drugs(self, text: str) -> Iterator[Reading]:
        m = re.search(
            r"\b(?:not|no|without)\b[^.;]{0,60}?\b(?:concurrent\w*|concomitant\w*|combination|together|in addition)\b",
            text,
            re.IGNORECASE,
        )
        if m is None:
            return
        for mention in drug_names.mentions(text, self._drugs):
            if mention.start > m.start() and mention.name.is_class:
                yield Reading({"not_taking": {"class": mention.concept}}, (m.span(), (mention.start, mention.end)))
                return

    def _tried(self, text: str) -> Iterator[Reading]:
        m = re.search(
            r"\b(?:inadequate|insufficient|lack of|failed|failure|fail(?:s|ed)? to respond|refractory|unsuccessful|tried and failed|trial)\b",
            text,
            re.IGNORECASE,
        )
        if m is None:
            return
        lasting = re.search(
            r"(?:at least|≥|>=|minimum of|for)\s*(\d{1,3})[- ](day|week|month|year)s?\b", text, re.IGNORECASE
        )
        for mention in drug_names.mentions(text, self._drugs):
            if mention.name.is_class:
                continue
            rule: Rule = {"ingredient": mention.concept, "outcome": "inadequate"}
            if lasting:
                rule["for_at_least"] = f"{lasting[1]} {_UNITS[lasting[2].lower()]}"
            spans = (m.span(), (mention.start, mention.end), *((lasting.span(),) if lasting else ()))
            yield Reading({"tried": rule}, spans)

    def _values(self, text: str) -> Iterator[Reading]:
        for name in self._analytes.find(text):
            m = re.compile(
                r"[^.;\d]{0,24}?(≥|>=|at least|greater than or equal to|of at least|>|above|greater than|more than|≤|<=|at most|<|below|less than)\s*(\d+(?:[.,]\d+)?)\s*([A-Za-z%µ][\w/%^.]*(?: ?m2)?|)",
                re.IGNORECASE,
            ).match(text, name.end)
            if m:
                bound = _BOUNDS[m[1].lower()]
                amount = f"{m[2].replace(',', '.')} {m[3]}".strip().rstrip(".,;")
                yield Reading(
                    {"measured": {"any_of": [{"analyte": name.concept, bound: amount}]}}, ((name.start, m.end()),)
                )

    def _product(self, text: str) -> Iterator[Reading]:
        m = re.search(r"\b(?:preferred\b[^.;]{0,40})?\bbiosimilars?\b[^.;]{0,40}\b(?:preferred|first|required|tried|failure)|\bpreferred\b[^.;]{0,30}\bbiosimilars?\b", text, re.IGNORECASE)  # fmt: skip
        if m:
            yield Reading({"product": {"preferred": "biosimilar"}}, (m.span(),))

    def _diagnosis(self, text: str) -> Iterator[Reading]:
        m = re.search(r"\b(?:diagnos\w+|confirmed|documented|active|history) (?:of|with|as)?", text, re.IGNORECASE)
        for name in self._conditions.find(text):
            if m or name.start <= 2:
                denied = re.search(r"\b(?:no|not|without|absence of)\b[^.;]{0,30}$", text[: name.start], re.IGNORECASE)
                if denied is None:
                    yield Reading({"diagnosis": {"concept": name.concept}}, ((name.start, name.end),))
                    return


_UNITS = {"day": "d", "week": "wk", "month": "mo", "year": "y"}
_BOUNDS = {
    **dict.fromkeys(("≥", ">=", "at least", "of at least", "greater than or equal to"), "at_least"),
    **dict.fromkeys((">", "above", "greater than", "more than"), "above"),
    **dict.fromkeys(("≤", "<=", "at most"), "at_most"),
    **dict.fromkeys(("<", "below", "less than"), "below"),
}


def _lexicon(entries: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        {concept: [concept, *(entry.get("names") or ())] for concept, entry in entries.items()},
        {concept: entry.get("exact") or () for concept, entry in entries.items()},
    )


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
