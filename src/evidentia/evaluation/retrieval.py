"""`evaluate retrieval DATA`: nDCG@10 of the library's search, with plain engines beside it in the same run.

DATA is a folder in the form of BEIR: corpus.jsonl, queries.jsonl, and qrels.tsv or qrels_test.tsv. Two systems are compared by a
paired randomization test: how often a random swap of the two scores of each question gives a difference as large.
Source: Smucker, Allan, Carterette 2007 (randomization test); Järvelin, Kekäläinen 2002 (nDCG).
"""

from __future__ import annotations

import json
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import compress
from pathlib import Path
from typing import Any

from evidentia.content.errors import InputError
from evidentia.library.backend import Query, Term
from evidentia.library.collection import Collection
from evidentia.library.passages import PARTS
from evidentia.library.publication import Kind, Publication, Section
from evidentia.library.search import Wanted, query_of, ranked, search

_DEPTH = 10
_SHUFFLES = 10_000
System = Callable[[str], Sequence[str]]  # a question -> document ids, best first


@dataclass(frozen=True, slots=True)
class Dataset:
    """A test collection: documents, questions, and which documents answer which question how well."""

    documents: Mapping[str, tuple[str, str]]  # id -> title, text
    questions: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """One system: nDCG@10 of each question, milliseconds of each, and the p value against the plain engine."""

    name: str
    ndcg: Mapping[str, float]
    milliseconds: tuple[float, ...]
    p: float | None = None

    @property
    def mean(self) -> float:
        return statistics.fmean(self.ndcg.values())

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def read(folder: Path, qrels: str | None = None) -> Dataset:
    """A folder in the form of BEIR. Errors: InputError for what is missing or no JSON, with its line."""
    documents = {
        str(d["_id"]): (str(d.get("title") or ""), str(d.get("text") or "")) for d in _lines(folder / "corpus.jsonl")
    }
    questions = {str(q["_id"]): str(q["text"]) for q in _lines(folder / "queries.jsonl")}
    names = [qrels] if qrels else ["qrels.tsv", "qrels_test.tsv"]
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        raise InputError(
            str(folder),
            f"there is no {names[0]}",
            "nothing says what is relevant",
            "point to a folder in the form of BEIR",
        )
    relevant: dict[str, dict[str, int]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        relevant.setdefault(question, {})[document] = int(grade)
    return Dataset(documents, questions, relevant)


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    if not path.is_file():
        raise InputError(str(path), "there is no such file", "", "point to a folder in the form of BEIR")
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                raise InputError(f"{path}:{number}", "the line is no JSON", "", "download it again") from None


def evaluate(data: Dataset, vocabulary: Mapping[str, Any] | None = None) -> list[Score]:
    """Every system on every question. The first is plain BM25, which the others are tested against."""
    with tempfile.TemporaryDirectory() as folder, Collection(Path(folder), create=True) as library:
        ids = sorted(data.documents)
        library.add(_publication(name, *data.documents[name]) for name in ids)
        known = {number * PARTS: p.id.removeprefix("beir:") for number, p in _numbered(library).items()}
        systems: dict[str, System] = {"tantivy, plain BM25": _plain(library, known)}
        if find_spec("bm25s") is not None:
            systems["bm25s"] = _bm25s(data, ids)
        systems["evidentia"] = lambda text: [
            known[h.key] for h in ranked(query_of(Wanted(text), library.index, vocabulary), library.index, _DEPTH)
        ]
        systems["evidentia, with feedback and passages"] = lambda text: [
            f.publication.id.removeprefix("beir:")
            for f in search(library, Wanted(text, feedback=True), _DEPTH, vocabulary)[0]
        ]
        scores = [_scored(name, system, data) for name, system in systems.items()]
    plain = scores[0]
    return [plain, *(Score(s.name, s.ndcg, s.milliseconds, randomization(s.ndcg, plain.ndcg)) for s in scores[1:])]


def _publication(name: str, title: str, text: str) -> Publication:
    return Publication(f"beir:{name}", Kind.ARTICLE, title, (Section("abstract", "", text),))


def _numbered(library: Collection) -> dict[int, Publication]:
    return {change.number: change.publication for change in library.store.changes(0) if change.publication}


def _plain(library: Collection, known: Mapping[int, str]) -> System:
    """Every word once, by BM25 alone, in the same index and with the same analysis."""

    def run(text: str) -> list[str]:
        terms = tuple(Term((word,), field="text") for word in dict.fromkeys(library.index.analyse(text)))
        return [known[hit.key] for hit in library.index.search(Query(terms, title=0.0), _DEPTH)]

    return run


def _bm25s(data: Dataset, ids: Sequence[str]) -> System:
    import bm25s

    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    corpus = bm25s.tokenize([" ".join(data.documents[name]) for name in ids], stopwords="en", show_progress=False)
    engine.index(corpus, show_progress=False)

    def run(text: str) -> list[str]:
        found, _ = engine.retrieve(
            bm25s.tokenize([text], stopwords="en", show_progress=False), k=_DEPTH, show_progress=False
        )
        return [ids[int(number)] for number in found[0]]

    return run


def _scored(name: str, system: System, data: Dataset) -> Score:
    ndcg_of, times = {}, []
    asked = [question for question in sorted(data.relevant) if question in data.questions]
    system(data.questions[asked[0]])  # warm
    for question in asked:
        started = time.perf_counter()
        found = system(data.questions[question])
        times.append((time.perf_counter() - started) * 1000)
        ndcg_of[question] = ndcg(found, data.relevant[question])
    return Score(name, ndcg_of, tuple(times))


def ndcg(found: Sequence[str], relevant: Mapping[str, int], depth: int = _DEPTH) -> float:
    """Gain of the documents found, the lower the less, as a share of the best order. 0 to 1.

    >>> ndcg(["b", "a"], {"a": 1})
    0.6309297535714575
    """
    gained = sum(relevant.get(name, 0) / math.log2(place + 2) for place, name in enumerate(found[:depth]))
    best = sum(
        grade / math.log2(place + 2) for place, grade in enumerate(sorted(relevant.values(), reverse=True)[:depth])
    )
    return gained / best if best else 0.0


def randomization(
    one: Mapping[str, float], other: Mapping[str, float], shuffles: int = _SHUFFLES, seed: int = 7
) -> float:
    """Two-sided p value of the mean difference of paired scores."""
    differences = [one[name] - other[name] for name in sorted(one) if one[name] != other[name]]
    if not differences:
        return 1.0
    total, chance, hits = sum(differences), random.Random(seed), 0
    for _ in range(shuffles):
        signs = format(chance.getrandbits(len(differences)), f"0{len(differences)}b").encode()
        flipped = sum(compress(differences, map((49).__eq__, signs)))
        hits += abs(total - 2 * flipped) >= abs(total) - 1e-12
    return (hits + 1) / (shuffles + 1)


def as_json(scores: Sequence[Score]) -> list[dict[str, Any]]:
    return [
        {"system": s.name, "ndcg@10": round(s.mean, 4), "questions": len(s.ndcg), "p": s.p, "p50_ms": round(s.percentile(0.5), 3), "p99_ms": round(s.percentile(0.99), 3)}
        for s in scores
    ]  # fmt: skip


def table(scores: Sequence[Score]) -> str:
    """One line a system."""
    lines = [f"{'system':<40}{'nDCG@10':>9}{'against plain':>15}{'p':>9}{'p50 ms':>9}{'p99 ms':>9}"]
    for s in scores:
        gain = f"{s.mean - scores[0].mean:+.4f}" if s.p is not None else ""
        p = f"{s.p:.4f}" if s.p is not None else ""
        lines.append(f"{s.name:<40}{s.mean:>9.4f}{gain:>15}{p:>9}{s.percentile(0.5):>9.2f}{s.percentile(0.99):>9.2f}")
    return "\n".join([*lines, f"{len(scores[0].ndcg)} questions; p by a paired randomization test against plain BM25"])
