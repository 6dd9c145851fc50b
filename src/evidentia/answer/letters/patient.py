"""Explanation for the patient: the same facts in plain words. It explains and recommends nothing."""

from __future__ import annotations

from evidentia.answer.letters import parts
from evidentia.answer.letters.case import Case
from evidentia.answer.letters.letter import Part

TITLE = "About your request"


def compose(case: Case) -> list[Part]:
    _, speaks, opposes, _ = parts.evidence(case)
    leading = case.leading.policy if case.leading else ""
    rules = [s for s in case.section("criteria") if s.id.startswith(f"criteria.{leading}.")]
    missing = [s for s in case.section("missing") if ".flip" not in s.id]
    return [
        Part("direct", "The short answer", tuple(case.section("direct"))),
        Part("missing", "What is not on file yet", tuple(missing)),
        Part("rules", "The rules that were looked at", tuple(rules)),
        Part("record", "What your chart shows", tuple(parts.facts(case))),
        Part("for", "Studies that speak for it", speaks.lines),
        Part("against", "Studies that speak against it", opposes.lines),
        Part("safety", "Tests to stay safe", parts.safety(case).lines),
        Part(
            "end",
            "",
            after=(
                "Please talk with your doctor about this page. It does not take the place of your doctor. It can not say no to your care. A person decides.",
            ),
        ),
    ]
