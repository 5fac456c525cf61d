"""Numbers without gaps or doubles, also when several people open cases at once."""

import threading

import pytest
from django.db import connection, transaction

import cast
import walks
from sanxiang.casework import numbers, services, taking
from sanxiang.casework.models import Case
from sanxiang.law import procedure
from sanxiang.record.models import Stream


def open_five(people: cast.Cast, failures: list[Exception]) -> None:
    try:
        for _ in range(5):
            services.open_case(people.handler, item="CG-001", cause=walks.CAUSE, party=walks.COMPANY, fields=walks.LEAD)
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()


def test_numbers_taken_at_once_have_neither_gap_nor_double(own_database: str) -> None:
    people, failures = cast.city(), list[Exception]()
    threads = [threading.Thread(target=open_five, args=(people, failures)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted(f"安城管案字〔2026〕{n}号" for n in range(1, 21))
    assert Stream.objects.filter(kind="case").count() == 20


@pytest.mark.django_db
def test_a_number_rolled_back_is_given_again() -> None:
    organ = cast.city(lists=False).organ

    def taken() -> str:
        return numbers.take(organ, "decide", 2026)

    with transaction.atomic():
        assert taken() == "安城管罚决字〔2026〕1号"
        transaction.set_rollback(True)
    assert taken() == "安城管罚决字〔2026〕1号"
    assert numbers.take(organ, "decide", 2027) == "安城管罚决字〔2027〕1号"


def test_no_two_series_are_called_by_the_same_words() -> None:
    called: dict[str, set[str]] = {}
    for type, names in procedure.known().items():
        for name in names:
            for step in procedure.load(type, name).steps:
                filled = {field.fill for field in step.fields} & set(taking.NUMBER_FILLS)
                if "case.archive_number" in filled or not (filled or taking.bears_a_number(type, step, {})):
                    continue
                kind = numbers.kind_of(type, "licence" if "case.licence_number" in filled else step.act, name)
                called.setdefault(numbers.word(kind), set()).add(kind)
    assert {word: kinds for word, kinds in called.items() if len(kinds) > 1 or word.endswith("文")} == {}
