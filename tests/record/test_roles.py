"""The exact rights of each database role, asked of the database itself."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from record.desk.acts import Open, Write
from sanxiang.record import roles, sequencer, services
from sanxiang.record.refusal import Refused, refusals
from sanxiang.record.verify import verify

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
RECORD = (
    "record_act",
    "record_actbody",
    "record_stream",
    "record_pending",
    "record_leaf",
    "record_log",
    "record_tile",
    "record_checkpoint",
    "record_cosignature",
    "record_request",
)


def rights(role: str) -> dict[tuple[str, str], set[str]]:
    """(schema, table) → what the role may do with the whole of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename, p FROM pg_tables, unnest(%s::text[]) p WHERE schemaname NOT IN ('pg_catalog', 'information_schema') "
            "AND has_table_privilege(%s, format('%%I.%%I', schemaname, tablename), p)",
            [list(PRIVILEGES), role],
        )
        found: dict[tuple[str, str], set[str]] = {}
        for schema, table, privilege in cursor.fetchall():
            found.setdefault((schema, table), set()).add(privilege)
        return found


def test_app_appends_to_the_record_and_writes_the_rest() -> None:
    found = rights(roles.APP)
    assert {table: found.get(("public", table)) for table in RECORD} == {
        "record_act": {"SELECT", "INSERT"},
        "record_actbody": {"SELECT", "INSERT"},
        "record_stream": {"SELECT", "INSERT"},
        "record_pending": {"SELECT", "INSERT"},
        "record_leaf": {"SELECT"},
        "record_log": {"SELECT"},
        "record_tile": {"SELECT"},
        "record_checkpoint": {"SELECT"},
        "record_cosignature": {"SELECT"},
        "record_request": {"SELECT", "INSERT", "DELETE"},
    }
    assert found["public", "django_migrations"] == {"SELECT"}
    assert found["public", "desk_note"] == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    others = {table: granted for (_, table), granted in found.items() if table not in roles.APP_RIGHTS}
    assert {frozenset(granted) for granted in others.values()} == {frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})}


def test_app_moves_a_stream_on_but_changes_nothing_else_of_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'record_stream'::regclass AND attnum > 0 "
            "AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')",
            [roles.APP],
        )
        assert {row[0] for row in cursor.fetchall()} == {"version", "head"}


def test_the_sequencer_touches_the_log_alone() -> None:
    assert rights(roles.SEQUENCER) == {
        ("public", "record_act"): {"SELECT"},
        ("public", "record_pending"): {"SELECT", "DELETE"},
        ("public", "record_leaf"): {"SELECT", "INSERT"},
        ("public", "record_log"): {"SELECT", "INSERT"},
        ("public", "record_tile"): {"SELECT", "INSERT"},
        ("public", "record_checkpoint"): {"SELECT", "INSERT"},
        ("public", "record_cosignature"): {"SELECT", "INSERT"},
        ("public", "record_timestamp"): {"SELECT", "INSERT"},
    }


def test_the_portal_reads_what_is_public_and_writes_the_inbox() -> None:
    for (schema, table), granted in rights(roles.PORTAL).items():
        assert granted == {"public_face": {"SELECT"}, "inbox": {"INSERT"}}[schema], table


def test_no_role_makes_tables() -> None:
    with connection.cursor() as cursor:
        for role in (roles.APP, roles.SEQUENCER, roles.PORTAL):
            for schema in roles.SCHEMAS:
                cursor.execute("SELECT has_schema_privilege(%s, %s, 'CREATE')", [role, schema])
                assert cursor.fetchone() == (False,)


def test_rights_given_by_hand_are_taken_away_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON record_act, desk_note TO {roles.PORTAL}")
        cursor.execute(f"GRANT UPDATE (leaf) ON record_act TO {roles.APP}")
    roles.grant()
    assert not {table for schema, table in rights(roles.PORTAL) if schema == "public"}
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(roles.APP) as cursor:
        cursor.execute("UPDATE record_act SET leaf = ''")


class acting_as:
    """SET LOCAL ROLE for a while; a failed transaction resets it by its rollback."""

    def __init__(self, role: str) -> None:
        self.role = role

    def __enter__(self):  # type: ignore[no-untyped-def]
        self.cursor = connection.cursor()
        self.cursor.execute(f"SET LOCAL ROLE {self.role}")
        return self.cursor

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.cursor.execute("RESET ROLE")
        self.cursor.close()


@pytest.fixture
def matter() -> None:
    with services.begin("matter", ORGAN, "m1") as stream:
        stream.append(Open(title="占道经营"), actor=services.SYSTEM)


def test_app_can_append_and_sequencer_can_place(matter: None) -> None:
    with acting_as(roles.APP), services.writing("m1") as stream:
        stream.append(Write(note="n1", text="一"), actor=services.SYSTEM)
    with acting_as(roles.APP):
        list(services.append_many([services.New(ORGAN, "m2", Open(title="批量"), services.SYSTEM, "2026-11-01", "导入")]))
        assert services.once("o-1", "k1", {}, lambda: 7) == services.once("o-1", "k1", {}, lambda: 8) == 7
    with acting_as(roles.SEQUENCER):
        assert sequencer.drain() == 3
    assert verify(replay=True).ok


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (roles.APP, "UPDATE record_act SET name = 'x'"),
        (roles.APP, "DELETE FROM record_act"),
        (roles.APP, "TRUNCATE record_act CASCADE"),
        (roles.APP, "UPDATE record_actbody SET body = ''"),
        (roles.APP, "DELETE FROM record_actbody"),
        (roles.APP, "UPDATE record_stream SET key = ''"),
        (roles.APP, "DELETE FROM record_stream"),
        (roles.APP, "INSERT INTO record_leaf (organ, index, act) VALUES ('x', 0, 1)"),
        (roles.APP, "DELETE FROM record_pending"),
        (roles.APP, "SELECT record_erase(1, 2, 3)"),
        (roles.APP, "SET session_replication_role = replica"),
        (roles.APP, "ALTER TABLE record_act DISABLE TRIGGER ALL"),
        (roles.SEQUENCER, "SELECT * FROM record_actbody"),
        (roles.SEQUENCER, "DELETE FROM record_leaf"),
        (roles.PORTAL, "SELECT * FROM record_act"),
        (roles.PORTAL, "SELECT * FROM desk_matter"),
        (roles.PORTAL, "SELECT * FROM organs_officer"),
        (roles.PORTAL, "INSERT INTO record_pending (act) VALUES (1)"),
    ],
)
def test_what_a_role_may_not_the_database_refuses(matter: None, role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(role) as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_act SET name = 'x'",
        "DELETE FROM record_act",
        "TRUNCATE record_act",
        "UPDATE record_actbody SET body = ''",
        "DELETE FROM record_actbody",
        "TRUNCATE record_actbody",
        "DELETE FROM record_stream",
        "TRUNCATE record_stream",
        "DELETE FROM record_leaf",
        "UPDATE record_leaf SET index = 7",
        "DELETE FROM record_log",
        "DELETE FROM record_tile",
        "TRUNCATE record_tile",
        "UPDATE record_checkpoint SET note = ''",
        "TRUNCATE record_leaf",
        "SELECT record_erase((SELECT max(id) FROM record_act), 1, 1)",
    ],
)
def test_even_the_owner_is_refused_in_chinese_with_advice(matter: None, statement: str) -> None:
    sequencer.drain()
    with pytest.raises(Refused) as caught, refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert "行为" in caught.value.message
    assert caught.value.next
    assert isinstance(caught.value.__cause__, DatabaseError)
