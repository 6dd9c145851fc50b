"""`evidentia policy`: a payer's criteria against the evidence, and against another policy's."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from evidentia.answer.render.text import fill
from evidentia.content.loader import load
from evidentia.model.evidence import Library
from evidentia.model.policy import Criterion, Policy


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command with its actions."""
    parser = commands.add_parser("policy", help="criteria against the evidence, and policy against policy")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    gaps = actions.add_parser(
        "gaps", help="each criterion: in regulation, matches guideline, stricter, looser, no evidence"
    )
    gaps.add_argument("policy", metavar="ID")
    gaps.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="DATE")
    gaps.add_argument("--format", choices=("text", "csv"), default="text", help="csv: the columns of an audit sheet")
    gaps.add_argument("--out", type=Path, metavar="FILE")
    gaps.set_defaults(run=_gaps)
    compare = actions.add_parser("compare", help="the criteria of two policies side by side")
    compare.add_argument("first", metavar="ID")
    compare.add_argument("second", metavar="ID")
    compare.set_defaults(run=_compare)


def _gaps(arguments: argparse.Namespace) -> int:
    from evidentia.coverage.gaps import LABELS, audit_sheet, gaps
    from evidentia.interfaces.cli import output

    library = load()
    as_of = arguments.as_of or date.today()
    policy = _named(arguments.policy, library, as_of)
    found = gaps(policy, library, as_of)
    if arguments.format == "csv":
        output.deliver(audit_sheet(policy, found, library, _service(policy, library)), arguments.out)
        return 0
    lines = [
        f"{policy.title} ({policy.id}, version {policy.version}) against the records of its topic, as of {as_of}",
        "",
    ]
    for gap in found:
        lines.append(fill(f"{gap.criterion.id} {LABELS[gap.label].upper()}: {gap.criterion.text}", "", "   "))
        for support, record in gap.support:
            source = library.sources[record.source]
            lines.append(
                fill(
                    f"{LABELS[support.relation]}: {support.why} [{record.id}: {source.title}, {source.year or 'no year'}]",
                    "   - ",
                    "     ",
                )
            )
    lines += [
        "",
        "The labels are an author's judgement over the records read, each with its reason; no evidence found means: in these records.",
    ]
    output.deliver("\n".join(lines), arguments.out)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from evidentia.coverage.gaps import compared

    library = load()
    first, second = (_named(name, library, date.today()) for name in (arguments.first, arguments.second))
    lines = [f"{first.id} | {second.id}", ""]
    for pair in compared(first, second):
        lines.append(fill(_side(pair.first, first), "< ", "  "))
        lines.append(fill(_side(pair.second, second), "> ", "  "))
        lines += [fill(f"differs in {difference}", "  * ", "    ") for difference in pair.differences]
        lines.append("")
    print(
        "\n".join([*lines, "Matched by what the criteria ask about; which one asks for more is for a person to judge."])
    )
    return 0


def _side(criterion: Criterion | None, policy: Policy) -> str:
    return f"{criterion.id} {criterion.text}" if criterion else f"{policy.id} has nothing of the kind"


def _named(name: str, library: Library, as_of: date) -> Policy:
    from evidentia.app import policy_named

    return policy_named(name, library, as_of)


def _service(policy: Policy, library: Library) -> str:
    topic = library.topics.get(policy.topic)
    return topic.title if topic else policy.title
