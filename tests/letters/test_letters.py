"""Letters: nothing in them that the ledger, the chart or a cited record does not carry; blanks where nobody knows."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from evidentia import app
from evidentia.answer.letters import Decided, Letter, LetterKind, appeal, render
from evidentia.answer.letters.blocks import blocks, cited
from evidentia.answer.letters.case import case_of
from evidentia.answer.letters.compose import world
from evidentia.answer.letters.letter import BLANK
from evidentia.answer.letters.slots import unchecked
from evidentia.answer.verify import drug_names, verify
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.findings.denial import read
from evidentia.model.assessment import Assessment, Role
from evidentia.model.finding import Document
from evidentia.model.frozen import changed

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import mutations  # noqa: E402

DAY = date(2026, 1, 5)
DENIAL = (ROOT / "tests" / "letters" / "denial.txt").read_text("utf-8")
CHARTS = ("seed_poor", "seed_complete")
ALL = [(name, kind) for name in CHARTS for kind in LetterKind]


@cache
def assessed(name: str) -> Assessment:
    question, chart = app.split_case((ROOT / "examples" / f"{name}.txt").read_text("utf-8"))
    return app.assess(question, [("note.txt", chart)], as_of=DAY if name in CHARTS else date(2026, 12, 15))


@cache
def letter(name: str, kind: str) -> Letter:
    return app.letter(assessed(name), kind, denial=("denial.txt", DENIAL) if kind == "appeal" else None)


def text(made: Letter) -> str:
    return render(made, "text").decode()


def part(made: Letter, name: str) -> list[str]:
    return [made.said(s) for p in made.parts if p.id == name for s in p.lines]


# what every letter keeps


@pytest.mark.parametrize(("name", "kind"), ALL)
def test_every_statement_was_checked_and_none_had_to_be_removed(name: str, kind: str) -> None:
    made = letter(name, kind)
    assert made.removed == ()
    assert made.statements
    assert all(s.check is not None and s.check.verdict == "supported" for s in made.statements)


@pytest.mark.parametrize(("name", "kind"), ALL)
def test_every_number_date_and_drug_stands_in_the_ledger_the_papers_or_a_source(name: str, kind: str) -> None:
    made, assessment = letter(name, kind), assessed(name)
    frames = ("Draft, not ready", "more statements on the evidence", "The facts that answer this stand under")
    shown = [b.text for b in blocks(made) if b.kind != "heading"]
    shown += [cell for b in blocks(made) for row in b.rows for cell in row]
    said = "\n".join(line for line in shown if not any(frame in line for frame in frames))
    known = _known(assessment, made)
    numbers = {n for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", re.sub(r"\[\d+\]", "", said))}
    assert {n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n)}(?![\d])", known)} == set()
    words = set(re.findall(r"[a-z-]{4,}", said.lower()))
    assert {d for d in words & drug_names(load()) if d not in known.lower()} == set()


def _known(assessment: Assessment, made: Letter) -> str:
    """Everything that a letter may take from: ledger, question, chart with its days, denial, policies, code sets, sources."""
    library = load()
    chart = [d.text for d in assessment.chart.documents]
    days = [str(f.when) for f in assessment.chart.findings if f.when]
    days += [str(w) for f in assessment.chart.findings for w in getattr(f.detail, "dates", ())]
    days += [str(getattr(f.detail, end)) for f in assessment.chart.findings for end in ("start", "stop") if hasattr(f.detail, end)]  # fmt: skip
    ledger = [w for s in assessment.statements for w in (s.text, s.plain)]
    policies = [str(p) for d in assessment.determinations for p in library.policies[d.policy]]
    policies += [f"{c.text} {[m.text for m in c.missing]}" for d in assessment.determinations for c in d.criteria]
    records = {c.record for s in made.statements for c in s.citations}
    content = [
        str(library.records[r].data) + library.records[r].says.format(**library.records[r].figures) for r in records
    ]
    return "\n".join([*chart, *days, *ledger, *policies, *content, *map(cited, made.references), *map(str, made.references), assessment.question.text, DENIAL, str(assessment.as_of), assessment.id, str(assessment.chart.findings)])  # fmt: skip


@pytest.mark.parametrize("kind", sorted(mutations.KINDS))
def test_every_kind_of_change_in_a_letter_is_caught(kind: str) -> None:
    rng = random.Random(5)
    made = 0
    for name, which in ALL:
        shown = letter(name, which)
        denial = read(Document("denial", "denial.txt", DENIAL, ""), load().vocabulary) if which == "appeal" else None
        case = case_of(assessed(name), load(), None, denial)
        licensed = world(case, shown.statements)
        for statement in shown.statements:
            broken = mutations.KINDS[kind](statement.text, rng)
            if broken is None or broken == statement.text:
                continue
            made += 1
            checked = verify(changed(statement, text=broken), licensed)
            assert checked.check and checked.check.verdict == "removed", (kind, statement.text, broken)
    assert made


def test_a_wrong_computation_of_units_is_caught_by_the_way_back() -> None:
    """Both the statement and its licence are wrong, so that only the re-reading can tell."""
    shown = letter("seed_complete", "necessity")
    units = next(s for s in shown.statements if s.id == "slot.units")
    case = case_of(assessed("seed_complete"), load(), None)
    for right, wrong in (("= 100 units", "= 120 units"), ("/ 10 mg", "/ 20 mg"), ("= 200 units", "= 250 units")):
        assert right in units.text
        broken = changed(units, text=units.text.replace(right, wrong), plain=units.text.replace(right, wrong))
        assert verify(broken, world(case, [broken])).check.verdict == "removed", wrong  # type: ignore[union-attr]
    assert verify(units, world(case, [units])).check.verdict == "supported"  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "kind"), ALL)
def test_frame_words_hold_no_fact(name: str, kind: str) -> None:
    for p in letter(name, kind).parts:
        if p.id.startswith("criteria-"):
            continue  # the identifier and version of the policy
        for words in (p.heading if p.id[0] != "D" else "", *p.before, *p.after):
            words = words.replace("ICD-10-CM", "")
            assert not re.search(r"\d", words), words
            assert not drug_names(load()) & set(re.findall(r"[a-z-]+", words.lower())), words


@pytest.mark.parametrize("name", CHARTS)
def test_all_letters_say_the_same_of_each_criterion(name: str) -> None:
    said: dict[str, set[Role]] = {}
    for kind in LetterKind:
        for statement in letter(name, kind).statements:
            if statement.id.startswith(("criteria.", "answer.")):
                for proof in (p for p in statement.rests_on if p.startswith("model/ln-rituximab:C")):
                    said.setdefault(proof, set()).add(statement.role)
    assert len(said) == 6
    assert all(len(roles) == 1 for roles in said.values()), said


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("kind", ["necessity", "appeal", "peer-to-peer", "rationale", "patient"])
def test_what_speaks_against_stands_beside_what_speaks_for(name: str, kind: str) -> None:
    made = letter(name, kind)
    mine = [s for s in made.statements if s.section == "for" and s.role is Role.SUPPORTS]
    other = [s for s in made.statements if s.section == "against" and s.role is Role.OPPOSES]
    assert mine and len(other) >= len(mine)
    worse = [s for s in assessed(name).statements if s.section == "necessity" and s.role is Role.OPPOSES]
    assert {s.id for s in worse} <= {s.id for s in made.statements}


@pytest.mark.parametrize(("name", "kind"), ALL)
def test_no_letter_denies(name: str, kind: str) -> None:
    words = re.sub(r'"[^"]*"', "", text(letter(name, kind))).lower()
    assert not re.search(r"\b(?:is|are|was|were|be|been|we|hereby) den(?:y|ied)|not approved|\breject", words)


# the letter for a poor chart


def test_the_poor_chart_is_not_pleaded() -> None:
    made = letter("seed_poor", "necessity")
    sent = [s for p in made.parts if not p.office for s in p.lines]
    own = [s.text for s in sent if s.section in ("letter", "necessity") and not s.citations]
    assert [s.text for s in made.statements if " | Met: " in s.text] == [
        'C6 | "A biosimilar is requested; or the reference product after documented failure of or contraindication to one '
        'biosimilar." | Met: A biosimilar is requested (Ruxience). | Encl. A'
    ]
    pleading = r"medically necessary(?! for a patient with)|standard of care|\bfail(?:ed|ure)(?! of or)|responded|refractory disease|53|87"
    assert [t for t in own if re.search(pleading, t)] == []
    assert "facts that the criteria ask for and the record does not hold: 12" in " ".join(text(made).split())


def test_what_is_missing_is_listed_with_who_has_it() -> None:
    rows = part(letter("seed_poor", "necessity"), "lacking")
    assert "Hepatitis B status (result and date) | laboratory | C5" in rows
    assert len(rows) == 12


def test_a_dose_in_the_question_fills_no_field() -> None:
    rows = part(letter("seed_poor", "necessity"), "form")
    assert f"Dose | {BLANK} | the record states no dose and schedule" in rows
    assert "Treatment | Ruxience (rituximab) | the question as asked" in rows


# the fields


def test_the_fields_of_the_complete_chart() -> None:
    rows = [re.sub(r" \[\d+\]", "", row) for row in part(letter("seed_complete", "necessity"), "form")]
    assert rows == [
        "Patient | N.V. | Encl. A",
        f"Date of birth | {BLANK} | not in the record",
        f"Member ID | {BLANK} | not in the record",
        f"Payer | {BLANK} | not in the record",
        "Prescriber | Miriam Castellane, MD, rheumatology | Encl. A",
        f"NPI | {BLANK} | not in the record",
        "Diagnosis (ICD-10-CM) | M32.14 | Encl. A",
        "Treatment | Ruxience (rituximab) | Encl. A",
        "HCPCS code | Q5119 (Ruxience) | the code set",
        "Dose | 1000 mg | Encl. A",
        "Quantity and units | 1000 mg / 10 mg a unit = 100 units a dose; 100 units x 2 doses = 200 units a course | "
        "computed from Encl. A and the code set",
        "Frequency | 14 days apart, repeated every 26 weeks | Encl. A",
        "Dates of service | 2026-01-05, 2026-01-19 | Encl. A",
        f"Duration asked for | {BLANK} | not in the record",
        f"Site of care | {BLANK} | not in the record",
    ]


def fields(*charts: str) -> list[str]:
    question, chart = app.split_case((ROOT / "examples" / "seed_complete.txt").read_text("utf-8"))
    documents = [("note.txt", chart), *((f"more{n}.txt", words) for n, words in enumerate(charts))]
    return part(app.letter(app.assess(question, documents, as_of=DAY), "necessity"), "form")


def test_documents_that_fill_a_field_differently_fill_it_for_nobody() -> None:
    rows = fields("Member ID: AB 10001", "Member ID: AB 10002")
    assert any(row.startswith(f"Member ID | {BLANK} | the documents differ: Encl. ") for row in rows)


def test_an_npi_that_cannot_be_one_is_not_taken() -> None:
    assert any(
        re.fullmatch(r"NPI \| \[_+\] \| the number in Encl\. \w fails its check digit", r)
        for r in fields("NPI: 1234567890")
    )
    assert any(re.fullmatch(r"NPI \| 1234567893 \| Encl\. \w", row) for row in fields("NPI: 1234567893"))


def test_requests_that_differ_leave_dose_and_units_blank() -> None:
    rows = fields("ORDER 12/20/2025\nPlease authorize Ruxience 500 mg IV on 02/02/2026 and 02/16/2026.")
    assert f"Dose | {BLANK} | the documents ask for different things" in rows
    assert f"Quantity and units | {BLANK} | the documents ask for different things" in rows


LABELLED = sorted((ROOT / "tests" / "cases" / "second_author").glob("*.txt"))


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_whatever_the_chart_the_form_is_whole_and_what_fails_is_not_shown(path: Path) -> None:
    question, chart = app.split_case(path.read_text("utf-8"))
    made = app.letter(app.assess(question, [(path.name, chart)], as_of=DAY), "necessity")
    labels = [row.split(" | ")[0] for row in part(made, "form")]
    assert [label.replace("Protocol", "Dose") for label in labels if "code" not in label.lower()] == [
        "Patient", "Date of birth", "Member ID", "Payer", "Prescriber", "NPI", "Diagnosis (ICD-10-CM)", "Treatment", "Dose",
        "Quantity and units", "Frequency", "Dates of service", "Duration asked for", "Site of care",
    ]  # fmt: skip
    assert part(made, "request")
    shown = text(made)
    assert not any(" ".join(s.text.split()) in " ".join(shown.split()) for s in made.removed)


def test_a_field_that_fails_its_check_is_a_blank() -> None:
    slot = next(s for s in letter("seed_complete", "necessity").statements if s.id == "slot.dose")
    assert unchecked(slot).text == f"Dose | {BLANK} | read, but not confirmed in the record"


EXAMPLES = [
    ("obesity_complete", "Dose | in steps: 0.25 mg, 0.5 mg, 1 mg, 1.7 mg, 2.4 mg | Encl. A"),
    ("tms_complete", "Quantity and units | 36 sessions | Encl. A"),
    ("tms_complete", "Protocol | left 10 Hz | Encl. A"),
]


@pytest.mark.parametrize(("name", "row"), EXAMPLES)
def test_doses_in_steps_and_courses_of_sessions(name: str, row: str) -> None:
    assert row in part(letter(name, "necessity"), "form")


# therapy


def test_the_therapy_table_has_drug_dose_dates_result_and_the_words() -> None:
    rows = part(letter("seed_complete", "necessity"), "therapy")
    assert rows[1] == (
        'cyclophosphamide | 500 mg every 14 days x 6 | 2024-03-04 to 2024-05-13 | no response | "Cyclophosphamide 500 mg IV '
        'every 2 weeks x 6 (03/04/2024 to 05/13/2024): no response, UPCR 4.3 g/g on 08/05/2024." (Encl. A)'
    )
    assert [row.split(" | ")[0] for row in rows[2:4]] == ["rituximab (Ruxience)"] * 2


# the appeal


def answers(name: str) -> dict[str, list[str]]:
    made = letter(name, "appeal")
    return {p.heading: [made.said(s) for s in p.lines] for p in made.parts if re.fullmatch(r"D\d", p.id)}


def test_each_reason_is_quoted_and_answered() -> None:
    for name in CHARTS:
        found = answers(name)
        assert len(found) == 5
        assert all(lines[0].startswith('The denial states: "') and len(lines) > 1 for lines in found.values())


def test_a_drug_that_the_record_does_not_name_is_not_answered_by_another() -> None:
    lines = answers("seed_complete")["Reason 2: step therapy not met, missing documentation"]
    assert lines[1].startswith("Of mycophenolate mofetil the record says: 3 g/day; 2023-05-02 to 2024-02-20")
    assert lines[-1] == "The record does not answer this for belimumab: it names no trial of it."
    poor = answers("seed_poor")["Reason 2: step therapy not met, missing documentation"]
    assert poor[1:] == [
        "The record does not answer this for mycophenolate: it names no trial of it.",
        "The record does not answer this for belimumab: it names no trial of it.",
    ]


def test_a_missing_paper_is_answered_by_the_criterion_that_asks_for_it() -> None:
    complete = answers("seed_complete")["Reason 3: missing documentation"]
    assert complete[1].startswith("By the record criterion C5 is met:")
    poor = answers("seed_poor")["Reason 3: missing documentation"]
    assert poor[1].startswith("By the record criterion C5 is not shown:")
    assert poor[2].startswith("To answer it: ") and "hepatitis B status (result and date)" in poor[2]


def answered(reason: str, name: str = "seed_complete") -> list[str]:
    made = app.letter(assessed(name), "appeal", denial=("denial.txt", reason))
    return part(made, "D1")[1:]


def test_a_paper_of_another_matter_answers_nothing() -> None:
    assert answered("Denied because hepatitis C screening was not submitted.") == ["The record does not answer this."]
    assert answered("Denied because proof of residence was not provided.") == ["The record does not answer this."]
    assert answered("Denied because hepatitis B screening was not submitted.")[0].startswith(
        "By the record criterion C5"
    )
    assert answered("Denied because records were not received.")  # all that asks for documents


def test_the_tests_that_answer_a_reason_are_tests_of_criteria() -> None:
    for names in appeal._TESTS.values():
        for name in names:
            assert (ROOT / "src" / "evidentia" / "criteria" / "tests" / f"{name}.py").is_file(), name


@pytest.mark.parametrize(
    ("reason", "criterion"),
    [
        ("Denied because step therapy was not met.", "I3"),
        ("Denied because a PHQ-9 score within 30 days was not submitted.", "I1"),
        ("Denied because the number of treatments exceeds the limit.", "I7"),
    ],
)
def test_another_topic_is_answered_by_its_own_criteria(reason: str, criterion: str) -> None:
    assert any(f"criterion {criterion} is" in line for line in answered(reason, "tms_poor"))


def test_the_product_is_the_records_not_the_questions() -> None:
    question, chart = app.split_case((ROOT / "examples" / "seed_complete.txt").read_text("utf-8"))
    other = question.replace("Ruxience (rituximab-pvvr)", "Truxima (rituximab-abbs)")
    made = app.letter(app.assess(other, [("note.txt", chart)], as_of=DAY), "necessity")
    assert part(made, "request")[0].startswith("This letter asks for continued treatment with Ruxience (rituximab)")


def test_a_limit_of_the_plan_is_not_claimed_to_be_kept() -> None:
    lines = answers("seed_complete")["Reason 4: dose, quantity or frequency over a limit"]
    assert lines[-1] == "The plan's own limit or preference was not read for this letter, so it is not answered."


def test_a_reason_of_no_known_kind_is_quoted_and_not_answered() -> None:
    assert answers("seed_complete")["Reason 5: another reason"] == [
        'The denial states: "The member\'s spouse is covered by another carrier."',
        "The record does not answer this.",
    ]


def test_the_time_to_appeal_and_the_policy_are_quoted() -> None:
    words = " ".join(part(letter("seed_complete", "appeal"), "request"))
    assert 'The time to appeal, as the denial states it: "You must file your appeal within 180 calendar days' in words
    assert 'The denial cites "Medical Policy MP-5108' in words and "was not read for this letter" in words


def test_the_denial_is_no_part_of_the_chart() -> None:
    """What a payer writes of the patient enters no criterion."""
    told = DENIAL + "\nThe member completed Ruxience on 09/01/2025 and had a serious infusion reaction.\n"
    made = app.letter(assessed("seed_complete"), "appeal", denial=("denial.txt", told))
    rows = [s for s in made.statements if s.id.startswith("criteria.model")]
    assert {s.role for s in rows} == {Role.SUPPORTS}


# notice, rationale


def test_a_notice_without_a_decision_is_a_form() -> None:
    made = text(letter("seed_complete", "notice"))
    assert f"What this person decided: {BLANK}" in made
    assert "supported" not in made.lower()  # the verdict of a program is no decision


def test_a_notice_says_what_a_named_person_decided_in_that_persons_words() -> None:
    decided = Decided("Ann Lee", "MD", "rheumatology", date(2026, 1, 7), "approved", "Course two helped.")
    made = text(app.letter(assessed("seed_complete"), "notice", decided=decided))
    assert "Ann Lee, MD (rheumatology) decided on 2026-01-07: approved." in made
    assert "Why, in this person's own words: Course two helped." in made


def test_a_denial_cannot_be_recorded_as_a_decision() -> None:
    with pytest.raises(InputError, match='decision "denied": it is none that can be recorded here'):
        app.letter(
            assessed("seed_complete"),
            "notice",
            decided=Decided("Ann Lee", "MD", "rheumatology", date(2026, 1, 7), "denied"),
        )


# goldens: the letters' own words and what they take from the chart; what cites a record is the content's to word


@pytest.mark.parametrize(("name", "kind"), [("seed_poor", "necessity"), ("seed_complete", "appeal"), ("seed_poor", "notice"), ("seed_complete", "peer-to-peer")])  # fmt: skip
def test_golden(name: str, kind: str) -> None:
    expected = ROOT / "tests" / "letters" / "golden" / f"{name}.{kind}.txt"
    assert text(own_words(name, kind)) == expected.read_text("utf-8")


def own_words(name: str, kind: str) -> Letter:
    """A letter without what it cites, and without its table of treatment: content and reader have goldens of their own."""
    made = letter(name, kind)
    parts = [
        changed(p, lines=tuple(s for s in p.lines if s.section in ("letter", "necessity") and not s.citations))
        for p in made.parts
        if p.id != "therapy"
    ]
    return changed(made, references=(), assessment="", parts=tuple(p for p in parts if p.lines or p.before or p.after))


# files


@pytest.mark.parametrize(("name", "kind"), ALL)
@pytest.mark.parametrize("form", ["text", "docx", "pdf"])
def test_a_letter_made_twice_is_the_same_file(name: str, kind: str, form: str) -> None:
    made = letter(name, kind)
    again = app.letter(assessed(name), kind, denial=("denial.txt", DENIAL) if kind == "appeal" else None)
    assert render(made, form) == render(again, form)


@pytest.mark.parametrize(("name", "kind"), ALL)
def test_word_and_pdf_carry_the_same_words(name: str, kind: str, tmp_path: Path) -> None:
    made = letter(name, kind)
    expected = " ".join(
        words for b in blocks(made) for words in (b.text, *b.head, *(cell for row in b.rows for cell in row))
    ).split()
    assert _of_docx(render(made, "docx"), tmp_path) == expected
    written = Counter(_letters(_of_pdf(render(made, "pdf"), made)))
    written.subtract(_letters(" ".join(expected)))
    heads = [Counter(_letters("".join(b.head))) for b in blocks(made) if b.head]  # said again where a table goes on
    again = [sum(some, Counter()) for n in range(4) for some in combinations(heads, n)]
    assert +written in again and not -written


def _of_docx(data: bytes, folder: Path) -> list[str]:
    import docx
    from docx.table import Table

    (folder / "letter.docx").write_bytes(data)
    words: list[str] = []
    for piece in docx.Document(str(folder / "letter.docx")).iter_inner_content():
        if isinstance(piece, Table):
            words += [w for row in piece.rows for cell in row.cells for w in cell.text.split()]
        else:
            words += piece.text.split()
    return words


def _of_pdf(data: bytes, made: Letter) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    words = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    foot = rf"{re.escape(made.title)}\s+·\s+{made.assessment}\s+\d+ of {len(document)}"
    assert len(re.findall(foot, words)) == len(document)
    return re.sub(foot, "", words)


def _letters(words: str) -> str:
    """The letters and figures of a text; lines and hyphens fall where a page breaks them."""
    return re.sub(r"[^A-Za-z0-9]", "", words)


def test_letters_stay_off_the_path_of_assess() -> None:
    code = "import sys, evidentia, evidentia.app; print([m for m in sys.modules if 'letters' in m or m in ('docx', 'typst', 'lxml') or 'denial' in m])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env={"PYTHONPATH": str(ROOT / "src")})  # fmt: skip
    assert made.stdout.strip() == "[]"


def test_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match=r'letter "invoice": there is no such letter\. Choose from: necessity, appeal'):
        app.letter(assessed("seed_poor"), "invoice")


def test_the_command_knows_every_letter() -> None:
    from evidentia.interfaces.cli.main import LETTERS

    assert tuple(map(str, LetterKind)) == LETTERS


def test_an_appeal_needs_a_denial() -> None:
    with pytest.raises(InputError, match="there is no denial letter"):
        app.letter(assessed("seed_poor"), "appeal")


def test_the_denial_of_another_treatment_is_not_appealed_without_a_word() -> None:
    """A denial of semaglutide handed in with a rituximab chart."""
    other = "Your request for Wegovy (semaglutide) is denied because a lifestyle program is not documented."
    case = assessed("seed_complete")
    said = [s.text for part in app.letter(case, "appeal", denial=("denial.txt", other)).parts for s in part.lines]
    assert any(
        s.startswith("To be settled before this is sent: the denial that was handed in names semaglutide") for s in said
    )
    said = [s.text for part in app.letter(case, "appeal", denial=("denial.txt", DENIAL)).parts for s in part.lines]
    assert not any("Is it the denial of this request?" in s for s in said)
