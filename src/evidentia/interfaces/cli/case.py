"""Arguments -> an assessment: what is a file, what is a question, and which day it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.findings.formats import Extract, extracts
from evidentia.findings.from_file import checked, parted, read_case
from evidentia.library.root import default_root
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.precedents.shelf import Shelf

if TYPE_CHECKING:  # the ledger, the letters and the local library stay off the path of `assess`
    from evidentia.answer.letters import Letter
    from evidentia.interfaces.cli.asked import Asked
    from evidentia.ledger import Ledger
    from evidentia.library.collection import Collection

_ENDINGS = (".txt", ".md", ".text", ".pdf", ".docx", ".rtf", ".html", ".htm", ".csv", ".json", ".xml", ".zip")


def assessed(
    arguments: argparse.Namespace, head: Callable[[str], None] | None = None, *, curated: bool = True
) -> tuple[Assessment, Library]:
    """Read, assess and return the assessment with the library that it stands on.

    Where no curated topic fits, or `curated` is false, the local library answers if there is one. `head` is told the
    question as soon as everything that was handed in has been found usable, before the long work.
    """
    library = load()
    question, documents = _inputs(arguments.question, arguments.charts)
    checked("the question", question)
    before = _before(arguments)
    documents = [*(before.documents if before else ()), *documents]
    for name in arguments.policy:
        if name not in library.policies:
            known = ", ".join(sorted(library.policies))
            raise InputError(f'policy "{name}"', "there is no such policy", "", f"choose from: {known}")
    if head is not None:
        head(question)
    from evidentia import app

    as_of = arguments.as_of or (before.as_of if before else app.service_date(documents, library, today=date.today()))
    assessment = app.assess(
        question,
        documents,
        as_of=as_of,
        policies=arguments.policy,
        kind=arguments.kind,
        library=library,
        decisions=list(Shelf(default_root()).all()),
        literature=_literature(arguments),
        curated=curated,
        follows=before.question if before else "",
    )
    if getattr(arguments, "keep", False):
        _keep(arguments, assessment, before.question if before else question, documents, as_of)
    return assessment, library


def _before(arguments: argparse.Namespace) -> Asked | None:
    """The kept case that this question follows up."""
    name = getattr(arguments, "follow_up", None)
    if name is None:
        return None
    from evidentia.interfaces.cli.asked import kept

    return kept(Path(arguments.library or default_root()), name)


def _keep(
    arguments: argparse.Namespace, assessment: Assessment, question: str, documents: list[Extract], as_of: date
) -> None:
    from evidentia.interfaces.cli.asked import Asked, keep

    keep(Path(arguments.library or default_root()), assessment.id, Asked(question, tuple(documents), as_of))
    print(f"kept with its chart; go on with: evidentia ask --follow-up {assessment.id} …", file=sys.stderr)


def _literature(arguments: argparse.Namespace) -> Callable[[], Collection] | None:
    """The way to the local library, where there is one; opening it is left for when it is needed."""
    root = Path(getattr(arguments, "library", None) or default_root())
    if not (root / "library.sqlite").is_file():
        return None

    def opened() -> Collection:
        from evidentia.library.collection import Collection

        return Collection(root)

    return opened


def letter(arguments: argparse.Namespace) -> Letter:
    """The letter that was asked for. Errors: InputError for a denial without an appeal, and an appeal without a denial."""
    from evidentia import app

    if arguments.denial and arguments.letter != "appeal":
        raise InputError(
            f"letter {arguments.letter}",
            "it answers no denial",
            "an appeal does",
            "write: letter appeal … --denial FILE",
        )
    denial = _denial(arguments.denial) if arguments.denial else None
    assessment, library = assessed(arguments)
    return app.letter(assessment, arguments.letter, denial=denial, library=library)


def _denial(name: str) -> Extract:
    """The denial letter: one document of prose, or what is pasted into standard input."""
    if name == "-":
        return Extract("denial letter", checked("the denial letter", sys.stdin.read()))
    found = extracts(Path(name))
    if len(found) > 1:
        raise InputError(
            name, "it holds several documents", "an appeal answers one letter", "hand in the denial letter alone"
        )
    return found[0]


def ledger(arguments: argparse.Namespace) -> Ledger:
    """The fact ledger of the files that were handed in."""
    from evidentia import app

    documents = [part for name in arguments.charts for found in extracts(Path(name)) if (part := _chart_of(found))]
    return app.read_chart(documents, as_of=arguments.as_of or date.today())


def _chart_of(found: Extract) -> Extract | None:
    """The chart of a file; a question on its first lines is not part of it."""
    question, chart = parted(found)
    return chart if question.endswith("?") else found


def _inputs(first: str, charts: list[str]) -> tuple[str, list[Extract]]:
    """The question and the chart documents. A file alone holds both; with charts beside it, it is the question."""
    documents = [document for name in charts for document in extracts(Path(name))]
    if not _is_file(first):
        return first, documents
    question, chart = parted(read_case(Path(first)))
    if chart is not None:
        documents.append(chart)
    return question, documents


def _is_file(text: str) -> bool:
    """Whether the first argument names a file. What looks like a path but is none is a mistake, not a question."""
    try:
        if Path(text).exists() and (Path(text).is_file() or "/" in text):
            return True
    except OSError:  # a long question is no file name
        return False
    if " " not in text.strip() and (text.lower().endswith(_ENDINGS) or "/" in text):
        raise InputError(text, "there is no such file", "", "check the name; a question is written in quotes")
    return False
