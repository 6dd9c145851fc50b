"""Where the record asks for a drug: words of asking, plans and orders, doses on days that are still to come.

What was approved, denied, withdrawn or only considered is not asked for; neither is what a consultant recommends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from evidentia.findings import drug_names, orders
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.passages import Passage, Passages, passages_of
from evidentia.findings.text import Page
from evidentia.findings.turned_down import is_turned_down
from evidentia.model.when import When

Ask = tuple[Passage, Mention]


def asked_places(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """(document, place) of each drug that the record asks for."""
    return frozenset((passage.document, mention.start) for passage, mention in asks_of(pages, vocabulary))


def asks_of(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> tuple[Ask, ...]:
    """The places where the record asks for a drug, in order; found once for all extractors."""
    return _asks_of(passages_of(pages, vocabulary), drug_names.of(vocabulary))


@lru_cache(maxsize=2)
def _asks_of(passages: Passages, names: DrugNames) -> tuple[Ask, ...]:
    return tuple(_asks([p for p in passages if p.is_patient], names))


def _asks(passages: Sequence[Passage], names: DrugNames) -> Iterator[Ask]:
    last: Ask | None = None  # the drug that "the fifth course" of the next sentence is about
    told = False  # whether that drug was asked for where it stands
    given = False  # whether fields below the drug tell of doses that were given
    section, block = "", -1
    for passage in passages:
        if last is not None and last[0].part is not passage.part:
            last, section = None, ""
        opened = _section_of(passage)
        if opened:
            section, block = opened, passage.block
        for mention in passage.mentions:
            if is_requestable(mention.concept, names) and not mention.name.is_class:
                ticked, empty = _boxes(passage, mention, names)
                if mention.name.product in empty:
                    continue  # a box that nobody ticked
                last, given = (passage, mention), False
                told = _is_asked(passage, mention, section, block == passage.block) or _is_chosen(
                    passage, mention, ticked, empty
                )
                if told:
                    yield last
        if last is None:
            continue
        given = given or bool(passage.dates and _past().search(passage.words))
        places = _asks_for_days(passage)
        if places and not told and _label(last[0], last[1].start) in _FIELDS and _is_dosed(*last):
            told = True
            field = (last[1].end, last[1].end) if given else (last[1].start, last[1].end)
            yield last[0], Mention(*field, last[1].name)  # beside "given …" the name itself tells of what was given
        if not places and not passage.mentions and (_goes_on_asking(passage, last) or _awaits(passage)):
            places = [passage.start]
        for place in places:
            yield passage, Mention(place, place, last[1].name)


def _boxes(passage: Passage, mention: Mention, names: DrugNames) -> tuple[set[str | None], set[str | None]]:
    """The products of a drug with a ticked and with an empty box in a row: "[ ] Truxima [x] Riabni", "_ Truxima X
    Riabni"."""
    ticked: set[str | None] = set()
    empty: set[str | None] = set()
    if passage.kind != "row" and not _any_box().search(passage.words):
        return ticked, empty
    for other in drug_names.mentions(passage.text, names, passage.start, passage.end):
        box = _box().search(passage.text[max(passage.start, other.start - 8) : other.start])
        if box and other.concept == mention.concept:
            mark = (box["mark"] or box["bare"] or "").strip()
            (empty if mark in ("", "☐", "□") or set(mark) == {"_"} else ticked).add(other.name.product)
    return ticked, empty


def _is_chosen(passage: Passage, mention: Mention, ticked: set[str | None], empty: set[str | None]) -> bool:
    """Whether the one ticked box among the products of a drug is this one, in a row that does not speak of what was
    tried."""
    return (
        (bool(empty) or " " * 8 in passage.words)  # empty boxes, or the blanks that stand for them
        and ticked == {mention.name.product}
        and not passage.list_kind
        and _tried().search(passage.words) is None
    )


@cache
def _any_box() -> re.Pattern[str]:
    return re.compile(r"[\[(][ xX✓✔]?[\])]|[☒☑☐□✓✔]|(?<!\w)_+(?!\w)")


@cache
def _box() -> re.Pattern[str]:
    return re.compile(r"(?:[\[(](?P<mark>[ xX✓✔]?)[\])]|(?:^|(?<=\s))(?P<bare>_+|[xX]|[☒☑☐□✓✔]))\s*$")


def _section_of(passage: Passage) -> str:
    """The name of the section that a line opens: "--- 2: order queue ---", "PLAN  She …"."""
    ruled = re.match(r"[-=*#]{2,}\s*(?:[^:\n]{0,14}:)?\s*([A-Za-z][A-Za-z/& ]{1,30}?)\s*[-=*#:]*$", passage.words)
    if ruled:
        return " ".join(ruled.group(1).lower().split())
    bare = " ".join(passage.words.strip(" -=*#:").lower().split())
    return bare if len(bare) < 30 and _orders(bare) else _label(passage)


def _asks_for_days(passage: Passage) -> list[int]:
    """ "asked   9/14/26 + 9/28/26": the places of fields that ask for days, the drug being named in another."""
    starts = [passage.start, *(m.start() for m in _column().finditer(passage.text, passage.start, passage.end))]
    found = []
    for place in dict.fromkeys(starts):
        start, end = field_of(passage, place)
        if (
            start == place
            and not any(start <= m.start < end for m in passage.mentions)
            and _label(passage, place) in _ASKED_DAYS
            and not done().search(passage.text, start, end)
            and days_to_come(passage, start, end)
        ):
            found.append(place)
    return found


_ASKED_DAYS = (
    "asked", "asking", "requested", "request", "requesting", "proposed", "planned", "dates requested", "requested dates",
    "dates asked", "next", "next due", "next dates", "dates of service", "dos", "dos requested", "requested dos", "to be given",
    "proposed dates", "planned dates", "scheduled",
)  # fmt: skip


@cache
def _tried() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:tried|trials? of|prior|previous(?:ly)?|past|fail(?:ed|ure)|histor(?:y|ical)|current(?:ly)?|allerg\w*|"
        r"intoleran\w+|reaction|received|taken|contraindicat\w*)\b",
        re.IGNORECASE,
    )


def _awaits(passage: Passage) -> bool:
    """ "next  1  6/8/26  1 g  auth pending": a row of a table of infusions that is still to be authorized."""
    return (
        passage.kind == "row"
        and _waits().search(passage.words) is not None
        and not done().search(passage.words)
        and bool(days_to_come(passage, passage.start, passage.end))
    )


@cache
def _waits() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:auth(?:orization)?|pa|approval|insurance|payer)\W{1,3}(?:is\s)?(?:pending|requested|submitted|needed|"
        r"required|awaited)|\b(?:pending|awaiting|needs|await)\s(?:auth\w*|pa\b|approval|insurance)|"
        r"\b(?:requested|proposed|planned|to be (?:given|scheduled|authorized))\b",
        re.IGNORECASE,
    )


def _goes_on_asking(passage: Passage, last: Ask) -> bool:
    """ "She has had four courses of Ruxience. I request the fifth: 1000 mg on …": asked without the name."""
    if passage.block != last[0].block or not re.search(r"\b(?:request|ask for|seek|appl(?:y|ying) for)", passage.words):
        return False
    here = Mention(passage.start, passage.start, last[1].name)
    return _is_asked(passage, here) and (
        _is_dosed(passage, here) or bool(days_to_come(passage, passage.start, passage.end))
    )


@cache
def _requested_classes(key: int, names: DrugNames) -> frozenset[str]:
    return frozenset(name for name, entry in names.classes.items() if entry.get("requested"))


def is_requestable(concept: str, names: DrugNames) -> bool:
    """Whether authorization is usually asked for such a drug (drug_classes.yaml: `requested`)."""
    return bool(names.classes_of(concept) & _requested_classes(id(names), names)) or concept == "immune globulin"


def days_to_come(passage: Passage, start: int, end: int) -> list[Dated]:
    """Full dates on or after the day of the part: those before it are history."""
    first = passage.date.earliest if passage.date else None
    return [
        d for d in _with_short_days(passage)
        if not (d.when == passage.date and _dates_the_asking(passage, d)) and not _is_limit(passage, d) and start <= d.start < end and d.when.exact and (first is None or d.when.earliest >= first - timedelta(days=1))
    ]  # fmt: skip


def _with_short_days(passage: Passage) -> list[Dated]:
    """The dates of a passage, and the days that share the year of the one that follows ("08/24, 08/31 and 9/7/2026",
    "the 4th of May and 1 g on the 18th of May 2026"), and days with points ("5.18.26")."""
    dates = list(passage.dates)
    known = {d.start for d in dates}
    for match in _pointed().finditer(passage.text, passage.start, passage.end):
        day = _when(2000 + int(match["y"]), int(match["m"]), int(match["d"]))
        if day is not None and match.start() not in known:
            dates.append(Dated(match.start(), match.end(), day, "full"))
    for d in [d for d in dates if d.when.exact is not None]:
        here, place = d.when, d.start
        while shared := _shares_year().search(passage.text, max(passage.start, place - 48), place):
            month = int(shared["m"]) if shared["m"] else _MONTHS.index(shared["name"][:3].lower()) + 1
            day = _when(here.earliest.year, month, int(shared["d"] or shared["d2"]))
            if day is not None and day.earliest > here.earliest:
                day = _when(here.earliest.year - 1, month, int(shared["d"] or shared["d2"]))
            start = shared.start("day")
            if day is None or not 0 < (here.earliest - day.earliest).days <= 35:
                break
            dates = [x for x in dates if not (x.start < shared.end("day") and start < x.end)]
            dates.append(Dated(start, shared.end("day"), day, "full"))
            here, place = day, start
    return sorted(dates, key=lambda d: d.start)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _when(year: int, month: int, day: int) -> When | None:
    try:
        return When(year, month, day) if date(year, month, day) else None
    except ValueError:
        return None


@cache
def _pointed() -> re.Pattern[str]:
    return re.compile(r"(?<![\w./-])(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12]\d|0?[1-9])\.(?P<y>2\d|3\d)(?![\w/-]|\.\d)")


@cache
def _shares_year() -> re.Pattern[str]:
    """A day without a year right before another date, with nothing but a joint, and perhaps the amount, between."""
    name = r"(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
    return re.compile(
        rf"(?<![\w/.-])(?P<day>(?P<m>1[0-2]|0?[1-9])[/-](?P<d>3[01]|[12]\d|0?[1-9])|(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
        rf"\s(?:of\s)?{name})"
        r"(?:\s?[,;&+]\s?(?:and\s|&\s)?|\s(?:and|then)\s)(?:[\d.,]+\s?(?:mg(?:/m2)?|g|grams?)\s)?(?:iv\s)?(?:again\s)?(?:on\s)?(?:the\s)?$",
        re.IGNORECASE,
    )


def _is_limit(passage: Passage, day: Dated) -> bool:
    """ "valid through 6/30/2026", "please answer by 3/20/2026": no dose is given then."""
    return _limit().search(passage.text[max(passage.start, day.start - 24) : day.start]) is not None


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:through|thru|until|till|expir\w+|valid to|by|before|no later than|dob|born|birth|biops\w+|bx)\W{1,2}(?:on\s|the\s)?$",
        re.IGNORECASE,
    )


def _dates_the_asking(passage: Passage, day: Dated) -> bool:
    """Whether the day of the paper is that of the paper or of asking: "first requested today", "seen 3/1/2026"."""
    if _dates_it().fullmatch(passage.text, passage.start, day.start):
        return True
    return _asked_on().search(
        passage.text[max(passage.start, day.start - 40) : day.start]
    ) is not None and not re.match(r"\W{0,2}(?:and|\+|&|,)?\s?\d", passage.text[day.end : day.end + 8])


@cache
def _asked_on() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ed|ing)?|submit(?:ted|ting)?|ordered|sent|faxed|written|signed|seen|discussed|reviewed|decided|"
        r"asked(?: for)?|applied(?: for)?|appealed|proposed|prescribed|re-?certif\w+)\W{1,2}(?:on\s|again\s|for\s(?=today)|"
        r"as of\s|here\s)?$",
        re.IGNORECASE,
    )


@cache
def _dates_it() -> re.Pattern[str]:
    """ "Order set 2/20/26: …": the day of the paper, not of a dose."""
    return re.compile(
        r"\W*(?:(?:infusion|therapy|new|medication)\s)?(?:order|orders|order set|letter|note|request|form|fax|memo|addendum|"
        r"pa|pa request|rx|prescription|plan|visit|message|date|dated|date of request)\W*(?:dated|of|on|written|signed)?\W*",
        re.IGNORECASE,
    )


_LABELS = (
    "plan", "p", "a/p", "a&p", "assessment and plan", "assessment/plan", "impression/plan", "order", "orders",
    "request", "requested", "requesting", "proposed", "drug", "drug/hcpcs", "medication requested",
    "drug requested", "product requested", "requested drug", "product", "requested medication",
    "requested therapy", "requested treatment", "treatment plan", "proposed treatment", "recommendation/plan",
    "therapy plan", "infusion order", "rx order", "medication", "new pa", "impression and plan", "next",
    "drug name", "medication name", "hcpcs", "plan/request", "request for", "service requested",
    "item requested", "order set", "new order", "infusion orders", "infusion order set", "sig",
)  # fmt: skip


def _orders(label: str) -> bool:
    """Whether a label is one of a plan, an order or a request: "imp/plan", "infusion order form", "order queue".

    >>> _orders("infusion order form"), _orders("prior orders"), _orders("reason for request")
    (True, False, False)
    """
    if label in _LABELS:
        return True
    words = re.findall(r"[a-z]+", label)
    return bool(words) and _ORDER_WORDS.issuperset(words) and not _KEY_WORDS.isdisjoint(words)


_KEY_WORDS = frozenset(("order", "orders", "ord", "plan", "request", "requested", "requesting", "proposed", "asked"))
_ANSWERED = (
    "approved",
    "denied",
    "authorized",
    "authorised",
    "withdrawn",
    "cancelled",
    "canceled",
    "approval",
    "on hold",
)
_ORDER_WORDS = _KEY_WORDS | frozenset((
    "a", "p", "imp", "impression", "assessment", "recommendation", "recommendations", "rec", "recs", "and", "dispo", "disposition",
    "infusion", "therapy", "treatment", "medication", "drug", "product", "physician", "provider", "new", "rx", "pharmacy", "form",
    "set", "sheet", "queue", "entry", "details", "on", "file", "the", "of", "biologic", "specialty", "course", "suite", "center",
    "signed", "written", "active", "pending", "today", "chemo", "chemotherapy", "iv", "service",
))  # fmt: skip


def _is_asked(passage: Passage, mention: Mention, section: str = "", here: bool = False) -> bool:
    """Whether this place asks for the drug: a word of asking, a plan or order, or doses on days that are still
    to come."""
    clause = _clause(passage, mention)
    label = _label(passage, mention.start)
    if (
        (passage.in_list and not _is_order_in_list(passage, mention, label))
        or passage.part.kind == "record"
        or label in _ANSWERED
        or done().search(clause)
        or _is_open(passage, mention, clause)
        or _withdrawn(clause)
        or is_turned_down(passage, mention)
        or _only_explains(passage, mention)
    ):
        return False
    if _asking().search(clause):
        return True
    if _tells_to(passage, mention, clause):
        return True
    if _past().search(clause):
        return False
    start = passage.start if len(passage.mentions) == 1 else mention.start  # "Next due 9/7/2026: Riabni"
    to_come = any(
        passage.date and d.when.earliest > passage.date.latest for d in days_to_come(passage, start, passage.end)
    )
    dosed = to_come or _is_dosed(passage, mention)
    if label == "rx" and passage.in_list:
        return True
    if label in _FIELDS and not _is_form(passage):
        return False  # "Drug: Riabni" above a list of infusions
    if _orders(label) and mention.start - field_of(passage, mention.start)[0] < len(label) + 24:
        return True
    if _orders(label) or _orders(passage.heading) or passage.part.kind in ("order", "form"):
        return dosed or _intends(clause)
    if _orders(section) and dosed:
        days = days_to_come(passage, mention.start, passage.end)
        if days or (here and not passage.dates and _conditional().search(clause) is None):
            return True
    return (to_come and (dosed or _intends(clause))) or (dosed and _decides().search(clause) is not None)


def _is_order_in_list(passage: Passage, mention: Mention, label: str) -> bool:
    """ "Rx: Riabni 1000 mg on 4/6/2026 and 4/20/2026" is no drug that is taken now: its doses are on days to come, later
    than whatever day the part names."""
    if not (label == "rx" or _orders(label)) or len({m.concept for m in passage.mentions}) > 1:
        return False
    if not passage.dates:  # "Rx: Ruxience 1 g IV q14d x 2" is a course
        plan = orders.request_of(passage.text, [(mention.end, field_of(passage, mention.start)[1])])
        return bool(plan.dose and plan.doses and plan.spacing_days and not plan.repeat_days)
    days = [d.when.earliest for d in days_to_come(passage, mention.start, passage.end)]
    if not days or not _is_dosed(passage, mention):
        return False
    return min(days) > (passage.date.latest if passage.date else _latest_before(passage))


def _latest_before(passage: Passage) -> date:
    """The latest full date in American order that the document names before a passage."""
    found = [
        day.earliest
        for m in _american().finditer(passage.text, 0, passage.start)
        if (day := _when(int(m["y"]) + (2000 if len(m["y"]) == 2 else 0), int(m["m"]), int(m["d"]))) is not None
    ]
    return max(found, default=date.max)


@cache
def _american() -> re.Pattern[str]:
    return re.compile(r"(?<![\w/.-])(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>20\d\d|\d\d)(?![\w/])")


def field_of(passage: Passage, place: int) -> tuple[int, int]:
    """Start and end of the field around a place: lines of a sentence that each open with a label or number in a
    column of its own ("ord   Riabni …", "2  ask for …") are apart.

    A label at the margin counts; where there is none, the field is the passage.
    """
    start, end = passage.start, passage.end
    for match in _column().finditer(passage.text, passage.start, passage.end):
        if match.start() <= place:
            start = match.start()
        else:
            end = match.start()
            break
    return start, end


@cache
def _column() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]{0,6}(?:[A-Za-z][A-Za-z/&]{1,11}(?:[ \t]{2,}|:[ \t])|\d{1,2}[.)]?[ \t]{2,})(?=\S)", re.MULTILINE
    )


def _tells_to(passage: Passage, mention: Mention, clause: str) -> bool:
    """ "Continue Riabni 1000 mg day 1 and 15 q6mo": a course with its dose is told to be given, has been ordered, and no
    day of it is past. A consultant's words are advice."""
    if passage.part.kind == "consult" or _tried().search(passage.heading) or not _is_dosed(passage, mention):
        return False
    lead = passage.text[field_of(passage, mention.start)[0] : mention.start]
    if (
        _conditional().search(clause)
        or _not_own().search(lead)
        or not (_imperative().fullmatch(lead) or _is_ordered().search(clause))
    ):
        return False
    return len(days_to_come(passage, mention.start, passage.end)) == len(
        [d for d in passage.dates if d.start >= mention.start]
    )


@cache
def _conditional() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:if|unless|once|when|should)\b(?!\s(?:approved|authori[sz]ed|insur\w+|the insurance|ok\b))", re.IGNORECASE
    )


@cache
def _not_own() -> re.Pattern[str]:
    """Words of somebody else, or of another day, before what is told: "Per outside note: continue …"."""
    return re.compile(
        r"\b(?:education|instruct\w+|teaching|outside|per (?:dr|note|rheum\w*|renal|neph\w*)|advis\w+|quot\w+|history|hpi|prior|previous\w*|"
        r"payer|insur\w+)\b|[\"“]",
        re.IGNORECASE,
    )


@cache
def _imperative() -> re.Pattern[str]:
    return re.compile(
        r"[\s\-*•#>\d.)(]*(?:[A-Za-z/& ]{1,26}?:\s*)?(?:(?:will|to|we|i|please|and|then|also|now|ok to)\s){0,2}"
        r"(?:cont(?:inue)?|proceed(?:\swith)?|go ahead with|start|begin|initiate|give|repeat|renew|resume|re-?dose|re-?treat(?:\swith)?|"
        r"treat with|arrange|schedule|order)\.?\s(?:[\w-]+\s){0,2}\(?",
        re.IGNORECASE,
    )


@cache
def _is_ordered() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:has|have|is|are)\s(?:now\s)?(?:been\s|being\s)?(?:ordered|scheduled|planned)\b(?!\s(?:in|and then|but)\b)",
        re.IGNORECASE,
    )


_REACH = 600  # characters around a drug that can speak of asking for it
_FIELDS = ("drug", "drug/hcpcs", "product", "medication", "drug name", "medication name", "hcpcs")


def _is_form(passage: Passage) -> bool:
    title = passage.part.title.lower()
    return passage.part.kind in ("order", "form") or any(
        word in title for word in ("request", "authorization", "order")
    )


def _is_dosed(passage: Passage, mention: Mention) -> bool:
    return orders.is_dosed(passage.text, mention.end, min(passage.end, mention.end + _REACH))


def _is_open(passage: Passage, mention: Mention, clause: str) -> bool:
    """Whether the drug is only weighed; "discussed, she wants to ask for it" is a request all the same."""
    if re.search(
        r"\b(?:if|If)\b(?!\s(?:you\s(?:would|could|can|will)|possible|approved|authori[sz]ed|insur\w+|ok\b))",
        passage.text[max(field_of(passage, mention.start)[0], mention.start - _REACH) : mention.start],
    ):
        return True
    weighed = list(_open().finditer(clause))
    asked = list(_asking().finditer(clause))
    return bool(weighed) and not (asked and asked[-1].start() - weighed[-1].end() > 16)


def _clause(passage: Passage, mention: Mention) -> str:
    """The sentence around a drug, from the drug before to the drug behind it."""
    before = [m.end for m in passage.mentions if m.end <= mention.start and m.concept != mention.concept]
    behind = [m.start for m in passage.mentions if m.start >= mention.end and m.concept != mention.concept]
    left, right = field_of(passage, mention.start)
    start = max([left, mention.start - _REACH, *before])
    return passage.text[start : min([right, mention.end + _REACH, *behind])]


def _label(passage: Passage, place: int | None = None) -> str:
    start, end = (passage.start, passage.end) if place is None else field_of(passage, place)
    match = re.match(
        r"^(?:[\s\-*•#>]*\d[\d/-]{4,9}\s+|[\s\-*•#>\d.)]*)([A-Za-z][A-Za-z/& ]{0,25}?)\s*(?:\d[\d/-]{4,9}\s*)?(?::|\.{3,}|\s-\s|\s{2,}|\t)",
        passage.text[start:end],
    )
    return " ".join(match.group(1).lower().split()) if match else ""


def _withdrawn(clause: str) -> bool:
    return re.search(
        r"\b(?:withdrawn|superseded|cancell?ed|voided|rescinded|replaced by|no longer requested|disregard|"
        r"not requesting|do not (?:send|submit)|retracted)\b",
        clause,
        re.IGNORECASE,
    ) is not None and not re.search(r"not withdrawn", clause, re.IGNORECASE)


def _only_explains(passage: Passage, mention: Mention) -> bool:
    """ "I ask for Rituxan because the stock of Truxima ran out": a drug behind "because" that has no dose gives the
    reason of a request that stands before it."""
    before = passage.text[max(field_of(passage, mention.start)[0], mention.start - _REACH) : mention.start]
    reason = list(_reason().finditer(before))
    return (
        bool(reason)
        and ";" not in before[reason[-1].end() :]
        and _asking().search(before, 0, reason[-1].start()) is not None
        and _asking().search(before, reason[-1].end()) is None
        and not _is_dosed(passage, mention)
    )


@cache
def _reason() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because|owing to|due to|on account of|the reasons? (?:is|are|being)|given that|in view of|"
        r"as (?=(?:our|the|her|his|their|my|she|he|we|they)\b))",
        re.IGNORECASE,
    )


def _intends(clause: str) -> bool:
    return (
        re.search(
            r"\b(?:next|continue|start|begin|give|proceed|add|resume|initiate|due|schedule[d]?|plan|repeat|"
            r"re-?dose|redose|order|renew|submit|send|pa\b|treat with|infuse|go ahead)",
            clause,
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ing|ed|s)?\b(?!\s(?:records?|labs?))|ask(?:ing)? (?:for|that|you)|ask(?:s|ed|ing)?\s(?:the\s|his\s|her\s|their\s|our\s)?"
        r"(?:\w+\s)?(?:insur\w+|payer|plan|carrier|medicaid|medicare)\s(?:for|to (?:approve|authori[sz]e|cover))|i ask|seek(?:ing)?|"
        r"appl(?:y|ying) for|submit(?:ting|ted)?\b|pre-?cert\w*|authori[sz](?:e|ation)|\bauth\b|\bpa (?:for|sent|"
        r"request)|appeal(?:ing)?|"
        r"would like\s(?!to (?:avoid|stop|hold|know))|(?:please|kindly)\s(?:approve|authori[sz]e|cover|consider)|propos(?:e[ds]?|"
        r"ing)|approval (?:of|for)|petition|renewal of|coverage (?:of|for))",
        re.IGNORECASE,
    )


@cache
def _decides() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:plan(?:s|ning)?\s(?:to\s|is\s)?(?:add|start|begin|give|treat|initiat\w+|continu\w+|resume|"
        r"proceed)|will (?:add|start|begin|give|initiate|proceed|continue|resume|treat|order|receive)|"
        r"proceed with|treat (?:him|her) with|(?:she|he|pt|patient)\s(?:requires|needs)|plan is (?:for|to)\b|"
        r"(?:intention|intend(?:s|ing)?|aim|wish(?:es)?)\s(?:is\s)?to\s(?:treat|give|start|begin|continue|repeat|use|proceed)|makes sense|ordered|(?-i:PA\b(?!-))|next (?:rituximab|course|infusion|dose)|"
        r"prefer)\b",
        re.IGNORECASE,
    )


@cache
def done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:was|were|been|is|initially|previously) (?:approved|denied|authorized|given|cancelled|declined|"
        r"received|infused|stopped|administered)|approved (?:through|until|from|on|last|\d+)|denied|denial|"
        r"lapsed|expired|never|completed|received|tolerated|was on|s/p|last (?:dose|infusion|course|infused|"
        r"given)|previous(?:ly)?|first course|latest course|history of|instead of|rather than|in the past|"
        r"no response to|failed|lost (?:his|her|the|their)|discontinue|stop|hold|held)\b",
        re.IGNORECASE,
    )


@cache
def _past() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:completed|given(?!\s(?:twice|as|over|at an?)\b)|received|administered|infused|stopped|discontinued|history|has been|had|was|were|"
        r"last|maintained|responded)\b",
        re.IGNORECASE,
    )


@cache
def _open() -> re.Pattern[str]:
    """What is only weighed: "consider", "discuss", "if …", "or rituximab", a recommendation."""
    return re.compile(
        r"\b(?:consider(?:ing|ed|ation)?|discuss(?:ed|ing)?|(?-i:may)|might|could|option(?:s)?|recommend(?:s|ed|"
        r"ation)?|suggest(?:s|ed)?|versus|vs|would (?:add|use|need|consider|hold|then)|eventually|candidate|"
        r"undecided|await\w*\s(?:\w+\s)?decision|decision (?:is )?pending|"
        r"whether|alternatively|not (?:requesting|ordered|planned|indicated)|no (?:indication|"
        r"plan))\b(?!\s(?:approved|authorized|insurer ok|insurer agrees|ok\b))",
        re.IGNORECASE,
    )
