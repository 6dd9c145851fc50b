"""What a user types -> what is asked for: words, "phrases", -excluded, title:words, mesh:words. Anything is a question; nothing is syntax error."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r'(?P<minus>(?<![^\s])-)?(?:(?P<field>title|mesh):)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+)|")')
FIELDS = {"title": "title", "mesh": "keywords"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`free` are the words that score; of the others each must stand (`phrases`, `fielded`) or must not (`excluded`)."""

    free: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fielded: tuple[tuple[str, str], ...] = ()  # (field of the index, words)


def parse(text: str) -> Asked:
    """
    >>> parse('rituximab "lupus nephritis" -children title:trial')
    Asked(free='rituximab lupus nephritis', phrases=('lupus nephritis',), excluded=('children',), fielded=(('title', 'trial'),))
    """
    free: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    fielded: list[tuple[str, str]] = []
    for part in _PART.finditer(text):
        words = part["phrase"] or part["word"]
        if not words:
            continue
        if part["minus"]:
            excluded.append(words)
        elif part["field"]:
            fielded.append((FIELDS[part["field"]], words))
        else:
            free.append(words)
            if part["phrase"] and len(words.split()) > 1:
                phrases.append(words)
    return Asked(" ".join(free), tuple(phrases), tuple(excluded), tuple(fielded))
