"""A draft that a person has confirmed, criterion by criterion -> a policy of the content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from evidentia.content.errors import InputError
from evidentia.content.from_yaml import parse
from evidentia.content.policies import policy_from
from evidentia.content.records import bare

_OF_THE_DRAFT = ("place", "confidence", "not_expressed", "confirmed_by", "rule")


def adopted(draft: Path, root: Path) -> Path:
    """Write the policy of a draft into the content.

    Errors: InputError where a criterion is not confirmed, has no rule or no plain wording, and where the policy exists:
    nothing is written.
    """
    try:
        data = bare(parse(draft.read_bytes(), draft.name))
    except FileNotFoundError:
        raise InputError(str(draft), "there is no such file", "", "check the name") from None
    if not isinstance(data, dict) or "draft" not in data:
        raise InputError(draft.name, "it is no draft", "nothing was written", "make one with: evidentia policy draft")
    open_ones = [f"{c['id']} ({lack})" for p in data["pathways"].values() for c in p for lack in _lacks(c)]
    if open_ones:
        raise InputError(
            draft.name,
            f"a person has not settled: {', '.join(open_ones)}",
            "a policy that nobody has confirmed is never in force",
            "fill in confirmed_by, rule and plain of each criterion",
        )
    policy = {key: value for key, value in data.items() if key != "draft"}
    policy["pathways"] = {kind: [_settled(c) for c in criteria] for kind, criteria in data["pathways"].items()}
    policy["note"] = f"Read from {data['draft']['from']}; confirmed by {', '.join(_names(data))}."
    policy_from(policy, draft.name)
    target = root / "policies" / str(policy["id"]) / "policy.yaml"
    if target.exists():
        raise InputError(str(target), "it is there already", "nothing was written", "choose another id")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(policy, sort_keys=False, allow_unicode=True, width=110), "utf-8")
    return target


def _lacks(criterion: dict[str, Any]) -> list[str]:
    return [name for name in ("confirmed_by", "rule", "plain") if not criterion.get(name)]


def _settled(criterion: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in criterion.items() if k not in _OF_THE_DRAFT}, **criterion["rule"]}


def _names(data: dict[str, Any]) -> list[str]:
    return sorted({str(c["confirmed_by"]) for p in data["pathways"].values() for c in p})
