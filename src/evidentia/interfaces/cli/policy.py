"""`evidentia policy`: a payer's criteria against the evidence, and against another policy's."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from evidentia.answer.render.text import fill
from evidentia.content.errors import InputError
from evidentia.content.from_yaml import content_root
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
    draft = actions.add_parser("draft", help="from the text of a coverage policy, each criterion with its quoted place")
    draft.add_argument("file", type=Path, metavar="FILE", help="text, PDF, Word or HTML")
    draft.add_argument("--id", required=True, metavar="ISSUER/NAME")
    draft.add_argument("--topic", required=True)
    draft.add_argument("--out", type=Path, metavar="FILE")
    draft.set_defaults(run=_draft)
    adopt = actions.add_parser("adopt", help="put a draft in force that a person has confirmed, criterion by criterion")
    adopt.add_argument("draft", type=Path, metavar="DRAFT")
    adopt.set_defaults(run=_adopt)


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


def _draft(arguments: argparse.Namespace) -> int:
    import yaml

    from evidentia.authoring.draft import drafted
    from evidentia.findings.from_file import read_text
    from evidentia.interfaces.cli import output

    library = load()
    if arguments.topic not in library.topics:
        known = ", ".join(sorted(library.topics))
        raise InputError(f'topic "{arguments.topic}"', "there is no such topic", "", f"choose from: {known}")
    text = read_text(arguments.file)
    data = drafted(arguments.file.name, text, arguments.id, arguments.topic, library.vocabulary)
    head = "# Read by machine; in force nowhere. A person fills in plain, rule and confirmed_by of each criterion; then: evidentia policy adopt\n"
    output.deliver(head + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110), arguments.out)
    return 0


def _adopt(arguments: argparse.Namespace) -> int:
    from evidentia.authoring.draft import adopted

    print(f"written: {adopted(arguments.draft, content_root())}")
    return 0


def _side(criterion: Criterion | None, policy: Policy) -> str:
    return f"{criterion.id} {criterion.text}" if criterion else f"{policy.id} has nothing of the kind"


def _named(name: str, library: Library, as_of: date) -> Policy:
    from evidentia.app import policy_named

    return policy_named(name, library, as_of)


def _service(policy: Policy, library: Library) -> str:
    topic = library.topics.get(policy.topic)
    return topic.title if topic else policy.title
