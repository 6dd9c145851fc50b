"""Membranous nephropathy and CIDP: what speaks on each side of an approval, a new guideline or a new label."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Assessment

MN = "Is rituximab medically necessary for membranous nephropathy?"
CIDP = "Is immune globulin medically necessary for CIDP?"


@cache
def on(question: str, day: str) -> Assessment:
    return assess(question, as_of=date.fromisoformat(day))


def spoken(question: str, day: str) -> set[str]:
    """What speaks as in force; the section of what came later than the day names the rest."""
    return {c.record for s in on(question, day).statements if s.section != "since" for c in s.citations}


STARTS = [
    (MN, "rec.mn.kdigo-2021.first-line", "2020-12-31", "2021-01-01"),
    (MN, "coverage.mn.lcd-l38920", "2021-08-07", "2023-06-29"),
    (MN, "safety.mn.hbv", "2013-09-29", "2013-09-30"),
    (CIDP, "rec.cidp.ean-pns-2021.initial", "2020-12-31", "2021-01-01"),
    (CIDP, "label.cidp.privigen", "2017-09-13", "2017-09-14"),
    (CIDP, "label.cidp.panzyga", "2021-02-27", "2021-02-28"),
    (CIDP, "label.cidp.gammagard-liquid", "2024-01-30", "2024-01-31"),
    (CIDP, "alt.cidp.efgartigimod", "2024-06-20", "2024-06-21"),
]


@pytest.mark.parametrize(("question", "record", "before", "after"), STARTS)
def test_nothing_speaks_before_its_day(question: str, record: str, before: str, after: str) -> None:
    assert record not in spoken(question, before)
    assert record in spoken(question, after)


ENDS = [
    (MN, "rec.mn.kdigo.superseded-start", "2020-12-31", "2021-01-01"),
    (CIDP, "rec.cidp.efns-pns-2010", "2020-12-31", "2021-01-01"),
]


@pytest.mark.parametrize(("question", "record", "last", "gone"), ENDS)
def test_what_is_superseded_is_no_longer_the_guideline(question: str, record: str, last: str, gone: str) -> None:
    def in_standard(day: str) -> bool:
        return any(
            c.record == record for s in on(question, day).statements if s.section == "standard" for c in s.citations
        )

    assert in_standard(last)
    assert not in_standard(gone)


@pytest.mark.parametrize(("question", "day"), [(MN, "2019-06-01"), (CIDP, "2019-06-01"), (CIDP, "2016-06-01")])
def test_no_sentence_knows_a_later_year(question: str, day: str) -> None:
    checked = ("direct", "standard", "investigational", "for", "against", "alternatives", "timing")
    later = [
        s.text
        for s in on(question, day).statements
        if s.section in checked and s.role != "gap"
        for year in re.findall(r"\b20[12]\d\b", s.text)
        if int(year) > int(day[:4])
    ]
    assert later == []


REQUEST = "Neurology note 2019-06-03. CIDP. Request: {product} 2 g/kg over 4 days, first dose 2019-06-10. Weight 80 kg (2019-06-01)."

LABELLED = [
    ("Privigen", "2019-06-10", "met"),
    ("Privigen", "2017-09-13", "unknown"),
    ("Panzyga", "2019-06-10", "unknown"),
    ("Panzyga", "2021-03-10", "met"),
    ("Octagam", "2021-03-10", "unknown"),
]


@pytest.mark.parametrize(("product", "day", "truth"), LABELLED)
def test_a_product_counts_as_labelled_from_its_approval_on(product: str, day: str, truth: str) -> None:
    chart = [("note.txt", REQUEST.format(product=product).replace("2019-06", day[:7]))]
    done = assess(
        f"Is {product} medically necessary for CIDP?",
        chart,
        as_of=date.fromisoformat(day),
        policies=("model/cidp-ivig",),
    )
    assert {c.id: c.truth.value for d in done.determinations for c in d.criteria}["I8"] == truth
