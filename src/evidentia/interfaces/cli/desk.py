"""The commands around the desk: `serve`, `user`, `log`, `case`, `replay`. What they need is imported when they run."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from evidentia.content.errors import InputError

ROLES = ("author", "staff", "reviewer", "approver", "administrator", "reader")
_Commands = Any  # argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: _Commands) -> None:
    """Register the commands."""
    _add_serve(commands)
    _add_user(commands)
    _add_log(commands)
    _add_case(commands)
    replay = commands.add_parser("replay", help="make the assessment of a package again and compare the bytes")
    replay.add_argument("package", type=Path, metavar="PACKAGE")
    replay.set_defaults(run=_replay)


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("EVIDENTIA_DATA", "data")), metavar="DIR",
        help="folder of the database and the kept content (default: EVIDENTIA_DATA, else ./data)",
    )  # fmt: skip
    parser.add_argument(
        "--database", default=os.environ.get("EVIDENTIA_DATABASE"), metavar="URL",
        help="postgresql://… instead of SQLite in the data folder (default: EVIDENTIA_DATABASE)",
    )  # fmt: skip


def _add_serve(commands: _Commands) -> None:
    parser = commands.add_parser("serve", help="the desk as a web application")
    parser.add_argument("--port", type=int, default=8765, metavar="N")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--https", action="store_true", help="it is reached by HTTPS: cookies travel by nothing else")
    parser.add_argument("--keep-years", type=int, default=7, metavar="N", help="how long a case is kept (default: 7)")
    _place(parser)
    parser.set_defaults(run=_serve)


def _add_user(commands: _Commands) -> None:
    parser = commands.add_parser("user", help="accounts of the desk")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    new = actions.add_parser("add", help="make an account; the password is asked for, or read from standard input")
    new.add_argument("login", metavar="LOGIN")
    new.add_argument("--name", required=True, help="as it stands under a review")
    new.add_argument("--role", choices=ROLES, required=True)
    new.add_argument("--team", default="default", help="cases belong to teams (default: %(default)s)")
    new.add_argument("--credential", default="", help='"MD", "PharmD"; needed for reviewers and approvers')
    new.add_argument("--specialty", default="", help='"rheumatology"; needed for reviewers and approvers')
    _place(new)
    new.set_defaults(run=_user_add)


def _add_log(commands: _Commands) -> None:
    parser = commands.add_parser("log", help="the log of everything that was done")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="find any edit, deletion, reordering or truncation")
    verify.add_argument("--head", metavar="SEQ:HASH", help="a head that was kept elsewhere, as `log head` printed it")
    _place(verify)
    verify.set_defaults(run=_log_verify)
    head = actions.add_parser("head", help="the last entry, to be kept elsewhere")
    _place(head)
    head.set_defaults(run=_log_head)


def _add_case(commands: _Commands) -> None:
    parser = commands.add_parser("case", help="export and deletion of cases")
    actions = parser.add_subparsers(title="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="the replayable package of an assessment")
    export.add_argument("assessment", metavar="ASSESSMENT_ID")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    _place(export)
    export.set_defaults(run=_case_export)
    expire = actions.add_parser("expire", help="delete the cases whose time of keeping is over")
    _place(expire)
    expire.set_defaults(run=_case_expire)


def _database(arguments: argparse.Namespace) -> Any:
    """The database of the folder; InputError with the way out where its packages are not installed."""
    try:
        from evidentia.store.database import Database
    except ModuleNotFoundError as error:
        raise _not_installed(error) from None
    return Database(arguments.data, arguments.database)


def _serve(arguments: argparse.Namespace) -> int:
    try:
        from evidentia.interfaces.web.serve import serve
    except ModuleNotFoundError as error:
        raise _not_installed(error) from None
    import gc

    gc.enable()  # a server lives long
    serve(
        arguments.data, arguments.database, host=arguments.host, port=arguments.port, https=arguments.https,
        keep_years=arguments.keep_years,
    )  # fmt: skip
    return 0


def _not_installed(error: ModuleNotFoundError) -> InputError:
    return InputError(
        "the desk", f"the package {error.name} is not installed", "the desk needs more than the engine",
        "run make serve, or pip install 'evidentia[desk]'",
    )  # fmt: skip


def _user_add(arguments: argparse.Namespace) -> int:
    database = _database(arguments)
    from evidentia.review.rights import Role
    from evidentia.store import accounts

    password = _password()
    with database.write("command line") as w:
        accounts.add_account(
            w, login=arguments.login, name=arguments.name, role=Role(arguments.role), password=password,
            team_id=accounts.add_team(w, arguments.team), credential=arguments.credential, specialty=arguments.specialty,
        )  # fmt: skip
    print(f"added: {arguments.login}, {arguments.role}, team {arguments.team}")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (12 characters or more): ")
    if first != getpass.getpass("Again: "):
        raise InputError("the password", "the two are not the same", "nothing was written", "try again")
    return first


def _log_verify(arguments: argparse.Namespace) -> int:
    database = _database(arguments)
    from evidentia.store import audit
    from evidentia.store.log import Head

    try:
        known = Head.parse(arguments.head) if arguments.head else None
    except ValueError as error:
        raise InputError("--head", str(error)) from None
    report = audit.verify(database, known)
    for fault in report.faults:
        print(fault)
    print(f"{'the log is whole' if not report.faults else f'{len(report.faults)} faults'}; head {report.head}")
    return 1 if report.faults else 0


def _log_head(arguments: argparse.Namespace) -> int:
    database = _database(arguments)
    from evidentia.store import log

    with database.read() as connection:
        print(log.head(connection))
    return 0


def _case_export(arguments: argparse.Namespace) -> int:
    database = _database(arguments)
    from evidentia.desk.package import hand_out

    data = hand_out(database, arguments.data, "command line", arguments.assessment)
    try:
        arguments.out.write_bytes(data)
    except OSError as error:
        raise InputError(
            str(arguments.out), f"it cannot be written ({error.strerror})", "", "choose another place"
        ) from None
    print(f"written: {arguments.out}")
    return 0


def _case_expire(arguments: argparse.Namespace) -> int:
    database = _database(arguments)
    from evidentia.store import cases, drafts

    with database.write("command line") as w:
        drafts.expire(w)
        print(f"deleted: {len(cases.expire(w))} cases")
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    try:
        from evidentia.desk.package import replay
    except ModuleNotFoundError as error:
        raise _not_installed(error) from None
    try:
        data = arguments.package.read_bytes()
    except OSError as error:
        raise InputError(
            str(arguments.package), f"it cannot be read ({error.strerror})", "", "check the name"
        ) from None
    found = replay(data)
    for problem in found.problems:
        print(problem)
    print(f"{'the same bytes' if found.same else 'not proved'}: sha256 {found.digest}")
    return 0 if found.same else 1
