"""HTML: the shown text; block elements are lines, tables are columns, scripts and styles are dropped.

Own scanner, standard library: tree builders must follow HTML 5 error recovery, where a few kilobytes of unclosed <b> and
<p> become gigabytes of nodes (selectolax, lxml), and html.parser before Python 3.13.6 takes quadratic time on an open
"<". Reading needs no tree: this scans once, in time that grows with the file alone.
Source: HTML Living Standard 13.2.5 (tokenization), 15.3 (which elements are blocks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.plain import decoded
from evidentia.findings.formats.text_shape import clean, joined, not_too_long, table, too_many_parts

_MOST_STEPS = 250_000  # tags and runs of text
_DEEPEST = 20  # tables in tables; a page that nests deeper shows its cells one after another
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{1,30})""", re.IGNORECASE)
_HIDDEN = re.compile(r"""(?:\shidden(?=[\s=>/]|$)|display\s*:\s*none|visibility\s*:\s*hidden)""", re.IGNORECASE)
_RAW = {"script", "style", "template", "noscript", "svg", "math", "title", "textarea", "iframe", "object", "select"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track", "param"}
_BLOCKS = set(
    "p div section article main header footer aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote address form fieldset "
    "figure figcaption hr body html table caption center details summary".split()
)
_PARTED = set(
    "p h1 h2 h3 h4 h5 h6 ul ol dl blockquote table pre hr".split()
)  # a browser shows an empty line around them


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """An HTML page as one document. Errors: InputError for bytes that are no text, more than a chart document.

    >>> extract("a.html", b"<p>UPCR&nbsp;1.2 <script>x()</script>g/g<p>Seen")[0].text
    'UPCR 1.2 g/g\\n\\nSeen\\n'
    """
    walk = _Walk()
    for step, (is_tag, piece) in enumerate(_pieces(_decoded(name, data))):
        if step > _MOST_STEPS:
            raise too_many_parts(name, _MOST_STEPS)
        walk.tag(piece) if is_tag else walk.text(piece)
    return (Extract(name, not_too_long(name, clean(joined(walk.finished()))), kind="html"),)


def _decoded(name: str, data: bytes) -> str:
    """The page's text; the character set that it declares counts where it is neither UTF-8 nor Windows-1252."""
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in (
        b"utf-8",
        b"utf8",
        b"windows-1252",
        b"iso-8859-1",
        b"us-ascii",
        b"utf-16",
    ):
        try:
            return data.decode(declared[1].decode("ascii")).replace("\r", "\n")
        except (LookupError, ValueError):
            pass
    return decoded(name, data)


def _pieces(page: str) -> Iterator[tuple[bool, str]]:
    """(is a tag, text) in order. Every search that fails once is never made again, so time stays linear."""
    place, size = 0, len(page)
    while place < size:
        opening = page.find("<", place)
        if opening < 0:
            yield False, page[place:]
            return
        if opening > place:
            yield False, page[place:opening]
        if page.startswith("<!--", opening):
            end = page.find("-->", opening + 4)
            place = size if end < 0 else end + 3
        elif page.startswith(("<!", "<?"), opening):
            end = page.find(">", opening)
            place = size if end < 0 else end + 1
        elif (named := _NAME.match(page, opening + 1)) is None:
            yield False, "<"  # "UPCR <0.5": a sign, not a tag
            place = opening + 1
        else:
            place = _tag_end(page, opening)
            yield True, page[opening:place]
            if (raw := named[1].lower()) in _RAW and page[opening + 1] != "/" and page[place - 2 : place] != "/>":
                place = _raw_end(page, place, raw)


def _tag_end(page: str, opening: int) -> int:
    """Behind the ">" of a tag; quoted attribute values may hold one, but no tag is longer than 4,000 characters."""
    window = page[opening : opening + 4_000]
    match = re.match(r"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""", window)
    if match:
        return opening + match.end()
    end = window.find(">")
    return opening + (end + 1 if end >= 0 else len(window))


def _raw_end(page: str, place: int, name: str) -> int:
    """Where the content of a script or style ends; an element that never ends takes the rest, as in a browser."""
    match = re.compile(f"</{name}[\\s/>]", re.IGNORECASE).search(page, place)
    return match.start() if match else len(page)


@dataclass(slots=True)
class _Walk:
    """Lines so far, the line that is being written, and the tables that it stands in."""

    lines: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    tables: list[list[list[list[str]]]] = field(default_factory=list)  # open tables -> rows -> cells -> lines
    preformatted: int = 0
    hidden: list[str] = field(default_factory=list)  # open elements inside a hidden one

    def text(self, text: str) -> None:
        if self.hidden:
            return
        text = unescape(text)
        self.run.append(text if self.preformatted else re.sub(r"[ \t\n\f]+", " ", text))

    def tag(self, tag: str) -> None:
        closes = tag[1] == "/"
        named = _NAME.match(tag, 1)
        name = named[1].lower() if named else ""
        if self.hidden or (not closes and name not in _VOID and name not in _RAW and _HIDDEN.search(tag)):
            self._pass_over(name, closes)
        elif name == "br":
            self.run.append("\n")
        elif name in ("td", "th", "tr", "table"):
            self._table(name, closes)
        elif name == "input" and re.search(r"""type\s*=\s*["']?(?:checkbox|radio)""", tag, re.IGNORECASE):
            self.run.append("[x] " if re.search(r"\schecked\b", tag, re.IGNORECASE) else "[ ] ")
        elif name in _BLOCKS:
            self._block(name, closes)

    def _pass_over(self, name: str, closes: bool) -> None:
        if not closes and name not in _VOID and len(self.hidden) < 500:
            self.hidden.append(name)
        elif closes and name in self.hidden:
            while self.hidden.pop() != name:
                pass

    def _block(self, name: str, closes: bool) -> None:
        self._end_line(empty=name in _PARTED and not (name in ("ul", "ol") and self.tables))
        if name == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if closes else 1))
        if name == "li" and not closes:
            self.run.append("- ")

    def _table(self, name: str, closes: bool) -> None:
        self._end_line()
        if name == "table" and not closes:
            if len(self.tables) < _DEEPEST:
                self.tables.append([])
        elif not self.tables:
            return
        elif name == "table":
            rows = self.tables.pop()
            self._out().extend(["", *table([["\n".join(cell).strip("\n") for cell in row] for row in rows]), ""])
        elif name == "tr" and not closes:
            self.tables[-1].append([])
        elif not closes and self.tables[-1]:
            self.tables[-1][-1].append([])

    def _out(self) -> list[str]:
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            return self.tables[-1][-1][-1]
        return self.lines

    def _end_line(self, empty: bool = False) -> None:
        text = "".join(self.run)
        self.run = []
        if text.strip():
            lines = text.split("\n")
            self._out().extend(lines if self.preformatted else (re.sub(" {2,}", " ", line).strip() for line in lines))
        if empty and not self.preformatted and self._out() and self._out()[-1]:
            self._out().append("")

    def finished(self) -> list[str]:
        self._end_line()
        while self.tables:
            self._table("table", closes=True)
        return self.lines
