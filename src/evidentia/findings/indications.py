"""What a drug was given for, where the record says it: "Riabni for LN:", "for arthritis/vasculitis"."""

from __future__ import annotations

import re
from functools import cache


def indication_of(words: str) -> str | None:
    """What a drug was given for, where it is said: "for LN", "for arthritis/vasculitis", "(for lupus nephritis)"."""
    if _not_lupus().search(words):
        return "another condition"
    match = _for().search(words) or re.search(r"\bindication\s?[:.]+\s?([A-Za-z /-]{2,40})", words, re.IGNORECASE)
    if match is None:
        return None
    named = match.group(1).lower()
    for concept, names in _INDICATIONS:
        if any(re.search(rf"\b{re.escape(name)}\b", named) for name in names):
            return concept
    return " ".join(named.split()).strip(" .,:;)")


@cache
def _not_lupus() -> re.Pattern[str]:
    """ "given to treat CIDP, not lupus": whatever it was, it was not that."""
    return re.compile(
        r"\b(?:for|treat\w*|indication)\b[^.;]{2,60}?(?:,| and|\()\s?not (?:for )?(?:her |his |the )?(?:lupus|ln\b|sle\b|nephritis|kidneys?)",
        re.IGNORECASE,
    )


@cache
def _for() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:for|to treat|treating) (?:her |his |the |their )?(?:severe |refractory |active |relapsing |class [IV+ -]+ )*("
        r"(?:ln|lupus nephritis|nephritis|renal lupus|membranous nephropathy|mn|kidney|arthritis|vasculitis|ra\b|"
        r"rheumatoid arthritis|lupus|sle|itp|aiha|skin|joints?|cutaneous|pemphigus|lymphoma|anca|gpa|"
        r"mpa vasculitis|cidp|nmo|ms|myositis|ild|interstitial lung disease|lung disease|uveitis|psoria\w+|eczema|atopic dermatitis|crohn\w*|colitis|myasthenia\w*|scleroderma|sarcoid\w*|transplant\w*|autoimmune hepatitis|alveolar h\w+|dah)[\w /&+-]{0,40}?)"
        r"(?=[\s]*[:.;,()\n]|\s(?:on|in|with|class|since|from|until|given|was|were|x|\d)|$)",
        re.IGNORECASE,
    )


_INDICATIONS = (
    ("lupus nephritis", ("ln", "lupus nephritis", "nephritis", "renal lupus", "kidney")),
    ("membranous nephropathy", ("membranous nephropathy", "mn")),
    ("systemic lupus erythematosus", ("sle", "lupus")),
)
