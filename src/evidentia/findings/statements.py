"""What a sentence says of each drug that it names: its cues, its regimen and its dates, kept apart from drug to drug.

Between two drugs the text belongs to the first one up to the last comma, bracket or joining word, and to the second
one from there: "MMF 1 g BID for 8 months, then 6 x 500 mg cyclophosphamide".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from evidentia.findings import regimens
from evidentia.findings.answers import answered
from evidentia.findings.cue_targets import attach
from evidentia.findings.cues import Cue, CueIndex
from evidentia.findings.dates import Dated
from evidentia.findings.dosing import regimen_of
from evidentia.findings.doubts import is_doubted
from evidentia.findings.drug_names import Mention, words
from evidentia.findings.none_of import collective
from evidentia.findings.periods import is_last, period_of, without_regimen
from evidentia.findings.regimens import Regimen
from evidentia.model.frozen import changed, frozen
from evidentia.model.when import When


@frozen
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
    return re.compile(
        r"[,;:()|/+&•\n]|\b(?:and|or|then|but|plus|with|followed by|to|after|while|vs)\b|→|->", re.IGNORECASE
    )


def read(
    text: str, start: int, end: int, mentions: Sequence[Mention], index: CueIndex, dates: Sequence[Dated] = ()
) -> tuple[list[Statement], list[Cue]]:
    """The statements of one sentence, and its cues that speak of a drug named before it."""
    cues = index.find(words(text, start, end), text)
    # the words of a drug's own name are no cues ("Home" in a product, "off" in a brand)
    cues = [cue for cue in cues if not any(m.start <= cue.start < m.end for m in mentions)]
    cues = [
        changed(cue, unreal=True) if is_doubted(text, start, cue.start, cue.end, end) else cue
        for cue in collective(cues, text, start, end)
    ]
    if not mentions:
        return [], cues
    cues = answered(cues, text, start, end, mentions)
    breaks = [match.start() for match in _breaks().finditer(text, start, end)]
    per_mention, left = attach(cues, mentions, text, breaks)
    regions = _regions(text, start, end, mentions, breaks)
    statements = [
        _statement(text, mention, region, tuple(own), dates)
        for mention, region, own in zip(mentions, regions, per_mention, strict=True)
    ]
    return _shared(_switched(_together(statements, text), text), text), left


def continued(
    statement: Statement, text: str, start: int, end: int, cues: Sequence[Cue], dates: Sequence[Dated]
) -> Statement:
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
    if regimen.daily_dose and more.dose and not (more.per_day or more.daily_dose):
        more = more._replace(dose=None)  # "after 5 months at 2 g" says 1 g BID again
    return regimens.joined(more, regimen)


def _regions(
    text: str, start: int, end: int, mentions: Sequence[Mention], breaks: Sequence[int]
) -> list[tuple[int, int]]:
    """For each mention the stretch that is about it: (from, to), the mention inside."""
    edges = [max((b + 1 for b in breaks if b < mentions[0].start), default=start)]
    for first, second in pairwise(mentions):
        edges.append(_edge(text, first.end, second.start, breaks))
    edges.append(end)
    return list(pairwise(edges))


def _edge(text: str, start: int, end: int, breaks: Sequence[int]) -> int:
    hard = [place for place in breaks if start <= place < end]
    fronted = _fronted().search(text, max([start, *hard]), end)
    if fronted is not None:
        return fronted.start()
    soft = [
        m.start()
        for m in _delimiters().finditer(text, start, end)
        if not _inside_number(text, m.start()) and not _is_wrap(text, m.start())
    ]
    return max(hard + soft, default=end)


@cache
def _fronted() -> re.Pattern[str]:
    """ "…, so since August 18, 2025 she has been taking Myfortic": a time in front of the verb goes with the drug behind it."""
    return re.compile(
        r"\b(?:since|from|in|on|by|as of|beginning|starting)\s[^.;()]{3,28}?\d,?\s+(?:she|he|they|pt|the patient|i|we|mr\.?\s\w+|"
        r"ms\.?\s\w+|mrs\.?\s\w+)\s(?:\w+\s){0,4}?(?:taking|taken|on|put on|given|started|began|begun|received|receiving|"
        r"prescribed|switched to|changed to|moved to|tried|had|took)\s+$",
        re.IGNORECASE,
    )


_WRAPPED = 60  # characters: a longer line was broken by its width, not by its sense


def _is_wrap(text: str, place: int) -> bool:
    return text[place] == "\n" and place - text.rfind("\n", 0, place) > _WRAPPED


def _inside_number(text: str, place: int) -> bool:
    return text[place] in ",/" and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()


def _statement(
    text: str, mention: Mention, region: tuple[int, int], cues: tuple[Cue, ...], dates: Sequence[Dated]
) -> Statement:
    start, end = region
    here = [d for d in dates if start <= d.start < end]
    regimen, others = regimen_of(text, mention, start, end)
    begun, ended, since = period_of(text, mention, here, start)
    if ended is None and not since and any(c.kind in ("stopped", "past") and not c.negated for c in cues):
        ended = next((d.when for d in here if is_last(text, start, d)), None)
    return Statement(mention, start, end, cues, regimen, others, begun, ended, tuple(here), since)


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
    between = [
        word
        for _, _, word in words(without_regimen(gap))
        if word not in ("and", "or", "then", "plus", "iv", "oral", "also", "daily", "to", "mg", "with")
    ]
    if len(between) > 2 or any(mark in gap for mark in ";.:|") or "\n\n" in gap:
        return ()
    return tuple(c for c in first.cues if c.kind in _SPREADING and c.end <= first.mention.start and not c.unreal)


def _with(statement: Statement, cues: tuple[Cue, ...]) -> Statement:
    return changed(statement, cues=(*cues, *statement.cues))


def _together(statements: list[Statement], text: str) -> list[Statement]:
    """ "MMF 3 g/d + prednisone (Jan - Sept 2024)": drugs of one therapy share its time."""
    for place in range(len(statements) - 1, 0, -1):
        first, second = statements[place - 1], statements[place]
        gap = text[first.mention.end : second.mention.start]
        if len(gap) > 40 or first.dates or first.begun or second.ended is None or second.begun is None:
            continue
        if re.fullmatch(r"\s*(?:\+|plus|and|&|/)\s*", without_regimen(gap), re.IGNORECASE):
            statements[place - 1] = changed(first, begun=second.begun, ended=second.ended, since=second.since)
    return statements


@cache
def _change() -> re.Pattern[str]:
    return re.compile(r"\b(?:switch\w*|chang\w+|convert\w*|transition\w*|replac\w+|swap\w*)\b", re.IGNORECASE)


def _switched(statements: list[Statement], text: str) -> list[Statement]:
    """ "Switched from azathioprine to MMF in 03/2024": the second drug began when the first one ended."""
    for place in range(1, len(statements)):
        first, second = statements[place - 1], statements[place]
        gap = text[first.mention.end : second.mention.start]
        lead = text[max(first.start, first.mention.start - 24) : first.mention.start]
        ends = re.search(r"\b(?:to|with|by)\s+(?:\w+\s)?$", gap, re.IGNORECASE)
        if ends is None or len(gap) > 60 or ";" in gap or second.has("planned", "started", "never", "stopped"):
            continue
        said = _change().search(gap) or _change().search(lead)
        if said is None or first.has("planned", "never") or not first.has("stopped"):
            continue
        at = second.mention.start
        statements[place] = changed(
            second, cues=(Cue("started", "before", at, at), *second.cues), since=second.begun is not None
        )
        statements[place - 1] = changed(first, ended=first.ended or second.begun)
    return statements
