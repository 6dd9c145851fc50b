"""Whose paper is it? Parts of a packet whose header names another patient are set aside.

A header gives a name or initials, a day of birth, a record number, a sex or an age. A part whose header contradicts that of
the patient asked for is somebody else's, with all that stands below it up to the next header; what has no header goes with
the part before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page, Part
from evidentia.model.finding import Assertion, Finding, Kind, Span
from evidentia.model.frozen import changed, frozen

_HEAD = 700  # characters of a part in which its header stands


@frozen
class Identity:
    """What a header says of a patient; None is not said. Names are letters: ("K", "T") of "Karen T."."""

    start: int
    end: int
    initials: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    born: str | None = None
    number: str | None = None
    sex: str | None = None
    age: int | None = None
    year: int | None = None  # of birth, by the day of birth or by the age on the day of the paper


@frozen
class SetAside:
    """A stretch of a page that is another patient's, and the header that says so."""

    start: int
    end: int
    header: Span


def own(pages: Sequence[Page]) -> tuple[list[Page], list[Finding]]:
    """The pages without what is another patient's, and a NOTE "another patient" for each stretch that was set aside."""
    headers = [(page, part, identity) for page in pages for part in page.parts if (identity := _identity(page, part))]
    if len(headers) < 2:
        return list(pages), []
    mine = _main([(page, identity) for page, _, identity in headers])
    kept: list[Page] = []
    notes: list[Finding] = []
    for page in pages:
        aside = list(_aside(page, mine))
        kept.append(_without(page, aside) if aside else page)
        notes.extend(Finding("", Kind.NOTE, "another patient", (a.header,), Assertion.PRESENT) for a in aside)
    return kept, notes


def until(pages: Sequence[Page], as_of: date) -> tuple[list[Page], list[Finding]]:
    """The pages without the parts that bear a later day than the day of service, and a NOTE "dated later" for each."""
    kept: list[Page] = []
    notes: list[Finding] = []
    for page in pages:
        aside = [
            SetAside(part.start, part.end, Span(page.document.id, part.start, _line_end(page.text, part.start)))
            for part in page.parts
            if part.date is not None and part.date.earliest > as_of and _bears(page, part)
        ]
        kept.append(_without(page, aside) if aside else page)
        notes.extend(Finding("", Kind.NOTE, "dated later", (a.header,), Assertion.PRESENT) for a in aside)
    return kept, notes


def _bears(page: Page, part: Part) -> bool:
    """Whether the day stands in the first line of the part, and is no day of a dose that it orders."""
    end = _line_end(page.text, part.start)
    return part.kind not in ("order", "form") and any(d.when == part.date for d in find_dates(page, part.start, end))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _main(headers: Sequence[tuple[Page, Identity]]) -> Identity:
    """The identity that most of the text goes with, counted by the parts that do not contradict it."""

    def weight(one: Identity) -> tuple[int, int]:
        agreeing = [(page, other) for page, other in headers if not differ(one, other)]
        return sum(_reach(page, other) for page, other in agreeing), -one.start

    return max((identity for _, identity in headers), key=weight)


def _reach(page: Page, identity: Identity) -> int:
    """How many characters go with a header: to the next one."""
    later = [i.start for part in page.parts if (i := _identity(page, part)) and i.start > identity.start]
    return min([*later, len(page.text)]) - identity.start


def _aside(page: Page, mine: Identity) -> Iterator[SetAside]:
    foreign: Identity | None = None
    start = 0
    for part in page.parts:
        identity = _identity(page, part)
        if identity is None:
            continue
        other = differ(mine, identity)
        if foreign is not None and not other:
            yield SetAside(start, part.start, Span(page.document.id, foreign.start, foreign.end))
            foreign = None
        elif foreign is None and other:
            foreign, start = identity, part.start
    if foreign is not None:
        yield SetAside(start, len(page.text), Span(page.document.id, foreign.start, foreign.end))


def differ(one: Identity, other: Identity) -> bool:
    """Whether two headers cannot be of one patient.

    >>> a, b = Identity(0, 0, initials=("N", "V"), sex="f", age=34), Identity(0, 0, initials=("M", "R"), sex="m", age=61)
    >>> differ(a, b), differ(a, a)
    (True, False)
    """
    if one.born and other.born:
        return one.born != other.born
    named = _names_differ(one, other)
    if named is not None:
        return named
    if one.number and other.number and one.number != other.number:
        return True
    apart = one.age is not None and other.age is not None and abs(one.age - other.age) > 3
    if one.year is not None and other.year is not None and (one.age is None or other.age is None):
        apart = abs(one.year - other.year) > 3
        if abs(one.year - other.year) > 10:
            return True
    return bool(one.sex and other.sex and one.sex != other.sex and (apart or one.age is None or other.age is None)) or (
        apart and bool(one.sex) and one.sex == other.sex and abs((one.age or 0) - (other.age or 0)) > 10
    )


def _names_differ(one: Identity, other: Identity) -> bool | None:
    """True where the names cannot be one person's, False where they agree, None where that cannot be told."""
    if one.names & other.names:
        return False
    if len(one.initials) < 2 or len(other.initials) < 2:
        return None
    a, b = set(one.initials), set(other.initials)
    if a == b or a < b or b < a:
        return False if not (one.names and other.names) else None
    return True


def _without(page: Page, aside: Sequence[SetAside]) -> Page:
    """The page with what is set aside blank, places unchanged."""
    letters = list(page.text)
    for one in aside:
        for place in range(one.start, min(one.end, len(letters))):
            if letters[place] != "\n":
                letters[place] = " "
    sentences = tuple(s for s in page.sentences if not any(a.start <= s.start < a.end for a in aside))
    return changed(page, sentences=sentences, starts=tuple(s.start for s in sentences), text="".join(letters))


def _identity(page: Page, part: Part) -> Identity | None:
    end = min(part.end, part.start + _HEAD)
    head = page.text[part.start : end]
    found = {
        str(m.lastgroup): m for pattern in _patterns() if (m := pattern.search(head)) is not None
    }  # the last holds
    if not found.keys() & {"name", "born", "number", "aged", "sexed"}:
        return None
    words = _name_words(found["name"]["name"]) if "name" in found else []
    for name in _OF_BODY:
        if name in found and not _in_header(head, found[name], found):
            del found[name]
    aged = found.get("aged")
    places = [m.span() for m in found.values()]
    if not places or found.keys() == {"years"}:
        return None
    sex = found["sexed"]["sexed"] if "sexed" in found else aged["sex"] if aged else ""
    age = aged["age"] if aged else found["years"]["years"] if "years" in found else None
    day = part.date or page.document.date
    return Identity(
        start=part.start + min(a for a, _ in places),
        end=part.start + max(b for _, b in places),
        initials=tuple(w[0].upper() for w in words),
        names=frozenset(w.lower() for w in words if len(w) > 2),
        born=_day(found["born"]["born"]) if "born" in found else None,
        number=found["number"]["number"].upper() if "number" in found else None,
        sex=_SEXES.get(sex.lower()),
        age=int(age) if age else None,
        year=_year(found["born"]["born"]) if "born" in found else day.earliest.year - int(age) if age and day else None,
    )


_OF_BODY = ("aged", "sexed", "years")  # what is said of anybody, also below a header


def _year(written: str) -> int | None:
    full = re.search(r"\d{4}", written)
    return int(full.group()) if full else None


def _day(written: str) -> str:
    """A day of birth in one writing: "03/04/1991", "3-4-91" and "1991-03-04" are the same."""
    a, b, c = (part.lstrip("0") or "0" for part in re.split(r"[/-]", written))
    year, month, day = (a, b, c) if len(a) == 4 else (c, a, b)
    return f"{month}/{day}/{year[-2:]}"


def _in_header(head: str, aged: re.Match[str], found: dict[str, re.Match[str]]) -> bool:
    """Whether an age and a sex stand with the name or number, or in the first two lines with words, and not in the story below."""
    line = head.count("\n", 0, aged.start())
    return sum(bool(above.strip()) for above in head[: aged.start()].split("\n")[:-1]) < 2 or any(
        abs(head.count("\n", 0, m.start()) - line) <= 1 for name, m in found.items() if name not in _OF_BODY
    )


_SEXES = {
    "woman": "f", "female": "f", "f": "f", "lady": "f", "girl": "f", "man": "m", "male": "m", "m": "m", "gentleman": "m", "boy": "m",
}  # fmt: skip


def _name_words(name: str) -> list[str]:
    """The words and initials of a name: "Ines V." and "V., Ines" give the same."""
    return [
        w
        for w in re.findall(r"[A-Za-z][A-Za-z'’]*", name)
        if w.lower() not in ("mr", "mrs", "ms", "miss", "dr", "initials", "dob", "mrn", "born", "age", "sex", "date")
    ]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    word = r"[A-Z][\w'’]*\.?"
    name = rf"{word}(?:(?:,? ?|-){word}){{0,3}}"
    mark = r"(?:DOB|D\.O\.B|[Dd]ate of birth|[Bb]orn|MRN|[Mm]ember|Sex|SEX)"
    return (
        re.compile(rf"\b(?:RE|Re|re|[Rr]egarding)\s?:\s{{0,12}}(?P<name>{name})(?=\s*[,(;]?\s*{mark})"),
        re.compile(rf"\b(?:(?:[Pp]atient|[Mm]ember) [Nn]ame|(?:PATIENT|MEMBER) NAME)\s{{2,12}}(?P<name>{word}(?:,? {word}){{1,3}})(?=\s*(?:$|\n|\d|\s{mark}))"),
        re.compile(r"\b(?:[Ss]ex|SEX|[Gg]ender|GENDER)\s?[:=]\s{0,12}(?P<sexed>[Ff]emale|[Mm]ale|FEMALE|MALE|F|M)\b"),
        re.compile(r"\b(?:[Aa]ge|AGE)\s?[:=]\s{0,12}(?P<years>\d{1,2})\b"),
        re.compile(rf"\b(?:[Pp]atient(?: [Nn]ame)?|PATIENT(?: NAME)?|[Pp]t|[Mm]ember(?: [Nn]ame)?|MEMBER|(?<![A-Za-z] )[Nn]ame|(?<![A-Za-z] )NAME)\s?[:=]\s{{0,12}}(?P<name>{name})(?=\s*(?:[,(;/]|$|\n|\s{{2,}}|\d|MRN|DOB|#))"),
        re.compile(r"\b(?:DOB|D\.O\.B\.?|[Dd]ate of birth|[Bb]orn)\W{1,4}(?P<born>\d{1,4}[/-]\d{1,2}[/-]\d{2,4})"),
        re.compile(r"\b(?:MRN|MR ?#|[Mm]edical record (?:no\.?|number)|[Rr]ecord no\.?|[Cc]hart (?:no\.?|#)|NHS no\.?|[Hh]ospital no\.?)\W{0,4}(?P<number>(?=[A-Z0-9-]*\d)[A-Z0-9-]{4,})"),
        re.compile(
            r"\b(?P<aged>(?P<age>\d{1,2})[ -]?(?:year[ -]old|y/?o|yo|y\.o\.|yrs?(?: old)?)?[ ,-]{0,2}(?P<sex>woman|man|female|male|lady|gentleman|girl|boy|F|M)\b)"
        ),
    )  # fmt: skip
