"""Triggers: what the database itself refuses, whoever asks.

The log takes only the entry that follows its last one, and loses none. What was read, assessed, said or decided is never
changed; it goes only together with its case, once the case is marked as deleted.
"""

from __future__ import annotations

_OF_CASE = "SELECT 1 FROM patient_case c WHERE c.id = OLD.case_id AND c.deleted_at IS NOT NULL"
_OF_ASSESSMENT = (
    "SELECT 1 FROM assessment a JOIN patient_case c ON c.id = a.case_id "
    "WHERE a.id = OLD.assessment_id AND c.deleted_at IS NOT NULL"
)
# table -> (key columns, the query that finds its case deleted)
KEPT: dict[str, tuple[tuple[str, ...], str]] = {
    "document": (("case_id", "digest"), _OF_CASE),
    "assessment": (("id",), _OF_CASE),
    "rendition": (("assessment_id", "audience"), _OF_ASSESSMENT),
    "turn": (("id",), _OF_ASSESSMENT),
    "review_event": (("id",), _OF_ASSESSMENT),
    "opening": (("id",), _OF_ASSESSMENT),
}
_FOLLOWS = (
    "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM log) OR "
    "NEW.prev <> coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), '{genesis}')"
)
GENESIS = "0" * 64


def names() -> tuple[str, ...]:
    """The triggers that a database must have; `log verify` looks for each."""
    return (
        "log_follows",
        "log_unchanged",
        "log_kept",
        *(f"{table}_unchanged" for table in KEPT),
        *(f"{table}_kept" for table in KEPT),
    )


def statements(dialect: str) -> list[str]:
    """The DDL for "sqlite" or "postgresql"."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _sqlite() -> list[str]:
    def trigger(name: str, event: str, when: str, message: str) -> str:
        condition = f"WHEN {when} " if when else ""
        return f"CREATE TRIGGER {name} BEFORE {event} {condition}BEGIN SELECT RAISE(ABORT, '{message}'); END"

    found = [
        trigger("log_follows", "INSERT ON log", _FOLLOWS.format(genesis=GENESIS), "the log only grows"),
        trigger("log_unchanged", "UPDATE ON log", "", "the log is never changed"),
        trigger("log_kept", "DELETE ON log", "", "the log is never deleted"),
    ]
    for table, (keys, deleted) in KEPT.items():
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        found += [
            trigger(f"{table}_unchanged", f"UPDATE ON {table}", "", f"{table} is never changed"),
            trigger(f"{table}_kept", f"DELETE ON {table}", f"NOT EXISTS ({deleted})", f"{table} goes with its case"),
            # INSERT OR REPLACE deletes without asking the delete trigger
            trigger(
                f"{table}_new",
                f"INSERT ON {table}",
                f"EXISTS (SELECT 1 FROM {table} WHERE {same})",
                f"{table} is never replaced",
            ),
        ]
    return found


def _postgresql() -> list[str]:
    found = [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME; END $$",
        "CREATE FUNCTION log_must_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_FOLLOWS.format(genesis=GENESIS)} THEN RAISE EXCEPTION 'the log only grows'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER log_follows BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION log_must_follow()",
        "CREATE TRIGGER log_unchanged BEFORE UPDATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
        "CREATE TRIGGER log_kept BEFORE DELETE OR TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    ]
    for table, (_, deleted) in KEPT.items():
        found += [
            f"CREATE FUNCTION {table}_goes_with_case() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NOT EXISTS ({deleted}) THEN RAISE EXCEPTION '{table} goes with its case'; END IF; RETURN OLD; END $$",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_goes_with_case()",
        ]
    return found
