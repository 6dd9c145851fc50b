"""Ticked forms: what was not ticked was not said.

"[ ] Rituxan  [x] Riabni", "_ yes   X no", "Class [ ] I [x] III [ ] IV [x] V": the options that nobody ticked become
blanks of the same length, so that every place still is a place of the document. A group of which nothing is ticked
keeps nothing: "anti-HBc [ ] neg [ ] pos" has no result.
"""

from __future__ import annotations

import re
from functools import cache

_OPEN = r"\[\s{0,2}\]|\(\s{1,2}\)|[☐□◻]|(?<![\w_])_{1,3}(?=\s{0,2}[A-Za-z])"
_TICKED = r"\[\s?[xX✓✔*]\s?\]|\(\s?[xX✓✔]\s?\)|[☒☑✓✔]|(?<![\w/.,-])X(?=\s{1,2}[A-Za-z])"


@cache
def _open() -> re.Pattern[str]:
    return re.compile(rf"(?=[\[(☐□◻_])(?:{_OPEN})")  # without an open mark nothing is blanked


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"(?P<open>{_OPEN})|(?P<ticked>{_TICKED})")


@cache
def _label() -> re.Pattern[str]:
    """An option: to the next wide gap, stop or line's end, and no longer than a few words."""
    return re.compile(r"\s{0,2}(?P<words>\S+(?:[ \t](?![ \t])\S+){0,5})")


def without_unticked(text: str) -> str:
    """The text as long as before, with unticked options blank; a second ticked option is joined by a comma.

    >>> without_unticked("[ ] Rituxan  [x] Riabni").split()
    ['[x]', 'Riabni']
    >>> " ".join(without_unticked("Active infection?   [ ] yes   [x] no").split())
    'Active infection? [x] no'
    """
    if not _open().search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    marks = list(_marks().finditer(line))
    if not any(m["open"] for m in marks) or not _is_choice(line, marks):
        return line
    letters = list(line)
    ticked = False
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        if mark["ticked"]:
            if ticked:  # two options of one group: "class III, V"
                letters[mark.start() : mark.end()] = "," + " " * (mark.end() - mark.start() - 1)
            ticked = True
            continue
        words = _label().match(line, mark.end(), end)
        stop = words.end("words") if words else mark.end()
        letters[mark.start() : stop] = " " * (stop - mark.start())
    return "".join(letters)


def _is_choice(line: str, marks: list[re.Match[str]]) -> bool:
    """Underscores and a bare X are marks only where both kinds stand in one line: "____ mg" is a gap to fill."""
    bare = all(m.group()[0] in "_X" for m in marks)
    return not bare or ({m.lastgroup for m in marks} == {"open", "ticked"} and len(marks) >= 2)
