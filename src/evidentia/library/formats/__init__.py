"""Files of the literature -> items: MEDLINE XML, JATS, SPL, openFDA, ClinicalTrials.gov, CMS, RIS, BibTeX, pages, notices."""
