"""Where a drug stands on the date of a note: by its cues, its dates and the place of the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.cues import Cue
from evidentia.findings.drug_names import words
from evidentia.findings.passages import Passage
from evidentia.findings.statements import Statement
from evidentia.model.finding import Status


def status_of(statement: Statement, passage: Passage) -> Status | None:
    """Where the drug stands by its cues, its dates and the place of the sentence; None where nothing tells."""
    real = [cue for cue in statement.cues if not cue.negated and not _only_orders(cue, statement, passage.text)]
    kinds = {cue.kind for cue in real if not cue.unreal}
    if statement.mention.name.is_class and _of_the_market().match(passage.text, statement.mention.end):
        return None
    if _is_now(statement, passage.text) and not kinds & {"never", "not_on", "held"}:
        return Status.CURRENT
    if _led_by_plan(real, statement, passage.text) and not kinds & {"never", "stopped", "refused", "held"}:
        return Status.PLANNED
    if _conditional(passage) and not kinds & {"never", "current"}:
        return Status.PLANNED
    if _begins_later(statement, passage) and not kinds & {"never", "stopped", "past", "held", "refused"}:
        return Status.PLANNED
    if "never" in kinds and _once_not_given(real, statement, passage.text):
        return None
    if kinds & {"never"} or (
        "refused" in kinds and not kinds & {"stopped", "started", "current"} and not was_taken(statement)
    ):
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


def _only_orders(cue: Cue, statement: Statement, text: str) -> bool:
    """ "Start MMF after biopsy": a word of order behind the drug, and no word for the past."""
    return (
        cue.kind == "past"
        and cue.start >= statement.mention.end
        and text[cue.start : cue.end].lower() in ("after", "following")
    )


@cache
def _now() -> re.Pattern[str]:
    """ "Then oral prednisone, now 20 mg daily", "s/p pulses, now pred 60 mg"."""
    return re.compile(r"[^.;]{0,40}\bnow\s(?:at\s|on\s|down to\s|up to\s)?\d", re.IGNORECASE)


def _is_now(statement: Statement, text: str) -> bool:
    lead = text[max(statement.start, statement.mention.start - 12) : statement.mention.start]
    behind = text[statement.mention.end : statement.end]
    return bool(re.search(r"\bnow\s(?:on\s|oral\s|po\s)?$", lead, re.IGNORECASE) or _now().match(behind))


def _led_by_plan(real: Sequence[Cue], statement: Statement, text: str) -> bool:
    """ "Will add voclosporin", "to be switched to azathioprine": the plan stands right in front of the drug."""
    last = next((c for c in reversed(real) if c.end <= statement.mention.start and not c.unreal), None)
    if last is None or last.kind != "planned":
        return False
    gap = text[last.end : statement.mention.start]
    return (
        len(gap) <= 12
        and re.fullmatch(r"\s*(?:oral\s|iv\s|po\s|low-dose\s|the\s|a\s)*", gap, re.IGNORECASE) is not None
    )


def _once_not_given(real: Sequence[Cue], statement: Statement, text: str) -> bool:
    """ "Day 15 dose 3/1/25 not given", "Course 3 was due in September and was not given": one date or one course came to
    nothing, which is not "never"."""
    said = [text[c.start : c.end].lower() for c in real if c.kind == "never"]
    single = all(
        word.startswith("not ") and word.split()[-1] in ("given", "administered", "received", "infused")
        for word in said
    )
    return single and (
        bool(statement.dates)
        or _one_of_several().search(text, statement.start, statement.end) is not None
        or any(text[c.start : c.end].lower() in ("planned", "plan", "scheduled") for c in real)
    )


@cache
def _one_of_several() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:courses?|cycles?|doses?|infusions?)\s#?(?:[2-9]|1\d|two|three|four|five|six)\b|"
        r"\b(?:2nd|3rd|[4-9]th|second|third|fourth|fifth|sixth|next|last|latest|following)\s(?:course|cycle|dose|infusion)\b|\b(?:was|were|is|are) (?:over)?due\b",
        re.IGNORECASE,
    )


def _begins_later(statement: Statement, passage: Passage) -> bool:
    """Whether the first day of a drug is still to come on the day of the note."""
    return (
        statement.begun is not None
        and passage.date is not None
        and statement.begun.earliest > passage.date.latest
        and not passage.in_list
    )


def _conditional(passage: Passage) -> bool:
    """ "If UPCR rises, …", "Should MMF fail, …": everything in it is only planned."""
    return re.match(r"^[\s\-*•\d.)]*(?:If|if|Should|In case)\b", passage.words) is not None


def _stopped(real: Sequence[Cue], statement: Statement, passage: Passage) -> Status:
    """Stopped, unless that is only intended ("will stop") or it was taken up again."""
    stop = next(cue for cue in real if cue.kind == "stopped")
    word = passage.text[stop.start : stop.end].lower()
    if word in ("stop", "discontinue") and re.search(
        r"\b(?:when|if|once|in (?:a|one|two|\d+) (?:week|month|wk|mo)\w*)\b", passage.text[stop.end : stop.end + 50]
    ):
        return Status.CURRENT  # it is still to be stopped
    intended = any(c.kind == "planned" and c.end <= stop.start and stop.start - c.end < 12 for c in real)
    return Status.CURRENT if intended or _again([c for c in real if c.start > stop.end], passage.text) else Status.PAST


def _again(real: Sequence[Cue], text: str) -> bool:
    return any(c.kind == "current" and text[c.start : c.end].lower().startswith(("restart", "resum")) for c in real)


def _running(kinds: set[str], statement: Statement, passage: Passage) -> Status | None:
    regimen = statement.regimen
    if statement.ended is not None:
        return Status.PAST
    if "past" in kinds and not statement.begun and _given_at_this_visit(passage):
        return Status.CURRENT
    if (
        "current" in kinds
        or (passage.in_list and _is_entry(statement, passage.text))
        or _while_on(statement, passage.text)
    ):
        return Status.CURRENT
    if (
        passage.list_kind
        or "past" in kinds
        or (statement.begun and not statement.since and _is_over(statement, passage))
    ):
        return Status.PAST
    if "started" in kinds or statement.begun:
        return Status.PAST if _is_over(statement, passage, by_length=True) else Status.CURRENT
    if kinds & {"no_response", "intolerance", "lost", "partial"} or _relapsed(statement, passage.text):
        return None  # what it is follows from the result, or from another statement
    if _is_plan(passage):
        return Status.PLANNED if regimen and not regimen.is_empty else None
    if regimen and (regimen.days or regimen.doses):
        return Status.PAST
    if kinds & {"highest_tolerated", "adherent", "tolerated", "non_adherence"}:
        return Status.CURRENT
    return Status.CURRENT if regimen and not (regimen.is_empty) else None


def _given_at_this_visit(passage: Passage) -> bool:
    """ "Premeds given: …" in the record of an infusion: what is given there belongs to the day of the note."""
    premeds = re.search(
        r"\bpre-?med\w*\b[^.;\n]{0,24}\bgiven|\bgiven today\b|\bmeds given\b", passage.words, re.IGNORECASE
    )
    return premeds is not None and not passage.dates


def _relapsed(statement: Statement, text: str) -> bool:
    """Whether a relapse is told in words, not by two measurements ("UPCR went from 1.8 to 3.9")."""
    return any(
        c.kind == "relapse" and not c.unreal and not text[c.start : c.end].lower().endswith((" from", " to"))
        for c in statement.cues
        if not c.negated
    )


def _is_entry(statement: Statement, text: str) -> bool:
    """Whether a drug stands as an entry of a list, not in a sentence there: "stopped when rituximab is approved"."""
    lead = text[statement.start : statement.mention.start].rsplit(":", 1)[-1].rsplit("\n", 1)[-1]
    if _tells().match(text, statement.mention.end):
        return False
    return (
        len(
            [
                word
                for _, _, word in words(lead)
                if word not in ("and", "iv", "oral", "po", "also", "inhaled", "he", "she", "takes", "taking", "on")
                and not word.isdigit()
            ]
        )
        <= 1
    )


@cache
def _of_the_market() -> re.Pattern[str]:
    """ "No other biologics have been approved for her age": of what there is, not of what is taken."""
    return re.compile(
        r"\s+(?:(?:have|has|are|is|were|was|been|currently|yet)\s+){0,3}(?:approved|available|covered|indicated|licen[cs]ed|studied|recommended|preferred|"
        r"on (?:the )?(?:formulary|market))\b",
        re.IGNORECASE,
    )


@cache
def _tells() -> re.Pattern[str]:
    """ "Belimumab was denied by the insurer", "HCQ: patient afraid of …", "Benlysta co-pay card": not that it is taken."""
    return re.compile(
        r"\s+(?:(?:was|is|were|are|has been|had been)\s)?(?:not\s)?(?:denied|declined|refused|approved|covered|requested|discussed|considered|"
        r"offered|recommended|brochure|pamphlet|leaflet|handout|information|education|co-?pay|card|coupon|enrol\w+|appeal|authori[sz]\w+|pending)\b|"
        r"\s?:\s(?:patient|pt|she|he|not|discuss\w+|consider\w*|afraid|worried|declin\w+|wants?|denied)\b",
        re.IGNORECASE,
    )


_PLANS = (
    "plan", "p", "a/p", "assessment/plan", "assessment and plan", "impression/plan", "impression and plan",
    "rec", "recs", "recommendations", "recommendation", "orders", "order", "premed", "premeds",
    "premedication", "request", "proposed",
)  # fmt: skip
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
    """ "worsening on X", "persistent proteinuria despite X": it is being taken."""
    return any(
        c.kind == "no_response" and text[c.start : c.end].lower().endswith((" on", "despite")) for c in statement.cues
    )


def was_taken(statement: Statement) -> bool:
    regimen = statement.regimen
    return bool(
        (statement.begun and statement.since)
        or statement.ended
        or (regimen and (regimen.dose or regimen.daily_dose or regimen.days))
    )
