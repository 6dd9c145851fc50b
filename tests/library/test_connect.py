"""The connectors against a real server on loopback that serves recorded responses, and misbehaves as servers do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evidentia.interfaces.cli.main import main
from evidentia.library.collection import Collection
from evidentia.library.connect.cms import Coverage
from evidentia.library.connect.europepmc import EuropePmc
from evidentia.library.connect.fda import DailyMed, OpenFda
from evidentia.library.connect.http import Client, SourceError
from evidentia.library.connect.ncbi import Entrez
from evidentia.library.connect.notices import Crossref, RetractionWatch
from evidentia.library.connect.registry import NAMES, source
from evidentia.library.connect.trials import ClinicalTrials
from evidentia.library.ingest import add_source
from evidentia.library.publication import NoticeKind
from tests.library.serving import Asked, Reply, serving

FILES = Path(__file__).parent / "files"
MEDLINE = (FILES / "medline.xml").read_bytes()


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []  # type: ignore[var-annotated]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def client(self, name: str = "a source", every: float = 0.5) -> Client:
        return Client(name, every, "me@example.org", lambda: self.now, self.sleep)


@pytest.fixture
def library(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "library", create=True)


def always(body: bytes | dict[str, Any], **more: Any) -> Callable[[Asked], Reply]:
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    return lambda _: Reply(data, **more)


def test_a_client_names_itself_and_keeps_its_distance() -> None:
    time = Time()
    with serving(always(b"ok")) as server:
        client = time.client()
        assert [client.get(f"{server.base}/x", {"a": "b c"}).body for _ in range(3)] == [b"ok"] * 3
    assert time.slept == [0.5, 0.5]
    assert (
        server.asked[0].headers["user-agent"].startswith("evidentia/")
        and "mailto:me@example.org" in server.asked[0].headers["user-agent"]
    )
    assert server.asked[0].parameters == {"a": "b c"}


@pytest.mark.parametrize("failure", [Reply(b"", 503), Reply(b"", 500), Reply(b"", 429), Reply(b"half", promised=400)])
def test_what_passes_is_asked_again(failure: Reply) -> None:
    time, replies = Time(), [failure, failure, Reply(b"whole")]
    with serving(lambda _: replies.pop(0)) as server:
        assert time.client(every=0.0).get(server.base).body == b"whole"
    assert [s for s in time.slept if s] == [1.0, 2.0]


def test_a_source_that_says_how_long_to_wait_is_heeded() -> None:
    time, replies = Time(), [Reply(b"", 429, {"Retry-After": "17"}), Reply(b"ok")]
    with serving(lambda _: replies.pop(0)) as server:
        time.client(every=0.0).get(server.base)
    assert 17.0 in time.slept
    with (
        serving(always(b"", status=429, headers={"Retry-After": "86400"})) as server,
        pytest.raises(SourceError, match="asks to wait 86400 s"),
    ):
        Time().client().get(server.base)


def test_messages() -> None:
    with serving(always(b"", status=503)) as server, pytest.raises(SourceError) as error:
        Time().client("PubMed").get(server.base)
    assert str(error.value) == (
        "PubMed: it answers 503 (Service Unavailable), 5 times in a row. What was added before is kept and can be searched. Try again later."
    )
    with (
        serving(always(b"", status=403)) as server,
        pytest.raises(SourceError, match="the key is wrong, or the limit of its use is reached"),
    ):
        Time().client().get(server.base)
    with pytest.raises(SourceError, match="it cannot be reached"):
        Time().client().get("http://127.0.0.1:9/nobody-listens")
    with pytest.raises(SourceError, match="is no web address"):
        Time().client().get("file:///etc/passwd")


def test_compressed_answers_and_marks() -> None:
    with serving(
        always(gzip.compress(b"text"), headers={"Content-Encoding": "gzip", "ETag": '"1"', "Last-Modified": "Mon"})
    ) as server:
        answer = Time().client().get(server.base)
    assert answer.body == b"text" and answer.marks == {"If-None-Match": '"1"', "If-Modified-Since": "Mon"}


def esearch(ids: list[str], count: int | None = None) -> bytes:
    listed = "".join(f"<Id>{name}</Id>" for name in ids)
    return f'<?xml version="1.0"?><eSearchResult><Count>{count or len(ids)}</Count><IdList>{listed}</IdList></eSearchResult>'.encode()


def one_record(pmid: str) -> bytes:
    record = MEDLINE.split(b"<PubmedArticle>")[1].rsplit(b"</PubmedArticle>", 1)[0].replace(b"90000001", pmid.encode())
    return b"<PubmedArticleSet><PubmedArticle>" + record + b"</PubmedArticle></PubmedArticleSet>"


def many_records(ids: list[str]) -> bytes:
    inner = b"".join(
        one_record(i).removeprefix(b"<PubmedArticleSet>").removesuffix(b"</PubmedArticleSet>") for i in ids
    )
    return b"<PubmedArticleSet>" + inner + b"</PubmedArticleSet>"


def test_pubmed_adds_everything_then_only_what_is_new(library: Collection) -> None:
    ids = [str(n) for n in range(1, 451)]

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("esearch.fcgi"):
            return Reply(esearch([] if "mindate" in asked.parameters else ids))
        return Reply(many_records(asked.parameters["id"].split(",")))

    with serving(answer) as server:
        pubmed = Entrez("pubmed", server.base, Time().client())
        done = add_source(library, pubmed, "examplumab[tiab]", now="2026-01-05T10:00:00")
        assert done.counts["added"] == 450 and not done.error and not done.problems
        assert [a.path.rsplit("/")[-1] for a in server.asked] == ["esearch.fcgi", *["efetch.fcgi"] * 3]
        assert (
            server.asked[0].parameters["tool"] == "evidentia"
            and server.asked[0].parameters["term"] == "examplumab[tiab]"
        )
        again = add_source(library, pubmed, "examplumab[tiab]", now="2026-02-01T10:00:00")
        assert not again.counts and server.asked[-1].parameters["mindate"] == "2026/01/05"
    assert library.index.count() == 450


def test_cut_off_from_the_network_it_goes_on_where_it_was(library: Collection) -> None:
    ids, fail = [str(n) for n in range(1, 601)], [False]

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("esearch.fcgi"):
            return Reply(esearch(ids))
        if fail[0]:
            return Reply(b"", 503)
        fail[0] = True
        return Reply(many_records(asked.parameters["id"].split(",")))

    with serving(answer) as server:
        pubmed = Entrez("pubmed", server.base, Time().client())
        first = add_source(library, pubmed, "q", now="2026-01-05")
        assert first.counts["added"] == 200 and "5 times in a row" in first.error
        assert library.index.count() == 200, "what came before can be searched"
        fail[0] = False
        seen = len(server.asked)
        add_source(library, pubmed, "q", now="2026-01-06")
        fail[0] = False
        add_source(library, pubmed, "q", now="2026-01-07")
        assert all(a.path.endswith("efetch.fcgi") for a in server.asked[seen:]), "identifiers are not looked up again"
    assert library.store.counts() == {"article": 600}


def test_pubmed_says_when_there_is_more_than_it_gives(library: Collection) -> None:
    with serving(lambda a: Reply(esearch(["1"], 42_249)) if "esearch" in a.path else Reply(one_record("1"))) as server:
        done = add_source(library, Entrez("pubmed", server.base, Time().client()), "cancer", now="2026-01-05")
    assert done.problems == 1 and "42,249 match and 10,000 are given" in library.store.problems()[0][3]


def test_an_answer_that_ends_too_early_is_a_problem_and_no_loss(library: Collection) -> None:
    with serving(
        lambda a: Reply(esearch(["1", "2"])) if "esearch" in a.path else Reply(many_records(["1", "2"])[:-60])
    ) as server:
        done = add_source(library, Entrez("pubmed", server.base, Time().client()), "q", now="2026-01-05")
    assert done.counts["added"] == 1 and done.problems == 1
    assert library.store.problems()[0][2:] == ("an answer", "it ends too early")


def test_pmc(library: Collection) -> None:
    with serving(
        lambda a: Reply(esearch(["9000001"])) if "esearch" in a.path else Reply((FILES / "article.nxml").read_bytes())
    ) as server:
        add_source(library, Entrez("pmc", server.base, Time().client()), "q", now="2026-01-05")
    assert server.asked[-1].parameters["db"] == "pmc" and library.store.get("pmcid:PMC9000001") is not None


def test_europe_pmc_by_cursor(library: Collection) -> None:
    record = {"id": "7", "source": "MED", "pmid": "7", "doi": "10.9999/E", "title": "A <i>title</i>", "abstractText": "<h4>Results</h4>It worked &lt; once.", "authorString": "A B", "firstPublicationDate": "2020-02-03", "pubTypeList": {"pubType": ["Retracted Publication"]}, "meshHeadingList": {"meshHeading": [{"descriptorName": "Adult"}]}}  # fmt: skip
    pages = {
        "*": {"hitCount": 2, "nextCursorMark": "m2", "resultList": {"result": [record, {"id": "x"}]}},
        "m2": {"hitCount": 2, "nextCursorMark": "m2", "resultList": {"result": []}},
    }
    with serving(lambda a: Reply(json.dumps(pages[a.parameters["cursorMark"]]).encode())) as server:
        done = add_source(library, EuropePmc(base=server.base, client=Time().client()), "q", now="2026-01-05")
    found = library.store.get("pmid:7")
    assert done.problems == 1 and found is not None and found.title == "A title" and found.mesh == ("Adult",)
    assert found.sections[0].text == "Results\nIt worked < once." and found.notices[0].kind is NoticeKind.RETRACTED


def test_openfda_labels_and_approvals(library: Collection) -> None:
    labels = json.loads((FILES / "openfda_label.json").read_text())
    labels["meta"]["results"]["total"] = 2
    labels["results"] = labels["results"][:2]
    with serving(always(labels)) as server:
        done = add_source(library, OpenFda("openfda", server.base, Time().client()), "examplumab", now="2026-01-05")
    assert (
        done.counts["added"] == 2
        and server.asked[0].parameters["search"]
        == '(openfda.generic_name:"examplumab" openfda.brand_name:"examplumab")'
    )
    with serving(always((FILES / "drugsfda.json").read_bytes())) as server:
        assert (
            add_source(
                library, OpenFda("drugsfda", server.base, Time().client()), "examplumab", now="2026-01-05"
            ).counts["added"]
            == 1
        )
    with serving(always({"error": {"code": "NOT_FOUND"}}, status=404)) as server:
        nothing = add_source(library, OpenFda("openfda", server.base, Time().client()), "nosuchdrug", now="2026-01-05")
    assert not nothing.error and not nothing.counts


def test_dailymed_fetches_again_only_what_has_changed(library: Collection) -> None:
    setid = "aaaaaaaa-0000-0000-0000-000000000001"

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("spls.json"):
            return Reply(json.dumps({"metadata": {"total_pages": 1}, "data": [{"setid": setid}]}).encode())
        if asked.headers.get("if-none-match") == '"12"':
            return Reply(b"", 304)
        return Reply((FILES / "label.xml").read_bytes(), headers={"ETag": '"12"'})

    with serving(answer) as server:
        dailymed = DailyMed(base=server.base, client=Time().client())
        assert add_source(library, dailymed, "examplumab", now="2026-01-05").counts["added"] == 1
        assert not add_source(library, dailymed, "examplumab", now="2026-02-05").counts
    assert server.asked[-1].headers["if-none-match"] == '"12"'


def test_clinical_trials_by_token_with_an_empty_page_between(library: Collection) -> None:
    study = json.loads((FILES / "studies.json").read_text())["studies"][0]
    pages = {"": {"studies": [], "nextPageToken": "t2", "totalCount": 1}, "t2": {"studies": [study], "totalCount": 1}}
    with serving(lambda a: Reply(json.dumps(pages[a.parameters.get("pageToken", "")]).encode())) as server:
        trials = ClinicalTrials(base=server.base, client=Time().client())
        assert add_source(library, trials, "examplumab", now="2026-01-05").counts["added"] == 1
        assert server.asked[1].parameters["query.term"] == "examplumab", "each page repeats the query"
        add_source(library, trials, "examplumab", now="2026-02-05")
    assert "RANGE[2026-01-05,MAX]" in server.asked[-1].parameters["filter.advanced"]


def coverage(asked: Asked) -> Reply:
    national, local = json.loads((FILES / "coverage.json").read_text())["data"]
    row = {k: v for k, v in national.items() if k != "indications_limitations"}
    bodies = {
        "/reports/national-coverage-ncd": {"meta": {}, "data": [row, {"title": "Something else", "document_id": 1}]},
        "/reports/local-coverage-final-lcds": {"meta": {}, "data": [{**local, "title": "Invented oxygen, locally"}]},
        "/metadata/license-agreement/": {"data": [{"Token": "secret"}]},
        "/data/ncd": {"data": [national]},
        "/data/lcd": {"data": {"indication": "&lt;p&gt;Covered locally.&lt;/p&gt;"}},
    }
    if asked.path == "/data/lcd" and asked.headers.get("authorization") != "Bearer secret":
        return Reply(b"", 401)
    return Reply(json.dumps(bodies[asked.path]).encode())


def test_cms_accepts_no_licence_for_the_user(library: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(coverage) as server:
        source = Coverage(base=server.base, client=Time().client())
        done = add_source(library, source, "Invented oxygen", now="2026-01-05")
        assert done.counts["added"] == 2 and done.problems == 1
        assert "set EVIDENTIA_ACCEPT_CMS_LICENSE=yes if you accept them" in library.store.problems()[0][3]
        assert not any("license-agreement" in a.path for a in server.asked)
        national = library.store.get("ncd:240.2")
        assert national is not None and national.sections[0].text.startswith("Covered when the saturation is < 88")
        monkeypatch.setenv("EVIDENTIA_ACCEPT_CMS_LICENSE", "yes")
        add_source(library, source, "Invented oxygen", now="2026-02-05")
    local = library.store.get("lcd:L38568")
    assert local is not None and local.sections[0].text == "Covered locally."


def test_notices_of_crossref_and_retraction_watch(library: Collection) -> None:
    with serving(
        lambda a: Reply(esearch(["90000001"])) if "esearch" in a.path else Reply(one_record("90000001"))
    ) as server:
        add_source(library, Entrez("pubmed", server.base, Time().client()), "q", now="2026-01-05")
    work = {
        "message": {
            "DOI": "10.9999/inv.1",
            "update-to": [{"DOI": "10.9999/older", "type": "retraction"}],
            "updated-by": [
                {
                    "DOI": "10.9999/N",
                    "type": "retraction",
                    "source": "retraction-watch",
                    "updated": {"date-parts": [[2019, 7, 26]]},
                }
            ],
        }
    }
    with serving(always(work)) as server:
        assert library.store.values_of("doi") == ["10.9999/inv.1"]
        crossref = Crossref(library.store.values_of("doi"), base=server.base, client=Time().client())
        assert add_source(library, crossref, "", now="2026-01-05").counts["notices"] == 1
        assert server.asked[0].path == "/works/10.9999/inv.1"
    paper = library.store.get("pmid:90000001")
    assert paper is not None and [(n.kind, n.by, str(n.on), n.said_by) for n in paper.notices] == [
        (NoticeKind.RETRACTED, "doi:10.9999/n", "2019-07-26", "Retraction Watch")
    ]
    with serving(
        lambda a: (
            Reply(b"", 304)
            if a.headers.get("if-none-match")
            else Reply((FILES / "notices.csv").read_bytes(), headers={"ETag": '"a"'})
        )
    ) as server:
        watch = RetractionWatch(base=server.base, client=Time().client())
        assert add_source(library, watch, "", now="2026-01-05").counts["notices"] == 3
        assert not add_source(library, watch, "", now="2026-02-05").counts
        assert server.asked[1].headers["if-none-match"] == '"a"', "the second time nothing was sent"


def test_every_source_has_a_name_and_a_line(library: Collection) -> None:
    for name in NAMES:
        assert source(name, library).name == name
    from evidentia.content.errors import InputError

    with pytest.raises(InputError, match="there is no such source"):
        source("wikipedia", library)


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVIDENTIA_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("NCBI_API_KEY", "my-own-key")
    with serving(lambda a: Reply(esearch(["5"])) if "esearch" in a.path else Reply(one_record("5"))) as server:
        monkeypatch.setenv("EVIDENTIA_PUBMED_URL", server.base)
        assert main(["library", "add", "pubmed", "examplumab", "nephritis"]) == 0
        assert "pubmed examplumab nephritis: 1 added" in capsys.readouterr().out
        assert main(["library", "update"]) == 0
        assert main(["library", "status"]) == 0
        status = capsys.readouterr().out
        assert "done      pubmed  examplumab nephritis" in status and "my-own-key" not in status
        assert server.asked[0].parameters["api_key"] == "my-own-key"
    data = b"".join(path.read_bytes() for path in (tmp_path / "library").rglob("*") if path.is_file())
    assert b"my-own-key" not in data, "a key is sent to its source and written nowhere"


def test_a_source_is_not_taken_in_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVIDENTIA_LIBRARY", str(tmp_path / "library"))
    assert main(["library", "add", "pubmed"]) == 2
    assert (
        'pubmed: the query is missing. A source is not taken in whole. Write evidentia library add pubmed "QUERY".'
        in capsys.readouterr().err
    )


def test_recorded_responses_of_pubmed_and_pmc(library: Collection, shared: Path) -> None:
    recorded = shared / "standards" / "fixtures" / "pubmed"
    with serving(
        lambda a: Reply((recorded / ("esearch1.xml" if "esearch" in a.path else "pubmed7.xml")).read_bytes())
    ) as server:
        done = add_source(library, Entrez("pubmed", server.base, Time().client()), "biopython", now="2026-01-05")
        assert done.counts["added"] == 1 and len(server.asked[1].parameters["id"].split(",")) == 20
    with serving(
        lambda a: Reply((recorded / ("esearch1.xml" if "esearch" in a.path else "efetch_pmc.xml")).read_bytes())
    ) as server:
        add_source(library, Entrez("pmc", server.base, Time().client()), "biopython", now="2026-01-05")
    assert library.store.get("pmcid:PMC8435807") is not None
