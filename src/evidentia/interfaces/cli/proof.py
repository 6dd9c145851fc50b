"""The proof of one criterion: its tree of rules, the value of each, and the words of the chart under it."""

from __future__ import annotations

from evidentia.content.errors import InputError
from evidentia.ledger.place import place
from evidentia.model.assessment import Assessment
from evidentia.model.rationale import CriterionResult, Rationale


def text(assessment: Assessment, criterion: str) -> str:
    """Every policy's criterion of that name. InputError with the names that exist where there is none."""
    found = [(d.policy, c) for d in assessment.determinations for c in d.criteria if c.id.lower() == criterion.lower()]
    if not found:
        names = ", ".join(c.id for d in assessment.determinations for c in d.criteria)
        raise InputError(
            f'criterion "{criterion}"',
            "no policy of this assessment has it",
            "",
            f"choose from: {names or 'none'}",
        )
    return "\n\n".join(_criterion(assessment, policy, result) for policy, result in found)


def _criterion(assessment: Assessment, policy: str, result: CriterionResult) -> str:
    head = [f"{policy} {result.id}: {result.text}", f"{result.truth!r}: {result.because}"]
    missing = [f"missing: {m.text} ({m.who})" for m in result.missing]
    return "\n".join([*head, *missing, "", *_lines(assessment, result.rationale, 0)])


def _lines(assessment: Assessment, node: Rationale, depth: int) -> list[str]:
    indent = "  " * depth
    lines = [f"{indent}{node.label}: {node.truth!r}" + (f" - {node.because.text}" if not node.children else "")]
    if not node.children:
        lines += [f"{indent}    {quote}" for name in node.findings for quote in _quotes(assessment, name)]
    return lines + [line for child in node.children for line in _lines(assessment, child, depth + 1)]


def _quotes(assessment: Assessment, name: str) -> list[str]:
    finding = next((f for f in assessment.chart.findings if f.id == name), None)
    if finding is None:
        return []
    documents = {document.id: document for document in assessment.chart.documents}
    return [
        f'{name} {place(documents[s.document], s)}: "{" ".join(assessment.chart.text_of(s).split())}"'
        for s in finding.spans
    ]
