"""The mutation harness: honest statements must pass the check, and each of twelve kinds of change must be caught.

Cases are varied (values, dates, products, missing lines) from the two examples by a seeded generator; every statement of every
article is mutated in every way that it allows. `python benchmarks/mutations.py` prints a table and writes JSON.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from evidentia.answer.verify import World, verify, world_of
from evidentia.app import assess, split_case
from evidentia.content.loader import load
from evidentia.model.assessment import Assessment, Statement
from evidentia.model.frozen import changed

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("seed_complete.txt", "seed_poor.txt")
LEAST = 10_000
SWAPS: dict[str, tuple[tuple[str, str], ...]] = {
    "unit": (("g/g", "mg/g"), ("mg/m2", "mg/kg"), ("g/day", "mg/day"), (" mg", " g"), ("months", "weeks"), ("weeks", "days"), ("days", "weeks"), (" %", " points"), ("points", "%")),
    "direction": (("rose", "fell"), ("fell", "rose"), ("a rise", "a fall"), ("a fall", "a rise"), ("higher", "lower"), ("more frequent", "less frequent"), ("below", "above"), ("above", "below"), ("more", "less"), ("better", "worse"), ("down", "up"), ("less", "more"), ("failed", "achieved")),
    "source": (("EULAR", "ACR"), ("ACR", "KDIGO"), ("KDIGO", "EULAR"), ("LUNAR", "EXPLORER"), ("EXPLORER", "LUNAR"), ("BLISS", "LUNAR"), ("REGENCY", "AURORA"), ("Cigna", "Aetna")),
    "strength": (("conditional", "strong"), ("strong", "conditional"), ("may be", "must be"), ("should be considered", "must be given"), ("low", "high"), ("recommended", "required"), ("recommends", "requires"), ("consider", "require"), ("may ", "must ")),
    "population": (("refractory", "newly diagnosed"), ("relapsing", "first-line"), ("adults", "children"), ("nephritis", "arthritis"), ("kidney", "skin"), ("randomized", "observational"), ("uncontrolled", "randomized"), ("placebo", "belimumab")),
    "drug": (("rituximab", "belimumab"), ("Rituximab", "Belimumab"), ("belimumab", "voclosporin"), ("Belimumab", "Voclosporin"), ("mycophenolate", "azathioprine"), ("cyclophosphamide", "cyclosporine"), ("obinutuzumab", "rituximab"), ("Obinutuzumab", "Ocrelizumab"), ("hydroxychloroquine", "hydroxyzine"), ("Ruxience", "Rituxan")),
}  # fmt: skip


def variants(seed: int = 7) -> Iterator[tuple[str, str, date]]:
    """Question, chart and date of endless varied cases."""
    rng = random.Random(seed)
    sources = [split_case((ROOT / "examples" / name).read_text("utf-8")) for name in EXAMPLES]
    while True:
        question, chart = rng.choice(sources)
        shift = timedelta(days=rng.randrange(-200, 200))
        chart = re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", partial(_shifted, shift=shift), chart)
        chart = re.sub(r"(?<=   )(\d\.\d)(?=   )", lambda m: f"{float(m[1]) * rng.uniform(0.5, 1.6):.1f}", chart)
        for product in ("Ruxience",):
            chart = chart.replace(product, rng.choice(("Ruxience", "Truxima", "Riabni")))
        lines = [line for line in chart.split("\n") if rng.random() > 0.04]
        yield question, "\n".join(lines), date(2026, 1, 5) + shift


def _shifted(match: re.Match[str], shift: timedelta) -> str:
    day = date(int(match[3]), int(match[1]), int(match[2])) + shift
    return f"{day:%m/%d/%Y}"


def _swap(kind: str) -> Callable[[str, random.Random], str | None]:
    def mutate(text: str, rng: random.Random) -> str | None:
        found = [(a, b) for a, b in SWAPS[kind] if re.search(rf"(?<![\w-]){re.escape(a.strip())}(?![\w-])", text)]
        if not found:
            return None
        a, b = rng.choice(found)
        return re.sub(rf"(?<![\w-]){re.escape(a.strip())}(?![\w-])", b.strip(), text, count=1)

    return mutate


def _number(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-]|\.\d)", text))
    if not found:
        return None
    match = rng.choice(found)
    digit = str((int(match.group()[-1]) + rng.randrange(1, 9)) % 10)
    return text[: match.end() - 1] + digit + text[match.end() :]


def _arms(text: str, rng: random.Random) -> str | None:
    match = re.search(r"(\d+(?:\.\d+)?)([^.;]*?\b(?:against|to|of)\b[^.;\d]*?)(\d+(?:\.\d+)?)", text)
    if match is None or match[1] == match[3]:
        return None
    return text[: match.start()] + match[3] + match[2] + match[1] + text[match.end() :]


def _year(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\b(?:19|20)\d\d", text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + str(int(match.group()) + rng.choice((-3, -2, -1, 1, 2, 3))) + text[match.end() :]


def _negated(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\b(?:is|are|was|were|has|have|names|shows|had|can)\b", text))
    if not found:
        return None
    match = rng.choice(found)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def _dropped(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\b(?:not|no|none|never|without|cannot)\b ?", text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + text[match.end() :]


KINDS: dict[str, Callable[[str, random.Random], str | None]] = {
    "changed number": _number,
    "unit": _swap("unit"),
    "arm": _arms,
    "direction": _swap("direction"),
    "negation": _negated,
    "source": _swap("source"),
    "year": _year,
    "strength": _swap("strength"),
    "population": _swap("population"),
    'dropped "not"': _dropped,
    "swapped drug": _swap("drug"),
}


def measure(least: int = LEAST, seed: int = 7) -> dict[str, Any]:
    """Statements checked, false alarms, and for each kind how many mutations were made and caught."""
    rng = random.Random(seed)
    library = load()
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    missed: list[dict[str, str]] = []
    statements = alarms = 0
    cases = variants(seed)
    while statements < least:
        question, chart, as_of = next(cases)
        result = assess(question, [("chart.txt", chart)], as_of=as_of, library=library)
        alarms += len(result.removed)
        statements += len(result.statements) + len(result.removed)
        world = world_of(result.statements, result.question.text, result.chart, result.as_of, library)
        for statement in result.statements:
            alarms += _alarm(statement, world)
            _mutate_all(statement, result, world, rng, made, caught, missed)
    rates = {kind: 100 * caught[kind] / made[kind] for kind in made}
    return {
        "statements": statements,
        "false_alarms": alarms,
        "false_alarm_percent": 100 * alarms / statements,
        "mutations": len(made),
        "made": sum(made.values()),
        "caught_percent": 100 * sum(caught.values()) / sum(made.values()),
        "by_kind": {
            kind: {"made": made[kind], "caught": caught[kind], "percent": rates[kind]} for kind in sorted(made)
        },
        "missed": missed[:20],
    }


def _alarm(statement: Statement, world: World) -> int:
    check = verify(statement, world).check
    return int(check is None or check.verdict == "removed")


def _mutate_all(
    statement: Statement,
    result: Assessment,
    world: World,
    rng: random.Random,
    made: Counter[str],
    caught: Counter[str],
    missed: list[dict[str, str]],
) -> None:
    for kind, mutate in KINDS.items():
        text = mutate(statement.text, rng)
        if text is not None and text != statement.text:
            _judge(kind, changed(statement, text=text, check=None), statement, world, made, caught, missed)
    others = [s for s in result.statements if s.citations and s.citations != statement.citations]
    if statement.citations and others:
        borrowed = changed(statement, citations=rng.choice(others).citations, check=None)
        _judge("swapped citation", borrowed, statement, world, made, caught, missed)


def _judge(
    kind: str,
    mutated: Statement,
    original: Statement,
    world: World,
    made: Counter[str],
    caught: Counter[str],
    missed: list[dict[str, str]],
) -> None:
    made[kind] += 1
    if _alarm(mutated, world):
        caught[kind] += 1
    else:
        missed.append({"kind": kind, "from": original.text, "to": mutated.text})


def main() -> int:
    result = measure()
    print(
        f"{result['statements']} statements, {result['false_alarms']} false alarms ({result['false_alarm_percent']:.3f} %)"
    )
    for kind, row in result["by_kind"].items():
        print(f"  {kind:<18}{row['made']:>8} made {row['caught']:>8} caught {row['percent']:>8.2f} %")
    print(f"caught {result['caught_percent']:.3f} % of {result['made']}")
    for miss in result["missed"]:
        print(f"  missed {miss['kind']}: {miss['from']} -> {miss['to']}")
    (ROOT / "benchmarks" / "mutations.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
