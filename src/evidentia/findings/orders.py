"""The regimen that an order, a plan or a question asks for, from the stretches of text that state it.

Shared by `requests` (the record) and `question` (the requester). Nothing is completed: "1000 mg x 2" without dates
and without "two weeks apart" has no spacing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from evidentia.findings import regimens
from evidentia.findings.dates import Dated
from evidentia.findings.regimen_facts import facts
from evidentia.findings.regimens import Regimen
from evidentia.logic.quantities import convert
from evidentia.model.finding import Request
from evidentia.model.quantity import Quantity

_COURSE_DAYS = 35  # dates of one course lie within this many days
_AMOUNTS = ("mg", "g", "mg/m2", "g/m2", "mg/kg", "g/kg", "mcg", "units")


def request_of(
    text: str, stretches: Iterable[tuple[int, int]], dates: Sequence[Dated] = (), product: str | None = None
) -> Request:
    """What the stretches ask for, the first statement of each part counting.

    >>> r = request_of("1000 mg IV on day 1 and 15 every 6 months", [(0, 42)])
    >>> str(r.dose), r.doses, r.spacing_days, r.repeat_days
    ('1000 mg', 2, 14, 182)
    """
    spans = [(_preferred(text, start, end), end) for start, end in stretches]
    text = _parted(text, spans)
    spans = [(start, _own_end(text, start, end)) for start, end in spans]
    found = [regimen for start, end in spans for regimen in regimens.read(text, start, end)]
    joined = " ".join(text[start:end] for start, end in spans)
    days = _course(sorted({d.when for d in dates if d.when.exact}, key=lambda w: w.earliest))
    spacing = _spacing(days) or next((r.spacing_days for r in found if r.spacing_days), None)
    doses = next((r.doses for r in found if r.doses), None)
    if doses is None and spacing:
        doses = next(
            (r.days // spacing for r in found if r.days and r.spacing_days == spacing and r.days % spacing == 0), None
        )
    named_doses, named_spacing = _named_parts(joined, spacing)
    spacing, doses = spacing or named_spacing, doses or named_doses
    if len(days) > 1 and (doses is None or doses < len(days)):
        doses = len(days)
    undecided_product, undecided_dose = is_undecided(joined)
    dose = _dose(found, text)
    return Request(
        product=None if undecided_product else product,
        undecided=undecided_product or (undecided_dose and dose is None),
        dose=dose,
        dates=tuple(days),
        doses=doses,
        spacing_days=spacing,
        repeat_days=_earliest_repeat(joined) or next((r.repeat_days for r in found if r.repeat_days), None),
        single_course=_single().search(joined) is not None,
        kind=kind_of(joined),
    )


def _preferred(text: str, start: int, end: int) -> int:
    """ "375 mg/m2 weekly x 4 vs 1 g x 2 -> prefer 1 g day 1 and 15": only what is preferred is asked for."""
    match = re.search(
        r"\b(?:vs|versus)\b.{0,80}?\b(?:prefer|choose|chose|favou?r)\w*", text[start:end], re.IGNORECASE | re.DOTALL
    )
    return start + match.end() if match else start


def _parted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """ "1000 MG/ D1 …": a slash with a space behind it parts fields and says no "per"; every place stays as it is."""
    if not any("/ " in text[start:end] for start, end in spans):
        return text
    return _loose_slash().sub(lambda match: match.group().replace("/", ";"), text)


@cache
def _loose_slash() -> re.Pattern[str]:
    return re.compile(
        r"(?<=[a-z\d])\s?/(?=\s(?!(?:m2|m²|m\^2|sq|kg|d|day|dose|h|hr|hour|min|wk|week|infusion)\b))", re.IGNORECASE
    )


def _own_end(text: str, start: int, end: int) -> int:
    """Where a stretch turns from the infusions to visits and checks: "1000 mg IV; next visit every 4 weeks"."""
    match = _turns_away().search(text, start, end)
    return match.start() if match else end


@cache
def _turns_away() -> re.Pattern[str]:
    return re.compile(
        r"[;,.]\s(?:and\s|then\s|with\s)?(?:(?:her|his|next|the|monthly|clinic|office|repeat|check|routine)\s)?(?:visits?|follow-?\s?up|f/u|rtc|"
        r"return(?:s|ing)?\sto\sclinic|labs?|cbcs?|igg|upcrs?|monitoring|appointments?|telehealth)\b(?![^;.]{0,30}\binfus)",
        re.IGNORECASE,
    )


def _named_parts(text: str, spacing: int | None) -> tuple[int | None, int | None]:
    """Number and spacing of doses in words of their own: "Number of doses: 2", "weekly x 4 wks", "wk 0, wk 2", "given
    twice"."""
    if match := _weeks_named().search(text):
        return 2, 7 * (int(match["w_b"]) - int(match["w_a"]))
    if match := _doses_named().search(text):
        count = int(match["n"])
        return (count, None) if 0 < count <= 12 else (None, None)
    if spacing == 7 and (match := _weeks_long().search(text)):
        return int(match["n"]), None
    return (2, None) if spacing and _twice().search(text) else (None, None)


@cache
def _weeks_named() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:wk|week)s?\s?(?P<w_a>[01])\s?(?:,|&|\+|and|/)\s?(?:(?:wk|week)\s?)?(?P<w_b>[23])\b(?!\s?(?:,|&|\+|and|/)\s?(?:wk|week)?\s?\d)",
        re.IGNORECASE,
    )


@cache
def _doses_named() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:number|no\.?|#|quantity|total)\s(?:of\s)?(?:doses|infusions)\b(?:\s(?:requested|per course))?[\s.:=]+(?P<n>\d{1,2})(?![\w/.])",
        re.IGNORECASE,
    )


@cache
def _weeks_long() -> re.Pattern[str]:
    return re.compile(r"\bweekly\s?[x×]\s?(?P<n>[2-9])\s?(?:wks?|weeks?)\b", re.IGNORECASE)


@cache
def _twice() -> re.Pattern[str]:
    return re.compile(r"\btwice\b(?!\s(?:an?\b|per|daily|weekly|monthly|yearly|each|every|the))", re.IGNORECASE)


def differ(one: Request, other: Request) -> bool:
    """Whether two requests cannot be the same course: dose, number or spacing of doses are stated and differ."""
    if one.dose is not None and other.dose is not None and _apart(one.dose, other.dose):
        return True
    counts = (one.doses, other.doses)
    if all(counts) and 1 not in counts and counts[0] != counts[1]:
        return True
    spacing = (one.spacing_days, other.spacing_days)
    return spacing[0] is not None and spacing[1] is not None and abs(spacing[0] - spacing[1]) > 3


def _apart(one: Quantity, other: Quantity) -> bool:
    """Whether two doses differ; 640 mg and 375 mg/m2 may be the same dose for some body surface, 1000 mg is not."""
    if one.unit and other.unit and (there := convert(other, one.unit)) is not None:
        return there.value != one.value
    area, plain_dose = (one, other) if "/" in (one.unit or "") else (other, one)
    per, whole = convert(area, "mg/m2"), convert(plain_dose, "mg")
    if per is None or whole is None or not per.value:
        return False
    return not Decimal("1.2") <= whole.value / per.value <= Decimal("2.6")


def is_dosed(text: str, start: int, end: int) -> bool:
    """Whether a stretch gives an amount or a number of doses to be given.

    >>> is_dosed("1000 mg IV", 0, 10), is_dosed("as discussed", 0, 12)
    (True, False)
    """
    start = _preferred(text, start, end)
    text = _parted(text, [(start, end)])
    found = regimens.read(text, start, _own_end(text, start, end))
    return _dose(found, text) is not None or any(
        r.doses or (r.days and r.spacing_days and r.days % r.spacing_days == 0) for r in found
    )


def is_empty(request: Request) -> bool:
    """Whether a request gives no part of a regimen."""
    return not (request.dose or request.dates or request.doses or request.spacing_days or request.repeat_days)


def is_undecided(text: str) -> tuple[bool, bool]:
    """Whether the text leaves the product, and the dose, to be decided.

    >>> is_undecided("Product to be decided."), is_undecided("dose to be worked out with the pharmacist")
    ((True, False), (False, True))
    """
    lower = text.lower()
    open_product = any(word in lower for word in _LEAVES_OPEN)
    product = open_product and any(_real_product(match, text) for match in _open_product().finditer(text))
    return product, any(word in lower for word in _DOSE_WORDS) and _open_dose().search(text) is not None


# One of these stands in whatever leaves the product, or the dose, to be decided.
_LEAVES_OPEN = (
    "product", "brand", "biosimilar", "agent", "formulation", "version", "any of", "either of", "one of", "rituximab", "which",
    "reference", "originator",
)  # fmt: skip
_DOSE_WORDS = (
    "decide",
    "determine",
    "worked out",
    "calculated",
    "confirmed",
    "chosen",
    "set",
    "tbd",
    "tba",
    "specified",
    "pending",
    "per ",
)


def kind_of(text: str) -> str | None:
    """ "initiation", "continuation" or "dose_change", where the words say it; the first such word counts.

    >>> kind_of("Recertification of Riabni"), kind_of("first-time Ruxience"), kind_of("Approve Rituxan?")
    ('continuation', 'initiation', None)
    """
    match = _named_kinds().search(text) or _kinds().search(text)
    return None if match is None else _kind(match)


def last_kind_of(text: str) -> str | None:
    """The kind that the last such word names: "continue Benlysta or start" is an initiation."""
    found = [_kind(match) for match in _kinds().finditer(text)]
    return found[-1] if found else None


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in ("dose_change", "continuation", "initiation") if match[kind])


def _dose(found: Sequence[Regimen], text: str) -> Quantity | None:
    stated = [r for r in found if r.dose is not None and r.dose.unit in _AMOUNTS and not _is_total(text, r)]
    if not stated:
        return None
    return _by_surface(text, stated[0]) or stated[0].dose


def _by_surface(text: str, regimen: Regimen) -> Quantity | None:
    """ "650 mg (375 mg/m2 x 1.73 m2)": the amount for the body surface, from which the other is reckoned."""
    if regimen.dose is None or regimen.dose.unit not in ("mg", "g"):
        return None
    masses = [f for f in facts(text, regimen.start, min(len(text), regimen.end + 30)) if f.kind == "mass"]
    for one, other in pairwise(masses):
        if re.fullmatch(r"\s?[(=]\s?(?:=\s?)?", text[one.end : other.start]):
            area = regimens.amount(other.match["mass_n"], other.match["mass_u"])
            return area if area.unit == "mg/m2" and not _apart(area, regimen.dose) else None
    return None


def _is_total(text: str, regimen: Regimen) -> bool:
    """ "two grams in total", "a total of 2 g": the sum of a course is no dose."""
    amount = next((f for f in facts(text, regimen.start, regimen.end) if f.kind == "mass"), None)
    if amount is None:
        return False
    return (
        _total_behind().match(text, amount.end) is not None
        or _total_before().search(text[max(0, amount.start - 24) : amount.start]) is not None
    )


@cache
def _total_behind() -> re.Pattern[str]:
    return re.compile(
        r"\s?\(?(?:in total|total\b(?! of)|altogether|in all\b|overall|cumulative|(?:per|a|each|for the|over the)\s(?:whole\s|full\s|"
        r"entire\s)?(?:course|cycle|series|round)\b|divided|split|over two (?:infusions|doses))",
        re.IGNORECASE,
    )


@cache
def _total_before() -> re.Pattern[str]:
    return re.compile(r"\b(?:total|cumulative)(?:\s(?:dose|course dose|of|dose of))?\W{1,3}$", re.IGNORECASE)


def _course(days: Sequence) -> list:  # type: ignore[type-arg]
    """The dates of the first course: later ones belong to a repeat."""
    return [day for day in days if (day.earliest - days[0].earliest).days <= _COURSE_DAYS]


def _spacing(days: Sequence) -> int | None:  # type: ignore[type-arg]
    gaps = [(b.earliest - a.earliest).days for a, b in pairwise(days)]
    return max(gaps) if gaps else None


def _earliest_repeat(text: str) -> int | None:
    match = _no_earlier().search(text)
    return regimens.time_days(match["n"], match["u"]) if match else None


def _real_product(match: re.Match[str], text: str) -> bool:
    """ "biosimilar or brand per pharmacy" leaves it open; "no biosimilar or brand trial" does not speak of the
    order."""
    clause = re.split(r"[.;]\s", text[max(0, match.start() - 80) : match.start()])[-1]
    return not re.search(
        r"\b(?:not|no|never|tried)\s(?:\w+\s)?$|\bnever (?:received|had|been given|tried)\b", clause, re.IGNORECASE
    )


@cache
def _no_earlier() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:not|n't|no|never)\s(?:\w+\s){0,3}?(?:earlier than|before|sooner than|within|until)|at least|"
        r"minimum(?: interval)?(?: of)?|no (?:earlier|sooner) than)"
        r"\s(?P<n>\d+)\s?(?P<u>weeks?|wks?|wk|months?|mos?|mo)(?!\s(?:of|ago))",
        re.IGNORECASE,
    )


@cache
def _single() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:single|one|1)\scourse\b(?!\s(?:in|of|was|given))|\bno\s(?:further\s|scheduled\s|planned\s|"
        r"routine\s|automatic\s|additional\s|subsequent\s|more\s)?(?:infusions?|doses?|courses?)\s(?:are|is|were)\s"
        r"(?:currently\s)?(?:planned|scheduled|requested|intended|ordered|sought|needed)"
        r"|\bno\s(?:further\s|scheduled\s|planned\s|routine\s|automatic\s)?(?:re-?dosing|repeat|retreatment|re-treatment|maintenance|second course|"
        r"further course|additional course)"
        r"|\bre-?treat(?:ment)?\s(?:only|if)|\brepeat\s(?:only|if)\b|\brepeat\W{1,24}(?:none|no\b|n/a)|"
        r"\bnone ordered|\bone-?time course|\bnot to be repeated|\bre-?dose only",
        re.IGNORECASE,
    )


@cache
def _open_product() -> re.Pattern[str]:
    later = (
        r"(?:to be (?:decided|determined|chosen|selected|named|confirmed|assigned)|tbd|tba|"
        r"not (?:yet )?(?:decided|chosen|selected|determined|specified|named)|"
        r"undecided|pending|will depend|depends|depending|open|unspecified)"
    )
    return re.compile(
        rf"\b(?:product|brand|biosimilar|agent|formulation|version)\b(?:\s(?:is|will be|selection|choice|name|"
        rf"still|yet|of rituximab))*[\s:=-]+{later}"
        r"|\b(?:any|either|one) of the (?:(?:four|three|two|\d|available)\b(?!\s(?:\w+\s)?(?:infusions?|doses?|courses?|visits?|years?|"
        r"weeks?|months?|drugs?|times|rounds?|cycles?))|(?:products|biosimilars)\b)|"
        r"\bbiosimilar or (?:brand|reference|originator)|\b(?:brand|reference|originator) or (?:a )?biosimilar"
        r"|\b(?:product|brand|rituximab|biosimilar)\b[^.;\n]{0,30}\b(?:per|by|at the discretion of|according to|"
        r"chosen by|as per)\s(?:the\s)?(?:pharmacy|pharmacist|formulary|payer|plan|insurance|contract|site|"
        r"infusion)"
        r"|\bwhich(?:ever)?\s(?:product|brand|biosimilar|one)\b[^.;\n]{0,40}(?:covers?|covered|prefers?|"
        r"preferred|available|stock|carries|contract)|\bproduct not (?:stated|specified|named)|"
        r"\b(?:product|brand|biosimilar)\s?[:=]\s?(?:[\[(<]?(?:select|choose|pick|none selected)\b|_{2,}|\?+)",
        re.IGNORECASE,
    )


@cache
def _open_dose() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:dose|dosing|regimen|schedule)\b(?:\s(?:is|and|schedule|will be|still|"
        r"yet))*[\s:=-]+(?:to be (?:worked out|decided|determined|calculated|confirmed|set|chosen)|tbd|tba|"
        r"undecided|not (?:yet )?(?:decided|determined|specified)|pending|per (?:pharmacy|pharmacist|protocol|"
        r"infusion))",
        re.IGNORECASE,
    )


@cache
def _named_kinds() -> re.Pattern[str]:
    """Words that name the kind of a request, wherever they stand."""
    return re.compile(
        r"\b(?=[a-z])(?:(?P<dose_change>\bdose change\b)|(?P<continuation>\b(?:continuation|re-?cert\w*|renewal|re-?auth\w*))|"
        r"(?P<initiation>\b(?:initiation|initial (?:auth|request|approval|pa|course)\w*|first-time|new start)))",
        re.IGNORECASE,
    )


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(
        r"\b(?=[a-z])(?:"  # settles every place inside a word at once
        r"(?P<dose_change>\b(?:dose (?:change|increase|escalation)|increase (?:the |in )?dose|change (?:of|"
        r"in) (?:dose|interval|schedule)|(?:shorten|extend)(?:ing)? the interval))"
        r"|(?P<continuation>\b(?:continu(?:e|es|ing|ation|ed)|re-?cert\w*|renew\w*|re-?auth\w*|re-?new|"
        r"re-?treat\w*(?!\s(?:only|if))|maintenance (?:rituximab|therapy|dosing|treatment|course)|next (?:course|"
        r"cycle|rituximab)(?!\sif\b)|ongoing|extension|repeat course|further (?:twelve|six|\d+) months|stay on|keep(?: her|"
        r" him)? on|second course|another (?:course|cycle|year)|overdue))"
        r"|(?P<initiation>\b(?:start(?:s|ing|ed)?\b(?!(?:\sdate)?\W{1,3}(?:on\s|date\W+)?\d)|initiat\w*|initial|first[- ](?:time|course|"
        r"dose|infusion|ever)|first rituximab|new start|begin(?:ning)?|na[iï]ve|commenc\w*|urgent first|"
        r"for the first time|trial of)))",
        re.IGNORECASE,
    )
