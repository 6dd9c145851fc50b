"""The other spellings of a name, so that a vocabulary lists each name once: British for American, plural for singular."""

from __future__ import annotations

import re
from functools import cache

_BRITISH = {
    "anemi": "anaemi", "anesth": "anaesth", "apnea": "apnoea", "behavior": "behaviour", "celiac": "coeliac",
    "color": "colour", "edema": "oedema", "emia": "aemia", "esoph": "oesoph", "esthesia": "aesthesia",
    "fecal": "faecal", "fetal": "foetal", "goiter": "goitre", "hemangi": "haemangi", "hemat": "haemat",
    "hemo": "haemo", "ischem": "ischaem", "ized": "ised", "pediatric": "paediatric", "pnea": "pnoea", "rrhea": "rrhoea",
    "tumor": "tumour", "uremi": "uraemi",
}  # fmt: skip
_LONG = 4  # letters of a word that may take a plural; shorter ones are abbreviations and parts of phrases


def spellings(name: str) -> tuple[str, ...]:
    """A name, its British spelling and its plural, without repetition; a name in capitals is only itself.

    >>> spellings("pericardial hemorrhage")
    ('pericardial hemorrhage', 'pericardial hemorrhages', 'pericardial haemorrhage', 'pericardial haemorrhages')
    >>> spellings("biopsy"), spellings("AKI")
    (('biopsy', 'biopsies'), ('AKI',))
    """
    if name.isupper():
        return (name,)
    british = _american().sub(lambda part: _BRITISH[part.group()], name)
    found = [form for one in (name, british) for form in (one, plural(one)) if form]
    return tuple(dict.fromkeys(found))


@cache
def _american() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_BRITISH, key=len, reverse=True)))


def plural(name: str) -> str | None:
    """The plural of a name by its last word; None where it has none by rule ("diagnosis", "LFTs", "bleeding")."""
    last = name.rsplit(" ", 1)[-1]
    if len(last) < _LONG or not last.isalpha() or not last.islower() or last.endswith(("s", "ing", "ed")):
        return None
    if last.endswith(("x", "ch", "sh")):
        return f"{name}es"
    if last.endswith("y") and last[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"
