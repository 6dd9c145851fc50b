"""Each format of the literature, from files of our own making in `files/`; the real ones stand in ../shared."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidentia.content.errors import InputError
from evidentia.library.formats import days
from evidentia.library.formats.read import read
from evidentia.library.items import Item, Problem, Removal, Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication
from evidentia.model.when import When

FILES = Path(__file__).parent / "files"


def items(name: str) -> list[Item | Problem]:
    return list(read(FILES / name))


def publications(name: str) -> list[Publication]:
    return [item for item in items(name) if isinstance(item, Publication)]


def test_medline() -> None:
    trial, case, erratum = publications("medline.xml")
    assert trial.id == "pmid:90000001" and trial.title == "Examplumab in invented nephritis: a randomised trial."
    assert [(s.kind, s.heading) for s in trial.sections] == [
        ("background", "BACKGROUND"), ("methods", "PATIENTS AND METHODS"), ("results", "RESULTS"), ("conclusions", "CONCLUSION"),
    ]  # fmt: skip
    assert "the margin was <10 %." in trial.sections[1].text
    assert "IL-1β fell, CD4+ cells did not." in trial.sections[2].text, (
        "names of characters are read, marks do not part words"
    )
    assert trial.identifiers == {"pmid": "90000001", "doi": "10.9999/inv.1", "pmcid": "PMC9000001"}
    assert (
        trial.authors == "Rovinsky BH, Furioso R, Latin K, et al." and trial.container == "J Inv Trials 64(4):1215-26"
    )
    assert trial.published == When(2012, 4) and trial.mesh == ("Lupus Nephritis",)
    assert trial.types == ("journal article", "randomized controlled trial")
    assert trial.cites == ("pmid:90000002", "doi:10.9999/other"), (
        "identifiers of references are not those of the article"
    )
    assert (case.title, case.language, case.published, case.sections) == (
        "A case that was invented.",
        "ita",
        When(1998, 7),
        (),
    )
    assert case.notices == (Notice(NoticeKind.RETRACTED, "pmid:90000003", None, "PubMed"),)
    assert erratum.published == When(2003)


def test_medline_reports_removals_and_records_that_cannot_be_read() -> None:
    others = [item for item in items("medline.xml") if not isinstance(item, Publication)]
    assert others == [
        Report("pmid:90000001", Notice(NoticeKind.CORRECTED, "pmid:90000004", None, "PubMed")),
        Problem("record 4", "it has no PMID"),
        Removal("pmid:90000077"),
    ]


def test_jats() -> None:
    article, report = items("article.nxml")
    assert isinstance(article, Publication)
    assert article.id == "pmcid:PMC9000001" and article.work == "pmid:90000001", "the work of its abstract"
    assert [(s.kind, s.heading, s.text) for s in article.sections] == [
        ("results", "Results", "Response was 56.9 %."),
        ("results", "Results", "All patients were followed."),
        ("adverse reactions", "Results > Safety", "Infections were as frequent."),
        ("adverse reactions", "Results > Safety > Table 2 Serious events", "Infection | 12 | 14"),
    ]
    assert article.read_depth == "full text" and article.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert article.published == When(2012, 2), "there is no 31st of February"
    assert article.authors == "Rovinsky BH" and article.container == "Invented Open Medicine 3(2):10-19"
    assert report == Report(
        "doi:10.9999/inv.0", Notice(NoticeKind.CORRECTED, "pmcid:PMC9000001", When(2012, 2), "the publisher")
    )


def test_spl() -> None:
    (label,) = publications("label.xml")
    assert label.id == "setid:aaaaaaaa-0000-0000-0000-000000000001" and label.kind is Kind.LABEL
    assert label.title == "EXAMPLIA (examplumab): prescribing information"
    assert label.version == "version 12, effective 2021-11-05" and label.identifiers["application"] == "BLA125999"
    assert [(s.kind, s.heading) for s in label.sections] == [
        ("boxed warning", "WARNING: INVENTED REACTIONS"),
        ("indications", "1 INDICATIONS AND USAGE > 1.1 Invented arthritis"),
        ("dosage", "2 DOSAGE"),
    ]
    assert (
        label.sections[1].text == "EXAMPLIA is indicated for adults with invented arthritis.\nalone\nwith methotrexate"
    )
    assert label.sections[2].text == "Adults | 1000 mg"


def test_openfda() -> None:
    first, second, problem = items("openfda_label.json")
    assert isinstance(first, Publication) and isinstance(second, Publication)
    assert first.id == publications("label.xml")[0].id, "the same label, whichever way it came"
    assert [s.kind for s in first.sections] == ["boxed warning", "indications"]
    assert second.title == "Otherol otherol tablet" and second.published is None
    assert problem == Problem("record 3", "it is no record of openFDA, ClinicalTrials.gov, CMS or a test collection")


def test_drugs_at_fda(tmp_path: Path) -> None:
    (approval,) = publications("drugsfda.json")
    assert approval.title == "EXAMPLIA (examplumab): FDA application BLA125999" and approval.published == When(
        1997, 11, 26
    )
    assert approval.sections[0].text.splitlines() == ["1997-11-26: ORIG, approved.", "2015-02-03: Efficacy, approved."]
    tables = {
        "Applications.txt": "ApplNo\tApplType\tApplPublicNotes\tSponsorName\n125999\tBLA\t\tINVENTED\n",
        "Products.txt": "ApplNo\tDrugName\tActiveIngredient\n125999\tEXAMPLIA\tEXAMPLUMAB\n",
        "Submissions.txt": "ApplNo\tSubmissionClassCodeID\tSubmissionType\tSubmissionNo\tSubmissionStatus\tSubmissionStatusDate\n125999\t2\tORIG\t1\tAP\t1997-11-26 00:00:00\n",
        "SubmissionClass_Lookup.txt": "SubmissionClassCodeID\tSubmissionClassCode\tSubmissionClassCodeDescription\n2\tEFFICACY\tEfficacy\n",
    }
    with zipfile.ZipFile(tmp_path / "drugs.zip", "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    (same,) = read(tmp_path / "drugs.zip")
    assert isinstance(same, Publication) and (same.id, same.title) == (approval.id, approval.title)
    assert same.sections[0].text == "1997-11-26: ORIG-1, Efficacy, approved."


def test_clinical_trials() -> None:
    study, *problems = items("studies.json")
    assert isinstance(study, Publication) and study.id == "nct:NCT99999901"
    assert study.types == ("interventional", "phase3") and study.published == When(2016, 3, 2)
    results = study.sections[-1]
    assert results.heading == "Primary outcome: Renal response (52 weeks)"
    assert results.text.splitlines() == [
        "Placebo: 45.8 percent, 72 analysed.",
        "Examplumab: 56.9 percent (44.7 to 68.6), 72 analysed.",
        "Comparison of the groups: Odds ratio 1.6, P 0.18.",
    ]
    assert study.cites == ("pmid:90000001",)
    assert problems == [
        Problem("study 2", "it has no NCT number"),
        Problem("record 3", "a field is not as its schema says (AttributeError)"),
    ]


def test_coverage() -> None:
    national, local = publications("coverage.json")
    assert national.id == "ncd:240.2" and national.types == ("national coverage determination",)
    assert national.sections[0].text == "Covered when the saturation is < 88 %.\nNot covered otherwise."
    assert national.published == When(2024, 12, 2), (
        "an effective date in prose is no date; the day of the last update is"
    )
    assert local.id == "lcd:L38568" and local.container == "Invented MAC (MAC - Part A)"
    assert [n.kind for n in local.notices] == [NoticeKind.SUPERSEDED], "a retired policy is said to be"


def test_reference_managers() -> None:
    found, problem = items("export.ris")
    assert isinstance(found, Publication) and isinstance(problem, Problem)
    assert found.sections[0].text == "A second look at 144 adults. It found the same."
    assert found.authors == "Rovinsky, B. H.; Furioso, R." and found.published == When(2014)
    entry, untitled = items("export.bib")
    assert isinstance(entry, Publication) and untitled == Problem("entry untitled", "it has no title")
    assert entry.title == "Examplumab, revisited again" and entry.identifiers == {"doi": "10.9999/INV.3"}
    assert entry.sections[0].text == "Response rose by 5% in all." and entry.authors.endswith("et al.")


def test_retraction_watch() -> None:
    found = Counter(type(item).__name__ for item in items("notices.csv"))
    assert found == {"Report": 3, "Problem": 2}
    first = items("notices.csv")[0]
    assert first == Report(
        "doi:10.9999/inv.1", Notice(NoticeKind.RETRACTED, "doi:10.9999/ret", When(2021, 3, 4), "Retraction Watch")
    )


def test_test_collections(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "7:0", "pmid": "7", "text": "An excerpt."}\n{"_id": "8", "title": "T", "text": "An abstract."}\n{"_id": "9", "text": " "}\n'
    )
    first, second, problem = read(tmp_path / "corpus.jsonl")
    assert isinstance(first, Publication) and isinstance(second, Publication)
    assert (first.id, first.work, first.read_depth) == ("excerpt:7:0", "pmid:7", "excerpt")
    assert (second.title, second.sections[0].text) == ("T", "An abstract.")
    assert problem == Problem("record 3", "it has no text")
    (tmp_path / "qa.json").write_text(
        json.dumps(
            {
                "12": {
                    "QUESTION": "Does it work?",
                    "CONTEXTS": ["We asked.", "It did."],
                    "LABELS": ["OBJECTIVE", "RESULTS"],
                    "MESHES": ["Adult"],
                    "YEAR": "2009",
                    "LONG_ANSWER": "It works.",
                }
            }
        )
    )
    (abstract,) = read(tmp_path / "qa.json")
    assert isinstance(abstract, Publication) and abstract.id == "excerpt:pmid:12" and abstract.published == When(2009)
    assert [(s.kind, s.text) for s in abstract.sections] == [
        ("background", "We asked."),
        ("results", "It did."),
        ("conclusions", "It works."),
    ]


def test_a_page() -> None:
    (page,) = publications("guideline-2024-02.html")
    assert page.kind is Kind.PAGE and page.title == "Invented society: nephritis guideline"
    assert page.published == When(2024, 2), "the name of the file states it"
    assert "conditional, low certainty" in page.sections[0].text


def test_archives_and_compressed_files(tmp_path: Path) -> None:
    (tmp_path / "m.xml.gz").write_bytes(gzip.compress((FILES / "medline.xml").read_bytes()))
    assert list(read(tmp_path / "m.xml.gz")) == items("medline.xml")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("article.nxml", "label.xml"):
            archive.write(FILES / name, name)
        archive.writestr("broken.xml", "<PubmedArticleSet><PubmedArticle>")
    found = list(read(tmp_path / "all.zip"))
    assert [type(i).__name__ for i in found] == ["Publication", "Report", "Problem", "Publication"]
    assert found[2] == Problem("broken.xml", "it ends too early"), "one bad file does not cost the others"


def test_a_record_a_line_is_read_however_long_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    with path.open("w", encoding="utf-8") as handle:
        for number in range(20_000):
            handle.write(json.dumps({"_id": str(number), "text": f"Text {number} é " + "x" * 100}) + "\n")
        handle.write('{"_id": "cut off", "te')
    found = []
    with pytest.raises(InputError, match=r"its JSON is damaged at line 20001\. Records before it are kept"):
        for item in read(path):
            found.append(item)  # noqa: PERF402 - those before the refusal
    assert len(found) == 20_000


MESSAGES = {
    "empty.xml": (b"  \n", "it is empty."),
    "cut.xml": ((FILES / "medline.xml").read_bytes()[:3_000], "it ends too early. The download was cut off"),
    "cut.json": ((FILES / "studies.json").read_bytes()[:500], "it ends too early at line"),
    "cut.xml.gz": (gzip.compress((FILES / "medline.xml").read_bytes())[:300], "it ends too early"),
    "cut.zip": (b"PK\x03\x04" + b"x" * 50, "the archive is damaged or ends too early."),
    "cut.bib": (b"@article{a, title = {Never closed", "an entry that begins at line 1 has no end."),
    "cut.ris": (b"TY  - JOUR\nTI  - x\n", "it ends too early. The last record has no end"),
    "entities.xml": (
        b'<!DOCTYPE a [<!ENTITY x "y">]><PubmedArticleSet><PubmedArticle/></PubmedArticleSet>',
        "its XML declares entities.",
    ),
    "einfo.xml": (
        b"<eInfoResult><DbName>pubmed</DbName></eInfoResult>",
        "it is XML of a kind that is not read (<eInfoResult>).",
    ),
    "encoding.xml": (b'<?xml version="1.0" encoding="klingon"?><article></article>', "its encoding is not known"),
    "utf8.json": (b'{"results": [{"set_id": "\xff"}]}', "byte 25 is not UTF-8."),
    "nul.txt": (b"text\0text", "the file is not plain text."),
    "columns.csv": (b"Record ID,RetractionNature\n1,Retraction\n", 'the column "OriginalPaperDOI" is missing.'),
    "locked.pdf": (b"%PDF-1.7 nothing else", "it cannot be read as PDF."),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_what_cannot_be_read_is_refused_in_words(name: str, tmp_path: Path) -> None:
    data, message = MESSAGES[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as refused:
        list(read(tmp_path / name))
    assert message in str(refused.value) and str(refused.value).endswith(".")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"it cannot be read \(No such file or directory\)"):
        list(read(tmp_path / "none.xml"))


def test_a_damaged_record_costs_only_itself(tmp_path: Path) -> None:
    text = (FILES / "medline.xml").read_text("utf-8").replace("<MedlineDate>", "<MedlineDate")
    (tmp_path / "m.xml").write_text(text, "utf-8")
    found = list(read(tmp_path / "m.xml"))
    assert [i.id for i in found if isinstance(i, Publication)] == ["pmid:90000001", "pmid:90000004"]
    assert Problem("record 2", "its XML is damaged (not well-formed (invalid token))") in found


@pytest.mark.parametrize(
    ("encoding", "written"), [("ISO-8859-1", "iso-8859-1"), ("UTF-16", "utf-16"), ("utf-8", "utf-8-sig")]
)
def test_other_encodings_are_read_as_they_are_declared(encoding: str, written: str, tmp_path: Path) -> None:
    text = (
        (FILES / "article.nxml")
        .read_text("utf-8")
        .replace('encoding="UTF-8"', f'encoding="{encoding}"')
        .replace("Bea", "Béa")
    )
    (tmp_path / "a.xml").write_bytes(
        text.replace("Rovinsky", "Rovinský" if "ISO" not in encoding else "Rovinské").encode(written)
    )
    found = next(iter(read(tmp_path / "a.xml")))
    assert isinstance(found, Publication) and found.authors.startswith("Rovinsk") and "\ufffd" not in found.authors


@pytest.mark.parametrize(
    "name", ["medline.xml", "article.nxml", "label.xml", "studies.json", "coverage.json", "export.bib", "export.ris"]
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damage_anywhere_gives_items_problems_or_one_clear_error(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = bytearray((FILES / name).read_bytes())
    cut = data.draw(st.integers(0, len(raw)))
    at = data.draw(st.integers(0, max(0, cut - 1)))
    raw[at : at + 1] = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(bytes(raw[:cut]))
    try:
        for item in read(path):
            assert isinstance(item, (Publication, Report, Removal, Problem))
    except InputError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2011-07-04", "2011-07-04"), ("20110704", "2011-07-04"), ("7/4/2011", "2011-07-04"), ("2011 Jul-Aug", "2011-07"), ("2011 Jul 4", "2011-07-04"),
     ("July 4, 2011", "2011-07-04"), ("Winter 2011", "2011"), ("1998 Dec-1999 Jan", "1998-12"), ("2011", "2011"), ("N/A", None), ("", None), ("2011-02-31", "2011-02"), ("13/45/2011", "2011")],
)  # fmt: skip
def test_days(text: str, day: str | None) -> None:
    found = days.day(text)
    assert (str(found) if found else None) == day


def test_real_files_of_every_format(shared: Path) -> None:
    """Recorded responses and public files: all are read, none gives a problem."""
    fixtures, data = shared / "standards" / "fixtures", shared / "data"
    paths = [
        *fixtures.glob("jats/*.nxml"),
        *fixtures.glob("spl/*.xml"),
        *data.glob("spl/*.xml"),
        fixtures / "ctgov" / "NCT02513394.json",
    ]
    paths += [p for p in fixtures.glob("pubmed/*.xml") if b"<PubmedArticleSet" in p.read_bytes()]
    for path in paths:
        found = list(read(path))
        assert found and not [i for i in found if isinstance(i, Problem)], path.name
        assert all(p.title and p.id for p in found if isinstance(p, Publication))
    selected = list(read(fixtures / "pubmed" / "medline21n1298-selected.xml"))
    kinds = Counter(str(n.kind) for p in selected if isinstance(p, Publication) for n in p.notices)
    assert kinds["retracted"] == 2, "two of the thirteen are retracted"
    assert sum(isinstance(i, Report) and i.notice.kind is NoticeKind.RETRACTED for i in selected) == 2


def test_real_full_texts_in_an_archive(shared: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared / "data" / "evidence_inference" / "pmc-ccby-nxml.zip") as archive:
        names = archive.namelist()[::100]
        with zipfile.ZipFile(tmp_path / "some.zip", "w") as some:
            for name in names:
                some.writestr(name, archive.read(name))
    found = [item for item in read(tmp_path / "some.zip") if isinstance(item, Publication)]
    assert len(found) == len(names)
    assert sum(p.read_depth == "full text" for p in found) >= 0.95 * len(found)
    assert json.dumps([p.as_data() for p in found])
