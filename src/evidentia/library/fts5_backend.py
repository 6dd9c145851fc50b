"""The engine without a dependency: SQLite FTS5. The same hits, slower: for small libraries and where tantivy has no wheel."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evidentia.library.backend import ASKED, Entry, Hit, Query, Term, rarity_of

_TABLES = """
CREATE TABLE IF NOT EXISTS entries (key INTEGER PRIMARY KEY, publication INTEGER NOT NULL, year INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entries_publication ON entries (publication);
CREATE TABLE IF NOT EXISTS facets (facet TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (facet, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facets_key ON facets (key);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (title, text, keywords, tokenize = 'porter ascii');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (words, col);
"""
_STOP = frozenset("a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".split())  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


class Fts5Backend:
    """An FTS5 index in a folder; see `SearchBackend`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "fts5.sqlite", timeout=30, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_TABLES)

    def analyse(self, text: str) -> list[str]:
        """Words in lower case without accents; these are what is stored. FTS5 takes their endings off by itself, here and there."""
        plain = unicodedata.normalize("NFKD", text.lower())
        words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
        return [word for word in words if word not in _STOP and len(word) <= 64]

    def add(self, entries: Iterable[Entry]) -> None:
        self._begin()
        for e in entries:
            self._db.execute("INSERT INTO entries VALUES (?, ?, ?)", (e.key, e.publication, e.year))
            self._db.executemany("INSERT OR IGNORE INTO facets VALUES (?, ?)", [(facet, e.key) for facet in e.facets])
            row = (e.key, *(" ".join(self.analyse(text)) for text in (e.title, f"{e.title}\n{e.text}", e.keywords)))
            self._db.execute("INSERT INTO words (rowid, title, text, keywords) VALUES (?, ?, ?, ?)", row)

    def remove(self, publications: Iterable[int]) -> None:
        self._begin()
        for number in publications:
            keys = self._db.execute("SELECT key FROM entries WHERE publication = ?", (number,)).fetchall()
            for table, column in (("words", "rowid"), ("facets", "key"), ("entries", "key")):
                self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", keys)

    def commit(self) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def frequency(self, word: str) -> int:
        found = self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'text : "{word}"',)).fetchone()
        return int(found[0])

    def beginning(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        rows = self._db.execute(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ? AND col = 'text' ORDER BY doc DESC, term LIMIT ?",
            (prefix, prefix + "\U0010ffff", limit),
        )
        return [(str(term), int(count)) for term, count in rows]

    def explain(self, query: Query, key: int) -> Sequence[tuple[Term, float]]:
        found = []
        for term in query.terms:
            scores = self._scores(
                Query((term,), title=query.title, presence=query.presence), "AND words.rowid = ?", [key]
            )
            found += [(term, score) for score in scores.values()]
        return sorted(found, key=lambda item: (-item[1], item[0].words))

    def search(self, query: Query, limit: int) -> Sequence[Hit]:
        limits, arguments = _limits(query)
        scores = self._scores(query, limits, arguments)
        hits = sorted((Hit(key, score) for key, score in scores.items()), key=lambda hit: (-hit.score, hit.key))
        return hits[:limit]

    def _scores(self, query: Query, limits: str, arguments: Sequence[object]) -> dict[int, float]:
        """One pass a weight: FTS5 ranks a whole expression, so terms of one weight are asked together and the scores added."""
        by_weight: dict[float, list[Term]] = defaultdict(list)
        for term in query.terms:
            by_weight[round(term.weight, 1) or 0.05].append(term)
        scores: dict[int, float] = defaultdict(float)
        for weight, terms in by_weight.items():
            expression = " OR ".join(_expression(term) for term in terms)
            rows = self._db.execute(
                f"SELECT words.rowid, -bm25(words, {query.title}, 1.0, 1.0) FROM words JOIN entries ON entries.key = words.rowid "
                f"WHERE words MATCH ? {limits}",
                (expression, *arguments),
            )
            for key, score in rows:
                scores[key] += weight * score
        asked = [term for term in query.terms if term.origin == ASKED and len(term.words) == 1]
        for term in asked if query.presence else ():
            added = query.presence * term.weight * rarity_of(self.frequency(term.words[0]), self.count())
            for (key,) in self._db.execute("SELECT rowid FROM words WHERE words MATCH ?", (_expression(term),)):
                if key in scores:
                    scores[key] += added
        return scores

    def close(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")


def _expression(term: Term) -> str:
    """`analyse` leaves letters and digits only, so quoting is safe; a text term is looked for in its title too, for its weight."""
    words = f'"{" ".join(term.words)}"'
    return f"{{title text}} : {words}" if term.field == "text" else f"{term.field} : {words}"


def _limits(query: Query) -> tuple[str, list[object]]:
    """Filters as SQL behind the match, with their arguments."""
    sql: list[str] = []
    arguments: list[object] = []
    for group in query.must:
        sql.append("AND words.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)")
        arguments.append(" OR ".join(_expression(term) for term in group))
    for term in query.without:
        sql.append("AND words.rowid NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        arguments.append(_expression(term))
    for facets, word in [*((group, "IN") for group in query.facets), (query.not_facets, "NOT IN")]:
        if facets:
            marks = ", ".join("?" * len(facets))
            sql.append(f"AND words.rowid {word} (SELECT key FROM facets WHERE facet IN ({marks}))")
            arguments += facets
    if query.first_year is not None or query.last_year is not None:
        sql.append("AND entries.year BETWEEN ? AND ?")
        arguments += (query.first_year or 1, query.last_year or 9999)
    return " ".join(sql), arguments
