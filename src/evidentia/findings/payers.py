"""Words of a payer, a policy or a form in a patient's record: what must be shown is not what was."""

from __future__ import annotations

import re
from functools import cache

# one of these stands in whatever speaks of a requirement
WORDS = frozenset(
    "your plan policy criteria criterion must shall requirement requirements denial denied you coverage covered per last guarantee "
    "requires documentation letter member count".split()
)


@cache
def pattern() -> re.Pattern[str]:
    """What a payer asks for, writes or decides."""
    return re.compile(
        r"\b(?:your (?:letter|denial|policy|criteri|request)|the plan (?:requires|asks|states)|plan requires|letter says|policy (?:requires|states|says|reads|asks|criteria)|"
        r"criteri(?:a|on) (?:require|is|are|state|ask|read)|(?:member|enrollee|applicant|beneficiary|patient|one) (?:must|shall)\b|(?:must|shall) (?:have|be|show|document|try|fail)\b|"
        r"requirements?\b|denial (?:letter|reason)|you wrote|last denial|coverage policy|per policy|is not a guarantee\b|"
        r"documentation of (?:an? )?(?:adequate )?(?:trial|failure)|covered regimen|would count as)",
        re.IGNORECASE,
    )
