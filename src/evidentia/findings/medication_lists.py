"""Lists of current drugs: where they stand, and whether they are the whole list.

"Complete" is what the record calls so ("complete", "all meds", "everything he takes", "reconciled", "active
orders") and does not limit ("relevant", "incl.", "immunosuppression"). A plain list of current medications may be
partial: whether it is the whole list is not for a program to assume.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from evidentia.findings.passages import Passage
from evidentia.model.finding import Finding, Kind, Medication, MedicationList, Span, Status
from evidentia.model.frozen import changed

_STALE_DAYS = 90  # a list that says it was reviewed longer ago than this before the note is not the current one


def marked(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, those of each list of drugs with its number and kind."""
    result: list[Passage] = []
    number, kind = 0, ""
    for position, passage in enumerate(passages):
        opened = _opens(passage)
        if opened:
            number, kind = number + 1, opened
        elif kind and not _goes_on(passages[position - 1], passage):
            kind = ""
        result.append(changed(passage, list_number=number, list_kind=kind) if kind else passage)
    return result


def _opens(passage: Passage) -> str:
    """The kind of list that a passage opens: "current", "past", "failed", "allergy", or "" for none."""
    if (
        (year := _of_a_year().match(passage.words))
        and passage.date
        and int(year["year"]) < passage.date.earliest.year - 1
    ):
        return "old"
    if (header := _header(passage)) is not None:
        return "old" if _copied().search(header.group()) or _is_stale([passage]) else "current"
    match = _past_header().match(passage.words)
    if match is None or (passage.mentions and passage.mentions[0].start < passage.start + match.end()):
        return ""
    word = match["word"].lower()
    if word.startswith(("allerg", "intoler")):
        return "allergy"
    return "failed" if word.startswith(("fail", "inadequate", "ineffective")) else "past"


@cache
def _copied() -> re.Pattern[str]:
    """ "Medication list (copied forward from 06/2023 visit)": what was taken then."""
    return re.compile(
        r"\b(?:copied|carried|pulled|imported|brought)\s?(?:fwd|forward|over)?\s?(?:from|of)\b[^)\n]{0,20}\d|\b(?:old list|from last year)\b",
        re.IGNORECASE,
    )


@cache
def _of_a_year() -> re.Pattern[str]:
    """ "Medication list of 2019: …"."""
    return re.compile(
        r"\W*(?:current |home |old |her |his )?(?:meds?|medications?|medicines?|drugs?)(?: lists?)?,? "
        r"(?:\(|of |in |from |as of )+(?P<year>(?:19|20)\d\d)\)?\s*:",
        re.IGNORECASE,
    )


@cache
def _past_header() -> re.Pattern[str]:
    """ "Prior therapies:", "DISCONTINUED (last 24 months)", "Failed medications -": a heading of its own, no
    sentence."""
    return re.compile(
        r"^[\s\-*=#•>\d.()\[\]]*(?P<word>discontinued|stopped|prior|previous|past|former|failed|tried|"
        r"tried/failed|allerg(?:y|ies)|intoleranc(?:e|es)|inadequate response|ineffective|treatment history|"
        r"medication history|prior tx)"
        r"(?:[ /&-]+(?:and |& )?(?:to |or )?(?:meds?|medications?|medicines?|therap(?:y|ies)|treatments?|tx|rx|"
        r"drugs?|agents?|trials?|immunosuppress\w+|immunosuppressive therap\w+|failed|tried|current|treatment|"
        r"history|list|reactions?))*\s*(?:\([^)\n]*\))?\s*(?::|-{1,2}\s|\n|$)",
        re.IGNORECASE,
    )


def lists_of(passages: Sequence[Passage], medications: Sequence[Finding]) -> list[Finding]:
    """A finding for each list that names a drug; `medications` of the detail are the identifiers of its drugs."""
    found = [*_empty_lists(passages), *_told_lists(passages)]
    for _, group in groupby((p for p in passages if p.in_list), key=lambda p: p.list_number):
        listed = list(group)
        names = [m for p in listed for m in p.mentions]
        if not names:
            continue
        span = Span(listed[0].document, listed[0].start, listed[-1].end)
        inside = tuple(
            f.id for f in medications if _is_current(f) and any(span.start <= s.start < span.end for s in f.spans)
        )
        detail = MedicationList(_complete(listed), inside)
        found.append(Finding("", Kind.MEDICATION_LIST, "medication list", (span,), when=listed[0].date, detail=detail))
    return found


def _empty_lists(passages: Sequence[Passage]) -> list[Finding]:
    """ "Current medications: none": a whole list of no drugs."""
    found = []
    for passage in passages:
        match = None if passage.mentions else _no_drugs().match(passage.words)
        if match is not None:
            span = Span(passage.document, passage.start, passage.start + match.end())
            detail = MedicationList(True, ())
            found.append(
                Finding("", Kind.MEDICATION_LIST, "medication list", (span,), when=passage.date, detail=detail)
            )
    return found


def _told_lists(passages: Sequence[Passage]) -> list[Finding]:
    """A whole list told in a sentence: "His complete medication list is lansoprazole …", "Her present list, complete, is: …"."""
    found = []
    for passage in passages:
        match = _told().search(passage.words) if passage.mentions and not passage.in_list else None
        told = match is not None and any(m.start >= passage.start + match.end() - 1 for m in passage.mentions)
        listed = passage.mentions and not passage.in_list and _told_behind().search(_rest(passage))
        if told or (listed and not _not_current().search(passage.words) and not _limits().search(passage.words)):
            span = Span(passage.document, passage.start, passage.end)
            detail = MedicationList(True, ())
            found.append(
                Finding("", Kind.MEDICATION_LIST, "medication list", (span,), when=passage.date, detail=detail)
            )
    return found


def _rest(passage: Passage) -> str:
    """What stands behind the last name of a passage, to the end of the next short sentence."""
    return passage.text[passage.mentions[-1].end : passage.end + 60].partition(".")[2]


@cache
def _told() -> re.Pattern[str]:
    drugs = r"(?:meds?|medications?|medicines?|drugs?)"
    return re.compile(
        rf"\b(?:complete|full|entire|whole)\s(?:(?:current|home|active)\s)?(?:{drugs}\s)?(?:list|{drugs})\b[^.;:\n]{{0,60}}(?:\bis\b|:)|"
        rf"\b(?:list|{drugs}),?\s\(?(?:complete|full|entire|reconciled and complete)\b[^.;:\n]{{0,40}}(?:\bis\b|:)|"
        rf"\b(?:takes|is on|{drugs}),?\s(?:all told|in all|altogether)\b[^.;:\n]{{0,20}}:?|"
        rf"\b(?:everything|all) (?:that )?(?:s?he|they|the patient|pt) (?:takes?|is on|are on|uses?)\b(?: now| today| at present)?\s?(?:\([^()\n]{{0,60}}\))?\s?(?:\bis\b|:)",
        re.IGNORECASE,
    )


@cache
def _told_behind() -> re.Pattern[str]:
    """ "Rosuvastatin 40, clopidogrel 75. That is the complete list.": the sentence behind calls the names a whole list."""
    kind = r"(?:meds?|medications?|medicines?|drugs?)"
    return re.compile(
        rf"\s*(?:that|this|these|those)(?:'s| is| are) (?:the|her|his|their) (?:complete|full|entire|whole) (?:{kind} )?(?:list|{kind})\b",
        re.IGNORECASE,
    )


@cache
def _no_drugs() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:(?:current|home|active|regular|daily|complete|all)\s)*(?:meds?|medications?|medicines?|(?:med|medication|drug)\slist)\s*(?:\([^)\n]*\))?\s*[:=–-]+\s*"
        r"(?:none|nil|no (?:current |regular |daily )?(?:meds?|medications?))\b|\W*(?:takes|on|is on) no (?:(?:other|regular|daily|prescription) )*(?:meds?|medications?|medicines?)\b",
        re.IGNORECASE,
    )


def _is_current(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.status in (Status.CURRENT, Status.HELD)


@cache
def _told_list() -> re.Pattern[str]:
    """ "Her complete medication list is hydroxychloroquine, …": a whole list told in a sentence."""
    return re.compile(
        r"^\W*(?:her|his|the|their|this)\s(?:complete|full|whole|entire)\s(?:current\s)?(?:med(?:ication)?|drug|medicine)s?(?:\slist)?\s(?:is|are|consists? of|comprises?)\s(?P<name>)(?P<only>)(?P<end>)",
        re.IGNORECASE,
    )


@cache
def _header_pattern() -> re.Pattern[str]:
    kind = (
        r"(?:current|active|home|outpatient|inpatient|discharge|admission|present|reconciled|updated|complete|full|all|"
        r"problem-oriented|her|his|patient's|pt'?s?|today's|the|continuing|chronic|scheduled|daily)"
    )
    name = (
        r"(?:meds?|medications?|medicines?|rx|(?:med|medication|drug|medicine)\s(?:list|rec(?:onciliation)?)|mar|prescriptions?|"
        r"(?<=current\s)(?:treatments?|therap(?:y|ies)|drugs|regimen|immunosuppress\w+))"
    )
    return re.compile(
        rf"^[\s\-=*#•>\d.()/\[\]]*(?:{kind}[\s/]+)*(?:(?P<name>{name})(?:\slist)?|"
        r"(?:(?:patient|pt|he|she)\s+)?(?P<only>current(?:ly)?|home|takes|taking(?:\snow)?|on))\b(?P<tail>[^:\n]{0,80}?)"
        r"(?P<end>\s?:|\s-{1,3}\s|[-=]{2,}|\s*\n|\s*$|\s\.{2,})",
        re.IGNORECASE,
    )


@cache
def _not_current() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:prior|previous|past|former|old|tried|failed|stopped|discontinued|to date|history|allerg|change|"
        r"plan|refill|options?|considered|requested|request|new|since|interaction|reviewed with|adherence|"
        r"compliance|denies|side effects|tolerat\w*|names?|none|trials?|episodes?|illness|problems?|response|goal|duration|authorization|"
        r"course|administrations?|start(?:ed)?|necess\w*|is|was|are|were|has|had)\b",
        re.IGNORECASE,
    )


@cache
def _limits() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:relevant|pertinent|incl(?:udes?|uding)?\b|partial|incomplete|not (?:reconciled|reviewed|verified|"
        r"updated|complete)|unverified|unreconciled|unknown|etc|among others|some|select(?:ed)?|"
        r"immunosuppress\w*|lupus|renal|rheum\w*|from memory|carried forward|copied|copy forward|outside|"
        r"old list|last year)\b|\.\.\.\s*$",
        re.IGNORECASE,
    )


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:complete|all|everything|entire|full|reconcil\w+|as of|active orders|nothing else|no others?|"
        r"only these|total list|verified|every bottle|all (?:(?:of )?(?:her|his|the) )?(?:pill )?bottles|whole list)\b",
        re.IGNORECASE,
    )


def _header(passage: Passage) -> re.Match[str] | None:
    """The words that open a list of current drugs, where the passage begins with them."""
    line = passage.words
    if told := _told_list().match(line):
        return told
    first = passage.mentions[0].start - passage.start if passage.mentions else len(line)
    match = _header_pattern().match(line)
    if match is None or match.end() > first + 1:
        return None
    if _not_current().search(re.sub(r"\([^()]*\)", " ", match.group())) and not re.search(
        r"\bas of\b|this is everything|everything (?:s?he|the patient|pt) (?:takes|is on)", match.group(), re.IGNORECASE
    ):
        return None
    if match["only"] and not match["end"].strip().startswith((":", "-", "=")):
        return None
    return match if match["end"].strip() or "\n" in match["end"] or not passage.mentions else None


def _goes_on(before: Passage, passage: Passage) -> bool:
    """Whether a list goes on: with an item or row, in the same paragraph, or directly below a heading that
    stands alone."""
    if before.part.index != passage.part.index:
        return False
    alone = bool(_opens(before)) and not before.mentions  # a heading on a line of its own
    if passage.block != before.block and not alone:
        return False
    if passage.heading != before.heading and not alone and not is_field(passage):
        return False
    return _is_entry(passage) or is_field(passage)


def _is_entry(passage: Passage) -> bool:
    """Whether a line of a list names its drug first: "- MMF 1000 mg BID", "2. prednisone", "OCP: none"."""
    if not passage.mentions:
        return passage.kind == "item" and len(passage.words) < 60
    lead = passage.text[passage.start : passage.mentions[0].start]
    if re.match(r"\W*(?:request\w*|plan\w*|rx|orders?|prescrib\w+|proposed|start|begin)\b", lead, re.IGNORECASE):
        return False  # what is asked for closes the list
    return not re.search(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}", lead) and len(lead) < 24


def is_field(passage: Passage) -> bool:
    """Whether a line only adds a field to the drug above it: "Reason: side effects", "Outcome: partial response"."""
    return re.match(
        r"^[\s\-*•]*(?:reason|outcome|response|result|dose|max(?:imum)? dose|duration|dates?|start(?:ed)?|"
        r"stop(?:ped)?|end(?:ed)?|status|comment|tolerab\w+|tolerated|side effects|adverse \w+|indication|d/c|"
        r"discontinued|frequency|route|strength|sig)"
        r"(?:\s(?:for|of)?\s?(?:stopping|discontinuation|d/c|stop|tried|taken|stopped|trial|therapy|treatment|date))?\s*[:=]",
        passage.words, re.IGNORECASE,
    ) is not None  # fmt: skip


def _complete(listed: Sequence[Passage]) -> bool | None:
    """True where the record calls the list whole; None where that cannot be told, also for a plain list of current drugs."""
    first = listed[0]
    head = first.words[: (first.mentions[0].start - first.start)] if first.mentions else first.words
    words = " ".join(p.words for p in listed)
    if _limits().search(head) or _limits().search(words.split("\n")[0][:160]) or _is_stale(listed):
        return None
    tail = first.text[first.start : listed[-1].end + 90]
    return True if _whole().search(head) or _ends_whole().search(tail) else None


@cache
def _ends_whole() -> re.Pattern[str]:
    """ "These are all his medications", "Nothing else": what closes a list may call it whole as well."""
    return re.compile(
        r"\b(?:these|those|that|this)(?:'s| is| are) (?:all|everything|the (?:complete|full|entire)|her (?:complete|full)|"
        r"his (?:complete|full))\b|\bnothing else\b|\bno other (?:meds?|medications?|medicines|drugs)\b|"
        r"\btakes (?:no|nothing) (?:other|else)\b",
        re.IGNORECASE,
    )


def _is_stale(listed: Sequence[Passage]) -> bool:
    for passage in listed:
        for dated in passage.dates:
            before = passage.text[max(passage.start, dated.start - 24) : dated.start].lower()
            if (
                re.search(r"(?:last )?(?:reviewed|updated|verified|reconciled)\W*(?:on\W*)?$", before)
                and passage.date is not None
            ):
                return (passage.date.earliest - dated.when.latest).days > _STALE_DAYS
    return False
