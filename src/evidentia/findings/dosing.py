"""The regimen of one drug in its stretch of text: the dose that counts, wherever it stands around the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings import regimen_facts, regimens
from evidentia.findings.drug_names import Mention, words
from evidentia.findings.regimens import Regimen
from evidentia.model.quantity import Quantity

_ANALYTES = frozenset((
    "upcr", "proteinuria", "protein", "prot", "creatinine", "creat", "cr", "scr", "egfr", "albumin", "alb",
    "dsdna", "hgb", "hb", "wbc", "igg", "platelets", "plt", "bp", "weight", "wt", "bsa", "bmi", "urine",
    "uprot", "ldl", "glucose", "a1c", "c3", "c4", "ratio", "vol", "quantity", "incat", "phq", "cd19", "pcr",
))  # fmt: skip
_ADVISED = frozenset(("recommended", "recommends", "advised", "targeted", "offered", "suggested"))
_CHANGE = frozenset((
    "to", "now", "then", "currently", "increased", "raised", "reduced", "lowered", "titrated", "up", "down",
    "decreased", "tapered", "escalated", "since",
))  # fmt: skip
_GOAL = frozenset(
    (
        "goal",
        "target",
        "aim",
        "aiming",
        "plan",
        "planned",
        "if",
        "will",
        "would",
        "max",
        "vs",
        "versus",
        "titrating",
        "consider",
        "taper",
        "tapering",
        "weaning",
    )
)


def regimen_of(text: str, mention: Mention, start: int, end: int) -> tuple[Regimen | None, tuple[Regimen, ...]]:
    """The regimen behind the name, completed by what stands directly before it ("500 mg IV cyclophosphamide")."""
    stop = _first_analyte(text, mention.end, end)
    found = regimens.read(text, mention.end, stop)
    main = _principal(found, text)
    bare = _bare_dose(text, mention.end, stop)
    if bare is not None and (main is None or (main.dose is None and main.daily_dose is None)):
        main = regimens.with_dose(main or Regimen(mention.end, mention.end), *bare)
    if main is not None and main.days is None and "(" in text[mention.end : stop]:
        main = _with_days_outside(main, text, mention.end, stop)
    before = _before(text, start, mention.start)
    if before is not None:
        main = regimens.joined(main, before) if main else before
    if stop < end:
        main = _with_late(main, text, stop, end)
    return main, tuple(
        r for r in found if r.days and (r.dose or r.daily_dose) and main is not None and r.start != main.start
    )


def _with_days_outside(main: Regimen, text: str, start: int, end: int) -> Regimen:
    """ "1 g BID (max tolerated, nausea at 1.5 g BID) for 14 months": the time stands outside the bracket."""
    plain = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text[start:end])
    days = next((r.days for r in regimens.read(plain) if r.days), None)
    return main if days is None else regimens.with_days(main, days)


def _with_late(main: Regimen | None, text: str, start: int, end: int) -> Regimen | None:
    """What stands behind a laboratory value: "(UPCR 4.0 to 2.6 g/g over 9 months at 3 g/day)"."""
    main = main or Regimen(start, start)
    late = regimens.read(text, start, end)
    days = next((r.days for r in late if r.days), None)
    if main.days is None and days is not None:
        main = regimens.with_days(main, days)
    if main.dose is None and main.daily_dose is None:
        at = next(
            (
                f.start
                for f in regimen_facts.facts(text, start, end)
                if f.kind == "mass" and _AT.search(text[: f.start][-8:])
            ),
            None,
        )
        if at is not None:
            main = regimens.joined(regimens.read(text, at, end)[0], main)
    return None if main.is_empty and not main.route else main


_AT = re.compile(r"\b(?:at|on|taking|dose of)\s$")


def _first_analyte(text: str, start: int, end: int) -> int:
    return next((begin for begin, _, word in words(text, start, end) if word in _ANALYTES), end)


def _principal(found: Sequence[Regimen], text: str) -> Regimen | None:
    """The dose that was reached: "500 mg BID titrated to 1 g BID, target 1.5 g BID" is 1 g BID."""
    if not found:
        return None
    if len(found) > 1 and _is_told_otherwise(found, text):
        found = found[1:]  # "prescribed 3 g/day, she takes 500 mg BID"
    if len(found) > 1 and _ADVISED & {word for _, _, word in words(text, max(0, found[0].start - 24), found[0].start)}:
        found = found[1:]  # "recommended 3 g/day; patient took 500 mg BID"
    for candidate in found:
        if (candidate.dose or candidate.daily_dose) and _is_highest().search(
            text[max(0, candidate.start - 60) : candidate.start]
        ):
            return candidate
    chosen, previous = found[0], found[0]
    for candidate in found[1:]:
        between = {word for _, _, word in words(text, previous.end, candidate.start)}
        gap = text[previous.end : candidate.start]
        previous = candidate
        if between & _GOAL:
            break
        if between & _CHANGE or "→" in gap or "->" in gap:
            chosen = candidate
    return chosen


def _is_told_otherwise(found: Sequence[Regimen], text: str) -> bool:
    meant = {word for _, _, word in words(text, max(0, found[0].start - 32), found[0].start)}
    taken = {word for _, _, word in words(text, found[0].end, found[1].start)}
    return bool(meant & _MEANT) and bool(taken & _TAKEN)


_MEANT = frozenset(
    ("prescribed", "ordered", "supposed", "meant", "instructed", "intended", "listed", "label", "recommended", "told")
)
_TAKEN = frozenset(("took", "takes", "taking", "taken", "actually", "really", "reports"))


@cache
def _is_highest() -> re.Pattern[str]:
    """ "the highest dose he can tolerate is 750 mg": of several doses the one that was taken."""
    return re.compile(
        r"\b(?:highest|maximum|max|maximal|most|top|best)\b[^.;,()\d]{0,24}\b(?:tolerat\w+|(?:can|could) take)\b[^.;,()\d]{0,16}$",
        re.IGNORECASE,
    )


@cache
def _bare() -> re.Pattern[str]:
    number = r"(\d{1,4}(?:,\d{3})?(?:\.\d+)?)"
    return re.compile(
        rf"\s?(?:tabs?|ER|XR|XL|DR|SR|sulfate|dose)?[ :-]{{0,3}}{number}(?![\d/%.-]*[\d/%-]|\s?(?:x|×|doses?|of|"
        rf"weeks?|wks?|months?|mos?|mo|yrs?|years?|days?|d|h|tabs?)\b)",
        re.IGNORECASE,
    )


def _bare_dose(text: str, start: int, end: int) -> tuple[Quantity, int] | None:
    """ "HCQ 400", "MMF 1500 BID": an amount directly behind the name without a unit, which it then does not get."""
    match = _bare().match(text, start, end)
    if match is None or "\n" in match.group():
        return None
    value = regimen_facts.number(match.group(1))
    if 1900 <= value <= 2100 and "." not in match.group(1):
        return None
    return Quantity(value, None), match.end()


def _before(text: str, start: int, end: int) -> Regimen | None:
    found = regimens.read(text, start, end)
    if not found:
        return None
    last = found[-1]
    gap = [word for _, _, word in words(text, last.end, end)]
    if _first_analyte(text, start, end) < end or any(
        word not in ("of", "iv", "oral", "the", "pulse", "po", "doses", "intravenous", "dose") for word in gap
    ):
        return None
    return last if not last.is_empty or last.route else None
