"""policy.yaml -> Policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import LINE
from evidentia.content.records import period_from
from evidentia.content.rules import rule_from
from evidentia.model.policy import RELATIONS, Criterion, Pathway, Policy, Support

_KEYS = frozenset(
    "id version title issuer in_force jurisdiction source paraphrase products codes diagnoses topic note pathways".split()
)
_CRITERION = frozenset("id text plain section on_not_met ask when_undocumented support".split())
_VERDICTS = ("not_established", "conflicts")


def policy_from(data: Any, path: str) -> Policy:
    """One version of a policy. Errors: ContentError with file:line for a missing field, an unknown one, a rule that
    cannot be read."""
    if not isinstance(data, Mapping):
        raise ContentError(f"{path}:1", "the file is not a policy", "a policy is one mapping", "begin with id: …")
    where = str(data.get(LINE, path))
    if unknown := sorted(set(data) - _KEYS - {LINE}):
        raise ContentError(
            where,
            f'unknown field "{unknown[0]}"',
            "a misspelt field would be lost silently",
            "see docs/content.md, section A policy",
        )
    for key in ("id", "version", "title", "issuer", "pathways"):
        if not data.get(key):
            raise ContentError(where, f'the field "{key}" is missing', "every policy needs it", f"add {key}: …")
    return Policy(
        id=str(data["id"]),
        version=str(data["version"]),
        title=str(data["title"]),
        issuer=str(data["issuer"]),
        period=period_from(data.get("in_force"), where),
        jurisdiction=str(data.get("jurisdiction", "")),
        source=str(data.get("source", "")),
        paraphrase=bool(data.get("paraphrase", False)),
        products=tuple(data.get("products") or ()),
        codes=tuple(data.get("codes") or ()),
        diagnoses=tuple(data.get("diagnoses") or ()),
        pathways=tuple(_pathway(kind, items, where) for kind, items in data["pathways"].items() if kind != LINE),
        topic=str(data.get("topic", "")),
        note=str(data.get("note", "")),
    )


def _pathway(kind: str, data: Any, where: str) -> Pathway:
    """A list of criteria; or a mapping with them, the kind of request that it answers and the words that mean it."""
    about = data if isinstance(data, Mapping) else {"criteria": data}
    if unknown := sorted(set(about) - {LINE, "criteria", "request", "asked_by"}):
        raise ContentError(
            where, f'the pathway "{kind}" has an unknown field "{unknown[0]}"', "", "write criteria, request, asked_by"
        )
    items = about.get("criteria")
    if not isinstance(items, list) or not items:
        raise ContentError(
            where, f'the pathway "{kind}" has no criteria', "nothing could be determined", "list its criteria"
        )
    criteria = tuple(_criterion(item, where) for item in items)
    names = [criterion.id for criterion in criteria]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ContentError(
            where, f'the criterion "{min(twice)}" stands twice', "an identifier names one thing", "rename one"
        )
    return Pathway(
        kind, criteria, str(about.get("request", "")), tuple(str(w).lower() for w in about.get("asked_by") or ())
    )


def _criterion(data: Any, where: str) -> Criterion:
    where = str(data.get(LINE, where)) if isinstance(data, Mapping) else where
    if not isinstance(data, Mapping) or not data.get("id") or not data.get("text"):
        raise ContentError(where, "a criterion needs id and text", "a reader must know what is asked", "add both")
    verdict = str(data.get("on_not_met", "not_established"))
    if verdict not in _VERDICTS:
        raise ContentError(
            where, f'on_not_met is "{verdict}"', "it decides the verdict", f"choose one of: {', '.join(_VERDICTS)}"
        )
    if data.get("when_undocumented", "unknown") != "unknown":
        raise ContentError(
            where, "when_undocumented is not unknown", "silence of a record is never evidence", "leave it out"
        )
    rule = {key: value for key, value in data.items() if key not in _CRITERION}
    return Criterion(
        id=str(data["id"]),
        text=str(data["text"]),
        rule=rule_from(rule, where),
        section=str(data.get("section", "")),
        on_not_met=verdict,
        plain=str(data.get("plain", "")),
        ask={key: str(value) for key, value in (data.get("ask") or {}).items() if key != LINE},
        support=tuple(_support(item, where) for item in data.get("support") or ()),
    )


def _support(data: Any, where: str) -> Support:
    """`{record: …, relation: …, why: …}`"""
    if not isinstance(data, Mapping) or set(data) - {LINE} != {"record", "relation", "why"}:
        raise ContentError(
            where, "support needs record, relation and why", "a label without its reason cannot be checked", "add them"
        )
    if data["relation"] not in RELATIONS:
        raise ContentError(
            str(data.get(LINE, where)),
            f'the relation is "{data["relation"]}"',
            "it labels the criterion",
            f"choose one of: {', '.join(RELATIONS)}",
        )
    return Support(str(data["record"]), str(data["relation"]), str(data["why"]))
