"""Several statements in one packet: answers, errors, and a connection that stays usable after them."""

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from sanxiang.record import wire


@pytest.mark.django_db
def test_each_statement_has_its_answer() -> None:
    found = wire.ask(("SELECT $1::int + 1", [1]), ("SELECT $1::text, $2::bool, $3::text", ["字", True, None]), ("SELECT 1 WHERE false", []))
    assert found == [[("2",)], [("字", "t", None)], []]


@pytest.mark.django_db
def test_bytes_go_as_they_are() -> None:
    assert wire.ask(("SELECT encode($1::bytea, 'hex')", [b"\0\xff"])) == [[("00ff",)]]


@pytest.mark.django_db
def test_one_statement_twice_is_prepared_once() -> None:
    assert wire.ask(*[("SELECT $1::int * 2", [n]) for n in range(4)]) == [[("0",)], [("2",)], [("4",)], [("6",)]]
    wire.ask(("SELECT $1::int * 2", [9]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::int * 2'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("SELECT 1 / 0", DataError),
        ("SELECT nothing", ProgrammingError),
        ("INSERT INTO record_pending (act) VALUES (1), (1)", IntegrityError),
    ],
)
def test_the_first_error_is_raised_and_the_connection_goes_on(statement: str, error: type[Exception]) -> None:
    for _ in range(2):
        with pytest.raises(error), transaction.atomic():
            wire.ask(("SELECT 11", []), (statement, []), ("SELECT 12", []))
        assert wire.ask(("SELECT 12", []), ("SELECT 11", [])) == [[("12",)], [("11",)]]


def test_django_sees_the_transaction_that_was_begun(own_database: str) -> None:
    with transaction.atomic():
        wire.ask(("INSERT INTO record_pending (act) VALUES ($1)", [7]))
        transaction.set_rollback(True)
    assert wire.ask(("SELECT count(*) FROM record_pending", [])) == [[("0",)]]
    with transaction.atomic():
        wire.ask(("INSERT INTO record_pending (act) VALUES ($1)", [7]))
    assert wire.ask(("SELECT act FROM record_pending", [])) == [[("7",)]]


def test_a_connection_that_was_lost_is_an_error_of_the_database(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
    raw = connection.connection
    raw.pgconn.finish()
    with pytest.raises(Exception, match="closed|connection"):
        wire.ask(("SELECT 1", []))
    connection.close()
    assert wire.ask(("SELECT 1", [])) == [[("1",)]]
