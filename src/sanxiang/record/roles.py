"""Who may do what in the database: the exact rights of each role, given anew after every migration.

owner       makes tables (migrations, tests, commands); the record's triggers hold for it too.
app         appends to the record and writes projections.
sequencer   gives acts their place in the log.
portal      reads `public_face`, writes `inbox`, and nothing else.
"""

from django.db import connection, transaction

APP, SEQUENCER, PORTAL = "sanxiang_app", "sanxiang_sequencer", "sanxiang_portal"
SCHEMAS = ("public", "public_face", "inbox")
ORDINARY = "SELECT, INSERT, UPDATE, DELETE"

# What app may do with the tables where it may not do everything. docs/record-format.md, “Roles”.
APP_RIGHTS = {
    "record_act": "SELECT, INSERT",
    "record_actbody": "SELECT, INSERT",
    "record_stream": "SELECT, INSERT, UPDATE (version, head)",
    "record_pending": "SELECT, INSERT",
    "record_leaf": "SELECT",
    "record_log": "SELECT",
    "record_tile": "SELECT",
    "record_checkpoint": "SELECT",
    "record_cosignature": "SELECT",
    "record_timestamp": "SELECT",
    "record_request": "SELECT, INSERT, UPDATE (answer), DELETE",
    "django_migrations": "SELECT",
}
SEQUENCER_RIGHTS = {
    "record_act": "SELECT",
    "record_pending": "SELECT, DELETE",
    "record_leaf": "SELECT, INSERT",
    "record_log": "SELECT, INSERT, UPDATE (size, sm2)",
    "record_tile": "SELECT, INSERT, UPDATE (data)",
    "record_checkpoint": "SELECT, INSERT",
    "record_cosignature": "SELECT, INSERT",
    "record_timestamp": "SELECT, INSERT",
}

MAKE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} LOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the same server made it meanwhile
END $$
"""


def grant() -> None:
    """Make the roles and schemas that are missing and give each role its rights, taking away all others. Call it after migrating.

    Raises django.db.ProgrammingError if a role is missing and this user may not create roles.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements(_tables()):
            cursor.execute(statement)


def statements(tables: list[tuple[str, str]]) -> list[str]:
    """The SQL that gives every role its rights over these (schema, table)s."""
    roles = f"{APP}, {SEQUENCER}, {PORTAL}"
    found = [MAKE.format(role=role) for role in (APP, SEQUENCER, PORTAL)]
    for schema in SCHEMAS:
        found += [
            f"CREATE SCHEMA IF NOT EXISTS {schema}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {roles}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {roles}",
            f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {roles}",
            f"GRANT USAGE ON SCHEMA {schema} TO {roles}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {APP}",
        ]
    found.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA inbox TO {PORTAL}")
    for schema, table in tables:
        found += _rights(schema, table)
    return found


def _rights(schema: str, table: str) -> list[str]:
    name = f'{schema}."{table}"'
    rights = APP_RIGHTS if schema == "public" else {}
    found = [f"GRANT {rights.get(table, ORDINARY)} ON {name} TO {APP}"]
    if schema == "public" and table in SEQUENCER_RIGHTS:
        found.append(f"GRANT {SEQUENCER_RIGHTS[table]} ON {name} TO {SEQUENCER}")
    if schema == "public_face":
        found.append(f"GRANT SELECT ON {name} TO {PORTAL}")
    if schema == "inbox":
        found.append(f"GRANT INSERT ON {name} TO {PORTAL}")
    return found


def _tables() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2", [list(SCHEMAS)])
        return list(cursor.fetchall())
