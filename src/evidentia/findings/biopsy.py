"""Kidney biopsies: their classes by ISN/RPS or WHO, their date, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.doubts import is_doubted
from evidentia.findings.supposed import is_supposed
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Biopsy, Finding, Kind, Span
from evidentia.model.when import When

_ONE = r"(?:VI|IV|V|III|II|I|[1-6]|(?:one|two|three|four|five|six)\b)(?![A-Za-z0-9]|\.\d)(?:\s?-?\s?[GS](?![a-z]))?(?:\s?\((?:A|C|A/C|[AC/,+ ]+)\))?|(?:VI|IV|V|III|II|I)-[GS](?:\s?\(?[AC/]+\)?)?"
CLASSIFIED = "lupus nephritis"  # what the classes of ISN/RPS and WHO are classes of
_ROMAN = {
    "1": "I",
    "2": "II",
    "3": "III",
    "4": "IV",
    "5": "V",
    "6": "VI",
    "ONE": "I",
    "TWO": "II",
    "THREE": "III",
    "FOUR": "IV",
    "FIVE": "V",
    "SIX": "VI",
}


@cache
def _classes() -> re.Pattern[str]:
    lead = r"(?:ISN\s?/?\s?RPS|WHO)(?:\s+(?:20\d\d|class(?:es)?|type))*\s*[:=-]?\s*|\bclass(?:es)?\s*(?:\([^()\n]{0,30}\)\s*)?[:=]?\s*(?:,\s*|\[[xX✓]\]\s*|X\s+)?|\bLN\s*(?:type\s*)?[-,]?\s*|\bnephritis,?\s*(?:type\s*)?|\btype\s+|\b(?:bx|biopsy)\s(?:\(?[\d/-]{3,10}\)?)?\s?[:=]\s?(?=[IV]+\b)|\bcl\.?[ ]?(?=[IV]+\b)"
    return re.compile(
        rf"(?P<lead>{lead})(?P<list>(?:{_ONE})(?:\s*(?:\+|/|&|and|with|plus|,)\s*(?:class\s*)?(?:{_ONE}))*)",
        re.IGNORECASE,
    )


# One of these words stands in whatever tells of a class, or of why there is no biopsy.
_WORDS = (
    "isn",
    "rps",
    "who",
    "class",
    "ln",
    "nephritis",
    "type",
    "biops",
    "bx",
    "cl i",
    "cl v",
    "cl. i",
    "cl. v",
    "cl.i",
    "cl.v",
    "cli",
    "clv",
)


@cache
def _context() -> re.Pattern[str]:
    return re.compile(r"\bLN\b|lupus|nephritis|ISN|RPS|WHO\b|biops|\bbx\b|kidney|renal|glomerul", re.IGNORECASE)


@cache
def _other() -> re.Pattern[str]:
    return re.compile(
        r"heart failure|NYHA|angina|obesity|malocclusion|evidence|recommendation|drug class|airway|mallampati|hemorrhage|HIV|grade|stage|reflux|type (?:1|2|I|II) diab",
        re.IGNORECASE,
    )


@cache
def _none() -> re.Pattern[str]:
    biopsy = r"(?:kidney |renal |repeat |native )*(?:biopsy|biopsies|bx)"
    declined = rf"(?:declin\w+|refus\w+|does(?: not|n't) want|did(?: not|n't) want|unwilling[^.;]{{0,20}}|does not consent[^.;]{{0,10}}|opted against|turned down)\s+(?:to (?:have|undergo) )?(?:a |an |the |any |her |his |kidney |renal )*{biopsy}|{biopsy}[^.;]{{0,30}}\b(?:was |has been |is |were )?(?:repeatedly |twice |again )?(?:declined|refused)|{biopsy}[^.;]{{0,60}}\b(?:she|he|patient|pt) (?:has |had )?(?:repeatedly |twice |again |consistently |always )?(?:declin\w+|refus\w+)"
    barred = rf"{biopsy}[^.;]{{0,40}}(?:contraindicat\w+|unsafe|not safe|too (?:risky|dangerous|high risk)|cannot be (?:done|performed)|not possible|deemed (?:unsafe|too)|precluded|not feasible|could not (?:safely )?be (?:done|performed|obtained)[^.;]{{0,40}}(?:warfarin|anticoag|apixaban|heparin|platelet|thrombocytop|bleed|coagul|solitary|single kidney|unsafe|risk))|(?:contraindicat\w+|not a candidate|unsafe|cannot (?:safely )?(?:undergo|have)|precludes?|too (?:risky|dangerous))[^.;]{{0,30}}{biopsy}"
    undone = rf"(?:no|without(?: a)?|never had(?: a)?|not (?:yet )?(?:had|undergone)(?: a)?)\s+{biopsy}(?! result| report| evidence)|{biopsy}[^.;]{{0,30}}(?:not (?:yet )?(?:been )?(?:done|obtained|performed|available|received|read)|never (?:been )?(?:done|performed)|pending|scheduled|planned|to be (?:done|scheduled)|unread|deferred|not in (?:our|the) chart|requested|awaited)|(?:planning|will|plan|schedule|consider|discuss)\w*[^.;]{{0,24}}{biopsy}"
    return re.compile(rf"(?P<declined>{declined})|(?P<contraindicated>{barred})|(?P<undone>{undone})", re.IGNORECASE)


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The BIOPSY findings of a chart: concept "kidney biopsy"."""
    found = (finding for page in pages for sentence in page.sentences for finding in _sentence(page, sentence))
    return [f for f in found if not (f.when and f.when.earliest > as_of and f.assertion is Assertion.PRESENT)]


@cache
def _expected() -> re.Pattern[str]:
    """ "Scheduled for 01/11/2026; we expect class IV", "patient recalls being told of class IV": no result was read."""
    return re.compile(
        r"\b(?:(?:we|i) (?:expect|anticipate|suspect|predict)|(?:patient|pt|she|he|they) (?:recalls?|remembers?|says|reports|was told|were told|believes?))\b[^.]{0,60}$",
        re.IGNORECASE,
    )


def names_class(text: str) -> bool:
    """Whether a text tells a class, so that the disease needs no finding of its own.

    >>> names_class("LN class IV + V"), names_class("membranous nephropathy, stage II")
    (True, False)
    """
    return _context().search(text) is not None and _classes().search(text) is not None


def _sentence(page: Page, sentence: Sentence) -> Iterator[Finding]:
    text = page.text[sentence.start : sentence.end]
    lower = text.lower()
    if not any(word in lower for word in _WORDS) or is_unchecked(page, sentence):
        return
    if not _context().search(text) and not _in_form(page, sentence):
        return
    tells_of_none = "biops" in lower or "bx" in lower
    dates = [d for d in find_dates(page, sentence.start, sentence.end)]
    for match in _classes().finditer(text):
        if about(page, sentence, sentence.start + match.start()) == "patient":
            if is_supposed(text, 0, match.start(), len(text)) or _expected().search(text, 0, match.start()):
                continue
            found = _result(page, sentence, text, match, dates)
            if found is not None:
                yield found
    for none in _none().finditer(text) if tells_of_none else ():
        # "biopsy declined by insurance" is no word of the patient
        if about(page, sentence, sentence.start + none.start()) == "patient" and not _by_others().match(
            text, none.end()
        ):
            yield _not_there(page, sentence, text, none)


def _not_there(page: Page, sentence: Sentence, text: str, none: re.Match[str]) -> Finding:
    status = none.lastgroup if none.lastgroup != "undone" else _undone(none.group())
    near = text[max(0, none.start() - 12) : none.end()]
    flags = ("repeat",) if re.search(r"\brepeat\b|re-?biops|second|another", near, re.IGNORECASE) else ()
    span = Span(page.document.id, sentence.start + none.start(), sentence.start + none.end())
    detail = Biopsy(status=str(status))
    return Finding("", Kind.BIOPSY, "kidney biopsy", (span,), Assertion.ABSENT, detail=detail, flags=flags)


@cache
def _either() -> re.Pattern[str]:
    """ "class III or IV": an expectation, no reading."""
    return re.compile(r"\s(?:or|versus|vs)\s(?:class\s)?(?:VI|IV|V|III|II|I)\b")


@cache
def _by_others() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:as\s\w+\s)?by\s(?:(?:the|her|his|their)\s)?(?:insur\w+|payer|plan|carrier|hospital|radiology|ir\b|interventional\w*|schedul\w+)",
        re.IGNORECASE,
    )


@cache
def _tissue() -> re.Pattern[str]:
    """A biopsy with the tissue that it was taken of."""
    return re.compile(
        r"\b(?P<other>skin|lip|salivary gland|liver|lung|lymph node|marrow|muscle|nerve|temporal artery|artery|endometrial|breast|"
        r"thyroid|prostate|colon\w*|gastric|donor(?: kidney)?)\s(?:punch\s|core\s|needle\s)?(?:biops\w+|bx)\b|\b(?:biops\w+|bx)\b",
        re.IGNORECASE,
    )


def _in_form(page: Page, sentence: Sentence) -> bool:
    """ "Class (tick all that apply)  [ ] II  [x] III": a row of a form below the one that asks for the biopsy."""
    above = page.text[max(page.part_at(sentence.start).start, sentence.start - 200) : sentence.start]
    return (
        sentence.kind == "row" and re.search(r"\b(?:kidney|renal)\s(?:biopsy|bx)\b", above, re.IGNORECASE) is not None
    )


def _result(page: Page, sentence: Sentence, text: str, match: re.Match[str], dates: Sequence[Dated]) -> Finding | None:
    lead = match["lead"].strip().lower()
    around = text[max(0, match.start() - 30) : match.end() + 30]
    if _other().search(around) and not re.search(r"ISN|RPS|WHO|lupus|LN\b", around):
        return None
    if lead.startswith(("class", "type")) and not _context().search(text) and not _in_form(page, sentence):
        return None
    tissue = list(_tissue().finditer(text, 0, match.start()))
    if tissue and tissue[-1]["other"]:
        return None  # "Skin biopsy: lupus, class IV"
    listed = tuple(
        dict.fromkeys(
            _ROMAN.get(c, c)
            for c in (
                m.group().upper()
                for m in re.finditer(r"ONE|TWO|THREE|FOUR|FIVE|SIX|VI|IV|V|III|II|I|[1-6]", match["list"].upper())
            )
        )
    )
    if not listed or _is_number(text, match):
        return None
    before = text[max(0, match.start() - 50) : match.start()]
    uncertain = re.search(
        r"presum|suspect|likely|possible|probab|clinical(?:ly)? (?:class|consistent)|assumed|if |consistent with|shows? class .{0,12}would|rule out|\?$",
        before + text[match.end() : match.end() + 24],
        re.IGNORECASE,
    )
    if _either().match(text, match.end()) or re.match(
        r"[^.]{0,24}\bbiopsy\s(?:is\s)?(?:booked|scheduled|planned|to follow)", text[match.end() :], re.I
    ):
        return None  # "certain of class III or IV; biopsy booked": nobody has seen it
    if re.search(
        r"\b(?:scheduled|planned|pending|awaited|await(?:ing)?|to confirm|will (?:confirm|show|tell)|to (?:look|rule))\b[^.;]*$",
        text[: match.start()],
        re.IGNORECASE,
    ):
        return None  # a biopsy to come shows nothing yet
    if re.match(
        r"[^.;]{0,48}\b(?:(?:not|never|nor)\s(?:been\s)?(?:seen|identified|present|found|observed|shown)|excluded|ruled out)\b",
        text[match.end() :],
        re.IGNORECASE,
    ):
        return None
    if re.search(r"\b(?:no|not|never|without|rather than|instead of)\W+(?:\w+\W+){0,2}$", before, re.IGNORECASE):
        return None
    doubted = uncertain is not None or is_doubted(text, 0, match.start(), match.end(), len(text))
    flags = (
        ["final reading"]
        if re.search(r"final|amended|revised|corrected|consensus|supersed|re-?read|addend", text, re.IGNORECASE)
        else []
    )
    if re.search(
        r"outside|second (?:opinion|read)|overread|in-house|our patholog|differ|disagree|conflict", text, re.IGNORECASE
    ):
        flags.append("reading")
    # a second reading has the date of the reading, not of the tissue
    again = re.search(r"second (?:opinion|read)|same (?:block|biopsy|specimen|tissue)|overread", text, re.IGNORECASE)
    span = Span(page.document.id, sentence.start + match.start(), sentence.start + match.end())
    return Finding(
        "", Kind.BIOPSY, "kidney biopsy", (span,), Assertion.POSSIBLE if doubted else Assertion.PRESENT,
        when=None if again else _date(page, sentence, match, dates), flags=tuple(flags),
        detail=Biopsy(listed, "result", re.sub(r"\s+(?=,)", "", " ".join(match["list"].split())), CLASSIFIED),
    )  # fmt: skip


def _is_number(text: str, match: re.Match[str]) -> bool:
    """ "LN 2 years ago", "nephritis 5/2021": an arabic number behind LN is no class unless the word class stands there."""
    arabic = re.match(r"\d|[a-z]{3}", match["list"], re.IGNORECASE) and not re.match(r"I|V", match["list"])
    return bool(arabic) and not re.search(r"class|ISN|RPS|WHO", match["lead"], re.IGNORECASE)


def _date(page: Page, sentence: Sentence, match: re.Match[str], dates: Sequence[Dated]) -> When | None:
    """The date nearest to the class in its sentence, where a biopsy is meant by it."""
    text = page.text[sentence.start : sentence.end]
    if not re.search(r"biops|\bbx\b|ISN|RPS|WHO|patholog|dx", text, re.IGNORECASE):
        return None
    place = sentence.start + match.start()
    near = sorted(dates, key=lambda d: min(abs(d.start - sentence.start - match.end()), abs(place - d.end)))
    for dated in near:
        distance = min(abs(dated.start - sentence.start - match.end()), abs(place - dated.end))
        gap = page.text[min(dated.end, place) : max(dated.start, place)]
        if distance <= 60 and not re.search(r"MMF|start|UPCR|dose|course", gap):
            return dated.when
    return None


def _undone(words: str) -> str:
    lower = words.lower()
    if "schedul" in lower or "plan" in lower or "to be" in lower:
        return "scheduled"
    waits = ("pending", "unread", "awaited", "received", "not read", "not yet read", "available")
    return "pending" if any(word in lower for word in waits) else "not done"
