"""A fictional case with everything that the templates can print: a penalty in full, and of every other type what its templates declare."""

import functools
from typing import Any

from casework import document_values_compulsion as compulsion
from sanxiang.casework import documents

FACTS = (
    "2026年9月14日10时20分，本机关执法人员在安州市云溪区百合路88号附近检查时，发现安州市好邻居便利店有限公司在店门外人行道上摆放货架3组、冰柜1台，"
    "占用人行道面积6.5平方米，未取得占道许可。\n上述事实，有现场检查笔录1份、询问笔录1份、现场照片4张、营业执照复印件1份等证据证明。"
)
GROUNDS = (
    "你单位初次实施该类违法行为，占道面积不足10平方米，经责令改正后于次日自行清理。对照《安州市城市管理行政处罚裁量基准》第12项，"
    "属于“一般”阶次，罚款幅度为1000元以上3000元以下。"
)
BASIS = "《安州市市容和环境卫生管理条例》第二十二条、第五十一条第一款第三项。"
OFFICERS = [{"name": "陈安", "certificate": "AZ-2024-0031"}, {"name": "李文清", "certificate": "AZ-2023-0107"}]
GOODS = [
    {"name": "移动货架", "spec": "双层铁制 120cm×60cm", "quantity": "3", "unit": "组", "note": "绿色，右侧一组轮子缺失"},
    {"name": "卧式冰柜", "spec": "BD-210", "quantity": "1", "unit": "台", "note": "白色，八成新，能正常使用"},
]
PENALTY = {
    "facts_text": FACTS,
    "grounds_text": GROUNDS,
    "basis_text": BASIS,
    "kinds": ["警告", "罚款"],
    "fine": "2000",
    "gains": "386.5",
}

# What stands for a field that no text tells, by its type.
SAMPLES: dict[str, Any] = {
    "kind": "organisation",
    "number": 3,
    "date": "2026-11-20",
    "moment": "2026-11-20T09:30:00+08:00",
    "money": "1234.5",
    "flag": True,
    "names": ["甲材料", "乙材料"],
    "officers": OFFICERS,
}


def values() -> dict[str, Any]:
    """A fresh copy each time, so that a test may spoil it."""
    found = _penalty()
    for group, told in compulsion.values().items():
        found[group] = found.get(group, {}) | told
    for path, label, kind in declared():
        _put(found, path, label, kind)
    return found


@functools.cache
def declared() -> list[tuple[str, str, str]]:
    """Path, label and type of every field of every template; a list before its columns."""
    fields = [field for template in documents.templates() for field in template.fields]
    return sorted({(field.path, field.label, field.type) for field in fields if not field.path.startswith("parties")})  # one party


def _put(found: dict[str, Any], path: str, label: str, kind: str) -> None:
    """What the field's type stands for, where nothing is told yet."""
    path, _, column = path.partition("[].")
    *groups, name = path.split(".")
    for group in groups:
        found = found.setdefault(group, {})
    if column:
        rows = found.setdefault(name, [{}])
        found, name = rows[0] if rows else {}, column
    if isinstance(found, dict) and name not in found:
        found[name] = [{}] if kind == "rows" else _copy(SAMPLES.get(kind, f"{label}的内容"))


def _copy(value: Any) -> Any:
    return [dict(one) if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value


def _penalty() -> dict[str, Any]:
    return {
        "organ": {
            "name": "安州市城市管理局",
            "address": "安州市云溪区长宁路16号",
            "phone": "0999-5550116",
            "reconsideration_organ": "安州市人民政府",
            "court": "安州市云溪区人民法院",
            "fine_bank": "安州银行云溪支行（安州市云溪区长宁路2号）",
        },
        "case": {
            "number": "安城管立字〔2026〕第128号",
            "cause": "擅自占用城市道路堆放物品",
            "name": "安州市好邻居便利店有限公司擅自占用城市道路堆放物品案",
            "unit": "执法一中队",
        },
        "document": {"number": "安城管罚决字〔2026〕第96号", "date": "2026-11-20"},
        "party": {
            "name": "安州市好邻居便利店有限公司",
            "kind": "organisation",
            "code": "91110000MA00000820",
            "representative": "周小满",
            "address": "安州市云溪区百合路88号一层",
            "phone": "0999-5550188",
        },
        "officers": [dict(officer) for officer in OFFICERS],
        "lead": {"source": "监督检查发现", "content": FACTS, "at": "2026-09-14T11:00:00+08:00"},
        "file": {
            "summary": FACTS,
            "basis_text": BASIS,
            "at": "2026-09-15",
            "opinion": "涉嫌违反《安州市市容和环境卫生管理条例》第二十二条，符合立案条件，建议立案调查。",
            "unit_opinion": "同意立案。",
            "unit_head": "赵明理",
            "unit_at": "2026-09-15",
        },
        "decline": {"reason": "违法行为轻微，当事人已经当场改正，没有造成危害后果，不需要给予行政处罚。", "at": "2026-09-15"},
        "site_record": {
            "place": "安州市云溪区百合路88号门前人行道",
            "began": "2026-09-14T10:20:00+08:00",
            "ended": "2026-09-14T10:55:00+08:00",
            "recorder": "李文清",
            "present": "当事人法定代表人周小满在场",
            "content": FACTS + "\n执法人员当场责令清理，当事人表示当天下午收回货架。",
        },
        "interview": {
            "times": 1,
            "place": "安州市城市管理局执法一中队询问室",
            "began": "2026-09-18T09:05:00+08:00",
            "ended": "2026-09-18T09:40:00+08:00",
            "recorder": "李文清",
            "interviewee": "周小满",
            "relation": "当事人的法定代表人",
            "sex": "女",
            "code": "11010519491231002X",
            "phone": "0999-5550188",
            "address": "安州市云溪区柳岸小区3幢201室",
            "content": "问：请介绍一下你的身份。\n答：我是安州市好邻居便利店有限公司的法定代表人。\n"
            "问：2026年9月14日店门外的货架是谁摆放的？\n答：是店员按我的安排摆放的，当天搞促销，店里放不下。\n"
            "问：有没有取得占用人行道的许可？\n答：没有。我不知道需要办理许可，第二天就全部收回店内了。",
        },
        "investigation_report": PENALTY
        | {
            "course": "2026年9月14日现场检查并制作笔录，9月18日询问当事人法定代表人，调取营业执照复印件。",
            "evidence_text": "1. 现场检查笔录1份，证明占道事实、面积和位置；\n"
            "2. 询问笔录1份，证明行为人和原因；\n3. 现场照片4张，证明占道现状。",
            "proposal": "予以处罚",
        },
        "notify": PENALTY | {"at": "2026-10-12", "hearing_offered": True, "plead_until": "2026-10-19"},
        "plead": {
            "at": "2026-10-15",
            "content": "已经及时改正，请求从轻处罚。",
            "review_text": "当事人及时改正属实，处罚建议已经考虑该情节，维持原建议。",
        },
        "hearing_notice": {"hearing_day": "2026-10-30", "place": "安州市城市管理局三楼听证室", "chair": "孙正平", "recorder": "何青"},
        "review_submit": {"at": "2026-11-02", "materials": ["调查终结报告", "行政处罚决定书代拟稿", "证据材料"]},
        "review": {
            **{f"{point}_ok": True for point in ("subject", "procedure", "facts", "law", "powers", "documents", "transfer")},
            "discretion_ok": False,
            "opinion": "存在问题",
            "opinion_text": "决定书代拟稿未写明裁量基准的阶次和幅度，请补充后再次送审。其余内容符合要求。",
            "by": "吴思源",
            "certificate": "A2019AZ00001",
            "at": "2026-11-06",
        },
        "deliberate": {
            "at": "2026-11-13T14:30:00+08:00",
            "place": "安州市城市管理局二楼会议室",
            "host": "郑守正",
            "recorder": "何青",
            "attendees": "局长郑守正、副局长钱立、副局长许言",
            "content": "钱立：事实清楚，证据充分，同意承办机构意见。\n许言：当事人及时改正，罚款数额在基准幅度之内，同意。\n郑守正：同意。",
            "conclusion": "一致同意给予警告，并处罚款2000元，没收违法所得386.50元。",
            "people": [{"name": "钱立"}, {"name": "许言"}],
        },
        "decide": PENALTY
        | {
            "number": "安城管罚决字〔2026〕第96号",
            "at": "2026-11-20T15:10:00+08:00",
            "place": "安州市云溪区百合路88号门前",
            "outcome": "给予行政处罚",
            "orders_correction": True,
            "payment_text": "自收到本决定书之日起十五日内，将罚款和没收的违法所得缴至下列代收机构，也可以通过电子支付系统缴纳。",
            "ground": "违法行为轻微并及时改正，没有造成危害后果",
            "educated": True,
        },
        "served": [{"title": "行政处罚决定书", "number": "安城管罚决字〔2026〕第96号"}, {"title": "罚款缴纳告知单"}],
        "serve": {
            "manner": "直接送达",
            "place": "安州市云溪区百合路88号一层",
            "at": "2026-11-21T09:30:00+08:00",
            "recipient": "周小满",
            "received": "2026-11-21",
        },
        "close": {
            "ground": "处罚决定执行完毕",
            "content": "当事人于2026年11月25日足额缴纳罚款和没收的违法所得，并已清理占道物品。",
            "at": "2026-11-27",
            "opinion": "处罚决定已经执行完毕，建议结案。",
        },
        "archive": {"number": "20260128", "retention": "三十年", "at": "2026-12-04"},
        "dossier": {"part": "正卷", "volumes": 1, "pieces": 14, "pages": 43},
        "entries": [
            {
                "number": "安城管罚决字〔2026〕第96号",
                "author": "安州市城市管理局",
                "title": "行政处罚决定书",
                "date": "2026-11-20",
                "page": "1—4",
            },
            {"author": "安州市城市管理局", "title": "送达回证", "date": "2026-11-21", "page": "5"},
            {"author": "陈安、李文清", "title": "现场检查（勘验）笔录", "date": "2026-09-14", "page": "6—8", "note": "附照片4张"},
        ],
        "seize": {
            "measure": "扣押",
            "reason": "为防止涉案财物被转移，依照《安州市市容和环境卫生管理条例》第六十条的规定，需要采取行政强制措施。",
            "place": "安州市云溪区百合路88号门前",
            "until": "2026-12-19",
            "keeper": "安州市城市管理局暂扣物品仓库，由专人保管",
            "goods": [dict(row) for row in GOODS],
        },
        "order_correction": {
            "basis_text": BASIS.rstrip("。"),
            "content": "一、清理堆放在人行道上的货架和冰柜；\n二、恢复人行道畅通。",
            "until": "2026-09-16",
        },
        "preserve": {
            "reason": "涉案货架可能被转移，证据以后难以取得。",
            "place": "安州市云溪区百合路88号一层",
            "keeper": "就地保存，加贴封条",
            "goods": [dict(row) for row in GOODS],
        },
    }
