"""What a letter is: parts of statements, rows and blanks, with its references."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from evidentia.model.assessment import Reference, Statement
from evidentia.model.frozen import frozen

CELL = " | "  # parts the cells of a row within its statement
OUTCOMES = ("approved", "returned with a question")
BLANK = "[________]"  # a person fills it; a program does not


class LetterKind(StrEnum):
    NECESSITY = "necessity"  # letter of medical necessity
    APPEAL = "appeal"  # each stated reason of a denial, answered
    PEER_TO_PEER = "peer-to-peer"  # one page for the call between physicians
    RATIONALE = "rationale"  # a reviewer's, both sides
    NOTICE = "notice"  # of what a named person decided, in plain language
    PATIENT = "patient"  # explanation


@frozen
class Decided:
    """What a named person decided, in that person's words. An approval or a question can be recorded; no denial."""

    by: str
    credential: str
    specialty: str
    on: date
    outcome: str  # one of OUTCOMES
    reason: str = ""


@frozen
class Part:
    """A piece of a letter. Facts stand in `lines`; `before` and `after` are frame words without a fact: greetings, blanks.

    With `columns` it is a table: each line is a row, its cells parted by CELL. An `office` part is for the office that sends
    the letter and no part of what is sent.
    """

    id: str
    heading: str = ""
    lines: tuple[Statement, ...] = ()
    columns: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    prose: bool = False  # a paragraph instead of a list
    pairs: bool = False  # a table of label, entry and place is set two to a row
    office: bool = False


@frozen
class Letter:
    """A letter whose statements were verified. `plain`: it speaks in the plain wording of its statements."""

    kind: LetterKind
    title: str
    parts: tuple[Part, ...]
    references: tuple[Reference, ...]
    assessment: str  # identifier
    as_of: date
    plain: bool = False
    removed: tuple[Statement, ...] = ()  # what failed its check and is not shown

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for part in self.parts for statement in part.lines)

    def said(self, statement: Statement) -> str:
        """The words of a statement in this letter, with the numbers of its references."""
        number = {reference.source.id: reference.number for reference in self.references}
        numbers = dict.fromkeys(number[c.source] for c in statement.citations if c.source in number)
        text = statement.plain if self.plain else statement.text
        return text + "".join(f" [{n}]" for n in numbers)
