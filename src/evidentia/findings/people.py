"""Who prescribes, who wrote, and whether a specialist was consulted.

A specialty counts where it stands with the name (signature, "Ordering: R. Feld MD (Nephrology)"), in the title
of the part that the person signs, or in the writer's own words ("I am a board-certified rheumatologist"). Where
the record gives a name without a specialty the concept is "unknown". A referral that is only placed or planned
is no consultation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.consultations import consultations
from evidentia.findings.context import about
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.text import Page, Part
from evidentia.model.finding import Assertion, Finding, Kind, Person, Span
from evidentia.model.frozen import frozen


@frozen
class _Named:
    """A person at one place, with the specialty that stands with the name."""

    start: int
    end: int
    name: str | None
    credential: str | None
    specialty: str | None
    role: str  # "prescriber" | "author" | "consultant"


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The PRESCRIBER, CONSULTATION and VISIT findings of a chart; a consultant's own note is a CONSULTATION."""
    fields = fields_of(vocabulary)
    return [f for page in pages for f in (*_people(page, fields), *consultations(page, fields), *_visits(page, fields))]


class _Key:
    """The specialties of a vocabulary as a key by identity."""

    def __init__(self, vocabulary: Mapping[str, Any]) -> None:
        self.entries = vocabulary["specialties"]

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.entries is other.entries


def fields_of(vocabulary: Mapping[str, Any]) -> Lexicon:
    """The names of specialties and of those who practise them."""
    return _fields(_Key(vocabulary))


@lru_cache(maxsize=2)
def _fields(key: _Key) -> Lexicon:
    names: dict[str, list[str]] = {}
    exact: dict[str, list[str]] = {}  # "ID", "IM": only in capitals
    for concept, entry in key.entries.items():
        for name in (concept, *entry.get("names", ()), *entry.get("persons", ())):
            (exact if name.isupper() and len(name) <= 3 else names).setdefault(concept, []).append(name)
    return Lexicon(names, exact)


def _people(page: Page, fields: Lexicon) -> Iterator[Finding]:
    found = [named for part in page.parts for named in _of_part(page, part, fields)]
    if not found:
        found = list(_from_titles(page, fields))
    for named in found:
        if _to_be_asked().match(page.text, named.end):
            continue
        span = (Span(page.document.id, named.start, named.end),)
        person = Person(named.name, named.credential, named.role)
        if named.role == "consultant":
            when = page.date_of(named.start)
            yield Finding(
                "", Kind.CONSULTATION, named.specialty or "unknown", span, Assertion.PRESENT, when=when, detail=person
            )
        else:
            yield Finding("", Kind.PRESCRIBER, named.specialty or "unknown", span, detail=person)


@cache
def _to_be_asked() -> re.Pattern[str]:
    """ "Dr. Adams, Neurology, will be consulted": nobody has asked yet."""
    return re.compile(
        r"[\s,)]*(?:will (?:be (?:consulted|asked|contacted|involved)|see)|(?:is )?to (?:be (?:consulted|asked)|see)|not (?:yet )?consulted)\b",
        re.IGNORECASE,
    )


def _visits(page: Page, fields: Lexicon) -> Iterator[Finding]:
    """Visits to a specialist: a dated note that one signs, and "seen in neurology clinic on 01/15/2026"."""
    for part in page.parts:
        if part.date is None or part.kind not in ("note", "consult") or _no_visit().search(part.title):
            continue
        for named in _of_part(page, part, fields):
            if named.specialty is not None:
                span = (Span(page.document.id, named.start, named.end),)
                yield Finding("", Kind.VISIT, named.specialty, span, Assertion.PRESENT, when=part.date)
                break
    for sentence in page.sentences:
        for match in _seen().finditer(page.text, sentence.start, sentence.end):
            found = fields.find(page.text, match.start(), min(sentence.end, match.end() + 60))
            dates = find_dates(page, match.start(), min(sentence.end, match.end() + 90))
            if not found or not dates or about(page, sentence, match.start()) != "patient":
                continue
            span = (Span(page.document.id, match.start(), max(found[0].end, dates[0].end)),)
            lead = page.text[max(sentence.start, match.start() - 24) : match.start()]
            since = re.search(r"\bsince\s+$", page.text[match.start() : dates[0].start])
            if re.search(r"\b(?:no|not|never|without)\s(?:\w+\s)?$", lead, re.IGNORECASE):
                if since:  # "no visit with neurology since 01/14/2025": one on that day, none later
                    yield Finding("", Kind.VISIT, found[0].concept, span, Assertion.ABSENT, when=dates[0].when)
                continue
            if not re.search(
                r"\b(?:cancel\w*|missed|no[- ]show|scheduled|booked|next)\b",
                page.text[match.start() : dates[0].end],
                re.IGNORECASE,
            ):
                yield Finding("", Kind.VISIT, found[0].concept, span, Assertion.PRESENT, when=dates[0].when)


@cache
def _no_visit() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:phone|telephone|message|portal|e-?mail|lab|order|infusion|pharmacy|chart review)\b", re.IGNORECASE
    )


@cache
def _seen() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:last |most recently |was |re-?)?(?:seen|examined|evaluated|followed up|reviewed)\s(?:by|in|at|with)\b|\b(?:office |clinic |outpatient |follow-?up )?(?:visit|encounter|appointment) (?:in|with|to|at)\b|\b(?:last|latest|most recent) (?:\w+ )?(?:clinic )?(?:visit|appointment|follow-?up|exam(?:ination)?)\b|"
        r"\b(?:neurology|neuromuscular|nephrology|rheumatology|specialist)\s(?:clinic\s)?(?:visit|follow-?up|f/u|appointment|exam)\b",
        re.IGNORECASE,
    )


_NO_PRESCRIBERS = ("pharmacy", "pathology", "radiology")  # a part titled so does not give its doctors' specialty


@cache
def _person() -> re.Pattern[str]:
    word = r"(?:[A-Z][\w'’]*|[A-Z]\.)(?:-[A-Z][\w'’]*)*\.?"
    degree = r"(?:MRCPsych|MRCP|FRCP|M\.?D\.?|D\.?O\.?|MBBS|MBChB|PMHNP(?:-BC)?|FNP(?:-BC|-C)?|PsyD|Ph\.?D\.?|LCSW|DNP|APRN|ARNP|CRNP|CNP|NP(?:-C)?|PA(?:-C)?|PharmD|RN)"
    return re.compile(
        r"(?=[A-Z])(?:"  # settles most places at once
        rf"\bDr\.?[ ](?P<doctor>{word}(?:[ ]{word}){{0,3}})(?:,?[ ](?P<doctor_degree>{degree})\b)?"
        rf"|(?<![\w-])(?P<name>{word}(?:[ ](?:{word}|de|van|von|der|la|al)){{1,4}}),?[ \n]+(?P<degree>{degree})(?![\w-])"
        rf"|\bDr\.?[ ](?P<nobody>-{{2,}}))"
    )


def _of_part(page: Page, part: Part, fields: Lexicon) -> Iterator[_Named]:
    any_named = False
    for match in _person().finditer(page.text, part.start, part.end):
        line = _line(page.text, match.start(), match.end())
        if not _signs(page, part, match, line) and not _behind_field(page.text, line[0], match.start(), fields):
            continue
        credential = match["degree"] or match["doctor_degree"]
        if credential in ("RN", "PharmD"):
            continue
        specialty, end = _specialty(page, part, match, line, fields)
        any_named = True
        role = _role(page, part, page.text[line[0] : match.start()])
        yield _Named(match.start(), end, _clean(match["name"] or match["doctor"]), credential, specialty, role)
    if not any_named:
        yield from _unnamed(page, part, fields)


def _clean(name: str | None) -> str | None:
    """The name without a word of signing before it ("Signed Ann Low MD")."""
    bare = (
        re.sub(r"^(?:(?:Electronically|Signed|Sincerely|Author|Provider|Attending|By|Dr)\s+)+", "", name)
        if name
        else ""
    )
    return " ".join(bare.split()).strip(" .,") or None


_LINE = 400  # characters: what stands further away on one line does not belong to a name


def _line(text: str, place: int, behind: int = 0) -> tuple[int, int]:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", max(place, behind))
    end = len(text) if end < 0 else end
    return max(start, place - _LINE), min(end, place + _LINE)


@cache
def _others() -> re.Pattern[str]:
    """Words before a name that make it somebody else's: copies, addressees, referring and reading doctors."""
    return re.compile(
        r"\b(?:cc|pcp|primary care|to|attn|attention|dear|referr\w+|ref'd|interpreted|read by|patholog\w+|"
        r"radiolog\w+|reviewer|reviewed by|medical director|path|sent to|copy|former|previous\w*|resident|"
        r"surgeon|per|saw|seen by|told|appointment|appt|with|from clinic of)\b[\s:.,]*(?:by\b[\s:]*|dr\.?\s|"
        r"the\s)*$",
        re.IGNORECASE,
    )


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:examination|order(?:ing|ed)?(?:[^.;:\n]{0,40}(?=:)|\s(?:md|provider|physician|prescriber|by))?|prescrib\w+(?:\s(?:md|provider|"
        r"physician|and specialty))?|requesting(?:\s\w+)?|submitted by|attending(?:\sphysician)?|provider|physician|"
        r"consultant(?:\sand\sprescriber)?|author|from(?:\sthe\sdesk\sof)?|dictated(?:\sby)?|signed(?:\sby)?|e-?signed(?:\sby)?|"
        r"electronically signed(?:\sby)?|seen by|by|sincerely|regards|respectfully|cordially|yours(?:\struly)?|faithfully|clinician|rheumatologist|nephrologist|requested by|"
        r"treating\s\w+|statement|letter)\b(?:\s(?:is|was))?[\s:.,(\"“|-]*$",
        re.IGNORECASE,
    )


def _signs(page: Page, part: Part, match: re.Match[str], line: tuple[int, int]) -> bool:
    """Whether a name stands as signature, letterhead or form field, not in the middle of a sentence."""
    before = page.text[line[0] : match.start()]
    if _others().search(before[-40:]) and not re.search(r"\bfrom:\s*$", before, re.IGNORECASE):
        return False
    if part.is_foreign or part.kind == "pathology" or _acts().match(page.text, match.end(), line[1]):
        return False
    if part.kind == "labs" and not re.search(r"\bprescrib|\bordering", before, re.IGNORECASE):
        return False
    bare = before.strip(" -–—*#~=\t(")
    if _orders().match(page.text, match.end()):
        return True
    if not bare or (_labels().search(before) and not _passive().search(before)):
        return True
    if _closes(page, part, match, line) or (
        page.text.count("\n", part.start, line[0]) <= 2 and re.search(r"\s[-–—]\s*$", before)
    ):
        return True
    if _dated().search(before) and not _is_sentence(bare) and len(bare.split()) <= 8:
        return True  # "NEPHROLOGY RESPONSE, 07/01/2026  Ignatius Balogun, MD"
    if page.text.count("\n", part.start, line[0]) > 2 or _is_sentence(bare):
        return False
    if before.rstrip().endswith("(") and not _title().search(bare):
        return False  # "(Dr. Hu, rheumatology)" in a sentence is somebody that the patient saw
    behind = re.split(r"\.\s|\s-{2,}", page.text[match.end() : line[1]])[0].strip(" -–—*#~=\t).,")
    return len(behind.split()) <= 8 or "   " in behind


@cache
def _orders() -> re.Pattern[str]:
    """ "… w/ Dr. Nwosu (attending psychiatrist), who examined pt and orders": who orders is the prescriber, wherever the name stands."""
    return re.compile(r"[^.;\n]{0,60}\bwho\s[^.;]{0,40}\b(?:and\s)?(?:orders|ordered|prescribes)\b", re.IGNORECASE)


def _closes(page: Page, part: Part, match: re.Match[str], line: tuple[int, int]) -> bool:
    """ "Examined and ordered by me. Claire Denton, MD, Psychiatry": a name that closes a part or paragraph behind a full stop."""
    last = not page.text[line[1] : part.end].strip() or _paragraph_ends().match(page.text, line[1]) is not None
    behind = page.text[match.end() : line[1]].strip(" .,")
    return (
        last and len(behind.split()) <= 6 and re.search(r"[.;–—-]\s+$", page.text[line[0] : match.start()]) is not None
    )


@cache
def _paragraph_ends() -> re.Pattern[str]:
    return re.compile(r"\n[ \t]*\n")


def _behind_field(text: str, start: int, place: int, fields: Lexicon) -> bool:
    """ "Encounter: Nephrology, A. Dubois MD": a name behind its clinic, at the head of a line."""
    before = text[start:place]
    found = fields.find(text, start, place)
    label = re.sub(r"[\W\d]+", " ", before).split()
    return bool(found) and len(label) <= 4 and not text[found[-1].end : place].strip(" ,:(-–")


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}[,:)]?\s*$")


@cache
def _passive() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:seen|evaluated|followed|managed|recommended|advised|examined|consulted|treated|started|given)\b[^.;:]{0,40}\bby\b",
        re.IGNORECASE,
    )


@cache
def _acts() -> re.Pattern[str]:
    """A name with a verb behind it stands in a sentence: "Dr. Quist recommended rituximab"."""
    return re.compile(
        r"\)?[,:]?\s(?:who\s|also\s|has\s|had\s)?(?:recommend|agree|saw|advis|is|was|has|had|will|sent|wrote|and|said|told|prefers|thinks|felt|follows|suggest|evaluated|does|did)\w*\b"
    )


def _is_sentence(words: str) -> bool:
    """Whether words run on in small letters, as in a sentence and not in a title."""
    runs_on = re.search(r"\b[a-z]{3,}\s[a-z]{2,}\s[a-z]{2,}\b|[a-z]\.\s+[A-Z]", words)
    return runs_on is not None or len(words.split()) > 14


@cache
def _title() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:note|visit|letter|consult\w*|statement|summary|clinic|f/u|follow|report|encounter|evaluation|record)\b",
        re.IGNORECASE,
    )


def _role(page: Page, part: Part, before: str) -> str:
    lower = before.lower()
    if re.search(r"prescrib|order|request|submitted", lower):
        return "prescriber"
    if part.kind == "consult" and len(page.parts) > 1:
        return "consultant"
    return "prescriber" if part.kind in ("letter", "order", "form") else "author"


def _specialty(
    page: Page, part: Part, match: re.Match[str], line: tuple[int, int], fields: Lexicon
) -> tuple[str | None, int]:
    """The specialty with a name: behind it, below it, before it on its line, in the part's title, in the
    writer's words."""
    text = page.text
    ends = (match["degree"] or "").count(".") == 1 and text[
        match.end() - 1
    ] == "."  # "T. Alvarez, MD. Rheumatology was asked"
    behind = line[1] if not ends else match.end()
    for start, end in ((match.end(), min(behind, match.end() + 90)), _line_below(text, line, match)):
        found = fields.find(text, start, end)
        if found:
            return found[0].concept, found[0].end
    ahead = fields.find(text, line[0], match.start())
    if ahead and len(text[ahead[-1].end : match.start()]) < 60:
        return ahead[-1].concept, match.end()
    specialty = (
        _self_described(text, part, fields)
        or _named_elsewhere(page, match, fields)
        or _title_specialty(page, part, fields)
    )
    return specialty, match.end()


def _named_elsewhere(page: Page, match: re.Match[str], fields: Lexicon) -> str | None:
    """The specialty that stands with the same surname elsewhere: "Dr Stannard" here, "P. Stannard, Consultant Psychiatrist" there."""
    words = [w.strip(".,") for w in (match["name"] or match["doctor"] or "").split()]
    surname = next((w for w in reversed(words) if not re.fullmatch(r"(?:M|F)RC\w+|M\.?D|D\.?O", w)), "")
    if len(surname) < 3:
        return None
    for other in re.finditer(rf"\b{re.escape(surname)}\b[^\n.;]{{0,48}}", page.text):
        if other.start() != match.start():
            found = fields.find(page.text, other.start(), other.end())
            if found:
                return found[0].concept
    return None


def _line_below(text: str, line: tuple[int, int], match: re.Match[str]) -> tuple[int, int]:
    """The short line under a name that ends its own line: "Conrad V., MD" / "Rheumatology"."""
    if text[match.end() : line[1]].strip(" .,") or line[1] + 1 >= len(text):
        return line[1], line[1]
    below = _line(text, line[1] + 1)
    words = text[below[0] : below[1]]
    sentence = re.search(
        r"\b(?:referred|refer|seen|saw|consult\w*|follow\w*|with|to|by|co-\w+|pending|discussed|declin\w+)\b",
        words,
        re.IGNORECASE,
    )
    return below if 0 < len(words.split()) <= 8 and ":" not in words and not sentence else (line[1], line[1])


@cache
def _self() -> re.Pattern[str]:
    return re.compile(
        r"\bI am[.,] (?:Dr\.? )?(?:[A-Z][\w'-]+ ){1,3}?[A-Z][\w'-]+, (?=[a-z])|\b(?:I am|I'm|as|am) (?:a|an|the|her|his)\s(?:[\w-]+\s){0,4}?(?=\w+(?:ologist|iatrist|internist|"
        r"physician|doctor))",
        re.IGNORECASE,
    )


def _self_described(text: str, part: Part, fields: Lexicon) -> str | None:
    for match in _self().finditer(text, part.start, part.end):
        found = fields.find(text, match.end(), match.end() + 40)
        if found:
            return found[0].concept
    return None


def _title_specialty(page: Page, part: Part, fields: Lexicon) -> str | None:
    """The clinic of the title or letterhead: the first lines of the part as long as they are no sentence."""
    place = part.start
    for _ in range(3):
        start, end = _line(page.text, place)
        words = page.text[start:end]
        if end > part.end or _is_sentence(words) or (words.rstrip().endswith(".") and len(words.split()) > 4):
            break
        found = [
            m
            for m in fields.find(page.text, start, end)
            if m.concept not in _NO_PRESCRIBERS and not _asked_there(page.text, start, m.start)
        ]
        if found:
            return found[0].concept
        place = end + 1
        if place >= part.end:
            break
    return None


def _asked_there(text: str, start: int, place: int) -> bool:
    """ "Re:", "To:", "ref'd by": a specialty in the title that is not the writer's."""
    return (
        re.search(r"\b(?:re|to|cc|attn|referr\w+|ref'd by|referral)\b[^\n]{0,40}$", text[start:place], re.IGNORECASE)
        is not None
    )


@cache
def _signature() -> re.Pattern[str]:
    return re.compile(r"^[ \t]*(?P<name>[A-Z]\.[ ]?(?:[A-Z]\.[ ]?)?[A-Z][\w'’-]+)[ \t]*$", re.MULTILINE)


def _unnamed(page: Page, part: Part, fields: Lexicon) -> Iterator[_Named]:
    """A signature without a credential ("N. Alvarado"), or one that gives the specialty only ("Consultant
    Nephrologist")."""
    text = page.text
    signed = list(_signature().finditer(text, part.start, part.end))
    if signed:
        specialty = _self_described(text, part, fields) or _title_specialty(page, part, fields)
        yield _Named(
            signed[-1].start("name"), signed[-1].end("name"), signed[-1]["name"], None, specialty, _role(page, part, "")
        )
        return
    field = re.compile(
        r"^[ \t]*(?:ordering|prescrib\w+|requesting|referring to)\s?(?:md|provider|"
        r"physician)?\s?:\s?(?P<what>[^\n]{3,40})$",
        re.IGNORECASE | re.MULTILINE,
    )
    for match in field.finditer(text, part.start, part.end):
        if found := fields.find(text, match.start("what"), match.end("what")):
            yield _Named(match.start(), match.end(), None, None, found[0].concept, "prescriber")
            return
    last = text[part.start : part.end].rstrip()
    start = part.start + last.rfind("\n") + 1
    end = part.start + len(last)
    found = fields.find(text, start, end)
    if (
        found
        and len(text[start:end].split()) <= 7
        and re.search(r"(?:ologist|iatrist|internist|physician)\b", text[start:end], re.IGNORECASE)
    ):
        yield _Named(start, end, None, None, found[0].concept, _role(page, part, ""))
    elif (own := _self_described(text, part, fields)) is not None:
        match = next(_self().finditer(text, part.start, part.end))
        yield _Named(match.start(), match.end() + 20, None, None, own, _role(page, part, ""))


def _from_titles(page: Page, fields: Lexicon) -> Iterator[_Named]:
    """Where nobody signs, the clinic of the title speaks for the writer of the note."""
    for part in page.parts:
        specialty = _title_specialty(page, part, fields)
        if specialty is not None and part.kind not in ("labs", "pathology", "record", "payer"):
            start = next((k for k in range(part.start, part.end) if not page.text[k].isspace()), part.start)
            end = _line(page.text, start)[1]
            yield _Named(start, end, None, None, specialty, _role(page, part, ""))
