"""A drug that is turned down where it is named: "do not continue", "switch from", "will not be repeated"."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.drug_names import Mention
from evidentia.findings.passages import Passage

_REACH = 600  # characters behind a drug that can turn it down
_CLOSE = 60  # characters before a drug that can turn it down


def is_turned_down(passage: Passage, mention: Mention) -> bool:
    """ "do not continue Ruxience", "switch from Ruxience to …", "Ruxience: change to …": asked for is another drug,
    or none."""
    before = passage.text[max(passage.start, mention.start - _CLOSE) : mention.start]
    after = passage.text[mention.end : min(passage.end, mention.end + _REACH)]
    if _not_this().search(before) or _leaves().search(before) or _not_behind().match(after):
        return True
    turn = _turns_to().search(after)
    if turn is None or _not_this().search(after[: turn.start()][-24:] + " "):
        return False
    there = [m for m in passage.mentions if m.start >= mention.end + turn.end()]
    return bool(there) and there[0].start - mention.end - turn.end() < 24 and there[0].name != mention.name


@cache
def _not_this() -> re.Pattern[str]:
    """A negation whose verb reaches the drug: "not continue", "no further", "will not be given any more"."""
    verb = (
        r"(?:continu\w+|giv\w+|start\w*|order\w*|renew\w*|repeat\w*|re-?dos\w+|request\w*|re-?treat\w*|resum\w+|proceed\w*|"
        r"schedul\w+|infus\w+|use|using|want\w*|plan\w*|ask\w*|seek\w*|submit\w*|propos\w+|go ahead|carry on|re-?start\w*|"
        r"administer\w*|intend\w*|be|to)"
    )
    return re.compile(
        rf"(?:\b(?:not|never|cannot|against)|n't)\s(?:\w+\s){{0,2}}?{verb}(?:\s(?!but\b|and\b|then\b)[\w/-]+){{0,4}}\s$"
        r"|\bno\s$|\b(?:no (?:further|more|additional|longer|repeat|new)|declin\w+|refus\w+|avoid\w*|withh(?:o|e)ld\w*|on hold|paus\w+|"
        r"defer\w*|postpon\w+|stop\w*|discontinu\w+|d/c|cancel\w*|instead of|in place of|in lieu of|rather than|off)\s(?:\w+\s){0,3}$",
        re.IGNORECASE,
    )


@cache
def _not_behind() -> re.Pattern[str]:
    """ "Riabni (Q5123) will not be repeated", "Truxima is no longer wanted"."""
    return re.compile(
        r"(?:\s?\([^)\n]{0,30}\))?\s(?:[\w/]+\s){0,4}?(?:will|should|shall|is|are|must|can|could|may|does|do|need)\s?(?:not|n't|no longer)\s"
        r"(?:to\s)?(?:be\s)?(?:continu|giv|start|order|renew|repeat|re-?dos|request|resum|want|plan|schedul|advis|recommend|indicat|"
        r"appropriate|pursu|re-?start|need|used)",
        re.IGNORECASE,
    )


@cache
def _leaves() -> re.Pattern[str]:
    """ "switch from Ruxience", "replace Ruxience by …"."""
    return re.compile(
        r"\b(?:(?:switch\w*|chang\w+|conver\w+|transition\w*|mov\w+)\s(?:\w+\s){0,2}(?:away\s)?from|replac\w+|"
        r"substitut\w+)\s(?:(?!to\b|with\b|by\b)\w+\s){0,2}$",
        re.IGNORECASE,
    )


@cache
def _turns_to() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:switch(?:ed|ing)?|chang(?:e|ed|ing)|convert(?:ed|ing)?|transition(?:ed|ing)?)\s(?:\w+\s){0,2}?to\b|"
        r"\b(?:replaced|substituted)\s(?:by|with)\b",
        re.IGNORECASE,
    )
