"""`topics`, `policies` and `show`: what is known, as text."""

from __future__ import annotations

import difflib
import json

from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.model.evidence import Library, Record, Source
from evidentia.model.policy import Policy


def topics() -> str:
    """One line a topic: what it covers, who keeps it, when it was verified and is due again."""
    library = load()
    lines = [
        f"{t.id}\n  {t.title}\n  {_counts(library, t.id)}; kept by {t.owner}; verified {t.verified_on}; review due {t.review_due}"
        for t in library.topics.values()
    ]
    return "\n".join(lines)


def policies() -> str:
    """One block a policy version, with its period and whether it is a paraphrase."""
    blocks = []
    for versions in load().policies.values():
        for policy in versions:
            kind = "paraphrase, not the issuer's own text" if policy.paraphrase else "own text"
            paths = ", ".join(f"{p.kind} ({len(p.criteria)})" for p in policy.pathways)
            blocks.append(
                f"{policy.id}  version {policy.version}\n  {policy.title}\n  in force {policy.period}; {kind}; criteria: {paths}"
            )
    return "\n".join(blocks)


def show(name: str) -> str:
    """A record, source, policy or checked fact, by identifier. InputError with near names where there is none."""
    library = load()
    if name in library.records:
        return _record(library.records[name], library)
    if name in library.sources:
        return _source(library.sources[name])
    if name in library.policies:
        return "\n\n".join(_policy(policy) for policy in library.policies[name])
    near = difflib.get_close_matches(name, [*library.records, *library.sources, *library.policies], 3, 0.5)
    raise InputError(
        f'"{name}"',
        "there is no such record",
        "",
        f"near it: {', '.join(near)}" if near else "see evidentia topics",
    )


def _record(record: Record, library: Library) -> str:
    says = record.says.format(**record.figures) if record.says else f"(to be checked) {record.to_check}"
    plain = record.plain.format(**record.figures) if record.plain else "-"
    lines = [
        f"{record.id}  {record.type}, {record.status}, {record.role}, section {record.section}",
        f"  says     {says}",
        f"  plain    {plain}",
        f"  figures  {json.dumps(record.figures, ensure_ascii=False, default=str)}",
        f"  in force {record.in_force}" + (f", superseded by {record.superseded_by}" if record.superseded_by else ""),
        f"  file     content/{record.file}",
        f"  digest   {record.digest}",
    ]
    if record.recalled_parts:
        lines.insert(4, f"  recalled {', '.join(record.recalled_parts)} (not spoken)")
    return "\n".join([*lines, "", _source(library.sources[record.source])])


def _source(source: Source) -> str:
    identifiers = ", ".join(f"{kind} {value}" for kind, value in source.identifiers.items()) or "no identifier known"
    via = f" (read: {source.via})" if source.via else ""
    return "\n".join(
        [
            f"{source.id}  {source.kind}, {source.year or 'year not known'}",
            f"  {source.authors}. {source.title}. {source.publisher}",
            f"  {identifiers}; read depth: {source.read_depth}{via}; checked {source.checked_on or 'not dated'}",
            f"  {'RETRACTED' if source.retracted else f'superseded by {source.superseded_by}' if source.superseded_by else 'not superseded'}",
        ]
    )


def _policy(policy: Policy) -> str:
    lines = [
        f"{policy.id}  version {policy.version}, in force {policy.period}",
        f"  {policy.title} ({policy.issuer})",
    ]
    if policy.note:
        lines.append(f"  {policy.note}")
    for pathway in policy.pathways:
        lines.append(f"  {pathway.kind}: all of")
        lines += [f"    {criterion.id}  {criterion.text}" for criterion in pathway.criteria]
    return "\n".join(lines)


def _counts(library: Library, topic: str) -> str:
    records = library.records_of(topic)
    verified = sum(r.status == "verified" for r in records)
    return f"{len(records)} records ({verified} verified, {len(records) - verified} to be checked)"
