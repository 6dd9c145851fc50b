"""Is what a sentence names there, not there, possible, past, or only planned? Cues with scope, after ConText (Harkema 2009)."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.doubts import is_doubted
from evidentia.model.finding import Assertion


@cache
def _negation() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:no|not|denies|denied|without|w/o|w/out|never|none|neg(?:ative)?(?: for|(?=:))|free of|zero|nor|absence of|neither|lack of|hasn't|haven't|didn't|r/o'?d|ruled out|non)\b|\(-\)|(?<!\w)s/(?=\s)",
        re.IGNORECASE,
    )


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(
        r"[.;:](?=\s|$)|(?<![\n ]) {3,}|\n[ \t]{6,}(?=\S)|,\s*and\s+(?:with|the)\b|\bbut\b|\bhowever\b|\bexcept\b|\balthough\b|\bthough\b|\byet\b|"
        r"\b(?:developed|had|has|have|was|were|is|are|admitted|treated|presented|remains|received|started|given|because|due to|since|after|despite|shows?|showed)\b",
        re.IGNORECASE,
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"^(?!\s?\((?:no|not|without)\s\w|\.\s+[a-z])(?:\s(?:history|hx))?[\s:=?.\-–(\[\"“]*(?:(?:review|status|check|symptoms)[\s:]+)?(?:\[?x\]?\s*)?(?:screen(?:ing|s|er)?\b(?: form| questionnaire)?[\s:=\-–(]*(?:is |was |were )?)?(?:none|no\b(?! longer)|denied|denies|negative|neg\b|nil|absent|never|ruled out|excluded|n/a|0\b|(?:has |have |had |did )?(?:not|never) (?:occur(?:red)?|develop(?:ed)?|happen(?:ed)?|been (?:seen|reported|diagnosed|found))|not (?:reported|observed|seen|noted|present|documented to date))",
        re.IGNORECASE,
    )


@cache
def _answered() -> re.Pattern[str]:
    """A field of a form with its answer: "Implants within 30 cm of coil: none", "Psychosis/mania: no", "MTC personal/family neg"."""
    words = (
        r"(?:within|in|of|near|around|the|a|any|coil|cm|\d+|head|neck|chest|face|skull|brain|body|metal|implants?|devices?|"
        r"history|hx|personal|family|fam|relatives?|self|patient|pt|her|him|his|current|active|lifetime|or|and)"
    )
    return re.compile(
        rf"(?:/[\w-]+)?(?:,?[\s/]{words}\b)*(?:\s(?:or|and)\s[\w -]{{2,12}})?\s?(?:(?-i:NO|NONE|NEG)\b(?=\s*(?:[.;,\n]|$))|[:?]\s*[\"“\[(]*(?:none|no\b(?! longer)|neg(?:ative)?\b|denie[sd]|absent|nil)|neg(?:ative)?\b|\(-\))",
        re.IGNORECASE,
    )


@cache
def _excepted() -> re.Pattern[str]:
    """ "Implants or devices: none apart from a pacemaker": an answer that takes a part of itself back."""
    return re.compile(
        r"[^.;\n]{0,70}?\b(?:none|no|nil|negative|denie[sd])\b,?\s(?:apart from|other than|except\w*|besides|save for|but for|but an?\b)",
        re.IGNORECASE,
    )


@cache
def _none_said() -> re.Pattern[str]:
    """ "Infection: afebrile; none active.", "Infection: the wound has healed; none at present": what a label ends by saying."""
    return re.compile(
        r"\s*[:|](?!\s*(?:yes|y\b|\+))[^.\n]{0,70}?\b(?:none|nil|nothing (?:severe|serious))\b(?: (?:active|current\w*|at present|now|today|ongoing|known|evident|reported))?(?=\s*(?:[.;,\n(|]|$))",
        re.IGNORECASE,
    )


@cache
def _possible() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:possible|possibly|probable|probably|suspected|suspect|suspicion|concern for|c/f|r/o|rule out|\?|may have|might|question of|presumed|likely|cannot exclude|not excluded|presumptive)\b|\?\s*$",
        re.IGNORECASE,
    )


@cache
def _unsure() -> re.Pattern[str]:
    """ "A seizure as a teenager, the family thinks", "lupus?"."""
    return re.compile(
        r"\s*\?|[^.;]{0,40}?,?\s(?:(?:the|her|his)\s)?(?:family|mother|father|parents|wife|husband|spouse|he|she|patient)\s"
        r"(?:thinks?|believes?|(?:is|are|was) (?:not sure|unsure))\b",
        re.IGNORECASE,
    )


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:if|risk of|risks? |discussed|counsel\w*|educat\w*|monitor(?:ing)?\b(?! shows)|watch for|prevent|ppx|prophylaxis|call (?:if|for)|return (?:if|for)|signs of|in case of|would|should|screen(?:ing)? for|history taking|warn\w*|"
        r"vaccin\w*|exposure|exposed)\b",
        re.IGNORECASE,
    )


def assertion(text: str, start: int, place: int, end: int, stop: int) -> Assertion:
    """What a sentence (`start` to `stop`) says of the words from `place` to `end`.

    Negation reaches over a list ("no rash, fever or ulcers") and ends at a verb or at "but".
    """
    before, after = text[start:place], text[end:stop]
    lower = text[start:stop].lower()
    if _if_only(before, after):
        return Assertion.HYPOTHETICAL
    if is_doubted(text, start, place, end, stop) or (_has(lower, _EXCLUDED_PARTS) and _not_excluded(before, after)):
        return Assertion.POSSIBLE
    if _has(lower, _WATCH_PARTS) and _told_to_watch().search(before):
        return Assertion.HYPOTHETICAL
    asked = _rest_of_question().match(text, end)  # "Pacemaker? No": the answer opens the next sentence
    if asked is not None and _answered_no().match(text, asked.end()):
        return Assertion.ABSENT
    if is_answered_yes(text, end):
        return Assertion.PRESENT
    if (
        _after().match(re.sub(r"[ \t]{2,}", " ", after)[:40])
        or _answered().match(after[:80])
        or _none_said().match(after)
    ):
        return Assertion.POSSIBLE if _excepted().match(after) else Assertion.ABSENT
    if negated(before, text[place:end]) or (_has(lower, _EXCLUDED_PARTS) and _excluded().match(after)):
        return Assertion.ABSENT
    clause = before[max((m.end() for m in re.finditer(r"[.;]", before)), default=0) :]
    if (
        _planned().search(clause[-60:])
        or (_has(lower, _WARNED_PARTS) and _warned().search(clause))
        or _prevented().match(after)
    ):
        return Assertion.HYPOTHETICAL
    if (
        _possible().search(clause[-36:])
        or (_has(lower, _DIFFERENTIAL_PARTS) and _differential().search(clause))
        or _uncertain().match(after)
        or _unsure().match(after)
    ):
        return Assertion.POSSIBLE
    if re.search(
        r"\b(?:h/o|history of|hx of|past|previous|prior|s/p|status post|remote)\b[^.;]{0,24}$", clause, re.IGNORECASE
    ):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def is_answered_yes(text: str, end: int) -> bool:
    """Whether the question of a form that names a thing up to `end` has yes as its answer: "Metal in head or neck?  YES"."""
    asked = _rest_of_question().match(text, end)
    return asked is not None and _answered_yes().match(text, asked.end()) is not None


# A pattern is searched only in a sentence that has one of its parts; tests/findings/test_gates.py proves it harmless.
_EXCLUDED_PARTS = ("exclud", "r/o", "rule")
_WATCH_PARTS = (
    "call", "return", "come", "go to", "seek", "notify", "report to", "to the e", "to e", "alert", "ed ", "er ", "precautions", "watch for", "monitor for",
)  # fmt: skip
_WARNED_PARTS = ("talked about", "discussed", "prn", "as needed for")
_DIFFERENTIAL_PARTS = ("ddx", "differential", "vs", "versus")


def _has(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)


@cache
def _excluded() -> re.Pattern[str]:
    return re.compile(
        r"[^.;]{0,60}\b(?:and|was|were|is|been)\s(?:\w+\s)?(?:excluded(?! from)|ruled out)\b|[^.;]{0,40}\bbut\s(?:was |were |has been |later )*(?:excluded|ruled out)\b|\s?(?:unlikely)?[,(]\s?(?:ruled out|excluded)\b",
        re.IGNORECASE,
    )


@cache
def _rest_of_question() -> re.Pattern[str]:
    """What may stand between a name and the mark of its question: "Metal in head, face or neck?"."""
    return re.compile(r"[^.;:?\n]{0,50}(?=\?)")


@cache
def _answered_no() -> re.Pattern[str]:
    return re.compile(
        r"\?\s*(?:\[[x✓]\]\s*)?(?:no(?! longer| idea)|none|never|denies|denied|neg(?:ative)?)\b", re.IGNORECASE
    )


@cache
def _answered_yes() -> re.Pattern[str]:
    return re.compile(r"\?\s*(?:\[[x✓]\]\s*)?yes\b", re.IGNORECASE)


@cache
def _told_to_watch() -> re.Pattern[str]:
    """What a patient is told to watch for, over a list: "call for fever, rash or dyspnea"."""
    return re.compile(
        r"(?:\b(?:call|return|come (?:in|back)|go to|seek|notify|report to|to (?:the )?(?:ed|er)|alert)\b[^.;\n]{0,40}\b(?:if|for|with|of)|"
        r"\bE[DR](?: \w+)? if|\bprecautions(?: for)?|\b(?:watch|monitor) for)\b(?:(?!\bhas\b|\bno\b|\bdenies\b)[^.;]){0,100}$",
        re.IGNORECASE,
    )


@cache
def _warned() -> re.Pattern[str]:
    """What was talked about, and what a drug is taken for when it comes: "we talked about PML", "prn itching"."""
    return re.compile(
        r"\b(?:talked about|discussed(?: the)?(?: risks?| side effects?)?(?: of| with)?|prn(?: for)?(?! ?-)|as needed for)\b[^.;]{0,100}$",
        re.IGNORECASE,
    )


@cache
def _prevented() -> re.Pattern[str]:
    return re.compile(r"\W{0,2}(?:risk\b|prophylaxis|ppx|prevention|precautions|screen(?:ing)?\b)", re.IGNORECASE)


@cache
def _differential() -> re.Pattern[str]:
    """ "DDx: recurrent LN vs FSGS", "c/f flare vs malignant hypertension": every one of them is only considered."""
    return re.compile(
        r"\b(?:ddx|differential(?: diagnos[ie]s)?(?: includes)?)\b[^.;\n]{0,140}$"
        r"|\b(?:c/f|concern for|likely|possible|suspect\w*|favor|query)\b[^.;\n]{0,80}\b(?:vs\.?|versus)\s+(?:[\w-]+\s){0,3}$",
        re.IGNORECASE,
    )


@cache
def _uncertain() -> re.Pattern[str]:
    return re.compile(
        r"\s*\?|[^.;,\n]{0,24}\b(?:is|are|was|remains?|seems|appears)\s(?:\w+\s)?"
        r"(?:possible|likely|unlikely|suspected|considered|a concern|a possibility|in question|uncertain)\b"
        r"|\s(?:suspected|possible|questionable|unconfirmed)\s?(?=[.;,)\n]|$)"
        r"|\s(?:considered|felt|thought)\s(?:to be\s)?(?:\w+\s)?(?:likely|unlikely)\b",
        re.IGNORECASE,
    )


def _not_excluded(before: str, after: str) -> bool:
    """ "Can't rule out TMA", "PRES not r/o'd", "PE unlikely but not excluded": a denial of a denial."""
    return bool(
        re.search(
            r"\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|unable to|not)\s(?:be\s|yet\s|fully\s)?(?:r/o|ruled? out|excluded?)\b[^.;\n]{0,40}$",
            before,
            re.IGNORECASE,
        )
        or re.match(
            r"[^.;\n]{0,36}\b(?:not|n['’]t|cannot|never)\s(?:be\s|yet\s|been\s|formally\s|fully\s)*(?:r/o|ruled out|excluded)",
            after,
            re.IGNORECASE,
        )
    )


def _if_only(before: str, after: str) -> bool:
    """ "If no active infection, proceed", "PML and severe infection can occur": a condition or a possibility, and no fact."""
    clause = re.split(r"[.;]\s|\n\s*\n", before)[-1]
    conditional = re.search(
        r"\b(?:if|unless|provided(?: that)?|as long as|when(?:ever)? there is|in case of|only when|once(?: there is)?|until there is|"
        r"(?:needs?|requires?|awaiting|pending) (?:proof|confirmation|documentation|evidence|a statement) (?:of|that))\s(?:\w+\s){0,4}$",
        clause,
        re.IGNORECASE,
    )
    possible = re.match(
        r"[^.;]{0,140}?\b(?:can|may|could|might)\s(?:occur|happen|develop|arise|be (?:seen|fatal|serious)|follow)",
        after,
        re.IGNORECASE,
    )
    taught = re.search(
        r"\b(?:counsel\w*|warned|informed|educated|discussed|reviewed|consent\w*)\b[^.;]{0,20}[:,][^.;]*$",
        clause,
        re.IGNORECASE,
    )
    return bool(conditional or possible or taught)


def negated(before: str, word: str = "") -> bool:
    """Whether the last negation in front reaches up to here; `word` is what stands here."""
    cues = list(_negation().finditer(before))
    if not cues:
        return False
    cue = cues[-1]
    between = before[cue.end() :].removeprefix(":")
    if cue.group().lower() in ("not", "never", "hasn't", "haven't", "didn't", "has not"):
        between = re.sub(
            r"^\s*(?:been|had|has|have|ever|yet|any|to have|had any|developed|experienced|reported|an?)\b",
            " ",
            between,
            flags=re.IGNORECASE,
        )
    if len(between) > 110 or "\n\n" in between or _ends_scope(before + word, cue.end(), between):
        return False
    return _breaks().search(between) is None


_WRAPPED = 50  # characters of a line that may go on in the next one; a shorter one is a line of its own


def _ends_scope(before: str, end: int, between: str) -> bool:
    """Whether a negation ends before the condition: at "(+)", with its bracket, at the end of a short line, or in a verb of
    its own ("not tolerated", "did not respond")."""
    if "(+)" in between or ")" in between.split("(")[0] or _own_verb().match(between):
        return True
    line_end = before.find("\n", end)
    short = line_end >= 0 and line_end - (before.rfind("\n", 0, end) + 1) < _WRAPPED
    return short and not before[line_end:].lstrip()[:1].islower()


@cache
def _own_verb() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:been\s|be\s|well\s|fully\s|really\s)?(?:tolerat|respond|improv|help|work|only|adher|complian|controll|tak(?:e|ing)\b|"
        r"approv|cover|renew|a candidate|sure|certain|r/o|ruled out|excluded)",
        re.IGNORECASE,
    )
