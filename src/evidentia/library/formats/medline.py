"""MEDLINE / PubMed XML (baseline, updates, efetch) -> publications, notices, removals. Source: NLM PubMed DTD 2025."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from evidentia.library import headings
from evidentia.library.formats import days
from evidentia.library.formats.xml_records import records, text_of, words
from evidentia.library.items import Item, Problem, Removal, Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section
from evidentia.model.when import When

# this article IS retracted …: the notice is the other one
_ABOUT_THIS = {
    "RetractionIn": NoticeKind.RETRACTED,
    "ExpressionOfConcernIn": NoticeKind.CONCERN,
    "ErratumIn": NoticeKind.CORRECTED,
    "CorrectedandRepublishedIn": NoticeKind.CORRECTED,
    "UpdateIn": NoticeKind.SUPERSEDED,
}
# this article IS the notice: the other one is what it is about
_ABOUT_ANOTHER = {
    "RetractionOf": NoticeKind.RETRACTED,
    "ExpressionOfConcernFor": NoticeKind.CONCERN,
    "ErratumFor": NoticeKind.CORRECTED,
    "CorrectedandRepublishedFrom": NoticeKind.CORRECTED,
    "UpdateOf": NoticeKind.SUPERSEDED,
}
_CATEGORIES = {"OBJECTIVE": "background", "UNASSIGNED": ""}
_SAID_BY = "PubMed"


def read(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """Every record of a file. Errors: InputError where the file is damaged; see `xml_records.records`."""
    for number, record in records(name, handle, "PubmedArticle", "PubmedBookArticle", "DeleteCitation"):
        if isinstance(record, Problem):
            yield record
            continue
        if record.tag == "DeleteCitation":
            yield from (Removal(f"pmid:{words(pmid)}") for pmid in record.iterfind("PMID"))
            continue
        citation = record.find("MedlineCitation") if record.tag == "PubmedArticle" else record.find("BookDocument")
        pmid = text_of(citation, "PMID") if citation is not None else ""
        if citation is None or not pmid.isdigit():
            yield Problem(f"record {number}", "it has no PMID")
            continue
        yield _publication(pmid, citation, record)
        yield from _reports(pmid, citation)


def _publication(pmid: str, citation: Element, record: Element) -> Publication:
    article = citation if citation.tag == "BookDocument" else citation.find("Article")
    article = citation if article is None else article
    types = tuple(dict.fromkeys(words(t).lower() for t in article.iter("PublicationType")))
    return Publication(
        id=f"pmid:{pmid}",
        kind=Kind.ARTICLE,
        title=_title(article),
        sections=tuple(_sections(article)),
        identifiers={"pmid": pmid, **_identifiers(article, record)},
        authors=_authors(article),
        container=_container(article),
        published=_published(article),
        types=types,
        mesh=tuple(dict.fromkeys(words(d) for d in citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName"))),
        language=_language(article),
        notices=tuple(_notices(citation, types)),
        cites=tuple(_cites(record)),
    )


def _title(article: Element) -> str:
    """A translated title stands in brackets; they are no part of it."""
    title = (
        text_of(article, "ArticleTitle") or text_of(article, "Book/BookTitle") or text_of(article, "VernacularTitle")
    )
    return title[1:].rstrip(".").rstrip("]") + "." if title.startswith("[") else title


def _sections(article: Element) -> Iterator[Section]:
    abstract = article.find("Abstract")
    if abstract is None:
        abstract = article.find("OtherAbstract[@Language='eng']")
    for part in abstract.iterfind("AbstractText") if abstract is not None else ():
        text = words(part)
        label, category = part.get("Label", ""), part.get("NlmCategory", "")
        kind = _CATEGORIES.get(category, category.lower()) or headings.kind_of(label, "abstract")
        if text:
            yield Section(kind if kind in headings.KINDS else "abstract", label, text)


def _identifiers(article: Element, record: Element) -> dict[str, str]:
    found = {}
    for node in article.iterfind("ELocationID[@EIdType='doi']"):
        found["doi"] = words(node)
    for node in record.iterfind("PubmedData/ArticleIdList/ArticleId"):  # those of the references stand deeper
        kind, value = node.get("IdType"), words(node)
        if kind == "doi" and value:
            found["doi"] = value
        elif kind == "pmc" and value:
            found["pmcid"] = value
    return found


def _authors(article: Element) -> str:
    """The first three, then "et al."; a group stands by its name."""
    names = []
    listed = article.find("AuthorList")
    for author in listed if listed is not None else ():
        last, initials = text_of(author, "LastName"), text_of(author, "Initials")
        names.append(f"{last} {initials}".strip() or text_of(author, "CollectiveName"))
    names = [name for name in names if name]
    return ", ".join(names[:3]) + (", et al." if len(names) > 3 else "")


def _container(article: Element) -> str:
    journal = article.find("Journal")
    if journal is None:
        return text_of(article, "Book/Publisher/PublisherName")
    title = text_of(journal, "ISOAbbreviation") or text_of(journal, "Title")
    volume, issue = text_of(journal, "JournalIssue/Volume"), text_of(journal, "JournalIssue/Issue")
    pages = text_of(article, "Pagination/MedlinePgn")
    place = volume + (f"({issue})" if issue else "") + (f":{pages}" if pages else "")
    return f"{title} {place}".strip()


def _published(article: Element) -> When | None:
    for path in ("Journal/JournalIssue/PubDate", "ArticleDate", "Book/PubDate", "ContributionDate"):
        date = article.find(path)
        if date is not None:
            free = text_of(date, "MedlineDate")
            found = days.day(free) if free else days.parts(*(text_of(date, part) for part in ("Year", "Month", "Day")))
            if found is not None:
                return found
    return None


def _language(article: Element) -> str:
    code = text_of(article, "Language")
    return "en" if code in ("", "eng") else code


def _notices(citation: Element, types: tuple[str, ...]) -> Iterator[Notice]:
    told = False
    for node in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind = _ABOUT_THIS.get(node.get("RefType", ""))
        if kind is not None:
            pmid = text_of(node, "PMID")
            told = told or kind is NoticeKind.RETRACTED
            yield Notice(kind, f"pmid:{pmid}" if pmid else text_of(node, "RefSource"), None, _SAID_BY)
    if "retracted publication" in types and not told:
        yield Notice(NoticeKind.RETRACTED, "", None, _SAID_BY)


def _reports(pmid: str, citation: Element) -> Iterator[Report]:
    for node in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind, target = _ABOUT_ANOTHER.get(node.get("RefType", "")), text_of(node, "PMID")
        if kind is not None and target:
            yield Report(f"pmid:{target}", Notice(kind, f"pmid:{pmid}", None, _SAID_BY))


def _cites(record: Element) -> Iterator[str]:
    for node in record.iterfind("PubmedData/ReferenceList//ArticleId"):
        scheme = {"pubmed": "pmid", "doi": "doi"}.get(node.get("IdType", ""))
        if scheme and words(node):
            yield f"{scheme}:{words(node).lower()}"
