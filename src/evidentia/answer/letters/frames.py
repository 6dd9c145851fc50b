"""The frame sentences of letters, as `answer.phrases`: they hold no fact of their own; figures fill them."""

from __future__ import annotations

Phrase = tuple[str, str]


def same(text: str) -> Phrase:
    """A phrase of a letter that has one reader: both wordings are one."""
    return text, text


REQUEST = same("{who} for {what} with {product} for {condition}, {regimen}.")
REQUEST_BARE = same("{who} for {what} with {product} for {condition}; the record states no dose and schedule for it.")
REQUEST_LEAST = same("{who} for {what} with {product} for {condition}.")
REQUEST_ASKED = same(
    'The question, as it was asked: "{words}" A question is no document, and no request with dose and dates was read in the record.'
)
OUTCOME_MET = same('On the enclosed record all {n} {kind} criteria of "{policy}" are met.')
OUTCOME = same('On the enclosed record {met} of the {n} {kind} criteria of "{policy}" {verb} met; {clauses}.')
DRAFT = same("Draft, not ready to be sent; {clauses}.")
NO_POLICY = same("No policy was applied, so no criterion is claimed to be met.")
STANDARD = same("{title}: {id}, version {version}{period}.")
MODEL_POLICY = same("These criteria are not the plan's own text; the plan's own policy decides.")
CRITERION = same('{id} | "{text}" | {value}: {because} | {where}')
THERAPY_SHORT = same("{drug} | {dose} | {dates} | {result} | {where}")
THERAPY = same('{drug} | {dose} | {dates} | {result} | "{words}" ({where})')
SLOT = same("{label} | {value} | {where}")
UNITS = same("{label} | {sum} | {where}")
ALTERNATIVES = same(
    "On label for {condition} and not named in the record: {drugs}. Why they were not used is for the prescriber to say: {blank}."
)
MORE = same(
    "{n} more statements on the evidence, for and against, stand in the assessment that this letter is taken from."
)
ENCLOSED = same("{label} | {name} | {proves}")
LACKS_SHORT = same("{text} ({who}; {ids}).")
LACKS = same("{text} | {who} | {ids}")

APPEAL = same(
    "This letter appeals the denial of {product} for {condition} and asks for a new review. What the denial states is answered below, point by point; where the record does not answer a point, this is said."
)
OTHER_DENIAL = same(
    "To be settled before this is sent: the denial that was handed in names {others} and never {drug}, the treatment of this record. Is it the denial of this request?"
)
REASON = same('The denial states: "{words}"')
ANSWERED = same("By the record criterion {id}{of} is met: {because}")
OPEN = same("By the record criterion {id}{of} is not shown: {because}")
FAILED = same("By the record criterion {id}{of} is not met: {because}")
TRIED = same('Of {drug} the record says: {course}: "{words}" ({where}).')
UNTRIED = same("The record does not answer this for {drug}: it names no trial of it.")
NO_ANSWER = same("The record does not answer this.")
TO_SUPPLY = same("To answer it: {text} (from: {who}).")
ABOVE = same("The facts that answer this stand under reason {n}.")
POLICY_CITED = same('The denial cites "{words}"; that text was not read for this letter.')
OWN_LIMIT = same("The plan's own limit or preference was not read for this letter, so it is not answered.")
DEADLINE = same('The time to appeal, as the denial states it: "{words}"')
UNREAD = same('The denial also says, and no answer was sought: "{words}"')
