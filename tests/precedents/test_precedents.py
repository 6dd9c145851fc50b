"""Decisions of external review: read in every export, kept once, compared with both outcomes, never a verdict."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evidentia.app import assess
from evidentia.content.errors import InputError
from evidentia.interfaces.cli.main import main
from evidentia.model.assessment import Role
from evidentia.precedents import comparison, digest_of
from evidentia.precedents.decision import Decision, in_order
from evidentia.precedents.forecast import DELAY, Rates, rolling
from evidentia.precedents.readers import decisions
from evidentia.precedents.shelf import Shelf
from evidentia.precedents.spread import interval, resemblance
from tests.precedents import making

QUESTION = "Is rituximab medically necessary for lupus nephritis?"


def read(tmp_path: Path, text: str, name: str = "export.csv") -> list[Decision]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return decisions(path)


def test_both_header_variants_of_california_are_read(tmp_path: Path) -> None:
    old, new = read(tmp_path, making.DMHC_OLD), read(tmp_path, making.DMHC_NEW)
    assert [(d.id, d.year, d.overturned, d.dispute) for d in old] == [
        ("MN15-1", 2015, False, "medical necessity"),
        ("EI15-2", 2015, True, "experimental"),
    ]
    assert new[0].text.startswith("The parent of") and new[0].treatment == ("Pharmacy", "Biologics")


def test_new_york_is_read_and_a_partial_reversal_is_one(tmp_path: Path) -> None:
    (found,) = read(tmp_path, making.NEW_YORK)
    assert (found.body, found.overturned, found.diagnosis) == ("New York DFS", True, ("Lupus", ""))


BAD = [
    ("", "it is empty"),
    ("a,b\n1,2\n", "none of the known exports"),
    ('{"x": 1}\n', "none of the known exports"),
    ('{"case_number": ', "line 1 is no JSON"),
    (making.DMHC_OLD.replace("Upheld Decision", "Some decision"), "neither upheld nor overturned"),
    (making.DMHC_OLD.replace(";2015;", ";soon;", 1), "export.csv:2"),
    (making.structured(1, 2015, None), "neither upheld nor overturned"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_broken_export_says_where_and_gives_nothing(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert said in str(error.value)


def test_only_what_was_asked_for_is_comparable(tmp_path: Path) -> None:
    found = comparison(read(tmp_path, making.DMHC_NEW), ["rituximab", "Rituxan"], ["lupus"])
    assert found is not None and (found.total, found.overturned) == (1, 1)


def test_examples_are_balanced_and_the_rule_is_said(tmp_path: Path) -> None:
    lines = [making.structured(n, 2010 + n, upheld=n > 2) for n in range(1, 10)]
    found = comparison(read(tmp_path, "\n".join(lines)), ["rituximab"], ["lupus"])
    assert found is not None and (found.total, found.overturned) == (9, 2)
    assert [d.overturned for d in found.examples] == [True, True, False, False]
    assert [d.year for d in found.examples] == [2012, 2011, 2019, 2018]
    assert (found.recent, found.earlier) == ((0, 5), (2, 4))
    assert found.rule == "requests for rituximab that name lupus; of each outcome the latest 2 that give a reason"


def test_a_decision_is_kept_once_and_the_fuller_one_stays(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "library")
    bare, full = (
        read(tmp_path, making.DMHC_NEW.replace('"The parent', '"A parent'))[:1],
        read(tmp_path, making.DMHC_NEW)[:1],
    )
    assert shelf.add(bare) == (1, 0) and shelf.add(bare) == (0, 0)
    assert shelf.add(full) == (0, 1) and shelf.add(bare) == (0, 0)
    assert list(shelf.all()) == full


def test_the_digest_does_not_depend_on_the_order(tmp_path: Path) -> None:
    found = read(tmp_path, making.DMHC_NEW)
    assert digest_of(found) == digest_of(found[::-1]) != digest_of(found[:1])


def sentences(decisions_: list[Decision], as_of: str = "2026-01-05") -> list[tuple[str, Role]]:
    result = assess(QUESTION, as_of=date.fromisoformat(as_of), decisions=decisions_)
    assert not result.removed
    return [(s.text, s.role) for s in result.statements if s.section == "precedents"]


def test_the_article_shows_both_outcomes_and_no_verdict(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join(making.structured(n, 2015 + n, upheld=n > 1) for n in range(1, 5)))
    said = sentences(found)
    assert "n = 4" in said[0][0] and "1 overturned" in said[0][0] and "no verdict" in said[0][0]
    assert "lupus nephritis, lupus or SLE" in said[0][0]
    assert {role for _, role in said[2:]} == {Role.SUPPORTS, Role.OPPOSES}
    assert any('tried before: Mycophenolate: "Reason of 1."' in text for text, _ in said)


def test_precedents_do_not_touch_the_verdict(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join(making.structured(n, 2015 + n, upheld=False) for n in range(1, 5)))
    with_them = assess(QUESTION, as_of=date(2026, 1, 5), decisions=found)
    without = assess(QUESTION, as_of=date(2026, 1, 5))
    assert with_them.verdict == without.verdict and with_them.id != without.id


def test_later_decisions_were_not_known_then(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join(making.structured(n, 2015 + n, upheld=True) for n in range(1, 5)))
    assert "n = 2" in sentences(found, as_of="2017-06-01")[0][0]


def test_nothing_at_hand_and_nothing_comparable_are_two_things(tmp_path: Path) -> None:
    assert "No decisions of external review are at hand" in sentences([])[0][0]
    other = read(tmp_path, making.structured(1, 2020, True, drug="Botox"))
    assert "None of the 1 decisions" in sentences(other)[0][0]


def test_the_rate_learns_and_never_sees_the_future() -> None:
    def one(n: int, won: bool) -> Decision:
        return Decision(
            f"MN10-{n}", "California DMHC", 2010, won, "medical necessity", ("A", "B"), ("C", "D" if won else "E")
        )

    history = [one(n, n % 2 == 0) for n in range(600)]
    rates = list(rolling(history))
    assert rates[:DELAY] == [Rates().expected(history[0])] * DELAY
    assert rates[598] > 0.8 and rates[599] < 0.2
    changed = history[:-DELAY] + [one(n, n % 2 == 1) for n in range(600 - DELAY, 600)]
    assert list(rolling(changed))[: 600 - DELAY] == rates[: 600 - DELAY]


def test_groups_that_resemble_each_other_widen_the_interval() -> None:
    even = [[(0.5, n % 2 == 0) for n in range(20)] for _ in range(10)]
    apart = [[(0.5, place % 2 == 0)] * 20 for place in range(10)]
    assert resemblance(even) == 0.0 and resemblance(apart) == pytest.approx(1.0, abs=0.01)
    assert interval(even[0], 0.5)[0] < interval(even[0], 0.0)[0]


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "imr.csv"
    export.write_text(making.DMHC_NEW, "utf-8")
    home = str(tmp_path / "library")
    assert main(["precedents", "find", "rituximab", "lupus", "--library", home]) == 2
    assert main(["precedents", "add", str(export), "--library", home]) == 0
    assert main(["precedents", "find", "rituximab", "lupus", "--library", home]) == 0
    said = capsys.readouterr().out
    assert "2 decisions read, 2 added" in said and "1 overturned in the patient's favour, 0 upheld" in said
    assert main(["evaluate", "precedents", str(export)]) == 2


def test_the_seven_rituximab_requests_in_lupus(shared: Path) -> None:
    found = comparison(
        decisions(shared / "data" / "imr_lupus" / "imr_structured.jsonl"), ["rituximab", "Rituxan"], ["lupus", "SLE"]
    )
    assert found is not None and (found.total, found.overturned) == (7, 2)
    assert [d.overturned for d in found.examples] == [True, True, False, False]


def test_the_expected_share_against_what_followed(shared: Path) -> None:
    from evidentia.evaluation.precedents import score

    report = score(in_order(decisions(shared / "data" / "imr_trend" / "imr_trend.csv")))
    learned, shrunken = report.methods["learned rate"], report.methods["shrunken rate"]
    assert learned.auc >= 0.73 > shrunken.auc and learned.brier <= 0.208 < shrunken.brier and learned.ece <= 0.02
    assert 0.88 <= report.coverage <= 0.92
