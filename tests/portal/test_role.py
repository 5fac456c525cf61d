"""What the portal's database role may do: read the public's tables, and nothing else."""

import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db
PUBLIC = {"decision", "document", "organ", "officer", "list"}


def tables() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def allowed(statement: str) -> bool:
    """Whether the database lets it pass; refused is only what it says so of."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        if "permission denied" in str(error):
            return False
        raise
    return True


def test_it_reads_the_publics_tables_and_no_other(town: None, as_portal: None) -> None:
    readable = {(schema, table) for schema, table in tables() if allowed(f'SELECT 1 FROM "{schema}"."{table}" LIMIT 1')}
    assert readable == {("public_face", table) for table in PUBLIC}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public_face.decision SET title = ''",
        "DELETE FROM public_face.decision",
        "INSERT INTO public_face.officer SELECT * FROM public_face.officer",
        "TRUNCATE public_face.list",
        "CREATE TABLE public_face.mine (it int)",
        "CREATE TABLE public.mine (it int)",
        "CREATE FUNCTION public_face.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY public_face.decision TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_it_changes_and_makes_nothing(town: None, as_portal: None, statement: str) -> None:
    assert not allowed(statement)


def test_it_is_no_member_of_another_role(town: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE pg_has_role('sanxiang_portal', oid, 'MEMBER') AND rolname <> 'sanxiang_portal'")
        assert cursor.fetchall() == []
        cursor.execute("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'sanxiang_portal'")
        assert cursor.fetchone() == (False, False, False, False)


def test_the_publics_tables_hold_nothing_hidden(town: None, as_portal: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(d::text, '') FROM public_face.decision d")
        (text,) = cursor.fetchone()
    assert "丙公司" not in text  # withdrawn
