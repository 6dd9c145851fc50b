"""Names of tests: the long names of LOINC -> the names that people write, and never one specimen for another.

Source: the naming rules of LOINC (component, property, system, method; https://loinc.org/kb/faq/structure/). The codes
below are used only where a record gives a code without any words.
"""

from __future__ import annotations

import re

# The three forms of a LOINC name -> component, system. A property that makes another quantity of it (a percentile, a
# score) is not among those that may be left out.
_PROPERTY = (
    r"(?:(?:Mass|Moles|Units|Titer|Presence|Ratio|Volume|Enzymatic|Entitic|Molar|Number|Type|Catalytic|Pure)\b|#/)"
)
_FORMS = (
    # "Protein/Creatinine [Mass Ratio] in Urine by Test strip"
    rf"(?P<component>[^\[\]]{{2,80}}?)\s*\[{_PROPERTY}[^\]]{{0,60}}\]\s*(?:in|of|for)?\s*"
    r"(?P<system>[A-Za-z][^\[\]]{0,60}?)?(?:\s+by\s+.{1,80})?(?:\s+--.{1,60})?",
    # "Creat SerPl-mCnc", "HBV surface Ag Ser Ql IA", "Prot 24h Ur-mRate"
    r"(?P<component>\S.{1,60}?)\s(?P<system>(?:24h )?(?:Ser(?:Pl)?(?:Bld)?|Plas|Bld[ACV]?|Ur|CSF|Stl))(?:-[A-Za-z]\w*| Ql\b| Qn\b| [\w.-]+-\w+).{0,60}",
    # "CREATININE:MCNC:PT:SER/PLAS:QN:"
    r"(?P<component>[^:\[\]]{2,80}):\w+:(?:PT|\d+H):(?P<system>[^:]{1,40}):.{0,40}",
    # "pH of Urine by Test strip"
    r"(?P<component>[^\[\]:]{2,80}?)\s(?:of|in)\s(?P<system>Urine(?: sediment)?)(?:\s+by\s+.{1,80})?",
)
_LONG = tuple(re.compile(form) for form in _FORMS)
_COMPONENTS = {
    "protein/creatinine": "protein/creatinine ratio",
    "prot/creat": "protein/creatinine ratio",
    "prot": "protein",
    "gfr/bsa.pred": "eGFR",
    "hbv surface ag": "Hepatitis B surface antigen",
    "hbv surface ab": "Hepatitis B surface antibody",
    "hbv core ab": "Hepatitis B core antibody, total",
    "hbv core igm": "Hepatitis B core antibody IgM",
    "glomerular filtration rate": "eGFR",
    "glomerular filtration rate/1.73 sq m.predicted": "eGFR",
    "glomerular filtration rate/1.73 sq m predicted": "eGFR",
    "gfr/1.73 sq m.predicted": "eGFR",
    "hepatitis b virus surface ag": "Hepatitis B surface antigen",
    "hepatitis b virus surface ab": "Hepatitis B surface antibody",
    "hepatitis b virus core ab": "Hepatitis B core antibody, total",
    "hepatitis b virus core igm ab": "Hepatitis B core antibody IgM",
    "hepatitis b virus core ab.igm": "Hepatitis B core antibody IgM",
    "hepatitis b virus dna": "HBV DNA",
    "hepatitis c virus ab": "Hepatitis C antibody",
    "complement c3": "C3",
    "complement c4": "C4",
    "dna double strand ab": "Anti-dsDNA",
    "nuclear ab": "ANA",
    "igg": "IgG",
}
_BLOOD = re.compile(r"\b(?:serum|plasma|blood|ser|plas|bld[acv]?|serpl\w*)\b", re.IGNORECASE)
_URINE = re.compile(r"\b(?:urine|urinary|ur)\b", re.IGNORECASE)
_FLUID = re.compile(
    r"\b(?:csf|cerebr\w+ ?spinal fluid|cerebral spinal fluid|stool|saliva|dialysate|\w+ fluid)\b", re.IGNORECASE
)
_OF_URINE = re.compile(r"\b(?:protein|proteinuria|upcr|upc|sediment|urinalysis|UA)\b", re.IGNORECASE)
_ALBUMIN = re.compile(r"\balbumin\b", re.IGNORECASE)
_WORD_URINE = re.compile(r"\b(?:in )?(?:urine|urinary)\b", re.IGNORECASE)

_BY_CODE = {
    "2890-2": "Urine protein/creatinine ratio", "34366-5": "Urine protein/creatinine ratio",
    "13801-6": "24-hour UPCR", "2889-4": "24-hour urine protein",
    "2160-0": "Creatinine", "14682-9": "Creatinine", "33914-3": "eGFR", "62238-1": "eGFR", "98979-8": "eGFR",
    "48642-3": "eGFR", "69405-9": "eGFR", "2465-3": "IgG", "2472-9": "IgM", "2458-8": "IgA", "718-7": "Hemoglobin",
    "6690-2": "WBC", "26464-8": "WBC", "777-3": "Platelets", "26515-7": "Platelets", "4544-3": "Hematocrit",
    "20570-8": "Hematocrit", "751-8": "Neutrophils", "731-0": "Lymphocytes", "1751-7": "Albumin", "4485-9": "C3",
    "4498-2": "C4", "5195-3": "HBsAg", "5196-1": "HBsAg", "13952-7": "Anti-HBc, total", "16933-4": "Anti-HBc, total",
    "31204-1": "Anti-HBc IgM", "24113-3": "Anti-HBc IgM", "16935-9": "Anti-HBs", "22322-2": "Anti-HBs",
    "10900-9": "Anti-HBs", "42595-9": "HBV DNA", "29615-2": "HBV DNA", "13955-0": "Hepatitis C antibody",
    "16128-1": "Hepatitis C antibody", "1742-6": "ALT", "1920-8": "AST", "4537-7": "ESR", "30341-2": "ESR",
    "1988-5": "CRP", "4548-4": "HbA1c", "29463-7": "Weight", "39156-5": "BMI", "3140-1": "BSA",
}  # fmt: skip


def plain(name: str, code: str = "", specimen: str = "") -> str:
    """The name of a test as people write it; "" where neither words nor a known LOINC code are given.

    A test of urine or another fluid whose name would pass for one of blood gets the usual prefix: "uCreatinine".

    >>> plain("Protein/Creatinine [Mass Ratio] in Urine"), plain("Creatinine [Mass/volume] in Urine")
    ('Urine protein/creatinine ratio', 'uCreatinine (Urine)')
    >>> plain("", "5196-1"), plain("Creatinine", specimen="Urine specimen")
    ('HBsAg', 'uCreatinine (Urine specimen)')
    """
    name = name or _BY_CODE.get(code, "")
    match = next((m for m in (form.fullmatch(name) for form in _LONG) if m), None)
    if match is None:
        return _in_fluid(name, f"{name} {specimen}", specimen)
    system = match["system"] or specimen
    bare = match["component"].strip()
    return _in_fluid(_COMPONENTS.get(bare.lower(), bare), f"{bare} {system}", system)


def _in_fluid(name: str, said: str, system: str) -> str:
    if _BLOOD.search(system) or not name:
        return name
    if _URINE.search(said):
        if _OF_URINE.search(name) and not _ALBUMIN.search(name):
            if "24" in said and name.lower().endswith("protein/creatinine ratio"):
                return "24-hour UPCR"
            name = name if _URINE.search(name) else f"Urine {name}"
            return f"24-hour {name[0].lower()}{name[1:]}" if "24" in said and "24" not in name else name
        bare = _WORD_URINE.sub("", name).strip(" ,")
        return f"{re.sub(r'(?:^|(?<=/))(?=[A-Za-z])', 'u', bare)} ({system or 'urine'})" if bare else name
    fluid = _FLUID.search(said)
    return f"fluid{name} ({fluid.group()})" if fluid else name
