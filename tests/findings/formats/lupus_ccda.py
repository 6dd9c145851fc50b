"""The patient of `lupus` as a C-CDA document."""

from __future__ import annotations

SECTIONS = {
    "Problems": ("2.5.1", "11450-4"), "Medications": ("2.1.1", "10160-0"), "Administered": ("2.38", "29549-3"),
    "Allergies": ("2.6.1", "48765-2"), "Results": ("2.3.1", "30954-2"), "Vital signs": ("2.4.1", "8716-3"),
    "Procedures": ("2.7.1", "47519-4"), "Encounters": ("2.22.1", "46240-8"), "Plan of Treatment": ("2.10", "18776-5"),
    "Notes": ("2.65", "11506-3"),
}  # fmt: skip
ROOT = "2.16.840.1.113883.10.20.22"
ICD, LOINC = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.1"


def section(title: str, *entries: str, text: str = "", more: str = "") -> str:
    template, loinc = SECTIONS[title]
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        f'<component><section {more}><templateId root="{ROOT}.{template}" extension="2015-08-01"/><code code="{loinc}" '
        f'codeSystem="{LOINC}"/><title>{title}</title><text>{text}</text>{inside}</section></component>'
    )


def time(one: str = "", low: str = "", high: str = "") -> str:
    if one:
        return f'<effectiveTime value="{one}"/>'
    ends = (f'<low value="{low}"/>' if low else "") + (f'<high value="{high}"/>' if high else "")
    return f'<effectiveTime xsi:type="IVL_TS">{ends}</effectiveTime>' if ends else ""


def problem(name: str, code: str = "", low: str = "", high: str = "", negated: bool = False, inside: str = "") -> str:
    negation = ' negationInd="true"' if negated else ""
    coded = f'<translation code="{code}" codeSystem="{ICD}"/>' if code else ""
    return (
        f'<act classCode="ACT" moodCode="EVN"><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" '
        f'moodCode="EVN"{negation}><templateId root="{ROOT}.4.4"/><statusCode code="completed"/>'
        f'{time(low=low, high=high)}<value xsi:type="CD" code="1" displayName="{name}">{coded}</value>{inside}</observation>'
        "</entryRelationship></act>"
    )


def result(
    name: str,
    value: str,
    day: str,
    *,
    unit: str | None = None,
    loinc: str = "",
    more: str = "",
    status: str = "completed",
) -> str:
    display = f' displayName="{name}"' if name else ""
    if unit is None:
        said = f'<value xsi:type="ST">{value}</value>' if value else '<value xsi:type="PQ" nullFlavor="UNK"/>'
    else:
        said = f'<value xsi:type="PQ" value="{value}" unit="{unit}"/>'
    return (
        f'<organizer classCode="BATTERY" moodCode="EVN"><statusCode code="completed"/><component><observation classCode="OBS" moodCode="EVN"{more}>'
        f'<code code="{loinc}" codeSystem="{LOINC}"{display}/><statusCode code="{status}"/>{time(day)}{said}'
        "</observation></component></organizer>"
    )


def drug(name: str, dose: str, unit: str, *, status: str = "active", mood: str = "EVN", one: str = "", low: str = "", high: str = "",
         hours: int = 0, route: str = "Oral", inside: str = "", more: str = "") -> str:  # fmt: skip
    often = (
        f'<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="{hours}" unit="h"/></effectiveTime>'
        if hours
        else ""
    )
    return (
        f'<substanceAdministration classCode="SBADM" moodCode="{mood}"{more}><templateId root="{ROOT}.4.16"/><statusCode code="{status}"/>'
        f'{time(one, low, high)}{often}<routeCode code="C" displayName="{route}"/><doseQuantity value="{dose}" unit="{unit}"/><consumable>'
        f'<manufacturedProduct><manufacturedMaterial><code code="2" displayName="{name}"/></manufacturedMaterial></manufacturedProduct>'
        f"</consumable>{inside}</substanceAdministration>"
    )


def reason(name: str, template: str = "4.19") -> str:
    return (
        f'<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><templateId root="{ROOT}.{template}"/>'
        f'<value xsi:type="CD" code="3" displayName="{name}"/></observation></entryRelationship>'
    )


AUTHOR = (
    '<author><assignedAuthor><code displayName="Rheumatology"/><assignedPerson><name><given>Miriam</given><family>Castellane</family>'
    "<suffix>MD</suffix></name></assignedPerson></assignedAuthor></author>"
)


def document(*sections: str, header: str = "", day: str = "20251218101500-0500") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<templateId root="{ROOT}.1.2"/><title>Continuity of Care Document</title><effectiveTime value="{day}"/>'
        "<recordTarget><patientRole><patient><name><given>Nora</given><family>Vance</family></name>"
        '<administrativeGenderCode code="F"/><birthTime value="19910302"/></patient></patientRole></recordTarget>'
        f"{AUTHOR}{header}<component><structuredBody>{''.join(sections)}</structuredBody></component></ClinicalDocument>"
    ).encode()


PCR = "Protein/Creatinine [Mass Ratio] in Urine"
ALLERGY = (
    '<act><statusCode code="active"/><entryRelationship><observation><value displayName="Drug allergy"/><participant typeCode="CSM"><participantRole>'
    '<playingEntity><code displayName="Penicillin"/></playingEntity></participantRole></participant><entryRelationship typeCode="MFST"><observation>'
    f'<templateId root="{ROOT}.4.9"/><value xsi:type="CD" displayName="rash"/></observation></entryRelationship></observation></entryRelationship></act>'
)
LN = reason("Lupus nephritis")


def lupus() -> bytes:
    return document(
        section("Problems", problem("Systemic lupus erythematosus", "M32.10", "2019"), problem("Lupus nephritis", "M32.14", "20230411"),
                problem("Pneumonia", "", "", "20240501"), problem("Tuberculosis", negated=True)),
        section("Allergies", ALLERGY),
        section("Medications", drug("Hydroxychloroquine", "400", "mg", low="20230420", hours=24), drug("Prednisone", "5", "mg", hours=24),
                drug("mycophenolate mofetil 500 MG Oral Tablet", "1.5", "g", status="aborted", low="20230502", high="20240220", hours=12,
                     inside=reason("lack of response", "4.4"))),
        section("Administered", *(drug("Ruxience", "1000", "mg", status="completed", one=day, route="Intravenous", inside=LN)
                                  for day in ("20250310093000-0500", "20250324"))),
        section("Plan of Treatment", *(drug("Ruxience", "1000", "mg", mood="INT", one=day, route="Intravenous", inside=LN + AUTHOR)
                                       for day in ("20260105", "20260119"))),
        section("Results", result(PCR, "4.4", "20240212", unit="g/g"), result(PCR, "1.9", "20250902", unit="g/g"), result(PCR, "1.7", "20251215", unit="g/g"),
                result("eGFR", "67", "20251215", unit="mL/min/{1.73_m2}"), result("WBC", "5.8", "20251215", unit="10*9/L"),
                result("Hemoglobin [Mass/volume] in Blood", "12.1", "20251215", unit="g/dL"),
                result("", "Negative", "20240822", loinc="5196-1"), result("", "Non-reactive", "20240822", loinc="13952-7")),
        section("Procedures", '<procedure classCode="PROC" moodCode="EVN"><code displayName="Kidney biopsy"/><statusCode code="completed"/>'
                '<effectiveTime value="20230411"/></procedure>'),
        section("Encounters", '<encounter classCode="ENC" moodCode="EVN"><code displayName="Office visit"/><effectiveTime value="20251201"/><performer>'
                '<assignedEntity><code displayName="nephrology"/></assignedEntity></performer></encounter>'),
        section("Notes", text="<paragraph>Kidney biopsy 2023-04-11: lupus nephritis, ISN/RPS class IV-G (A/C).</paragraph>"),
    )  # fmt: skip
