"""Peer-to-peer: one page for the call between physicians, with what the other side will say."""

from __future__ import annotations

from evidentia.answer.letters import frames, parts
from evidentia.answer.letters.case import Case
from evidentia.answer.letters.letter import BLANK, Part
from evidentia.model.assessment import Role

TITLE = "Peer-to-peer: one page for the call"
_MOST = 5  # facts on one page


def compose(case: Case) -> list[Part]:
    facts = parts.facts(case)
    against = [s for s in facts if s.role is Role.OPPOSES]
    shown = [s for s in facts if s.role is not Role.OPPOSES][: _MOST - len(against)]
    applies = [s for s in case.section("standard") if s.id.endswith(".applies")]
    certainty, speaks, opposes, more = parts.evidence(case)
    asked = [*parts.asked(case), *parts.outcome(case)]
    treated, open_ = parts.therapy(case, short=True)
    return [
        Part("request", "The request", tuple(asked), prose=True),
        Part("record", "The facts of this patient", (*shown, *against)),
        treated,
        open_,
        Part("guidelines", "Guidelines and this patient", tuple(applies)),
        Part("for", "Evidence for", (*certainty.lines, *speaks.lines)),
        Part("against", "What the other side will say", opposes.lines),
        more,
        Part("lacking", "Not in the record, and from whom", tuple(parts.missing(case, frames.LACKS_SHORT)), prose=True),
        Part(
            "call",
            "The call",
            after=(f"Spoken with (name, credential, specialty): {BLANK}", f"Date, time, result: {BLANK}"),
        ),
    ]
