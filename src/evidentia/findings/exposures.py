"""Statements of one part of a chart -> exposures: one stretch of time on one drug, told in one or several sentences.

A sentence that names no drug ("It was stopped 05/2025.", "No response.") adds to the drug named last, within the same
paragraph. Statements of one drug that agree are one exposure; where they differ in dose, time or status they stay apart.
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
from evidentia.logic.quantities import convert
from evidentia.model.finding import Outcome, Status
from evidentia.model.when import When

_REACH = 3  # sentences without a drug's name over which "it" still means the drug named last
_CARRIED = frozenset((
    "never", "stopped", "held", "no_response", "partial", "lost", "relapse", "response", "intolerance", "adverse", "contraindicated",
    "not_contraindicated", "highest_tolerated", "non_adherence", "adherent", "started", "current", "refused", "not_on",
))  # fmt: skip
_THERAPY = frozenset((
    "it", "this", "that", "drug", "therapy", "treatment", "medication", "medicine", "trial", "dose", "doses", "these", "them", "both", "either",
    "neither", "course", "regimen", "infusion", "infusions", "response", "stopped", "discontinued", "restarted", "failed", "stopping", "discontinuation", "off",
))  # fmt: skip
_BACKGROUND = frozenset((
    "glucocorticoid", "antimalarial", "RAAS inhibitor", "diuretic", "calcium channel blocker", "antibiotic", "antihistamine", "analgesic",
    "vitamin", "supplement", "statin", "acid suppression", "beta blocker", "vaccine", "anticoagulant", "NSAID", "antiplatelet",
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
            told.extend(Exposure(s, (_trimmed(passage.text, s.start, s.end),), passage, listed=passage.in_list) for s in found)
    resolved = (_requested(e) if e.statement.mention.start in asked else _resolved(e) for e in told)
    settled = [_settled(e) for e in _merged([e for e in resolved if _says_something(e)])]
    return [e for e in settled if _counts(e, names)]


_CLASSES_TAKEN = frozenset(("biologic", "antiviral", "hepatitis B antiviral"))  # "on a biologic" is worth a finding


def _counts(exposure: Exposure, names: DrugNames) -> bool:
    """A class counts where it was never had, has a result, or would decide a criterion; a blank of a form counts nothing."""
    start, end = exposure.places[0]
    if "___" in exposure.passage.text[start:end] and not exposure.results and exposure.statement.regimen is None:
        return False
    if not exposure.statement.mention.name.is_class or exposure.status is Status.NEVER or exposure.results:
        return True
    return bool(names.classes_of(exposure.concept) & _CLASSES_TAKEN) and exposure.passage.start > exposure.passage.part.start


def _settled(exposure: Exposure) -> Exposure:
    """A drug of which only the result is told was taken in the past."""
    stated = {r.outcome for r in exposure.results} - {Outcome.CONTRAINDICATED, Outcome.NOT_STATED}
    return replace(exposure, status=Status.PAST) if exposure.status is None and stated else exposure


def _requested(exposure: Exposure) -> Exposure:
    return replace(exposure, status=Status.REQUESTED, results=())


def _says_something(exposure: Exposure) -> bool:
    """A drug that is only named tells nothing, and is not to be mixed with what is told elsewhere."""
    return exposure.status is not None or bool(exposure.results) or exposure.statement.has("not_contraindicated", "highest_tolerated", "adherent", "non_adherence")


def _same_matter(first: Passage, passage: Passage) -> bool:
    return first.heading == passage.heading or is_field(passage)


def _only_dates(passage: Passage) -> bool:
    """"10/12/2023 - 06/03/2024.": a period that stands alone belongs to the drug before it."""
    rest = passage.words
    for dated in passage.dates:
        rest = rest.replace(passage.text[dated.start : dated.end], " ", 1)
    return bool(passage.dates) and not re.sub(r"\b(?:to|present|thru|through|until|from|start(?:ed)?|stop(?:ped)?|dates?|since)\b|[\W\d]+", "", rest, flags=re.IGNORECASE)


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
    return [c for c in kept if _points_back(passage, passage.end if c.kind in ("relapse", "no_response", "stopped") else c.end)]


def _gives_a_reason(passage: Passage) -> bool:
    return is_field(passage) or passage.words.lower().startswith(("reason", "because", "due to", "it ", "the dose", "dose ", "this ", "stopped", "d/c", "continues", "still on"))


def _points_back(passage: Passage, end: int) -> bool:
    lead = words(passage.text, passage.start, end)
    return any(word in _THERAPY for _, _, word in lead)


def _add_to(told: list[Exposure], focus: Sequence[int], passage: Passage, cues: Sequence[Cue]) -> None:
    for place in focus:
        statement = reading.continued(told[place].statement, passage.text, passage.start, passage.end, cues, passage.dates)
        told[place] = replace(
            told[place], statement=statement, places=(*told[place].places, _trimmed(passage.text, passage.start, passage.end))
        )


def _focus(found: Sequence[Statement], offset: int, names: DrugNames) -> list[int]:
    """What "it" may mean: the drugs of the last sentence, without steroids and other background where there is another."""
    places = list(range(len(found)))
    main = [k for k in places if not names.classes_of(found[k].mention.concept) & _BACKGROUND]
    return [offset + k for k in (main or places)]


def _resolved(exposure: Exposure) -> Exposure:
    status = status_of(exposure.statement, exposure.passage)
    found = results(exposure.statement, exposure.passage.text, status)
    outcomes = {result.outcome for result in found}
    if status is Status.NEVER and outcomes - {Outcome.CONTRAINDICATED, Outcome.NOT_STATED}:
        found = tuple(r for r in found if r.outcome is Outcome.CONTRAINDICATED)
    if Outcome.CONTRAINDICATED in outcomes and (status in (None, Status.PLANNED, Status.PAST) and not exposure.statement.has("stopped")):
        status = Status.PAST if _was_taken(exposure.statement) else Status.NEVER
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


def status_of(statement: Statement, passage: Passage) -> Status | None:
    """Where the drug stands by its cues, its dates and the place of the sentence; None where nothing tells."""
    real = [cue for cue in statement.cues if not cue.negated]
    kinds = {cue.kind for cue in real if not cue.unreal}
    if _conditional(passage) and not kinds & {"never", "current"}:
        return Status.PLANNED
    if "never" in kinds and _once_not_given(real, statement, passage.text):
        return None
    if kinds & {"never"} or ("refused" in kinds and not kinds & {"stopped", "started", "current"} and not _was_taken(statement)):
        return Status.NEVER
    if "not_on" in kinds:
        return Status.PAST if "stopped" in kinds or statement.ended else Status.NEVER
    if "held" in kinds and "planned" not in kinds:
        return Status.CURRENT if _again(real, passage.text) else Status.HELD
    if "stopped" in kinds:
        return _stopped(real, statement, passage)
    if "planned" in kinds and not kinds & {"current", "started", "past", "no_response", "intolerance", "partial"}:
        return Status.PLANNED
    return _running(kinds, statement, passage)


def _once_not_given(real: Sequence[Cue], statement: Statement, text: str) -> bool:
    """"Day 15 dose 3/1/25 not given": one date came to nothing, which is not "never"."""
    said = [text[c.start : c.end].lower() for c in real if c.kind == "never"]
    single = all(word.startswith("not ") and word.split()[-1] in ("given", "administered", "received", "infused") for word in said)
    return single and (any(d.when.exact for d in statement.dates) or any(c.kind == "planned" for c in real))


def _conditional(passage: Passage) -> bool:
    """"If UPCR rises, …", "Should MMF fail, …": everything in it is only planned."""
    return re.match(r"^[\s\-*•\d.)]*(?:If|if|Should|In case)\b", passage.words) is not None


def _stopped(real: Sequence[Cue], statement: Statement, passage: Passage) -> Status:
    """Stopped, unless that is only intended ("will stop") or it was taken up again."""
    stop = next(cue for cue in real if cue.kind == "stopped")
    word = passage.text[stop.start : stop.end].lower()
    if word in ("stop", "discontinue") and re.search(r"\b(?:when|if|once|in (?:a|one|two|\d+) (?:week|month|wk|mo)\w*)\b", passage.text[stop.end : stop.end + 50]):
        return Status.CURRENT  # it is still to be stopped
    intended = any(c.kind == "planned" and c.end <= stop.start and stop.start - c.end < 12 for c in real)
    return Status.CURRENT if intended or _again([c for c in real if c.start > stop.end], passage.text) else Status.PAST


def _again(real: Sequence[Cue], text: str) -> bool:
    return any(c.kind == "current" and text[c.start : c.end].lower().startswith(("restart", "resum")) for c in real)


def _running(kinds: set[str], statement: Statement, passage: Passage) -> Status | None:
    regimen = statement.regimen
    if statement.ended is not None:
        return Status.PAST
    if "current" in kinds or (passage.in_list and _is_entry(statement, passage.text)) or _while_on(statement, passage.text):
        return Status.CURRENT
    if passage.list_kind or "past" in kinds or (statement.begun and not statement.since and _is_over(statement, passage)):
        return Status.PAST
    if "started" in kinds or statement.begun:
        return Status.PAST if _is_over(statement, passage, by_length=True) else Status.CURRENT
    if kinds & {"no_response", "intolerance", "lost", "partial"} or "relapse" in kinds:
        return None  # what it is follows from the result, or from another statement
    if _is_plan(passage):
        return Status.PLANNED if regimen and not regimen.is_empty else None
    if regimen and (regimen.days or regimen.doses):
        return Status.PAST
    if kinds & {"highest_tolerated", "adherent", "tolerated", "non_adherence"}:
        return Status.CURRENT
    return Status.CURRENT if regimen and not (regimen.is_empty) else None


def _is_entry(statement: Statement, text: str) -> bool:
    """Whether a drug stands as an entry of a list, not in a sentence there: "stopped when rituximab is approved"."""
    lead = text[statement.start : statement.mention.start].rsplit(":", 1)[-1].rsplit("\n", 1)[-1]
    return len([word for _, _, word in words(lead) if word not in ("and", "iv", "oral", "po", "also", "inhaled", "he", "she", "takes", "taking", "on") and not word.isdigit()]) <= 1


_PLANS = ("plan", "p", "a/p", "assessment/plan", "assessment and plan", "impression/plan", "impression and plan", "rec", "recs", "recommendations",
          "recommendation", "orders", "order", "premed", "premeds", "premedication", "request", "proposed")  # fmt: skip
_SETTLED_DAYS = 60  # a time on a drug that began longer ago and is told without "since" is taken as over


def _is_plan(passage: Passage) -> bool:
    return passage.part.kind in ("order", "form") or passage.heading.split(" (")[0] in _PLANS


def _is_over(statement: Statement, passage: Passage, by_length: bool = False) -> bool:
    """Whether a time on a drug ended before the note: "in 2021", or its stated length from its start."""
    if passage.date is None or statement.begun is None:
        return False
    ago = (passage.date.earliest - statement.begun.latest).days
    length = statement.regimen.days if statement.regimen else None
    if by_length:
        return length is not None and ago > length + _SETTLED_DAYS
    return ago > _SETTLED_DAYS


def _while_on(statement: Statement, text: str) -> bool:
    """"worsening on X", "persistent proteinuria despite X": it is being taken."""
    return any(
        c.kind == "no_response" and text[c.start : c.end].lower().endswith((" on", "despite")) for c in statement.cues
    )


def _was_taken(statement: Statement) -> bool:
    regimen = statement.regimen
    return bool((statement.begun and statement.since) or statement.ended or (regimen and (regimen.dose or regimen.daily_dose or regimen.days)))


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
    return all(x == y or x is None or y is None for x, y in ((a.name.product, b.name.product), (a.name.form, b.name.form)))


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
    statement = Statement(
        a.mention if a.mention.name.form or a.mention.name.product else b.mention, a.start, a.end, (*a.cues, *b.cues),
        _both(a.regimen, b.regimen), (*a.others, *b.others), a.begun or b.begun, b.ended or a.ended, (*a.dates, *b.dates),
    )  # fmt: skip
    status = second.status or first.status
    return replace(first, statement=statement, status=status, results=governing((*first.results, *second.results)), places=(*first.places, *second.places))


def _both(a: Regimen | None, b: Regimen | None) -> Regimen | None:
    if a is None or b is None:
        return a or b
    merged = a if (a.dose or a.daily_dose) else replace(b, days=b.days or a.days)
    return replace(merged, days=a.days or b.days, doses=a.doses or b.doses, route=a.route or b.route, spacing_days=a.spacing_days or b.spacing_days)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\t,;:-–•*|)":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:-–•*|(":
        end -= 1
    return start, end

