"""Where an article goes: the terminal, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evidentia.content.errors import InputError
from evidentia.model.assessment import Assessment, Audience
from evidentia.model.evidence import Library

if TYPE_CHECKING:  # the letters and the ledger stay off the path of `assess`
    from evidentia.answer.letters import Letter
    from evidentia.ledger import Ledger

_ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
    ".txt": "text",
    ".docx": "docx",
    ".pdf": "pdf",
}


def format_of(out: Path | None) -> str:
    """The format that a file's name asks for; text for the terminal."""
    return _ENDINGS.get(out.suffix.lower(), "text") if out else "text"


def rendered(assessment: Assessment, library: Library, form: str, audience: str) -> str:
    """The article for one audience in one format."""
    view = Audience(audience)
    if form == "json":
        import evidentia.answer.render.json as as_json

        return as_json.render(assessment, view)
    from evidentia.answer.article import article

    page = article(assessment, library, view)
    if form == "html":
        import evidentia.answer.render.html as as_html

        return as_html.render(page, assessment, library)
    if form == "markdown":
        import evidentia.answer.render.markdown as as_markdown

        return as_markdown.render(page)
    import evidentia.answer.render.text as as_text

    return as_text.render(page, colour=_colour())


def begin(question: str) -> None:
    """Show the question at once: a reader sees that it was understood while the chart is being read."""
    from evidentia.answer.render.text import heading

    sys.stdout.write(heading(question, _colour()))
    sys.stdout.flush()


def finish(text: str, question: str) -> None:
    """The rest of an article whose heading stands already."""
    from evidentia.answer.render.text import heading

    deliver(text[len(heading(question, _colour())) :], None)


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def brief(assessment: Assessment, library: Library, side: str) -> str:
    """One of the two opposing briefs."""
    from evidentia.answer.brief import brief as compose

    return compose(assessment, library, side)


def ledger(ledger: Ledger, form: str) -> str:
    """The fact ledger in one format."""
    if form == "json":
        from evidentia.ledger import as_json

        return as_json.render(ledger)
    if form == "html":
        from evidentia.ledger import html

        return html.render(ledger)
    from evidentia.ledger import text

    return text.render(ledger)


def letter(made: Letter, form: str, out: Path | None) -> None:
    """Print a letter, or write it to a file. Errors: InputError for a Word file or a PDF without a file to go to."""
    from evidentia.answer.letters import render

    if out is None and form != "text":
        raise InputError(f"--format {form}", "it needs a file", "a terminal shows text only", f"add --out FILE.{form}")
    deliver(render(made, form), out)


def deliver(text: str | bytes, out: Path | None) -> None:
    """Print, or write to a file and say where. Nothing is written half.

    Errors: InputError where the folder does not exist or cannot be written.
    """
    data = text if isinstance(text, bytes) else (text if text.endswith("\n") else text + "\n").encode()
    if out is None:
        sys.stdout.write(data.decode())
        return
    import tempfile  # an article for the terminal needs none

    try:
        with tempfile.NamedTemporaryFile("wb", dir=out.parent, delete=False) as handle:
            handle.write(data)
        os.chmod(handle.name, 0o644)
        os.replace(handle.name, out)
    except OSError as error:
        raise InputError(
            str(out),
            f"it cannot be written ({error.strerror})",
            "nothing was written",
            "choose a folder that exists and is yours",
        ) from None
    print(f"written: {out}")
