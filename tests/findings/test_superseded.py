"""What a later part of a packet says differently no longer holds; what stands in one part stays a conflict."""

from __future__ import annotations

from datetime import date

from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.model.finding import Document, Finding, Kind

OLDER = "CLINIC NOTE 09/08/2025\nBelimumab started 8/11/2025. No infection.\n\n"
NEWER = "CLINIC NOTE 01/26/2026\nBelimumab: last injection 12/22/2025, stopped. Admitted with lobar pneumonia, on ceftriaxone.\n"


def read(text: str, kind: Kind) -> list[Finding]:
    chart = from_note.read([Document("doc1", "note", text, "0")], load().vocabulary, date(2026, 2, 2))
    return list(chart.of_kind(kind))


def test_a_drug_that_a_newer_part_stopped_is_superseded() -> None:
    found = [f for f in read(OLDER + NEWER, Kind.MEDICATION) if f.concept == "belimumab"]
    assert [("superseded" in f.flags, str(f.when or "")) for f in found] == [(True, "2025-08-11"), (False, "")]


def test_an_infection_supersedes_an_older_denial_and_not_one_of_the_same_part() -> None:
    packet = [f for f in read(OLDER + NEWER, Kind.EVENT) if f.concept == "infection"]
    assert ["superseded" in f.flags for f in packet] == [True, False]
    note = [f for f in read(NEWER + "No infection.\n", Kind.EVENT) if f.concept == "infection"]
    assert not any("superseded" in f.flags for f in note)
