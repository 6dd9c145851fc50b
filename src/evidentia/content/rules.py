"""A mapping of YAML -> Rule. The tests named in it are defined in `evidentia.criteria.tests`."""

from __future__ import annotations

from typing import Any

from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import LINE
from evidentia.model.policy import Rule, RuleKind

# keys that may stand beside a rule without being one
_BESIDE = frozenset(
    {LINE, "id", "text", "plain", "section", "source", "on_not_met", "ask", "when_undocumented", "note"}
)


def rule_from(data: Any, where: str) -> Rule:
    """Read one rule: a combinator (`all_of`, `any_of`, `at_least`, `not`, `except`) or one test with its arguments.

    Errors: ContentError with file:line where a node names no rule, or more than one.

    >>> rule_from({"not": {"diagnosis": {"concept": "lupus nephritis"}}}, "x.yaml:1").kind
    <RuleKind.NOT: 'not'>
    """
    if not isinstance(data, dict):
        raise ContentError(
            where,
            f"a rule is a mapping, this is {type(data).__name__}",
            "a rule names one test or one combination",
            "write for example {taking: {any_of: [hydroxychloroquine]}}",
        )
    where = data.get(LINE, where)
    names = [key for key in data if key not in _BESIDE]
    if len(names) != 1:
        raise ContentError(
            where,
            f"a rule names exactly one test or combination, this names {len(names)}: {', '.join(names) or 'none'}",
            "it would not be known how to combine them",
            "put them under all_of or any_of",
        )
    name, body = names[0], data[names[0]]
    text = str(data.get("text", ""))
    if name in ("all_of", "any_of"):
        return Rule(RuleKind(name), _children(body, name, where), text=text, line=where)
    if name == "at_least":
        children = _children(body.get("of"), name, where)
        n = body.get("n")
        if not isinstance(n, int) or not 0 < n <= len(children):
            raise ContentError(
                where,
                f"at_least needs n from 1 to {len(children)}, this has {n}",
                "",
                "write at_least: {n: 2, of: [...]}",
            )
        return Rule(RuleKind.AT_LEAST, children, n=n, text=text, line=where)
    if name == "not":
        return Rule(RuleKind.NOT, (rule_from(body, where),), text=text, line=where)
    if name == "except":
        pair = (rule_from(body.get("rule"), where), rule_from(body.get("unless"), where))
        return Rule(RuleKind.EXCEPT, pair, text=text, line=where)
    return Rule(RuleKind.TEST, test=name, args=_plain(body or {}), text=text, line=where)


def _children(body: Any, name: str, where: str) -> tuple[Rule, ...]:
    if not isinstance(body, list) or not body:
        raise ContentError(
            where,
            f"{name} needs a list of rules",
            "an empty combination decides nothing",
            f"write {name}: [...]",
        )
    return tuple(rule_from(item, where) for item in body)


def _plain(value: Any) -> Any:
    """Arguments without line marks."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != LINE}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
