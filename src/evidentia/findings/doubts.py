"""Is a claim made, or only doubted, asked, denied in belief, or remembered? One answer for drugs, tests, biopsies and events."""

from __future__ import annotations

import re
from functools import cache

_REACH = 90  # characters of its clause around a claim


def is_doubted(text: str, start: int, place: int, end: int, stop: int) -> bool:
    """Whether the sentence `start` to `stop` doubts what it says from `place` to `end`.

    >>> said = "I do not believe she had an inadequate response."
    >>> is_doubted(said, 0, said.index("inadequate"), len(said) - 1, len(said))
    True
    >>> is_doubted("No response.", 0, 0, 11, 12)
    False
    """
    before = _clause().split(text[max(start, place - _REACH) : place])[-1]
    stop += 40 if text[stop - 1 : stop] == "?" else 0  # the answer to a question is a sentence of its own
    behind = _clause().split(text[end : min(stop, end + _REACH)])[0]
    return _before().search(before) is not None or _behind().match(behind) is not None


@cache
def _clause() -> re.Pattern[str]:
    return re.compile(r"[;.]\s|\n\s*\n|\bbut\b|\bhowever\b", re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:do(?:es)?|did|can|could|would) ?(?:not|n't)|cannot|never) (?:really |yet |currently )?(?:believe|think|feel|agree|suspect|say|claim|conclude|confirm|"
        r"call (?:it|this|that))\b(?! (?:that|this|it|it's|its) (?:is |was |as )?(?:an? |no )?(?:adequate |good )?respon)|"
        r"\bno evidence that\b|\b(?:doubt(?:s|ed|ful)?|question)\b(?= (?:that|whether|if)\b)|"
        r"\b(?:no idea|do(?:es)? ?(?:not|n't) know|can(?:not|'t) (?:say|tell|see)|unclear|unsure|uncertain|not clear|not certain|not sure|not known|unknown|undetermined|to be determined|ask|asked|asking|question)\W{1,2}"
        r"(?:whether|if|as to|re|about|regarding)\b|\bnot (?:yet )?(?:discussed|assessed|addressed|evaluated|reviewed|asked about|established)\b|\bhypothetical\w*\b",
        re.IGNORECASE,
    )


@cache
def _behind() -> re.Pattern[str]:
    """ "contraindicated?", "Intolerant of mycophenolate: unclear", "class IV (per patient's recollection, no report)"."""
    asked = (
        r"\?(?!\s*(?:\[?[xX✓]?\]?\s*)?(?:yes|no|none|never|y|n|denie[sd]|neg\w*)\b)"  # a question without its answer
    )
    return re.compile(
        rf"\s?{asked}|[^.;?]{{0,40}}?(?:[:(,–-]\s?|\bis |\bare |\bwas |\bremains? )(?:still |yet |currently )?(?:unclear|unknown|uncertain|undetermined|"
        rf"questionable|doubtful|unconfirmed|unverified|not (?:yet )?(?:confirmed|verified|established|certain|clear|assessed|asked)|to be (?:confirmed|verified|"
        r"determined|clarified)|tbd\b|per (?:the )?(?:patient|pt)(?:'s)?,? (?:recollection|memory|recall)|(?:from|by) (?:her|his|the patient's) (?:memory|"
        rf"recollection)|not sure)|[^.;?,]{{0,20}}?\b(?:is|are|was|were) (?:not )?(?:expected|anticipated|feared|predicted|hoped for)\b|[^.;?,\n]{{0,30}}{asked}",
        re.IGNORECASE,
    )
