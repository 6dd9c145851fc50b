"""Who may do what: one table, action x role, each cell the cases on which the action is allowed.

The web application asks `may` before every route, and the tests walk the same table, so a route that is not in it cannot
be reached. There is no action that denies a request, because a program may not, and a person does so elsewhere.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    AUTHOR = "author"  # writes and submits requests
    STAFF = "staff"  # the same, and keeps dates and assignments
    REVIEWER = "reviewer"  # examines, comments, returns with a question
    APPROVER = "approver"  # a reviewer who may sign
    ADMINISTRATOR = "administrator"  # accounts, keys, retention, the log; reads no chart
    READER = "reader"  # reads the cases of the team


class Relation(StrEnum):
    """How an account stands to a case."""

    OWN = "own"  # of the account's team
    ASSIGNED = "assigned"  # of another team, and given to this account for review
    OTHER = "other"


_NONE: frozenset[Relation] = frozenset()
_CELLS = {
    "-": _NONE,
    "own": frozenset({Relation.OWN}),
    "theirs": frozenset({Relation.OWN, Relation.ASSIGNED}),
    "any": frozenset(Relation),
}
_COLUMNS = (Role.AUTHOR, Role.STAFF, Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR, Role.READER)
# Actions that concern no case (ask, work list, accounts) are "any" for the roles that have them.
_TABLE = """
                    author  staff   reviewer approver administrator reader
ask                 any     any     -        -        -             -
case.read           own     own     theirs   theirs   -             own
case.revise         own     own     -        -        -             -
case.export         own     own     theirs   theirs   -             -
case.delete         -       -       -        -        any           -
whatif              own     own     theirs   theirs   -             -
followup            own     own     theirs   theirs   -             -
letter              own     own     theirs   theirs   -             own
letter.appeal       own     own     -        -        -             -
opening             own     own     theirs   theirs   -             own
review.submit       own     own     -        -        -             -
review.withdraw     own     own     -        -        -             -
review.assign       -       own     -        own      -             -
review.take_up      -       -       theirs   theirs   -             -
review.step_back    -       -       theirs   theirs   -             -
review.comment      own     own     theirs   theirs   -             -
review.override     -       -       -        theirs   -             -
review.return       -       -       theirs   theirs   -             -
review.approve      -       -       -        theirs   -             -
recall.acknowledge  own     own     -        -        -             -
worklist            any     any     any      any      -             any
accounts            -       -       -        -        any           -
log                 -       -       -        -        any           -
profile             any     any     any      any      any           any
"""


def _read(table: str) -> dict[str, dict[Role, frozenset[Relation]]]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    if head != [str(role) for role in _COLUMNS]:
        raise ValueError(f"the columns of the rights are {head}, not the roles")
    return {name: {role: _CELLS[cell] for role, cell in zip(_COLUMNS, cells, strict=True)} for name, *cells in rows}


RIGHTS = _read(_TABLE)


def may(role: Role, action: str, relation: Relation | None = None) -> bool:
    """Whether a role may do an action on a case that stands in `relation` to it; None where there is no case.

    Errors: KeyError for an action that is not in the table.

    >>> may(Role.APPROVER, "review.approve", Relation.OWN), may(Role.AUTHOR, "review.approve", Relation.OWN)
    (True, False)
    """
    allowed = RIGHTS[action][role]
    return bool(allowed) if relation is None else relation in allowed
