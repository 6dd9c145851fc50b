"""What the library says to a question about a case: sentences that the assessment shows, and verified records behind it.

Nothing is composed here: each line is a sentence of the ledger, or a record's own sentence that passed the same check.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from evidentia.answer.inputs import said
from evidentia.answer.verify import verified, world_of
from evidentia.appraisal.standing import in_force
from evidentia.findings import drug_names
from evidentia.model.assessment import Assessment, Statement
from evidentia.model.evidence import Library, Topic

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMPTY = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i in is it its may me my no not of "
    "on or our she should so that the their them there they this to was we were what when where which who why will with would you your "
    "about tell say says any some more than patient case happens happen".split()
)  # fmt: skip
MOST = 8  # lines of an answer


def about_drug(concept: str, assessment: Assessment, topic: Topic | None, library: Library) -> list[Statement]:
    """The sentences that name a drug, by any of its names; those of the patient's chart first."""
    names = drug_names.of(library.vocabulary)
    known = _ledger(assessment, topic, library)
    naming = [s for s in known if any(m.concept == concept for m in drug_names.mentions(s.text, names))]
    return sorted(naming, key=lambda s: not s.findings)[: 2 * MOST]


def by_words(question: str, assessment: Assessment, topic: Topic | None, library: Library) -> list[Statement]:
    """The sentences that share the rarest words with a question; empty where none shares a telling word."""
    known = _ledger(assessment, topic, library)
    bags = [Counter(_stems(s.text)) for s in known]
    frequency = Counter(word for bag in bags for word in bag)
    wanted = {w for w in _stems(question) if 0 < frequency[w] <= max(3, len(known) // 4)}
    scored = [
        (sum(math.log(1 + len(known) / frequency[w]) for w in wanted if w in bag), -place)
        for place, bag in enumerate(bags)
    ]
    best = max((score for score, _ in scored), default=0.0)
    order = sorted(range(len(known)), key=lambda n: scored[n], reverse=True)
    return [known[n] for n in order if scored[n][0] > max(0.0, 0.5 * best)][:MOST]


def _ledger(assessment: Assessment, topic: Topic | None, library: Library) -> Sequence[Statement]:
    """Everything that may be said of a case: its statements, and the verified records in force that it does not show."""
    shown = {c.record for s in assessment.statements for c in s.citations}
    records = in_force(library, topic, assessment.as_of) if topic else []
    behind = [said(r, r.section, n) for n, r in enumerate(records) if r.id not in shown and r.says]
    world = world_of(behind, assessment.question.text, assessment.chart, assessment.as_of, library)
    return [*assessment.statements, *verified(behind, world)[0]]


def _stems(text: str) -> Iterable[str]:
    for word in _WORD.findall(text.lower()):
        if word not in _EMPTY and len(word) > 1:
            yield word[:-1] if len(word) > 4 and word.endswith("s") else word
