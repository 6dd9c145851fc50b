"""Somebody else in the record: a relative, a donor, another patient. What is said of them is not this patient's."""

from __future__ import annotations

import re
from functools import cache

_ALONE = (
    "mother", "father", "sister", "brother", "mom", "dad", "aunt", "uncle", "cousin", "grandmother", "grandfather", "son",
    "daughter", "wife", "husband", "spouse", "partner", "twin", "sibling", "siblings", "parent", "parents", "relative", "niece",
    "nephew", "family member", "roommate", "friend", "neighbor", "neighbour", "donor", "cousins", "sisters", "brothers", "aunts", "uncles", "nieces", "nephews",
)  # fmt: skip
_HEADED = ("child", "children", "kids")  # words of much else: somebody only where they open a line
_FAMILY = ("family", "fam", "fhx", "fh")
_OTHERS = ("another", "different", "other", "wrong", "previous")

# one of these stands in whatever names somebody else
WORDS = frozenset((*_ALONE, *_HEADED, *_FAMILY, *_OTHERS, "patients", "among"))
_REACH = 400  # characters before a place in which its sentence may name somebody else


def is_of_another(text: str, start: int, place: int, end: int, heading: str = "", *, named: bool = True) -> bool:
    """Whether a place of the sentence `start` to `end` speaks of somebody else.

    A relative governs from its name to the end of the sentence, unless the sentence returns to the patient ("Mother is a
    hepatitis B carrier. Pt himself: HBsAg nonreactive"). Who only comes along or reports ("here with her husband", "mother
    says") governs nothing. `named` is False where none of `WORDS` stands in the sentence: then its heading alone can tell.
    """
    if named and _is_named(text, start, place, end):
        return True
    return _headed(text, start, heading) and not re.search(
        r"\b(?:pt|patient|himself|herself)\b", text[start:place], re.IGNORECASE
    )


def _is_named(text: str, start: int, place: int, end: int) -> bool:
    before = [m for m in pattern().finditer(text, max(start, place - _REACH), place) if not _only_there(text, start, m)]
    if before and not _returns().search(text, before[-1].end(), place):
        return True
    return _behind().match(text, place, end) is not None or _results_of().search(text, place, end) is not None


@cache
def pattern() -> re.Pattern[str]:
    """The words that name somebody else."""
    alone, headed = "|".join(_ALONE), "|".join(_HEADED)
    return re.compile(
        rf"\b(?:{alone})\b(?:'s\b)?|(?<![\w,] )\b(?:{headed})\s*[:(-]|\b(?:family h(?:istory|x)|fam hx|fhx?)\b|"
        rf"\b(?:{'|'.join(_OTHERS)}) (?:patient|pt|member|person)s?\b|"
        r"\bone of (?:our|my|the) (?:other )?patients\b|\bamong (?:them|these) an? (?:man|woman|patient)\b",
        re.IGNORECASE,
    )


def _only_there(text: str, start: int, named: re.Match[str]) -> bool:
    before, after = text[max(start, named.start() - 40) : named.start()], text[named.end() : named.end() + 24]
    return _comes_along().search(before) is not None or _reports().match(after) is not None


@cache
def _comes_along() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:with|accompanied by|brought(?: in)? by|per|via|told|interpreter|lives near)\s(?:(?:her|his|the|their|an?|adult|older|younger|both)\s)*$",
        re.IGNORECASE,
    )


@cache
def _reports() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:also\s)?(?:reports?|reported|says?|said|states?|stated|calls?|called|calling|asks?|asked|accompan\w+|confirms?|confirmed|"
        r"thinks?|wonders?|notes?|noted|interpret\w+|translat\w+|drives|drove|brings|brought|present|(?:is )?in (?:the )?room|"
        r"is (?:present|here|worried)|worries|of (?:two|three|four|\d|an?\b)|pregnan\w+|gestation)",
        re.IGNORECASE,
    )


@cache
def _returns() -> re.Pattern[str]:
    """Words that bring a sentence back to the patient."""
    return re.compile(
        r"\b(?:pt|(?<!our )patient(?!'s (?:mother|father|wife|husband))|himself|herself|she|he|i|we|our(?! patient)|ms|mr|mrs)\b",
        re.IGNORECASE,
    )


@cache
def _behind() -> re.Pattern[str]:
    """ "No biologic for mother since": whose it is stands behind it."""
    return re.compile(
        rf"\s?[-–:(]\s?(?:her |his |a )?(?:{'|'.join(_ALONE)})\b|[\w -]{{0,40}}\([^().;]{{0,30}}[,:]\s?(?:in )?(?:her |his |an? |the )?(?:{'|'.join(_ALONE)})\)|[^.;]{{0,40}}\b(?:for|by|in|of) (?:her |his |the |their |an? )?(?:{'|'.join(_ALONE)})\b(?!\s+(?:of|says|reports))",
        re.IGNORECASE,
    )


@cache
def _results_of() -> re.Pattern[str]:
    """ "HBsAg: neg; anti-HBc: neg; these are the results of the donor", "for a different patient"."""
    return re.compile(
        rf"\b(?:results?|values?|reports?|panels?|serolog\w+|labs?|levels?|biops\w+|belongs?|these|this)\b[^.;]{{0,24}}\b(?:of|for|from|to) "
        rf"(?:the |her |his |an? )?(?:{'|'.join(_ALONE)}|(?:{'|'.join(_OTHERS)}) (?:patient|pt|member|person))\b",
        re.IGNORECASE,
    )


def _headed(text: str, start: int, heading: str) -> bool:
    """ "Family history", "husband's medications": a heading of its own line or above a list, all of somebody else."""
    if not heading or _headings().fullmatch(heading) is None:
        return False
    above = text[max(0, start - _LIST) : start].lower()
    place = above.rfind(heading)
    behind = above[place + len(heading) :].split("\n")
    return place >= 0 and (len(behind) == 1 or not behind[0].strip(" :-=*#_\t()"))


_LIST = 1500  # characters below a heading that its list may take


@cache
def _headings() -> re.Pattern[str]:
    return re.compile(rf"(?:family(?: h(?:istory|x))?|fam hx|fhx?)|(?:the )?(?:{'|'.join(_ALONE)})'?s?'? \w.*")
