"""The arguments of `library …`; what runs is imported when it is asked for, so that other commands start as fast as before."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Commands = argparse._SubParsersAction  # what add_subparsers returns; argparse has no public name for it


def add_library(commands: Commands[argparse.ArgumentParser]) -> None:
    """`evidentia library add | status | update | search | show | audit`."""
    parser = commands.add_parser("library", help="the literature on disk: add, status, update, search, show, audit")
    parser.add_argument(
        "--library", metavar="FOLDER", help="where it lies (default: EVIDENTIA_LIBRARY, or the user's data folder)"
    )
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    _add_add(actions)
    _add_search(actions)
    status = actions.add_parser("status", help="what is in it, where it came from, what could not be read")
    status.add_argument(
        "--problems", type=int, default=20, metavar="N", help="how many problems are listed (default: 20)"
    )
    status.set_defaults(run=_run("status"))
    audit = actions.add_parser(
        "audit", help="what cites a retracted, doubted, corrected or superseded publication; returns 1 if anything does"
    )
    audit.add_argument(
        "assessments", metavar="ASSESSMENT", nargs="*", help="past assessments as JSON, or folders of them"
    )
    audit.add_argument(
        "--data", metavar="DIR", help="the data folder of a desk: its past assessments are looked at too"
    )
    audit.add_argument("--format", choices=("text", "json"), default="text")
    audit.set_defaults(run=_run("audit"))
    show = actions.add_parser("show", help="a publication, or a passage in its context")
    show.add_argument(
        "id", metavar="ID_OR_PLACE", help='"pmid:22231479", "doi:…", or a place such as "pmid:22231479#2:0-84"'
    )
    show.set_defaults(run=_run("show"))
    actions.add_parser("update", help="look again at everything that was added").set_defaults(run=_run("update"))


def _add_add(actions: Commands[argparse.ArgumentParser]) -> None:
    add = actions.add_parser(
        "add",
        help="files or folders, or a source and a query",
        description="Files: MEDLINE XML, JATS, SPL, openFDA, ClinicalTrials.gov, CMS, Drugs@FDA, Retraction Watch, RIS, BibTeX, PDF, HTML, also in "
        "gzip and zip. Sources, asked over the network: pubmed, pmc, europepmc, openfda, drugsfda, dailymed, clinicaltrials, cms, "
        "retractionwatch, crossref. Stopped at any point, the same command goes on; afterwards it adds what is new.",
    )
    add.add_argument("what", metavar="SOURCE_OR_FILE")
    add.add_argument("more", metavar="QUERY_OR_FILE", nargs="*")
    add.set_defaults(run=_run("add"))


def _add_search(actions: Commands[argparse.ArgumentParser]) -> None:
    search = actions.add_parser("search", help='passages for words, "a phrase", -without, title:words, mesh:words')
    search.add_argument("words", metavar="WORDS", nargs="+")
    search.add_argument("--limit", type=int, default=10, metavar="N")
    search.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help='article, label, "trial record", "coverage policy", page',
    )
    search.add_argument("--study", action="append", default=[], choices=("trial", "review", "guideline", "cohort"))
    search.add_argument(
        "--type", action="append", default=[], metavar="TYPE", help='a publication type, such as "meta-analysis"'
    )
    search.add_argument(
        "--section", action="append", default=[], metavar="KIND", help="results, indications, dosage, …"
    )
    search.add_argument("--since", type=int, metavar="YEAR")
    search.add_argument("--until", type=int, metavar="YEAR")
    search.add_argument("--good", action="store_true", help="leave out what was retracted, doubted or superseded")
    search.add_argument(
        "--feedback", action="store_true", help="ask again with words that several of the best passages share"
    )
    search.add_argument("--explain", action="store_true", help="say what made each passage rank where it does")
    search.add_argument("--format", choices=("text", "json"), default="text")
    search.set_defaults(run=_run("search"))


def _run(name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from evidentia.interfaces.cli import library

        return int(getattr(library, name)(arguments))

    return run


def add_ask(
    commands: Commands[argparse.ArgumentParser], case: Callable[..., None], output: Callable[..., None]
) -> None:
    """`evidentia ask`: the article from the local library alone. `case` and `output` add the arguments that it shares with `assess`."""
    parser = commands.add_parser("ask", help="what the local library says on any question, quoted and marked uncurated")
    parser.add_argument(
        "--library", metavar="FOLDER", help="where it lies (default: EVIDENTIA_LIBRARY, or the user's data folder)"
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep question and chart in the library's folder, for a follow-up"
    )
    parser.add_argument(
        "--follow-up", metavar="ID", help="a question about the case that was kept under this identifier"
    )
    case(parser)
    output(parser)
    parser.set_defaults(run=_run("ask"))
