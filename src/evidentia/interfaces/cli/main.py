"""`evidentia`: parse -> app -> render. Each command imports only what it needs, so that the first line comes fast."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evidentia.content.errors import EvidentiaError, InputError
from evidentia.interfaces.cli import desk
from evidentia.interfaces.cli.library_arguments import add_ask, add_library

AUDIENCES = ("clinician", "staff", "reviewer", "patient")
LETTERS = ("necessity", "appeal", "peer-to-peer", "rationale", "notice", "patient")
FORMATS = ("text", "markdown", "html", "json")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 2 with one clear line on standard error for input that cannot be used."""
    gc.disable()  # a command lives for a fraction of a second: collecting its garbage costs more than the garbage
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except EvidentiaError as error:
        print(f"evidentia: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader (head, less) has closed: nothing is lost
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("evidentia: stopped; nothing was written", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evidentia",
        description="Is this treatment medically necessary and standard of care for this patient, and how do we know?",
        epilog="It informs a clinician's decision. It never denies, and it decides nothing.",
    )
    from evidentia.interfaces.cli import content, policy

    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_assess(commands)
    _add_brief(commands)
    _add_letter(commands)
    _add_explain(commands)
    _add_read(commands)
    _add_look_ups(commands)
    _add_precedents(commands)
    add_library(commands)
    add_ask(commands, _add_case_arguments, _add_output_arguments)
    _add_evaluate(commands)
    policy.add(commands)
    content.add(commands)
    desk.add(commands)
    return parser


def _add_case_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question",
        metavar="QUESTION_OR_FILE",
        help="the question in quotes, or a file: its first paragraph is the question, the rest the chart",
    )
    parser.add_argument(
        "charts",
        metavar="CHART",
        nargs="*",
        help="files of the chart: text, PDF, Word, RTF, HTML, CSV, FHIR, C-CDA, a zip or a folder of them",
    )
    _add_service_arguments(parser)


def _add_service_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="date of service, YYYY-MM-DD (default: the first requested dose in the chart, else today)",
    )
    parser.add_argument(
        "--policy",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="policies to apply; the first gives the verdict",
    )
    parser.add_argument(
        "--kind",
        choices=("initiation", "continuation"),
        help="kind of request, where the question does not say",
    )


def _add_output_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audience", choices=AUDIENCES, default="clinician")
    parser.add_argument(
        "--format", choices=FORMATS, default=None, help="default: text, or what the name of --out ends in"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")


def _add_assess(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("assess", help="assess a request and print the article")
    _add_case_arguments(parser)
    _add_output_arguments(parser)
    parser.set_defaults(run=_assess)


def _add_brief(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("brief", help="the strongest case for, or against, from the same facts")
    _add_case_arguments(parser)
    side = parser.add_mutually_exclusive_group(required=True)
    side.add_argument("--for", dest="side", action="store_const", const="for")
    side.add_argument("--against", dest="side", action="store_const", const="against")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.set_defaults(run=_brief)


def _add_letter(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "letter", help="a letter from an assessment, as text, Word file or PDF; a draft to sign"
    )
    parser.add_argument("letter", metavar="LETTER", choices=LETTERS, help=", ".join(LETTERS))
    _add_case_arguments(parser)
    parser.add_argument(
        "--denial", metavar="FILE", help='the denial letter that an appeal answers; "-" reads a pasted one'
    )
    parser.add_argument("--format", choices=("text", "docx", "pdf"), default=None)
    parser.add_argument("--out", type=Path, metavar="FILE", help="its ending chooses the format where none is given")
    parser.set_defaults(run=_letter)


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("explain", help="the proof of one criterion, with its places in the chart")
    parser.add_argument("question", metavar="CASE", help="a file with question and chart")
    parser.add_argument("criterion", metavar="CRITERION", help='an identifier such as "C2"')
    _add_service_arguments(parser)
    parser.set_defaults(run=_explain, charts=[])


def _add_read(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("read", help="what a chart says, fact by fact, each with its place")
    parser.add_argument("charts", metavar="CHART", nargs="+", help="files, a zip or a folder; all are one chart")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="date of service, YYYY-MM-DD (default: today)")
    parser.add_argument("--format", choices=("text", "json", "html"), default=None)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    parser.set_defaults(run=_read)


def _add_look_ups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("topics", help="what is curated, by whom, until when").set_defaults(run=_topics)
    commands.add_parser("policies", help="the coverage policies that are loaded").set_defaults(run=_policies)
    show = commands.add_parser("show", help="one record, source or policy, with everything behind it")
    show.add_argument("id", metavar="RECORD_ID")
    show.set_defaults(run=_show)


def _add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("evaluate", help="score a folder of labelled cases")
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True)
    determinations = kinds.add_parser(
        "determinations", help="criteria, unknowns, outcomes, false met, what must be said"
    )
    determinations.add_argument("folder", type=Path, metavar="DIR")
    determinations.add_argument("--format", choices=("text", "json"), default="text")
    determinations.set_defaults(run=_evaluate_determinations)
    notes = kinds.add_parser("notes", help="what the reader finds in annotated notes, and every miss")
    notes.add_argument("folder", type=Path, metavar="DIR")
    notes.add_argument("--format", choices=("text", "json"), default="text")
    notes.set_defaults(run=_evaluate_notes)
    precedents = kinds.add_parser("precedents", help="the expected share of overturned denials against what followed")
    precedents.add_argument("file", type=Path, metavar="FILE")
    precedents.add_argument("--format", choices=("text", "json"), default="text")
    precedents.set_defaults(run=_evaluate_precedents)
    retrieval = kinds.add_parser(
        "retrieval", help="nDCG@10 of the search on a test collection, plain engines beside it"
    )
    retrieval.add_argument("folder", type=Path, metavar="DIR")
    retrieval.add_argument(
        "--qrels", metavar="NAME", help="the file of relevant documents (default: qrels.tsv or qrels_test.tsv)"
    )
    retrieval.add_argument("--format", choices=("text", "json"), default="text")
    retrieval.set_defaults(run=_evaluate_retrieval)


def _add_precedents(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("precedents", help="decisions of external review: add, look up; never a verdict")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="exports of California DMHC (IMR) or New York DFS, or structured summaries")
    add.add_argument("files", type=Path, nargs="+", metavar="FILE")
    add.set_defaults(run=_precedents_add)
    find = actions.add_parser("find", help="how comparable denials ended, with examples of both outcomes")
    find.add_argument("treatment", metavar="TREATMENT")
    find.add_argument("condition", metavar="CONDITION")
    find.set_defaults(run=_precedents_find)
    for action in (add, find):
        action.add_argument(
            "--library", type=Path, metavar="DIR", help="default: EVIDENTIA_LIBRARY, or the data folder"
        )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date; write YYYY-MM-DD') from None
    if not 1980 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"{day} is outside 1980 to 2100; check the year")
    return day


def _assess(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import case, output

    form = arguments.format or output.format_of(arguments.out)
    if form == "text" and arguments.out is None:
        assessment, library = case.assessed(arguments, output.begin)
        output.finish(output.rendered(assessment, library, form, arguments.audience), assessment.question.text)
        return 0
    assessment, library = case.assessed(arguments)
    output.deliver(output.rendered(assessment, library, form, arguments.audience), arguments.out)
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import case, output

    form = arguments.format or output.format_of(arguments.out)
    output.deliver(output.ledger(case.ledger(arguments), form), arguments.out)
    return 0


def _brief(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import case, output

    assessment, library = case.assessed(arguments)
    output.deliver(output.brief(assessment, library, arguments.side), arguments.out)
    return 0


def _letter(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import case, output

    form = arguments.format or output.format_of(arguments.out)
    output.letter(case.letter(arguments), form if form in ("docx", "pdf") else "text", arguments.out)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import case, proof

    assessment, _ = case.assessed(arguments)
    print(proof.text(assessment, arguments.criterion))
    return 0


def _topics(_: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import lookup

    print(lookup.topics())
    return 0


def _policies(_: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import lookup

    print(lookup.policies())
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import lookup

    print(lookup.show(arguments.id))
    return 0


def _evaluate_determinations(arguments: argparse.Namespace) -> int:
    import json

    from evidentia.content.loader import load
    from evidentia.evaluation.cases import read_cases
    from evidentia.evaluation.determinations import score, table

    tally = score(read_cases(_folder(arguments.folder)), load())
    print(json.dumps(tally.as_json(), indent=1, ensure_ascii=False) if arguments.format == "json" else table(tally))
    return 0


def _evaluate_notes(arguments: argparse.Namespace) -> int:
    import json

    from evidentia.content.loader import load
    from evidentia.evaluation.notes_entities import read_notes
    from evidentia.evaluation.notes_score import score, table

    tally = score(read_notes(_folder(arguments.folder)), load())
    print(json.dumps(tally.as_json(), indent=1, ensure_ascii=False) if arguments.format == "json" else table(tally))
    return 0


def _evaluate_precedents(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import precedents

    print(precedents.evaluated(arguments.file, arguments.format))
    return 0


def _precedents_add(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import precedents

    print(precedents.added(arguments.files, arguments.library))
    return 0


def _precedents_find(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import precedents

    print(precedents.found(arguments.treatment, arguments.condition, arguments.library))
    return 0


def _evaluate_retrieval(arguments: argparse.Namespace) -> int:
    import json

    from evidentia.content.loader import load
    from evidentia.evaluation.retrieval import as_json, evaluate, read, table

    scores = evaluate(read(arguments.folder, arguments.qrels), load().vocabulary)
    print(json.dumps(as_json(scores), indent=1) if arguments.format == "json" else table(scores))
    return 0


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise InputError(str(path), "there is no such folder", "", "point to a folder of NAME.txt and NAME.json pairs")
    return path


if __name__ == "__main__":
    sys.exit(main())
