"""Labels of the lines that order or ask: "Plan:", "Order set", "Drug/HCPCS", and the fields that they open."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from evidentia.findings.passages import Passage

_LABELS = (
    "plan", "p", "a/p", "a&p", "assessment and plan", "assessment/plan", "impression/plan", "order", "orders",
    "request", "requested", "requesting", "proposed", "drug", "drug/hcpcs", "medication requested",
    "drug requested", "product requested", "product name", "requested drug", "product", "requested medication",
    "requested therapy", "requested treatment", "treatment plan", "proposed treatment", "recommendation/plan",
    "therapy plan", "infusion order", "rx order", "medication", "new pa", "impression and plan", "next",
    "drug name", "medication name", "hcpcs", "plan/request", "request for", "service requested",
    "item requested", "order set", "new order", "infusion orders", "infusion order set", "sig",
)  # fmt: skip
_KEY_WORDS = frozenset(("order", "orders", "ord", "plan", "request", "requested", "requesting", "proposed", "asked"))
_ORDER_WORDS = _KEY_WORDS | frozenset((
    "a", "p", "imp", "impression", "assessment", "recommendation", "recommendations", "rec", "recs", "and", "dispo", "disposition",
    "infusion", "therapy", "treatment", "medication", "drug", "product", "physician", "provider", "new", "rx", "pharmacy", "form",
    "set", "sheet", "queue", "entry", "details", "on", "file", "the", "of", "biologic", "specialty", "course", "suite", "center",
    "signed", "written", "active", "pending", "today", "chemo", "chemotherapy", "iv", "service",
))  # fmt: skip


def is_order(label: str) -> bool:
    """Whether a label is one of a plan, an order or a request: "imp/plan", "infusion order form", "order queue".

    >>> is_order("infusion order form"), is_order("prior orders"), is_order("reason for request")
    (True, False, False)
    """
    if label in _LABELS:
        return True
    words = re.findall(r"[a-z]+", label)
    return bool(words) and _ORDER_WORDS.issuperset(words) and not _KEY_WORDS.isdisjoint(words)


FIELDS = ("drug", "drug/hcpcs", "product", "medication", "drug name", "medication name", "hcpcs")
ANSWERED = (
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


def label_of(passage: Passage, place: int | None = None) -> str:
    start, end = (passage.start, passage.end) if place is None else field_of(passage, place)
    return _label(passage.text[start:end])


@lru_cache(maxsize=64)  # the same field is asked for by many a rule
def _label(field: str) -> str:
    match = re.match(
        r"^(?:[\s\-*•#>]*\d[\d/-]{4,9}\s+|[\s\-*•#>\d.)]*)([A-Za-z][A-Za-z/& ]{0,25}?)\s*(?:\d[\d/-]{4,9}\s*)?(?::|\.{3,}|\s-\s|\s{2,}|\t)",
        field,
    )
    return " ".join(match.group(1).lower().split()) if match else ""


def field_of(passage: Passage, place: int) -> tuple[int, int]:
    """Start and end of the field around a place: lines of a sentence that each open with a label or number in a
    column of its own ("ord   Riabni …", "2  ask for …") are apart.

    A label at the margin counts; where there is none, the field is the passage.
    """
    start, end = passage.start, passage.end
    for opens in columns_of(passage):
        if opens <= place:
            start = opens
        else:
            end = opens
            break
    return start, end


def columns_of(passage: Passage) -> tuple[int, ...]:
    """Where the lines begin that open a field, in a column of its own."""
    return _columns_in(passage.text, passage.start, passage.end)


@lru_cache(maxsize=64)
def _columns_in(text: str, start: int, end: int) -> tuple[int, ...]:
    return tuple(match.start() for match in _columns().finditer(text, start, end))


@cache
def _columns() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]{0,6}(?:[A-Za-z][A-Za-z/&]{1,11}(?:[ \t]{2,}|:[ \t])|\d{1,2}[.)]?[ \t]{2,})(?=\S)", re.MULTILINE
    )


def section_of(passage: Passage) -> str:
    """The name of the section that a line opens: "--- 2: order queue ---", "PLAN  She …"."""
    ruled = re.match(r"[-=*#]{2,}\s*(?:[^:\n]{0,14}:)?\s*([A-Za-z][A-Za-z/& ]{1,30}?)\s*[-=*#:]*$", passage.words)
    if ruled:
        return " ".join(ruled.group(1).lower().split())
    bare = " ".join(passage.words.strip(" -=*#:").lower().split())
    return bare if len(bare) < 30 and is_order(bare) else label_of(passage)
