"""Many cases at once: one process a core, each of which opens the library once and is handed cases in chunks."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeVar

from evidentia.app import Source, assess
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen

T = TypeVar("T")
_CHUNK = 16  # cases that a process is handed at once: few enough that none waits long for another's last one
_AHEAD = 8  # chunks a process that are read ahead, so that a million cases are never held together


@frozen
class Case:
    """One request, as `app.assess` takes it."""

    question: str
    documents: tuple[Source, ...]
    as_of: date
    policies: tuple[str, ...] = ()
    kind: str | None = None


def assess_all(
    cases: Iterable[Case], use: Callable[[Assessment, Library], T], *, workers: int | None = None
) -> Iterator[T | InputError]:
    """What `use` makes of the assessment of each case, in the order of the cases; the same for any number of workers.

    `use` runs where the case was assessed, so that only its result travels; with several `workers` (default: one a core)
    it is a function of a module. A case that cannot be used gives its InputError in its place, and the others go on.

    >>> from evidentia.batch import Case, assess_all
    >>> case = Case("Is rituximab medically necessary for lupus nephritis?", (), date(2026, 1, 5))
    >>> [str(verdict) for verdict in assess_all([case], lambda assessment, _: assessment.verdict, workers=1)]
    ['more_information_needed']
    """
    workers = workers or os.cpu_count() or 1
    if workers == 1:
        yield from map(partial(_used, use), cases)
        return
    rest = iter(cases)
    with ProcessPoolExecutor(workers, initializer=_open_library) as pool:
        while several := list(islice(rest, workers * _CHUNK * _AHEAD)):
            yield from pool.map(partial(_used, use), several, chunksize=_chunk(len(several), workers))


def _chunk(cases: int, workers: int) -> int:
    return min(_CHUNK, -(-cases // workers))


def _open_library() -> None:
    load()
    gc.collect()
    gc.freeze()  # what is known stays: no collection need look at it again


def _used(use: Callable[[Assessment, Library], T], case: Case) -> T | InputError:
    library = load()
    try:
        assessment = assess(
            case.question, case.documents, as_of=case.as_of, policies=case.policies, kind=case.kind, library=library
        )
    except InputError as error:
        return error
    return use(assessment, library)
