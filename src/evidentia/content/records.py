"""Mappings of YAML -> sources, records and topics. Every refusal names file, line and the way out."""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Mapping
from datetime import date
from typing import Any

from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import LINE
from evidentia.content.rules import rule_from
from evidentia.model.evidence import ReadDepth, Record, Source, Topic
from evidentia.model.when import Period, When

SECTIONS = (
    "necessity",
    "standard",
    "investigational",
    "dosing",
    "for",
    "against",
    "alternatives",
    "timing",
    "safety",
    "pitfalls",
    "precedents",
    "coding",
    "definitions",
)
ROLES = ("supports", "opposes", "context")
STATUSES = ("verified", "recalled")
_TOPIC_KEYS = frozenset(
    [
        "id",
        "title",
        "condition",
        "ingredient",
        "policies",
        "owner",
        "verified_on",
        "review_due",
        "direct",
        LINE,
    ]
)
_RECORD_KEYS = frozenset(
    [
        "id",
        "type",
        "status",
        "source",
        "says",
        "plain",
        "figures",
        "section",
        "role",
        "locator",
        "recalled_parts",
        "to_check",
        "in_force",
        "superseded_by",
        "when",
        "when_mode",
        "population",
        "order",
        "tier",
        "facts",
        "checked_on",
        "data",
        "note",
    ]
)


def source_from(data: Mapping[str, Any]) -> Source:
    """One entry of sources.yaml, checked."""
    return source_of(checked_source(data))


def checked_source(data: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of sources.yaml as plain data that `source_of` takes as it is."""
    where = _where(data)
    depth = _text(data, "read_depth")
    if depth not in tuple(ReadDepth):
        raise ContentError(
            where,
            f'"{depth}" is not a read depth',
            "a reader must know how much of a source was read",
            f"choose one of: {', '.join(ReadDepth)}",
        )
    year = data.get("year")
    checked = {
        "id": _text(data, "id"),
        "kind": _text(data, "kind"),
        "title": _text(data, "title"),
        "authors": str(data.get("authors", "")),
        "publisher": str(data.get("publisher", "")),
        "year": int(year) if year is not None else None,
        "identifiers": {k: str(v) for k, v in (data.get("identifiers") or {}).items() if k != LINE},
        "read_depth": depth,
        "via": str(data.get("via") or ""),
        "published": _when(data, "published"),
        "superseded_by": data.get("superseded_by"),
        "superseded_on": _when(data, "superseded_on"),
        "retracted": bool(data.get("retracted", False)),
        "checked_on": _day(data, "checked_on"),
    }
    return checked


def source_of(checked: Mapping[str, Any]) -> Source:
    """Checked plain data -> Source."""
    return Source(
        **{
            **checked,
            "read_depth": ReadDepth(checked["read_depth"]),
            "published": _parsed(checked["published"]),
            "superseded_on": _parsed(checked["superseded_on"]),
            "checked_on": _date(checked["checked_on"]),
        }
    )


def record_from(data: Mapping[str, Any], topic: str) -> Record:
    """One record of a topic, checked. Prose is filled from figures when it is shown, so the two cannot disagree."""
    return record_of(checked_record(data), topic)


def checked_record(data: Mapping[str, Any]) -> dict[str, Any]:
    """One record as plain data that `record_of` takes as it is; its digest is that of its canonical JSON."""
    where = _where(data)
    if unknown := sorted(set(data) - _RECORD_KEYS - {LINE}):
        raise ContentError(
            where,
            f'unknown field "{unknown[0]}"',
            "a misspelt field would be lost silently",
            "see docs/content.md for the fields of a record; type-specific ones go under data",
        )
    status = _one_of(data, "status", STATUSES)
    says, plain = str(data.get("says") or ""), str(data.get("plain") or "")
    if status == "recalled" and (says or plain):
        raise ContentError(
            where,
            "a recalled record speaks",
            "what nobody has read may not be stated as a fact",
            "empty says and plain, and write to_check instead; or verify the record",
        )
    figures = bare(data.get("figures") or {})
    _check_places(where, figures, says, plain)
    period_from(data.get("in_force"), where)
    return {
        "id": _text(data, "id"),
        "type": _text(data, "type"),
        "status": status,
        "source": _text(data, "source"),
        "says": says,
        "plain": plain,
        "figures": figures,
        "section": _one_of(data, "section", SECTIONS),
        "role": _one_of(data, "role", ROLES),
        "locator": str(data.get("locator") or ""),
        "recalled_parts": list(data.get("recalled_parts") or ()),
        "to_check": str(data.get("to_check") or ""),
        "in_force": bare(data.get("in_force")),
        "superseded_by": data.get("superseded_by"),
        "when": _checked_rule(data, "when", where),
        "order": int(data.get("order", 100)),
        "facts": list(data.get("facts") or ()),
        "checked_on": _day(data, "checked_on"),
        "digest": digest_of(data),
        "data": {
            **bare(data.get("data") or {}),
            "tier": data.get("tier", "core"),
            "when_mode": data.get("when_mode", "not_not_met"),
        },
        "population": _checked_rule(data, "population", where),
        "file": where,
    }


def record_of(checked: Mapping[str, Any], topic: str) -> Record:
    """Checked plain data -> Record."""
    where = checked["file"]
    return Record(
        **{
            **checked,
            "topic": topic,
            "recalled_parts": tuple(checked["recalled_parts"]),
            "facts": tuple(checked["facts"]),
            "in_force": period_from(checked["in_force"], where),
            "checked_on": _date(checked["checked_on"]),
            "when": rule_from(checked["when"], where) if checked["when"] else None,
            "population": rule_from(checked["population"], where) if checked["population"] else None,
        }
    )


def _checked_rule(data: Mapping[str, Any], key: str, where: str) -> Any:
    if not data.get(key):
        return None
    rule_from(data[key], where)
    return data[key]


def topic_from(data: Mapping[str, Any]) -> Topic:
    """The file topic.yaml: what the topic is, who keeps it, until when it is good."""
    return Topic(
        id=_text(data, "id"),
        title=_text(data, "title"),
        condition=_text(data, "condition"),
        ingredient=_text(data, "ingredient"),
        policies=tuple(data.get("policies") or ()),
        owner=_text(data, "owner"),
        verified_on=_required_day(data, "verified_on"),
        review_due=_required_day(data, "review_due"),
        direct=bare(data.get("direct") or {}),
        data={key: bare(value) for key, value in data.items() if key not in _TOPIC_KEYS},
    )


def period_from(data: Any, where: str) -> Period:
    """`{from: 2019-06-01, to: 2025-10-15}`; both days are inside, an open end is left out."""
    if not data:
        return Period()
    start, end = (_as_day(data.get(key), f"{where} {key}") for key in ("from", "to"))
    if start and end and end < start:
        raise ContentError(
            where,
            f"the period ends ({end}) before it begins ({start})",
            "it would never be in force",
            "swap the two dates",
        )
    return Period(start, end)


def digest_of(data: Any) -> str:
    """sha256 of a record's canonical JSON (sorted keys, no spaces, UTF-8), without its line marks."""
    text = json.dumps(bare(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def places(template: str) -> set[str]:
    """The names in braces of a template."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def _check_places(where: str, figures: Mapping[str, Any], *templates: str) -> None:
    for template in templates:
        try:
            unknown = places(template) - set(figures)
        except ValueError as error:
            raise ContentError(
                where,
                f"a template cannot be read ({error})",
                "braces hold the name of a figure",
                "write {{ for a brace",
            ) from None
        if unknown:
            raise ContentError(
                where,
                f'the sentence uses the figure "{min(unknown)}", which the record does not have',
                "prose is filled from figures",
                "add it under figures, or correct the name",
            )


def _where(data: Mapping[str, Any]) -> str:
    return str(data.get(LINE, "content"))


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if value is None or value == "":
        raise ContentError(_where(data), f'the field "{key}" is missing', "every record needs it", f"add {key}: …")
    return str(value)


def _one_of(data: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    value = _text(data, key)
    if value not in allowed:
        raise ContentError(
            _where(data),
            f'{key} is "{value}"',
            "it decides where and how the record speaks",
            f"choose one of: {', '.join(allowed)}",
        )
    return value


def _as_day(value: Any, where: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ContentError(
            where, f'"{value}" is not a day', "periods are compared by day", "write YYYY-MM-DD"
        ) from None


def _date(checked: str | None) -> date | None:
    return date.fromisoformat(checked) if checked else None


def _parsed(checked: str | None) -> When | None:
    return When.parse(checked) if checked else None


def _day(data: Mapping[str, Any], key: str) -> str | None:
    day = _as_day(data.get(key), f"{_where(data)} {key}")
    return day.isoformat() if day else None


def _required_day(data: Mapping[str, Any], key: str) -> date:
    day = _as_day(_text(data, key), f"{_where(data)} {key}")
    assert day is not None
    return day


def _when(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        return str(When.parse(str(value)))
    except ValueError as error:
        raise ContentError(f"{_where(data)} {key}", str(error), "", "") from None


def bare(value: Any) -> Any:
    """A value of YAML without its line marks."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key != LINE}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value
