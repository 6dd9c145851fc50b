"""Tables of nerve conduction, by nerve and side."""

from __future__ import annotations

from evidentia.findings import nerve_tables
from evidentia.model.finding import Lab
from tests.findings.pages import found

TABLE = """MOTOR NCS (01/08/2026)
Nerve        DML (ms)   CV (m/s)   F-wave (ms)
R Median     7.9        27         NR
Left ulnar   5.4        29         48
Total        1          2          3
"""


def test_every_cell_has_its_nerve_its_unit_and_the_day_of_the_table() -> None:
    read = [
        (f.concept, f.detail.specimen, f.detail.result or str(f.value), str(f.when))
        for f in found(nerve_tables, TABLE)
        if isinstance(f.detail, Lab)
    ]
    assert read == [
        ("distal motor latency", "right median", "7.9 ms", "2026-01-08"),
        ("motor conduction velocity", "right median", "27 m/s", "2026-01-08"),
        ("F-wave latency", "right median", "no response", "2026-01-08"),
        ("distal motor latency", "left ulnar", "5.4 ms", "2026-01-08"),
        ("motor conduction velocity", "left ulnar", "29 m/s", "2026-01-08"),
        ("F-wave latency", "left ulnar", "48 ms", "2026-01-08"),
    ]


def test_a_table_of_something_else_is_left_alone() -> None:
    assert list(found(nerve_tables, TABLE.replace("Nerve", "Drug "))) == []
