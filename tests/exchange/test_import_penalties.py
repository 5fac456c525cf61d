"""Importing a published table: on the record, published, once, whole or not at all."""

import pytest

from sanxiang.disclosure.models import PublicDecision
from sanxiang.exchange import services
from sanxiang.exchange.models import ImportedDecision, ImportRun
from sanxiang.record.models import RecordedAct
from sanxiang.record.refusal import Invalid
from sanxiang.record.verify import verify
from sanxiang.sheets.reading import Unreadable

pytestmark = pytest.mark.django_db

HEADER = "序号,行政处罚决定书文号,行政相对人名称,违法事实,处罚依据,处罚内容,处罚决定日期,处罚机关"


def table(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def line(number: int, *, facts: str = "超标排放", place: int = 0, docno: str = "") -> str:
    written = docno or f"安环罚决字〔2024〕{number}号"
    return (
        f"{place or number},{written},安州市第{number}有限公司,{facts},《环境保护法》第六十条,罚款{number}万元,2024-09-01,安州市生态环境局"
    )


def counts(report: services.Report) -> tuple[int, int, int, int]:
    return report.imported, report.changed, report.unchanged, len(report.set_aside)


def test_every_row_becomes_a_decision_on_the_record_and_is_published() -> None:
    report = services.import_penalties(table(*map(line, range(1, 6))), "表.csv")
    assert counts(report) == (5, 0, 0, 0)
    assert report.rows == 5
    shown = PublicDecision.objects.get(number="安环罚决字〔2024〕3号")
    assert (shown.source, shown.state, str(shown.fine), shown.kinds) == ("imported", "published", "30000.00", ["fine"])
    assert RecordedAct.objects.filter(name="decision.imported").count() == 5
    assert verify(replay=True).ok


def test_the_same_file_twice_changes_nothing() -> None:
    data = table(line(1), line(2), "合计,2,,,,,,")
    services.import_penalties(data, "表.csv")
    before = RecordedAct.objects.count()
    assert counts(services.import_penalties(data, "表.csv")) == (0, 0, 2, 1)
    assert RecordedAct.objects.count() == before


def test_the_same_decision_in_other_brackets_and_order_is_known_again() -> None:
    services.import_penalties(table(line(1)), "表.csv")
    again = services.import_penalties(table(line(1, place=9, docno="安环罚决字【２０２４】 1号")), "表2.csv")
    assert counts(again) == (0, 0, 1, 0)


def test_the_same_decision_with_other_content_is_corrected() -> None:
    services.import_penalties(table(line(1)), "表.csv")
    report = services.import_penalties(table(line(1, facts="超标排放废水")), "表2.csv")
    assert counts(report) == (0, 1, 0, 0)
    assert PublicDecision.objects.get().facts == "超标排放废水"
    assert list(RecordedAct.objects.filter(name__startswith="decision.").order_by("version").values_list("name", flat=True)) == [
        "decision.imported",
        "decision.corrected",
    ]
    assert verify(replay=True).ok


def test_a_decision_twice_in_one_file_is_reported_and_settles() -> None:
    data = table(line(1), line(1, facts="另一事实", place=2))
    report = services.import_penalties(data, "表.csv")
    assert counts(report) == (1, 1, 0, 0)
    assert report.findings["duplicate_row"] == 1
    assert counts(services.import_penalties(data, "表.csv")) == (0, 0, 2, 0)


def test_without_a_number_every_field_tells_decisions_apart() -> None:
    bare = "{},,某公司,{},《环境保护法》第六十条,警告,2024-09-01,安州市生态环境局"
    data = table(bare.format(1, "甲事实"), bare.format(2, "乙事实"), bare.format(3, "甲事实"))
    report = services.import_penalties(data, "表.csv")
    assert counts(report) == (2, 0, 1, 0)


def test_a_row_that_is_not_understood_is_kept_on_the_record() -> None:
    report = services.import_penalties(table(line(1), "2,,,超标,,,,"), "表.csv")
    assert [(row.row, "不能确定" in row.reason) for row in report.set_aside] == [(3, True)]
    assert ImportRun.objects.get().set_aside[0]["cells"][3] == "超标"


def test_an_import_that_breaks_off_leaves_nothing() -> None:
    def stop(done: int, everything: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.import_penalties(table(*map(line, range(1, 1500))), "表.csv", progress=stop)
    assert not ImportedDecision.objects.exists()
    assert not PublicDecision.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1", "天气,温度\n晴,20\n".encode(), table('1,"没有合上')], ids=["empty", "pdf", "other table", "cut"]
)
def test_a_file_that_is_no_whole_table_of_penalties_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="[一-鿿]"):
        services.import_penalties(data, "表.csv")
    assert not RecordedAct.objects.exists()


def test_the_organ_of_rows_that_name_none_is_the_one_given() -> None:
    data = "文号,当事人,处罚内容\n安罚〔2024〕1号,某公司,警告\n".encode()
    report = services.import_penalties(data, "表.csv", organ="11500000MB1553803Q")
    assert "missing_organ" not in report.findings
    assert ImportedDecision.objects.get().organ == "11500000MB1553803Q"


def test_an_organ_code_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="校验位"):
        services.import_penalties(table(line(1)), "表.csv", organ="11500000MB1553803A")
