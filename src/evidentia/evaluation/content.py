"""`evidentia content check`: does what is known hold together? Each problem names its place and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from evidentia.answer.readability import grade
from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import content_root
from evidentia.content.loader import load
from evidentia.criteria.registry import check_rule
from evidentia.model.evidence import Library, Record, Source
from evidentia.model.frozen import frozen
from evidentia.model.policy import Policy, Rule

PLAIN_GRADE = 6.5
_LITERAL = re.compile(r"(?<![\w{.])\d+(?:\.\d+)?(?![\w}])")
_DOI, _PMID = re.compile(r"10\.\d{4,9}/\S+"), re.compile(r"\d{1,8}")


@frozen
class Problem:
    where: str
    what: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.way_out[0].upper()}{self.way_out[1:]}."


def check() -> tuple[list[Problem], dict[str, int]]:
    """Every problem of the content in use, and how much was checked. A file that cannot be loaded is the one problem."""
    try:
        library = load()
    except ContentError as error:
        return [Problem(error.where, error.what, error.way_out or "correct it")], {}
    problems = [
        *(p for source in library.sources.values() for p in _source(source, library)),
        *(p for record in library.records.values() for p in _record(record, library)),
        *(p for versions in library.policies.values() for policy in versions for p in _policy(policy, library)),
        *_topics(library),
    ]
    counts = {
        "topics": len(library.topics),
        "sources": len(library.sources),
        "records": len(library.records),
        "recalled records, silent": sum(r.status == "recalled" for r in library.records.values()),
        "policies": len(library.policies),
        "policy cases": _case_count(),
    }
    return problems, counts


def report(problems: list[Problem], counts: dict[str, int]) -> str:
    """The problems, then what was checked."""
    checked = ", ".join(f"{n} {name}" for name, n in counts.items())
    lines = [str(problem) for problem in problems]
    return "\n".join(
        [*lines, f"{len(problems)} problems; checked {checked}" if problems else f"content holds: {checked}"]
    )


def _source(source: Source, library: Library) -> Iterator[Problem]:
    where = f"source {source.id}"
    doi, pmid = source.identifiers.get("doi"), source.identifiers.get("pmid")
    if doi and not _DOI.fullmatch(doi):
        yield Problem(where, f'"{doi}" is not a DOI', 'write it from "10." on, without an address before it')
    if pmid and not _PMID.fullmatch(pmid):
        yield Problem(where, f'"{pmid}" is not a PubMed identifier', "write its digits only")
    if source.superseded_by and source.superseded_by not in library.sources:
        yield Problem(where, f'its successor "{source.superseded_by}" does not exist', "add it to sources.yaml")
    if source.read_depth == "secondary" and not source.via:
        yield Problem(where, "it was read through another source that is not named", "name what was read under via")


def _record(record: Record, library: Library) -> Iterator[Problem]:
    if record.superseded_by and record.superseded_by not in library.records:
        yield Problem(record.file, f'the successor "{record.superseded_by}" does not exist', "name a record")
    if record.status == "recalled":
        if not record.to_check:
            yield Problem(record.file, f"{record.id} is recalled and says nothing to check", "write to_check")
        return
    if not record.says or not record.plain:
        yield Problem(
            record.file, f"{record.id} is verified and has no {'says' if not record.says else 'plain'}", "write it"
        )
        return
    if library.sources[record.source].read_depth == "memory":
        yield Problem(record.file, f"{record.id} speaks from memory", "set status: recalled, or read the source")
    yield from _wording(record, library)
    for rule in (record.when, record.population):
        if rule is not None:
            yield from _rule(rule, library)


def _wording(record: Record, library: Library) -> Iterator[Problem]:
    """Numbers come from figures; the plain wording is plain and has every figure of the professional one."""
    names = _numbers_of_names(record, library)
    for text in (record.says, record.plain):
        for literal in _LITERAL.findall(text):
            if literal not in names:
                yield Problem(
                    record.file,
                    f"{record.id} has the number {literal} in its prose",
                    "put it under figures and write its name in braces",
                )
    missing = _places(record.says) - _places(record.plain)
    if missing:
        yield Problem(
            record.file,
            f"{record.id}: plain leaves out {', '.join(sorted(missing))}",
            "every figure stands in both wordings",
        )
    level = grade(record.plain.format(**record.figures))
    if level > PLAIN_GRADE:
        yield Problem(
            record.file,
            f"{record.id}: plain reads at grade {level:.1f}",
            f"shorten sentences and words to {PLAIN_GRADE}",
        )


def _numbers_of_names(record: Record, library: Library) -> set[str]:
    """Numbers that are part of a name: years of guidelines, sections, and those that the record lists under data.names."""
    source: Any = library.sources[record.source]
    text = f"{source.title} {source.publisher} {source.year} {record.locator} {' '.join(map(str, record.data.get('names', ())))}"
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def _places(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", template))


def _rule(rule: Rule, library: Library) -> Iterator[Problem]:
    for message in check_rule(rule, library.vocabulary):
        yield Problem(
            rule.line or "rule", message.rstrip("."), "see the docstring of the test in src/evidentia/criteria/tests"
        )


def _policy(policy: Policy, library: Library) -> Iterator[Problem]:
    where = f"policy {policy.id} version {policy.version}"
    if policy.source not in library.sources and policy.source not in library.records and policy.source:
        yield Problem(where, f'its source "{policy.source}" does not exist', "name a source or a record")
    for pathway in policy.pathways:
        for criterion in pathway.criteria:
            yield from _rule(criterion.rule, library)
            for support in criterion.support:
                if support.record not in library.records or library.records[support.record].status != "verified":
                    yield Problem(
                        where,
                        f'{criterion.id} rests on "{support.record}", which is no verified record',
                        "name a verified record",
                    )
            if not criterion.plain:
                yield Problem(where, f"{criterion.id} has no plain wording", "write plain")


def _topics(library: Library) -> Iterator[Problem]:
    for topic in library.topics.values():
        if topic.review_due <= topic.verified_on:
            yield Problem(f"topic {topic.id}", "the review is due before it was verified", "set review_due")
        for name in topic.policies:
            if name not in library.policies:
                yield Problem(f"topic {topic.id}", f'its policy "{name}" does not exist', "correct the name")


def due(library: Library, today: date) -> list[str]:
    """Topics whose review is due on a day."""
    return [topic.id for topic in library.topics.values() if topic.review_due <= today]


def _case_count() -> int:
    return sum(1 for _ in content_root().glob("policies/*/*/cases/*.yaml"))
