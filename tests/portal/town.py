"""A small town for the portal's tests: two organs, their lists and officers, and decisions of every kind and state."""

import datetime
from typing import Any

import msgspec

from sanxiang.catalogue import columns
from sanxiang.catalogue.kinds import KINDS
from sanxiang.disclosure.acts import Publish, PublishGenerated, ShowList, ShowOrgan, Withdraw
from sanxiang.law.identifiers import uscc_check
from sanxiang.record import services as record
from sanxiang.record.services import SYSTEM, New

CITY, HOUSING = (first + uscc_check(first) for first in ("11990100000000001", "11990100000000002"))
TEXT = (
    "安州市城市管理局\n行政处罚决定书\n安城管罚决字〔2026〕1号\n当事人：孔某\n住　址：（住址略）\n"
    "你擅自占用城市道路一案，现已审查终结。\n一、违法事实和证据\n当事人占用人行道。\n安州市城市管理局\n（印章）\n2026年10月21日\n"
)
FULL: dict[str, Any] = {
    "organ_name": "安州市城市管理局", "source": "case", "number": "安城管罚决字〔2026〕1号", "title": "孔某擅自占用城市道路案", "party": "孔某",
    "party_kind": "person", "procedure": "ordinary", "cause": "擅自占用城市道路", "facts": "当事人占用人行道堆放货物约十平方米。",
    "basis": "《城市道路管理条例》第四十二条", "kinds": ["fine"], "content": "罚款2000元", "fine": "2000.00", "full_text": TEXT,
    "hidden": [[TEXT.index("孔某"), TEXT.index("孔某") + 2, "name"], [TEXT.index("（住址略）"), TEXT.index("（住址略）") + 5, "address"]],
    "decided_on": "2026-10-21", "served_on": "2026-10-23", "published_on": "2026-10-27", "due_on": "2026-10-30",
}  # fmt: skip
IMPORTED: dict[str, Any] = {
    "organ_name": "安州市住房和城乡建设局", "source": "imported", "number": "安建罚决字[2024]第8号", "title": "安州甲建筑有限公司 100% <未批先建>",
    "party": "安州甲建筑有限公司", "party_code": CITY, "facts": "未取得施工许可证_擅自施工", "content": "罚款9.84万元", "fine": "98400.50",
    "kinds": ["fine", "lower_grade"], "published_on": "2024-09-01", "findings": ["缺少处罚依据"],
}  # fmt: skip


def organ(name: str, **facts: Any) -> dict[str, Any]:
    return {
        "name": name, "region": "安州市", "address": "安州市人民路1号", "phone": "0990-1000001", "duties": "城市管理",
        "reconsideration_organ": "安州市人民政府", "court": "安州市清河区人民法院", "packs": [],
    } | facts  # fmt: skip


def officer(number: int, name: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"o{number}", "unit": "一大队", "name": name, "title": "队员", "certificate": f"AZ-{number:04}", "certificate_until": "2030-01-01",
        "kinds": "城市管理", "area": "清河区",
    } | facts  # fmt: skip


def build() -> None:
    """Everything on the record; the case `late` was published late, `gone` withdrawn."""
    officers = [officer(1, "赵承办"), officer(2, "钱到期", certificate_until="2020-01-01")]
    rows = [
        msgspec.convert({"code": "CG-1", "name": "占用道路", "type": "penalty", "basis": "条例", "penalty_basis": "条例"}, KINDS["item"][1])
    ]
    shown = columns.of("item", rows)
    with record.begin("organ", CITY, CITY) as stream:
        stream.append(ShowOrgan(organ=organ("安州市城市管理局"), officers=officers), actor=SYSTEM)
        for version in (1, 2):
            told = ShowList(
                list_id=f"l{version}", organ_name="安州市城市管理局", kind="item", title="行政执法事项清单", version=version,
                in_force_from=f"202{version + 3}-01-01", approved_by="李负责", published_on="2025-01-01", columns=shown[0], content=list(shown[1]),
            )  # fmt: skip
            stream.append(told, actor=SYSTEM)
    with record.begin("organ", HOUSING, HOUSING) as stream:
        stream.append(ShowOrgan(organ=organ("安州市住房和城乡建设局", phone="", court=""), officers=[]), actor=SYSTEM)
    publish("full", FULL)
    publish(
        "late",
        FULL | {"number": "安城管罚决字〔2026〕2号", "title": "乙公司擅自占用城市道路案", "party": "乙公司", "published_on": "2026-11-03"},
    )
    publish("gone", FULL | {"number": "安城管罚决字〔2026〕3号", "title": "丙公司案", "party": "丙公司"})
    with record.writing("gone") as stream:
        stream.append(Withdraw(case="gone", day="2026-11-05", reason="决定被撤销"), actor=SYSTEM)
    add({"imported": IMPORTED})


def publish(id: str, shown: dict[str, Any]) -> None:
    with record.begin("case", CITY, id) as stream:
        stream.append(Publish(case=id, shown=shown, redacted={}), actor=SYSTEM)


def add(decisions: dict[str, dict[str, Any]]) -> None:
    """Decisions without a case, as imports and demonstrations make them."""
    news = [New(HOUSING, id, PublishGenerated(decision=id, shown=told), SYSTEM, "2026-01-01", "测试") for id, told in decisions.items()]
    for _ in record.append_many(news):
        pass


def many(count: int, **facts: Any) -> dict[str, dict[str, Any]]:
    """So many imported decisions, a day apart, newest first by number."""
    first = datetime.date(2023, 1, 1)
    return {
        f"m{number:04}": IMPORTED
        | {
            "number": f"安建罚决字〔2023〕{number}号",
            "title": f"第{number}公司案",
            "decided_on": (first + datetime.timedelta(days=number)).isoformat(),
        }
        | facts
        for number in range(count)
    }
