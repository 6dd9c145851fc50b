"""Exports of our own making, in the forms of the public ones."""

from __future__ import annotations

import json

DMHC_OLD = """Reference ID;Report Year;Diagnosis Category;Diagnosis Sub Category;Treatment Category;Treatment Sub Category;Determination;Type;Age Range;Patient Gender
MN15-1;2015;Immuno Disorders;Lupus;Pharmacy/Prescription Drugs;Other;Upheld Decision of Health Plan;Medical Necessity;31-40;Female
EI15-2;2015;Cancer;Breast Cancer;Diagnostic Imaging;MRI;Overturned Decision of Health Plan;Experimental/Investigational;51-64;Female
"""
DMHC_NEW = """ReferenceID,ReportYear,DiagnosisCategory,DiagnosisSubCategory,TreatmentCategory,TreatmentSubCategory,Determination,Type,AgeRange,PatientGender,IMRType,DaysToReview,DaysToAdopt,Findings
MN24-7,2024,Immuno Disorders,Lupus,Pharmacy,Biologics,Overturned Decision of Health Plan,Medical Necessity,21-30,Female,Standard,30,3,"The parent of a 25-year-old enrollee has requested Rituxan for treatment of lupus, after mycophenolate failed. The reviewer found that it is medically necessary."
MN24-8,2024,Immuno Disorders,Lupus,Pharmacy,Biologics,Upheld Decision of Health Plan,Medical Necessity,21-30,Male,Standard,30,3,"An enrollee has requested belimumab for lupus. Rituximab was not tried."
"""
NEW_YORK = json.dumps(
    {
        "case_number": "201905-1",
        "treatment": "[Biologics]",
        "diagnosis": "[Lupus]",
        "appeal decision": "Overturned in Part",
        "denial reason": "Experimental/Investigational",
        "gender": "Female",
        "age range": "30-39",
        "decision year": "2019",
        "summary 1": "The patient requested rituximab for lupus nephritis.",
    }
)


def structured(number: int, year: int, upheld: object, drug: str = "Rituximab") -> str:
    """One line of a structured summary."""
    return json.dumps(
        {
            "case_id": f"MN{year % 100:02d}-{number}",
            "year": year,
            "patient_info": {"age_range": "21 to 30", "gender": "Female"},
            "diagnosis": "Immuno Disorders",
            "_diagnosis_group": "Immuno Disorders-Lupus",
            "treatment_category": "Pharmacy",
            "treatment_subcategory": "Biologics",
            "treatments_requested": [{"name": drug}],
            "treatments_tried_but_failed": [{"name": "Mycophenolate"}],
            "is_denial_upheld": upheld,
            "issues_considered": ["medical_necessity"],
            "rationale": f"Reason of {number}.",
            "guidelines_details": None,
            "soc_details": None,
        }
    )
