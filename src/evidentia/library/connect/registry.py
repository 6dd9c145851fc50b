"""The sources by name."""

from __future__ import annotations

from evidentia.content.errors import InputError
from evidentia.library.collection import Collection
from evidentia.library.connect.source import Source

NAMES = {
    "pubmed": "PubMed abstracts, by PubMed's own query",
    "pmc": "full texts of PMC, by PMC's own query",
    "europepmc": "abstracts of Europe PMC, by its own query",
    "openfda": "drug labels of openFDA, by a drug's name",
    "drugsfda": "approvals of Drugs@FDA, by a drug's name",
    "dailymed": "drug labels of DailyMed, by a drug's name or a set id",
    "clinicaltrials": "trial records of ClinicalTrials.gov, by words",
    "cms": "Medicare coverage policies, by words of their title",
    "retractionwatch": "notices of Retraction Watch; the query does not matter",
    "crossref": "notices of Crossref about the DOIs in the library; the query does not matter",
}
WITHOUT_QUERY = ("retractionwatch", "crossref")


def source(name: str, library: Collection) -> Source:
    """A source, ready to be asked; its module is imported here. Errors: InputError for a name that there is not."""
    if name in ("pubmed", "pmc"):
        from evidentia.library.connect.ncbi import Entrez

        return Entrez(name)
    if name == "europepmc":
        from evidentia.library.connect.europepmc import EuropePmc

        return EuropePmc()
    if name in ("openfda", "drugsfda", "dailymed"):
        from evidentia.library.connect.fda import DailyMed, OpenFda

        return DailyMed() if name == "dailymed" else OpenFda(name)
    if name == "clinicaltrials":
        from evidentia.library.connect.trials import ClinicalTrials

        return ClinicalTrials()
    if name == "cms":
        from evidentia.library.connect.cms import Coverage

        return Coverage()
    if name in ("retractionwatch", "crossref"):
        from evidentia.library.connect.notices import Crossref, RetractionWatch

        return RetractionWatch() if name == "retractionwatch" else Crossref(library.store.values_of("doi"))
    raise InputError(name, "there is no such source", "", f"choose one of: {', '.join(NAMES)}")
