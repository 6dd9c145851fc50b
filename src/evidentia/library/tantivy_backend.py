"""The default engine: tantivy (MIT), BM25 with phrases, one folder, no server.

Chosen over bm25s, whoosh, xapian, DuckDB, LanceDB and PostgreSQL: the fastest index and queries of those that are incremental and
know phrases, and no commit was lost in kill tests. What its users must know, each held by a test: numbers are signed fields
(an unsigned fast field takes the writer down, and deletes on it delete nothing), text of users never meets its query parser,
the score of a title is added with a small weight (summing it in full costs a fifth of the first hits), one writer a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur

from evidentia.library.backend import ASKED, Entry, Hit, Query, Term, rarity_of
from evidentia.library.errors import LibraryError

_HEAP = 128_000_000  # bytes before a segment is written
_SLOP = (
    1  # a function word is not indexed but leaves its place ("response to treatment"); 2 would let words change places
)
_MORE = 16  # hits beyond the limit, so that equal scores at the edge are ordered by key


class TantivyBackend:
    """A tantivy index in a folder; see `SearchBackend`. Errors: LibraryError where another process writes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._analyser = _analyser()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:  # damaged, or of another version
            raise LibraryError(
                str(folder), f"the index cannot be read ({error})", "", "it is rebuilt from the store"
            ) from None
        self._index.register_tokenizer("evidentia", self._analyser)
        self._searcher = self._index.searcher()
        self._writer: tantivy.IndexWriter | None = None

    def analyse(self, text: str) -> list[str]:
        words: list[str] = self._analyser.analyze(text)
        return words

    def add(self, entries: Iterable[Entry]) -> None:
        write = self._writing().add_document
        for e in entries:
            write(
                tantivy.Document(
                    text=f"{e.title}\n{e.text}", title=e.title, keywords=e.keywords, facets=list(e.facets), key=e.key,
                    publication=str(e.publication), year=e.year,
                )
            )  # fmt: skip

    def remove(self, publications: Iterable[int]) -> None:
        writer = self._writing()
        for number in publications:
            writer.delete_documents_by_term("publication", str(number))

    def commit(self) -> None:
        if self._writer is None:
            return
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def frequency(self, word: str) -> int:
        return self._searcher.doc_freq("text", word)

    def beginning(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        found = self._searcher.terms_with_prefix("text", prefix)
        return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]

    def explain(self, query: Query, key: int) -> Sequence[tuple[Term, float]]:
        this = tantivy.Query.term_query(self._schema, "key", key)
        found = []
        for term in query.terms:
            parts = [(Occur.Should, part) for part in self._scored(term, query)]
            only = [
                (Occur.Must, tantivy.Query.const_score_query(this, 0.0)),
                (Occur.Must, tantivy.Query.boolean_query(parts)),
            ]
            hits = self._searcher.search(tantivy.Query.boolean_query(only), 1, count=False).hits
            found += [(term, float(score)) for score, _ in hits]
        return sorted(found, key=lambda item: (-item[1], item[0].words))

    def search(self, query: Query, limit: int) -> Sequence[Hit]:
        if not query.terms:
            return []
        found = self._searcher.search(self._built(query), limit + _MORE, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in found])
        hits = [Hit(int(key or 0), float(score)) for (score, _), key in zip(found, keys, strict=True)]
        hits.sort(key=lambda hit: (-hit.score, hit.key))
        return hits[:limit]

    def close(self) -> None:
        if self._writer is not None:
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(_HEAP, min(4, os.cpu_count() or 1))
            except ValueError:
                raise LibraryError(
                    "library",
                    "another evidentia is adding to it",
                    "two writers would undo each other",
                    "wait for it to end",
                ) from None
        return self._writer

    def _built(self, query: Query) -> tantivy.Query:
        parts: list[tuple[Occur, tantivy.Query]] = []
        for term in query.terms:
            parts += [(Occur.Should, part) for part in self._scored(term, query)]
        limits = [(Occur.Must, self._any(group)) for group in query.must]
        limits += [
            (Occur.Must, tantivy.Query.term_set_query(self._schema, "facets", list(group))) for group in query.facets
        ]
        limits += [(Occur.MustNot, self._matched(term)) for term in query.without]
        if query.not_facets:
            limits.append((Occur.MustNot, tantivy.Query.term_set_query(self._schema, "facets", list(query.not_facets))))
        if query.first_year is not None or query.last_year is not None:
            years = (query.first_year or 1, query.last_year or 9999)
            limits.append(
                (Occur.Must, tantivy.Query.range_query(self._schema, "year", tantivy.FieldType.Integer, *years))
            )
        scored = tantivy.Query.boolean_query(parts)
        if not limits:
            return scored
        unscored = [
            (occur, q if occur == Occur.MustNot else tantivy.Query.const_score_query(q, 0.0)) for occur, q in limits
        ]
        return tantivy.Query.boolean_query([(Occur.Must, scored), *unscored])

    def _scored(self, term: Term, query: Query) -> Iterable[tantivy.Query]:
        yield _weighted(self._matched(term), term.weight)
        if term.field != "text" or len(term.words) > 1 or term.origin != ASKED:
            return
        if query.title:
            title = tantivy.Query.term_query(self._schema, "title", term.words[0])
            yield tantivy.Query.boost_query(title, query.title * term.weight)
        if query.presence:
            rarity = rarity_of(self.frequency(term.words[0]), self.count())
            yield tantivy.Query.const_score_query(self._matched(term), query.presence * term.weight * rarity)

    def _any(self, group: Sequence[Term]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(Occur.Should, self._matched(term)) for term in group])

    def _matched(self, term: Term) -> tantivy.Query:
        if len(term.words) == 1:
            return tantivy.Query.term_query(self._schema, term.field, term.words[0])
        return tantivy.Query.phrase_query(self._schema, term.field, list(term.words), slop=_SLOP)


def _weighted(query: tantivy.Query, weight: float) -> tantivy.Query:
    """Without a boost where it changes nothing: unions of bare terms are what the engine skips fastest through."""
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="evidentia", index_option="position")
    builder.add_text_field("title", tokenizer_name="evidentia", index_option="position")
    builder.add_text_field("keywords", tokenizer_name="evidentia", index_option="position")
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("publication", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    return builder.build()


def _analyser() -> tantivy.TextAnalyzer:
    """Letters and digits are words; case, accents and the endings of English fall away, its function words too."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(64),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()
