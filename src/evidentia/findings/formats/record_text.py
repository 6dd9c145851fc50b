"""The text that structured charts become: headings with one line a fact, and the wording that all lines share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from evidentia.model.frozen import frozen


class Section(StrEnum):
    """The headings of the text, in their order."""

    PEOPLE = ""  # stands without a heading below the title
    PROBLEMS = "Problem list"
    FAMILY = "Family history:"  # the colon makes the reader take the lines below as of relatives
    ALLERGIES = "Allergies"
    OVER = "Sensitivities that are over"  # apart, because what stands among the allergies is taken as one
    CURRENT = "Current medications"
    PAST = "Past medications"
    PLANNED = "Planned medications"
    OTHER = "Other medication entries"
    GIVEN = "Doses given"
    RESULTS = "Laboratory results"
    VITALS = "Vital signs"
    OBSERVATIONS = "Other observations"
    PROCEDURES = "Procedures"
    REPORTS = "Reports"
    ENCOUNTERS = "Encounters"
    ABOUT = "About this text"


@frozen
class Line:
    """One fact: the heading that it stands under, the day it is sorted by ("" first), and its words."""

    section: Section
    day: str
    words: str
    plan: object = None  # of a planned dose: doses of one plan are told together, see `drug_phrases.plans`


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff\s]+")


def one_line(value: object) -> str:
    """Words of a resource as part of a line: no line ends, columns or invisible characters. "" for no string.

    >>> one_line("class IV\\n  (A/C)"), one_line(7)
    ('class IV (A/C)', '')
    """
    return _NO_TEXT.sub(" ", value).strip() if isinstance(value, str) else ""


def commas(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def listed(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"


def sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def layout(lines: Iterable[Line], day: str = "") -> str:
    """Lines -> the text of the record: a title, then the headings that have lines, each in order of days.

    >>> print(layout([Line(Section.RESULTS, "2025-12-15", "UPCR 1.7 g/g (2025-12-15).")], "2025-12-18"), end="")
    RECORD SUMMARY (2025-12-18)
    <BLANKLINE>
    Laboratory results
    - UPCR 1.7 g/g (2025-12-15).
    """
    kept = list(dict.fromkeys(lines))  # the same resource twice in a bundle is one fact
    blocks = [f"RECORD SUMMARY ({day})" if day else "RECORD SUMMARY"]
    for section in Section:
        here = sorted((line for line in kept if line.section is section), key=lambda line: line.day)
        mark = "" if section is Section.PEOPLE else "- "
        if here:
            head = [section.value] if section.value else []
            blocks.append("\n".join([*head, *(f"{mark}{line.words}" for line in here)]))
    return "\n\n".join(blocks) + "\n"
