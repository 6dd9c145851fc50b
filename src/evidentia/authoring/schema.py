"""JSON Schemas of the content files, for editors that complete and check while one writes (yaml-language-server and others)."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import evidentia.criteria.tests
from evidentia.content import policies, records
from evidentia.content.from_yaml import LINE
from evidentia.model.evidence import ReadDepth
from evidentia.model.policy import RELATIONS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string"}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_WHEN = {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_PERIOD = {"type": "object", "properties": {"from": _DAY, "to": _DAY}, "additionalProperties": False}
_RULE: dict[str, Any] = {"$ref": "#/$defs/rule"}


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> schema, for topic.yaml, sources.yaml, the files of records and policy.yaml. The fields are those that
    the loader knows, so that the two cannot disagree."""
    return {
        "topic.schema.json": _document(_topic()),
        "sources.schema.json": _document({"type": "array", "items": _source()}),
        "records.schema.json": _document({"type": ["array", "null"], "items": _record()}),
        "policy.schema.json": _document(_policy()),
    }


def write(folder: Path) -> list[Path]:
    """The schemas as files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
        paths.append(path)
    return paths


def tests() -> dict[str, str]:
    """Every test of the rule language with the first line of its documentation."""
    found = {}
    for module in pkgutil.iter_modules(evidentia.criteria.tests.__path__):
        if not module.name.startswith("_"):
            doc = importlib.import_module(f"evidentia.criteria.tests.{module.name}").__doc__ or ""
            found[module.name] = doc.strip().splitlines()[0] if doc.strip() else ""
    return found


def _document(body: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": _DRAFT, **body, "$defs": {"rule": _rule()}}


def _rule() -> dict[str, Any]:
    """One combination or one test; the arguments of a test are checked by `content check`."""
    several = {"type": "array", "items": _RULE, "minItems": 1}
    combined: dict[str, Any] = {
        "all_of": several,
        "any_of": several,
        "at_least": {
            "type": "object",
            "properties": {"n": {"type": "integer"}, "of": several},
            "required": ["n", "of"],
        },
        "not": _RULE,
        "except": {"type": "object", "properties": {"rule": _RULE, "unless": _RULE}, "required": ["rule", "unless"]},
    }
    named = {name: {"description": doc} for name, doc in tests().items()}
    return {"type": "object", "properties": {**combined, **named, "text": _TEXT}, "minProperties": 1}


def _object(properties: dict[str, Any], required: list[str], closed: bool = True) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": not closed}


def _topic() -> dict[str, Any]:
    special = {"policies": {"type": "array", "items": _TEXT}, "direct": {"type": "object"}, "verified_on": _DAY, "review_due": _DAY}  # fmt: skip
    fields = {key: special.get(key, _TEXT) for key in sorted(records._TOPIC_KEYS - {LINE})}
    required = ["id", "title", "condition", "ingredient", "owner", "verified_on", "review_due"]
    return _object(fields, required, closed=False)


def _source() -> dict[str, Any]:
    fields: dict[str, Any] = {
        **dict.fromkeys(("id", "kind", "title", "authors", "publisher", "via", "superseded_by"), _TEXT),
        "year": {"type": ["integer", "null"]},
        "identifiers": {"type": "object"},
        "read_depth": {"enum": [str(depth) for depth in ReadDepth]},
        "published": _WHEN,
        "superseded_on": _WHEN,
        "retracted": {"type": "boolean"},
        "checked_on": _DAY,
    }
    return _object(fields, ["id", "kind", "title", "read_depth"], closed=False)


def _record() -> dict[str, Any]:
    special: dict[str, Any] = {
        "status": {"enum": list(records.STATUSES)},
        "section": {"enum": list(records.SECTIONS)},
        "role": {"enum": list(records.ROLES)},
        "tier": {"enum": ["core", "detail"]},
        "when_mode": {"enum": ["met", "not_not_met"]},
        "order": {"type": "integer"},
        "figures": {"type": "object"},
        "data": {"type": "object"},
        "facts": {"type": "array", "items": _TEXT},
        "recalled_parts": {"type": "array", "items": _TEXT},
        "in_force": _PERIOD,
        "checked_on": _DAY,
        "when": _RULE,
        "population": _RULE,
    }
    fields = {key: special.get(key, _TEXT) for key in sorted(records._RECORD_KEYS)}
    return _object(fields, ["id", "type", "status", "source", "section", "role"])


def _support() -> dict[str, Any]:
    fields = {"record": _TEXT, "relation": {"enum": list(RELATIONS)}, "why": _TEXT}
    return _object(fields, ["record", "relation", "why"])


def _policy() -> dict[str, Any]:
    criterion = {
        "type": "object",
        "properties": {
            **{key: _TEXT for key in sorted(policies._CRITERION)},
            "ask": {"type": "object"},
            "support": {"type": "array", "items": _support()},
            "on_not_met": {"enum": list(policies._VERDICTS)},
            **_rule()["properties"],
        },
        "required": ["id", "text", "plain"],
    }
    listed = {"type": "array", "items": criterion, "minItems": 1}
    mapped = _object(
        {"request": _TEXT, "asked_by": {"type": "array", "items": _TEXT}, "criteria": listed}, ["criteria"]
    )
    special: dict[str, Any] = {
        "in_force": _PERIOD,
        "paraphrase": {"type": "boolean"},
        "pathways": {"type": "object", "additionalProperties": {"anyOf": [listed, mapped]}, "minProperties": 1},
        **{key: {"type": "array", "items": _TEXT} for key in ("products", "codes", "diagnoses")},
    }
    fields = {key: special.get(key, _TEXT) for key in sorted(policies._KEYS)}
    return _object(fields, ["id", "version", "title", "issuer", "pathways"])
