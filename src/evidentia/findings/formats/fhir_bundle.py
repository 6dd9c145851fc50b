"""Bytes -> the resources of one patient: JSON or NDJSON, a Bundle of any type or a single resource, with references.

Source: https://hl7.org/fhir/R4/bundle.html (resolving references), https://hl7.org/fhir/R4/json.html, the bulk data
format ndjson.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NoReturn

from evidentia.content.errors import InputError
from evidentia.findings.formats.fhir_values import Json, day_of, obj, objs, word
from evidentia.findings.formats.record_text import one_line

LIMIT_MB = 20
_MOST_RESOURCES = 10_000
_MOST_BUNDLES = 4  # bundles inside bundles
_SUBJECTS = ("subject", "patient", "beneficiary", "individual")


@dataclass(frozen=True)
class Chart:
    """The resources of one patient; `index` finds them by full address and by "Type/id"."""

    resources: tuple[Json, ...]
    index: Mapping[str, Json] = field(repr=False)
    day: str = ""  # of the export or document, as stated
    goes_on: bool = False  # a search result with further pages

    @cached_property
    def by_kind(self) -> Mapping[str, list[Json]]:
        """The resources of each type."""
        found: dict[str, list[Json]] = {}
        for r in self.resources:
            found.setdefault(one_line(r["resourceType"]), []).append(r)
        return found

    @cached_property
    def specialties(self) -> Mapping[int, list[Json]]:
        """The fields of each Practitioner, by identity, from the roles that refer to it."""
        found: dict[int, list[Json]] = {}
        for role in self.by_kind.get("PractitionerRole", ()):
            found.setdefault(id(self.resolve(role.get("practitioner"), role)), []).extend(objs(role.get("specialty")))
        return found

    def resolve(self, reference: object, within: Json | None = None) -> Json:
        """The resource that a Reference names: contained, by address, or "Type/id"; {} where it is not here."""
        address = one_line(obj(reference).get("reference"))
        if address.startswith("#"):
            return next((c for c in objs(obj(within).get("contained")) if c.get("id") == address[1:]), {})
        return self.index.get(address.split("/_history/")[0], {}) if address else {}


def read(name: str, data: bytes) -> Chart:
    """The resources of a file. Errors: InputError for what is no FHIR, too large, or of more than one patient."""
    roots = list(_roots(name, data))
    entries = [entry for root in roots for entry in _entries(name, root, 0)]
    if len(entries) > _MOST_RESOURCES:
        _refuse(
            name, f"it holds {len(entries)} resources; at most {_MOST_RESOURCES} are read", "export fewer categories"
        )
    kept = _latest(entries)
    index: dict[str, Json] = {}
    for address, resource in kept:
        for key in (address, f"{resource['resourceType']}/{resource.get('id')}"):
            if key:
                index.setdefault(key, resource)
    resources = tuple(resource for _, resource in kept)
    _one_patient(name, resources, index)
    bundles = [root for root in roots if root["resourceType"] == "Bundle"]
    return Chart(resources, index, _stated_day(bundles, resources), any(_has_next(b) for b in bundles))


def _roots(name: str, data: bytes) -> Iterator[Json]:
    if len(data) > LIMIT_MB * 1_000_000:
        _refuse(
            name, f"the file has {len(data) / 1e6:.0f} MB; FHIR has at most {LIMIT_MB} MB", "export fewer categories"
        )
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        _refuse(name, "it is not UTF-8", "export it again as UTF-8")
    found = _loaded(name, text)
    if not found:
        _refuse(name, "it is empty", "check the export")
    for value in found:
        if not isinstance(value, dict) or not one_line(value.get("resourceType")):
            _refuse(name, "it has no resourceType", "export a FHIR R4 Bundle or resource as JSON")
        yield value


def _loaded(name: str, text: str) -> list[object]:
    """One JSON value, a list of resources, or NDJSON: a value a line."""
    try:
        value = _json(text)
    except ValueError as whole:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [_json(line) for line in lines] if len(lines) > 1 and text.lstrip()[:1] == "{" else _fail(whole)
        except (ValueError, RecursionError):
            _refuse(name, f"it is no JSON ({one_line(str(whole))[:80]})", "export it again")
    except RecursionError:
        _refuse(name, "it is nested deeper than any FHIR resource", "export it again")
    return value if isinstance(value, list) else [value]


def _fail(error: ValueError) -> NoReturn:
    raise error


def _json(text: str) -> object:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object)


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # two statuses, of which a reader would silently take one
        raise ValueError("a key stands twice in one object")
    return found


def _entries(name: str, resource: Json, depth: int) -> Iterator[tuple[str, Json]]:
    """(full address, resource) of everything inside; deleted entries and messages about the search are none."""
    if resource["resourceType"] != "Bundle":
        yield "", resource
        return
    if depth > _MOST_BUNDLES:
        _refuse(name, "bundles stand inside bundles, more than four deep", "export the patient's record as one Bundle")
    for entry in objs(resource.get("entry")):
        inner = obj(entry.get("resource"))
        deleted = word(obj(entry.get("request")).get("method")) == "delete"
        if (
            deleted
            or not one_line(inner.get("resourceType"))
            or word(obj(entry.get("search")).get("mode")) == "outcome"
        ):
            continue
        if inner["resourceType"] == "Bundle":
            yield from _entries(name, inner, depth + 1)
        else:
            yield one_line(entry.get("fullUrl")), inner


def _latest(entries: Iterable[tuple[str, Json]]) -> list[tuple[str, Json]]:
    """Of several versions of a resource (a history, an export twice) the last updated one."""
    kept: dict[object, tuple[str, Json]] = {}
    for number, (address, resource) in enumerate(entries):
        known = resource.get("id") and isinstance(resource["id"], str)
        key: object = address or ((resource["resourceType"], resource["id"]) if known else number)
        if key not in kept or _version(resource) > _version(kept[key][1]):
            kept[key] = (address, resource)
    return list(kept.values())


def _version(resource: Json) -> tuple[str, int]:
    meta = obj(resource.get("meta"))
    version = one_line(meta.get("versionId"))
    return one_line(meta.get("lastUpdated")), int(version) if version.isascii() and version.isdigit() and len(
        version
    ) < 9 else 0


def _one_patient(name: str, resources: Sequence[Json], index: Mapping[str, Json]) -> None:
    """A chart is one patient's. Two people's facts under one name would be the worst of errors."""
    patients = {_identity(r) for r in resources if r["resourceType"] == "Patient"}
    for address in (one_line(obj(r.get(key)).get("reference")) for r in resources for key in _SUBJECTS):
        known = index.get(address.split("/_history/")[0])
        if known is not None and known["resourceType"] == "Patient":
            patients.add(_identity(known))
        elif "Patient/" in address:
            patients.add(address.split("/_history/")[0].rsplit("Patient/", 1)[-1])
    if len(patients) > 1:
        _refuse(name, f"it holds records of {len(patients)} patients", "export one patient's record")


def _identity(patient: Json) -> str:
    return one_line(patient.get("id")) or f"without id {id(patient)}"


def _stated_day(bundles: Sequence[Json], resources: Sequence[Json]) -> str:
    """The day that a document or an export gives itself; never the clock's."""
    composed = [day_of(r.get("date")) for r in resources if r["resourceType"] == "Composition"]
    exported = [day_of(b.get("timestamp")) for b in bundles]
    return max((d for d in composed if d), default="") or max((d for d in exported if d), default="")


def _has_next(bundle: Json) -> bool:
    return any(word(link.get("relation")) == "next" for link in objs(bundle.get("link")))


def _refuse(name: str, what: str, way_out: str) -> NoReturn:
    raise InputError(name, what, "it cannot be read as FHIR", way_out)
