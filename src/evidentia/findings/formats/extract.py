"""The one thing that every reader of a chart file hands on: text, and what the file itself states about it."""

from __future__ import annotations

from bisect import bisect_right

from evidentia.model.frozen import frozen
from evidentia.model.when import When


@frozen
class Extract:
    """One document read from a file: its text, and where its pages begin.

    `pages` are the offsets into `text` where each page begins, ascending and beginning with 0; a kind of file
    without pages has (0,). `kind` is the kind by content ("text", "pdf", "docx", "rtf", "html", "csv", "fhir",
    "ccda"). `date` and `author` are given only where the file itself states those of the note; never guessed
    from the file system.

    >>> Extract("packet.pdf", "First page.\\nSecond page.\\n", (0, 12), "pdf").place(19)
    (2, 7)
    """

    name: str  # shown to the reader: "chart.pdf", "packet.zip/labs.csv", "bundle.json#DocumentReference/3"
    text: str  # line feeds only; never empty
    pages: tuple[int, ...] = (0,)
    kind: str = "text"
    date: When | None = None
    author: str | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """An offset into `text` -> (page, character on that page); pages count from 1, characters from 0."""
        page = max(1, bisect_right(self.pages, offset))
        return page, offset - self.pages[page - 1]
