"""A document's characters -> parts, lines and sentences that know their place.

Charts come as packets: a letter, a note, an order and a table in one text. Conflicts between them matter and each dates
its own relative dates, so a Page keeps them apart as Parts. Sentences survive wrapped lines, bullets, forms and tables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from evidentia.findings.ticks import without_unticked
from evidentia.model.finding import Document
from evidentia.model.frozen import field, frozen
from evidentia.model.when import When


@frozen
class Token:
    text: str
    lower: str
    start: int
    end: int
    kind: str  # "word" | "number" | "punct"


@frozen
class Part:
    """A document inside a document: "2. CLINIC NOTE (02/24/2026)"."""

    index: int
    title: str
    kind: str  # "letter", "note", "order", "form", "labs", "phone", "consult", "other" …
    start: int
    end: int
    date: When | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether it is a payer's paper or a published one: what it says is not of this patient."""
        return self.kind in ("payer", "article")


@frozen
class Sentence:
    """A sentence, list item, form line or table row."""

    start: int
    end: int
    part: int
    block: int  # number of its paragraph
    kind: str  # "prose" | "item" | "row" | "heading"
    heading: str = ""  # the words of the heading above it, lower case
    words: frozenset[str] = frozenset()  # its words, lower case: what is not among them is not looked for


@frozen
class Page:
    """A document, read once: what every extractor works on."""

    document: Document
    parts: tuple[Part, ...]
    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)  # the document's characters, with what nobody ticked left blank

    def part_at(self, place: int) -> Part:
        return self.parts[max(0, bisect_right([p.start for p in self.parts], place) - 1)]

    def sentence_at(self, place: int) -> Sentence | None:
        found = bisect_right(self.starts, place) - 1
        if found >= 0 and place < self.sentences[found].end:
            return self.sentences[found]
        return None

    def date_of(self, place: int) -> When | None:
        """The date of the part at a place, else of the document."""
        return self.part_at(place).date or self.document.date


_TOKEN = r"[A-Za-z][A-Za-z0-9]*(?:[-'][A-Za-z0-9]+)*|\d+(?:,\d{3})*(?:\.\d+)?|[^\sA-Za-z0-9]"


@cache
def _token_pattern() -> re.Pattern[str]:
    return re.compile(_TOKEN)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words, numbers and marks of a stretch, with their places.

    >>> [t.text for t in tokens("anti-HBc: 1,650 mg/day")]
    ['anti-HBc', ':', '1,650', 'mg', '/', 'day']
    """
    found = []
    for match in _token_pattern().finditer(text, start, len(text) if end is None else end):
        word = match.group()
        kind = "word" if word[0].isalpha() else "number" if word[0].isdigit() else "punct"
        found.append(Token(word, word.lower(), match.start(), match.end(), kind))
    return found


_KINDS = (
    ("e-consult", "consult"), ("consult", "consult"), ("letter", "letter"), ("physician statement", "letter"),
    ("statement", "letter"), ("order", "order"), ("request form", "form"), ("form", "form"), ("flowsheet", "record"),
    ("ledger", "record"), ("administration record", "record"), ("infusion record", "record"), ("infusion log", "record"), ("mar", "record"),
    ("phone", "phone"), ("telephone", "phone"), ("nurse call", "phone"), ("message", "phone"), ("portal", "phone"),
    ("email", "email"), ("e-mail", "email"), ("fax", "letter"), ("cover", "letter"), ("lab", "labs"),
    ("results", "labs"), ("serology", "labs"), ("pathology", "pathology"), ("biopsy report", "pathology"),
    ("medication list", "medications"), ("med list", "medications"), ("problem list", "note"), ("addendum", "note"),
    ("discharge", "note"), ("progress", "note"), ("visit", "note"), ("clinic", "note"), ("note", "note"),
    ("f/u", "note"), ("follow up", "note"), ("follow-up", "note"), ("summary", "note"), ("h&p", "note"), ("extract", "note"),
    ("worksheet", "payer"), ("denial", "payer"), ("approval", "payer"), ("claims", "payer"), ("policy", "payer"),
    ("appeal", "letter"), ("referral", "letter"), ("report", "note"), ("packet", "note"), ("request", "letter"),
    ("history", "note"), ("questionnaire", "form"), ("neurology", "note"), ("nephrology", "note"), ("rheumatology", "note"), ("psychiatry", "note"), ("attachment", "other"), ("document", "other"), ("today", "note"), ("table", "labs"), ("timeline", "record"), ("minutes", "note"), ("response", "note"), ("center record", "record"), ("centre record", "record"), ("infusion suite", "record"), ("ledger", "record"),
)  # fmt: skip
# titles of a numbered document only: "TAB 3  Nephrology, 06/12/2026, Verity Castellan MD"
_MARKED_KINDS = {"primary care": "note", "path": "pathology", "pharmacy": "record"}
_NUMBERED = r"(?:[(\[]?\d{1,2}[)\].:]|[(\[]?[A-H][)\].]|\[?(?:doc(?:ument)?|item|p(?:g|age)?|encl(?:osure)?|exhibit|attachment|tab|part|record|file|section|export|entry|source)\.?\s*#?(?:\d{1,2}|[A-H])\b\]?[ :.)–-]*|[ivx]{1,4}[.)])"


@cache
def _part_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"^[ \t]*(?P<rule>[-=*_#~]{{2,}}[ \t]*)?(?P<number>{_NUMBERED}[ \t]*)?(?P<dash>[-–:*>]+[ \t]*)?(?P<title>\S[^\n]*)$",
        re.MULTILINE | re.IGNORECASE,
    )


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d|\b20\d\d\b|\b\d{1,2}/\d{4}")


_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)


def _line_ends(text: str) -> str:
    """Line ends of every system as one, the text as long as before: blank lines stay blank lines.

    >>> _line_ends("a\r\n\r\nb\rc")
    'a\n\n  b\nc'
    """
    if "\r" not in text:
        return text
    several = re.sub(r"(?:\r\n)+", lambda m: "\n" * (len(m.group()) // 2) + " " * (len(m.group()) // 2), text)
    return several.replace("\r", "\n")


def read_page(document: Document, vocabulary: Mapping[str, Any] | None = None) -> Page:
    """Parts and sentences of a document. Any text is read; none is refused."""
    from evidentia.findings.dates import date_in, day_seen

    text = without_unticked(_line_ends(document.text.translate(_SPACES)))
    heads = list(_heads(text))
    opened = bool(heads) and heads[0][0] == 0
    if not opened:
        heads.insert(
            0, (0, text[: text.find("\n") if "\n" in text else len(text)].strip(), _kind_of(text[:200]) or "note")
        )
    parts = []
    for index, (start, title, kind) in enumerate(heads):
        end = heads[index + 1][0] if index + 1 < len(heads) else len(text)
        parts.append(
            Part(
                index,
                title,
                kind,
                start,
                end,
                date_in(text, start, min(end, start + 400), heading=bool(index) or opened),
            )
        )
    known = next((p.date for p in parts if p.date), document.date) or day_seen(text)
    dated = tuple(p if p.date else Part(p.index, p.title, p.kind, p.start, p.end, known) for p in parts)
    sentences = tuple(s for part in dated for s in _sentences(text, part, titled=bool(part.index) or opened))
    return Page(document, dated, sentences, tuple(s.start for s in sentences), _unwrapped(text, sentences))


def _unwrapped(text: str, sentences: Sequence[Sentence]) -> str:
    """The text with a blank for each line break inside a sentence, so that a phrase is found wherever its line was broken.

    What is set in below keeps its break: it may be a column or an entry of its own.
    """
    breaks = [
        match.start()
        for s in sentences
        if s.kind != "row"
        if "\n" in text[s.start : s.end]
        for match in re.compile(r"\n(?=\S)").finditer(text, s.start, s.end)
    ]
    if not breaks:
        return text
    letters = list(text)
    for place in breaks:
        letters[place] = " "
    return "".join(letters)


def _heads(text: str) -> Iterator[tuple[int, str, str]]:
    """(start, title, kind) of the lines that open a part."""
    for match in _part_pattern().finditer(text):
        title = match["title"].strip(" -=*_#~")
        if len(title) < 4 or len(match.group()) > 160:
            continue
        head = re.split(r"\s{2,}|\s--\s|[:(|]|\s\[", title, maxsplit=1)[0].strip()
        kind = _kind_of(head) or (_MARKED_KINDS.get(head.split(",")[0].strip().lower()) if match["number"] else None)
        if kind is None:
            continue
        # "PHYSICIAN NOTE 07/30/2026, Ann Low MD" is judged by "PHYSICIAN NOTE"
        lead = re.split(r",|\d", head)[0].strip()
        head = lead if _kind_of(lead) is not None else head
        marked = bool(match["number"]) or (bool(match["rule"]) and len(head.split()) <= 6) or head.startswith("[")
        dated = _year_pattern().search(title) is not None
        first = head.split()[0]
        if match["number"] and len(head.split()) > 4 and first.isupper() and len(first) > 3 and _kind_of(first):
            head, kind = first, _kind_of(first) or kind  # "page 4  ORDER Ruxience 1000 mg IV …"
        letters = [c for c in head if c.isalpha()]
        capital = bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)
        if first.isupper() and len(first) > 3 and _foreign_title().match(head.lower()):
            capital = dated = True  # "CASE REPORT, Kidney Int 2019"
        short = len(re.findall(r"[A-Za-z]{2,}|\d+(?![\d/-])", head)) <= 7
        if short and (
            (capital and (dated or len(head.split()) >= 2 or kind in ("letter", "note", "consult")))
            or (marked and (capital or head[:1].isupper()))
            or (capital and dated)
        ):
            yield match.start(), title, kind


def _kind_of(head: str) -> str | None:
    lower = head.lower()
    if _foreign_title().match(lower):
        return "payer" if re.search(r"letter|polic|criteri|plan|insur", lower) else "article"
    named = [(name, kind) for name, kind in _KINDS if name in lower]
    if not named:
        return None
    words = set(re.findall(r"[a-z&/-]+", lower))
    return next((kind for name, kind in named if " " in name or name in words or f"{name}s" in words), None)


@cache
def _foreign_title() -> re.Pattern[str]:
    """A payer's letter or policy, a case report, a guideline, a template: by the first words of the title."""
    journal = r"kidney int\w*|n engl j med|nejm|lancet|ann rheum dis|arthritis (?:rheum\w*|care)|j am soc nephrol|jasn|cjasn|ajkd|lupus sci\w*|nephrol dial\w*"
    return re.compile(
        rf"\W*(?:(?:insurer|insurance|payer|payor|health ?plan|plan)(?:'s)? (?:letter|policy|criteria)|coverage (?:policy|criteria)|policy excerpt|"
        rf"case report|abstract\b|guidelines?\b|(?:kdigo|eular|acr)\b.{{0,30}}(?:guideline|recommendation)|templates?\b|sample (?:letter|note)|"
        rf"letter template|consent (?:form|to)|medication guide|prescribing information|package insert|(?:{journal})\b.{{0,16}}(?:19|20)\d\d)"
    )


_LONGEST = 1200  # characters of a sentence
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms st vs e.g i.e approx dept no fig ca pt pts hx dx tx rx q.d b.i.d t.i.d p.o i.v wk wks mo mos yr yrs inc jr sr "
    "ref tel ext u.s a.m p.m resp neg pos max min avg etc al md do np jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


@cache
def _stop_pattern() -> re.Pattern[str]:
    return re.compile(r"[.!?]+[\"')\]]*(?=\s+[\"'(\[]*[A-Z0-9])")


@cache
def _heading_pattern() -> re.Pattern[str]:
    return re.compile(
        r"[ \t]*(?:[-*•#]+[ \t]*)?([A-Za-z][A-Za-z/&' -]{0,44}?)(?:[ \t]*\([^)\n]*\)|[ \t]+\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?)?[ \t]*(?::|>|\s-{1,3}\s|-{3,}|={3,})(?=\s|$|-)"
    )


@cache
def _item_pattern() -> re.Pattern[str]:
    return re.compile(
        r"[ \t]*(?:(?:Cycle|Course|Dose|Infusion) ?#?\d|[-*•·+>]+[ \t]+|\(?\d{1,2}[.)][ \t]+|\[[ xX]?\][ \t]*|[a-z][.)][ \t]+|[A-Z][.)][ \t]+(?=[A-Z][^.:;\n]{1,60}:))"
    )


@cache
def _margin_pattern() -> re.Pattern[str]:
    """A label at the margin, set apart by a gap: "ord   Truxima 375 mg/m2", "UPCR before prior course     2.40 g/g"."""
    return re.compile(r"[ \t]{0,6}(?:\d{1,2} )?[A-Za-z](?:[^\n.;:]{0,44}?[\w)?])?[ \t]{3,}(?=\S)")


@cache
def _day_pattern() -> re.Pattern[str]:
    """A day at the margin, set apart by a gap: "3/2/26    MMF started at 1 g BID"."""
    return re.compile(
        r"[ \t]*(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{4})[ \t]{2,}(?=\S)"
    )


def _openings() -> tuple[re.Pattern[str], ...]:
    """What opens a line that goes on with none before it."""
    return _item_pattern(), _margin_pattern(), _day_pattern(), _asks_pattern()


def _sentences(text: str, part: Part, *, titled: bool = False) -> Iterator[Sentence]:
    """The sentences of a part; its title is a line of its own, unless the next one goes on in small letters."""
    heading, block = "", part.start
    run: list[tuple[int, int]] = []  # lines of one paragraph that belong together

    for start, end in _lines(text, part.start, part.end):
        line = text[start:end]
        if not line.strip():
            yield from _prose(text, run, part.index, block, heading)
            run, block = [], end + 1
            continue
        if is_row(line):
            yield from _prose(text, run, part.index, block, heading)
            run = []
            yield _sentence(
                text,
                start + len(line) - len(line.lstrip()),
                start + len(line.rstrip()),
                part.index,
                block,
                "row",
                heading,
            )
            continue
        match = _heading_pattern().match(line)
        opens = match is not None and (
            (_is_heading(match.group(1), line, match.end()) and not (run and _is_cut(text, run[-1], line)))
            or (bool(run) and _opens_in_small(text, run[-1], match.group(1)))
        )
        apart = next((True for opening in _openings() if opening.match(line)), False)
        title = titled and run and run[-1][0] == part.start and not line.lstrip()[:1].islower()
        if opens or apart or title or (run and not _continues(text, run[-1], start, end)):
            yield from _prose(text, run, part.index, block, heading)
            run = []
        if opens and match:
            heading = match.group(1).strip().lower()
        elif _is_title(line):
            heading = line.strip(" -=*_#~:").lower()
        run.append((start, end))
    yield from _prose(text, run, part.index, block, heading)


@cache
def _asks_pattern() -> re.Pattern[str]:
    """ "requested: 2026-09-14 …": a line of its own, whatever stands above it."""
    return re.compile(r"[ \t]*(?:requested|request|next|proposed|order|plan)\s?:\s", re.IGNORECASE)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = start
    while place < end:
        stop = text.find("\n", place, end)
        stop = end if stop < 0 else stop
        yield place, stop
        place = stop + 1


@cache
def _gap_pattern() -> re.Pattern[str]:
    return re.compile(r"\S(?: {2,}|\t+| ?\| ?)(?=\S)")


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: three cells or more, apart by tabs, bars or wide gaps; or two that are days."""
    gaps = len(_gap_pattern().findall(line.strip().rstrip("|")))
    return gaps >= 2 or line.count("|") >= 3 or (gaps == 1 and _days_only().fullmatch(line) is not None)


@cache
def _days_only() -> re.Pattern[str]:
    """ "11/25/2024     6/30/2025", "pre (04/20/2026)     now (11/02/2026)": two columns, each headed by its day."""
    day = r"(?:[A-Za-z-]{1,12} ?)?\(?(?:\d\d?[/-]\d\d?[/-]\d{2,4}|\d{4}-\d\d-\d\d)\)?"
    return re.compile(rf"\s*{day}(?: {{2,}}|\t+){day}\s*")


def _is_heading(words: str, line: str, end: int) -> bool:
    """ "Meds (complete):", "RENAL -", "Current medications:" open a section; "He said:" in mid-sentence does not."""
    count = len(words.split())
    return (
        count <= 6
        and (words[0].isupper() or not line[end:].strip())
        and not words.lower().startswith(("he ", "she ", "i "))
    )


def _is_cut(text: str, last: tuple[int, int], line: str) -> bool:
    """Whether a line in small letters ends the sentence of the line before: "Two courses of Truxima for the / nephritis so far:"."""
    before = text[last[0] : last[1]].rstrip().lower()
    return line.lstrip()[:1].islower() and before.endswith(_UNFINISHED)


_UNFINISHED = (
    " the",
    " a",
    " an",
    " of",
    " for",
    " to",
    " in",
    " on",
    " with",
    " and",
    " or",
    " by",
    " her",
    " his",
    " from",
    ",",
)
_SECTIONS = frozenset((
    "plan", "rec", "recs", "recommendations", "assessment", "assessment and plan", "assessment/plan", "impression", "imp", "imp/plan", "exam",
    "labs", "meds", "medications", "current medications", "current meds", "hx", "history", "interval history", "interval", "vitals", "subjective",
    "objective", "allergies", "problem list", "ros", "review of systems", "social history", "family history", "past medical history", "pmh",
))  # fmt: skip


def _opens_in_small(text: str, last: tuple[int, int], words: str) -> bool:
    """ "meds all: pred 20, losartan" below a line that ended its sentence."""
    return text[last[0] : last[1]].rstrip().endswith((".", ";")) and re.match(
        r"(?:meds?|medications?|hep b|hbv|hbsag|labs?|plan|tx|rx|allergies|infection|id)\b", words, re.IGNORECASE
    ) is not None and len(words.split()) <= 4  # fmt: skip


def _is_title(line: str) -> bool:
    """A line in capitals, or one that is nothing but the name of a section."""
    bare = line.strip(" -=*_#~:")
    return bare.lower() in _SECTIONS or (
        bare.isupper()  # settles most lines at once; what follows is stricter with letters that have no case
        and len(bare.split()) <= 8
        and all(c.isupper() for c in bare if c.isalpha())
        and not any(c.isdigit() for c in bare)
    )


def _continues(text: str, last: tuple[int, int], start: int, end: int) -> bool:
    """Whether a line goes on with the one before: that one was long or unfinished, and this one is no new item."""
    before, line = text[last[0] : last[1]].rstrip(), text[start:end]
    if line[:1] in " \t" and len(line) - len(line.lstrip()) >= 2 and not before.startswith(" "):
        return True
    stripped = line.lstrip()
    return (
        len(before) >= 60
        or stripped[:1].islower()
        or before.endswith((",", "(", "-", "/", "and", "of", "with", "the", "+"))
    )


def _prose(text: str, run: list[tuple[int, int]], part: int, block: int, heading: str) -> Iterator[Sentence]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    kind = "item" if _item_pattern().match(text, start, end) else "prose"
    place = start
    for match in _stop_pattern().finditer(text, start, end):
        if (
            len(match.group()) > 2
            or _is_abbreviation(text, match.start())
            or text[place : match.start()].strip(" (-*").isdigit()
        ):
            continue
        yield from _one(text, place, match.end(), part, block, kind, heading)
        place = match.end()
    yield from _one(text, place, end, part, block, kind, heading)


def _is_abbreviation(text: str, stop: int) -> bool:
    """ "Dr. Who", "J. Doe" and "e.g. MMF" go on; "class III + V. Started" and "q6mo. Quant" do not."""
    start = stop
    while start > 0 and stop - start < 12 and (text[start - 1].isalpha() or text[start - 1] == "."):
        start -= 1
    word = text[start:stop]
    if word.lower() in _ABBREVIATIONS:
        return True
    initial = len(word) == 1 and word.isupper() and word not in "IVX"
    return initial and re.match(r"\.\s+[A-Z][a-z]", text[stop : stop + 8]) is not None


def _one(text: str, start: int, end: int, part: int, block: int, kind: str, heading: str) -> Iterator[Sentence]:
    while end - start > _LONGEST:  # no sentence is that long: cut at a space, so that time grows with the text alone
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = start + _LONGEST if cut < 0 else cut
        yield from _one(text, start, cut, part, block, kind, heading)
        start = cut
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield _sentence(text, left, right, part, block, kind, heading)


def _sentence(text: str, start: int, end: int, part: int, block: int, kind: str, heading: str) -> Sentence:
    return Sentence(start, end, part, block, kind, heading, words_of(text[start:end]))


def words_of(text: str) -> frozenset[str]:
    """The words of a stretch, lower case.

    >>> sorted(words_of("Anti-HBc: reactive (2024)"))
    ['2024', 'anti', 'hbc', 'reactive']
    """
    return frozenset(_word_pattern().findall(text.lower()))


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(r"\w+")
