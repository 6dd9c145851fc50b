"""The result of a therapy and its reason, from the cues of its statement.

Non-adherence is no failure; a refusal is no contraindication; harm ("diarrhea") is an intolerance only where the drug
was stopped, limited or called failed for it. "Relapse" counts as on the drug only where the record says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.cues import Cue
from evidentia.findings.periods import without_regimen
from evidentia.findings.statements import Statement
from evidentia.model.finding import Outcome, Status
from evidentia.model.frozen import changed, frozen

_LIMIT = 120  # characters of a reason


@frozen
class Result:
    """An outcome with the words of the record that give its reason."""

    outcome: Outcome
    reason: str | None = None
    place: int = 0  # where the record says it, in characters


def results(statement: Statement, text: str, status: Status | None) -> tuple[Result, ...]:
    """The results of one exposure: the last one stated, or two where it neither worked nor was borne.

    A result of what only might happen ("if no response") is none.
    """
    real = [cue for cue in statement.cues if not cue.unreal]
    if any(cue.kind == "non_adherence" and not cue.negated for cue in real):
        return (Result(Outcome.NOT_STATED, _clause(text, _first(real, "non_adherence"), statement), 0),)
    found = [result for cue in real if (result := _result(cue, real, statement, text, status)) is not None]
    found.extend(_despite(real, statement, text))
    if not found:
        return ()
    return governing(found)


def governing(found: Sequence[Result]) -> tuple[Result, ...]:
    """The result that counts of benefit and of harm: the last one; a relapse after an incomplete response
    leaves that one."""
    harm = [r for r in found if r.outcome in _HARM]
    benefit = [r for r in found if r.outcome not in (*_HARM, Outcome.NOT_STATED)]
    short = [r for r in benefit if r.outcome in (Outcome.PARTIAL_RESPONSE, Outcome.NO_RESPONSE)]
    if benefit and benefit[-1].outcome is Outcome.RELAPSE_OFF and short:
        benefit = short
    kept = tuple(group[-1] for group in (benefit, harm) if group)
    return kept or tuple(r for r in found if r.outcome is Outcome.NOT_STATED)[-1:]


_HARM = (Outcome.INTOLERANCE, Outcome.CONTRAINDICATED)


def _despite(cues: Sequence[Cue], statement: Statement, text: str) -> list[Result]:
    """ "Despite 10 months of MMF her UPCR remains 3.4 g/g": active disease in spite of the drug."""
    place = next((c.start for c in cues if c.kind == "current" and text[c.start : c.end].lower() == "despite"), None)
    if place is None:
        return []
    sentence = text[statement.start : statement.end] + text[statement.end : statement.end + 80].split(".")[0]
    if not _active().search(sentence):
        return []
    return [Result(Outcome.NO_RESPONSE, _words(text, place, min(len(text), place + _LIMIT)), place)]


@cache
def _active() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:proteinuria|upcr|protein)\s(?:is\s|was\s|of\s|at\s)?(?:[1-9]\d?(?:\.\d+)?\s?g|[1-9]\d{3,}\s?mg)|"
        r"\b(?:remain\w*|persist\w*|still|continu\w+|ongoing|active|worsen\w*|ris(?:e|es|ing|en)|increas\w+|unchanged|progress\w+|high|elevated)\b",
        re.IGNORECASE,
    )


def is_highest_tolerated(statement: Statement) -> bool:
    return statement.has("highest_tolerated")


@cache
def _strongly() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because of|because|due to|secondary to|owing to|on account of|b/c|2/2|for(?!\s(?:the\s)?(?:\d|"
        r"an?\b|about|almost|over|several|months|years|weeks|first)))\s+",
        re.IGNORECASE,
    )


def reason_of(statement: Statement, text: str, kinds: Sequence[str]) -> str | None:
    """The words behind the first cue of these kinds that say why, where the record gives any."""
    for kind in kinds:
        for cue in statement.cues:
            if cue.kind == kind and not cue.negated and not cue.unreal:
                if reason := _reason(text, cue, statement, _strongly()):
                    return reason
                if kind == "refused":
                    return _clause(text, cue, statement)
    return None


def _result(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    reader = _READERS.get(cue.kind)
    return reader(cue, cues, statement, text, status) if reader else None


def _no_response(
    cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None
) -> Result | None:
    if cue.negated:
        return None
    word = text[cue.start : cue.end].lower()
    harm = _harm(cues)
    if (
        harm is not None
        and word.startswith(("fail", "treatment fail", "unsuccess"))
        and _gives_reason(text, cue, harm, statement)
    ):
        return Result(Outcome.INTOLERANCE, _words(text, harm.start, harm.end), cue.start)
    return Result(Outcome.NO_RESPONSE, _clause(text, cue, statement), cue.start)


def _partial(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    outcome = Outcome.NO_RESPONSE if cue.negated else Outcome.PARTIAL_RESPONSE
    return Result(outcome, _clause(text, cue, statement), cue.start)


def _lost(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    elsewhere = (
        text[cue.end : cue.end + 14].lower().startswith((" to ", " cover", " insur", " his", " her", " the", " auth"))
    )
    return None if cue.negated or elsewhere else Result(Outcome.RELAPSE_ON, _clause(text, cue, statement), cue.start)


def _relapse(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    if cue.negated or _is_reason_to_start(text, cue, cues):
        return None
    if text[cue.start : cue.end].lower().endswith(" from") and not _rises(text[cue.end : cue.end + 40]):
        return None
    around = text[max(statement.start, cue.start - 60) : min(len(text), cue.end + 80)].split("\n\n")[0].lower()
    if _off().search(around):
        return Result(Outcome.RELAPSE_OFF, _clause(text, cue, statement), cue.start)
    after = text[cue.end : cue.end + 80].lower()
    before = text[max(0, cue.start - 40) : cue.start].lower()
    if _on().search(after) or _on().search(before) or status is Status.CURRENT:
        return Result(Outcome.RELAPSE_ON, _clause(text, cue, statement), cue.start)
    return None


def _rises(words: str) -> bool:
    """ "… from 0.3 to 1.6 g/g": whether the second number is the larger one."""
    match = re.match(
        r"\s*(?:about\s|around\s)?(\d+(?:\.\d+)?)\s*(?:[a-z/]+\s)?to\s(?:about\s)?(\d+(?:\.\d+)?)", words, re.IGNORECASE
    )
    return match is not None and float(match[2]) > float(match[1])


def _response(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    if not cue.negated:
        return Result(Outcome.RESPONSE, _clause(text, cue, statement), cue.start)
    complete = re.search(r"\b(?:complete|full|cr)\b", text[cue.start : cue.end], re.IGNORECASE) is not None
    outcome = Outcome.PARTIAL_RESPONSE if complete else Outcome.NO_RESPONSE
    return Result(outcome, _denied(text, cue, statement), cue.start)


def _denied(text: str, cue: Cue, statement: Statement) -> str:
    """The words of a denied result with what denies it: "none of which led to remission"."""
    lead = re.search(
        r"\b(?:no|not|never|neither|none|without|nor|didn't|did not)\b[^.;|]{0,60}$",
        text[max(0, cue.start - 70) : cue.start],
        re.IGNORECASE,
    )
    whole = changed(cue, start=cue.start - len(lead.group())) if lead else cue
    return _clause(text, whole, statement)


def _intolerance(
    cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None
) -> Result | None:
    if cue.negated or (cue.end <= statement.mention.start and _not_of_body().match(text, statement.mention.end)):
        return None
    reason = _own_bracket(text, statement) if cue.end <= statement.mention.start else None
    return Result(Outcome.INTOLERANCE, reason or _harm_or_reason(text, cue, cues, statement), cue.start)


@cache
def _not_of_body() -> re.Pattern[str]:
    """ "Intolerance to Ruxience copay", "allergy: Truxima vial shortage", "(mild nausea, resolved, she continued)"."""
    return re.compile(
        r"\s(?:vial\s|drug\s|supply\s)?(?:shortage|co-?pay|cost|price|coverage|insurance|supply)\b|\s?\([^)]*\b(?:continued|continues|still takes)\b[^)]*\)",
        re.IGNORECASE,
    )


def _own_bracket(text: str, statement: Statement) -> str | None:
    """ "intolerant of MMF (leukopenia) and CYC (cystitis)": each drug's reason stands in the bracket behind it."""
    match = re.match(r"\s?\(([^()]{3,120})\)", text[statement.mention.end :])
    return _words(match.group(1), 0, len(match.group(1))) if match else None


def _contraindicated(
    cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None
) -> Result | None:
    if cue.negated or any(c.kind == "refused" for c in cues):
        return None
    own = _own_bracket(text, statement) if cue.end <= statement.mention.start else None
    return Result(
        Outcome.CONTRAINDICATED,
        own or _reason(text, cue, statement) or _harm_or_reason(text, cue, cues, statement),
        cue.start,
    )


def _adverse(cue: Cue, cues: Sequence[Cue], statement: Statement, text: str, status: Status | None) -> Result | None:
    """Harm is an intolerance where the drug was stopped, caused it by the record's words, or stands in a list
    of tried drugs."""
    if cue.negated:
        return None
    stopped = any(c.kind == "stopped" and not c.negated for c in cues)
    if any(c.kind == "refused" and not c.negated for c in cues):
        return None  # a fear of harm is why it was refused
    tried = _opens_bracket(text, cue, statement) and (status is Status.PAST or any(c.kind == "past" for c in cues))
    if status is Status.NEVER and _because().search(text[max(statement.start, cue.start - 24) : cue.start]):
        return Result(Outcome.CONTRAINDICATED, _clause(text, cue, statement), cue.start)  # "no HCQ due to retinopathy"
    caused = _caused(text, cue, statement)
    if not (stopped or tried or caused) or (cue.end <= statement.mention.start and not caused):
        return None
    if stopped and not caused and not _is_reason_to_stop(text, cue, cues, statement):
        return None
    return Result(Outcome.INTOLERANCE, _clause(text, cue, statement), cue.start)


def _opens_bracket(text: str, cue: Cue, statement: Statement) -> bool:
    """ "AZA (6 mo, LFTs)": harm in the bracket of a drug, behind at most its dose and time."""
    lead = (
        re.search(r"\(([^()]*)$", text[statement.mention.end : cue.start])
        if cue.start > statement.mention.end
        else None
    )
    return lead is not None and not re.search(r"[^\W\d_]{2,}", without_regimen(lead.group(1)))


_READERS = {
    "no_response": _no_response, "partial": _partial, "lost": _lost, "relapse": _relapse, "response": _response,
    "intolerance": _intolerance, "contraindicated": _contraindicated, "adverse": _adverse,
}  # fmt: skip


@cache
def _off() -> re.Pattern[str]:
    return re.compile(
        r"(?:after|since|once|upon|following|on|with)\s(?:\w+\s){0,3}?(?:stop\w*|discontinu\w*|withdraw\w*|"
        r"cessation|coming off|completing|completion)"
        r"|\boff\s(?:it|of it|treatment|therapy|drug|all|immuno\w+|mmf|mycophenolate|medication|maintenance|cyc\w*)"
        r"|(?:after|when)\s(?:it|mmf|mycophenolate|cyclophosphamide|cyc|therapy|treatment|"
        r"the drug)\swas\s(?:stopped|discontinued|withdrawn)"
    )


@cache
def _on() -> re.Pattern[str]:
    return re.compile(
        r"^[^\w.;]*(?:[\w/+-]+(?:\.\d+)?,?\s){0,6}?(?:on|despite|while|during|through|taking)\b|\b(?:while|despite|still on|"
        r"was on|on)\s(?:\w+\s){0,3}$"
    )


def _is_reason_to_start(text: str, cue: Cue, cues: Sequence[Cue]) -> bool:
    """ "started 03/2026 for the relapse": the relapse came before the drug."""
    before = text[max(0, cue.start - 20) : cue.start].lower()
    return (
        any(c.kind in ("started", "planned") for c in cues)
        and re.search(r"\bfor (?:the |a |an |her |his |this |renal |severe )*$", before) is not None
    )


def _caused(text: str, cue: Cue, statement: Statement) -> bool:
    before = text[max(statement.start, cue.start - 30) : cue.start].lower()
    after = text[cue.end : cue.end + 14].lower()
    to_drug = cue.end <= statement.mention.start and re.match(r"\s(?:to|from|on|with)\s", after) is not None
    return (
        to_drug
        or re.search(
            r"\b(?:caused|causing|complicated by|led to|resulted in|limited by|gave (?:him|her))\s(?:\w+\s){0,2}$",
            before,
        )
        is not None
    )


def _is_reason_to_stop(text: str, harm: Cue, cues: Sequence[Cue], statement: Statement) -> bool:
    """Whether harm stands as the reason: behind "for", "due to", a bracket, a comma; or before "so it was stopped"."""
    stop = next(c for c in cues if c.kind == "stopped" and not c.negated)
    if harm.start < stop.start:
        return harm.start >= statement.mention.end or text[harm.end : stop.start].count(".") == 0
    between = text[stop.end : harm.start]
    return (
        _because().search(between) is not None
        or between.strip()[:1] in ("(", ",", "-", "–", ":", "—")
        or len(between) < 30
    )


def _gives_reason(text: str, cue: Cue, harm: Cue, statement: Statement) -> bool:
    start, end = min(cue.end, harm.start), max(cue.end, harm.start)
    between = text[start:end]
    return harm.start > cue.end and (
        _because().search(between) is not None
        or between.rstrip().endswith("(")
        or between.strip().startswith(":")
        or ": " in between
    )


@cache
def _because() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because of|because|due to|secondary to|owing to|on account of|b/c|2/2|given|for|with|after|as|"
        r"since|reason:|from|by|caused)(?:\b|(?<=:))\s*",
        re.IGNORECASE,
    )


def _reason(text: str, cue: Cue, statement: Statement, words: re.Pattern[str] | None = None) -> str | None:
    """The words behind a cue that say why, else the clause "because of …," before it."""
    end = _end_of_clause(text, cue.end, statement)
    tail = text[cue.end : end]
    match = (words or _because()).search(tail)
    if match and match.start() <= 40:
        return _words(text, cue.end + match.end(), end)
    rest = tail.strip(" \n-–—:,()")
    if rest and len(rest.split()) >= 1 and tail.strip()[:1] in ("-", "–", "—", ":", ",", "("):
        return _words(text, cue.end, end)
    head = text[statement.start : cue.start]
    before = re.search(
        r"(?:\b(?:because of|because|due to|owing to)|^\W*(?:given|since|as))\s+(.{4,100}?),",
        head,
        re.IGNORECASE | re.DOTALL,
    )
    return " ".join(before.group(1).split()) if before else None


def _harm_or_reason(text: str, cue: Cue, cues: Sequence[Cue], statement: Statement) -> str | None:
    harm = _harm(cues)
    return _reason(text, cue, statement) or (None if harm is None else _words(text, harm.start, harm.end))


def _harm(cues: Sequence[Cue]) -> Cue | None:
    return next((cue for cue in cues if cue.kind == "adverse" and not cue.negated), None)


def _first(cues: Sequence[Cue], kind: str) -> Cue:
    return next(cue for cue in cues if cue.kind == kind)


def _clause(text: str, cue: Cue, statement: Statement) -> str:
    return _words(text, cue.start, _end_of_clause(text, cue.end, statement)) or text[cue.start : cue.end]


def _end_of_clause(text: str, start: int, statement: Statement) -> int:
    if start == statement.end:
        return start
    limit = statement.end if start < statement.end else min(len(text), start + _LIMIT)
    match = re.compile(r"[;|]|\.(?=\s|$)|\n\s*\n|\)(?=[\s,.;]|$)").search(text, start, max(limit, start))
    return match.start() if match else limit


def _words(text: str, start: int, end: int) -> str | None:
    words = " ".join(text[start:end].split()).strip(" -–—:,(\"'“”")[:_LIMIT].strip()
    words += ")" if words.count("(") > words.count(")") else ""
    return words if any(word.isalpha() and len(word) > 1 for word in re.findall(r"[^\W\d]+", words)) else None
