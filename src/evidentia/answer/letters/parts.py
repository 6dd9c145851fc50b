"""The parts that several letters share: what is asked, what the record shows, criteria, therapy, evidence, enclosures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evidentia.answer.compose.outcome import VALUES
from evidentia.answer.compose.therapy import RESULTS, fullest
from evidentia.answer.letters import frames, regimen, slots
from evidentia.answer.letters.case import Case, enclosure, framed, proof, standing
from evidentia.answer.letters.frames import Phrase
from evidentia.answer.letters.letter import BLANK, CELL, Part
from evidentia.criteria.context import course, medication
from evidentia.criteria.tests import _say
from evidentia.model.assessment import Role, Statement
from evidentia.model.finding import Finding, Kind, Outcome, Status
from evidentia.model.rationale import Determination
from evidentia.model.when import When

_NOT_READ = "none read"
_TREATMENT = {"initiation": "treatment", "continuation": "continued treatment"}
_COUNTS = "none one two three four five six seven eight nine ten eleven twelve".split()
_IN_TABLES = ("necessity.therapy", "necessity.codes", "necessity.requests", "necessity.literature")
SIDE = 2  # records of each side that a letter shows: as many against as for
SIGNED = (
    f"Name, credential, NPI: {BLANK}",
    f"Signature: {BLANK}",
    f"Date: {BLANK}      Telephone for a peer-to-peer call: {BLANK}",
)
DRAFTED = "Drafted by a program from the enclosed record and the references, without a language model. It is valid when the person who signs has read it against the record."


def form(case: Case) -> Part:
    """The administrative fields."""
    return Part("form", "", tuple(slots.slots(case)), slots.COLUMNS, pairs=True)


def asked(case: Case, who: str = "The record asks") -> list[Statement]:
    """What is asked for, in one sentence, by the record; the question where the record asks for nothing."""
    found = case.assessment.chart.of_kind(Kind.REQUEST)
    told = regimen.options(case)
    if not found and not told:
        words = case.assessment.question.text
        return [framed("request", "asked", frames.REQUEST_ASKED, {"words": words}, rests_on=("question:text",))]
    if len(told) > 1:
        differing = case.statement("necessity.requests")
        return [differing] if differing else []
    figures = {
        "who": who,
        "what": _TREATMENT.get(case.leading.kind if case.leading else "", "treatment"),
        "product": case.drug,
        "condition": case.condition,
        "regimen": told[0].words if told else "",
    }
    findings = [name for f in found for name in case.naming(f)] + [name for one in told for name in one.findings]
    return [framed("request", "request", frames.REQUEST if told else frames.REQUEST_BARE, figures, findings=findings)]


def least(request: Statement) -> Statement:
    """The request without its dose and days."""
    return framed("request", "least", frames.REQUEST_LEAST, request.figures, rests_on=("question:text",))


def outcome(case: Case) -> Iterator[Statement]:
    """How the leading policy's criteria come out, none of them called met that is not."""
    determination = case.leading
    if determination is None:
        yield framed("outcome", "none", frames.NO_POLICY, role=Role.GAP, rests_on=("outcome:none",))
        uncurated = case.statement("direct.uncurated")
        yield from [uncurated] if uncurated else []
        return
    policy = case.policy(determination)
    groups = {value: [c.id for c in determination.criteria if c.truth.value == value] for value in VALUES}
    others = {"not met": groups["not_met"], "not yet shown": groups["unknown"]}
    figures = {
        "n": _count(len(determination.criteria)),
        "kind": determination.kind if determination.kind != "any" else "policy",
        "policy": policy.title,
        "met": _count(len(groups["met"])),
        "verb": "is" if len(groups["met"]) < 2 else "are",
        "clauses": "; ".join(f"{words}: {', '.join(ids)}" for words, ids in others.items() if ids),
    }
    phrase = frames.OUTCOME if figures["clauses"] else frames.OUTCOME_MET
    yield framed("outcome", "count", phrase, figures, rests_on=(policy.id,))
    if policy.paraphrase or policy.issuer.endswith("(model)"):
        yield framed("outcome", "model", frames.MODEL_POLICY, rests_on=(policy.id, "policy:text"))


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def record(case: Case) -> Part:
    """What the chart states of this patient: what speaks for the request and what speaks against it."""
    return Part("record", "What the record shows", tuple(facts(case)))


def facts(case: Case) -> list[Statement]:
    shown = case.section("necessity", roles=(Role.SUPPORTS, Role.OPPOSES, Role.CONTEXT))
    return [s for s in shown if s.findings and not s.citations and s.id not in _IN_TABLES]


def doubts(case: Case) -> list[Statement]:
    """What the ledger holds to be open about the record itself."""
    return [s for s in case.section("necessity", roles=(Role.GAP,)) if s.id != "necessity.no-prior-therapy"]


def therapy(case: Case, short: bool = False) -> list[Part]:
    """The step-therapy table: drug, dose, dates, result, and the words of the chart; and what of it is not documented.

    The short one holds what was given or had a result, without the words.
    """
    found = exposures(case)
    if short:
        found = [f for f in found if f.kind is Kind.COURSE or _tells_more(f)] or found
    rows = tuple(_row(case, f, frames.THERAPY_SHORT if short else frames.THERAPY) for f in found)
    none = case.statement("necessity.no-prior-therapy")
    columns = ("Drug", "Dose", "Dates", "Result", "Place" if short else "In the record")
    return [
        Part("therapy", "Treatment by the record", rows, columns),
        Part("therapy-open", "", ((none,) if none else ()) + tuple(alternatives(case)), prose=True),
    ]


def exposures(case: Case) -> list[Finding]:
    """What was taken, and the courses given, each in its fullest form."""
    chart = case.assessment.chart
    taken = [
        f for f in chart.of_kind(Kind.MEDICATION) if medication(f).status not in (Status.REQUESTED, Status.PLANNED)
    ]
    courses = [f for f in chart.of_kind(Kind.COURSE) if course(f).dates]
    given = {f.concept for f in courses}
    classes = set(case.topic.data.get("therapy_classes", ())) if case.topic else set()
    drugs = case.library.vocabulary.get("drugs", {})
    mine = [
        f
        for f in taken
        if (f.concept not in given or _tells_more(f))
        and (_is_tried_first(case, f) or _tells_result(f) or "procedure" not in _classes(drugs, f))
        and (not classes or classes & _classes(drugs, f))
    ]
    day = case.assessment.as_of
    found = [f for f in (*fullest(mine), *courses) if not _is_to_come(f, day)]
    return sorted(found, key=lambda f: (_start(f) is None, str(_start(f) or ""), f.spans[0]))


def _classes(drugs: Mapping[str, Any], finding: Finding) -> set[str]:
    return set((drugs.get(finding.concept) or {}).get("classes") or ())


def _is_tried_first(case: Case, finding: Finding) -> bool:
    return case.topic is not None and finding.concept in case.topic.data.get("standard_therapies", ())


def _is_to_come(finding: Finding, day: date) -> bool:
    """Whether a drug that is told as current begins after the day of service: what is asked for, told as if it were given."""
    start = _start(finding)
    current = finding.kind is Kind.MEDICATION and medication(finding).status is Status.CURRENT
    return current and start is not None and start.earliest > day


def _tells_result(finding: Finding) -> bool:
    return medication(finding).outcome is not Outcome.NOT_STATED


def _tells_more(finding: Finding) -> bool:
    taken = medication(finding)
    return taken.outcome is not Outcome.NOT_STATED or taken.stop is not None


def _start(finding: Finding) -> When | None:
    return course(finding).dates[0] if finding.kind is Kind.COURSE else medication(finding).start


def told(case: Case, finding: Finding) -> dict[str, str]:
    """An exposure in words: drug, dose, dates, result, all of them as one course, and where it stands."""
    told = _given(finding) if finding.kind is Kind.COURSE else _taken(finding)
    known = [told[part] for part in ("dose", "dates", "result") if told[part] != _NOT_READ]
    return told | {
        "course": "; ".join(known),
        "words": case.words(finding.spans[0]),
        "where": case.place(finding.spans[0]),
    }


def _given(finding: Finding) -> dict[str, str]:
    given = course(finding)
    name = f"{finding.concept} ({given.product})" if given.product else finding.concept
    dates = ", ".join(map(str, given.dates))
    return {"drug": name, "dose": str(given.dose or _NOT_READ), "dates": dates, "result": "course given"}


def _taken(finding: Finding) -> dict[str, str]:
    taken = medication(finding)
    dose = _say.dose(taken)
    if dose == f"x {taken.doses}":
        dose = f"{taken.doses} times"
    name = f"{finding.concept} ({taken.product})" if taken.product else taken.form or finding.concept
    ended = taken.status is Status.PAST
    if taken.start and taken.stop:
        dates = f"{taken.start} to {taken.stop}"
    elif taken.start:
        dates = f"from {taken.start}" + (", end not read" if ended else "")
    else:
        dates = f"to {taken.stop}" if taken.stop else _NOT_READ
    state = {Status.NEVER: "not taken", Status.HELD: "held", Status.CURRENT: "current"}.get(taken.status, "past")
    result = RESULTS.get(taken.outcome, "" if state != "past" else "no result read")
    return {
        "drug": name,
        "dose": _NOT_READ if dose == "dose not stated" else dose,
        "dates": dates,
        "result": ", ".join(p for p in (state if state != "past" else "", result) if p) or state,
    }


def _row(case: Case, finding: Finding, phrase: Phrase) -> Statement:
    name = f"row-{finding.id}"
    return framed("therapy", name, phrase, told(case, finding), findings=case.naming(finding))


def criteria(case: Case, determination: Determination) -> Part:
    """A policy's criteria, each with what it asks, how it stands and the enclosure that shows it."""
    policy = case.policy(determination)
    period = f", in force from {policy.period.start}" if policy.period.start else ""
    rows = tuple(
        framed(
            "criteria",
            f"{determination.policy}.{result.id}",
            frames.CRITERION,
            {
                "id": result.id,
                "text": result.text.replace(CELL, "; "),
                "value": VALUES[result.truth.value].capitalize(),
                "because": result.because.replace(CELL, "; "),
                "where": case.where(result.findings),
            },
            role=standing(result),
            findings=result.findings,
            rests_on=(proof(determination, result),),
        )
        for result in determination.criteria
    )
    title = f"{policy.title}: {determination.kind}" if determination.kind != "any" else policy.title
    version = f"{policy.id}, version {policy.version}{period}"
    return Part(
        f"criteria-{policy.id}",
        f"Criteria: {title}",
        rows,
        ("", "What is asked", "On the record", "Place"),
        before=(version,),
    )


def guidelines(case: Case) -> Part:
    """Label status and guidelines as far as they take a side, and whether each fits this patient."""
    lines = case.section("standard", roles=(Role.SUPPORTS, Role.OPPOSES, Role.GAP))
    return Part("guidelines", "Label status and guidelines", tuple(lines))


def standing_of_use(case: Case) -> list[Statement]:
    """Whether the use is experimental, with the label and the guidelines, whichever way they speak; a source speaks once."""
    said = case.section("investigational")
    known = {c.source for s in said for c in s.citations}
    label = case.section("standard", roles=(Role.SUPPORTS, Role.OPPOSES, Role.GAP))
    return [*said, *(s for s in label if not known.issuperset(c.source for c in s.citations))]


def evidence(case: Case, most: int = SIDE) -> list[Part]:
    """As many records against as for, in the order of the content, and how many more there are.

    What was pooled stands once, pooled.
    """
    speaks = case.section("for", roles=(Role.SUPPORTS, Role.GAP))
    pooled = [s for s in speaks if s.id.startswith("for.pooled")]
    within = {c.record for s in pooled for c in s.citations}
    single = [s for s in speaks if s not in pooled and not within.issuperset(c.record for c in s.citations)]
    mine = [*pooled, *single][:most]
    other = case.section("against", roles=(Role.OPPOSES, Role.GAP))[:most]
    certainty = [s for s in case.section("for") if s.id == "for.certainty"]
    shown = {s.id for s in (*mine, *other, *certainty)}
    left = len([s for s in case.section("for", "against") if s.id not in shown])
    more = (framed("evidence", "more", frames.MORE, {"n": left}, rests_on=("page:counts",)),) if left else ()
    return [
        Part("certainty", "Evidence", tuple(certainty), prose=True),
        Part("for", "Evidence for", tuple(mine)),
        Part("against", "Evidence against", tuple(other)),
        Part("more", "", more, prose=True),
    ]


def safety(case: Case) -> Part:
    """What was checked before the next dose, and what was not."""
    lines = [s for s in case.section("safety") if s.id.startswith(("safety.done", "safety.gap"))]
    return Part(
        "safety", "Safety tests and follow-up", tuple(lines), after=(f"Follow-up and monitoring planned: {BLANK}",)
    )


def alternatives(case: Case) -> list[Statement]:
    """The drugs on label for this use that the record does not name: a payer asks, and only the prescriber can say why."""
    if case.topic is None:
        return []
    day = case.assessment.as_of.isoformat()
    named = {f.concept for f in case.assessment.chart.of_kind(Kind.MEDICATION)} | {case.topic.ingredient}
    records = [r for s in case.section("alternatives") for c in s.citations for r in [case.library.records[c.record]]]
    open_ = [
        r
        for r in records
        if str(r.data.get("on_label_from", "~")) <= day and str(r.data.get("ingredient", "")) not in (*named, "")
    ]
    drugs = list(dict.fromkeys(str(r.data["ingredient"]) for r in open_))
    if not drugs:
        return []
    figures = {"condition": case.condition, "drugs": ", ".join(drugs), "blank": BLANK}
    return [framed("alternatives", "open", frames.ALTERNATIVES, figures, role=Role.GAP, citations=open_, rests_on=("chart:medications",))]  # fmt: skip


def missing(case: Case, phrase: Phrase = frames.LACKS) -> list[Statement]:
    """What the record lacks: each item once, who has it, and the criteria that wait for it; as rows."""
    rows: list[Statement] = []
    if case.leading is None:
        return rows
    wanted: dict[str, list[str]] = {}
    items = {m.code: m for r in case.leading.criteria for m in r.missing}
    for result in case.leading.criteria:
        for item in result.missing:
            wanted.setdefault(item.code, []).append(result.id)
    for code, ids in wanted.items():
        text = items[code].text
        figures = {"text": text[0].upper() + text[1:], "who": items[code].who, "ids": ", ".join(dict.fromkeys(ids))}
        proofs = [f"{case.leading.policy}:{name}" for name in dict.fromkeys(ids)]
        rows.append(framed("lacks", code, phrase, figures, role=Role.GAP, rests_on=(f"missing:{code}", *proofs)))
    return rows


def lacking(case: Case) -> Part:
    """The table of what is still to be supplied."""
    return Part("lacking", "Not in the record, and from whom", tuple(missing(case)), ("What", "From", "Decides"))


def enclosures(case: Case) -> Part:
    """The documents, and the criteria that each helps to show."""
    rows = []
    results = case.leading.criteria if case.leading else ()
    for number, document in enumerate(case.assessment.chart.documents):
        shows = [r.id for r in results if r.truth.is_met and _stands_in(case, r.findings, document.id)]
        against = [r.id for r in results if r.truth.is_not_met and _stands_in(case, r.findings, document.id)]
        proves = [f"shows {', '.join(shows)}"] if shows else []
        proves += [f"speaks against {', '.join(against)}"] if against else []
        figures = {
            "label": enclosure(number),
            "name": document.name + (f" ({document.date})" if document.date else ""),
            "proves": "; ".join(proves) or "shows no criterion by itself",
        }
        rows.append(framed("enclosures", document.id, frames.ENCLOSED, figures, rests_on=(f"document:{document.id}",)))
    if case.denial is not None:
        figures = {"label": "the denial letter", "name": case.denial.document.name, "proves": "states the reasons"}
        rows.append(framed("enclosures", "denial", frames.ENCLOSED, figures, rests_on=("document:denial",)))
    return Part("enclosures", "Enclosures", tuple(rows), ("", "Document", "What it shows"))


def _stands_in(case: Case, findings: Sequence[str], document: str) -> bool:
    return any(span.document == document for name in findings for span in case.found[name].spans)


def draft(case: Case) -> Part:
    """That a letter is not ready, while anything is blank or missing."""
    empty, lacks = len(slots.blanks(case)), len(missing(case))
    clauses = [f"blank fields: {empty}"] if empty else []
    clauses += [f"facts that the criteria ask for and the record does not hold: {lacks}"] if lacks else []
    if not clauses:
        return Part("draft")
    figures = {"clauses": "; ".join(clauses)}
    line = framed("draft", "counts", frames.DRAFT, figures, role=Role.GAP, rests_on=("page:counts",))
    return Part("draft", "", (line,), prose=True)


def signature() -> Part:
    return Part("signature", "Signed by", after=(*SIGNED, DRAFTED))


def for_office(case: Case) -> Part:
    """What the sender should settle first; not part of the letter."""
    empty = slots.blanks(case)
    before = ["For the office; take this part off before sending."]
    before += [f"Blank: {', '.join(empty)}."] if empty else []
    return Part("office", "Before this is sent", tuple(doubts(case)), before=tuple(before), office=True)
