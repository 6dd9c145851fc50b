"""Words over several drugs: "neither helped", "none of which brought her proteinuria down", "could be given".

"Neither" and "none" turn what is said behind them in their clause; a form of "be" behind "could", "will" or "to" turns
what was done into what is only planned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.cues import ALL, Cue
from evidentia.model.frozen import changed

_TURNED = frozenset(("response", "partial", "no_response", "relapse", "lost", "intolerance", "contraindicated"))
_REACH = 160  # characters of a clause that "none" or "neither" still turns


def collective(cues: Sequence[Cue], text: str, start: int, end: int) -> list[Cue]:
    """The cues of a sentence with "none" and "neither" counted in, and what only might be done called planned."""
    cues = [_plural(_intended(cue, text, start), text, start) for cue in cues]
    for match in _none().finditer(text, start, end):
        stop = _end_of_clause(text, match.end(), min(end, match.end() + _REACH))
        cues = _turned(cues, text, match, stop)
    return _never(cues, text)


def _never(cues: list[Cue], text: str) -> list[Cue]:
    """ "She never went into remission on MMF", "never tolerated AZA": the result is denied, not the drug."""
    result: list[Cue] = []
    reached = -1
    for cue in cues:
        denied = _no_result().match(text, cue.end) if cue.kind == "never" else None
        if denied is not None:
            reached = denied.end()
            kind = "intolerance" if denied["what"].lower().startswith("tolera") else "no_response"
            result.append(changed(cue, kind=kind, side="both", end=reached))
        elif cue.start >= reached:
            result.append(cue)
            if cue.kind == "response" and (after := _not_achieved().match(text, cue.end)):
                result[-1], reached = changed(cue, negated=True, end=after.end()), after.end()
    return [cue for place, cue in enumerate(result) if not _only_denies(result, place, text)]


@cache
def _not_achieved() -> re.Pattern[str]:
    """ "Remission was never achieved"."""
    return re.compile(
        r"\s+(?:(?:was|were|has|had|is|could|been|be)\s+){0,2}(?:never|not)\s+(?:been\s+|be\s+|yet\s+){0,2}"
        r"(?:achieved|reached|attained|obtained|seen|observed|induced)\b",
        re.I,
    )


def _only_denies(cues: list[Cue], place: int, text: str) -> bool:
    """ "Never reached" before "complete remission": the result behind it carries the denial."""
    if cues[place].kind != "partial" or place + 1 == len(cues) or cues[place + 1].kind != "response":
        return False
    here, behind = cues[place], cues[place + 1]
    if not re.fullmatch(r"\s+(?:a\s+|an\s+|the\s+)?", text[here.end : behind.start]):
        return False
    denies = re.search(r"\b(?:never|not)\b", text[here.start : here.end], re.I) is not None
    if denies:
        cues[place + 1] = changed(behind, start=here.start, negated=True)
    return denies


@cache
def _no_result() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:(?:a|an|any|the|had|have|fully|really|clinically|adequately|prior|previous|good|complete|full|into|in|"
        r"went|go|got|achieved?|reach(?:ed)?|attain(?:ed)?|enter(?:ed)?|did|well|partial|renal|clinical|much|meaningful|"
        r"sustained)\s+){0,4}(?P<what>respon(?:d|ded|se|ses)|tolera(?:ted|te)|benefit(?:t?ed)?|work(?:ed)?|help(?:ed)?|"
        r"improve(?:d|ment)|remission)\b(?!\s+(?:rate|data))",
        re.I,
    )


@cache
def _none() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:neither|none)\b(?!\s*(?:[:.;,]|$))(?:\s+of\s+(?:which|whom|them|these|those|the)\b)?", re.I
    )


@cache
def _effect() -> re.Pattern[str]:
    """What a drug would do if it worked: "brought her PHQ-9 below 15", "led to remission", "made a difference"."""
    return re.compile(
        r"\b(?:brought|lowered|reduced|decreased|led to|produced|induced|controlled|achieved|resulted in|provided|"
        r"relieved|gave|made (?:a|any)|had (?:any|an|a|much)|worked|changed|helpful|of (?:any )?(?:benefit|help|use)|"
        r"sufficed|was enough|did (?:anything|much))\b",
        re.I,
    )


@cache
def _tolerated() -> re.Pattern[str]:
    return re.compile(r"\b(?:was|were|been|is|are)\s+(?:well\s+)?tolerated\b", re.I)


@cache
def _clause_ends() -> re.Pattern[str]:
    return re.compile(r"[;|]|\.(?=\s|$)|\n\s*\n|\bbut\b|\bhowever\b|\bwhereas\b|\balthough\b", re.I)


def _end_of_clause(text: str, start: int, end: int) -> int:
    match = _clause_ends().search(text, start, end)
    return match.start() if match else end


def _turned(cues: list[Cue], text: str, none: re.Match[str], stop: int) -> list[Cue]:
    first, last = none.start(), none.end()
    inside = [cue for cue in cues if last <= cue.start < stop]
    if _others().match(text, none.end()):
        return [cue for cue in cues if cue not in inside]  # of drugs that have no name here
    told = [cue for cue in inside if cue.kind in _TURNED]
    borne = _tolerated().search(text, last, stop)
    effect = None if told or borne else _effect().search(text, last, stop)
    over = 2 if none.group().lower().startswith("neither") else ALL
    if not told and borne is None and effect is None:
        return [_not_done(cue, over) if cue in inside else cue for cue in cues]
    kept = [cue for cue in cues if not (first <= cue.start < last) and not _is_borne(cue, borne)]
    result = [_denied(cue, over) if cue in told else cue for cue in kept]
    if borne is not None:
        result.append(Cue("intolerance", "both", borne.start(), borne.end(), over=over))
    elif effect is not None:
        result.append(Cue("no_response", "after", first, effect.end(), over=over))
    return sorted(result, key=lambda cue: cue.start)


def _denied(cue: Cue, over: int) -> Cue:
    if cue.kind == "contraindicated":
        return changed(cue, kind="not_contraindicated", over=over)
    return changed(cue, negated=True, over=over)


def _not_done(cue: Cue, over: int) -> Cue:
    """ "Neither has been used" is never; "neither was restarted" is stopped."""
    kind = {"past": "never", "started": "never", "current": "stopped"}.get(cue.kind)
    return changed(cue, kind=kind, over=over) if kind else cue


@cache
def _others() -> re.Pattern[str]:
    return re.compile(r"\s*(?:of\s+the\s+)?(?:other|remaining|rest)", re.I)


def _is_borne(cue: Cue, borne: re.Match[str] | None) -> bool:
    return borne is not None and cue.kind == "tolerated" and borne.start() <= cue.start < borne.end() + 1


@cache
def _modal() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:could|can|may|might|should|will|would|must|to|shall)\s+(?:then\s+|also\s+|next\s+|still\s+)?be\s+"
        r"(?:re-?)?$",
        re.I,
    )


def _intended(cue: Cue, text: str, start: int) -> Cue:
    """ "Belimumab could be added", "to be given in May": planned, not done."""
    if cue.kind not in ("past", "started") or _modal().search(text[max(start, cue.start - 24) : cue.start]) is None:
        return cue
    return changed(cue, kind="planned")


@cache
def _all() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?P<both>both)|all(?!\s+(?:the|her|his|of\s+(?:her|his|the))\b)|were)\s+(?:\w+\s+){0,3}$", re.I
    )


def _plural(cue: Cue, text: str, start: int) -> Cue:
    """ "… were used", "all of which failed", "both stopped": of every drug of the list before it."""
    match = _all().search(text[max(start, cue.start - 30) : cue.start])
    return changed(cue, over=2 if match["both"] else ALL) if match and not cue.over else cue
