"""`evidentia content`: check what is known, and write more of it."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.content.from_yaml import content_root
from evidentia.content.loader import load


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command with its actions."""
    parser = commands.add_parser("content", help="check what is known, and write more of it")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    actions.add_parser("check", help="references, figures, rules, cases, plain wording").set_defaults(run=_check)
    _add_new(actions)
    schema = actions.add_parser("schema", help="JSON Schemas of the content files, for editors")
    schema.add_argument("folder", type=Path, metavar="DIR")
    schema.set_defaults(run=_schema)
    coverage = actions.add_parser("coverage", help="which records no case exercises")
    coverage.add_argument(
        "folders", type=Path, nargs="*", metavar="DIR", help="labelled charts, beside the cases of the policies"
    )
    coverage.set_defaults(run=_coverage)
    diff = actions.add_parser("diff", help="what a change of content does to past cases")
    diff.add_argument("before", type=Path, metavar="OLD_CONTENT", help="the folder of the content before the change")
    diff.add_argument(
        "folders", type=Path, nargs="*", metavar="DIR", help="labelled charts, beside the cases of the policies"
    )
    diff.set_defaults(run=_diff)
    verify = actions.add_parser("verify", help="does each figure stand in a local copy of its source?")
    verify.add_argument(
        "copies", type=Path, metavar="DIR", help="files named by source: src.lunar.pdf, src.lunar.html …"
    )
    verify.add_argument("--topic", metavar="TOPIC", help="only the records of one topic")
    verify.set_defaults(run=_verify)


def _add_new(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("new", help="files to be filled in, which pass the check as they are")
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True)
    topic = kinds.add_parser("topic", help="a treatment for a condition")
    topic.add_argument("name", metavar="NAME")
    topic.add_argument("--condition", required=True, help="a concept of vocabulary/conditions.yaml")
    topic.add_argument("--ingredient", required=True, help="a concept of vocabulary/drugs.yaml")
    topic.add_argument("--owner", default="to be named")
    topic.set_defaults(run=_new_topic)
    policy = kinds.add_parser("policy", help="criteria of one issuer")
    policy.add_argument("name", metavar="ISSUER/NAME")
    policy.add_argument("--topic", required=True)
    policy.set_defaults(run=_new_policy)
    case = kinds.add_parser("case", help="a labelled chart")
    case.add_argument("name", metavar="NAME")
    case.add_argument("--policy", required=True, metavar="ID")
    case.add_argument("--into", type=Path, default=Path("tests/cases/determinations"), metavar="DIR")
    case.set_defaults(run=_new_case)


def _check(_: argparse.Namespace) -> int:
    from evidentia.evaluation.content import check, report

    problems, counts = check()
    print(report(problems, counts))
    return 1 if problems else 0


def _new_topic(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import skeleton

    vocabulary = load().vocabulary
    for concept, kind in ((arguments.condition, "conditions"), (arguments.ingredient, "drugs")):
        if concept not in vocabulary[kind]:
            raise InputError(
                f'"{concept}"',
                f"it is no concept of vocabulary/{kind}.yaml",
                "a chart would never be understood to name it",
                "add it there first, with the names that charts use",
            )
    _tell(
        skeleton.topic(
            content_root(), arguments.name, arguments.condition, arguments.ingredient, arguments.owner, date.today()
        )
    )
    return 0


def _new_policy(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import skeleton

    topics = load().topics
    if arguments.topic not in topics:
        raise InputError(
            f'topic "{arguments.topic}"', "there is no such topic", "", f"choose from: {', '.join(sorted(topics))}"
        )
    condition = topics[arguments.topic].condition
    issuer = arguments.name.partition("/")[0]
    _tell(skeleton.policy(content_root(), arguments.name, arguments.topic, condition, issuer, date.today()))
    return 0


def _new_case(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import skeleton

    library = load()
    if arguments.policy not in library.policies:
        known = ", ".join(sorted(library.policies))
        raise InputError(f'policy "{arguments.policy}"', "there is no such policy", "", f"choose from: {known}")
    policy = library.policies[arguments.policy][-1]
    topic = library.topics[policy.topic]
    question = f"Is {topic.ingredient} medically necessary for {topic.condition}?"
    criteria = [criterion.id for criterion in policy.pathways[0].criteria]
    _tell(skeleton.case(arguments.into, arguments.name, question, policy.id, criteria, date.today()))
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import schema

    _tell(schema.write(arguments.folder))
    return 0


def _coverage(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import charts, coverage

    library = load()
    every = (*charts.beside_policies(library), *(c for folder in arguments.folders for c in charts.of_folder(folder)))
    print(coverage.table(coverage.coverage(library, every)))
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import charts, difference

    old, new = load(_folder(arguments.before)), load()
    every = (*charts.beside_policies(new), *(c for folder in arguments.folders for c in charts.of_folder(folder)))
    print(difference.table(difference.changes(old, new, every)))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from evidentia.authoring import figures

    records = load().records.values()
    chosen = [r for r in records if arguments.topic in (None, r.topic)]
    print(figures.table(figures.confirmations(chosen, _folder(arguments.copies))))
    return 0


def _tell(paths: list[Path]) -> None:
    for path in paths:
        print(f"written: {path}")


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise InputError(str(path), "there is no such folder", "", "check the name")
    return path
