"""Items and their rules -> the file of a draft."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.authoring.draft.items import Item, items
from evidentia.authoring.draft.rules import Reader, Reading
from evidentia.content.errors import InputError
from evidentia.model.frozen import frozen

_EMPTY = frozenset(
    "a an the of or and to in with for at is are be been has have had must should will by from as that this on any all one "
    "following patient patients member members documented documentation criteria requirement met both either least".split()
)
_LEAD = re.compile(
    r"(.+?)\s*(?:of |with |to |by )?(?:at least )?(?:one|any|either|all|each)\b.*\bof (?:the following|these)",
    re.IGNORECASE,
)
_HIGH, _MIDDLE = 0.75, 0.35  # of the words of a demand that its rules stand on


@frozen
class Drafted:
    """A criterion of a draft: the quoted demand with its place, the rule or None, how much of its words the rule stands
    on, and the words that it does not express."""

    id: str
    item: Item
    rule: dict[str, Any] | None
    confidence: str  # "high" | "middle" | "low" | "none"
    left_out: tuple[str, ...]


def drafted(name: str, text: str, policy: str, topic: str, vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """The draft of a policy as plain data, ready for YAML.

    Errors: InputError where the text lists no demands.
    """
    found = items(text)
    if not found:
        raise InputError(
            name,
            "it lists no criteria",
            "prose is not turned into rules",
            "give the pages with the numbered or bulleted criteria",
        )
    reader = Reader(vocabulary)
    pathways: dict[str, list[dict[str, Any]]] = {}
    for number, item in enumerate(found, start=1):
        pathways.setdefault(item.section, []).append(_entry(_criterion(f"D{number}", item, reader), text))
    return {
        "draft": {"from": name, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "id": policy,
        "version": "draft",
        "title": policy.rpartition("/")[2].replace("-", " ").capitalize(),
        "issuer": policy.partition("/")[0],
        "topic": topic,
        "paraphrase": False,
        "pathways": pathways,
    }


def _criterion(name: str, item: Item, reader: Reader) -> Drafted:
    rule, covered, words, left = _rule(item, reader)
    share = covered / words if words else 0.0
    confidence = "none" if rule is None else "high" if share >= _HIGH else "middle" if share >= _MIDDLE else "low"
    return Drafted(name, item, rule, confidence, tuple(left))


def _rule(item: Item, reader: Reader, lead: str = "") -> tuple[dict[str, Any] | None, int, int, list[str]]:
    """The rule of an item with its parts; how many of its words rules stand on, of how many; what is left out.

    `lead` is what the demand above says of each part: "inadequate response to" one of the following.
    """
    text = f"{lead}{item.text}"
    readings = reader.read(text)
    covered, words, left = _covered(text, readings)
    rules = [reading.rule for reading in readings]
    if item.parts:
        above = _LEAD.match(item.text)
        parts = [_rule(part, reader, f"{above[1]} " if above else "") for part in item.parts]
        if above and not rules:
            covered, words, left = 0, 0, []  # its words are read with each part
        inner = [part for part, _, _, _ in parts if part is not None]
        covered, words = covered + sum(c for _, c, _, _ in parts), words + sum(w for _, _, w, _ in parts)
        left = [*left, *(text for _, _, _, texts in parts for text in texts)]
        if any(part is None for part, _, _, _ in parts) and item.any_of:
            inner = []  # one way that is not expressed would be lost: the whole is left to a person
        rules += [{"any_of" if item.any_of else "all_of": inner}] if len(inner) > 1 else inner
    left = list(dict.fromkeys(left))
    if not rules:
        return None, covered, words, left or [item.text]
    joined = "any_of" if re.search(r"\bor\b", item.text) and not item.parts and _same_test(rules) else "all_of"
    return (rules[0] if len(rules) == 1 else {joined: rules}), covered, words, left


def _same_test(rules: list[dict[str, Any]]) -> bool:
    return len({next(iter(rule)) for rule in rules}) == 1


def _covered(text: str, readings: list[Reading]) -> tuple[int, int, list[str]]:
    """How many meaning words the readings stand on, of how many; the stretches that they leave out."""
    spans = [span for reading in readings for span in reading.spans]
    words = [m for m in re.finditer(r"[A-Za-z0-9≥≤<>=][\w./%-]*", text) if m.group().lower() not in _EMPTY]
    inside = [m for m in words if any(start <= m.start() < end for start, end in spans)]
    return len(inside), len(words), list(_stretches(text, [m for m in words if m not in inside]))


def _stretches(text: str, words: list[re.Match[str]]) -> Iterator[str]:
    """Words that stand close together, as one stretch each."""
    start = end = -1
    for m in words:
        if start >= 0 and m.start() - end > 12:
            yield text[start:end]
            start = -1
        start, end = (m.start() if start < 0 else start), m.end()
    if start >= 0:
        yield text[start:end]


def _entry(criterion: Drafted, text: str) -> dict[str, Any]:
    item = criterion.item
    return {
        "id": criterion.id,
        "text": text[item.start : _end(item)].strip(),
        "place": {"start": item.start, "end": _end(item)},
        "section": item.heading,
        "confidence": criterion.confidence,
        "not_expressed": list(criterion.left_out),
        "plain": "",
        "rule": criterion.rule,
        "confirmed_by": "",
    }


def _end(item: Item) -> int:
    return max([item.end, *(_end(part) for part in item.parts)])
