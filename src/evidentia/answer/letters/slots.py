"""The fields of a request: each filled from the chart or a record, with where it stands, or left as a marked blank."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evidentia.answer.letters import frames, regimen
from evidentia.answer.letters.case import Case, framed
from evidentia.answer.letters.letter import BLANK
from evidentia.criteria.context import request
from evidentia.findings.administrative import BAD_NPI
from evidentia.logic.quantities import convert
from evidentia.model.assessment import Role, Statement
from evidentia.model.evidence import Record
from evidentia.model.finding import Assertion, Finding, Kind, Person, Request
from evidentia.model.quantity import plain

COLUMNS = ("Field", "Entry", "From")
NOT_THERE = "not in the record"


def slots(case: Case) -> Iterator[Statement]:
    """Every administrative field of a submission, in the order of a request form."""
    yield _field(case, "patient", "Patient")
    yield _field(case, "date of birth", "Date of birth")
    yield _field(case, "member id", "Member ID")
    yield _field(case, "payer", "Payer")
    if case.denial is not None:
        yield _field(case, "reference", "Reference of the denial")
        yield _field(case, "letter date", "Date of the denial", of_denial=True)
    yield _prescriber(case)
    yield _field(case, "npi", "NPI")
    yield _diagnosis(case)
    yield from _treatment(case)
    yield _field(case, "duration", "Duration asked for")
    yield _field(case, "site of care", "Site of care")


def blanks(case: Case) -> list[str]:
    """The labels of the fields that nobody has filled."""
    return [s.figures["label"] for s in slots(case) if s.role is Role.GAP]


def unchecked(slot: Statement) -> Statement:
    """The blank that stands for a field whose entry did not pass its check."""
    return _blank(slot.figures["label"], "read, but not confirmed in the record")


def _slot(
    label: str, value: str, where: str, findings: tuple[str, ...] = (), citations: tuple[Record, ...] = ()
) -> Statement:
    figures = {"label": label, "value": value, "where": where}
    return framed(
        "slot",
        label.lower().replace(" ", "-"),
        frames.SLOT,
        figures,
        findings=findings,
        citations=citations,
        rests_on=(f"slot:{label}",),
    )


def _blank(label: str, where: str = NOT_THERE) -> Statement:
    figures = {"label": label, "value": BLANK, "where": where}
    name = label.lower().replace(" ", "-")
    return framed("slot", name, frames.SLOT, figures, role=Role.GAP, rests_on=(f"blank:{label}",))


def _field(case: Case, name: str, label: str, of_denial: bool = False) -> Statement:
    """A labelled field of the documents; two that differ fill it for nobody."""
    found = [f for f in case.chart.of_kind(Kind.NOTE, name) if not of_denial or _in_denial(case, f)]
    good = [f for f in found if BAD_NPI not in f.flags]
    values = list(dict.fromkeys(" ".join(case.chart.text_of(f.spans[0]).split()) for f in good))
    if len(values) == 1:
        return _slot(label, values[0], case.where(f.id for f in good), tuple(f.id for f in good))
    if values:
        return _blank(label, f"the documents differ: {case.where(f.id for f in good)}")
    if found:
        return _blank(label, f"the number in {case.where(f.id for f in found)} fails its check digit")
    return _blank(label)


def _in_denial(case: Case, finding: Finding) -> bool:
    return case.denial is not None and finding.spans[0].document == case.denial.document.id


def _prescriber(case: Case) -> Statement:
    people = [f for f in case.chart.of_kind(Kind.PRESCRIBER) if isinstance(f.detail, Person) and f.detail.name]
    asking = [f for f in people if isinstance(f.detail, Person) and f.detail.role == "prescriber"] or people
    named = {
        ", ".join(p for p in (f.detail.name, f.detail.credential, _specialty(f)) if p): f
        for f in asking
        if isinstance(f.detail, Person)
    }
    names = {f.detail.name for f in asking if isinstance(f.detail, Person)}
    if len(names) == 1:
        fullest = max(named, key=len)
        return _slot("Prescriber", fullest, case.where([named[fullest].id]), (named[fullest].id,))
    return _blank("Prescriber", "the record names several" if names else NOT_THERE)


def _specialty(finding: Finding) -> str:
    return "" if finding.concept == "unknown" else finding.concept


def _diagnosis(case: Case) -> Statement:
    """The ICD-10 codes that the chart gives, without those that it calls mistakes."""
    found = [f for f in case.chart.of_kind(Kind.CODE) if not f.flags and f.assertion is Assertion.PRESENT]
    codes = list(dict.fromkeys(f.concept for f in found))
    if codes:
        return _slot("Diagnosis (ICD-10-CM)", ", ".join(codes), case.where(f.id for f in found), (found[0].id,))
    return _blank("Diagnosis (ICD-10-CM)")


def _treatment(case: Case) -> Iterator[Statement]:
    """Product, codes, dose, quantity, schedule: from the one request that the documents agree on."""
    told = regimen.options(case)
    if len(told) != 1:
        why = "the documents ask for different things" if told else "the record states no dose and schedule"
        yield _product(case, None)
        yield _code(case, None if told else _bare(case))
        yield from (_blank(label, why) for label in ("Dose", "Quantity and units", "Frequency", "Dates of service"))
        return
    asked = told[0]
    where = case.where(asked.findings[:1])
    yield _product(case, asked.finding)
    yield _code(case, asked.detail or _bare(case))
    dose = "Protocol" if asked.quantity else "Dose"
    yield _slot(dose, asked.dose, where, asked.findings) if asked.dose else _blank(dose)
    if asked.quantity:
        yield _slot("Quantity and units", asked.quantity, where, asked.findings)
    elif asked.detail is not None and asked.finding is not None:
        yield _units(case, asked.finding, asked.detail)
    else:
        yield _blank("Quantity and units", "the dose is raised in steps")
    for label, value in (("Frequency", asked.frequency), ("Dates of service", asked.dates)):
        yield _slot(label, value, where, asked.findings) if value else _blank(label)


def _bare(case: Case) -> Request | None:
    """A request that names its product only: the record's, else the question's."""
    found = [request(f) for f in case.assessment.chart.of_kind(Kind.REQUEST)]
    if not found and case.assessment.question.product:
        return Request(product=case.assessment.question.product)
    return found[0] if len({asked.product for asked in found}) == 1 else None


def _product(case: Case, finding: Finding | None) -> Statement:
    found = [finding] if finding else list(case.assessment.chart.of_kind(Kind.REQUEST))
    if not found and case.assessment.question.ingredient:
        return _slot("Treatment", case.drug, "the question as asked")
    names = list(
        dict.fromkeys(f"{request(f).product} ({f.concept})" if request(f).product else f.concept for f in found)
    )
    if len(names) == 1:
        return _slot("Treatment", names[0], case.where(f.id for f in found), case.naming(found[0]))
    return _blank("Treatment", "the documents ask for different products" if names else NOT_THERE)


def _code(case: Case, asked: Request | None) -> Statement:
    """The HCPCS code of the product, or the CPT codes of the procedure, from a record that was read."""
    record, code = _hcpcs(case, asked)
    if record is not None:
        return _slot("HCPCS code", f"{code} ({asked.product if asked else ''})", "the code set", citations=(record,))
    for record in _codes(case):
        if record.data.get("cpt"):
            return _slot("CPT codes", ", ".join(record.data["cpt"]), "the code set", citations=(record,))
    return _blank("HCPCS or CPT code", "no record of the code set names one for it")


def _codes(case: Case) -> list[Record]:
    """The verified records of codes of the topic that were in force."""
    if case.topic is None:
        return []
    day = case.assessment.as_of
    return [
        r
        for r in case.library.records_of(case.topic.id)
        if r.type == "code" and r.status == "verified" and r.in_force.covers(day)
    ]


def _hcpcs(case: Case, asked: Request | None) -> tuple[Record | None, str]:
    for record in _codes(case):
        for code, facts in (record.data.get("hcpcs") or {}).items():
            since = str(facts.get("from", ""))
            if asked and facts.get("product") == asked.product and since <= case.assessment.as_of.isoformat():
                return record, str(code)
    return None, ""


def _units(case: Case, finding: Finding, asked: Request) -> Statement:
    """Billing units, computed in the open: dose / milligrams a unit, times the doses."""
    label = "Quantity and units"
    record, code = _hcpcs(case, asked)
    dose = convert(asked.dose, "mg") if asked.dose is not None else None
    doses = asked.doses or len(asked.dates)
    if dose is None or record is None:
        why = "the dose is not an amount in mg" if asked.dose is not None and dose is None else "not computed"
        text = f"{doses} doses of {asked.dose}" if doses and asked.dose else ""
        return _slot(label, text, case.where([finding.id]), (finding.id,)) if text else _blank(label, why)
    unit = Decimal(str(record.data["hcpcs"][code]["unit_mg"]))
    units = dose.value / unit
    total = f"; {plain(units)} units x {doses} doses = {plain(units * doses)} units a course" if doses > 1 else ""
    figures = {
        "label": label,
        "sum": f"{plain(dose.value)} mg / {plain(unit)} mg a unit = {plain(units)} units a dose{total}",
        "where": f"computed from {case.where([finding.id])} and the code set",
    }
    name = f"units:{record.id}"
    return framed("slot", "units", frames.UNITS, figures, citations=(record,), findings=(finding.id,), rests_on=(name,))
