"""Which way a sentence of results speaks, by its words; most speak neither way, and are shown as such.

The words only sort: what is shown is the sentence itself, in its context. A sentence that speaks both ways counts as contrary, because
what is left out of the contrary side is lost to the reader.
"""

from __future__ import annotations

import re
from functools import cache

_CONTRARY = (
    r"\bno(?:t)? (?:statistically |clinically )?(?:significant(?:ly)?|superior|effective|better|met|reached|achieved|supported?|recommended?|confer|improved?|demonstrate[ds]?|reduced?)\b",
    r"\bno (?:\w+ ){0,2}(?:difference|benefit|improvement|superiority|advantage|evidence (?:of|that|for)|effect)\b",
    r"\b(?:did|does|do|was|were|is|could|has|have) not (?:\w+ ){0,2}(?:improve|differ|reduce|show|meet|reach|achieve|support|demonstrate|increase|prevent|affect|significant|superior|effective|beneficial)",
    r"\bfail(?:ed|s|ure)? to\b",
    r"\b(?:ineffective|disappointing|controversial|inconclusive|discontinued (?:early|for futility)|futility|lack of (?:\w+ )?(?:efficacy|benefit|effect|evidence))\b",
    r"\b(?:cannot|can not|not|never) be (?:recommended|justified|advised)\b|\bnot (?:beneficial|indicated|advised)\b|\bunfortunately\b",
    r"\b(?:higher|increased|greater|more) (?:\w+ ){0,3}(?:fatality|mortality|deaths?|relapses?|recurrences?|failures?)\b|\b(?:fatality|mortality|relapse|recurrence|failure)(?: rates?)? (?:\w+ ){0,4}(?:higher|increased)\b",
    r"\b(?:missed|unmet) (?:its|the|their) (?:\w+ )?end ?points?\b",
    r"(?<!non)(?<!non-)\binferior to\b|\b(?:worse|worsened|worsening) (?:than|with|in|outcomes?)\b",
    r"\bharm(?:s|ful)\b|\bhigher (?:mortality|risk of (?:death|serious))\b|\bincreased (?:mortality|risk of)\b",
    r"\brarely borne out\b|\bremains? (?:unclear|unproven|uncertain|to be (?:shown|proven|established))\b|\binsufficient evidence\b",
)  # fmt: skip
_FAVOURABLE = (
    r"\b(?:improv(?:ed|es|ement|ing)|superior|effective(?:ness)?|efficacious|beneficial|promising|promise|success(?:ful(?:ly)?)?)\b",
    r"\bsignificant(?:ly)? (?:\w+ )?(?:higher|greater|better|more|lower|fewer|longer|reduc\w+|decreas\w+|improv\w+|increas\w+)\b",
    r"\b(?:complete|partial) (?:remission|response)\b|\bremission (?:was|rates?)\b|\bresponse rates?\b|\breached remission\b",
    r"\b(?:prolonged|reduced the risk|met (?:its|the) (?:primary )?end ?point)\b",
)  # fmt: skip
_SAFETY = re.compile(r"\b(?:adverse|infections?|safety|toxicit\w+|side effects?|tolerab\w+|tolerated)\b", re.IGNORECASE)
_AS_SAFE = re.compile(
    r"\b(?:no|not)\b(?:\W+\w+){0,8}?\W+(?:adverse|infections?|toxicit\w+|side effects?|safety)", re.IGNORECASE
)
_EFFICACY = re.compile(r"\b(?:efficacy|improv\w+|reduc\w+|benefi\w+|response|survival|outcomes?|decline|endpoint|remission)\b", re.IGNORECASE)  # fmt: skip
CONTRARY_WORDS = (
    "not significant no difference failed ineffective no benefit endpoint not met worse discontinued futility"
)


_COMPARED = re.compile(
    r"(?:compar(?:ed|ison) (?:to|with)|than|versus|vs\.?|alternatives? to|instead of|rather than|(?:superior|inferior|similar|equal|preferable) to|over)"
    r"\W+(?:[\w-]+\W+){0,6}$",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\b(?:baseline|prior to (?:treatment|randomi[sz]ation)|before treatment|at entry|demographic\w*|patients?'? characteristics)\b",
    re.IGNORECASE,
)


def is_comparator(sentence: str, place: int) -> bool:
    """Whether what stands at a place is what something else is compared with: the sentence then speaks of the other.

    >>> is_comparator("NAC improved response compared to metformin.", 33), is_comparator("Metformin was better than placebo.", 0)
    (True, False)
    """
    return _COMPARED.search(sentence[:place]) is not None


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


def direction(sentence: str) -> str:
    """ "against", "for" or "neither".

    >>> direction("The primary endpoint was not met."), direction("Renal response improved."), direction("We enrolled 144 adults.")
    ('against', 'for', 'neither')
    """
    if _BASELINE.search(sentence):
        return "neither"
    if _pattern(_CONTRARY).search(sentence):
        return "neither" if _AS_SAFE.search(sentence) and not _EFFICACY.search(sentence) else "against"
    if _SAFETY.search(sentence) and not re.search(
        r"\befficac|\beffective|\bimprov|\bresponse", sentence, re.IGNORECASE
    ):
        return "neither"
    return "for" if _pattern(_FAVOURABLE).search(sentence) else "neither"
