"""What a drug was given for, where the record says it: "Riabni for LN:", "for arthritis/vasculitis"."""

from __future__ import annotations

import re
from functools import cache


def indication_of(words: str) -> str | None:
    """What a drug was given for, where it is said: "for LN", "for arthritis/vasculitis", "(for lupus nephritis)"."""
    match = _for().search(words) or re.search(r"\bindication\s?[:.]+\s?([A-Za-z /-]{2,40})", words, re.IGNORECASE)
    if match is None:
        return None
    named = match.group(1).lower()
    for concept, names in _INDICATIONS:
        if any(re.search(rf"\b{re.escape(name)}\b", named) for name in names):
            return concept
    return " ".join(named.split()).strip(" .,:;)")


@cache
def _for() -> re.Pattern[str]:
    return re.compile(
        r"\bfor (?:her |his |the |their )?(?:severe |refractory |active |relapsing |class [IV+ -]+ )*("
        r"(?:ln|lupus nephritis|nephritis|renal lupus|membranous nephropathy|mn|kidney|arthritis|vasculitis|ra\b|"
        r"rheumatoid arthritis|lupus|sle|itp|aiha|skin|joints?|cutaneous|pemphigus|lymphoma|anca|gpa|"
        r"mpa vasculitis|cidp|nmo|ms|myositis|ild|alveolar h\w+|dah)[\w /&+-]{0,40}?)"
        r"(?=[\s]*[:.;,()\n]|\s(?:on|in|with|class|since|from|until|given|was|were|x|\d)|$)",
        re.IGNORECASE,
    )


_INDICATIONS = (
    ("lupus nephritis", ("ln", "lupus nephritis", "nephritis", "renal lupus", "kidney")),
    ("membranous nephropathy", ("membranous nephropathy", "mn")),
    ("systemic lupus erythematosus", ("sle", "lupus")),
)
