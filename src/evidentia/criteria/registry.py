"""The tests by name: each is a module of `evidentia.criteria.tests`, loaded when a rule first asks for it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from evidentia.content.errors import ContentError
from evidentia.criteria.context import Context
from evidentia.model.policy import Rule, RuleKind
from evidentia.model.rationale import Rationale


class Test(Protocol):
    """What a module of criteria/tests offers."""

    ARGS: Mapping[str, str]  # name -> what it is; a name that ends in "?" may be left out

    def evaluate(self, args: Mapping[str, Any], context: Context) -> Rationale: ...


@cache
def names() -> tuple[str, ...]:
    """All tests, by name."""
    package = importlib.import_module("evidentia.criteria.tests")
    return tuple(sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")))


@cache
def test_named(name: str, where: str = "") -> Any:
    """The module of a test. ContentError with near names where there is none."""
    try:
        return importlib.import_module(f"evidentia.criteria.tests.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"evidentia.criteria.tests.{name}":
            raise
    import difflib

    near = difflib.get_close_matches(name, names(), 3, 0.5) or names()
    raise ContentError(
        where or "rule",
        f'there is no test "{name}"',
        "a rule names a test of criteria/tests",
        f"choose from: {', '.join(near)}",
    )


def check_rule(rule: Rule, vocabulary: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the tests of a rule: unknown names, missing or unknown arguments, values that do not read."""
    if rule.kind is not RuleKind.TEST:
        for child in rule.children:
            yield from check_rule(child, vocabulary)
        return
    try:
        test = test_named(rule.test, rule.line)
    except ContentError as error:
        yield f"{error.what}; {error.way_out}"
        return
    allowed = {name.rstrip("?"): name.endswith("?") for name in test.ARGS}
    for name in rule.args:
        if name not in allowed:
            yield f'{rule.test} has no argument "{name}"; it has {", ".join(allowed)}'
    for name, optional in allowed.items():
        if not optional and name not in rule.args:
            yield f'{rule.test} needs the argument "{name}": {test.ARGS[name]}'
    check = getattr(test, "check", None)
    if check is not None:
        yield from check(rule.args, vocabulary)
