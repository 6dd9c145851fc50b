"""Medical necessity: what the record shows, finding by finding, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.compose import safety
from evidentia.answer.compose.therapy import requests, therapy
from evidentia.answer.inputs import Inputs, phrased, said
from evidentia.criteria.context import Context
from evidentia.criteria.tests import _say
from evidentia.criteria.tests._change import Change, changes, rebound
from evidentia.logic.quantities import convert
from evidentia.model.assessment import Role, Statement
from evidentia.model.finding import Assertion, Biopsy, Event, Finding, Kind
from evidentia.model.quantity import Quantity, plain

_TRENDS = ("upcr", "protein 24h", "egfr")
_UNITS = {"mg/d": "g/d", "mg/g": "g/g", "mg/mmol": "g/g"}


def necessity(inputs: Inputs) -> Iterator[Statement]:
    """In the order of a clinician's note: disease, course, treatment, events, then the gaps of the record."""
    yield from _diagnoses(inputs)
    yield from _values(inputs)
    yield from therapy(inputs)
    yield from _events(inputs)
    yield from _record(inputs)
    yield from (said(record, "necessity", n) for n, record in enumerate(inputs.section("necessity"), start=1))


def _diagnoses(inputs: Inputs) -> Iterator[Statement]:
    vocabulary = inputs.library.vocabulary.get("conditions", {})
    main = inputs.topic.condition if inputs.topic else None
    for said_so, phrase, role in (
        (Assertion.PRESENT, phrases.DIAGNOSIS, Role.SUPPORTS),
        (Assertion.ABSENT, phrases.NO_DIAGNOSIS, Role.OPPOSES),
    ):
        found = [f for f in _conditions(inputs, said_so) if f.concept == main]
        absent = main is not None and any(f.concept == main for f in _conditions(inputs, Assertion.ABSENT))
        if found and not (said_so is Assertion.PRESENT and absent):
            words = " ".join(inputs.chart.text_of(found[0].spans[0]).split())
            yield phrased(
                "necessity",
                f"diagnosis-{said_so}",
                phrase,
                {"name": found[0].concept, "date": "", "words": words},
                role=role,
                findings=[f.id for f in found[:3]],
            )
    codes = [f for f in inputs.chart.of_kind(Kind.CODE)]
    if codes:
        yield phrased(
            "necessity",
            "codes",
            phrases.CODES,
            {"codes": ", ".join(dict.fromkeys(f.concept for f in codes))},
            findings=[f.id for f in codes],
        )
    for finding in safety.stop_signs(inputs):
        yield phrased(
            "necessity",
            f"stop-{finding.id}",
            phrases.STOP_SIGN,
            {"words": safety.quoted(inputs, finding)},
            role=Role.OPPOSES,
            findings=[finding.id],
        )
    yield from _comorbidities(inputs)
    yield from requests(inputs)
    for number, finding in enumerate(_biopsies(inputs), start=1):
        assert isinstance(finding.detail, Biopsy)
        figures = {
            "classes": finding.detail.as_stated or " + ".join(finding.detail.classes),
            "date": f" ({finding.when})" if finding.when else "",
        }
        yield phrased(
            "necessity", f"biopsy-{number}", phrases.BIOPSY, figures, role=Role.SUPPORTS, findings=[finding.id]
        )
    data = inputs.topic.data if inputs.topic else {}
    yield from _shown_diseases(inputs)
    outside = [f for f in _conditions(inputs, Assertion.PRESENT) if (vocabulary.get(f.concept) or {}).get("extrarenal")]
    if outside and data.get("manifestations"):
        names = ", ".join(f'"{words}"' for words in dict.fromkeys(_words(inputs, f) for f in outside))
        yield phrased(
            "necessity", "manifestations", phrases.MANIFESTATIONS, {"names": names}, findings=[f.id for f in outside]
        )
    for finding in inputs.chart.of_kind(Kind.CODE):
        if "entered by mistake" in finding.flags and finding.concept in _mistaken(inputs):
            yield phrased(
                "necessity",
                f"code-{finding.concept}",
                phrases.WRONG_CODE,
                {"code": finding.concept},
                role=Role.OPPOSES,
                findings=[finding.id],
            )
    symptoms = [f for f in _conditions(inputs, Assertion.PRESENT) if (vocabulary.get(f.concept) or {}).get("symptom")]
    measures = data.get("symptom_measures") or {}
    scored = [f for f in inputs.chart.of_kind(Kind.LAB) if f.concept in measures.get("analytes", ())]
    if symptoms and measures and not scored:
        names = ", ".join(dict.fromkeys(f.concept for f in symptoms))
        yield phrased(
            "necessity",
            "symptoms",
            phrases.SYMPTOMS,
            {"names": names, "measures": measures["said"]},
            role=Role.GAP,
            findings=[f.id for f in symptoms],
        )


def _comorbidities(inputs: Inputs) -> Iterator[Statement]:
    """The other conditions that matter for the treatment of a topic (`comorbidities`): those named, and those denied."""
    listed = inputs.topic.data.get("comorbidities", ()) if inputs.topic else ()
    for said_so, phrase in ((Assertion.PRESENT, phrases.ALSO_NAMED), (Assertion.ABSENT, phrases.SAID_ABSENT)):
        found = [f for name in listed for f in _conditions(inputs, said_so) if f.concept == name]
        if found:
            days = {f.concept: f" ({f.when})" for f in reversed(found) if f.when and said_so is Assertion.PRESENT}
            names = ", ".join(dict.fromkeys(f"{f.concept}{days.get(f.concept, '')}" for f in found))
            yield phrased(
                "necessity", f"comorbidities-{said_so}", phrase, {"names": names}, findings=[f.id for f in found]
            )


def _shown_diseases(inputs: Inputs) -> Iterator[Statement]:
    """What biopsies show by the name of the disease, where they tell no class."""
    told: dict[tuple[str, str], list[str]] = {}
    for finding in inputs.chart.of_kind(Kind.BIOPSY):
        detail = finding.detail
        if (
            isinstance(detail, Biopsy)
            and detail.shows
            and not detail.classes
            and finding.assertion is Assertion.PRESENT
        ):
            told.setdefault((detail.as_stated, str(finding.when or "")), []).append(finding.id)
    for number, ((shown, when), names) in enumerate(list(told.items())[:4], start=1):
        figures = {"shown": shown, "date": f" ({when})" if when else ""}
        yield phrased("necessity", f"biopsy-shows-{number}", phrases.BIOPSY_SHOWS, figures, findings=names)


def _activity(inputs: Inputs, context: Context) -> Iterator[Statement]:
    """What else the topic names as a sign of activity: scores and laboratory values as they stand, compared with nothing."""
    names = inputs.topic.data.get("activity", ()) if inputs.topic else ()
    names = names or (inputs.topic.data.get("measures", ()) if inputs.topic else ())
    values = [f for name in names for f in context.labs(name) if f.value is not None]
    if values:
        words = phrases.ACTIVITY if inputs.topic and inputs.topic.data.get("activity") else phrases.MEASURES
        texts = dict.fromkeys(_as_written(f) for f in values)
        yield phrased("necessity", "activity", words, {"values": ", ".join(texts)}, findings=[f.id for f in values])


def _as_written(finding: Finding) -> str:
    assert finding.value is not None
    unit = f" {finding.value.unit}" if finding.value.unit else ""
    return f"{_say.analyte(finding.concept)} {plain(finding.value.value)}{unit} ({finding.when or 'no date'})"


def _words(inputs: Inputs, finding: Finding) -> str:
    """A finding in the words of the chart: "joint pain" is not written as arthritis."""
    return " ".join(inputs.chart.text_of(finding.spans[0]).split())


def _mistaken(inputs: Inputs) -> set[str]:
    """Of the codes in a sentence about a mistake, the one that does not fit what the record says."""
    codes = [f for f in inputs.chart.of_kind(Kind.CODE) if "entered by mistake" in f.flags]
    return {codes[0].concept} if codes else set()


def _conditions(inputs: Inputs, assertion: Assertion) -> list[Finding]:
    return [f for f in inputs.chart.of_kind(Kind.CONDITION) if f.assertion is assertion]


def _biopsies(inputs: Inputs) -> list[Finding]:
    found = [
        f
        for f in inputs.chart.of_kind(Kind.BIOPSY)
        if isinstance(f.detail, Biopsy) and f.detail.classes and f.assertion is Assertion.PRESENT
    ]
    dated = [f for f in found if f.when]
    unique: dict[object, Finding] = {}
    for finding in dated or found:
        assert isinstance(finding.detail, Biopsy)
        unique.setdefault((finding.detail.classes, finding.when), finding)
    return list(unique.values())[:4]


def _values(inputs: Inputs) -> Iterator[Statement]:
    """Every dated value of kidney function and proteinuria, the changes since before each course, and values that lack a unit."""
    context = Context(inputs.chart, inputs.as_of, inputs.library.vocabulary)
    for name in _TRENDS:
        values = [f for f in context.labs(name) if f.value is not None and f.when is not None]
        if values:
            texts = list(dict.fromkeys(f"{_say.amount(f.value)} ({f.when})" for f in values))
            yield phrased(
                "necessity",
                f"trend-{name}",
                phrases.TREND,
                {"name": _say.analyte(name), "values": ", ".join(texts)},
                findings=[f.id for f in values],
            )
        for number, change in enumerate(changes(context, [name]), start=1):
            if number <= 2:
                yield _change(name, number, change)
        turned = rebound(context, name, worse="fall" if name == "egfr" else "rise")
        if turned is not None:
            yield _turned(name, turned)
        converted = [f for f in values if f.value is not None and f.value.unit in _UNITS]
        if converted and len({f.value.unit for f in values if f.value}) > 1:
            yield from _converted(converted[-1])
    yield from _activity(inputs, context)
    unclear = [
        f
        for name in ("proteinuria", *_TRENDS)
        for f in context.labs(name)
        if f.value is not None and f.value.unit is None
    ]
    for number, finding in enumerate(_first_of_each(unclear), start=1):
        when = f", {finding.when}" if finding.when else ", no date"
        assert finding.value is not None
        figures = {
            "value": f"{_say.analyte(finding.concept).capitalize() if finding.concept == 'proteinuria' else _say.analyte(finding.concept)} {finding.value.value}{when}"
        }
        yield phrased("necessity", f"unit-{number}", phrases.UNIT, figures, role=Role.GAP, findings=[finding.id])
    pairs: dict[str, list[Finding]] = {}
    for finding in context.labs("egfr"):
        if finding.value is not None and finding.when is None:
            pairs.setdefault("egfr", []).append(finding)
    for found in pairs.values():
        if len(found) == 2:
            first, last = (f.value.value for f in found if f.value)
            verb = "fell" if last < first else "rose"
            text = f"eGFR {verb} from {first} to {last}" if last != first else f"eGFR stayed at {first}"
            yield phrased(
                "necessity",
                "undated-egfr",
                phrases.UNDATED,
                {"value": text},
                role=Role.GAP,
                findings=[f.id for f in found],
            )


def _first_of_each(findings: list[Finding]) -> list[Finding]:
    unique: dict[str, Finding] = {}
    for finding in findings:
        unique.setdefault(finding.concept, finding)
    return list(unique.values())


def _change(name: str, number: int, change: object) -> Statement:
    from evidentia.criteria.tests._change import Change

    assert isinstance(change, Change)
    percent = change.percent
    figures = {
        "which": change.baseline,
        "name": _say.analyte(name),
        "verb": "fell" if percent < 0 else "rose",
        "before": f"{_say.amount(change.before.value)} ({change.before.when})",
        "now": f"{_say.amount(change.now.value)} ({change.now.when})",
        "direction": "a fall of" if percent < 0 else "a rise of",
        "percent": _say.percent(percent),
    }
    good = percent < 0 if name != "egfr" else percent > 0
    return phrased(
        "necessity",
        f"change-{name}-{number}",
        phrases.CHANGE if percent else phrases.NO_CHANGE,
        figures,
        role=Role.SUPPORTS if good else Role.OPPOSES if percent else Role.CONTEXT,
        findings=[change.before.id, change.now.id],
        rests_on=(f"change:{name}:{change.baseline}",),
    )


def _turned(name: str, change: Change) -> Statement:
    """A value that got better after a course and is getting worse again: said, whatever the criteria make of it."""
    figures = {
        "name": _say.analyte(name),
        "before": f"{_say.amount(change.before.value)} ({change.before.when})",
        "now": f"{_say.amount(change.now.value)} ({change.now.when})",
        "direction": "a fall of" if change.percent < 0 else "a rise of",
        "percent": _say.percent(change.percent),
    }
    return phrased(
        "necessity",
        f"turned-{name}",
        phrases.TURNED,
        figures,
        role=Role.OPPOSES,
        findings=[change.before.id, change.now.id],
        rests_on=(f"change:{name}:best",),
    )


def _converted(finding: Finding) -> Iterator[Statement]:
    assert finding.value is not None and finding.value.unit is not None
    other = convert(finding.value, _UNITS[finding.value.unit])
    if other is not None:
        number = Quantity(other.value.quantize(other.value.__class__("0.01")), other.unit)
        yield phrased(
            "necessity",
            "converted",
            phrases.CONVERTED,
            {"one": _say.amount(finding.value), "other": _say.amount(number)},
            findings=[finding.id],
        )


def _events(inputs: Inputs) -> Iterator[Statement]:
    context = Context(inputs.chart, inputs.as_of, inputs.library.vocabulary)
    shown: set[tuple[str, str]] = set()
    for finding in inputs.chart.of_kind(Kind.EVENT):
        event = finding.detail
        if not isinstance(event, Event) or finding.assertion in (
            Assertion.HYPOTHETICAL,
            Assertion.FAMILY,
            Assertion.POSSIBLE,
        ):
            continue
        text = " ".join(inputs.chart.text_of(finding.spans[0]).split())
        if (
            finding.concept
            in (
                "infection",
                "infusion reaction",
                "progressive multifocal leukoencephalopathy",
                "adverse event",
                "severe infection",
            )
            and finding.assertion is not Assertion.ABSENT
        ):
            state = _state(event, finding)
            if (text, state) not in shown:
                shown.add((text, state))
                yield phrased(
                    "necessity",
                    f"event-{finding.id}",
                    phrases.EVENT,
                    {"what": f'"{text}"', "state": state},
                    role=Role.OPPOSES if event.active or event.severity == "serious" else Role.CONTEXT,
                    findings=[finding.id],
                )
    late = context.events("overdue")
    if late:
        known = "documented" if context.courses() else "not documented"
        yield phrased(
            "necessity", "overdue", phrases.OVERDUE, {"known": known}, role=Role.GAP, findings=[f.id for f in late]
        )


def _state(event: Event, finding: Finding) -> str:
    parts = [finding.concept if finding.concept != "progressive multifocal leukoencephalopathy" else "PML"]
    if event.grade:
        parts.append(f"grade {event.grade}")
    if event.severity:
        parts.append(event.severity)
    if event.active:
        parts.append("active")
    if event.resolved:
        parts.append("resolved")
    if finding.when:
        parts.append(str(finding.when))
    return ", ".join(parts)


def _record(inputs: Inputs) -> Iterator[Statement]:
    """What the record says of itself."""
    notes = {
        name: list(inputs.chart.of_kind(Kind.NOTE, name))
        for name in (
            "refractory asserted",
            "praise without values",
            "quoted literature",
            "pages not received",
            "sample lost",
            "attachments none",
            "undated document",
            "another patient",
            "dated later",
        )
    }
    if notes["refractory asserted"]:
        yield phrased(
            "necessity",
            "refractory",
            phrases.REFRACTORY,
            role=Role.GAP,
            findings=[f.id for f in notes["refractory asserted"]],
        )
    for finding in notes["praise without values"][:1]:
        worse = _worsened(inputs)
        words = " ".join(inputs.chart.text_of(finding.spans[0]).split())
        contrast = "; they are contradicted by the documented data" if worse else ""
        yield phrased(
            "necessity",
            "praise",
            phrases.PRAISE,
            {"words": words.replace('"', ""), "contrast": contrast},
            role=Role.GAP,
            findings=[finding.id],
        )
    if notes["quoted literature"]:
        yield phrased(
            "necessity", "literature", phrases.LITERATURE, findings=[f.id for f in notes["quoted literature"]]
        )
    for name, phrase in (("another patient", phrases.ANOTHER_PATIENT), ("dated later", phrases.DATED_LATER)):
        for finding in notes[name]:
            words = " ".join(inputs.chart.text_of(finding.spans[0]).split())[:120].replace('"', "")
            yield phrased(
                "necessity",
                f"{name.replace(' ', '-')}-{finding.id}",
                phrase,
                {"words": words},
                role=Role.GAP,
                findings=[finding.id],
            )
    for name in ("pages not received", "sample lost", "attachments none"):
        for finding in notes[name][:1]:
            words = " ".join(inputs.chart.text_of(finding.spans[0]).split())
            yield phrased(
                "necessity",
                name.replace(" ", "-"),
                phrases.RECORD_NOTE,
                {"words": words},
                role=Role.GAP,
                findings=[finding.id],
            )


def _worsened(inputs: Inputs) -> bool:
    """Whether every documented comparison of proteinuria with a value before a course shows a rise."""
    found = changes(Context(inputs.chart, inputs.as_of, inputs.library.vocabulary), _TRENDS[:2])
    return bool(found) and all(change.percent > 0 for change in found)
