"""`evidentia precedents` and `evidentia evaluate precedents`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from evidentia.answer.render.text import fill
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.library.root import default_root
from evidentia.precedents import Comparison, comparison
from evidentia.precedents.decision import in_order
from evidentia.precedents.readers import decisions
from evidentia.precedents.shelf import Shelf


def added(files: Sequence[Path], root: Path | None) -> str:
    """Read every file first, so that a broken one leaves nothing half added."""
    found = [(path, decisions(path)) for path in files]
    shelf = Shelf(root or default_root())
    lines = []
    for path, those in found:
        new, replaced = shelf.add(those)
        lines.append(f"{path.name}: {len(those)} decisions read, {new} added, {replaced} replaced by a fuller text")
    return "\n".join(lines)


def found(treatment: str, condition: str, root: Path | None) -> str:
    """The comparison for the terminal."""
    shelf = Shelf(root or default_root())
    if not shelf.exists:
        raise InputError(
            "precedents", "no decision was added yet", "there is nothing to look up", "evidentia precedents add FILE"
        )
    names = _names(treatment)
    comparable = comparison(shelf.all(), [treatment, *names], [condition])
    if comparable is None:
        return f"No decision at hand asks for {treatment} and names {condition}."
    return _said(comparable, treatment, condition)


def _names(treatment: str) -> list[str]:
    """Every name that the vocabulary has for a drug, where it is one."""
    for concept, entry in load().vocabulary["drugs"].items():
        names = [concept, *(entry.get("names") or ()), *(entry.get("products") or ())]
        if treatment.lower() in (str(name).lower() for name in names):
            return [str(name) for name in names]
    return []


def _said(found: Comparison, treatment: str, condition: str) -> str:
    lost = found.total - found.overturned
    lines = [
        f"{treatment} in {condition}: {found.total} decisions, {found.first} to {found.last} ({', '.join(found.bodies)})",
        f"{found.overturned} overturned in the patient's favour, {lost} upheld: {100 * found.overturned / found.total:.0f} % (95 % CI {100 * found.low:.0f} to {100 * found.high:.0f})",
        f"last five of these years: {found.recent[0]} of {found.recent[1]}; before: {found.earlier[0]} of {found.earlier[1]}",
        f"chosen: {found.rule}",
        "",
    ]
    for decision in found.examples:
        outcome = "overturned" if decision.overturned else "upheld"
        failed = f"; tried before: {', '.join(decision.failed)}" if decision.failed else ""
        via = f"; {decision.via}" if decision.via else ""
        lines.append(fill(f"{outcome} {decision.id} ({decision.year}{via}){failed}: {decision.text}", "- ", "  "))
    return "\n".join([*lines, "", "Other patients' requests: no forecast of one request, and no verdict."])


def evaluated(path: Path, form: str) -> str:
    """The scores of the expected share on an export, with the baselines in the same run."""
    from evidentia.evaluation.precedents import score, table

    try:
        report = score(in_order(decisions(path)))
    except ValueError as error:
        raise InputError(path.name, str(error), "", "use the full export") from None
    return json.dumps(report.as_json(), indent=1) if form == "json" else table(report)
