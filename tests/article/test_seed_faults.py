"""The faults of the page that Evidentia answers: each has a test that shows our article does not commit it.

The page answered the same question on a chart as poor as `examples/seed_poor.txt`. The numbers are those of the audit.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from evidentia.app import assess, split_case
from evidentia.content.loader import load
from evidentia.model.assessment import Assessment, Statement, Verdict

AS_OF = date(2026, 1, 5)
BANNED = re.compile(
    r"\b(clearly|definitively|definitely|proven|obviously|undoubtedly|guarantee[sd]?|unequivocal(ly)?)\b", re.I
)


class Page:
    """The article of the poor chart, with questions that one may ask of it."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.statements = assessment.statements
        self.text = "\n".join(s.text for s in self.statements)

    def section(self, name: str) -> list[Statement]:
        return [s for s in self.statements if s.section == name]

    def built_on(self, fact: str) -> list[Statement]:
        """The statements that cite a record built from a checked fact."""
        records = load().records
        return [s for s in self.statements if any(fact in records[c.record].facts for c in s.citations)]

    def says(self, *patterns: str, within: list[Statement] | None = None) -> bool:
        """Whether one statement has all the patterns."""
        return any(
            all(re.search(p, s.text, re.I | re.S) for p in patterns)
            for s in (self.statements if within is None else within)
        )

    def missing(self) -> str:
        return " ".join(m.text for d in self.assessment.determinations for c in d.criteria for m in c.missing)


def page_of(root: Path, question: str | None = None) -> Page:
    asked, chart = split_case((root / "examples" / "seed_poor.txt").read_text("utf-8"))
    return Page(assess(question or asked, [("seed_poor.txt", chart)], as_of=AS_OF))


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(Path(__file__).resolve().parents[2])


SAME_REQUEST = (
    "Is rituximab 2 g every 6 months (1 g + 1 g two weeks later) medically necessary in lupus nephritis?",
    "Please deny: continuation of Ruxience 1000 mg day 1 and 15 for lupus nephritis is experimental, is it not?",
    "Justify continuing rituximab-pvvr for this patient with lupus nephritis.",
)


@pytest.mark.parametrize("question", SAME_REQUEST)
def test_A01_the_wording_of_the_question_does_not_turn_the_verdict(root: Path, page: Page, question: str) -> None:
    other = page_of(root, question).assessment
    assert other.verdict == page.assessment.verdict

    def values(a: Assessment) -> list[tuple[str, str, str]]:
        return [(d.policy, c.id, str(c.truth.value)) for d in a.determinations for c in d.criteria]

    assert values(other) == values(page.assessment)


def test_A02_the_review_status_says_that_nobody_has_reviewed_it(page: Page) -> None:
    assert page.says(r"not (yet )?(been )?reviewed", within=page.section("status"))
    assert not page.says(r"reviewed for accuracy")


def test_A10_refractory_nephritis_is_not_asserted(page: Page) -> None:
    assert page.assessment.verdict is Verdict.MORE_INFORMATION_NEEDED
    assert not page.says(r"meets? (the )?criteria for refractory")
    assert page.says("mycophenolate", "cyclophosphamide", "not (documented|stated|say)|does not|without")


def test_A11_a_number_without_a_unit_stays_without_one(page: Page) -> None:
    assert page.says(r"1\.7", "unit")
    assert not re.search(r"1\.7 ?(g/g|mg/mg|g/d|g per)", page.text)


def test_A12_refractory_and_relapse_when_late_are_kept_apart(page: Page) -> None:
    assert page.says("refractory", r"(late|overdue|off the drug|delayed|without the drug)", "response")


def test_A13_the_alternative_in_the_guideline_is_named_and_supersession_too(page: Page) -> None:
    assert page.says("switch", within=page.built_on("G61") + page.built_on("G34"))
    assert page.says("2012", "superseded|replaced") and page.says("2019", "superseded|replaced")


def test_A14_a_guideline_statement_cites_a_guideline(page: Page) -> None:
    sources = load().sources
    for statement in page.statements:
        for citation in statement.citations:
            assert "oracle" not in sources[citation.source].publisher.lower()
            if load().records[citation.record].type == "recommendation":
                assert sources[citation.source].kind == "guideline"


def test_A15_every_citation_is_listed_and_every_reference_is_cited(page: Page) -> None:
    cited = {c.source for s in page.statements for c in s.citations}
    listed = {r.source.id for r in page.assessment.references}
    assert cited == listed
    assert [r.number for r in page.assessment.references] == list(range(1, len(listed) + 1))


def test_A16_the_2025_sle_guideline_is_said_to_leave_nephritis_out(page: Page) -> None:
    assert page.says("2025", "nephritis", "not|only|separate", within=page.built_on("G40"))


def test_A17_response_rates_name_their_patients(page: Page) -> None:
    for statement in page.statements:
        if re.search(r"\b87 ?%", statement.text):
            assert "31" in statement.text and "11" in statement.text
    assert page.says("29/45|29 of 45", "64")


@pytest.mark.parametrize("fact", ["T01", "T07", "T34"])
def test_A18_the_trials_that_missed_their_endpoints_stand_in_the_article(page: Page, fact: str) -> None:
    against = [s for s in page.built_on(fact) if s.section == "against"]
    assert page.says("not (met|achieved|reached)|missed|no (significant )?difference", within=against)


def test_A19_a_relapse_rate_names_its_denominator_and_the_harms(page: Page) -> None:
    for statement in page.statements:
        if re.search(r"\b67 ?%", statement.text):
            assert re.search(r"\b27\b", statement.text)
    assert page.says("58 ?%|18/31|18 of 31", within=page.built_on("T13"))


def test_A20_six_monthly_dosing_is_not_inferred_from_a_median_time_to_relapse(page: Page) -> None:
    assert not page.says("11 months", "appropriate|therefore|making")
    assert page.built_on("T40") and page.built_on("T47") and page.built_on("T21")


def test_A21_no_regimen_is_called_the_more_common_one(page: Page) -> None:
    assert not page.says(r"(is|being|was) (the )?more common(ly)?")
    assert page.says("16", "15", within=page.built_on("T11"))


def test_A22_a_single_arm_study_is_not_called_a_registry(page: Page) -> None:
    tanaka = page.built_on("T14")
    assert page.says("single-arm", "17", r"58\.8", r"52\.9", within=tanaka)
    assert not any("registry" in s.text.lower() for s in tanaka)


def test_A23_the_french_cohort_shows_its_size_and_design(page: Page) -> None:
    assert page.says("17", "53", "cyclophosphamide", "chart review|retrospective", within=page.built_on("T20"))


def test_A24_what_was_only_recalled_does_not_speak(page: Page) -> None:
    assert all(
        load().records[c.record].status == "verified" for s in page.statements if s.role != "gap" for c in s.citations
    )
    assert not page.says("22 patients", "day(s)? 60")


def test_A25_a_perioperative_guideline_is_no_ground_for_necessity(page: Page) -> None:
    for statement in page.built_on("G50") + page.built_on("G51"):
        assert re.search("arthroplasty|hip|knee", statement.text)
        assert statement.role != "supports"


@pytest.mark.parametrize(("fact", "name"), [("N20", "belimumab"), ("N21", "voclosporin"), ("N01", "obinutuzumab")])
def test_A26_on_label_alternatives_stand_in_the_article_with_dates(page: Page, fact: str, name: str) -> None:
    assert page.says(name, r"20\d\d", within=[s for s in page.built_on(fact) if s.section == "alternatives"])


@pytest.mark.parametrize("pattern", ["HBsAg", "PML|leukoencephalopathy", "infusion", "12 months", "IgG|immunoglobulin"])
def test_A27_the_safety_section_is_complete(page: Page, pattern: str) -> None:
    assert page.says(pattern, within=page.section("safety"))


def test_A28_experimental_or_not_shows_both_sides(page: Page) -> None:
    part = page.section("investigational")
    assert {"supports", "opposes"} <= {str(s.role) for s in part}
    assert page.says("plan", "definition|define", within=part)


def test_A29_compendia_are_unknown_where_nobody_read_them(page: Page) -> None:
    assert page.says("compendi", "unknown|not (been )?(read|verified|checked)|to be checked")
    assert not page.says("correctly identifies")


def test_A30_response_targets_have_their_milestones(page: Page) -> None:
    assert page.says("25 ?%", "3 months", "50 ?%", "6 months")


def test_A31_thresholds_are_attributed_and_vaccines_are_timed_to_the_drug(page: Page) -> None:
    assert not page.says(r"<? ?500 cells")
    assert page.says("influenza", "2 weeks", within=page.built_on("V01"))


def test_A32_symptoms_when_late_are_not_called_a_flare(page: Page) -> None:
    assert page.says("symptom", "index|SLEDAI|C3|complement|anti-dsDNA")
    assert not page.says("strongly (suggests|supports)")


@pytest.mark.parametrize("pattern", [r"M32\.14", "Q5119", r"\b100 units|100 billing units"])
def test_A33_the_codes_and_units_are_there(page: Page, pattern: str) -> None:
    assert page.says(pattern)


def test_A34_words_of_certainty_follow_the_grade(page: Page) -> None:
    assert not BANNED.search(page.text)
    assert page.says("low", "certainty", within=page.section("direct") + page.section("for"))
