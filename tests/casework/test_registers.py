"""台账: cases by year, organ and type; words inside dossiers; transfer lists."""

import datetime
import io

import openpyxl
import pytest
from django.test.utils import CaptureQueriesContext

import archived
import cast
import pieces
import walks
from sanxiang.casework import registers, secrecy
from sanxiang.casework.models import Document
from sanxiang.record.refusal import Invalid, NotAllowed

YEAR = datetime.date.today().year
NATURAL = {"kind": "person", "name": "孔某某", "id_number": "", "address": "安州市解放路3号", "phone": "", "sex": "男"}


def test_a_line_tells_number_decision_amount_and_archive(people: cast.Cast) -> None:
    case, _ = archived.case(people)
    line = next(one for one in registers.page(people.handler, year=YEAR).lines if one.case == case)
    assert (line.amount, line.decision, line.status) == (2000, "罚款", "已归档")
    assert line.archive_number.startswith(str(YEAR))
    assert line.archived_on is not None
    assert line.decision_number


def test_pages_follow_each_other_whatever_they_are_sorted_by(people: cast.Cast) -> None:
    cases = {walks.Walk(people).case for _ in range(5)}
    for sort in registers.SORTS:
        seen, after = [], ""
        while True:
            page = registers.page(people.handler, year=YEAR, sort=sort, after=after, limit=2)
            seen += [line.case for line in page.lines]
            after = page.next
            if not after:
                break
        assert sorted(seen) == sorted(cases), sort


@pytest.mark.parametrize("after", ["x", "2026-13-01~a", "~", "'; DROP--~1"])
def test_a_page_that_is_none_is_refused(people: cast.Cast, after: str) -> None:
    with pytest.raises(Invalid):
        registers.page(people.handler, year=YEAR, after=after)
    with pytest.raises(Invalid):
        registers.page(people.handler, year=YEAR, sort="party_name; --")


def test_natural_persons_are_named_to_those_who_work_on_cases_alone(people: cast.Cast) -> None:
    walks.Walk(people, party=NATURAL)
    assert registers.page(people.handler, year=YEAR).lines[0].party == "孔某某"
    for person in (people.supervisor, people.discloser):
        assert registers.page(person, year=YEAR).lines[0].party == "（自然人）"
        assert "孔某某".encode() not in registers.table(person, year=YEAR)


def test_another_organs_register_is_not_read(people: cast.Cast) -> None:
    walks.Walk(people)
    assert registers.page(people.outsider, year=YEAR).lines == []
    with pytest.raises(NotAllowed):
        registers.page(people.outsider, year=YEAR, organ=people.organ)
    assert registers.page(people.supervisor, year=YEAR, organ=people.organ).lines


def test_the_number_of_queries_does_not_grow(people: cast.Cast) -> None:
    from django.db import connection

    walks.Walk(people)
    with CaptureQueriesContext(
        connection,
    ) as few:
        registers.page(people.handler, year=YEAR)
    for _ in range(3):
        walks.Walk(people)
    with CaptureQueriesContext(connection) as many:
        registers.page(people.handler, year=YEAR)
    assert len(few) == len(many) <= 5


def test_the_table_has_a_sheet_for_each_type_and_no_formulas(people: cast.Cast) -> None:
    walks.Walk(people, party=walks.COMPANY | {"name": "=HYPERLINK(1)公司"})
    book = openpyxl.load_workbook(io.BytesIO(registers.table(people.handler, year=YEAR)))
    assert book.sheetnames == ["行政处罚"]
    sheet = book["行政处罚"]
    assert [cell.value for cell in sheet[1]] == list(registers.HEADS)
    assert sheet["D2"].value == "=HYPERLINK(1)公司"
    assert sheet["D2"].data_type == "s"


# ── words inside dossiers ──


def test_words_are_found_in_documents_and_evidence(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    pieces.photo(people.handler, walk.case, title="蓝色货车照片")
    walk.to_decision()
    found = registers.inside(people.handler, "堆放货物")
    assert {one.kind for one in found} == {"document"}
    assert "堆放货物" in "".join(one.excerpt for one in found)
    assert [one.title for one in registers.inside(people.handler, "蓝色货车")] == ["证据1：蓝色货车照片"]
    assert registers.inside(people.handler, "堆放货物 处罚决定书")
    assert registers.inside(people.handler, "没有这个词") == []


def test_what_one_may_not_read_is_not_found(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    piece = pieces.photo(people.handler, walk.case, title="蓝色货车照片")
    walk.to_decision()
    assert registers.inside(people.outsider, "堆放货物") == []
    internal = {one.id for one in registers.inside(people.handler, "堆放货物")} - {
        one.id for one in registers.inside(people.discloser, "堆放货物")
    }
    assert internal
    assert all(row.internal for row in Document.objects.filter(id__in=internal))
    secrecy.mark(people.handler, walk.case, piece.id, "trade", "商业秘密")
    assert registers.inside(people.handler, "蓝色货车") == []


@pytest.mark.parametrize("words", ["%%", "__", "100%", "'\"\\", "<b>", "\x00\x00", "🚗🚗", "＼％"])
def test_whatever_is_typed_is_searched_for_as_it_is(people: cast.Cast, words: str) -> None:
    walks.Walk(people).to_decision()
    assert registers.inside(people.handler, words) == []


def test_a_single_character_is_no_word(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="至少两个字"):
        registers.inside(people.handler, "货")


def test_search_uses_the_index(people: cast.Cast) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query, index in ((registers.IN_DOCUMENTS, "casework_document_search"), (registers.IN_EVIDENCE, "casework_evidence_search")):
            table, words = index.removesuffix("_search"), next(line for line in query.splitlines() if "@>" in line)
            cursor.execute(f"EXPLAIN SELECT FROM {table} {table[9]} WHERE {words.strip().removeprefix('AND')}", {"first": "堆放货物"})
            assert index in "\n".join(row[0] for row in cursor.fetchall())


# ── transfer lists ──


def test_the_transfer_list_has_what_was_archived_by_its_retention(people: cast.Cast) -> None:
    archived.case(people)
    walks.Walk(people)
    rows = registers.transfers(people.handler, YEAR)
    assert len(rows) == 1
    assert rows[0][1].startswith(str(YEAR))
    assert int(rows[0][7]) > 5
    book = openpyxl.load_workbook(io.BytesIO(registers.transfer_table(people.handler, YEAR)))
    assert book.worksheets[0]["B2"].value == rows[0][1]
    paper = registers.transfer_paper(people.head, YEAR, datetime.date.today())
    assert paper.startswith(b"%PDF")


def test_who_does_not_keep_dossiers_has_no_transfer_list(people: cast.Cast) -> None:
    for person in (people.supervisor, people.discloser, people.reviewer):
        with pytest.raises(NotAllowed):
            registers.transfers(person, YEAR)
