"""What is found, in which order, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidentia.content.loader import load
from evidentia.library.asking import Asked, parse
from evidentia.library.collection import Collection
from evidentia.library.items import Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section
from evidentia.library.search import Wanted, query_of, search
from evidentia.model.when import When
from tests.library.making import COHORT, OTHER, TRIAL, article, articles

LABEL = Publication(
    "setid:1", Kind.LABEL, "RITUXAN (rituximab): prescribing information",
    (Section("indications", "1 INDICATIONS", "RITUXAN is indicated for rheumatoid arthritis."), Section("boxed warning", "WARNING", "Fatal infusion reactions of RITUXAN.")),
    {"setid": "1"}, published=When(2021, 12), types=("prescribing information",), read_depth="label section",
)  # fmt: skip
FULL_TEXT = Publication(
    "pmcid:PMC1", Kind.ARTICLE, TRIAL[0], (Section("results", "Results", TRIAL[1] + " Rituximab again. " * 3),),
    {"pmcid": "PMC1", "pmid": "1"}, published=When(2012), types=("research article",), read_depth="full text",
)  # fmt: skip


@pytest.fixture(scope="module", params=["tantivy", "fts5"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with Collection(tmp_path_factory.mktemp("library"), create=True, engine=request.param) as made:
        made.add([
            article(1, *TRIAL, types=("randomized controlled trial",)), article(2, *COHORT, published=When(2020)), article(3, *OTHER, published=When(2009)),
            LABEL, FULL_TEXT, Report("pmid:3", Notice(NoticeKind.RETRACTED, "pmid:9", None, "PubMed")), *articles(60, 100),
        ])  # fmt: skip
        yield made


def ids(library: Collection, text: str, **more: object) -> list[str]:
    found, _ = search(library, Wanted(text, **more), 10, load().vocabulary)  # type: ignore[arg-type]
    return [hit.publication.id for hit in found]


def test_an_abstract_and_its_full_text_are_one_hit(library: Collection) -> None:
    found = ids(library, "rituximab placebo week 52 renal response")
    assert (
        sorted(found[:1] + [i for i in found if i in ("pmid:1", "pmcid:PMC1")][:2]).count("pmid:1")
        + found.count("pmcid:PMC1")
        <= 2
    )
    assert len({"pmid:1", "pmcid:PMC1"} & set(found)) == 1


def test_names_of_a_drug_find_each_other(library: Collection) -> None:
    assert "setid:1" in ids(library, "Ruxience infusion reactions"), (
        "the biosimilar leads to the label of its reference product"
    )
    assert {"pmid:1", "pmcid:PMC1"} & set(ids(library, "MabThera lupus"))


def test_expansion_never_outweighs_what_was_asked(library: Collection) -> None:
    query = query_of(Wanted("rituximab in lupus nephritis"), library.index, load().vocabulary)
    asked = {term.words[0]: term.weight for term in query.terms if term.origin == "asked"}
    added = [term for term in query.terms if term.origin != "asked"]
    assert added and all(term.weight < max(asked.values()) for term in added)
    assert len({term.words for term in query.terms}) == len(query.terms), "each is asked once"


def test_filters(library: Collection) -> None:
    assert ids(library, "rituximab", kinds=("label",)) == ["setid:1"]
    assert ids(library, "rituximab nephritis", types=("randomized controlled trial",)) == ["pmid:1"]
    assert ids(library, "nephritis", since=2015) == ["pmid:2"]
    assert "pmid:3" not in ids(library, "mycophenolate", withdrawn=False)
    found, _ = search(library, Wanted("mycophenolate"), 3)
    assert found[0].publication.id == "pmid:3" and found[0].status == ("retracted",), "shown by default, and marked"
    assert ids(library, "rituximab", sections=("boxed warning",)) == ["setid:1"]


def test_phrases_exclusions_and_fields(library: Collection) -> None:
    assert ids(library, '"refractory nephritis"') == ["pmid:2"]
    assert ids(library, '"nephritis refractory"') == []
    assert "pmid:2" not in ids(library, "rituximab nephritis -relapse")
    assert ids(library, "title:mycophenolate") == ["pmid:3"]


def test_a_rare_word_outweighs_a_frequent_one(library: Collection) -> None:
    assert (
        ids(library, "What is the effect of marker123 on the outcome that was measured in patients?")[0] == "pmid:123"
    )


def test_the_best_sentence_stands_where_it_says(library: Collection) -> None:
    found, _ = search(library, Wanted("primary endpoint of rituximab"), 5)
    hit = next(h for h in found if h.publication.work == "pmid:1")
    section, start, end = hit.best_sentence(library.index.analyse("primary endpoint not met"), library.index)
    assert hit.publication.passage(section, start, end).text == "The primary endpoint was not met."


def test_feedback_asks_what_several_of_the_best_share(library: Collection) -> None:
    _, query = search(library, Wanted("marker105 marker106 marker107", feedback=True), 5)
    added = [term for term in query.terms if "several" in term.origin]
    assert added and all(term.weight <= 0.1 for term in added)


def test_equal_questions_have_equal_answers(library: Collection) -> None:
    assert ids(library, "effect on outcome in patients") == ids(library, "effect on outcome in patients")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("-", Asked("-")),
        ('""', Asked("")),
        ('"one"', Asked("one")),
        ('say "lupus nephritis', Asked("say lupus nephritis")),
        ("anti-CD20", Asked("anti-CD20")),
        ("x -y", Asked("x", excluded=("y",))),
        ('-"big words" mesh:"a b"', Asked("", excluded=("big words",), fielded=(("keywords", "a b"),))),
        ("HbA1c >= 8.0 %", Asked("HbA1c >= 8.0 %")),
    ],
)
def test_what_users_type(text: str, asked: Asked) -> None:
    assert parse(text) == asked


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_anything_may_be_searched(text: str, library_once: Collection) -> None:
    search(library_once, Wanted(text), 3, load().vocabulary)


@pytest.fixture(scope="module")
def library_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with Collection(tmp_path_factory.mktemp("once"), create=True) as made:
        made.add([article(1, *TRIAL)])
        yield made


def test_questions_of_a_collection_with_known_answers(shared: Path) -> None:
    from evidentia.evaluation import retrieval

    data = retrieval.read(shared / "data" / "scifact")
    few = dict(sorted(data.relevant.items())[:40])
    wanted = {name for grades in few.values() for name in grades}
    some = {name: d for n, (name, d) in enumerate(data.documents.items()) if n % 8 == 0 or name in wanted}
    scores = retrieval.evaluate(retrieval.Dataset(some, data.questions, few), load().vocabulary)
    by_name = {score.name: score.mean for score in scores}
    assert by_name["evidentia"] > 0.5 and by_name["tantivy, plain BM25"] > 0.5
    assert len(scores) >= 3 and all(0 <= (s.p or 0) <= 1 for s in scores)
