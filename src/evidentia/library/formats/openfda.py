"""openFDA drug labels and Drugs@FDA records (JSON) -> labels and approvals. Source: open.fda.gov, drug label and drugsfda schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.library.formats import days
from evidentia.library.formats.spl import titled, versioned
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

_SECTIONS = {
    "boxed_warning": "boxed warning",
    "indications_and_usage": "indications",
    "dosage_and_administration": "dosage",
    "contraindications": "contraindications",
    "warnings_and_cautions": "warnings",
    "warnings": "warnings",
    "precautions": "warnings",
    "adverse_reactions": "adverse reactions",
    "drug_interactions": "interactions",
    "use_in_specific_populations": "populations",
    "pregnancy": "populations",
    "pediatric_use": "populations",
    "geriatric_use": "populations",
    "clinical_pharmacology": "pharmacology",
    "mechanism_of_action": "pharmacology",
    "clinical_studies": "clinical studies",
}


def label(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """A drug label; `openfda` may be empty, then the label names itself."""
    setid = str(record.get("set_id") or "")
    if not setid:
        yield Problem(f"record {number}", "it has no set id")
        return
    named = record.get("openfda") or {}
    brands, generics = _list(named, "brand_name"), _list(named, "generic_name") or _list(named, "substance_name")
    effective = days.day(str(record.get("effective_time") or ""))
    application = next(iter(_list(named, "application_number")), "")
    yield Publication(
        id=f"setid:{setid.lower()}",
        kind=Kind.LABEL,
        title=titled(brands, generics, " ".join(_list(record, "spl_product_data_elements"))[:120]),
        sections=tuple(
            Section(kind, key.replace("_", " ").upper(), text)
            for key, kind in _SECTIONS.items()
            if (text := "\n".join(part.strip() for part in _list(record, key)).strip())
        ),
        identifiers={"setid": setid.lower(), **({"application": application} if application else {})},
        container=next(iter(_list(named, "manufacturer_name")), ""),
        published=effective,
        types=("prescribing information",),
        mesh=tuple(dict.fromkeys([*brands, *generics, *_list(named, "pharm_class_epc")])),
        version=versioned(str(record.get("version") or ""), effective),
        licence="public domain (US)",
        read_depth="label section",
    )


def approval(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """A Drugs@FDA application with its submissions."""
    application = str(record.get("application_number") or "")
    if not application:
        yield Problem(f"record {number}", "it has no application number")
        return
    products = record.get("products") or []
    brands = list(dict.fromkeys(str(p.get("brand_name", "")) for p in products if p.get("brand_name")))
    generics = list(dict.fromkeys(str(i.get("name", "")) for p in products for i in p.get("active_ingredients") or ()))
    submissions = sorted(record.get("submissions") or [], key=lambda s: str(s.get("submission_status_date", "")))
    lines = [_submission(s) for s in submissions]
    first = next(
        (s for s in submissions if s.get("submission_type") == "ORIG" and s.get("submission_status") == "AP"), None
    )
    yield Publication(
        id=f"application:{application.upper()}",
        kind=Kind.APPROVAL,
        title=f"{brands[0] if brands else application} ({', '.join(generics[:2]).lower()}): FDA application {application}",
        sections=(Section("evidence", "Submissions", "\n".join(lines)),) if lines else (),
        identifiers={"application": application.upper()},
        container=str(record.get("sponsor_name") or ""),
        published=days.day(str(first.get("submission_status_date", ""))) if first else None,
        types=("drugs@fda",),
        mesh=tuple(dict.fromkeys([*brands, *generics])),
        licence="public domain (US)",
        read_depth="official page",
    )


def _submission(record: Mapping[str, Any]) -> str:
    day = days.day(str(record.get("submission_status_date") or ""))
    status = {"AP": "approved", "TA": "tentatively approved"}.get(
        str(record.get("submission_status")), "status not given"
    )
    what = str(record.get("submission_class_code_description") or record.get("submission_type") or "submission")
    return f"{day or 'Undated'}: {what}, {status}."


def _list(record: Mapping[str, Any], key: str) -> list[str]:
    value = record.get(key) or []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
