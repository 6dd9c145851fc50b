"""Which date belongs to a value or a result: the one behind it, the one that heads its line, or the heading's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from evidentia.findings.copied import first_appeared
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.lab_values import Value
from evidentia.findings.lexicon import Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.frozen import Held
from evidentia.model.when import When


def date_of_value(
    page: Page, sentence: Sentence, value: Value, start: int, stop: int, dates: Sequence[Dated], *, first: bool
) -> When | None:
    """The date of a value: behind it, else between name and value, else the one that heads the line, else "now"."""
    text = page.text
    in_front = [d for d in dates if sentence.start <= d.start < start]
    behind = next((d for d in dates if value.end <= d.start < stop), None)
    trail = text[value.end : behind.start] if behind is not None else ""
    if first and in_front and _bare(lead := text[in_front[-1].end : start]) and not ("," in lead and _binds(trail)):
        # "09/03/2024 UPCR 1.2 g/g, 12/15/2025 UPCR 4.1 g/g": the date behind is the next value's
        return in_front[-1].when
    if behind is not None and _leads(trail):
        return behind.when
    between = [d for d in dates if start <= d.start < value.start]
    if between and (first or not _belongs_to_previous(text, start, between[-1])):
        return between[-1].when
    head = [d for d in dates if sentence.start <= d.start < start]
    if head and (_is_head(page, sentence, head[0]) or (first and _is_lead(text, head[-1], start))):
        return (head[0] if _is_head(page, sentence, head[0]) else head[-1]).when
    if (shared := _bracket_at_end(text, sentence, value.end, dates)) is not None:
        return shared
    if re.search(
        r"(?<![-–])\b(?:today|now|currently|this visit|current)\b",
        text[max(sentence.start, value.start - 40) : min(value.end + 20, sentence.end)],
        re.IGNORECASE,
    ):
        return page.date_of(value.start)
    if (only := _one_date(text, sentence, value.start, dates)) is not None:
        return only
    return (
        _same_day(page, sentence, value.start)
        or _done_on(page, sentence, value.end, dates)
        or first_appeared(page, value.start)
        or _closing(page, sentence, value.end, dates)
        or _heading_date(page, sentence)
        or _day_of_stay(page, value.start, value.end)
    )


def _day_of_stay(page: Page, start: int, end: int) -> When | None:
    """The day of the note for what a note of an emergency or a hospital day gives without a date."""
    clause = (
        re.split(r"[;.]\s", page.text[max(0, start - 30) : start])[-1]
        + re.split(r"[;.(]", page.text[end : end + 30])[0]
    )
    if _at_arrival().search(clause) and (day := _admission(Held(page))) is not None:
        return day
    head = page.text[: page.text.find("\n", 40)] if page.document.date or page.parts[0].date else ""
    return day_of_visit(page, start, end) if _acute().search(head[:160]) else None


@cache
def _at_arrival() -> re.Pattern[str]:
    return re.compile(r"\b(?:on|at) (?:arrival|admission|presentation)\b|\bin the (?:ED|ER)\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def _admission(held: Held[Page]) -> When | None:
    """The day that a record of a hospital stay names as that of admission."""
    page = held.value
    said = re.search(r"\b(?:admit(?:ted)?|admission)(?: date)?\s?[:=]?\s(?:on\s)?(?=\d)", page.text, re.IGNORECASE)
    dates = find_dates(page, said.end(), said.end() + 4) if said else []
    return dates[0].when if dates else None


@cache
def _acute() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:ED|ER|EMERGENCY|[Ee]mergency|[Ii]npatient|INPATIENT|HD ?#?\d+|ICU|MICU|[Uu]rgent [Cc]are|H&P|[Aa]dmission)\b"
    )


def day_of_visit(page: Page, start: int, end: int) -> When | None:
    """The day of the note for what is measured at a visit (weight, grip, scores of disability), unless its clause tells of
    another time ("baseline weight", "INCAT was 7", "grip in 2023"). None where it does."""
    text = page.text
    sentence = page.sentence_at(start)
    left, right = (sentence.start, sentence.end) if sentence else (start, end)
    before = re.split(r"[;.(]", text[left:start])[-1]
    around = f"{before[-40:]} {text[start:end]} {re.split(r'[;.(]', text[end : min(end + 24, right)])[0]}"
    bracket = text.find("(", end, min(end + 24, right))
    stop = min(end + 24, right) if bracket < 0 else bracket
    if _another_time().search(around) or find_dates(page, max(left, start - 40), stop):
        return None
    return page.date_of(start)


@cache
def _another_time() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:was|were|had|baseline|initial(?:ly)?|previous(?:ly)?|prior|before|pre|pre-op|post-op|at (?:diagnosis|presentation|start|age)|highest|lowest|nadir|"
        r"peak|maximum|max|max\w* weight|usual|last|on ivig|ago|goal|target|fell|rose|improved|from|lost|gained|dropped|at home|previously|birth|dry)\b",
        re.IGNORECASE,
    )


def _closing(page: Page, sentence: Sentence, end: int, dates: Sequence[Dated]) -> When | None:
    """ "Creatinine 71 umol/L, eGFR above 90 (4 March 2026)": one date behind several values that only marks and names part.
    The bracket of a panel may close before it: "CBC (WBC 5.1, Hb 12.2) on 3/4/2026"."""
    behind = next((d for d in dates if end <= d.start < sentence.end), None)
    if behind is None:
        return None
    gap = page.text[end : behind.start]
    panel = _panel().search(page.text, sentence.start, end)
    if panel is not None and gap.count(")") == 1 and "(" not in gap:
        inside, _, outside = gap.partition(")")
        values = f"{inside} on "
        return behind.when if _leads(outside) and (not inside.strip() or _only_values().fullmatch(values)) else None
    return behind.when if _only_values().fullmatch(gap) else None


@cache
def _panel() -> re.Pattern[str]:
    """A panel whose values follow in a bracket."""
    return re.compile(
        r"\b(?:CBC|FBC|blood count|BMP|CMP|metabolic panel|chemistry|labs?)\s?\((?=[^()]*$)", re.IGNORECASE
    )


@cache
def _only_values() -> re.Pattern[str]:
    """Other tests with their values, and words that lead to a date."""
    test = r"(?:\s*(?:,|/|&|\band\b|\|)\s*[A-Za-z][A-Za-z0-9+/ -]{0,28}?[:=]?\s*(?:of |is |was |above |below |over )?[<>~]?\s?\d[\d.,]*\s?(?:[A-Za-z%µ][A-Za-z0-9%/.^ µ]{0,16})?)"
    return re.compile(rf"{test}{{1,5}}\s*(?:[(\[,@]|\bon\b|\bas of\b|\bdated\b)\s*", re.IGNORECASE)


def _one_date(text: str, sentence: Sentence, place: int, dates: Sequence[Dated]) -> When | None:
    """ "On the 28th of April 2025 the spot ratio was 0.9 g/g and the GFR was 44": the one date of a sentence that goes on with
    values and nothing else."""
    here = [d for d in dates if sentence.start <= d.start < sentence.end]
    if len(here) == 1 and here[0].start > place and _asks_date().match(text, sentence.start):
        return here[0].when  # "CBC, date     WBC 6.6, Hgb 13.0; 04/28/2026"
    if len(here) != 1 or here[0].end > place:
        return None
    bracket = ")" in text[here[0].end : place] and "(" in text[sentence.start : here[0].start].split(")")[-1]
    return None if bracket or _events().search(text, here[0].end, place) else here[0].when


def _bracket_at_end(text: str, sentence: Sentence, end: int, dates: Sequence[Dated]) -> When | None:
    """ "Before: UPCR 1.2 g/g and eGFR 50 mL/min (02/23/2026).": a bracket that closes the sentence dates what "and" joins."""
    here = [d for d in dates if sentence.start <= d.start < sentence.end]
    if len(here) != 1 or here[0].start < end or text[here[0].start - 1 : here[0].start] != "(":
        return None
    closes = not text[here[0].end : sentence.end].strip(" ).,")
    joined = re.fullmatch(
        r"\s(?:and|&|,)\s[A-Za-z0-9 ]{2,24}\s\d[\d.,]*\s?[A-Za-z/0-9. ]{0,20}\s?\(", text[end : here[0].start]
    )
    return here[0].when if closes and joined else None


@cache
def _asks_date() -> re.Pattern[str]:
    return re.compile(r"[^\n:;]{0,40}\bdate\b\W*\s{2,}", re.IGNORECASE)


@cache
def _events() -> re.Pattern[str]:
    """Words that turn from the day of a result to another matter."""
    return re.compile(
        r"[.;]|\b(?:infus\w+|courses?|rounds?|cycles?|dos(?:e|es|ed)|biops\w+|bx|start\w*|began|begun|gave|given|received|visit|seen|"
        r"rituximab|ritux\w*|ruxience|truxima|riabni|rtx|admi\w+|since|until|before|after|then|now|today|currently|latest|repeat\w*|"
        r"goal|target|by|later|ago|previous\w*|prior|last|pending|due)\b",
        re.IGNORECASE,
    )


def _bare(gap: str) -> bool:
    return (
        re.fullmatch(
            r"[\s:,()=\-–]*(?:(?:was|is|it was|of|the|spot|random|a|showed|shows)[\s:=]*)*", gap, re.IGNORECASE
        )
        is not None
    )


def dates_lead(text: str, start: int, first: int, dates: Sequence[Dated]) -> bool:
    """Whether a series writes each date before its value: a date directly in front of the first one."""
    between = [d for d in dates if start <= d.start < first]
    return bool(between) and _bare(text[between[-1].end : first].strip(" ):"))


def _same_day(page: Page, sentence: Sentence, place: int) -> When | None:
    """ "CBC same day WBC 3.9", "albumin that day was 19 g/L", "eGFR 48 (same day)": the date named before it in the paragraph."""
    behind = page.text[place : min(sentence.end, place + 40)]
    told = _that_day().search(page.text, max(sentence.start, place - 60), place)
    same = r"\(\s?(?:the )?same (?:day|date|draw|sample)\s?\)|\W{0,2}[\w/.% ]{0,12}\bon (?:the )?same (?:day|date)\b"
    if told is None and not re.match(rf"[^.;,]{{0,24}}?(?:{same})", behind, re.IGNORECASE):
        return None
    earlier = find_dates(page, sentence.block, told.start() if told else place)
    return earlier[-1].when if earlier else None


@cache
def _that_day() -> re.Pattern[str]:
    return re.compile(r"\b(?:same (?:day|date|draw|sample)|that (?:day|date|draw))\b", re.IGNORECASE)


def _done_on(page: Page, sentence: Sentence, end: int, dates: Sequence[Dated]) -> When | None:
    """ "IgG 690 mg/dL and a blood count were done on September 1": the one date of a sentence that ends by dating all of it."""
    if len(dates) != 1:
        return None
    before = page.text[max(sentence.start, dates[0].start - 30) : dates[0].start]
    found = re.search(
        r"\b(?:were|was|are|both|all)\s+(?:both |all )?(?:done|drawn|checked|obtained|measured|collected|current|taken)\s+(?:on|in|as of)?\s*$",
        before,
        re.IGNORECASE,
    )
    gap = re.sub(r"\([^()]*\)", " ", page.text[end : dates[0].start])  # "and CBC (WBC 5.1, Hb 12.2) on 3/4/2026"
    together = re.fullmatch(
        r"[\s,]*(?:and|&|\+|,)\s+(?:[A-Za-z ]{2,30})?\b(?:blood count|cbc|fbc|normal|unremarkable|wnl|within normal limits|stable|ok|fine)[\s(,]*(?:on\s+)?",
        gap,
        re.IGNORECASE,
    )  # "IgG 812 mg/dL and CBC normal 2/12/2026"
    closing = re.search(
        r"\ball(?: (?:on|of|from|drawn|dated))?\s*$", before, re.IGNORECASE
    )  # "IgG 7.8 g/L, CBC normal, all 26 May 2026"
    if found or together or (closing and dates[0].start > end):
        return dates[0].when
    return _both_on(page, end, dates)


def _both_on(page: Page, end: int, dates: Sequence[Dated]) -> When | None:
    """ "IgG 812 mg/dL, CBC unremarkable; both 10/19/2026": the last two results before the one date."""
    if len(dates) != 1 or dates[0].start < end:
        return None
    gap = page.text[end : dates[0].start]
    both = re.fullmatch(
        r"(?:\s?(?:,|and)\s[^;,.]{1,40})?[\s;,]*\bboth\s(?:(?:on|of|from|drawn|dated)\s)?", gap, re.IGNORECASE
    )
    return dates[0].when if both else None


def _leads(gap: str) -> bool:
    """ "1.9 g/g (11/18/25)", "4.1 g/day on 20-Jan-2025": the gap between a value and its own date."""
    return (
        re.fullmatch(
            r"[\s,(\[@;:–-]*(?:(?:on|in|at|from|as of|dated|drawn|collected|checked|obtained|of|by|late|early|mid|last|H|L|spot|the|random|repeat|again|back|measured|taken|result|lab|complete|confirmed)[\s,(:–-]*)*",
            gap,
            re.IGNORECASE,
        )
        is not None
        and gap.count(";") == 0
    )


def _binds(gap: str) -> bool:
    """A word or a bracket that ties a date to the value before it: "UPCR 3.0 g/g on D, UPCR 1.2 g/g on D"."""
    return re.search(r"[a-z(\[@]", gap, re.IGNORECASE) is not None and _leads(gap)


def _belongs_to_previous(text: str, start: int, dated: Dated) -> bool:
    return _leads(text[start : dated.start])


def _is_head(page: Page, sentence: Sentence, dated: Dated) -> bool:
    """The date that opens a line: "Labs 2026-01-15: IgG …", "03/30/2026 UPCR …", "CBC (5/14/2026): …". A date in brackets
    behind a name without a colon is only of what it stands behind: "CSF (3/27/25) protein 164"."""
    lead = page.text[sentence.start : dated.start].strip(" -*•[")
    if lead.endswith("(") and len(lead) > 1 and not page.text[dated.end : dated.end + 2].startswith("):"):
        return False
    lead = lead.rstrip("( ")
    return len(lead) <= 28 and not re.search(r"\d", lead.replace("24", "")) and len(lead.split()) <= 4


def _is_lead(text: str, dated: Dated, start: int) -> bool:
    gap = text[dated.end : start]
    return len(gap) <= 24 and not re.search(r"[;.)]|\d", gap)


def _heading_date(page: Page, sentence: Sentence) -> When | None:
    """Lines under a dated heading of laboratory results have its date."""
    line = page.text.rfind("\n", 0, sentence.start) + 1
    if line < sentence.start:  # "Labs 04/22/2026: IgG 990. CBC: …": the date at the head of the line
        place = line + len(page.text[line : sentence.start]) - len(page.text[line : sentence.start].lstrip())
        lead = re.match(r"[A-Z]\.\s+", page.text[place : sentence.start])  # "A. 09/14/2026: IgG …", an answer of a form
        first = page.sentence_at(place + (lead.end() if lead else 0))
        heads = find_dates(page, first.start, first.end) if first is not None and first.start < sentence.start else []
        if first is not None and heads and _is_head(page, first, heads[0]):
            return heads[0].when
    return _block_date(page, sentence) or _part_date(page, sentence)


def _part_date(page: Page, sentence: Sentence) -> When | None:
    part = page.part_at(sentence.start)
    return part.date if part.kind == "labs" else None


def _block_date(page: Page, sentence: Sentence) -> When | None:
    """ "Labs 8/10/26" alone on a line: the date of the lines below it in its paragraph."""
    end = page.text.find("\n", sentence.block, sentence.start)
    if end < 0 or not _is_lab_heading().fullmatch(page.text[sentence.block : end]):
        return None
    dates = find_dates(page, sentence.block, end)
    return dates[0].when if len(dates) == 1 else None


@cache
def _is_lab_heading() -> re.Pattern[str]:
    """A line that names laboratory results and a date, and nothing else: "Labs 8/10/26", "SECTION B / laboratory 19-Oct-2026"."""
    return re.compile(
        r"[\W\d]*(?:(?:section|part|tab|page|item|p\.)\s?[A-H\d]{1,2}\W+)?(?:(?:today'?s|recent|latest|current|most recent|new|blood|safety|monitoring|renal|baseline)\s)*(?:labs?|laborator\w+|results?|bloods|blood tests?|chemistr\w+|"
        r"data|serolog\w+|investigations?|studies|tests)\b[\s,:;()\[\]-]*(?:(?:of|on|from|dated|drawn|collected|resulted|results?|fasting|in)\s)*[\w\s./,-]{4,20}[\s:)\]-]*",
        re.IGNORECASE,
    )


def date_of_result(page: Page, sentence: Sentence, match: Match, end: int, dates: Sequence[Dated]) -> When | None:
    """A qualitative result's date: the next one in the clause, else one before it, else the heading's."""
    text = page.text
    stop = min(p for p in (text.find(";", end), sentence.end) if p >= 0)
    inside = [d for d in dates if match.start <= d.start < end]
    if inside:
        return inside[-1].when
    after = [d for d in dates if end <= d.start <= stop]
    if after and not re.search(
        r"\b(?:start|began|infus|course|biops|order|plan|next|repeat)\w*", text[end : after[0].start], re.IGNORECASE
    ):
        return after[0].when
    before = [d for d in dates if sentence.start <= d.start < match.start and ";" not in text[d.end : match.start]]
    if before:
        return before[-1].when
    return (
        first_appeared(page, match.start)
        or _both_on(page, end, dates)
        or _heading_date(page, sentence)
        or _day_of_stay(page, match.start, end)
    )
