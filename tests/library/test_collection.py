"""Store and index agree, whatever happens in between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from evidentia.library.backend import Query, Term
from evidentia.library.collection import Collection
from evidentia.library.errors import LibraryError
from evidentia.library.items import Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section
from evidentia.model.when import When
from tests.library.making import COHORT, OTHER, TRIAL, article, articles


def found(library: Collection, text: str, **more: object) -> list[str]:
    """The ids that a search for all words gives, best first."""
    terms = tuple(Term((word,)) for word in library.index.analyse(text))
    keys = [hit.key for hit in library.index.search(Query(terms, **more), 20)]  # type: ignore[arg-type]
    opened = library.opened(keys)
    return [opened[key][0].id for key in keys if key in opened]


@pytest.fixture(params=["tantivy", "fts5"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Collection:
    return Collection(tmp_path / "library", create=True, engine=request.param)


def test_added_changed_same_and_removed(library: Collection) -> None:
    trial, cohort = article(1, *TRIAL), article(2, *COHORT)
    assert library.add([trial, cohort]) == {"added": 2}
    assert library.add([trial]) == {"same": 1}
    assert library.add([article(1, "Another title", TRIAL[1])]) == {"changed": 1}
    assert found(library, "another") == ["pmid:1"]
    assert library.remove(["pmid:2", "pmid:9"]) == 1
    assert found(library, "refractory") == [] and library.store.get("pmid:2") is None
    assert library.add([cohort]) == {"added": 1}
    assert found(library, "refractory") == ["pmid:2"]


def test_a_publication_comes_back_as_it_went_in(library: Collection) -> None:
    whole = Publication(
        "setid:1", Kind.LABEL, "RITUXAN", (Section("indications", "1 INDICATIONS", "RA"),), {"setid": "1", "doi": "10.1/X"}, "A", "B",
        When(2021, 12), ("spl",), ("Mesh",), "fr", "CC0", "version 3", "label section", (Notice(NoticeKind.CORRECTED, "pmid:5", When(2020)),),
        ("pmid:7",),
    )  # fmt: skip
    library.add([whole])
    assert library.store.get("setid:1") == whole == library.store.get("doi:10.1/x")
    assert next(iter(library.store.all())).digest == whole.digest


def test_the_digest_of_a_snapshot_does_not_know_how_it_came_about(tmp_path: Path) -> None:
    some = [article(1, *TRIAL), article(2, *COHORT), article(3, *OTHER)]
    notice = Report("pmid:2", Notice(NoticeKind.RETRACTED, "pmid:8", When(2020), "PubMed"))
    one, two = Collection(tmp_path / "1", create=True), Collection(tmp_path / "2", create=True)
    one.add([*some, notice])
    two.add([notice, article(3, "Draft", "to be replaced"), article(9, "x", "y")])
    two.remove(["pmid:9"])
    for publication in reversed(some):
        two.add([publication])
    assert one.store.digest() == two.store.digest()
    two.add([article(4, "One more", "text")])
    assert one.store.digest() != two.store.digest()


def test_a_notice_reaches_a_publication_that_comes_before_or_after_it(library: Collection) -> None:
    retraction = Notice(NoticeKind.RETRACTED, "doi:10.1/n", When(2021, 3, 4), "Retraction Watch")
    library.add([article(1, *TRIAL), Report("pmid:1", retraction), Report("PMID:2", retraction)])
    library.add([article(2, *COHORT)])
    for name in ("pmid:1", "pmid:2"):
        publication = library.store.get(name)
        assert publication is not None and publication.notices == (retraction,)
    assert sorted(found(library, "rituximab", facets=(("status:retracted",),))) == ["pmid:1", "pmid:2"]
    library.add([Report("pmid:1", Notice(NoticeKind.REINSTATED, "doi:10.1/r", When(2022), "Retraction Watch"))])
    assert found(library, "rituximab", facets=(("status:retracted",),)) == ["pmid:2"]


def test_an_index_that_is_lost_or_damaged_is_built_again(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        library.add([article(1, *TRIAL), article(2, *COHORT)])
    folder = tmp_path / "index-tantivy"
    for spoil in (
        lambda: shutil.rmtree(folder),
        lambda: (folder / "meta.json").write_bytes(b"{"),
        lambda: (folder / "FORMAT").unlink(),
    ):
        spoil()
        with Collection(tmp_path) as library:
            assert library.behind
            library.catch_up()
            assert found(library, "refractory") == ["pmid:2"] and library.index.count() == 2


def test_two_cannot_add_at_once(tmp_path: Path) -> None:
    one, two = Collection(tmp_path, create=True), Collection(tmp_path)
    with one.locked(), pytest.raises(LibraryError, match="another evidentia is adding"):
        two.add([article(1, *TRIAL)])
    assert two.add([article(1, *TRIAL)]) == {"added": 1}


def test_a_library_of_an_older_version_is_read(tmp_path: Path) -> None:
    with Collection(tmp_path, create=True) as library:
        library.add([article(1, *TRIAL, notices=(Notice(NoticeKind.CORRECTED, "pmid:5"),)), article(2, *COHORT)])
        whole = library.store.digest()
    db = sqlite3.connect(tmp_path / "library.sqlite")
    db.execute("DROP INDEX publications_noted")
    db.execute("ALTER TABLE publications DROP COLUMN noted")
    db.execute("PRAGMA user_version = 1")
    db.close()
    with Collection(tmp_path) as library:
        assert [p.id for p in library.store.with_notices()] == ["pmid:1"] and library.store.digest() == whole
        assert library.add([article(3, *OTHER)]) == {"added": 1}
    db = sqlite3.connect(tmp_path / "library.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LibraryError, match="written by a newer Evidentia"):
        Collection(tmp_path)


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="there is no library"):
        Collection(tmp_path / "none")
    (tmp_path / "library.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(LibraryError, match="it is no library"):
        Collection(tmp_path)


_ADDER = """
import sys
from pathlib import Path
from evidentia.library import collection
from evidentia.library.collection import Collection
from tests.library.making import articles
collection.BATCH = 40
library = Collection(Path(sys.argv[1]), create=True)
for start in range(int(sys.argv[2]), 100_000, 40):
    library.add(articles(40, start))
    print(start + 39, flush=True)  # acknowledged up to here
"""


def test_killed_at_any_point_nothing_acknowledged_is_lost(tmp_path: Path, root: Path) -> None:
    """A real process, killed with SIGKILL at random moments; each time the library is opened, checked and gone on with."""
    chance, acknowledged = random.Random(5), 0
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)])}
    for _ in range(6):
        command = [sys.executable, "-c", _ADDER, str(tmp_path), str(acknowledged + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(chance.randint(1, 2))]
            try:
                process.wait(chance.random() * 0.05)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            lines += process.stdout.read().split()
        acknowledged = max(int(line) for line in lines)
        with Collection(tmp_path) as library:
            library.catch_up()
            kept = sum(library.store.counts().values())
            assert kept >= acknowledged
            assert library.index.count() == kept, "the index holds each publication exactly once"
            assert found(library, f"marker{acknowledged}") == [f"pmid:{acknowledged}"]
            whole = library.store.digest()
    with Collection(tmp_path / "afresh", create=True) as afresh:
        afresh.add(articles(kept))
        assert afresh.store.digest() == whole, "six kills later the snapshot is that of one undisturbed run"
