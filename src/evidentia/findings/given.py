"""Days on which an infused drug was given: which dates of a passage are such days, and of which drug.

A date counts where it stands in a chain behind the drug, a course number ("C1", "2nd:", "latest course") or a
word of giving ("infused", "completed"), and no word of another matter (a laboratory value, an approval, a
biopsy) comes between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from evidentia.findings import regimens, relatives
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.indications import indication_of
from evidentia.findings.passages import Passage
from evidentia.findings.supposed import is_supposed
from evidentia.model.frozen import frozen
from evidentia.model.quantity import Quantity
from evidentia.model.when import When


@frozen
class Given:
    """One administration, or one partial date of a course."""

    when: When
    start: int
    end: int
    concept: str
    product: str | None
    dose: Quantity | None
    indication: str | None
    passage: Passage


@frozen
class Topic:
    """The drug that lines of dates are about, and whether its own line leads them in ("Riabni for LN:")."""

    mention: Mention
    indication: str | None
    passage: Passage
    leads: bool


def topic_of(passage: Passage, topic: Topic | None, names: DrugNames) -> Topic | None:
    """The infused drug that dates in the lines below belong to, until another drug or matter begins."""
    own = [m for m in passage.mentions if is_infused(m, names)]
    if own:
        indication = indication_of(passage.words)
        if indication is None and topic is not None and topic.mention.concept == own[-1].concept:
            indication = topic.indication
        return Topic(own[-1], indication, passage, _leads_in(passage, own[-1]))
    if topic is None or topic.passage.part.index != passage.part.index or passage.mentions:
        return None
    in_form = passage.part.kind in ("form", "record")  # each line of a form is a heading of its own
    same_heading = passage.heading == topic.passage.heading or passage.kind in ("item", "row") or in_form
    near = passage.block == topic.passage.block or passage.part.kind == "record" or passage.kind in ("item", "row")
    return topic if near and same_heading else None


def _leads_in(passage: Passage, mention: Mention) -> bool:
    """Whether lines of dates may follow: "Riabni for LN:", "Drug: rituximab", "Rituximab history", "Infusion
    record"."""
    behind = passage.text[mention.end : passage.end]
    return (
        passage.part.kind == "record"
        or re.match(r"\W*(?:drug|medication|product|agent|infusion)\W{1,20}\w", passage.words, re.IGNORECASE)
        is not None
        or re.match(r"[^.\n]{0,60}:\s*(?:$|\n|\d|C\d|first|1st)", behind, re.IGNORECASE) is not None
        or re.search(
            r"\b(?:history|courses?|infusions?|doses|given|administrations?|treatment dates|log|received)\b",
            passage.words,
            re.IGNORECASE,
        )
        is not None
    )


def is_infused(mention: Mention, names: DrugNames) -> bool:
    return not mention.name.is_class and bool(names.drugs[mention.concept].get("courses"))


def given_in(passage: Passage, topic: Topic | None, names: DrugNames, asked: set[int], as_of: date) -> Iterator[Given]:
    """The dates of a passage on which a drug was given, with the drug that they belong to."""
    if passage.in_list or not passage.is_patient:
        return
    asides = _asides(passage)
    labels = [m for m in passage.mentions if _is_label(passage, m)]
    own = [m for m in passage.mentions if is_infused(m, names) and m not in labels]
    if own and topic is not None and topic.mention in own and passage.dates and passage.dates[0].start < own[0].start:
        topic = None  # what stands before the drug is not led in by it
    others = [m for m in passage.mentions if m not in own and m not in labels]
    chain: Mention | None = None
    place = passage.start
    for dated in passage.dates:
        if any(start <= dated.start < end for start, end in asides):
            continue
        named = [m for m in own if place <= m.start < dated.start]
        chain = _chain(passage, chain, topic, place, dated, named, others, asked, asides)
        place = dated.end
        if (
            chain is None
            or _is_future(dated, passage, as_of)
            or _not_given(passage, dated)
            or _is_period(dated, passage)
            or relatives.is_of_another(passage.text, passage.start, dated.start, passage.end)
            or is_supposed(passage.text, passage.start, dated.start, passage.end)
        ):
            continue
        about = topic if topic is not None and topic.mention.concept == chain.concept else None
        label = next(
            (m.name.product for m in labels if m.start >= dated.end and "\n" not in passage.text[dated.end : m.start]),
            None,
        )
        yield Given(
            when=dated.when,
            start=dated.start,
            end=dated.end,
            concept=chain.concept,
            product=label or chain.name.product or (about.mention.name.product if about else None),
            dose=_dose(passage, dated) or (_each(about.passage) if about else None),
            indication=_used_for(passage, chain, dated) or (about.indication if about else None),
            passage=passage,
        )


def _used_for(passage: Passage, chain: Mention, dated: Dated) -> str | None:
    """What the drug of the chain was given for: what stands between it and the day counts before what the sentence says."""
    if passage.start <= chain.start < dated.start and (own := indication_of(passage.text[chain.end : dated.start])):
        return own
    return indication_of(passage.words)


def _chain(
    passage: Passage,
    chain: Mention | None,
    topic: Topic | None,
    place: int,
    dated: Dated,
    named: Sequence[Mention],
    others: Sequence[Mention],
    asked: set[int],
    asides: Sequence[tuple[int, int]],
) -> Mention | None:
    """The drug whose chain of dates this date goes on with, or opens; None where it is the date of something else."""
    if any(place <= m.start < dated.start and (not named or m.start > named[-1].start) for m in others):
        return None
    if named:
        first = named[-1]
        between = _without(passage.text, first.end, dated.start, asides)
        return first if first.start not in asked and _gives(between, passage, first) else None
    lead = _without(passage.text, place, dated.start, asides)
    lead = _asides_of_words().sub(" ", lead)
    if topic is not None and _marked_given(lead, passage, dated) and topic.mention.start not in asked:
        return topic.mention
    if _other_matter(lead):
        return None
    behind = _behind(passage, dated)
    if behind is not None and behind.start not in asked:
        return behind
    if chain is not None:
        return chain if _links(lead) or _course_words().search(lead) else None
    if topic is None or (topic.mention.start in asked and not _earlier().search(lead)):
        return None
    if _matters().search(passage.text[passage.start : dated.start]) and not _course_nouns().search(lead):
        return None  # "eGFR 64 on 01/05/2026 and 67 on 06/22/2026": the line is about something else
    opens = topic.leads and (_course_words().search(lead) is not None or _opens(lead, passage, dated))
    return topic.mention if opens or _course_nouns().search(lead) else None


@cache
def _asides_of_words() -> re.Pattern[str]:
    """Marks and words that only point: "(a)", "for this diagnosis", "the course before, 5-12-2025"."""
    return re.compile(
        r"^\s*\(?[a-h][.)]\s|\bfor (?:this|the same) (?:diagnosis|condition|indication)\b|(?<=course )before(?: that| this)?\b|(?<=one )before(?: that)?\b",
        re.IGNORECASE,
    )


def _marked_given(lead: str, passage: Passage, dated: Dated) -> bool:
    """ "Rescheduled 10/06/2025 - given": the word behind the day decides."""
    near = re.split(r"[;.]\s|\n", lead)[-1]
    moved = re.fullmatch(
        r"\W*(?:re-?schedul\w*|moved|rebooked|make-?up(?:\sdose)?)\W*(?:to|for|on)?\W*", near, re.IGNORECASE
    )
    behind = r"\W{0,4}(?:and\s|was\s){0,2}(?:given|infused|administered|completed)\b"
    return moved is not None and re.match(behind, passage.text[dated.end : dated.end + 30], re.IGNORECASE) is not None


@cache
def _earlier() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:previous|prior|earlier|past|last|first|latest)\s(?:\w+\s)?(?:courses?|infusions?|doses?|treatments?)\b|\bof this drug\b|\b(?:administered|infused|given)\W*$",
        re.IGNORECASE,
    )


def _behind(passage: Passage, dated: Dated) -> Mention | None:
    """A drug that a date in front of it belongs to: "2025-03-04 RIABNI 1000 mg given", "On 3/4/25 she received
    Ruxience"."""
    mention = next((m for m in passage.mentions if m.start >= dated.end), None)
    if mention is None or mention.name.is_class:
        return None
    between, after = (
        passage.text[dated.end : mention.start],
        passage.text[mention.end : passage.end].split("\n")[0][:80],
    )
    between = re.sub(r"\.{3,}", " ", between)  # dots that lead the eye over a gap
    if len(between) > 60 or _matters().search(between) or re.search(r"[.;]\s", between):
        return None
    if _is_ledger_row(passage, dated.start, between, after):
        return mention
    row = not re.sub(r"[\W\d]+|\b(?:am|pm|iv|drug|dose|mg)\b", "", between, flags=re.IGNORECASE)
    given = r"\b(?:given|administered|infused|completed|tolerated|started at)\b"
    if row and (passage.part.kind == "record" or re.search(given, after, re.IGNORECASE)):
        return mention
    return (
        mention
        if re.search(
            r"\b(?:received|was given|got|underwent|was infused with|had (?:her|his))\b", between, re.IGNORECASE
        )
        else None
    )


def _is_ledger_row(passage: Passage, start: int, between: str, after: str) -> bool:
    """ "October 2 and October 16, 2024 ........ Truxima" below "He has had the following": nothing but days and a drug."""
    months = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    bare = re.sub(rf"[\W\d]+|\b(?:and|&|(?:{months})[a-z]*)\b", "", between, flags=re.IGNORECASE)
    rest = re.sub(r"[\W\d]+|\b(?:mg|g|iv|each|x)\b", "", after, flags=re.IGNORECASE)
    above = passage.text[max(0, passage.start - 320) : start]
    told = re.search(
        r"\b(?:courses?|infusions?|doses?|cycles?|given)\W{0,3}:|\b(?:has had|have had|had the following|was given|treatment record|(?:infusion|treatment) (?:record|history|dates|log|ledger|table|sheet)|(?:prior|previous|past) (?:infusions|courses|doses|treatment)|received)\b",
        above,
        re.IGNORECASE,
    )
    other = re.search(r"\b(?:approv|authori|request|schedul|planned|to come|upcoming|order)\w*", above, re.IGNORECASE)
    return not bare and not rest and told is not None and other is None


def _asides(passage: Passage) -> list[tuple[int, int]]:
    """Brackets that speak of another matter: "Riabni for LN (class III, bx 2024): …"."""
    brackets = re.finditer(r"\([^()\n]*\)", passage.words)
    return [(passage.start + b.start(), passage.start + b.end()) for b in brackets if _matters().search(b.group())]


def _without(text: str, start: int, end: int, asides: Sequence[tuple[int, int]]) -> str:
    piece = text[start:end]
    for first, last in asides:
        if start <= first and last <= end:
            piece = piece[: first - start] + " " * (last - first) + piece[last - start :]
    return piece


def _is_label(passage: Passage, mention: Mention) -> bool:
    """A product in brackets behind dates names what was given on them: "9/8/21 & 9/22/21 (Rituxan)"."""
    return any(passage.text[d.end : mention.start].strip() == "(" for d in passage.dates if d.end <= mention.start)


@cache
def _course_words() -> re.Pattern[str]:
    return re.compile(
        r"#\s?\d|\b(?:c\d+(?:d\d+)?|cycle\s?\d|course\s?#?\d*|round(?:\s(?:one|two|three|four|\d))?|\d(?:st|nd|rd|th)|first|second|third|fourth|fifth|latest|"
        r"last|most recent|previous|prior|initial|dose|infus\w*|given|received|administered|completed|day\s?\d+|"
        r"d\d+|then|also|again|and|repeat(?:ed)?|retreat\w*)\b",
        re.IGNORECASE,
    )


@cache
def _course_nouns() -> re.Pattern[str]:
    return re.compile(
        r"#\s?\d|\b(?:c\d+(?:d\d+)?|cycle|courses?|infus(?:ion|ions|ed)|doses?|administered|\d(?:st|nd|rd|th)\s(?:course|dose|infusion))\b",
        re.IGNORECASE,
    )


def _links(lead: str) -> bool:
    """Whether only marks, joining words and the regimen stand between two dates of a chain."""
    bare = re.sub(
        r"\d[\d.,]*\s?(?:mg/m2|mg/m²|mg|g)\b|[x×]\s?\d|\b(?:and|then|iv|completed|given|day|d|c|course|cycle|dose|infusion|to|mg|g|x|single|doses|on|again|\d*(?:st|nd|rd|th))\b|\d+",
        " ",
        lead,
        flags=re.IGNORECASE,
    )
    return len(lead) < 60 and not re.sub(r"[\s+&,;:/()\-–.#]+", "", bare)


@cache
def _matters() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:g/g|mg/g|mg/mmol|g/l|umol|mg/dl|ml/min|blood count|upcr|pcr|acr|proteinuria|protein|egfr|creatinine|creat|igg|cbc|wbc|labs?|cd19|biops\w+|bx|dx|diagnos\w+|from|approv\w+|auth\w*|denied|denial|lapsed|expired|valid|visit|seen|note|letter|hbsag|hbv|hep\w*|anti-hbc|mri|ct|cxr|"
        r"next|due|schedul\w+|planned|plan|request\w*|cancel\w+|held|missed|overdue|resched\w+|since|until|before|after|relapse|flare\w*|remission|admitted|infection|vaccin\w+|order(?:ed)?|reviewed|printed|remained|reaction|stopped|discontinued|switched|claims?|check\w*|quant|drawn|urine|incat|i-?rods|rods|grip|kpa|mrc|scores?)\b",
        re.IGNORECASE,
    )


def _other_matter(lead: str) -> bool:
    """Whether the words before a date speak of something else than giving the drug."""
    near = re.split(r"[;.]\s|\n\s*\n|\n(?=\s*[-*•\d])", lead)[-1]
    return _matters().search(near) is not None


def _gives(between: str, passage: Passage, mention: Mention) -> bool:
    """Whether a date behind a drug is one of giving it: "Riabni for LN: 3/1/25", "rituximab 1 g on …", "last
    infused in …"."""
    between = _for_a_flare().sub(" ", between)
    if _matters().search(between):
        return False
    if len(between) > 160 or "\n\n" in between:
        return False
    before = passage.text[max(passage.start, mention.start - 40) : mention.start].rsplit("\n", 1)[-1]
    if re.search(
        r"\b(?:approv\w+|denied|request\w*|authori[sz]\w+|consider\w*|plan\w*|recommend\w*|discuss\w*|order\w*|"
        r"never|no|before any|prior to any|before starting|prior to starting|ahead of|start\w* pa|reactions?|anaphyla\w+|hypotension|hives|allerg\w+|intoleran\w+|"
        r"adverse)\b[^.;]{0,30}$",
        before,
        re.IGNORECASE,
    ):
        return False
    words = re.findall(r"[A-Za-z]{3,}", between)
    plain = [w for w in words if not _course_words().fullmatch(w) and w.lower() not in _PLAIN]
    return len(plain) <= 6 if _course_words().search(between) or ":" in between else len(plain) <= 2


@cache
def _for_a_flare() -> re.Pattern[str]:
    """Why it was given; the day behind it is the day of giving."""
    return re.compile(
        r"\bfor (?:an? |the |her |his |severe |renal |acute )*(?:flare|relapse)\b|\b(?:as an? )?(?:inpatient|outpatient|in hospital)\b",
        re.IGNORECASE,
    )


_PLAIN = frozenset((
    "for", "the", "weekly", "doses", "each", "all", "was", "were", "been", "has", "had", "received", "given",
    "her", "his", "lupus", "nephritis", "class", "reference", "brand", "infusions", "infusion", "courses",
    "course", "started", "begun", "began", "initiated", "history", "administered", "dates", "arthritis",
    "vasculitis", "days", "two", "four", "times", "with", "most", "recently", "from", "iii", "latest", "first",
    "second", "mg", "total", "series", "induction",
))  # fmt: skip


def _opens(lead: str, passage: Passage, dated: Dated) -> bool:
    """Whether a line of its own opens with the date and goes on with the dose: "09/15/2025   1000 mg   completed"."""
    if lead.strip(" -*•#\t|.0123456789"):
        return False
    return (
        re.match(
            r"[\s|,:-]*(?:\d{1,2}/\d{1,2}/\d{2}|\d{4}-\d\d|\d[\d.,]*\s?(?:mg|g)\b|[+&]|completed|given|infused|administered|day\s?\d|dose|"
            r"\(\d{1,2}\)|\d{1,2}:\d\d\b|no (?:reaction|rxn|issues)|tolerated|uneventful|without (?:reaction|incident))",
            passage.text[dated.end : passage.end],
            re.IGNORECASE,
        )
        is not None
    )


def _is_future(dated: Dated, passage: Passage, as_of: date) -> bool:
    limit = max(passage.date.latest, as_of) if passage.date and passage.date.latest > as_of else as_of
    if dated.when.earliest >= limit:
        return True
    return passage.date is not None and dated.when.earliest > passage.date.latest


def _is_period(dated: Dated, passage: Passage) -> bool:
    """ "2020-2022", "2020 to 2/2025", a bare year without a word of courses: a time on the drug, not a day of
    giving it."""
    behind, before = (
        passage.text[dated.end : dated.end + 12],
        passage.text[max(passage.start, dated.start - 12) : dated.start],
    )
    if dated.when.exact is None and (
        re.match(r"\s?(?:-|–|to\b|thru|through|until|present)", behind)
        or re.search(r"(?:\d\s?(?:-|–)|\bto|through|thru)\s?$", before)
    ):
        return True
    around = passage.text[max(passage.start, dated.start - 40) : dated.end + 40]
    return dated.when.month is None and not (_course_nouns().search(around) or re.search(r"\b[x×]\s?\d\b", around))


def _not_given(passage: Passage, dated: Dated) -> bool:
    """ "10/06/2025 start was cancelled", "12/2025 slot", "… held": a date that came to nothing."""
    if _undone().search(passage.text[dated.end : passage.end].split("\n")[0][:120]):
        return True
    behind = re.split(r"[;.,+)]|\d{1,4}[/-]\d{1,2}|\n", passage.text[dated.end : dated.end + 60])[0]
    before = re.split(r"[;.]|\n", passage.text[max(passage.start, dated.start - 40) : dated.start])[-1]
    if re.search(r"\b(?:cancel\w*|missed|requested|planned|scheduled|approved)\b", before, re.IGNORECASE):
        return True
    return _came_to_nothing().search(behind) is not None


@cache
def _undone() -> re.Pattern[str]:
    """What takes all days of a line back: "claim reversed, drug returned to stock", "did not attend either infusion"."""
    return re.compile(
        r"\b(?:claims? (?:was |were )?reversed|returned to stock|did not attend (?:either|any|both)|neither (?:infusion|dose) was given|both (?:were )?cancell?ed|never (?:given|infused|administered))\b",
        re.IGNORECASE,
    )


@cache
def _came_to_nothing() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:cancel\w*|missed|not given|no[- ]show|held|deferred|postponed|rescheduled|refused|slot|requested|"
        r"planned|scheduled|denied|approved|upcr|egfr|due|pending|reversed|returned to stock|not picked up|did not (?:attend|come|arrive|receive)|voided)\b",
        re.IGNORECASE,
    )


def _each(heading: Passage) -> Quantity | None:
    """The dose that a heading gives to all days under it: "Ruxience for lupus nephritis, 1000 mg each"."""
    found = {str(r.dose): r.dose for r in regimens.read(heading.text, heading.start, heading.end) if r.dose}
    return next(iter(found.values())) if len(found) == 1 and "each" in heading.words.lower().split() else None


def _dose(passage: Passage, dated: Dated) -> Quantity | None:
    found = [r.dose for r in regimens.read(passage.text, passage.start, passage.end) if r.dose]
    if not found and (
        match := re.search(r"\ball\s(\d[\d,.]*)\s?(mg|g)\b", passage.text[dated.end : dated.end + 160], re.IGNORECASE)
    ):
        return regimens.amount(match.group(1), match.group(2))
    return found[0] if found and len({str(d) for d in found}) == 1 else None
