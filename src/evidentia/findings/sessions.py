"""Courses of a procedure that is given in sessions (vocabulary/drugs.yaml: `sessions`): what was given, what is asked for.

Device, protocol, number of sessions, days a week, sessions a day, and when. Nothing is completed: a course without a number of
sessions has none. "30 sessions plus 6 taper" and "5 days a week for 6 weeks" are added up and multiplied out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.dates import Dated
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.text import Page
from evidentia.model.finding import Finding, Kind, Sessions, Span
from evidentia.model.frozen import Held, field, frozen
from evidentia.model.when import When

_FOLLOWS = 14  # passages behind the one that names the procedure which may go on about its course
_SETTLED = 7  # days: a course dated longer before its note was given


@frozen
class _Told:
    """Passages that tell of one course."""

    concept: str
    given: bool
    passages: list[Passage] = field(default_factory=list)
    products: list[str] = field(default_factory=list)


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The SESSIONS findings of a chart; `given` is False for what is asked for or planned."""
    drugs = vocabulary.get("drugs", {})
    concepts = _concepts(Held(drugs))
    if not concepts:
        return []
    passages = [p for p in passages_of(pages, vocabulary) if p.is_patient]
    return [_finding(told, drugs[told.concept]) for told in _courses(passages, concepts)]


def asked_places(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """(document, place) of each name of a procedure in a course that is asked for: nothing there was taken."""
    concepts = _concepts(Held(vocabulary.get("drugs", {})))
    passages = [p for p in passages_of(pages, vocabulary) if p.is_patient] if concepts else []
    return frozenset(
        (p.document, m.start)
        for told in _courses(passages, concepts)
        if not told.given
        for p in told.passages
        for m in p.mentions
        if m.concept == told.concept
    )


@lru_cache(maxsize=2)
def _concepts(held: Held[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(name for name, entry in held.value.items() if (entry or {}).get("sessions"))


def _courses(passages: Sequence[Passage], concepts: frozenset[str]) -> list[_Told]:
    told: list[_Told] = []
    last: _Told | None = None
    distance = 0
    for passage in passages:
        mine = [m for m in passage.mentions if m.concept in concepts]
        if mine and _never().search(passage.words):
            continue
        if last is not None and (passage.document, passage.part.index) != _place(last):
            last = None
        if mine:
            given = _is_given(passage)
            if last is None or last.given != given or mine[0].concept != last.concept:
                last = _Told(mine[0].concept, given)
                told.append(last)
            distance = 0
            last.passages.append(passage)
            last.products.extend(m.name.product for m in mine if m.name.product)
            continue
        earlier = next((t for t in reversed(told) if t.given and _place(t)[0] == passage.document), None)
        if earlier is not None and not passage.mentions and _is_planned_alike(passage):
            last, distance = _Told(earlier.concept, False, [passage], list(earlier.products)), 0
            told.append(last)
            continue
        distance += 1
        field_of = last or next((t for t in reversed(told) if not t.given and _place(t)[0] == passage.document), None)
        if passage.mentions or field_of is None or not _goes_on(field_of, passage):
            continue
        if _field().match(passage.words) or (last is not None and distance <= _FOLLOWS):
            field_of.passages.append(passage)
    return told


def _is_planned_alike(passage: Passage) -> bool:
    """ "[plan] Same device, left 10 Hz, 36 sessions": a course that is asked for with the device of the earlier one."""
    same = re.search(r"\bsame (?:device|machine|system|stimulator|coil)\b", passage.words, re.IGNORECASE)
    above = f"{passage.heading} {passage.text[max(0, passage.start - 40) : passage.start]} {passage.words[:24]}"
    plan = re.search(r"\b(?:plan|request|proposed|proposal|recommendation)\b", above, re.IGNORECASE)
    return same is not None and plan is not None and not _past().search(passage.words)


def _place(told: _Told) -> tuple[str, int]:
    return told.passages[-1].document, told.passages[-1].part.index


def _goes_on(told: _Told, passage: Passage) -> bool:
    """Whether a passage without the name tells of the same course: its sessions, schedule, protocol."""
    return _of_a_course().search(passage.words) is not None and (told.given or not _is_given(passage))


@cache
def _field() -> re.Pattern[str]:
    """A field of a form, which may stand far below the one that names the device."""
    return re.compile(
        r"\W*(?:[A-Z0-9]{1,2}[.)]\s*)?(?:protocol|course|sessions|schedule|(?:treatment |stimulation )?parameters|number of sessions|frequency)\b",
        re.IGNORECASE,
    )


@cache
def _of_a_course() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:sessions?|treatments?|tx|taper\w*|protocol|coil|hz|hertz|days? (?:a|per) (?:week|wk)|days?/w(?:ee)?k|dlpfc|prefrontal|pulses|motor threshold|MT|device|target|schedule|frequency)\b",
        re.IGNORECASE,
    )


def _is_given(passage: Passage) -> bool:
    """Told of the past: by its words, or by days long before the note; words of asking outweigh both."""
    words = passage.words
    if _asks().search(words):
        return False
    if _first_course().search(_above(passage)):
        return True
    if _past().search(words):
        return True
    note = passage.date
    return note is not None and any(
        d.when.latest < note.earliest and (note.earliest - d.when.latest).days > _SETTLED for d in passage.dates
    )


def _above(passage: Passage) -> str:
    """The heading that a passage stands under: that of its line, or a line in capitals right above its paragraph."""
    lines = passage.text[max(0, passage.start - 240) : passage.start].split("\n")[:-1]
    capitals = [line for line in lines[-3:] if re.fullmatch(r"\s*[A-Z][A-Z /#\d-]{4,40}:?\s*", line)]
    return f"{passage.heading} {capitals[-1] if capitals else ''}"


@cache
def _first_course() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:first|prior|previous|earlier|initial|past)\s(?:r?tms\s)?(?:course|treatment)", re.IGNORECASE
    )


@cache
def _never() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:never|no (?:prior|previous|earlier)|not yet) (?:\w+ ){0,3}?(?:r?tms|course|stimulation)\b|\br?tms\W+never\b",
        re.IGNORECASE,
    )


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:plan(?:ned|s)?|request(?:s|ed|ing)?|order(?:s|ed|ing)?|propos\w+|recommend\w*|will|to (?:begin|start|be)|authori[sz]\w+|seek\w*|ask(?:s|ing)?|"
        r"re-?treat(?:ment)?(?: with)?|repeat course|second course|another course|candidate|prescrib\w+|we would like|intend\w*)\b",
        re.IGNORECASE,
    )


@cache
def _past() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:completed|finished|received|underwent|had|has had|prior|previous(?:ly)?|earlier|last|ended|history of|h/o|s/p|first course|initial course|first tms|was treated|treated (?:with|in)|"
        r"responded|response|respond|remission|in (?:19|20)\d\d|never|ago|course (?:in|of|from|#?1)|past)\b",
        re.IGNORECASE,
    )


def _finding(told: _Told, entry: Mapping[str, Any]) -> Finding:
    words = "\n".join(p.words for p in told.passages)
    dates = [d for p in told.passages for d in p.dates]
    per_week, weeks = _per_week(words), _weeks(words)
    sessions = _sessions(words) or (per_week * weeks if per_week and weeks else None)
    if per_week is None and sessions and weeks and sessions == 5 * weeks:
        per_week = 5
    detail = Sessions(
        given=told.given,
        device=told.products[0] if told.products else None,
        protocol=_protocol(words, entry),
        sessions=sessions,
        taper=re.search(r"\btaper", words, re.IGNORECASE) is not None,
        per_week=per_week,
        per_day=_per_day(words),
        maintenance=_maintenance().search(words) is not None,
        **(_period(told.passages, dates) if told.given else {}),
    )
    spans = tuple(Span(p.document, p.start, p.end) for p in told.passages)
    return Finding("", Kind.SESSIONS, told.concept, spans, when=told.passages[0].date, detail=detail)


def _protocol(words: str, entry: Mapping[str, Any]) -> str | None:
    parts = _parts(Held(entry.get("parts") or {}))
    there = {m.concept for m in parts.find(words)}
    return next((name for name, needed in (entry.get("protocols") or {}).items() if there.issuperset(needed)), None)


@lru_cache(maxsize=4)
def _parts(held: Held[Mapping[str, Any]]) -> Lexicon:
    return Lexicon(
        {name: part.get("names", ()) for name, part in held.value.items()},
        {name: part.get("exact", ()) for name, part in held.value.items()},
    )


_NUMBERS = {
    word: number for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"twenty": 20, "thirty": 30, "thirty six": 36, "forty": 40, "fifty": 50}  # fmt: skip
_UNIT = r"(?:sessions?|treatments?|txs?|visits)"


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.lower().replace("-", " ")]


def _sessions(words: str) -> int | None:
    """The sessions of a course in all: a stated total, else the daily ones and those of the taper."""
    digits = _word().sub(lambda m: str(_NUMBERS[m.group().lower().replace("-", " ")]), words)
    if total := _total().search(digits):
        return int(next(g for g in total.groups() if g))
    taper = _taper().search(digits)
    tapered = int(next(g for g in taper.groups() if g)) if taper else 0
    counts = [
        int(next(g for g in m.groups() if g))
        for m in _count().finditer(digits)
        if not taper or not taper.start() <= m.start() < taper.end()
    ]
    if not counts:
        return None
    inside = taper is not None and re.search(
        r"\b(?:incl\w*|with|w/|of which|comprising)\W*(?:a\s)?$", digits[: taper.start()], re.IGNORECASE
    )
    # "36 sessions: 30 daily and 6 of the taper"
    return max(counts) + (0 if inside or max(counts) - tapered in counts else tapered)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b".replace(" ", "[ -]"), re.IGNORECASE
    )


@cache
def _total() -> re.Pattern[str]:
    return re.compile(
        rf"\b(\d{{2,3}})\s(?:{_UNIT}\s)?(?:in )?total\b|\btotal(?: of)?[ :=]+(\d{{2,3}})\b(?!\s?(?:pulses|mg|weeks))|\b(\d{{2,3}})\s(?:{_UNIT}\s)?(?:in all|altogether)\b"
        rf"|\btaper\w*[^.;\n]{{0,40}}?(?:=\s?|\()(\d{{2}})\b(?!\s?(?:%|weeks?|wks?|/))",
        re.IGNORECASE,
    )


@cache
def _taper() -> re.Pattern[str]:
    return re.compile(
        rf"\b(\d{{1,2}})(?:[- ](?:session|treatment))?\s(?:in |as )?(?:a )?(?:taper\w*|tapering)(?: {_UNIT})?\b|\b(\d{{1,2}})\s{_UNIT}\s(?:of |over (?:(?!\band\b|\bplus\b|[+,;]).){{0,20}}|as |in )?taper\w*|"
        rf"\btaper\w*(?: of| over)?[ :]+(\d{{1,2}})\b(?!\s?(?:weeks?|wks?|/))(?: {_UNIT})?|\btaper\b[^.;\n]{{0,24}}\((\d)\)",
        re.IGNORECASE,
    )


@cache
def _count() -> re.Pattern[str]:
    kinds = r"(?:daily|acute|active|once-daily|r?TMS|iTBS|weekday|stimulation|outpatient|separate|full|standard)"
    return re.compile(
        rf"(?<![\w.-])(\d{{1,3}})[ -]?(?:{kinds}\s){{0,2}}(?:{_UNIT})\b(?!\s?(?:/|per|a|each|every)\s?(?:days?|d\b|wk|week|month))"
        rf"|(?<![\w.-])(\d{{2}})\s?\+\s?(?:taper|\d{{1,2}}\s?taper)|(?<!\w)[x×]\s?(\d{{2}})\b(?!\s?(?:%|weeks?|wks?|min|s\b))|\bwk\s\((\d{{2}})\)",
        re.IGNORECASE,
    )


@cache
def _every() -> re.Pattern[str]:
    return re.compile(
        r"\b(?P<n>\d|two|three|four|five|six)\s?(?:x|×|times|days?|d|sessions?|treatments?)?\s?(?:/|per|a|each|in the)?\s?(?:week(?:ly|s)?|wk)\b(?!\s?(?:course|total|period))",
        re.IGNORECASE,
    )


def _per_week(words: str) -> int | None:
    if re.search(
        r"\b(?:mon(?:day)?\s?(?:-|–|to|through|thru)\s?fri(?:day)?|m\s?-\s?f|weekdays?|every weekday|each weekday)\b",
        words,
        re.IGNORECASE,
    ):
        return 5
    for match in _every().finditer(words):
        if re.search(
            r"x|×|times|day|\bd\b|session|treatment|/|per|\ba\b|each", match.group()[len(match["n"]) :], re.IGNORECASE
        ):
            return _number(match["n"])
    return None


def _weeks(words: str) -> int | None:
    match = re.search(
        r"\b(?:for|over|x|×)\s?(?P<n>\d|four|five|six|seven)\s?(?:-?to-?\d\s?)?(?:weeks?|wks?)\b", words, re.IGNORECASE
    )
    return _number(match["n"]) if match else None


def _per_day(words: str) -> int | None:
    match = re.search(
        r"\b(?P<n>\d{1,2}|two|three|four|five|six|eight|ten|several|multiple)\s?(?:x|times|iTBS|daily)?\s?(?:sessions?|treatments?)?\s?(?:/|per|a|each)\s?day\b",
        words,
        re.IGNORECASE,
    )
    if match is None:
        return None
    return 2 if match["n"].lower() in ("several", "multiple") else _number(match["n"])


@cache
def _maintenance() -> re.Pattern[str]:
    return re.compile(r"(?<!\bno )(?<!without )(?<!not )\bmaintenance\b", re.IGNORECASE)


def _period(passages: Sequence[Passage], dates: Sequence[Dated]) -> dict[str, Any]:
    """First and last day of a course that was given; words at a date say which end it is."""
    text = passages[0].text
    start = stop = None
    opening = re.search(r"(\d{4}-\d\d-\d\d)\s*\.\.\s*$", text[max(0, passages[0].start - 20) : passages[0].start])
    if opening and dates:  # "2025-04-14 .. 2025-06-13   TMS": the row began with its first day
        return {"start": When.parse(opening[1]), "stop": dates[0].when}
    for dated in dates:
        lead, behind = text[max(0, dated.start - 40) : dated.start], text[dated.end : dated.end + 48]
        if re.match(r"[\s,]*(?:when|as)\b[^.;]{0,24}\b(?:ended|finished|was completed)\b", behind, re.IGNORECASE):
            stop = stop or dated.when
            continue
        if re.search(
            r"\b(?:end(?:ed|ing|s)?|complet\w+|finish\w+|through|thru|to|until|last (?:session|treatment)|-|–)\W*(?:on\W*|in\W*)?$|[-–]\s?$|\.\.\s?$|\bto\s$",
            lead,
            re.IGNORECASE,
        ):
            stop = stop or dated.when
        elif start is None and not re.search(
            r"\b(?:relaps\w*|recur\w*|well|remission|until|since|now|returned|again)\b[^.;]{0,30}$", lead, re.IGNORECASE
        ):
            start = dated.when
    return {"start": start, "stop": stop}
