"""Which drug each cue of a sentence speaks of.

A cue goes to the nearest drug on the side where it may stand, never across a semicolon or a full stop to a drug behind
it; drugs joined by "and", "or", "/" share what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.cues import Cue
from evidentia.findings.drug_names import Mention, words
from evidentia.findings.periods import without_regimen

_JOINS = frozenset((
    "and", "or", "nor", "plus", "with", "both", "then", "even", "either", "any", "as", "well", "also", "iv",
    "oral", "the", "po", "neither", "a", "an", "other", "another", "such", "similar",
))  # fmt: skip
_UNITS = frozenset(
    ("mg", "g", "d", "day", "daily", "weekly", "monthly", "years", "months", "weeks", "for", "total", "x")
)
_CONJUNCTIONS = frozenset(("and", "or", "nor", "plus"))
_BRIDGES = frozenset((
    "of", "to", "on", "the", "his", "her", "their", "both", "iv", "oral", "high", "dose", "low", "po", "a",
    "an", "with", "in", "from", "taking", "by", "use", "using", "standard", "conventional", "prior",
    "intravenous", "monthly", "daily", "trial", "full", "course", "including", "while", "despite", "for",
    "either", "any", "such", "full", "adequate", "is", "was", "are", "were", "it", "her", "since", "taken",
    "stable", "current", "maximal", "maximum", "tolerated", "treatment", "therapy", "this", "pulse", "more",
    "further", "another", "other", "any",
))  # fmt: skip
_BARE = frozenset(("no", "without", "free of", "not any", "without any", "none of"))  # only directly before the drug
_MODIFIERS = frozenset((
    "prior", "previous", "other", "current", "concurrent", "concomitant", "known", "such", "additional",
    "active", "further", "iv", "oral", "new", "more", "the", "any", "on", "second", "ongoing", "maintenance",
    "standing",
))  # fmt: skip
_FAR = {"not_on": 3, "never": 6, "current": 4, "planned": 8, "started": 5, "past": 6, "because": 0}


def groups(mentions: Sequence[Mention], text: str) -> list[tuple[int, bool]]:
    """For each mention the number of its group, and whether "and", "or" or "/" joins that group."""
    result: list[tuple[int, bool]] = []
    number, start = 0, 0
    joined = False
    for index, mention in enumerate(mentions):
        if index:
            link = _link(text[mentions[index - 1].end : mention.start])
            if link is None:
                result.extend((number, joined) for _ in range(start, index))
                number, start, joined = number + 1, index, False
            else:
                joined = joined or link
    result.extend((number, joined) for _ in range(start, len(mentions)))
    return result


def _link(gap: str) -> bool | None:
    """Whether two mentions are joined by a word (True) or a comma only (False); None where they are apart."""
    outside = re.sub(r"\([^()]*\)", " ", gap)
    if any(mark in outside for mark in ".;:|") or len(outside) > 30:
        return None
    if "+" in outside or "plus" in outside or "with" in outside:  # "MMF 3 g/d + prednisone 20 mg" is one therapy
        outside = without_regimen(outside)
    between = [word for _, _, word in words(outside)]
    if any(word not in _JOINS for word in between) or "\n\n" in gap:
        return None
    if not between and not any(mark in outside for mark in ",/&+"):
        return None
    return bool(_CONJUNCTIONS & set(between)) or any(mark in outside for mark in "/&+") or "with" in between


def attach(
    cues: Sequence[Cue], mentions: Sequence[Mention], text: str, breaks: Sequence[int]
) -> tuple[list[list[Cue]], list[Cue]]:
    """The cues of each mention, and the cues that speak of a drug named in an earlier sentence."""
    of_mention: list[list[Cue]] = [[] for _ in mentions]
    left: list[Cue] = []
    grouped = groups(mentions, text)
    for cue in cues:
        targets = _targets(cue, mentions, grouped, text, breaks)
        if cue.over and targets and mentions[targets[-1]].end <= cue.end:
            targets = _listed(targets, cue.over, mentions, text)
        if not targets:
            left.append(cue)
        for target in targets:
            of_mention[target].append(cue)
    return of_mention, left


def _targets(
    cue: Cue, mentions: Sequence[Mention], grouped: Sequence[tuple[int, bool]], text: str, breaks: Sequence[int]
) -> list[int]:
    after = next((k for k, m in enumerate(mentions) if m.start >= cue.end), None)
    before = next((k for k in range(len(mentions) - 1, -1, -1) if mentions[k].end <= cue.start), None)
    here = before is not None and not _broken(mentions[before].end, cue.start, breaks)
    ahead = _ahead(cue, None if after is None else mentions[after], text, breaks, here)
    if after is not None and cue.kind in _RESULTS and _while_on().fullmatch(text, cue.end, mentions[after].start):
        return _forward(after, grouped)
    if cue.side == "before" or (cue.side == "both" and ahead is not None and (ahead == 0 or (not here and ahead <= 8))):
        return (
            _forward(after, grouped)
            if ahead is not None and after is not None and ahead <= _FAR.get(cue.kind, 8)
            else []
        )
    if before is not None and not here and _names_it().match(text, cue.end):
        return _backward(before, grouped)
    if before and _replaced(mentions[before - 1], mentions[before], cue, text):
        before -= 1
    if before is not None and (here or after is None or _broken(cue.end, mentions[after].start, breaks)):
        return _backward(before, grouped)
    if cue.side == "both" and ahead is not None and after is not None and ahead <= _FAR.get(cue.kind, 8):
        return _forward(after, grouped)
    return []


_RESULTS = frozenset(("relapse", "response", "no_response", "partial", "lost"))


@cache
def _while_on() -> re.Pattern[str]:
    """ "CYC x 6 (2023): partial remission, relapsed 2025 on MMF": the relapse was on the second drug."""
    return re.compile(
        r"\s+(?:(?:in|by|early|late|again|twice|later|then|on|around|[\d/]+|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
        r"dec)[a-z]*)\s+){0,4}(?:while\s+|still\s+|later\s+)*(?:on|despite)\s+(?:(?:maintenance|oral|iv|low|high|dose|her|his|"
        r"full|stable)[\s-]+){0,2}",
        re.IGNORECASE,
    )


@cache
def _names_it() -> re.Pattern[str]:
    """ "…; she has not had one and there is no contraindication to it": the drug named before the semicolon."""
    return re.compile(r"\s(?:to\s)?(?:one|it|either|them|any|this)\b(?!\s[a-z]+ology)")


@cache
def _because() -> re.Pattern[str]:
    return re.compile(r"\b(?:due to|because|for|given|after|owing to|b/c)\b", re.IGNORECASE)


def _replaced(first: Mention, second: Mention, cue: Cue, text: str) -> bool:
    """ "MMF … switched to tacrolimus due to nonresponse": the reason is about the drug that was left."""
    if cue.kind not in ("no_response", "partial", "relapse", "intolerance", "adverse", "lost"):
        return False
    change = re.search(r"\b(?:switched|changed|converted|transitioned|replaced)\b", text[first.end : second.start])
    return change is not None and _because().search(text[second.end : cue.start]) is not None


def _ahead(cue: Cue, mention: Mention | None, text: str, breaks: Sequence[int], here: bool) -> int | None:
    """How many words of weight lie between a cue and the mention behind it; None where a mark parts them."""
    if mention is None or _broken(cue.end, mention.start, breaks):
        return None
    gap = text[cue.end : mention.start]
    if cue.side == "both" and _opens_line(text, cue, mention):
        return None  # the cue belongs to the line before
    if gap.lstrip().startswith((",", ")")) or (")" in gap and "(" not in gap):
        return None
    between = [word for _, _, word in words(gap)]
    if text[cue.start : cue.end].lower() in _BARE and not _MODIFIERS.issuperset(between):
        return None
    if cue.side == "both" and "(" in gap and ")" not in gap and here:
        return None  # "Not tried (on allopurinol)"
    if cue.side == "both" and any(word in ("and", "but", "then", "or") for word in between[:1]):
        return None
    if cue.side == "both" and "," in gap and len(between) > 3:
        return None
    return sum(word not in _BRIDGES for word in between)


_WRAPPED = 60  # characters: a longer line was broken by its width, not by its sense


def _opens_line(text: str, cue: Cue, mention: Mention) -> bool:
    """Whether the drug opens a new entry behind the line of the cue."""
    gap = text[cue.end : mention.start]
    if (
        "\n" not in gap
        or gap.rsplit("\n", 1)[1].strip(" -*•\t")
        or text[cue.start : cue.end].lower().endswith((" of", " to", " on"))
    ):
        return False
    line = text.rfind("\n", 0, cue.start) + 1
    if gap.rsplit("\n", 1)[1][:2] in ("  ", "- ", "* ") or "\n\n" in gap:
        return True
    return cue.end + gap.index("\n") - line < _WRAPPED


def _forward(first: int, grouped: Sequence[tuple[int, bool]]) -> list[int]:
    return [k for k in range(first, len(grouped)) if grouped[k][0] == grouped[first][0]]


def _backward(last: int, grouped: Sequence[tuple[int, bool]]) -> list[int]:
    number, joined = grouped[last]
    return [k for k in range(last + 1) if grouped[k][0] == number] if joined else [last]


def _listed(targets: list[int], number: int, mentions: Sequence[Mention], text: str) -> list[int]:
    """ "MMF 3 g/day, AZA 150 mg and CYC x 6 … none of which": the drugs of the list that ends with the target."""
    first = last = targets[-1]
    while first > 0 and last - first + 1 < number:
        gap = re.sub(r"\([^()]*\)", " ", text[mentions[first - 1].end : mentions[first].start])
        between = [word for _, _, word in words(without_regimen(gap))] if len(gap) < 60 else ["far"]
        if any(word not in _JOINS and word not in _UNITS for word in between) or any(mark in gap for mark in ";|\n"):
            break
        first -= 1
    return sorted({*targets, *range(first, last + 1)})


def _broken(start: int, end: int, breaks: Sequence[int]) -> bool:
    return any(start <= place < end for place in breaks)
