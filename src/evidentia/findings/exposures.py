"""Statements of one part of a chart -> exposures: one stretch of time on one drug, told in one or several
sentences.

A sentence that names no drug ("It was stopped 05/2025.", "No response.") adds to the drug named last, within
the same paragraph. Statements of one drug that agree are one exposure; where they differ in dose, time or
status they stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from evidentia.findings import regimens
from evidentia.findings import statements as reading
from evidentia.findings.cues import Cue, CueIndex
from evidentia.findings.doubts import is_doubted
from evidentia.findings.drug_names import DrugNames, words
from evidentia.findings.exposure import Exposure, merged
from evidentia.findings.medication_lists import is_field
from evidentia.findings.outcomes import Result, results
from evidentia.findings.passages import Passage
from evidentia.findings.periods import without_regimen
from evidentia.findings.statements import Statement
from evidentia.findings.statuses import status_of, was_taken
from evidentia.findings.supposed import is_supposed
from evidentia.model.finding import Outcome, Status
from evidentia.model.frozen import changed

_REACH = 3  # sentences without a drug's name over which "it" still means the drug named last
_RESULT_REACH = 7  # the same for a sentence that judges a response: values and findings stand between
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
        if passage.list_kind == "old":
            continue  # it says what was taken then
        reach = _RESULT_REACH if told and _judges().search(passage.text, passage.start, passage.end) else _REACH
        if not passage.mentions and (not focus or distance >= reach):
            distance += passage.kind != "row"
            continue
        found, left = reading.read(passage.text, passage.start, passage.end, passage.mentions, index, passage.dates)
        distance = 0 if found else distance + (passage.kind != "row")
        if told and not passage.mentions and _means_two().search(passage.words):
            focus = _last_two(told, passage)
        if focus and distance <= reach and _same_matter(told[focus[0]].passage, passage):
            extra = _carried(left, passage, bool(found))
            answered = not found and _answers(told[focus[-1]].passage, passage)
            if answered:
                extra = [cue for cue in left if cue.kind in _CARRIED and not cue.unreal]
            if not found and _stays_on(passage):
                extra.append(Cue("current", "after", passage.start, passage.start))
            if extra or answered or (not found and (_only_dates(passage) or _only_regimen(passage))):
                _add_to(told, focus, passage, extra)
        if found:
            focus = _focus(found, len(told), names)
            told.extend(
                Exposure(s, (_trimmed(passage.text, s.start, s.end),), passage, listed=passage.in_list) for s in found
            )
    resolved = (_requested(e) if e.statement.mention.start in asked else _resolved(e) for e in told)
    settled = [_settled(e) for e in merged([e for e in resolved if _says_something(e)])]
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
    return changed(exposure, status=Status.PAST) if exposure.status is None and stated else exposure


def _requested(exposure: Exposure) -> Exposure:
    # the days asked for stand in the request; here they would read as days of taking it
    statement = changed(exposure.statement, begun=None, ended=None)
    return changed(exposure, statement=statement, status=Status.REQUESTED, results=())


def _says_something(exposure: Exposure) -> bool:
    """A drug that is only named tells nothing, and is not to be mixed with what is told elsewhere."""
    return (
        exposure.status is not None
        or bool(exposure.results)
        or exposure.statement.has("not_contraindicated", "highest_tolerated", "adherent", "non_adherence")
    )


@cache
def _means_two() -> re.Pattern[str]:
    return re.compile(r"^\W*(?:both|neither|either)\b|\bto either\b", re.IGNORECASE)


def _last_two(told: Sequence[Exposure], passage: Passage) -> list[int]:
    """ "MMF never. CYC never. Both could be given.": the last two drugs of the paragraph."""
    places: list[int] = []
    for place in range(len(told) - 1, -1, -1):
        one = told[place]
        if one.passage.block != passage.block or len(places) == 2:
            break
        if all(told[k].concept != one.concept for k in places):
            places.append(place)
    return places


def _same_matter(first: Passage, passage: Passage) -> bool:
    judged = first.block == passage.block and not passage.mentions and _judges().search(passage.words) is not None
    return first.heading == passage.heading or is_field(passage) or judged


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


def _only_regimen(passage: Passage) -> bool:
    """ "1 g BID.", "Dose 750 mg twice daily since May.": a regimen that stands alone belongs to the drug before it."""
    found = [
        r for r in regimens.read(passage.text, passage.start, passage.end) if r.daily_dose or (r.dose and r.per_day)
    ]
    rest = without_regimen(passage.words)
    for dated in passage.dates:
        rest = rest.replace(passage.text[dated.start : dated.end], " ", 1)
    return len(found) == 1 and not re.sub(
        r"\b(?:dose|now|since|from|for|at|she|he|takes?|taking|on|is|a|day)\b|[\W\d]+", "", rest, flags=re.IGNORECASE
    )


def _answers(question: Passage, passage: Passage) -> bool:
    """ "NURSE: Plaquenil?" / "DR. HAMMOND: 400 a day, current.": the answer is about what was asked for."""
    between = passage.text[question.end : passage.start]
    return (
        question.words.rstrip().endswith("?")
        and not between.strip()
        and len(passage.words.split()) <= 25
        and not re.match(
            r"\W*(?:[A-Za-z. ]{1,24}:)?\s*(?:not sure|unknown|i do not know|don't know)", passage.words, re.IGNORECASE
        )
    )


def _stays_on(passage: Passage) -> bool:
    """ "He has been on that since 17 March 2025, thirteen months."."""
    return re.match(
        r"\W*(?:s?he|they|pt|the patient|patient)\s(?:has|have|had)\s(?:now\s)?(?:been|remained|stayed)\s(?:on|taking)\s(?:that|it|this)\b",
        passage.words, re.IGNORECASE,
    ) is not None  # fmt: skip


@cache
def _judges() -> re.Pattern[str]:
    """Words that pass a judgement on a treatment: "I do not regard that as a response", "partial response short of target"."""
    return re.compile(
        r"\b(?:(?:non-?)?respon(?:se|d\w*)|remission|no(?:t)? (?:\w+ )?(?:improve\w*|change)|(?:without|little) change|relaps\w+)\b",
        re.IGNORECASE,
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
    if len(passage.words.split()) <= 8 or _bare_verb().match(passage.words):
        return kept
    return [
        c
        for c in kept
        if _points_back(
            passage, passage.end if c.kind in ("relapse", "no_response", "stopped", "not_contraindicated") else c.end
        )
    ]


@cache
def _bare_verb() -> re.Pattern[str]:
    """ "Withdrawn in 2024 by ophthalmology for maculopathy; not to be given again.": a verb without its subject."""
    return re.compile(
        r"^\W*(?:was |were |since )?(?:withdrawn|stopped|discontinued|held|ceased|started|continued|tolerated|given|taken|d/c'?d)\b",
        re.IGNORECASE,
    )


def _gives_a_reason(passage: Passage) -> bool:
    if re.search(r"\b(?:is|remains|continues|still|takes|taking)\b[^.,;]{0,12}\bit\b", passage.words, re.IGNORECASE):
        return True  # "Patient is taking it."
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
        told[place] = changed(
            told[place],
            statement=statement,
            places=(*told[place].places, _trimmed(passage.text, passage.start, passage.end)),
        )


def _focus(found: Sequence[Statement], offset: int, names: DrugNames) -> list[int]:
    """What "it" may mean: the drugs of the last sentence, without steroids and other background where there is
    another."""
    last = {found[k].mention.concept: k for k in range(len(found))}  # of two forms of a drug the one named last
    places = sorted(last.values())
    main = [k for k in places if not names.classes_of(found[k].mention.concept) & _BACKGROUND]
    return [offset + k for k in (main or places)]


_FILLED_DAYS = 100  # a drug dispensed no longer ago than that is being taken


def _dispensed(exposure: Exposure) -> Exposure | None:
    """ "Pharmacy fills: MMF 500 mg #180, 01/02/26, 02/01/26": days of dispensing, not a beginning.

    "No dose missed (fills checked)" tells only that it was taken."""
    passage, statement = exposure.passage, exposure.statement
    said = re.search(
        r"\b(?:pharmacy (?:fills|claims|records?)|claims history|fill (?:dates|history)|fills|filled|dispensed|last filled|refilled)\b"
        r"(?!\s(?:were\s|was\s|are\s)?(?:checked|verified|reviewed|confirmed|on time|regular))",
        passage.words,
        re.I,
    )
    if (
        said is None
        or not statement.dates
        or passage.date is None
        or statement.has("non_adherence", "stopped", "never")
    ):
        return None
    ago = (passage.date.latest - max(d.when.earliest for d in statement.dates)).days
    status = Status.CURRENT if ago <= _FILLED_DAYS else None
    return changed(exposure, statement=changed(statement, begun=None, ended=None, since=False), status=status)


def _resolved(exposure: Exposure) -> Exposure:
    passage = exposure.passage
    if is_supposed(passage.text, passage.start, exposure.statement.mention.start, passage.end):
        planned = status_of(exposure.statement, passage) is Status.PLANNED
        bare = changed(exposure.statement, cues=(), begun=None, ended=None)
        return changed(exposure, status=Status.PLANNED if planned else None, results=(), statement=bare)
    if (filled := _dispensed(exposure)) is not None:
        return filled
    status = status_of(exposure.statement, passage)
    if passage.copied:  # what an older note calls current was so then; its plans are this note's past
        status = {Status.CURRENT: Status.PAST, Status.PLANNED: None}.get(status, status) if status else None
    found = results(exposure.statement, passage.text, status)
    outcomes = {result.outcome for result in found}
    if status is Status.NEVER and outcomes - {Outcome.CONTRAINDICATED, Outcome.NOT_STATED}:
        found = tuple(r for r in found if r.outcome is Outcome.CONTRAINDICATED)
    if Outcome.CONTRAINDICATED in outcomes and (
        (status in (None, Status.PLANNED, Status.PAST) or not exposure.statement.has("current", "started"))
        and status not in (Status.NEVER, Status.HELD)
        and not exposure.statement.has("stopped")
    ):
        status = Status.PAST if was_taken(exposure.statement) or _was_repeatable(exposure) else Status.NEVER
    found = found or _by_heading(exposure)
    if status is Status.CURRENT and _was_borne_no_longer(exposure, found):
        status = Status.PAST
    return changed(exposure, status=status, results=() if status is Status.PLANNED else found)


def _was_borne_no_longer(exposure: Exposure, found: Sequence[Result]) -> bool:
    """ "Quetiapine 150 mg caused weight gain", told without a word for taking it now: it is over."""
    harmed = any(r.outcome is Outcome.INTOLERANCE for r in found)
    return (
        harmed
        and not exposure.passage.in_list
        and not exposure.statement.has("current", "started", "held", "tolerated")
    )


def _was_repeatable(exposure: Exposure) -> bool:
    """ "Cannot be repeated": it was taken before."""
    text = exposure.passage.text
    return any(
        c.kind == "contraindicated" and "repeat" in text[c.start : c.end].lower() for c in exposure.statement.cues
    )


def _by_heading(exposure: Exposure) -> tuple[Result, ...]:
    """What the heading of a list says of each drug in it: "Failed therapies:", "Allergies:"."""
    if exposure.passage.list_kind == "failed":
        return (Result(Outcome.NO_RESPONSE, "listed as failed", exposure.statement.start),)
    if exposure.passage.list_kind == "allergy" or _under_allergies(exposure.passage):
        at, end = exposure.statement.mention.start, exposure.statement.mention.end
        text = exposure.passage.text
        if (
            is_doubted(text, exposure.passage.start, at, end, exposure.passage.end)
            or _no_harm().match(text, end)
            or _no_allergy().search(text, max(exposure.passage.start, at - 60), at)
        ):
            return ()
        return (Result(Outcome.INTOLERANCE, f"allergy: {_trimmed_words(exposure)}", exposure.statement.start),)
    return ()


def _under_allergies(passage: Passage) -> bool:
    """Whether a heading of allergies or intolerances stands above, in the same paragraph."""
    if not passage.heading.startswith(("allerg", "intoleran")):
        return False
    above = passage.text[: passage.end].lower()
    return "\n\n" not in above[max(above.rfind("allerg"), above.rfind("intoleran"), 0) :]


@cache
def _no_harm() -> re.Pattern[str]:
    """ "(none known)", "co-pay", "vial shortage", "(nausea, resolved, and she continued)": a line of an allergy list that tells of
    no harm by the drug."""
    return re.compile(
        r"[\s:(–-]*(?:(?:allergy |intolerance )?(?:was |is )?(?:refuted|ruled out|disproved|unconfirmed|not confirmed|entered in error|removed)\b|none\b|no known|nka\b|nkda\b|(?:vial |drug |supply )?(?:shortage|co-?pay|cost|price|coverage|insurance)|"
        r"[^.;]{0,60}\b(?:continued|continues|kept (?:on )?taking|still takes|rechallenged (?:successfully|without))\b)",
        re.IGNORECASE,
    )


@cache
def _no_allergy() -> re.Pattern[str]:
    """ "No allergy to", "not intolerant of" before the drug."""
    return re.compile(
        r"\b(?:no|not|denies|never)\s(?:\w+\s){0,2}(?:allerg\w+|intoleran\w+|reactions?)\s(?:to|of|with)\s(?:\w+\s)?$",
        re.IGNORECASE,
    )


def _trimmed_words(exposure: Exposure) -> str:
    start, end = _trimmed(exposure.passage.text, exposure.statement.mention.end, exposure.statement.end)
    return " ".join(exposure.passage.text[start:end].split()).strip("()") or "not described"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\t,;:-–•*|)":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:-–•*|(":
        end -= 1
    return start, end
