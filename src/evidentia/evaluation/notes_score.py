"""How well our reader agrees with annotated notes: precision, recall and F of what it finds, and every miss."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from evidentia.app import documents_of
from evidentia.evaluation.notes import project
from evidentia.evaluation.notes_entities import Note
from evidentia.evaluation.notes_matching import Counts, Miss, compare
from evidentia.evaluation.notes_names import Names
from evidentia.findings import from_note
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen, names_of


@frozen
class Figure:
    """A count over all notes: F where `got` is known, else an accuracy (or, of distractors, a share)."""

    name: str
    expected: int
    got: int | None
    right: int

    @property
    def precision(self) -> float | None:
        return _rate(self.right, self.got) if self.got is not None else None

    @property
    def recall(self) -> float | None:
        """Recall; the accuracy where nothing was got independently of the gold."""
        return _rate(self.right, self.expected)

    @property
    def f(self) -> float | None:
        """F1, the harmonic mean of precision and recall.

        >>> Figure("gaps", 4, 2, 1).f
        0.3333
        """
        return None if self.got is None else _rate(2 * self.right, self.expected + self.got)


@frozen
class Tally:
    notes: int
    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...]
    median: float  # milliseconds to read a note, warm
    longest: float

    def as_json(self) -> dict[str, Any]:
        """The figures by name, the times, and every miss."""
        return {
            "notes": self.notes,
            "figures": {f.name: _figure(f) for f in self.figures},
            "milliseconds": {"median": round(self.median, 2), "max": round(self.longest, 2)},
            "misses": [{key: getattr(miss, key) for key in names_of(Miss)} for miss in self.misses],
        }


def score(notes: Iterable[Note], library: Library) -> Tally:
    """Read each note as on its day, project what was found, and compare with the gold.

    The reader gets the text and the day of reading, as in the app; nothing else of the gold.
    """
    names = Names(library.vocabulary)
    counts = Counts()
    times: list[float] = []
    for note in notes:
        documents = documents_of([(f"{note.id}.txt", note.text)])
        if not times:
            from_note.read(documents, library.vocabulary, note.day)  # prepares the dictionaries, once a process
        started = time.perf_counter()
        chart = from_note.read(documents, library.vocabulary, note.day)
        times.append((time.perf_counter() - started) * 1000)
        compare(note, project(chart, library.vocabulary), names, counts)
    times.sort()
    figures = tuple(
        Figure(name, counts.expected[name], counts.got.get(name), counts.right[name]) for name in counts.expected
    )
    misses = tuple(sorted(counts.misses, key=lambda miss: (miss.note, miss.type)))
    return Tally(len(times), figures, misses, times[len(times) // 2] if times else 0.0, times[-1] if times else 0.0)


def _figure(figure: Figure) -> Mapping[str, float | int | None]:
    counted = {"expected": figure.expected, "right": figure.right}
    if figure.got is None:
        return {"rate": figure.recall, **counted}
    rates = {"precision": figure.precision, "recall": figure.recall, "f": figure.f}
    return {**rates, "expected": figure.expected, "got": figure.got, "right": figure.right}


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def table(tally: Tally) -> str:
    """The figures as a reader sees them in the terminal, then the misses by note."""
    lines = [f"{tally.notes} notes, {tally.median:.1f} ms a note (median), {tally.longest:.1f} ms at most", ""]
    lines.append(f"{'figure':<36}{'precision':>10}{'recall':>8}{'F':>8}{'right':>8}{'gold':>6}{'ours':>6}")
    lines += [_row(figure) for figure in tally.figures]
    if tally.misses:
        lines += ["", "misses"]
    lines += [f"  {m.note} {m.type}: expected {m.expected}; got {m.got}" for m in tally.misses]
    return "\n".join(lines)


def _row(figure: Figure) -> str:
    ours = "" if figure.got is None else str(figure.got)
    rates = f"{_shown(figure.precision):>10}{_shown(figure.recall):>8}{_shown(figure.f):>8}"
    return f"{figure.name:<36}{rates}{figure.right:>8}{figure.expected:>6}{ours:>6}".rstrip()


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
