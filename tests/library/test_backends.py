"""The contract of a search engine. Whatever stands behind `SearchBackend` passes all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from evidentia.library.backend import Entry, Query, SearchBackend, Term
from evidentia.library.errors import LibraryError
from evidentia.library.fts5_backend import Fts5Backend
from evidentia.library.tantivy_backend import TantivyBackend

ENGINES = [TantivyBackend, Fts5Backend]
ENTRIES = [
    Entry(1, 10, "Rituximab in lupus nephritis", "A randomized trial of rituximab against placebo.", "Lupus Nephritis", ("kind:article", "type:randomized controlled trial"), 2012),
    Entry(2, 10, "Rituximab in lupus nephritis", "Infections were as frequent with rituximab as with placebo.", "", ("kind:article",), 2012),
    Entry(3, 20, "Mycophenolate or cyclophosphamide", "Induction therapy of nephritis, compared in 370 patients.", "", ("kind:article", "status:retracted"), 2009),
    Entry(4, 30, "RITUXAN label", "Indicated for rheumatoid arthritis; nephritis of lupus is not named.", "", ("kind:label",), 2021),
    Entry(5, 40, "No year", "Nephritis, undated.", "", ("kind:page",), 0),
]  # fmt: skip


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchBackend]:
    backend = request.param(tmp_path / "index")
    backend.add(ENTRIES)
    backend.commit()
    yield backend
    backend.close()


def asked(index: SearchBackend, text: str, **more: object) -> Query:
    return Query(tuple(Term((word,)) for word in index.analyse(text)), **more)  # type: ignore[arg-type]


def keys(index: SearchBackend, query: Query, limit: int = 10) -> list[int]:
    return [hit.key for hit in index.search(query, limit)]


def test_what_was_added_is_found_best_first(index: SearchBackend) -> None:
    assert index.count() == 5
    hits = index.search(asked(index, "rituximab placebo randomised trial lupus"), 10)
    assert hits[0].key == 1
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert keys(index, asked(index, "rituximab placebo"), 1) == keys(index, asked(index, "rituximab placebo"))[:1]


def test_a_query_without_words_finds_nothing(index: SearchBackend) -> None:
    assert keys(index, Query(())) == []
    assert keys(index, asked(index, "zzzunknown")) == []


def test_endings_case_and_accents_do_not_matter(index: SearchBackend) -> None:
    assert keys(index, asked(index, "INFECTION")) == [2]
    assert keys(index, asked(index, "nephrítis")) == keys(index, asked(index, "nephritis"))


def test_a_phrase_stands_together(index: SearchBackend) -> None:
    words = tuple(index.analyse("rheumatoid arthritis"))
    assert keys(index, Query((Term(words),))) == [4]
    assert keys(index, Query((Term(tuple(reversed(words))),))) == []


def test_fields(index: SearchBackend) -> None:
    title = Query(tuple(Term((word,), field="title") for word in index.analyse("mycophenolate")))
    assert keys(index, title) == [3]
    assert keys(index, Query(tuple(Term((word,), field="keywords") for word in index.analyse("nephritis")))) == [1]


def test_must_and_without(index: SearchBackend) -> None:
    (placebo,) = index.analyse("placebo")
    (trial,) = index.analyse("trial")
    query = asked(index, "nephritis", must=((Term((placebo,)), Term(("zzz",))),))
    assert sorted(keys(index, query)) == [1, 2]
    assert keys(index, asked(index, "rituximab", without=(Term((trial,)),))) == [2]


def test_facets_and_years(index: SearchBackend) -> None:
    nephritis = "nephritis"
    assert keys(index, asked(index, nephritis, facets=(("kind:label",),))) == [4]
    assert sorted(keys(index, asked(index, nephritis, facets=(("kind:label", "kind:page"),)))) == [4, 5]
    assert 3 not in keys(index, asked(index, nephritis, not_facets=("status:retracted",)))
    assert sorted(keys(index, asked(index, nephritis, first_year=2012))) == [1, 2, 4]
    assert keys(index, asked(index, nephritis, last_year=2009)) == [3]
    assert sorted(keys(index, asked(index, nephritis, first_year=2009, last_year=2012))) == [1, 2, 3]


def test_filters_do_not_change_scores(index: SearchBackend) -> None:
    free = {h.key: h.score for h in index.search(asked(index, "rituximab placebo"), 10)}
    kept = index.search(asked(index, "rituximab placebo", facets=(("kind:article",),), first_year=2000), 10)
    assert kept and all(hit.score == pytest.approx(free[hit.key], rel=1e-6) for hit in kept)


def test_weight_counts(index: SearchBackend) -> None:
    (label,), (trial,) = index.analyse("label"), index.analyse("trial")
    assert keys(index, Query((Term((label,)), Term((trial,), 0.1))))[0] == 4
    assert keys(index, Query((Term((label,), 0.1), Term((trial,)))))[0] == 1


def test_a_publication_leaves_with_all_its_entries(index: SearchBackend) -> None:
    index.remove([10, 99])
    index.commit()
    assert index.count() == 3
    assert 1 not in keys(index, asked(index, "rituximab")) and 2 not in keys(index, asked(index, "rituximab"))
    index.add([ENTRIES[0]])
    index.commit()
    assert index.count() == 4 and 1 in keys(index, asked(index, "rituximab"))


def test_in_how_many_entries_a_word_stands(index: SearchBackend) -> None:
    (word,) = index.analyse("rituximab")
    assert index.frequency(word) == 2
    assert index.frequency("zzzunknown") == 0


def test_words_that_begin_alike(index: SearchBackend) -> None:
    assert [word for word, _ in index.beginning("rituxim", 5)] == ["rituximab"]
    assert [count for _, count in index.beginning("r", 1)] == [2]
    assert index.beginning("zzz", 5) == []


@pytest.mark.parametrize("presence", [0.0, 0.5])
def test_the_parts_of_a_score_add_up_to_it(index: SearchBackend, presence: float) -> None:
    query = asked(index, "rituximab placebo infections zzz", presence=presence)
    for hit in index.search(query, 10):
        parts = index.explain(query, hit.key)
        assert sum(score for _, score in parts) == pytest.approx(hit.score, rel=1e-4)
        assert [score for _, score in parts] == sorted((score for _, score in parts), reverse=True)
    assert index.explain(query, 4711) == []


def test_presence_adds_to_what_stands_there(index: SearchBackend) -> None:
    without = {h.key: h.score for h in index.search(asked(index, "rituximab placebo"), 10)}
    with_it = {h.key: h.score for h in index.search(asked(index, "rituximab placebo", presence=0.5), 10)}
    assert with_it.keys() == without.keys() and all(with_it[key] > without[key] for key in without)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_not_committed_is_gone(engine: type[SearchBackend], tmp_path: Path) -> None:
    backend = engine(tmp_path / "index")  # type: ignore[call-arg]
    backend.add(ENTRIES[:2])
    backend.commit()
    backend.add(ENTRIES[2:])
    backend.close()
    again = engine(tmp_path / "index")  # type: ignore[call-arg]
    assert again.count() == 2
    again.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reader_beside_the_writer(engine: type[SearchBackend], tmp_path: Path) -> None:
    writer = engine(tmp_path / "index")  # type: ignore[call-arg]
    writer.add(ENTRIES[:2])
    writer.commit()
    reader = engine(tmp_path / "index")  # type: ignore[call-arg]
    writer.add(ENTRIES[2:])
    assert keys(reader, asked(reader, "mycophenolate")) == []
    reader.close()
    writer.close()


def test_one_writer_a_folder(tmp_path: Path) -> None:
    first, second = TantivyBackend(tmp_path), TantivyBackend(tmp_path)
    first.add(ENTRIES[:1])
    with pytest.raises(LibraryError, match="another evidentia is adding"):
        second.add(ENTRIES[1:])
    first.close()


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=10, phases=[Phase.generate], deadline=None)
@given(texts=st.lists(st.text(max_size=80), min_size=20, max_size=20))
def test_any_text_may_be_asked(
    engine: type[SearchBackend], tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Quotation marks, operators, brackets: what users write is never syntax."""
    backend = engine(tmp_path_factory.mktemp("index"))  # type: ignore[call-arg]
    backend.add([Entry(n, n, "a title", text) for n, text in enumerate(texts, start=1)])
    backend.commit()
    for number, text in enumerate(texts, start=1):
        words = tuple(backend.analyse(text))
        for query in (Query(tuple(Term((word,)) for word in words)), Query((Term(words),) if words else ())):
            found = {hit.key for hit in backend.search(query, len(texts))}
            assert words or not found
            assert len(query.terms) != len(words) or not words or number in found, (texts[number - 1], words)
    backend.close()


def test_engines_agree_on_what_comes_first(tmp_path: Path) -> None:
    found = []
    for engine in ENGINES:
        backend = engine(tmp_path / engine.__name__)
        backend.add(ENTRIES)
        backend.commit()
        found.append(
            [keys(backend, asked(backend, text))[0] for text in ("rituximab trial", "induction", "rheumatoid")]
        )
        backend.close()
    assert found[0] == found[1]
