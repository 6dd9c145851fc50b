"""What was in force on the date of service, and what was not known yet."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Assessment

QUESTION = "Is rituximab medically necessary for lupus nephritis?"


def spoken(day: str) -> set[str]:
    return {c.record for s in on(day).statements if s.section != "since" for c in s.citations}


def on(day: str) -> Assessment:
    return assess(QUESTION, as_of=date.fromisoformat(day))


PAIRS = [
    ("rec.eular-2025-kidney.scope", "2025-10-15", "2025-10-16"),
    ("rec.acr-2025.excludes", "2025-11-02", "2025-11-03"),
    ("regulator.japan", "2023-08-22", "2023-08-23"),
    ("alt.belimumab", "2020-12-16", "2020-12-17"),
    ("alt.voclosporin", "2021-01-21", "2021-01-22"),
    ("rec.eular-2019-ln", "2019-12-31", "2020-01-01"),
]


@pytest.mark.parametrize(("record", "before", "after"), PAIRS)
def test_nothing_speaks_before_its_day(record: str, before: str, after: str) -> None:
    assert record not in spoken(before)
    assert record in spoken(after)


GONE = [("rec.eular-2019-ln", "2025-10-15", "2025-10-16"), ("rec.eular-2012-ln", "2019-12-31", "2020-01-01")]


@pytest.mark.parametrize(("record", "last", "gone"), GONE)
def test_what_is_superseded_no_longer_speaks(record: str, last: str, gone: str) -> None:
    assert record in spoken(last)
    assert record not in spoken(gone)


def test_a_study_is_not_known_before_it_is_published() -> None:
    assert "trial.bliss-believe" not in spoken("2022-01-01")
    assert "alt.obinutuzumab.regency" not in spoken("2022-01-01")


def test_currency_is_that_of_the_day() -> None:
    early = {r.source.id: r.currency for r in on("2020-06-01").references}
    assert early["src.eular-2019-ln"] in ("current", "older than three years")
    assert "superseded" not in early["src.eular-2019-ln"]


def test_the_policy_says_where_it_was_not_in_force() -> None:
    assert any("does not cover 2024-01-01" in s.text for s in on("2024-01-01").statements)
    assert not any("does not cover" in s.text for s in on("2026-01-01").statements)


def changed(day: str) -> list[tuple[str, set[str]]]:
    """What the article says came or went after a day, with the records behind it."""
    return [(s.text, {c.record for c in s.citations}) for s in on(day).statements if s.section == "since"]


def test_the_article_says_what_changed_since_the_date_of_service() -> None:
    said = changed("2024-01-01")
    assert said[0][0].startswith("This answer is as of 2024-01-01.")
    new = {record for text, records in said if text.startswith("New (2025-10)") for record in records}
    gone = {
        record for text, records in said if text.startswith("In force then, and until 2025-10-15") for record in records
    }
    assert "rec.eular-2025-kidney.scope" in new and "rec.eular-2019-ln" in gone


def test_what_came_later_decides_nothing() -> None:
    later = {record for _, records in changed("2024-01-01") for record in records if record != "rec.eular-2019-ln"}
    elsewhere = {c.record for s in on("2024-01-01").statements if s.section != "since" for c in s.citations}
    assert "rec.eular-2025-kidney.scope" in later and "rec.eular-2025-kidney.scope" not in elsewhere


def test_nothing_changed_after_the_topic_was_last_verified() -> None:
    assert changed("2026-12-31") == []


@pytest.mark.parametrize(("record", "before", "after"), [pair for pair in PAIRS if pair[0] != "rec.eular-2019-ln"])
def test_each_arrival_is_news_the_day_before_and_none_on_its_day(record: str, before: str, after: str) -> None:
    assert record in {name for _, records in changed(before) for name in records}
    assert record not in {name for _, records in changed(after) for name in records}


def test_what_came_and_went_in_between_is_no_news() -> None:
    assert "rec.eular-2019-ln" not in {name for _, records in changed("2019-12-31") for name in records}
