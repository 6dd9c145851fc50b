"""Parts -> Letter: every statement checked as in the article; what fails is not shown; the references of what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evidentia.answer.build import references
from evidentia.answer.letters import appeal, necessity, notice, patient, peer_to_peer, rationale, slots
from evidentia.answer.letters import parts as parts_of
from evidentia.answer.letters.case import Case, case_of
from evidentia.answer.letters.letter import OUTCOMES, Decided, Letter, LetterKind, Part
from evidentia.answer.verify import World, verified, world_of
from evidentia.content.errors import InputError
from evidentia.findings.denial import Denial
from evidentia.model.assessment import Assessment, Statement
from evidentia.model.evidence import Library, Topic
from evidentia.model.frozen import changed

_KINDS: Mapping[LetterKind, tuple[str, Callable[[Case], list[Part]]]] = {
    LetterKind.NECESSITY: (necessity.TITLE, necessity.compose),
    LetterKind.APPEAL: (appeal.TITLE, appeal.compose),
    LetterKind.PEER_TO_PEER: (peer_to_peer.TITLE, peer_to_peer.compose),
    LetterKind.RATIONALE: (rationale.TITLE, rationale.compose),
    LetterKind.NOTICE: (notice.TITLE, notice.compose),
    LetterKind.PATIENT: (patient.TITLE, patient.compose),
}
TITLES: Mapping[LetterKind, str] = {kind: title for kind, (title, _) in _KINDS.items()}
LEFT_OUT = "What could not be checked against the record is left out of this table."
_PLAIN = (LetterKind.NOTICE, LetterKind.PATIENT)


def compose(
    assessment: Assessment,
    kind: LetterKind,
    library: Library,
    *,
    topic: Topic | None,
    denial: Denial | None = None,
    decided: Decided | None = None,
) -> Letter:
    """A letter of a kind. Errors: InputError for an appeal without a denial, and for a decision that is none of OUTCOMES."""
    if decided is not None and decided.outcome not in OUTCOMES:
        raise InputError(
            f'decision "{decided.outcome}"',
            "it is none that can be recorded here",
            "what a program writes denies nothing",
            f"choose from: {', '.join(OUTCOMES)}",
        )
    case = case_of(assessment, library, topic, denial, decided)
    title, written = _KINDS[kind]
    parts = written(case)
    stated = [statement for part in parts for statement in part.lines]
    stated += [other for s in stated if (other := _stand_in(s)) is not None]
    kept, removed = _verified(case, stated)
    parts = [part for part in (_kept(part, kept) for part in parts) if part.lines or part.before or part.after]
    shown = [statement for part in parts for statement in part.lines]
    return Letter(
        kind,
        title,
        tuple(parts),
        references(shown, case.library, assessment.as_of),
        assessment.id,
        assessment.as_of,
        kind in _PLAIN,
        tuple(removed),
    )


def world(case: Case, stated: Sequence[Statement]) -> World:
    """What a letter may say: the licensed sentences of its case, over the chart with the denial letter beside it."""
    assessment = case.assessment
    return world_of(stated, assessment.question.text, case.chart, assessment.as_of, case.library)


def _verified(case: Case, stated: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """What may be shown, and what may not. A statement of the ledger, unchanged, was checked when it was made."""
    ledger = {s.id: s for s in case.assessment.statements}
    own = [s for s in stated if ledger.get(s.id) != s]
    kept, removed = verified(own, world(case, stated))
    return [*kept, *(s for s in stated if ledger.get(s.id) == s)], removed


def _stand_in(statement: Statement) -> Statement | None:
    """What is said where a statement does not pass its check: of a field that it is blank, of the request that it is one."""
    if statement.id.startswith("slot."):
        return slots.unchecked(statement)
    return parts_of.least(statement) if statement.id == "request.request" else None


def _kept(part: Part, kept: Sequence[Statement]) -> Part:
    """A part with those of its statements that hold, or what stands in for them; a table that loses a row says so."""
    checked = {(s.id, s.text): s for s in kept}
    lines: list[Statement] = []
    for statement in part.lines:
        other = _stand_in(statement)
        held = checked.get((statement.id, statement.text)) or (checked.get((other.id, other.text)) if other else None)
        lines += [held] if held is not None else []
    lost = (LEFT_OUT,) if part.columns and len(lines) < len(part.lines) else ()
    before = part.before if lines or not part.lines else ()
    return changed(part, lines=tuple(lines), before=before, after=(*part.after, *lost))
