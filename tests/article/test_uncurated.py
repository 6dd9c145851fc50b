"""The article from the local library: what is quoted, what is not, and that nothing passes that the store does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import evidentia
from evidentia.answer.article import article as article_of
from evidentia.answer.article import facts
from evidentia.answer.literature import Literature, look_up
from evidentia.answer.render import html, json, markdown, text
from evidentia.answer.verify import said, verify, world_of
from evidentia.app import assess
from evidentia.content.loader import load
from evidentia.findings.question import read as read_question
from evidentia.library.collection import Collection
from evidentia.library.items import Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section
from evidentia.model.assessment import Assessment, Audience, Verdict
from evidentia.model.frozen import changed
from evidentia.model.when import When
from tests.library.making import article

DAY = date(2026, 1, 5)
QUESTION = "Is rituximab medically necessary for a patient with lupus nephritis?"
TRIAL = article(
    11, "Rituximab in lupus nephritis: a randomised trial",
    "We aimed to compare rituximab with placebo in 144 adults with lupus nephritis. Renal response at week 52 was 56.9 % with rituximab and 45.8 % with placebo. "
    "With rituximab the primary endpoint was not met.",
    types=("randomized controlled trial",), authors="Rovinsky BH, Furioso R", published=When(2012),
)  # fmt: skip
COHORT = article(
    12, "A cohort of refractory lupus nephritis",
    "In 26 of 30 patients with lupus nephritis rituximab was effective, with complete remission in 12.", authors="Jonsdo T", published=When(2013),
)  # fmt: skip
OTHER_DISEASE = article(
    13, "Rituximab in rheumatoid arthritis", "Rituximab was effective in rheumatoid arthritis of 200 patients."
)
OTHER_DRUG = article(
    14, "Belimumab in lupus nephritis", "Belimumab improved renal response in lupus nephritis significantly."
)
RETRACTED = article(
    15, "Rituximab cures lupus nephritis", "Rituximab was highly effective in every patient with lupus nephritis."
)
LATER = article(
    16,
    "Rituximab in lupus nephritis, the sequel",
    "Rituximab was effective in lupus nephritis once more.",
    published=When(2027),
)
CHANGING = Publication(
    "pmcid:PMC17", Kind.ARTICLE, "New strategies in rheumatic diseases",
    (Section("discussion", "Discussion", "In lupus nephritis abatacept was studied.\nSjögren's syndrome\nFor organ damage the only drug that was used with success and was effective is rituximab. It is also used elsewhere."),),
    {"pmcid": "PMC17"}, read_depth="full text",
)  # fmt: skip
REVIEW = Publication(
    "pmcid:PMC19", Kind.ARTICLE, "Anti-CD20 treatment, a look back",
    (Section("discussion", "Discussion", "In a trial of lupus nephritis rituximab did not improve renal response [4]."),),
    {"pmcid": "PMC19"}, types=("review",), read_depth="full text", authors="Reviewer A", published=When(2016), cites=("pmid:11", "pmid:4711"),
)  # fmt: skip
RATS = article(20, "Anti-CD20 in a rat model of lupus nephritis", "Rituximab was effective and reduced proteinuria in rats with lupus nephritis.", mesh=("Animals", "Rats"))  # fmt: skip
COMPARED = article(
    21, "Belimumab compared to rituximab in lupus nephritis", "In lupus nephritis belimumab improved response compared to rituximab.",
)  # fmt: skip
COMPARED_IN_TITLE = Publication(
    "pmid:22", Kind.ARTICLE, "Voclosporin compared to rituximab in lupus nephritis", (Section("results", "RESULTS", "The new drug improved the renal response of all patients significantly."),),
    {"pmid": "22"},
)  # fmt: skip
LABEL = Publication(
    "setid:18", Kind.LABEL, "RITUXAN (rituximab): prescribing information",
    (Section("indications", "1 INDICATIONS", "RITUXAN is indicated for adults with rheumatoid arthritis and with lymphoma."),
     Section("dosage", "2.3 Rheumatoid arthritis", "The dose is two 1,000 mg infusions separated by 2 weeks."),
     Section("dosage", "2.1 Lymphoma", "The dose is 375 mg/m2 once weekly."),
     Section("contraindications", "4 CONTRAINDICATIONS", "None that was invented for this test, which is a whole sentence."),
     Section("boxed warning", "WARNING", "Fatal infusion-related reactions have occurred within 24 hours of RITUXAN infusion.")),
    {"setid": "18"}, published=When(2021, 12, 17), version="version 12, effective 2021-12-17", read_depth="label section", mesh=("RITUXAN", "rituximab"),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with Collection(tmp_path_factory.mktemp("library"), create=True) as made:
        made.add(
            [
                TRIAL,
                COHORT,
                OTHER_DISEASE,
                OTHER_DRUG,
                RETRACTED,
                LATER,
                CHANGING,
                LABEL,
                Report("pmid:15", Notice(NoticeKind.RETRACTED, "pmid:99")),
            ]
        )
        yield made


def asked(library: Collection, question: str = QUESTION, day: date = DAY) -> Assessment:
    return assess(question, as_of=day, literature=lambda: library, curated=False)


def quoted(assessment: Assessment, section: str) -> list[str]:
    return [said(s.text) for s in assessment.statements if s.section == section and said(s.text)]


def test_both_sides_are_quoted_in_the_words_of_the_source(library: Collection) -> None:
    found = asked(library)
    assert found.verdict is Verdict.MORE_INFORMATION_NEEDED, "nothing was judged"
    assert quoted(found, "against") == ["With rituximab the primary endpoint was not met."]
    assert quoted(found, "for") == [
        "In 26 of 30 patients with lupus nephritis rituximab was effective, with complete remission in 12."
    ]
    assert quoted(found, "found") == ["Renal response at week 52 was 56.9 % with rituximab and 45.8 % with placebo."]
    direct = next(s.text for s in found.statements if s.id == "direct.uncurated")
    assert (
        direct.startswith("Uncurated: nobody has weighed this evidence")
        and "Strongest kind of source quoted: randomized trial." in direct
    )
    assert not found.removed


def test_other_diseases_other_drugs_and_plans_are_not_quoted(library: Collection) -> None:
    everything = " ".join(s.text for s in asked(library).statements)
    for alien in ("rheumatoid arthritis of 200", "Belimumab improved", "We aimed", "For organ damage"):
        assert alien not in everything, alien


def test_the_label_is_said_not_to_name_the_condition(library: Collection) -> None:
    standard = [s.text for s in asked(library).statements if s.section == "standard"]
    assert standard[0].startswith(
        "Labels of rituximab in the library: 1; none names lupus nephritis among the indications by any of these names: lupus nephritis"
    )
    assert "version 12, effective 2021-12-17; 1 INDICATIONS" in standard[1] and said(standard[1]).endswith(
        "with lymphoma."
    )
    other = asked(library, "Is rituximab necessary for rheumatoid arthritis?")
    assert (
        "Labels of rituximab in the library: 1; of these 1 name rheumatoid arthritis among the indications."
        in " ".join(s.text for s in other.statements)
    )


def test_the_dose_of_the_label_is_that_of_the_condition(library: Collection) -> None:
    assert quoted(asked(library), "dosing") == [], "the label has no dose for lupus nephritis, and none is lent to it"
    other = asked(library, "Is rituximab necessary for rheumatoid arthritis?")
    assert quoted(other, "dosing") == ["The dose is two 1,000 mg infusions separated by 2 weeks."]
    assert [q[:5] for q in quoted(other, "safety")] == ["None ", "Fatal"]


def test_what_was_withdrawn_or_came_later_is_named_and_not_quoted(library: Collection) -> None:
    searched = [s.text for s in asked(library).statements if s.section == "searched"]
    assert (
        "Not quoted, because it is marked retracted: Rituximab cures lupus nephritis (pmid:15); see pmid:99."
        in searched
    )
    assert any(
        t.startswith(
            "Also on the subject in the library, without a sentence that could be quoted (1): New strategies in rheumatic diseases (pmcid:PMC17)"
        )
        for t in searched
    )
    assert "Publications on the subject that came out after 2026-01-05 and are not quoted: 1." in searched
    assert "once more" in " ".join(s.text for s in asked(library, day=date(2027, 6, 1)).statements)


def test_what_the_library_does_not_carry_is_an_abstention_with_the_next_step(library: Collection) -> None:
    found = asked(library, "Is milvexian effective for stroke?")
    texts = [s.text for s in found.statements]
    assert not found.references and not any("“" in t for t in texts)
    assert any(
        "has no passage on milvexian and stroke that could be quoted" in t and "Next step: add sources" in t
        for t in texts
    )
    assert any(t.startswith("Searched for contrary findings; passages read on the subject: 0") for t in texts)


def test_a_question_without_a_subject_is_an_abstention(library: Collection) -> None:
    for question in ("Is it necessary?", "?!", "What should we do for the patient in this case of use?"):
        assert not asked(library, question).references


def literature(library: Collection) -> Literature:
    content = load()
    return look_up(library, read_question(QUESTION, content.vocabulary), DAY, content.vocabulary)


def test_what_speaks_for_another_drug_does_not_speak_for_this_one(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        library.add([COMPARED, COMPARED_IN_TITLE])
        found = asked(library)
        assert not quoted(found, "for") and not quoted(found, "against")
        assert quoted(found, "found") == ["In lupus nephritis belimumab improved response compared to rituximab."]
        assert quoted(asked(library, "Is belimumab effective for lupus nephritis?"), "for") == quoted(found, "found")


def test_quotation_marks_of_the_source_do_not_confuse_the_check(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        text = "Rituximab, the “magic bullet” of lupus nephritis, was effective in 26 of 30 patients."
        library.add([article(23, "“Magic bullets” in lupus nephritis", text)])
        found = asked(library)
        assert quoted(found, "for") == [text] and not found.removed


def test_second_hand_and_laboratory_findings_say_so(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        library.add([TRIAL, REVIEW, RATS])
        texts = [s.text for s in asked(library).statements]
        assert any(
            t.startswith("Reviewer A 2016 (review; full text; Discussion; reports the work of others): “In a trial")
            for t in texts
        )
        assert any("animal or laboratory study" in t and "rats" in said(t) for t in texts)
        (depth,) = [t for t in texts if t.startswith("Citation depth")]
        assert (
            depth
            == "Citation depth: of 4 quoted results 1 are second-hand (they report the work of others); the library has these of the works that they cite: pmid:11."
        )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("56.9", "65.9"),
        ("rituximab and 45.8 %", "placebo and 45.8 %"),
        ("week 52", "week 25"),
        (" with placebo.”", ".”"),
    ],
)
def test_a_changed_letter_of_a_quotation_is_caught(library: Collection, old: str, new: str) -> None:
    found, content = asked(library), literature(library)
    statement = next(s for s in found.statements if s.section == "found")
    whole = content.added_to(load())
    world = world_of(found.statements, QUESTION, found.chart, DAY, whole, content.read_again())
    assert verify(statement, world).check.verdict == "supported"  # type: ignore[union-attr]
    forged = verify(changed(statement, text=statement.text.replace(old, new)), world)
    assert old in statement.text and forged.check is not None and forged.check.verdict == "removed"
    licensed_too = world_of(
        [changed(statement, text=statement.text.replace(old, new))],
        QUESTION,
        found.chart,
        DAY,
        whole,
        content.read_again(),
    )
    assert verify(changed(statement, text=statement.text.replace(old, new)), licensed_too).check.problems == (  # type: ignore[union-attr]
        f"the quotation is not what stands at {statement.citations[0].locator}",
    ), "even a composer that licenses its own error is caught by reading again"


def test_a_source_that_changes_under_way_is_caught(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        library.add([TRIAL])
        content = literature(library)
        assert all(content.read_again().values())
        library.add(
            [article(11, TRIAL.title, "Altogether other words about rituximab in lupus nephritis were written here.")]
        )
        assert set(content.read_again().values()) == {""}


def test_all_audiences_and_formats_show_it(library: Collection) -> None:
    found, content = asked(library), load()
    pages = [article_of(found, content, audience) for audience in Audience]
    assert len({facts(page) for page in pages}) == 1
    for page in pages:
        shown = " ".join(text.render(page).split())
        assert "was not met." in shown and "was not met." in markdown.render(page)
        assert "pmid:11#0:" in html.render(page, found, content)
    schema = Path(evidentia.__file__).parent / "answer" / "assessment.schema.json"
    data = json.data(found)
    jsonschema.validate(data, __import__("json").loads(schema.read_text("utf-8")))
    assert data["digests"]["literature"] == library.store.digest()


def test_the_same_library_gives_the_same_bytes(library: Collection) -> None:
    assert json.render(asked(library)) == json.render(asked(library))


def test_assess_asks_the_library_only_where_no_topic_fits(library: Collection) -> None:
    def refuses() -> Collection:
        raise AssertionError("the library was opened although a topic is curated")

    assert assess(QUESTION, as_of=DAY, literature=refuses).standing is not None
    found = assess("Is belimumab necessary for lupus nephritis?", as_of=DAY, literature=lambda: library)
    assert quoted(found, "for") == ["Belimumab improved renal response in lupus nephritis significantly."]


def test_the_record_says_what_the_question_leaves_out(library: Collection) -> None:
    chart = [
        ("note.txt", "Diagnosis: lupus nephritis class IV.\nRequest: start belimumab 10 mg/kg IV for lupus nephritis.")
    ]
    found = assess("Is this treatment necessary?", chart, as_of=DAY, literature=lambda: library, curated=False)
    assert quoted(found, "for") == ["Belimumab improved renal response in lupus nephritis significantly."]


def test_the_seed_question_from_public_data_alone(shared: Path, tmp_path: Path) -> None:
    """With its topic switched off: the approvals and the one finding that the data carry, and no other disease's."""
    from evidentia.library.formats.read import read

    near = ("rituxi", "lupus", "nephritis", "belimumab")
    with Collection(tmp_path, create=True) as library:
        for path in ("bioasq/corpus.jsonl", "drugsatfda/drugsatfda-2019-07-02.zip"):
            found = [item for item in read(shared / "data" / path) if isinstance(item, Publication)]
            library.add(
                p for n, p in enumerate(found) if n % 40 == 0 or any(w in str(p.as_data()).lower() for w in near)
            )
        question = (shared / "seed" / "seed_article.txt").read_text("utf-8").split("\n", 1)[0]
        found = asked(library, question)
        assert any("BLA103705" in s.text and "1997-11-26" in said(s.text) for s in found.statements)
        quotes = [said(s.text) for s in found.statements if s.section in ("for", "against", "found") and said(s.text)]
        assert (
            "Off-label use of rituximab (RTX) has shown significant promise in this patient group; however, data are still controversial."
            in quotes
        )
        assert not found.removed
        for quote in quotes:
            assert "rituximab" in quote.lower()
