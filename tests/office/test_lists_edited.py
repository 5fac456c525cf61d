"""The table editor: a window of rows, kept as a working copy, until it is the draft that the head approves."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from sanxiang.catalogue import queries
from sanxiang.catalogue.models import Working

FORM = {"title": "执法事项清单", "base": ""}


def row(at: int, code: str, **more: str) -> dict[str, str]:
    cells = {"code": code, "name": f"事项{code}", "type": "行政处罚", "basis": "某法", "procedures": "普通程序"} | more
    return {f"rows.{at}.{name}": text for name, text in cells.items()}


def codes(kind: str = "item") -> list[str]:
    return [each.get("code", "") for each in Working.objects.get(kind=kind).rows]


@pytest.fixture
def form(people: Any) -> dict[str, str]:
    return FORM | {"base": people.lists["item"], "from": "0", "after": "0"} | row(0, "A") | row(1, "B") | row(2, "C")


def test_rows_are_added_deleted_and_moved_without_scripts(form: dict[str, str], signed_in: Any) -> None:
    client = signed_in("handler")
    for do, order in (
        ("up:1", ["B", "A", "C"]),
        ("down:1", ["A", "C", "B"]),
        ("del:1", ["A", "C"]),
        ("add:1", ["A", "", "B", "C"]),
        ("up:0", ["A", "B", "C"]),
    ):
        answer = client.post("/lists/item/draft", form | {"do": do})
        assert answer.status_code == 302, do
        assert codes() == order, do
    assert client.post("/lists/item/draft", form | {"do": "add:"}, follow=True).content.decode().count("data-row") == 5  # and the blank


def test_the_order_of_the_form_is_the_order_of_the_list(people: Any, signed_in: Any) -> None:
    form = FORM | {"base": people.lists["item"]} | row(7, "Z") | row(2, "A")
    assert signed_in("handler").post("/lists/item/draft", form).status_code == 302
    assert [each["code"] for each in queries.versions(people.organ, "item")[0].rows] == ["Z", "A"]


def test_what_is_kept_is_only_the_persons_own_until_it_is_a_draft(form: dict[str, str], people: Any, signed_in: Any) -> None:
    text = signed_in("handler").post("/lists/item/draft", form | {"do": "save"}, follow=True).content.decode()
    assert "工作稿已暂存" in text
    assert "事项B" not in signed_in("second").get("/lists/item/draft").content.decode()
    assert len(queries.versions(people.organ, "item")) == 1
    assert "继续填写工作稿" in signed_in("handler").get("/lists").content.decode()


def test_errors_stand_beside_their_cells_and_what_was_typed_stays(form: dict[str, str], signed_in: Any) -> None:
    answer = signed_in("handler").post("/lists/item/draft", form | {"rows.1.basis": "", "rows.2.procedures": "某程序"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-rows.1.basis-error"' in text
    assert 'id="f-rows.2.procedures-error"' in text
    assert "某程序" in text
    assert "第2项没有填写依据" in text


def test_a_faulty_word_of_a_choice_is_still_there_to_be_seen(form: dict[str, str], signed_in: Any) -> None:
    text = signed_in("handler").post("/lists/item/draft", form | {"rows.0.type": "行政审批"}).content.decode()
    assert "<option selected>行政审批</option>" in text
    assert "不是可选的执法类别" in text


def test_a_draft_by_somebody_else_meanwhile_is_told_and_the_second_saving_goes_through(
    form: dict[str, str], people: Any, signed_in: Any
) -> None:
    first, second = signed_in("handler"), signed_in("second")
    first.post("/lists/item/draft", form | {"do": "save"})
    assert second.post("/lists/item/draft", form).status_code == 302
    told = first.post("/lists/item/draft", form)
    assert told.status_code == 409
    assert "已有新的草案或者版本" in told.content.decode()
    assert first.post("/lists/item/draft", form).status_code == 302


def test_the_head_approves_what_was_seen_and_nothing_that_changed_since(form: dict[str, str], people: Any, signed_in: Any) -> None:
    handler, head = signed_in("handler"), signed_in("head")
    handler.post("/lists/item/draft", form)
    page = head.get("/lists/item/2").content.decode()
    assert "与现行第 1 版相比：新增 3 行，删去 1 行" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    handler.post("/lists/item/draft", form | {"base": queries.versions(people.organ, "item")[0].id, "rows.0.name": "后来改的"})
    assert head.post("/lists/item/2/settle", {"do": "approve", "seen": seen}).status_code == 409
    assert queries.versions(people.organ, "item")[0].state == "drafted"
    seen = head.get("/lists/item/2").content.decode().split('name="seen" value="')[1].split('"')[0]
    assert head.post("/lists/item/2/settle", {"do": "approve", "seen": seen}).status_code == 302


def test_a_working_copy_can_be_given_up(form: dict[str, str], signed_in: Any) -> None:
    client = signed_in("handler")
    client.post("/lists/item/draft", form | {"do": "save"})
    assert client.post("/lists/item/draft/discard").status_code == 302
    assert not Working.objects.exists()


def test_the_officers_list_is_drawn_and_compared(people: Any, signed_in: Any) -> None:
    text = signed_in("discloser").post("/lists/officers/draw", follow=True).content.decode()
    assert "已按人员档案生成草案" in text
    assert "AZ-0002" in text
    assert signed_in("discloser").post("/lists/item/draw").status_code == 404


def test_two_versions_are_compared_cell_by_cell(form: dict[str, str], people: Any, signed_in: Any) -> None:
    first = row(0, "CG-001", name="对擅自占用城市道路的处罚", basis="《城市道路管理条例》第二十八条")
    signed_in("handler").post(
        "/lists/item/draft", {key: text for key, text in form.items() if not key.startswith("rows.")} | first | row(1, "N-2")
    )
    text = signed_in("head").get("/lists/item/2/compare/1").content.decode()
    assert "新增 1 行，修改 1 行" in text
    assert "<del>七</del><ins>八</ins>" in text
    assert signed_in("head").get("/lists/item/2/compare/9").status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_version_is_exported(form: str, people: Any, signed_in: Any) -> None:
    answer = signed_in("handler").get(f"/lists/item/1/export/{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(answer.content) > 100
    assert signed_in("handler").get("/lists/item/1/export/exe").status_code == 404


# ── two thousand rows ──

MANY = 2000


@pytest.fixture
def many(people: Any, signed_in: Any) -> Any:
    """A list of two thousand rows in the hands of its drafter, as a working copy and as a draft."""
    client = signed_in("handler")
    text = "序号\t事项名称\t类别\t依据\t适用程序\n" + "\n".join(
        f"{at}\t对第{at}种行为的处罚\t行政处罚\t《某条例》第{at}条\t普通程序" for at in range(1, MANY + 1)
    )
    client.post("/lists/item/import", {"text": text})
    client.post("/lists/item/import/settle", {"do": "replace"})
    assert len(Working.objects.get().rows) == MANY
    return client


PATHS = {"/lists/item/draft?from=1000": 6, "/lists/item/draft?check=1": 6, "/lists": 7}
DRAFTED = {"/lists/item/2": 10, "/lists/item/2/compare/1": 7, "/lists/item/2/export/xlsx": 7, "/lists/item/2?q=第77条": 10}


def test_two_thousand_rows_open_compare_and_export_in_a_fixed_number_of_queries(
    many: Any, people: Any, django_assert_max_num_queries: Any
) -> None:
    for path, most in PATHS.items():
        with django_assert_max_num_queries(most):
            assert many.get(path).status_code == 200, path
    form = {"title": "清单", "from": "1960", "after": "0", "base": Working.objects.get().base} | row(0, "最后一行")
    assert many.post("/lists/item/draft", form).status_code == 302
    assert len(queries.versions(people.organ, "item")[0].rows) == MANY - 39
    for path, most in DRAFTED.items():
        with django_assert_max_num_queries(most):
            assert many.get(path).status_code == 200, path


def test_the_same_number_of_queries_for_one_row_and_for_two_thousand(people: Any, signed_in: Any, many: Any) -> None:
    from django.db import connection

    counts = []
    for kind in ("discretion", "item"):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert many.get(f"/lists/{kind}").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
