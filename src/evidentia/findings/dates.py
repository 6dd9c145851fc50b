"""Dates in a page, as written: a year, a month or a day. Nothing invents a day; US order, month first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from evidentia.findings.text import Page
from evidentia.model.frozen import frozen
from evidentia.model.when import When

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = {n: i for i, n in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_MONTH = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"


@frozen
class Dated:
    """A date at a place. `kind`: "full", "month", "year", "relative", "month day" (year taken from the part)."""

    start: int
    end: int
    when: When
    kind: str


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"""(?<![\w/.-])(?=[\djfmasondteylibu])(?:  # a letter with which one of them begins
        (?=\d)(?:  # what begins with a digit
        (?P<iso>(?:19|20)\d\d-\d\d?(?:-\d\d?)?)(?![\w-])
        |(?P<us>\d\d?[/-]\d\d?[/-](?:\d{{4}}|\d\d))(?![\w/])
        |(?P<dot>\d\d?\.\d\d?\.(?:(?:19|20)\d\d|[12]\d))(?![\w.])
        |(?P<dmy>\d\d?)(?:st|nd|rd|th)?[ -](?:of\ )?(?P<dmy_m>{_MONTH})\.?,?[ -]+(?P<dmy_y>(?:19|20)\d\d|'?\d\d(?![\d:]))
        |(?P<dm_d>\d\d?)(?:st|nd|rd|th)?\ (?:of\ )?(?P<dm_m>{_MONTH})(?![\w'])
        |(?P<slash>\d\d?/(?:19|20)\d\d)(?![\w/])
        |(?P<short>\d\d?/\d\d?)(?![\w/%]|\.\d)
        |(?P<year>(?:19[89]|20[0-3])\d)(?!\w|,\d|\.\d|\s?(?:mg|g|mL|units|cal|IU|copies|/))
        )
        |(?=[jfmasond])(?:  # with a month
        (?P<mdy_m>{_MONTH})\.?\ +(?P<mdy_d>\d\d?)(?:st|nd|rd|th)?(?:,\ *|\ +)(?P<mdy_y>(?:19|20)\d\d)(?!\w)
        |(?P<my_m>{_MONTH})\.?,?(?:\ of)?[ -]*(?P<my_y>(?:19|20)\d\d|'\d\d)(?!\w)
        |(?P<md_m>{_MONTH})\.?\ +(?P<md_d>\d\d?)(?:st|nd|rd|th)?(?![\w%/]|:\d|\.\d)
        )
        |(?P<ago_n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\ (?P<ago_u>day|week|wk|month|mo|year|yr)s?\ (?:ago|prior|earlier|back)\b
        |(?=[tyle])(?P<word>today|yesterday|last\ (?:month|week|year)|this\ (?:month|week|morning|year)|earlier\ this\ year)\b
        |(?<=\()(?=[jfmasond])(?P<par_m>{_MONTH})\.?(?=\))
        |(?=[islteombduf])(?P<bare_pre>in|since|last|this\ past|early|late|mid|by|during|until|from|of)[ -](?P<bare_m>{_MONTH})(?![\w'])(?!\.?,?(?:\ of)?[\ -]*(?:(?:19|20)\d\d|'?\d\d?\b))
        )""",
        re.IGNORECASE | re.VERBOSE,
    )


def find_dates(page: Page, start: int = 0, end: int | None = None) -> list[Dated]:
    """Every date of a page (or of a stretch of it), in order.

    Two-digit years are 20YY. "3/24" without a year takes the year of its part, the latest one that is not after the
    part's date; where it may as well be March 2024 the month alone is kept if both readings share it, else it is left out.
    """
    starts, found = _of_page(page)
    first = bisect_left(starts, start)
    last = len(starts) if end is None else bisect_left(starts, end)
    return found[first:last]


_RECENT: dict[int, tuple[Page, list[int], list[Dated]]] = {}


def _of_page(page: Page) -> tuple[list[int], list[Dated]]:
    """The dates of a whole page, found once; every extractor asks for them."""
    known = _RECENT.get(id(page))
    if known is None or known[0] is not page:
        found = list(_scan(page))
        known = (page, [d.start for d in found], found)
        if len(_RECENT) >= 16:
            _RECENT.clear()
        _RECENT[id(page)] = known
    return known[1], known[2]


def _scan(page: Page) -> Iterator[Dated]:
    for match in _pattern().finditer(page.text):
        anchor = page.date_of(match.start())
        if match["word"] or match["ago_n"]:
            anchor = _entry_day(page.text, match.start()) or anchor
        when, kind = _read(match, anchor, page.text)
        if when is not None:
            begin = match.start("bare_m") if match["bare_m"] else match.start()
            yield Dated(begin, match.end(), when, kind)


def _entry_day(text: str, place: int) -> When | None:
    """The day of the entry that a word like "today" stands in: "12/01/2025 RN: given today", "note 12/01/2025: received today"."""
    start = max(0, place - _ENTRY, text.rfind("\n\n", 0, place) + 1)
    for line in reversed(list(_entries().finditer(text, start, place))):
        for match in _pattern().finditer(text, line.start("day"), min(place, line.start("day") + 24)):
            when, kind = _read(match, None, text)
            if match.start() == line.start("day") and kind == "full":
                return when
        return None
    return None


_ENTRY = 700  # characters of an entry in which "today" is still its day


@cache
def _entries() -> re.Pattern[str]:
    """Where an entry with a day of its own begins: at the head of a line, or behind the name of a quoted note."""
    return re.compile(
        r"(?:^[ \t\-*•>]*|\b(?:note|visit|call|encounter|log|entry|addendum|letter)\s(?:of\s|from\s|dated\s)?)"
        r"(?P<day>(?=\d{1,4}[/-]\d{1,2}[/-]\d{2,4}\b[^\n]{0,40}(?:[:,-]|\s{2,}|\s[A-Z]))\d)",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:dates?|dos|visit|seen|dated|letter|note|printed|collected|dictated|rec'?d|received|drawn|encounter|service|call|meeting|recorded|sent|submitted"
        r"|exam|signed|day \d+|admi\w+|discharged)\b[^\n]{0,14}$", re.IGNORECASE,
    )  # fmt: skip


def date_in(text: str, start: int, end: int, *, heading: bool = True) -> When | None:
    """The date of a part: the last full date of its title line, else the first one in its head that stands alone on a
    line or behind a word for a date. Birth dates, biopsies and planned doses are none.
    """
    line_end = text.find("\n", start)
    line_end = end if line_end < 0 else min(line_end, end)
    title = [
        w
        for m, w in _full(text, start, line_end)
        if _carried().search(text, start, m.start())
        or (not _is_other(text, start, m.start()) and (heading or _is_label(text, start, m, line_end)))
    ]
    if title:
        return title[-1] if re.search("discharge", text[start:line_end], re.IGNORECASE) else title[0]
    for match, when in _full(text, line_end, end):
        before = text[max(start, match.start() - 40) : match.start()].rsplit("\n", 1)[-1]
        alone = not before.strip(" \t-()") and text[match.end() : match.end() + 3].strip(" \t)")[:1] in ("", "\n")
        if not _is_other(text, start, match.start()) and (alone or _labelled().search(before)):
            return when
    return None


@cache
def _carried() -> re.Pattern[str]:
    """ "HISTORY [carried fwd from 6/2/2025]": what stands below is of that day."""
    return re.compile(
        r"\[\s?(?:carried|copied|brought|pulled|imported)\s(?:fwd|forward|over)?\s?(?:from|of)\s$", re.IGNORECASE
    )


def day_seen(text: str) -> When | None:
    """The day that a letter names as that of the visit: "whom I saw in the renal clinic on 11 February 2026"."""
    for match in _seen().finditer(text):
        for dated, when in _full(text, match.end(), min(len(text), match.end() + 70)):
            if not re.search(r"[.;]", text[match.end() : dated.start()]):
                return when
            break
    return None


@cache
def _seen() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:I|we)\s(?:saw|reviewed|met|evaluated|examined)\b|\bwas (?:seen|reviewed|evaluated) (?:in|at|by)\b",
        re.IGNORECASE,
    )


def _is_label(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """In a first line that is no heading a date counts behind a word for a date, alone, set apart by a wide gap, or in a
    short line that names a visit ("neph f/u 8/2/25", "12/3/25 bariatric clinic")."""
    before, after = text[start : match.start()], text[match.end() : end]
    alone = not before.strip(" -()[]*") and (not after.strip() or after.startswith(("  ", ":", " -", "\t")))
    if not after.strip(" .") and len(before.split()) <= 7 and _titles().search(before):
        return True  # "Discharge summary, Renal ward, 12 October 2026"
    short = len(before.split()) <= 3 and ":" not in before and before[:1].isupper()
    named = len(before) < 90 and not re.search(r"[a-z]\.\s", before) and _names_a_paper().search(before) is not None
    if (
        alone
        or short
        or named
        or before.endswith(("   ", "\t", "-- ", "| "))
        or _labelled().search(before[-40:]) is not None
    ):
        return True
    last = not after.strip(" .)")
    return end - start <= _SHORT_LINE and (last or "." not in before) and _visit().search(text, start, end) is not None


_SHORT_LINE = 70  # characters of a line that may be the title of a note


@cache
def _names_a_paper() -> re.Pattern[str]:
    """ "consult f/u 8/17/26, PGY-3", "TRANSCRIPTION: joint clinic, 05/21/2026": a first line that says what paper it is."""
    return re.compile(
        r"\b(?:note|visit|clinic|consult\w*|letter|request|form|report|summary|f/u|follow[- ]?up|transcription|dictat\w+|received|printed|intake|"
        r"referral|encounter|addendum|evaluation|document)\b[^.;]{0,60}$",
        re.IGNORECASE,
    )


@cache
def _visit() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:f/u|follow[- ]?up|consult\w*|clinic|curbside|msg|message|progress|intake|visit|note|call|triage|encounter|report|"
        r"round|rounds|h&p|office|telehealth|televisit|evaluation|eval|appt|appointment|session|check)\b",
        re.IGNORECASE,
    )


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:summary|letter|note|report|visit|clinic|dictat\w+|transcri\w+|minutes|export|table|form|relation)\b",
        re.IGNORECASE,
    )


def _full(text: str, start: int, end: int) -> Iterator[tuple[re.Match[str], When]]:
    for match in _pattern().finditer(text, start, end):
        when, kind = _read(match, None, text)
        if when is not None and kind == "full":
            yield match, when


@cache
def _other() -> re.Pattern[str]:
    return re.compile(
        r"dob|birth|born|biops|\bbx\b|\bdx|since|until|dose|start|due|infusion|from|through|approved|effective|copied|course|before",
        re.IGNORECASE,
    )


def _is_other(text: str, start: int, place: int) -> bool:
    """Whether a date is of something else: a birth, a biopsy, a dose. "Infusion visit 7/2/26" is of the visit."""
    lead = text[max(start, place - 24) : place].rsplit("\n", 1)[-1]
    visits = list(_visit().finditer(lead))
    return _other().search(lead, visits[-1].end() if visits else 0) is not None


def _read(match: re.Match[str], anchor: When | None, text: str) -> tuple[When | None, str]:
    try:
        return next(_readings(match, anchor, text), (None, ""))
    except ValueError:  # the 31st of February: no date
        return None, ""


def _readings(match: re.Match[str], anchor: When | None, text: str) -> Iterator[tuple[When | None, str]]:
    yield from _absolute(match)
    yield from _by_anchor(match, anchor, text)


def _absolute(match: re.Match[str]) -> Iterator[tuple[When, str]]:
    """Dates that carry their year."""
    if found := match["iso"]:
        parts = [int(p) for p in found.split("-")]
        yield When(*parts), "full" if len(parts) == 3 else "month"
    elif found := match["us"] or match["dot"]:
        month, day, year = (int(p) for p in re.split(r"[/.-]", found))
        yield When(_year(year), month, day), "full"
    elif match["dmy"]:
        yield When(_year(int(match["dmy_y"].strip("'"))), _MONTHS[_key(match["dmy_m"])], int(match["dmy"])), "full"
    elif match["mdy_m"]:
        yield When(int(match["mdy_y"]), _MONTHS[_key(match["mdy_m"])], int(match["mdy_d"])), "full"
    elif match["my_m"]:
        yield When(_year(int(match["my_y"].strip("'"))), _MONTHS[_key(match["my_m"])]), "month"
    elif found := match["slash"]:
        first, last = (int(p) for p in found.split("/"))
        yield When(last, first), "month"
    elif match["year"]:
        yield When(int(match["year"])), "year"


def _by_anchor(match: re.Match[str], anchor: When | None, text: str) -> Iterator[tuple[When | None, str]]:
    """Dates that take their year, or more, from the part that they stand in."""
    if match["md_m"] or match["dm_m"]:
        month, day = _MONTHS[_key(match["md_m"] or match["dm_m"])], int(match["md_d"] or match["dm_d"])
        ahead = _year_ahead(text, match.end())
        if ahead is not None:
            yield When(ahead, month, day), "month day"
        elif anchor is not None:
            yield _before(anchor, month, day), "month day"
    elif found := match["short"]:
        yield _short(found, anchor, match, text)
    elif match["ago_n"]:
        yield _ago(match["ago_n"].lower(), match["ago_u"].lower(), anchor), "relative"
    elif found := match["word"]:
        yield _relative(found.lower(), anchor), "relative"
    elif (named := match["bare_m"] or match["par_m"]) and named[0].isupper() and anchor and anchor.month is not None:
        month = _MONTHS[_key(named)]
        yield When(anchor.year if month <= anchor.month else anchor.year - 1, month), "month"


@cache
def _ahead() -> re.Pattern[str]:
    joined = rf"(?:\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})|(?:{_MONTH})\.?\s+\d\d?(?:st|nd|rd|th)?|\d\d?(?:st|nd|rd|th)?)"
    return re.compile(
        rf"\s*(?:(?:,|and|&|\+|to|through|thru|-|–|then|on)\s*)+(?:{joined}\s*(?:(?:,|and|&|\+|to|-|–)\s*)*)+,?\s*(?P<year>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    )


def _year_ahead(text: str, end: int) -> int | None:
    """ "March 24 and April 7, 2025": the year stands at the end of a list of days and counts for all of them."""
    match = _ahead().match(text, end, end + 60)
    return int(match["year"]) if match else None


def _key(name: str) -> str:
    return name.lower().rstrip(".")


def _year(number: int) -> int:
    return number if number > 99 else 2000 + number


def _before(anchor: When, month: int, day: int) -> When:
    """The latest such day that is not later than about three months after the anchor (plans look ahead)."""
    for year in (anchor.year + 1, anchor.year, anchor.year - 1):
        when = When(year, month, day)
        if when.earliest <= anchor.latest + timedelta(days=100):
            return when
    return When(anchor.year, month, day)


def _short(found: str, anchor: When | None, match: re.Match[str], text: str) -> tuple[When | None, str]:
    first, second = (int(p) for p in found.split("/"))
    if not 1 <= first <= 12 or anchor is None or _is_ratio(text, match.start(), match.end()):
        return None, ""
    as_year = 0 <= anchor.year - 2000 - second <= 4
    as_day = 1 <= second <= 31
    if as_year and as_day:
        day = _before(anchor, first, second)
        month = When(_year(second), first)
        if (day.year, day.month) == (month.year, month.month):
            # nobody writes the month of the note with its year: "labs 10/24" in a note of 10/30/24 are of the 24th
            return (day, "month day") if (day.year, day.month) == (anchor.year, anchor.month) else (month, "month")
        near = text[max(0, match.start() - 40) : match.end() + 24]
        if re.search(
            rf"(?<!\d)\d\d?/\d\d?(?:/\d\d(?:\d\d)?)?(?!\d).{{0,14}}{re.escape(found)}|{re.escape(found)}\s*(?:,|and|&|\+|-|to|thru)\s*\d\d?/\d\d?(?!\d)",
            near,
        ):
            return day, "month day"
        return None, ""
    if as_day:
        return _before(anchor, first, second), "month day"
    return (When(_year(second), first), "month") if as_year else (None, "")


def _is_ratio(text: str, start: int, end: int) -> bool:
    """ "2/10" after "global", "BP 118/70", "class 3/5", "grade 1/4": no dates."""
    before = text[max(0, start - 22) : start].lower()
    after = text[end : end + 6].lower()
    return bool(
        re.search(
            r"(?:bp|global|pain|class|grade|strength|score|pulses|reflex\w*|vas|visit|dose|day|days|page|rating|power)\s*(?:is|of|was|:|=)?\s*$",
            before,
        )
    ) or after.startswith((" scale", " pain", " lb", " joints"))


def _ago(number: str, unit: str, anchor: When | None) -> When | None:
    if anchor is None:
        return None
    count = int(number) if number.isdigit() else _NUMBERS.get(number, 1)
    if unit in ("day", "week", "wk"):
        if anchor.exact is None:
            return None
        day = anchor.exact - timedelta(days=count * (1 if unit == "day" else 7))
        return When.of(day) if unit == "day" else When(day.year, day.month)
    if unit in ("month", "mo"):
        if anchor.month is None:
            return None
        total = anchor.year * 12 + anchor.month - 1 - count
        return When(total // 12, total % 12 + 1)
    return When(anchor.year - count)


def _relative(word: str, anchor: When | None) -> When | None:
    if anchor is None:
        return None
    if word in ("today", "this morning"):
        return anchor
    if word == "yesterday":
        return When.of(anchor.exact - timedelta(days=1)) if anchor.exact else None
    if "year" in word:
        return When(anchor.year - 1 if word.startswith("last") else anchor.year)
    if anchor.month is None:
        return None
    if word == "last month":
        return _ago("1", "month", anchor)
    return When(anchor.year, anchor.month)
