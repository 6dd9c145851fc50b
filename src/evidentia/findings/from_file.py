"""A case in one file: the question, a blank line, the chart. Files of a chart are read by `findings.formats`."""

from __future__ import annotations

from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.findings.formats import Extract, extracts
from evidentia.model.frozen import changed

_PROSE = ("text", "pdf", "docx", "rtf", "html")


def read_text(path: Path) -> str:
    """The text of a file that holds one document. Errors: InputError, see `formats.extracts`; for packets and tables."""
    return read_case(path).text


def read_case(path: Path) -> Extract:
    """The one document of a file that begins with the question. Errors: InputError for a packet, a table, a record."""
    found = extracts(path)
    if len(found) == 1 and found[0].kind in _PROSE:
        return found[0]
    raise InputError(
        path.name,
        "it is a chart without a question",
        "",
        f'write the question in quotes before it: evidentia assess "QUESTION" {path.name}',
    )


def parted(case: Extract) -> tuple[str, Extract | None]:
    """The question and the chart of a case; the chart keeps its pages. None where there is only a question.

    >>> parted(Extract("a.txt", "Is it necessary?\\n\\nUPCR 1.2 g/g\\n"))[1].text
    'UPCR 1.2 g/g'
    """
    question, chart = split_case(case.text)
    if not chart:
        return question, None
    cut = case.text.rfind(chart)
    return question, changed(case, text=chart, pages=tuple(max(0, page - cut) for page in case.pages))


def split_case(text: str) -> tuple[str, str]:
    """A file that holds both: the question on the first line(s), a blank line, then the chart."""
    question, _, chart = text.strip().partition("\n\n")
    return " ".join(question.split()), chart.strip("\n")


def checked(name: str, text: str) -> str:
    """The text, where there is any; InputError names what is empty."""
    if not text.strip():
        raise InputError(name, "it is empty", "there is nothing to read", "check the export")
    return text
