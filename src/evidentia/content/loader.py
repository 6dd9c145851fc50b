"""content/ -> Library: topics, sources, records, policies and vocabulary, with one digest over all bytes.

`prepare` checks everything once, when the content is compiled; a start then reads the vocabulary and the shelves
(`model.evidence.Shelf`) and policies that a request asks for, so that it stays as quick with hundreds of topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from evidentia.content.compiled import Compiled, compiled
from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import content_root
from evidentia.content.policies import policy_from
from evidentia.content.records import bare, checked_record, checked_source, record_of, source_of, topic_from
from evidentia.content.shelves import Across, OnDemand
from evidentia.model.evidence import Card, Library, Shelf
from evidentia.model.policy import Policy

_NOT_RECORDS = ("topic.yaml", "sources.yaml", "not_used.yaml")


@cache
def load(root: Path | None = None) -> Library:
    """Everything that is known, ready to use; the same folder is opened once a process.

    Errors: ContentError with file:line and the way out for the first thing that cannot be used.

    >>> "lupus_nephritis" in load().topics
    True
    """
    return _library(compiled(root or content_root(), prepare))


def _library(content: Compiled) -> Library:
    index = content.section("index")
    shelves = OnDemand(index["topics"], partial(_shelf, content))
    places = cache(partial(content.section, "places"))
    return Library(
        cards=tuple(Card(topic, about[0], about[1], tuple(about[2])) for topic, about in index["topics"].items()),
        shelves=shelves,
        topics=OnDemand(index["topics"], lambda topic: shelves[topic].topic),
        sources=Across(shelves, lambda shelf: shelf.sources, lambda: places()["sources"]),
        records=Across(shelves, lambda shelf: shelf.records, lambda: places()["records"]),
        policies=OnDemand(index["policies"], partial(_policies, content)),
        vocabulary=content.section("vocabulary"),
        digest=content.digest,
    )


def _shelf(content: Compiled, topic: str) -> Shelf:
    data = content.section(f"topic {topic}")
    return Shelf(
        topic_from(data["topic"]),
        {source["id"]: source_of(source) for source in data["sources"]},
        {record["id"]: record_of(record, topic) for record in data["records"]},
    )


def _policies(content: Compiled, name: str) -> tuple[Policy, ...]:
    """The versions of a policy, oldest first."""
    versions = [policy_from(data, path) for path, data in content.section(f"policy {name}").items()]
    return tuple(sorted(versions, key=lambda p: (p.period.start is not None, p.period.start, p.version)))


def prepare(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The parsed files by path -> checked sections of the compiled copy.

    Errors: ContentError with file:line for the first thing that cannot be used.
    """
    shelves: dict[str, Any] = {}
    places: dict[str, dict[str, str]] = {"sources": {}, "records": {}}
    for folder, files in _topic_folders(tree).items():
        shelf = _checked_shelf(tree, folder, files, places)
        _place(shelves, [str(shelf["topic"]["id"])], shelf, f"{folder}/topic.yaml")
    _check_sources((record for shelf in shelves.values() for record in shelf["records"]), places["sources"])
    policies = _policies_by_name(tree)
    return {
        "index": {
            "topics": {topic: _card(shelf["topic"]) for topic, shelf in shelves.items()},
            "policies": [*policies],
        },
        "vocabulary": _vocabulary(tree),
        "places": places,
        **{f"topic {topic}": shelf for topic, shelf in shelves.items()},
        **{f"policy {name}": versions for name, versions in policies.items()},
    }


def _checked_shelf(
    tree: Mapping[str, Any], folder: str, files: Iterable[str], places: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    path = f"{folder}/topic.yaml"
    topic = topic_from(_file(tree, path)).id
    sources = [checked_source(item) for item in tree.get(f"{folder}/sources.yaml") or ()]
    _place(places["sources"], (source["id"] for source in sources), topic, f"{folder}/sources.yaml")
    records = []
    for file in files:
        if file.rsplit("/", 1)[1] not in _NOT_RECORDS:
            found = [checked_record(item) for item in _list(tree, file)]
            _place(places["records"], (record["id"] for record in found), topic, file)
            records += found
    return {"topic": tree[path], "sources": sources, "records": records}


def _card(topic: Mapping[str, Any]) -> list[Any]:
    """The fields of `Card` after the first."""
    return [topic["ingredient"], topic["condition"], topic.get("related_conditions") or []]


def _topic_folders(tree: Mapping[str, Any]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for path in sorted(tree):
        if path.startswith("topics/"):
            folders.setdefault(path.rsplit("/", 1)[0], []).append(path)
    return folders


def _policies_by_name(tree: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Policy -> its versions as written, by path; each is read once, so that what cannot be used is refused here."""
    versions: dict[str, dict[str, Any]] = {}
    for path in sorted(tree):
        if path.startswith("policies/") and path.endswith("policy.yaml"):
            versions.setdefault(policy_from(tree[path], path).id, {})[path] = tree[path]
    return versions


def _vocabulary(tree: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        path[len("vocabulary/") : -len(".yaml")]: bare(value)
        for path, value in tree.items()
        if path.startswith("vocabulary/")
    }
    return dict(sorted(found.items()))


def _place(places: dict[str, Any], names: Iterable[str], place: Any, where: str) -> None:
    """Note where each name stands. An identifier names one thing."""
    for name in names:
        if name in places:
            raise ContentError(
                where, f'"{name}" is defined twice', "an identifier names one thing", "rename one of the two"
            )
        places[name] = place


def _check_sources(records: Iterable[Mapping[str, Any]], sources: Mapping[str, str]) -> None:
    for record in records:
        if record["source"] not in sources:
            raise ContentError(
                record["file"],
                f'the source "{record["source"]}" of {record["id"]} does not exist',
                "nothing is said without its source",
                "add it to sources.yaml, or correct the name",
            )


def _file(tree: Mapping[str, Any], path: str) -> Any:
    if path not in tree:
        raise ContentError(
            path,
            "the file is missing",
            "a topic folder says what it is in topic.yaml",
            "add it; see docs/content.md",
        )
    return tree[path]


def _list(tree: Mapping[str, Any], path: str) -> list[Any]:
    value = tree[path]
    if value is None:
        return []
    if not isinstance(value, list):
        raise ContentError(
            f"{path}:1",
            "the file is not a list of records",
            "each file of a topic is a list",
            'begin each record with "- id: …"',
        )
    return value
