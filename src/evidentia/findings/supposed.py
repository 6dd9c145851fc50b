"""Is a therapy told, or only supposed? What a condition, a requirement, a study, hearsay or a general statement names was
not given to this patient."""

from __future__ import annotations

import re
from functools import cache


def is_supposed(text: str, start: int, place: int, end: int) -> bool:
    """Whether the sentence `start` to `end` only supposes what it names at `place`: of nobody, or of nobody known.

    >>> said = "If the biopsy shows class IV, Ruxience 1000 mg on 02/01/2026."
    >>> is_supposed(said, 0, said.index("Ruxience"), len(said))
    True
    >>> is_supposed("Mycophenolate 3 g/day for 8 months.", 0, 0, 35)
    False
    """
    before = _clause().split(text[start:place])[-1]
    behind = _clause().split(text[place:end])[0]
    if _condition().search(before) or _hearsay().search(before) or _in_a_study().search(before):
        return True
    if _required().search(before) and not _done().search(before + behind):
        return True
    if _contraindicates().search(before) and not _own().search(before):
        return True
    return _what_they_require().search(behind) is not None or _of_patients().search(before + behind) is not None


@cache
def _clause() -> re.Pattern[str]:
    return re.compile(r"[;.]\s|\n\s*\n|\bbut\b|\bhowever\b", re.IGNORECASE)


@cache
def _condition() -> re.Pattern[str]:
    """ "Plan: if the biopsy shows class IV, …"; a condition of the payer or of the day changes nothing of what is taken."""
    return re.compile(
        r"(?:^|[,:(–-]\s?|\b(?:plan|and|or|then|that)\s)\W*(?:if|unless|provided that|in case)\b"
        r"(?! (?:possible|needed|tolerated|approved|authori[sz]ed|covered|granted|available|necessary|any|indicated|not))",
        re.IGNORECASE,
    )


@cache
def _hearsay() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:may|might|could) have (?:been )?(?:given|had|taken|tried|received|got|started|used|prescribed|put|on)\b"
        r"|\b(?:recalls?|remembers?) (?:being|having been) (?:told|given)\b",
        re.IGNORECASE,
    )


@cache
def _in_a_study() -> re.Pattern[str]:
    """ "In one study, …", "Antidepressants in STAR*D: …", "In MENTOR, …"."""
    return re.compile(
        r"\b(?i:in) (?i:one|an?|the|two|this|that|several|both|many) (?:(?!(?i:sleep|her|his))[\w*-]+ ){0,2}?(?i:study|studies|series|cohorts?|registry|meta-?analysis)\b"
        r"|\b(?i:in) STAR\*D\b|(?:^|[.;] )In [A-Z][A-Z0-9*-]{3,},"
    )


@cache
def _of_patients() -> re.Pattern[str]:
    """ "… gave no response in 40 % of patients"."""
    return re.compile(r"\d ?(?:%|percent|per cent) of (?:the )?(?:patients|people|cases|subjects|participants)\b", re.I)


_PAYER = r"(?:payer|payor|plan|insurer|insurance|carrier|policy|health plan|formulary|reviewer)"


@cache
def _required() -> re.Pattern[str]:
    return re.compile(
        rf"\b{_PAYER}\b[^.;:]{{0,24}}\b(?:asks? for|asked for|requires?|required|wants?|wanted|demands?|demanded|insists? on|"
        r"insisted on|expects?|needs?)\b",
        re.IGNORECASE,
    )


@cache
def _done() -> re.Pattern[str]:
    """The demand, and that it was met: "the plan required azathioprine first, which she took for a year"."""
    return re.compile(
        r"\b(?:she|he|they|patient|pt|i|we)\b[^.;]{0,16}\b(?:took|taken|had|has|have|was|were|did|tried|failed|completed|received|used)\b"
        r"|\b(?:which|this|that|both|it) (?:was|were|has been|have been) (?:tried|done|taken|given|completed|met)\b",
        re.IGNORECASE,
    )


@cache
def _what_they_require() -> re.Pattern[str]:
    """ "Mycophenolate 3 g/day for 6 months, no response, is what her last insurer required"."""
    return re.compile(
        rf"\b(?:is|was|are|were) (?:what|the (?:requirement|demand|criterion|rule))\b[^.;]{{0,30}}\b{_PAYER}\b"
        rf"|\b(?:is|are) (?:required|demanded|asked for)\b[^.;]{{0,12}}\b(?:by|of)\b[^.;]{{0,16}}\b{_PAYER}\b",
        re.IGNORECASE,
    )


@cache
def _contraindicates() -> re.Pattern[str]:
    """ "Retinopathy is a contraindication to hydroxychloroquine": true of everybody, unless it is called hers."""
    return re.compile(r"\b(?:is|are) (?:an? |both |known )?(?:\w+ )?contra-?indications? (?:to|for|of|against)\b", re.I)


@cache
def _own() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:her|his|she|he|patient's|pt's|the patient|this|these|my|documented|current|known)\b", re.IGNORECASE
    )
