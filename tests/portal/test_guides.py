"""服务指南 and 岗位信息公示牌 as the public sees them: of the list what only the organ knows, of the procedure the rest."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sanxiang.catalogue import columns, words

CITY = "11990100000000001M"


def publish(kind: str, title: str, rows: list[dict[str, Any]]) -> None:
    from sanxiang.disclosure.models import PublicList

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    shown = [[each.name, each.head] for each in columns.COLUMNS[kind]]
    row = PublicList(
        id=f"{CITY}:{kind}:9", stream=CITY, organ=CITY, organ_name="安州市城市管理局", kind=kind, title=title, version=9,
        in_force_from="2026-01-01", published_on="2026-01-01", columns=shown, rows=words.told(kind, rows),
    )  # fmt: skip
    PublicList.objects.bulk_create([row])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sanxiang_portal")


def read(citizen: Client, address: str) -> str:
    answer = citizen.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.fixture
def guided(citizen: Client) -> Client:
    rows = [
        {
            "code": "ZN-1",
            "name": "行政许可：临时占道审批",
            "basis": "《城市道路管理条例》",
            "time_limit": "五个工作日",
            "materials": "申请表\n平面图",
        },
        {"code": "ZN-2", "name": "政策咨询", "basis": "本机关职责", "phone": "0990-1"},
    ]
    publish("service_guide", "服务指南", rows)
    return citizen


def test_the_promised_period_stands_beside_the_statutory_one(guided: Client) -> None:
    text = read(guided, f"/organs/{CITY}/guides/ZN-1")
    assert "本机关承诺：五个工作日" in text
    assert "法定：作出许可决定：自受理申请之日起20个工作日内（《行政许可法》第四十二条第一款、第八十二条）" in text
    assert "提出申请→受理" in text
    assert "平面图" in text


def test_what_is_no_procedure_of_ours_has_no_flowchart(guided: Client) -> None:
    text = read(guided, f"/organs/{CITY}/guides/ZN-2")
    assert "流程图" not in text.replace("流程与服务指南", "")
    assert "0990-1" in text


def test_the_index_links_the_guides_and_what_there_is_not_is_not_found(guided: Client) -> None:
    assert f"/organs/{CITY}/guides/ZN-1" in read(guided, f"/organs/{CITY}/procedures")
    assert guided.get(f"/organs/{CITY}/guides/ZN-9").status_code == 404
    assert guided.get(f"/organs/{CITY}/windows").status_code == 404
    assert guided.get(f"/organs/{CITY}/procedures/permit-nothing").status_code == 404


def test_a_board_for_each_window(citizen: Client) -> None:
    common = {"duties": "受理", "phone": "0990-1", "hours": "工作日", "supervision_phone": "0990-2"}
    rows = [
        {"code": str(at), "window": window, "name": name, **common}
        for at, (window, name) in enumerate([("一号窗口", "甲某"), ("一号窗口", "乙某"), ("二号窗口", "丙某")])
    ]
    publish("window_board", "岗位信息公示牌", rows)
    text = read(citizen, f"/organs/{CITY}/windows")
    assert text.count('class="board"') == 2
    assert text.count('class="board-person"') == 3
    assert "0990-2" in text


def test_what_the_organ_published_tightens_the_flowchart(citizen: Client) -> None:
    before = read(citizen, f"/organs/{CITY}/procedures/penalty-ordinary")
    row = {
        "code": "decide",
        "type": "penalty",
        "procedure": "ordinary",
        "guards": [{"kind": "step-taken", "rule": "PEN-55", "step": "interview"}],
        "basis": "本机关制度",
    }
    publish("procedure", "执法流程", [row])
    after = read(citizen, f"/organs/{CITY}/procedures/penalty-ordinary")
    assert "已经画在其中" not in before
    assert "已经画在其中" in after
    assert "立案→询问→" in after
    assert "立案→询问→" not in before
