"""What a section is about, from its label, its LOINC code or its heading: one list of words for every format."""

from __future__ import annotations

import re

KINDS = (
    "abstract", "background", "methods", "results", "conclusions", "discussion", "recommendation", "indications", "boxed warning",
    "contraindications", "dosage", "warnings", "adverse reactions", "clinical studies", "interactions", "populations", "pharmacology",
    "eligibility", "outcomes", "description", "coverage", "evidence", "codes", "limitations", "references", "other",
)  # fmt: skip

# Source: FDA, SPL section headings (LOINC), 2024
LOINC = {
    "34067-9": "indications", "34066-1": "boxed warning", "34070-3": "contraindications", "34068-7": "dosage", "43685-7": "warnings",
    "34071-1": "warnings", "42232-9": "warnings", "34084-4": "adverse reactions", "34092-7": "clinical studies", "34073-7": "interactions",
    "43684-0": "populations", "42228-7": "populations", "34090-1": "pharmacology", "34089-3": "description", "43678-2": "dosage",
}  # fmt: skip

_WORDS = (
    ("boxed warning", r"boxed warning"),
    ("indications", r"indications?\b"),
    ("contraindications", r"contraindications?"),
    ("dosage", r"dos(?:age|ing)\b"),
    ("warnings", r"warnings|precautions"),
    ("adverse reactions", r"adverse (?:reactions|events)|safety|harms"),
    ("clinical studies", r"clinical studies"),
    ("interactions", r"drug interactions"),
    ("recommendation", r"recommendations?|guideline statements?"),
    ("eligibility", r"eligib|inclusion criteria|patients and selection"),
    ("outcomes", r"(?:primary|secondary|main) outcomes?|outcome measures?|end ?points?"),
    ("coverage", r"coverage|indications and limitations"),
    ("conclusions", r"conclusions?|interpretation|implications|clinical significance"),
    ("results", r"results?|findings"),
    ("methods", r"methods?|methodology|materials|design|setting|participants|patients|interventions?|measurements|data sources|study selection|data extraction|statistical"),
    ("background", r"background|introduction|context|objectives?|aims?|purpose|importance|rationale|hypothesis"),
    ("discussion", r"discussion|comment"),
    ("limitations", r"limitations?"),
    ("references", r"references|bibliography"),
)  # fmt: skip
_KIND = re.compile("|".join(f"(?P<_{n}>{pattern})" for n, (_, pattern) in enumerate(_WORDS)), re.IGNORECASE)


def kind_of(heading: str, default: str = "other") -> str:
    """The kind of a section by the first word of its heading that tells it.

    >>> kind_of("MATERIALS AND METHODS"), kind_of("5.1 Warnings"), kind_of("Acknowledgements")
    ('methods', 'warnings', 'other')
    """
    found = _KIND.search(heading)
    return _WORDS[int(str(found.lastgroup)[1:])][0] if found else default
