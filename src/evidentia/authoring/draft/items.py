"""The text of a policy -> its listed demands, nested as their marks nest, each with its place."""

from __future__ import annotations

import re

from evidentia.model.frozen import frozen

_MARK = re.compile(
    r"[ \t]*(?:(?P<roman>\(?[ivx]{1,4}[.)])|(?P<letter>\(?[A-Za-z][.)])|(?P<number>\(?\d{1,2}[.)])|(?P<bullet>[-*•▪◦o–]))[ \t]+(?=\S)"
)
_SECTION = re.compile(
    r"(?P<continuation>continu|renew|reauthori[sz]|re-authori[sz]|repeat|maintenance)|(?P<initiation>initial|criteria for approval|coverage criteria|indications?\b|authorization criteria)",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:one|any|either|at least one) (?:or more )?of (?:the following|these|them)\b", re.IGNORECASE)
_HEADING = 90  # characters that a heading has at most


@frozen
class Item:
    """One demand: its words, where they stand, the section, and the demands listed under it."""

    text: str
    start: int
    end: int
    section: str  # "initiation" | "continuation"
    heading: str
    any_of: bool = False  # one of the demands under it is enough
    parts: tuple[Item, ...] = ()


@frozen
class _Line:
    text: str
    start: int
    end: int
    kind: str  # roman, letter, number, bullet; "" for a line without a mark
    indent: int


def items(text: str) -> tuple[Item, ...]:
    """The outermost listed demands, in order. Text without lists has none: nothing is guessed from prose.

    >>> [i.text for i in items("Initial criteria\\n1. Diagnosis of lupus nephritis\\n2. Age 18 or older")]
    ['Diagnosis of lupus nephritis', 'Age 18 or older']
    """
    section, heading = "initiation", ""
    found: list[Item] = []
    block: list[_Line] = []
    for line in _lines(text):
        if line.kind:
            block.append(line)
            continue
        found += _nested(block, section, heading)
        block = []
        if len(line.text) <= _HEADING and (named := _SECTION.search(line.text)):
            section = "continuation" if named["continuation"] else "initiation"
            heading = line.text.strip(" :#*|")
    return (*found, *_nested(block, section, heading))


def _lines(text: str) -> list[_Line]:
    """Lines with a mark; a line without one goes on with the line above it, unless a blank line stands between."""
    lines: list[_Line] = []
    place, fresh = 0, True
    for raw in text.splitlines(keepends=True):
        bare = raw.rstrip()
        start, place = place, place + len(raw)
        if not bare.strip():
            fresh = True
            continue
        mark = _MARK.match(bare)
        if mark and re.search(r"[A-Za-z]", bare[mark.end() :]):
            lines.append(
                _Line(
                    bare[mark.end() :].strip(),
                    start + mark.end(),
                    start + len(bare),
                    mark.lastgroup or "",
                    len(bare) - len(bare.lstrip()),
                )
            )
        elif lines and lines[-1].kind and not fresh and not _is_heading(bare):
            last = lines.pop()
            lines.append(_Line(f"{last.text} {bare.strip()}", last.start, start + len(bare), last.kind, last.indent))
        else:
            lines.append(_Line(bare.strip(), start, start + len(bare), "", 0))
        fresh = False
    return lines


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING and line.rstrip().endswith(":") and _SECTION.search(line) is not None


def _nested(lines: list[_Line], section: str, heading: str) -> list[Item]:
    """Lines of one list -> items: a line with another kind of mark, or further in, belongs to the one above it."""
    if not lines:
        return []
    first = (lines[0].kind, lines[0].indent)
    tops = [n for n, line in enumerate(lines) if _level(line, first)]
    made = []
    for n, stop in zip(tops, [*tops[1:], len(lines)], strict=True):
        top = lines[n]
        parts = tuple(_nested(lines[n + 1 : stop], section, heading))
        made.append(Item(top.text, top.start, top.end, section, heading, bool(_ANY.search(top.text)), parts))
    return made


def _level(line: _Line, first: tuple[str, int]) -> bool:
    """Whether a line stands on the level of the first one: the same kind of mark, not further in."""
    kind, indent = first
    same = line.kind == kind or {line.kind, kind} == {"roman", "letter"}
    return same and line.indent <= indent + 1
