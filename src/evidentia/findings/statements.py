"""What a sentence says of each drug that it names: its cues, its regimen and its dates, kept apart from drug to drug.

Between two drugs the text belongs to the first one up to the last comma, bracket or joining word, and to the second
one from there: "MMF 1 g BID for 8 months, then 6 x 500 mg cyclophosphamide".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from evidentia.findings import regimens
from evidentia.findings.cues import Cue, CueIndex, attach
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import Mention, words
from evidentia.findings.regimens import Regimen
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

_ANALYTES = frozenset((
    "upcr", "proteinuria", "protein", "prot", "creatinine", "creat", "cr", "scr", "egfr", "albumin", "alb", "dsdna", "hgb", "hb", "wbc",
    "igg", "platelets", "plt", "bp", "weight", "wt", "bsa", "bmi", "urine", "uprot", "ldl", "glucose", "a1c", "c3", "c4", "ratio", "vol",
    "quantity", "incat", "phq", "cd19", "pcr",
))  # fmt: skip
_STARTS = frozenset(("since", "from", "started", "start", "began", "begun", "initiated", "beginning", "starting", "added", "commenced", "onset", "begin", "restarted", "resumed", "reintroduced", "restart"))  # fmt: skip
_STOPS = frozenset(("until", "till", "stopped", "discontinued", "ended", "ending", "through", "thru", "finished", "completed", "stop", "dc", "off", "stopping", "held", "quit"))  # fmt: skip
_SKIPS = frozenset(("next", "last", "due", "due:", "scheduled", "approved", "denied", "seen", "reviewed", "checked", "biopsy", "bx", "again", "labs"))
_RANGE = frozenset(("-", "–", "—", "to", "thru", "through", "until", "till", "->", "→"))
_CHANGE = frozenset(("to", "now", "then", "currently", "increased", "raised", "reduced", "lowered", "titrated", "up", "down", "decreased", "tapered", "escalated", "since"))  # fmt: skip
_GOAL = frozenset(("goal", "target", "aim", "aiming", "plan", "planned", "if", "will", "would", "max", "vs", "versus", "titrating", "consider", "taper", "tapering", "weaning"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One drug in one sentence with everything that the sentence says of it."""

    mention: Mention
    start: int  # of the text that is about this drug
    end: int
    cues: tuple[Cue, ...] = ()
    regimen: Regimen | None = None  # the dose that counts: the last one reached, not the first one or the goal
    others: tuple[Regimen, ...] = ()
    begun: When | None = None
    ended: When | None = None
    dates: tuple[Dated, ...] = ()
    since: bool = False  # the record says "since", "started", "to present" of its beginning

    def has(self, *kinds: str) -> bool:
        return any(cue.kind in kinds and not cue.negated for cue in self.cues)


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(r";|•|\.(?=\s+[A-Z(])|\bbut\b|\bhowever\b|\bwhereas\b|\|(?=\s*$)|\n\s*[-*•]\s", re.IGNORECASE)


@cache
def _delimiters() -> re.Pattern[str]:
    return re.compile(r"[,;:()|/+&•\n]|\b(?:and|or|then|but|plus|with|followed by|to|after|while|vs)\b|→|->", re.IGNORECASE)


def read(
    text: str, start: int, end: int, mentions: Sequence[Mention], index: CueIndex, dates: Sequence[Dated] = ()
) -> tuple[list[Statement], list[Cue]]:
    """The statements of one sentence, and its cues that speak of a drug named before it."""
    cues = index.find(words(text, start, end), text)
    # the words of a drug's own name are no cues ("Home" in a product, "off" in a brand)
    cues = [cue for cue in cues if not any(m.start <= cue.start < m.end for m in mentions)]
    if not mentions:
        return [], cues
    cues = _answered(cues, text, start, end, mentions)
    breaks = [match.start() for match in _breaks().finditer(text, start, end)]
    per_mention, left = attach(cues, mentions, text, breaks)
    regions = _regions(text, start, end, mentions, breaks)
    statements = [
        _statement(text, mention, region, tuple(own), dates)
        for mention, region, own in zip(mentions, regions, per_mention, strict=True)
    ]
    return _shared(statements, text), left


@cache
def _answers() -> re.Pattern[str]:
    return re.compile(r"[?:.]\s*(?:\[\s?\]\s*yes\s*\[x\]\s*)?(?P<no>no\b(?!\s(?-i:[a-z]))|none\b|never\b|\[x\]\s?no\b|(?P<open>n/a\b|not applicable|unknown|_{2,}))", re.IGNORECASE)


_DENIED = {"past": "never", "current": "not_on", "contraindicated": "not_contraindicated", "intolerance": "not_contraindicated"}


def _answered(cues: Sequence[Cue], text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Cue]:
    """A form's question with its answer: "Biosimilar tried? NO   Contraindication to biosimilar? NO"."""
    result, place = list(cues), start
    for match in _answers().finditer(text, start, min(len(text), end + _ANSWER)):
        if match.start() > end:
            break
        question = [c for c in result if place <= c.start < match.start()]
        place = match.end()
        if not question and not match["open"] and text[match.start()] in "?:" and _is_label(text, match.start(), mentions):
            result.append(Cue("not_on", "after", match.start("no"), match.end("no")))
            continue
        if not any(c.kind in _DENIED for c in question) or (text[match.start()] == "." and "..." not in text[match.start() - 4 : match.start() + 1]):
            continue
        result = [c for c in result if not match.start() <= c.start < match.end() or c.end > match.end()]
        result = [c for c in result if c not in question] + ([] if match["open"] else _denied(question))
    return sorted(result, key=lambda c: c.start)


def _is_label(text: str, place: int, mentions: Sequence[Mention]) -> bool:
    """"Other biologics: none": the drug stands directly before the colon."""
    return any(m.end <= place and len(text[m.end : place].split()) <= 2 and "\n" not in text[m.end : place] for m in mentions)


_ANSWER = 12  # characters between a question at the end of a sentence and its answer


def _denied(question: Sequence[Cue]) -> list[Cue]:
    """What "no" makes of a question's cues; "failed?" answered by no states nothing."""
    return [replace(c, kind=_DENIED[c.kind], negated=False) for c in question if c.kind in _DENIED]


def continued(statement: Statement, text: str, start: int, end: int, cues: Sequence[Cue], dates: Sequence[Dated]) -> Statement:
    """The statement with what a later sentence adds without naming the drug: "It was stopped 05/2025. No response."."""
    behind = Mention(start, start, statement.mention.name)
    more = _statement(text, behind, (start, end), tuple(cues), dates)
    return Statement(
        statement.mention,
        statement.start,
        statement.end,
        (*statement.cues, *cues),
        _updated(statement.regimen, more.regimen),
        statement.others,
        statement.begun or more.begun,
        more.ended or statement.ended,
        (*statement.dates, *more.dates),
        statement.since or more.since,
    )


def _updated(regimen: Regimen | None, more: Regimen | None) -> Regimen | None:
    if regimen is None or more is None:
        return regimen or more
    return regimens.joined(more, regimen)


def _regions(text: str, start: int, end: int, mentions: Sequence[Mention], breaks: Sequence[int]) -> list[tuple[int, int]]:
    """For each mention the stretch that is about it: (from, to), the mention inside."""
    edges = [max((b + 1 for b in breaks if b < mentions[0].start), default=start)]
    for first, second in zip(mentions, mentions[1:], strict=False):
        edges.append(_edge(text, first.end, second.start, breaks))
    edges.append(end)
    return list(zip(edges, edges[1:], strict=False))


def _edge(text: str, start: int, end: int, breaks: Sequence[int]) -> int:
    hard = [place for place in breaks if start <= place < end]
    soft = [m.start() for m in _delimiters().finditer(text, start, end) if not _inside_number(text, m.start())]
    return max(hard + soft, default=end)


def _inside_number(text: str, place: int) -> bool:
    return text[place] in ",/" and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()


def _statement(text: str, mention: Mention, region: tuple[int, int], cues: tuple[Cue, ...], dates: Sequence[Dated]) -> Statement:
    start, end = region
    here = [d for d in dates if start <= d.start < end]
    regimen, others = _regimen(text, mention, start, end)
    begun, ended, since = _period(text, mention, here, start)
    if ended is None and not since and any(c.kind in ("stopped", "past") and not c.negated for c in cues):
        ended = next((d.when for d in here if _is_last(text, start, d)), None)
    return Statement(mention, start, end, cues, regimen, others, begun, ended, tuple(here), since)


def _is_last(text: str, start: int, dated: Dated) -> bool:
    """"last dose 10/28/2025": the end of a drug that was stopped, and only then."""
    return re.search(r"\blast\b[^.;\n]{0,40}$", text[start : dated.start], re.IGNORECASE) is not None


def _regimen(text: str, mention: Mention, start: int, end: int) -> tuple[Regimen | None, tuple[Regimen, ...]]:
    """The regimen behind the name, completed by what stands directly before it ("500 mg IV cyclophosphamide")."""
    stop = _first_analyte(text, mention.end, end)
    found = regimens.read(text, mention.end, stop)
    main = _principal(found, text)
    bare = _bare_dose(text, mention.end, stop)
    if bare is not None and (main is None or (main.dose is None and main.daily_dose is None)):
        main = regimens.with_dose(main or Regimen(mention.end, mention.end), *bare)
    if main is not None and main.days is None and "(" in text[mention.end : stop]:
        main = _with_days_outside(main, text, mention.end, stop)
    before = _before(text, start, mention.start)
    if before is not None:
        main = regimens.joined(main, before) if main else before
    if stop < end:
        main = _with_late(main, text, stop, end)
    return main, tuple(r for r in found if r.days and (r.dose or r.daily_dose) and main is not None and r.start != main.start)


def _with_days_outside(main: Regimen, text: str, start: int, end: int) -> Regimen:
    """"1 g BID (max tolerated, nausea at 1.5 g BID) for 14 months": the time stands outside the bracket."""
    plain = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text[start:end])
    days = next((r.days for r in regimens.read(plain) if r.days), None)
    return main if days is None else regimens.with_days(main, days)


def _with_late(main: Regimen | None, text: str, start: int, end: int) -> Regimen | None:
    """What stands behind a laboratory value: "(UPCR 4.0 to 2.6 g/g over 9 months at 3 g/day)"."""
    main = main or Regimen(start, start)
    late = regimens.read(text, start, end)
    days = next((r.days for r in late if r.days), None)
    if main.days is None and days is not None:
        main = regimens.with_days(main, days)
    if main.dose is None and main.daily_dose is None:
        at = next((f.start for f in regimens.facts(text, start, end) if f.kind == "mass" and _AT.search(text[:f.start][-8:])), None)
        if at is not None:
            main = regimens.joined(regimens.read(text, at, end)[0], main)
    return None if main.is_empty and not main.route else main


_AT = re.compile(r"\b(?:at|on|taking|dose of)\s$")


def _first_analyte(text: str, start: int, end: int) -> int:
    return next((begin for begin, _, word in words(text, start, end) if word in _ANALYTES), end)


def _principal(found: Sequence[Regimen], text: str) -> Regimen | None:
    """The dose that was reached: "500 mg BID titrated to 1 g BID, target 1.5 g BID" is 1 g BID."""
    if not found:
        return None
    chosen, previous = found[0], found[0]
    for candidate in found[1:]:
        between = {word for _, _, word in words(text, previous.end, candidate.start)}
        gap = text[previous.end : candidate.start]
        previous = candidate
        if between & _GOAL:
            break
        if between & _CHANGE or "→" in gap or "->" in gap:
            chosen = candidate
    return chosen


@cache
def _bare() -> re.Pattern[str]:
    number = r"(\d{1,4}(?:,\d{3})?(?:\.\d+)?)"
    return re.compile(rf"\s?(?:tabs?|ER|XR|XL|DR|SR|sulfate|dose)?[ :-]{{0,3}}{number}(?![\d/%.-]*[\d/%-]|\s?(?:x|×|doses?|of|weeks?|wks?|months?|mos?|mo|yrs?|years?|days?|d|h|tabs?)\b)", re.IGNORECASE)


def _bare_dose(text: str, start: int, end: int) -> tuple[Quantity, int] | None:
    """"HCQ 400", "MMF 1500 BID": an amount directly behind the name without a unit, which it then does not get."""
    match = _bare().match(text, start, end)
    if match is None or "\n" in match.group():
        return None
    value = regimens.number(match.group(1))
    if 1900 <= value <= 2100 and "." not in match.group(1):
        return None
    return Quantity(value, None), match.end()


def _before(text: str, start: int, end: int) -> Regimen | None:
    found = regimens.read(text, start, end)
    if not found:
        return None
    last = found[-1]
    gap = [word for _, _, word in words(text, last.end, end)]
    if _first_analyte(text, start, end) < end or any(word not in ("of", "iv", "oral", "the", "pulse", "po", "doses", "intravenous", "dose") for word in gap):
        return None
    return last if not last.is_empty or last.route else None


def _period(text: str, mention: Mention, dates: Sequence[Dated], start: int) -> tuple[When | None, When | None, bool]:
    """The first and the last date of the exposure by the words before each date, and whether it goes on from the first."""
    begun: When | None = None
    ended: When | None = None
    since = False
    previous = start
    for position, dated in enumerate(dates):
        role = _role(text, previous if dated.start > previous else start, dated, mention)
        ranged = position > 0 and begun is not None and ended is None and _is_range(text, dates[position - 1], dated)
        if ranged or role == "stop":
            ended = dated.when
        elif role == "reached" or (role in ("start", "at") and begun is None):
            begun, since = dated.when, since or role != "at"
        if _to_present(text, dated.end):
            begun, since = begun or dated.when, True
        previous = dated.end
    return begun, ended, since


def _role(text: str, start: int, dated: Dated, mention: Mention) -> str | None:
    """"start", "reached" (a dose), "stop", "at" (a date directly beside the drug or its dose), or None."""
    lead = text[max(start, dated.start - 48) : dated.start]
    near = lead.rsplit(",", 1)[-1].rsplit(";", 1)[-1]
    found = [word for _, _, word in words(near)]
    for distance, word in enumerate(reversed(found)):
        if word in _SKIPS:
            return None
        if word in ("from", "since") and distance > 1:
            continue  # "fell from 3.1 (10/28/2025)"
        if word in _STARTS:
            negative = {"no", "off", "not", "none", "stopped"} & set(found)
            return "stop" if word == "since" and negative else "start"
        if word in _STOPS:
            return "stop"
    if "d/c" in near.lower():
        return "stop"
    if "by" in found[-1:] and re.search(r"ever since|since then|since\b", text[dated.end : dated.end + 60]):
        return "reached"
    if dated.end <= mention.start:
        return "at" if not re.sub(r"present|[\W\d]", "", text[dated.end : mention.start]) else None
    return "at" if dated.start >= mention.end and _directly_behind(text[mention.end : dated.start]) else None


_BESIDE = frozenset((
    "in", "iv", "po", "sc", "x", "dose", "doses", "on", "nih", "regimen", "induction", "maintenance", "oral", "pulse", "pulses", "for", "ln", "course", "courses", "protocol",
    "euro", "lupus", "eurolupus", "around", "about", "approx", "circa", "tried", "given", "dates", "date", "tab", "tabs", "year", "years", "taken", "received", "used", "w", "and",
    "g", "mg", "mofetil", "sodium", "early", "late", "mid", "spring", "summer", "fall", "winter", "total", "each",
))  # fmt: skip


def _directly_behind(between: str) -> bool:
    """Whether only the regimen stands between a drug and a date: "CYC IV x6 (2014)", "MMF 3/2023"."""
    if ";" in between or "\n\n" in between:
        return False
    rest = [word for _, _, word in words(_blanked(between)) if not any(c.isdigit() for c in word)]
    return len(rest) <= 6 and _BESIDE.issuperset(rest)


def _is_range(text: str, first: Dated, second: Dated) -> bool:
    return text[first.end : second.start].strip(" ()").lower() in _RANGE


def _to_present(text: str, end: int) -> bool:
    after = text[end : end + 16].lower().lstrip()
    return any(after.startswith(f"{mark}{gap}present") for mark in ("-", "–", "to", "->", "→", "through") for gap in (" ", ""))


def _shared(statements: list[Statement], text: str) -> list[Statement]:
    """In a list ("failed MMF 3 g/day, AZA 150 mg and CYC x 6") the cue at its head counts for each drug of it."""
    result: list[Statement] = []
    for statement in statements:
        if result and not _own_cues(statement) and (spread := _spread(result[-1], statement, text)):
            statement = _with(statement, spread)
        result.append(statement)
    return result


_SPREADING = ("past", "no_response", "partial", "current", "planned", "intolerance", "stopped", "adherent")


def _own_cues(statement: Statement) -> bool:
    return any(cue.kind not in ("adverse", "tolerated", "adherent") for cue in statement.cues)


def _spread(first: Statement, second: Statement, text: str) -> tuple[Cue, ...]:
    gap_start = max((r.end for r in (first.regimen, *first.others) if r), default=first.mention.end)
    gap = text[max(gap_start, first.mention.end) : second.mention.start]
    between = [word for _, _, word in words(_blanked(gap)) if word not in ("and", "or", "then", "plus", "iv", "oral", "also", "daily", "to", "mg", "with")]
    if len(between) > 2 or any(mark in gap for mark in ";.:|") or "\n\n" in gap:
        return ()
    return tuple(c for c in first.cues if c.kind in _SPREADING and c.end <= first.mention.start and not c.unreal)


def _blanked(text: str) -> str:
    """The text without the pieces of regimens."""
    for fact in reversed(list(regimens.facts(text))):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return text


def _with(statement: Statement, cues: tuple[Cue, ...]) -> Statement:
    return Statement(
        statement.mention, statement.start, statement.end, (*cues, *statement.cues), statement.regimen, statement.others,
        statement.begun, statement.ended, statement.dates, statement.since,
    )  # fmt: skip
