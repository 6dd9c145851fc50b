"""content/ -> Library: topics, sources, records, policies and vocabulary, with one digest over all bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import LINE, content_root, read_tree
from evidentia.content.policies import policy_from
from evidentia.content.records import record_from, source_from, topic_from
from evidentia.model.evidence import Library, Record, Source, Topic
from evidentia.model.policy import Policy

_NOT_RECORDS = ("topic.yaml", "sources.yaml", "not_used.yaml")
T = TypeVar("T")


@cache
def load(root: Path | None = None) -> Library:
    """Everything that is known, ready to use; the same folder is read once a process.

    Errors: ContentError with file:line and the way out for the first thing that cannot be used.

    >>> sorted(load().topics)
    ['lupus_nephritis']
    """
    tree, digest = read_tree(root or content_root())
    topics: dict[str, Topic] = {}
    sources: dict[str, Source] = {}
    records: dict[str, Record] = {}
    for folder, files in _topic_folders(tree).items():
        topic = topic_from(_file(tree, f"{folder}/topic.yaml"))
        topics[topic.id] = topic
        _add(
            sources,
            map(source_from, tree.get(f"{folder}/sources.yaml") or ()),
            lambda s: s.id,
            f"{folder}/sources.yaml",
        )
        for path in files:
            if path.rsplit("/", 1)[1] not in _NOT_RECORDS:
                _add(records, (record_from(item, topic.id) for item in _list(tree, path)), lambda r: r.id, path)
    _check_sources(records, sources)
    return Library(topics, sources, records, _policies(tree), _vocabulary(tree), digest)


def _topic_folders(tree: dict[str, Any]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for path in sorted(tree):
        if path.startswith("topics/"):
            folders.setdefault(path.rsplit("/", 1)[0], []).append(path)
    return folders


def _policies(tree: dict[str, Any]) -> dict[str, tuple[Policy, ...]]:
    versions: dict[str, list[Policy]] = {}
    for path in sorted(tree):
        if path.startswith("policies/") and path.endswith("policy.yaml"):
            policy = policy_from(tree[path], path)
            versions.setdefault(policy.id, []).append(policy)
    return {
        key: tuple(sorted(found, key=lambda p: (p.period.start is not None, p.period.start, p.version)))
        for key, found in versions.items()
    }


def _vocabulary(tree: dict[str, Any]) -> dict[str, Any]:
    found = {
        path[len("vocabulary/") : -len(".yaml")]: _bare(value)
        for path, value in tree.items()
        if path.startswith("vocabulary/")
    }
    return dict(sorted(found.items()))


def _add(into: dict[str, T], items: Iterable[T], key: Callable[[T], str], where: str) -> None:
    for item in items:
        name = key(item)
        if name in into:
            raise ContentError(
                where, f'"{name}" is defined twice', "an identifier names one thing", "rename one of the two"
            )
        into[name] = item


def _check_sources(records: dict[str, Record], sources: dict[str, Source]) -> None:
    for record in records.values():
        if record.source not in sources:
            raise ContentError(
                record.file,
                f'the source "{record.source}" of {record.id} does not exist',
                "nothing is said without its source",
                "add it to sources.yaml, or correct the name",
            )


def _file(tree: dict[str, Any], path: str) -> Any:
    if path not in tree:
        raise ContentError(
            path,
            "the file is missing",
            "a topic folder says what it is in topic.yaml",
            "add it; see docs/content.md",
        )
    return tree[path]


def _list(tree: dict[str, Any], path: str) -> list[Any]:
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


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if key != LINE}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return value
