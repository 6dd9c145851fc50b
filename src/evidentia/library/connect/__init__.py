"""The sources of the literature, asked politely: PubMed, PMC, Europe PMC, openFDA, DailyMed, ClinicalTrials.gov, CMS, notices."""
