"""Statements of one part of a chart -> exposures: one stretch of time on one drug, told in one or several
sentences.

A sentence that names no drug ("It was stopped 05/2025.", "No response.") adds to the drug named last, within
the same paragraph. Statements of one drug that agree are one exposure; where they differ in dose, time or
status they stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from evidentia.findings import statements as reading
from evidentia.findings.cues import Cue, CueIndex
from evidentia.findings.drug_names import DrugNames, Mention, words
from evidentia.findings.medication_lists import is_field
from evidentia.findings.outcomes import Result, governing, results
from evidentia.findings.passages import Passage
from evidentia.findings.regimens import Regimen
from evidentia.findings.statements import Statement
from evidentia.findings.statuses import status_of, was_taken
from evidentia.logic.quantities import convert
from evidentia.model.finding import Outcome, Status
from evidentia.model.when import When

_REACH = 3  # sentences without a drug's name over which "it" still means the drug named last
_CARRIED = frozenset((
    "never", "stopped", "held", "no_response", "partial", "lost", "relapse", "response", "intolerance",
    "adverse", "contraindicated", "not_contraindicated", "highest_tolerated", "non_adherence", "adherent",
    "started", "current", "refused", "not_on",
))  # fmt: skip
_THERAPY = frozenset((
    "it", "this", "that", "drug", "therapy", "treatment", "medication", "medicine", "trial", "dose", "doses",
    "these", "them", "both", "either", "neither", "course", "regimen", "infusion", "infusions", "response",
    "stopped", "discontinued", "restarted", "failed", "stopping", "discontinuation", "off",
))  # fmt: skip
_BACKGROUND = frozenset((
    "glucocorticoid", "antimalarial", "RAAS inhibitor", "diuretic", "calcium channel blocker", "antibiotic",
    "antihistamine", "analgesic", "vitamin", "supplement", "statin", "acid suppression", "beta blocker",
    "vaccine", "anticoagulant", "NSAID", "antiplatelet",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exposure:
    """A drug with everything that a part of a chart says of one time on it."""

    statement: Statement
    places: tuple[tuple[int, int], ...]
    passage: Passage
    status: Status | None = None
    results: tuple[Result, ...] = ()
    listed: bool = False  # in a list of current drugs

    @property
    def concept(self) -> str:
        return self.statement.mention.concept


def exposures(
    passages: Sequence[Passage], names: DrugNames, index: CueIndex, asked: Collection[int] = ()
) -> list[Exposure]:
    """The exposures of one part, in the order of the text; statuses and results are resolved.

    `asked` are the places where the part asks for a drug: what stands there is requested, not taken.
    """
    told: list[Exposure] = []
    focus: list[int] = []
    distance, block = 0, -1
    for passage in passages:
        if passage.block != block:
            focus, block = [], passage.block
        if not passage.mentions and (not focus or distance >= _REACH):
            distance += 1
            continue
        found, left = reading.read(passage.text, passage.start, passage.end, passage.mentions, index, passage.dates)
        distance = 0 if found else distance + 1
        if focus and distance <= _REACH and _same_matter(told[focus[0]].passage, passage):
            extra = _carried(left, passage, bool(found))
            if extra or (not found and _only_dates(passage)):
                _add_to(told, focus, passage, extra)
        if found:
            focus = _focus(found, len(told), names)
            told.extend(
                Exposure(s, (_trimmed(passage.text, s.start, s.end),), passage, listed=passage.in_list) for s in found
            )
    resolved = (_requested(e) if e.statement.mention.start in asked else _resolved(e) for e in told)
    settled = [_settled(e) for e in _merged([e for e in resolved if _says_something(e)])]
    return [e for e in settled if _counts(e, names)]


_CLASSES_TAKEN = frozenset(("biologic", "antiviral", "hepatitis B antiviral"))  # "on a biologic" is worth a finding


def _counts(exposure: Exposure, names: DrugNames) -> bool:
    """A class counts where it was never had, has a result, or would decide a criterion; a blank of a form
    counts nothing."""
    start, end = exposure.places[0]
    if "___" in exposure.passage.text[start:end] and not exposure.results and exposure.statement.regimen is None:
        return False
    if not exposure.statement.mention.name.is_class or exposure.status is Status.NEVER or exposure.results:
        return True
    return (
        bool(names.classes_of(exposure.concept) & _CLASSES_TAKEN)
        and exposure.passage.start > exposure.passage.part.start
    )


def _settled(exposure: Exposure) -> Exposure:
    """A drug of which only the result is told was taken in the past."""
    stated = {r.outcome for r in exposure.results} - {Outcome.CONTRAINDICATED, Outcome.NOT_STATED}
    return replace(exposure, status=Status.PAST) if exposure.status is None and stated else exposure


def _requested(exposure: Exposure) -> Exposure:
    # the days asked for stand in the request; here they would read as days of taking it
    statement = replace(exposure.statement, begun=None, ended=None)
    return replace(exposure, statement=statement, status=Status.REQUESTED, results=())


def _says_something(exposure: Exposure) -> bool:
    """A drug that is only named tells nothing, and is not to be mixed with what is told elsewhere."""
    return (
        exposure.status is not None
        or bool(exposure.results)
        or exposure.statement.has("not_contraindicated", "highest_tolerated", "adherent", "non_adherence")
    )


def _same_matter(first: Passage, passage: Passage) -> bool:
    return first.heading == passage.heading or is_field(passage)


def _only_dates(passage: Passage) -> bool:
    """ "10/12/2023 - 06/03/2024.": a period that stands alone belongs to the drug before it."""
    rest = passage.words
    for dated in passage.dates:
        rest = rest.replace(passage.text[dated.start : dated.end], " ", 1)
    return bool(passage.dates) and not re.sub(
        r"\b(?:to|present|thru|through|until|from|start(?:ed)?|stop(?:ped)?|dates?|since)\b|[\W\d]+",
        "",
        rest,
        flags=re.IGNORECASE,
    )


def _carried(left: Sequence[Cue], passage: Passage, names_a_drug: bool) -> list[Cue]:
    """The cues of a sentence that speak of the drug before: short ones, or those that point back to it."""
    kept = [cue for cue in left if cue.kind in _CARRIED and cue.side != "before" and not cue.unreal]
    if not kept or (
        all(cue.kind in ("adverse", "current", "started") for cue in kept) and not _gives_a_reason(passage)
    ):
        return []
    if names_a_drug:
        return kept if _points_back(passage, min(cue.start for cue in kept)) else []
    if len(passage.words.split()) <= 8:
        return kept
    return [
        c
        for c in kept
        if _points_back(passage, passage.end if c.kind in ("relapse", "no_response", "stopped") else c.end)
    ]


def _gives_a_reason(passage: Passage) -> bool:
    return is_field(passage) or passage.words.lower().startswith(
        ("reason", "because", "due to", "it ", "the dose", "dose ", "this ", "stopped", "d/c", "continues", "still on")
    )


def _points_back(passage: Passage, end: int) -> bool:
    lead = words(passage.text, passage.start, end)
    return any(word in _THERAPY for _, _, word in lead)


def _add_to(told: list[Exposure], focus: Sequence[int], passage: Passage, cues: Sequence[Cue]) -> None:
    for place in focus:
        statement = reading.continued(
            told[place].statement, passage.text, passage.start, passage.end, cues, passage.dates
        )
        told[place] = replace(
            told[place],
            statement=statement,
            places=(*told[place].places, _trimmed(passage.text, passage.start, passage.end)),
        )


def _focus(found: Sequence[Statement], offset: int, names: DrugNames) -> list[int]:
    """What "it" may mean: the drugs of the last sentence, without steroids and other background where there is
    another."""
    places = list(range(len(found)))
    main = [k for k in places if not names.classes_of(found[k].mention.concept) & _BACKGROUND]
    return [offset + k for k in (main or places)]


def _resolved(exposure: Exposure) -> Exposure:
    status = status_of(exposure.statement, exposure.passage)
    found = results(exposure.statement, exposure.passage.text, status)
    outcomes = {result.outcome for result in found}
    if status is Status.NEVER and outcomes - {Outcome.CONTRAINDICATED, Outcome.NOT_STATED}:
        found = tuple(r for r in found if r.outcome is Outcome.CONTRAINDICATED)
    if Outcome.CONTRAINDICATED in outcomes and (
        status in (None, Status.PLANNED, Status.PAST) and not exposure.statement.has("stopped")
    ):
        status = Status.PAST if was_taken(exposure.statement) else Status.NEVER
    found = found or _by_heading(exposure)
    return replace(exposure, status=status, results=() if status is Status.PLANNED else found)


def _by_heading(exposure: Exposure) -> tuple[Result, ...]:
    """What the heading of a list says of each drug in it: "Failed therapies:", "Allergies:"."""
    if exposure.passage.list_kind == "failed":
        return (Result(Outcome.NO_RESPONSE, "listed as failed", exposure.statement.start),)
    if exposure.passage.list_kind == "allergy":
        return (Result(Outcome.INTOLERANCE, f"allergy: {_trimmed_words(exposure)}", exposure.statement.start),)
    return ()


def _trimmed_words(exposure: Exposure) -> str:
    start, end = _trimmed(exposure.passage.text, exposure.statement.mention.end, exposure.statement.end)
    return " ".join(exposure.passage.text[start:end].split()).strip("()") or "not described"


def _merged(told: Sequence[Exposure]) -> list[Exposure]:
    kept: list[Exposure] = []
    for exposure in told:
        place = next((k for k in range(len(kept) - 1, -1, -1) if _agree(kept[k], exposure)), None)
        if place is None:
            kept.append(exposure)
        else:
            kept[place] = _joined(kept[place], exposure)
    return kept


_APART = (Status.PLANNED, Status.REQUESTED, Status.HELD)


def _agree(first: Exposure, second: Exposure) -> bool:
    """Whether two statements may tell of the same time on the same drug."""
    a, b = first.statement, second.statement
    if first.concept != second.concept or first.listed != second.listed or not _same_name(a.mention, b.mention):
        return False
    if (first.status in _APART or second.status in _APART) and first.status != second.status:
        return False
    if (first.status is Status.NEVER) != (second.status is Status.NEVER) and None not in (first.status, second.status):
        return False
    if first.status is Status.PAST and second.status is Status.CURRENT:
        return False
    return _same_dose(a.regimen, b.regimen) and _same_time(a, b)


def _same_name(a: Mention, b: Mention) -> bool:
    return all(
        x == y or x is None or y is None for x, y in ((a.name.product, b.name.product), (a.name.form, b.name.form))
    )


def _same_dose(a: Regimen | None, b: Regimen | None) -> bool:
    if a is None or b is None:
        return True
    for x, y in ((a.daily_dose, b.daily_dose), (a.dose, b.dose)):
        if x is not None and y is not None:
            there = convert(y, x.unit) if x.unit else (y if y.unit is None else None)
            return there is not None and there.value == x.value
    return a.doses is None or b.doses is None or a.doses == b.doses


def _same_time(a: Statement, b: Statement) -> bool:
    if a.begun and b.begun and not _overlap(a.begun, b.begun):
        return False
    if a.ended and b.ended and not _overlap(a.ended, b.ended):
        return False
    return not (a.ended and b.begun and b.begun.earliest > a.ended.latest)


def _overlap(a: When, b: When) -> bool:
    return a.earliest <= b.latest and b.earliest <= a.latest


def _joined(first: Exposure, second: Exposure) -> Exposure:
    """One exposure of two statements: what was said later counts, what was said only once stays."""
    a, b = first.statement, second.statement
    statement = replace(
        a,
        mention=a.mention if a.mention.name.form or a.mention.name.product else b.mention,
        cues=(*a.cues, *b.cues),
        regimen=_both(a.regimen, b.regimen),
        others=(*a.others, *b.others),
        begun=a.begun or b.begun,
        ended=b.ended or a.ended,
        dates=(*a.dates, *b.dates),
        since=a.since or b.since,
    )
    status = second.status or first.status
    return replace(
        first,
        statement=statement,
        status=status,
        results=governing((*first.results, *second.results)),
        places=(*first.places, *second.places),
    )


def _both(a: Regimen | None, b: Regimen | None) -> Regimen | None:
    if a is None or b is None:
        return a or b
    merged = a if (a.dose or a.daily_dose) else replace(b, days=b.days or a.days)
    return replace(
        merged,
        days=a.days or b.days,
        doses=a.doses or b.doses,
        route=a.route or b.route,
        spacing_days=a.spacing_days or b.spacing_days,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\t,;:-–•*|)":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:-–•*|(":
        end -= 1
    return start, end
