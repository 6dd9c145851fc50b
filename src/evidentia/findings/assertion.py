"""Is what a sentence names there, not there, possible, past, or only planned? Cues with scope, after ConText (Harkema 2009)."""

from __future__ import annotations

import re
from functools import cache

from evidentia.model.finding import Assertion


@cache
def _negation() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:no|not|denies|denied|without|w/o|w/out|never|none|negative for|neg for|free of|zero|nor|absence of|neither|lack of|hasn't|haven't|didn't|r/o'?d|ruled out|non)\b|\(-\)|(?<!\w)s/(?=\s)",
        re.IGNORECASE,
    )


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(
        r"[.;:](?=\s|$)|\n[ \t]{6,}(?=\S)|\bbut\b|\bhowever\b|\bexcept\b|\balthough\b|\bthough\b|\byet\b|"
        r"\b(?:developed|had|has|have|was|were|is|are|admitted|treated|presented|remains|received|started|given|because|due to|since|after|despite|shows?|showed)\b",
        re.IGNORECASE,
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"^[\s:=?.\-–(\[]*(?:\[?x\]?\s*)?(?:screen(?:ing|s|er)?\b(?: form| questionnaire)?[\s:=\-–(]*(?:is |was |were )?)?(?:none|no\b(?! longer)|denied|denies|negative|neg\b|nil|absent|never|ruled out|excluded|n/a|0\b|(?:has |have |had |did )?(?:not|never) (?:occur(?:red)?|develop(?:ed)?|happen(?:ed)?|been (?:seen|reported|diagnosed|found))|not (?:reported|observed|seen|noted|present|documented to date))",
        re.IGNORECASE,
    )


@cache
def _answered() -> re.Pattern[str]:
    """A field of a form with its answer: "Implants within 30 cm of coil: none", "Psychosis/mania: no", "MTC personal/family neg"."""
    words = r"(?:within|in|of|near|around|the|a|any|coil|cm|\d+|head|neck|chest|history|hx|personal|family|fam|self|current|active|lifetime|or|and)"
    return re.compile(
        rf"(?:/[\w-]+)?(?:[\s/]{words}\b)*(?:\s(?:or|and)\s[\w -]{{2,12}})?\s?(?:[:?]\s*[\"“\[(]*(?:none|no\b(?! longer)|neg(?:ative)?\b|denie[sd]|absent|nil)|neg(?:ative)?\b|\(-\))",
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
    if _if_only(before, after):
        return Assertion.HYPOTHETICAL
    if _after().match(re.sub(r"[ \t]{2,}", " ", after)[:40]) or _answered().match(after[:80]):
        return Assertion.ABSENT
    if negated(before) or re.match(
        r"[^.;]{0,60}\b(?:and|was|were|is|been)\s(?:\w+\s)?(?:excluded(?! from)|ruled out)\b", after, re.IGNORECASE
    ):
        return Assertion.ABSENT
    clause = before[max((m.end() for m in re.finditer(r"[.;]", before)), default=0) :]
    if _planned().search(clause[-60:]):
        return Assertion.HYPOTHETICAL
    if _possible().search(clause[-36:]) or _unsure().match(after):
        return Assertion.POSSIBLE
    if re.search(
        r"\b(?:h/o|history of|hx of|past|previous|prior|s/p|status post|remote)\b[^.;]{0,24}$", clause, re.IGNORECASE
    ):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def _if_only(before: str, after: str) -> bool:
    """ "If no active infection, proceed", "PML and severe infection can occur": a condition or a possibility, and no fact."""
    clause = re.split(r"[.;]\s|\n\s*\n", before)[-1]
    conditional = re.search(
        r"\b(?:if|unless|provided(?: that)?|as long as|when(?:ever)? there is|in case of|only when)\s(?:\w+\s){0,4}$",
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


def negated(before: str) -> bool:
    """Whether the last negation in front reaches up to here."""
    cues = list(_negation().finditer(before))
    if not cues:
        return False
    cue = cues[-1]
    between = before[cue.end() :]
    if cue.group().lower() in ("not", "never", "hasn't", "haven't", "didn't", "has not"):
        between = re.sub(
            r"^\s*(?:been|had|has|have|ever|yet|any|to have|had any|developed|experienced|reported|an?)\b",
            " ",
            between,
            flags=re.IGNORECASE,
        )
    if len(between) > 110 or "\n\n" in between:
        return False
    return _breaks().search(between) is None
