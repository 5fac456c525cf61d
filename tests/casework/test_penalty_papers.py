"""Documents that steps of a penalty make besides those of its main line, each from what its form asks for."""

import datetime

import pytest

import cast
import walks
from sanxiang.casework import documents, queries
from sanxiang.casework.models import Document

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)
GOODS = [{"name": "铁架推车", "spec": "小号", "quantity": "1", "unit": "辆", "note": "已封"}]


def words(case: str, template: str) -> str:
    return documents.text(queries.as_document(Document.objects.get(case=case, template=template, state="")))


def on_site(walk: walks.Walk) -> dict[str, object]:
    return {"place": "解放路", "officers": walk.officers, "certificate_shown": True, "qualified": True}


def test_a_lead_is_verified_before_it_is_filed(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.take("verify", content="到现场核查，情况属实", conclusion="file")
    assert "建议立案" in words(walk.case, "lead_verification")


def test_the_papers_of_evidence(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file()
    walk.take(
        "survey", **on_site(walk), began="2026-06-01T10:00", ended="2026-06-01T10:30", present="冯某", witness="居委会工作人员",
        content="自门槛向东三米", attachments=["平面图一张"],
    )  # fmt: skip
    assert "平面图一张" in words(walk.case, "survey_record")
    walk.take(
        "sample",
        **on_site(walk),
        began="2026-06-01T10:00",
        goods=GOODS,
        base="二十箱",
        manner="随机抽取",
        sealing="加贴封条",
        list_given=True,
    )
    assert "随机抽取" in words(walk.case, "sampling_record")
    walk.approved("preserve", **on_site(walk), goods=GOODS, reason="可能转移", keeper="就地保存")
    walk.later(1).take("preserve_settle", manner="release", reason="已拍照复制")
    assert "解除保存" in words(walk.case, "preservation_settlement")
    walk.take("testing", until="2026-06-20", subject="材质", institution="某检测所", samples=["推车"], cost="由本机关承担", informed=True)
    walk.later(1).take("testing_result", report="检字第1号", received=str(walk.day), result="不合格")
    assert "某检测所" in words(walk.case, "testing_request")
    assert "不合格" in words(walk.case, "testing_result_notice")


def test_the_papers_of_electronic_monitoring(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file()
    yes = dict.fromkeys(("device_legal", "device_technical", "standard", "marked", "published"), True)
    walk.take("monitor_record", device="球机3号", place="解放路口", captured="2026-05-30T08:15", content="车辆占道", **yes)
    good = dict.fromkeys(("genuine", "clear", "whole", "exact", "accepted"), True)
    walk.take("monitor_review", people.reviewer, by="吴审核", opinion_text="符合要求", **good)
    assert "球机3号" in words(walk.case, "monitoring_review")
    walk.take("monitor_inform", served=str(walk.day), manner="短信", look_up="政务服务网查询；到本机关窗口陈述申辩")
    assert "政务服务网查询" in words(walk.case, "monitoring_notice")


def test_the_papers_of_a_statement_and_its_examination(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file().inspect().report()
    names = ("facts_text", "grounds_text", "basis_text", "kinds", "fine")
    told = (
        {name: walks.REPORT[name] for name in names}
        | dict.fromkeys(("facts", "grounds", "basis", "rights"), True)
        | {"hearing_offered": False}
    )
    walk.approved("notify", **told)
    walk.take("plead", content="请求从轻", reviewed=True, accepted=True, review_text="改正属实，采纳")
    assert "请求从轻" in words(walk.case, "pleading_record")
    assert "改正属实，采纳" in words(walk.case, "pleading_review")


def test_the_papers_of_payment_by_instalments_of_a_correction_and_of_confiscated_goods(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    walk.take("serve", manner="direct", place="解放路", officers=walk.officers, received=str(walk.day or datetime.date.today()))
    until = str((walk.day or datetime.date.today()) + datetime.timedelta(60))
    walk.take("defer_request", reason="经济困难", wish="instalments", until=until, instalments=[f"{until} 2000元"])
    walk.approved("defer", reason="经济困难", manner="instalments", until=until)
    assert "分期缴纳" in words(walk.case, "deferral_notice")
    assert "第一期" in words(walk.case, "deferral_request")
    walk.approved("amend_decision", manner="rectify", number="安城管罚决字〔2026〕1号", wrong="地址一处", right="解放路9号")
    assert "行政处罚决定书更正通知书" in words(walk.case, "correction_notice")
    walk.approved(
        "dispose",
        place="仓库",
        officers=walk.officers,
        goods=GOODS,
        manner="destroy",
        filmed=True,
        witness="监督员一人",
        content="当场销毁",
    )
    assert "销毁" in words(walk.case, "goods_disposal")
    walk.take("demand", until=until, amount="2000", served=str(walk.day or datetime.date.today()))
    assert "贰仟元整" in words(walk.case, "payment_demand")


def test_an_application_to_the_court_says_what_was_decided_served_and_demanded(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=datetime.date(2025, 9, 1)).to_notice()
    walk.later(1).submit().agree().decide()
    decided = walk.day
    walk.take("serve", manner="direct", place="安州市解放路2号", officers=walk.officers)
    walk.later(185).take("demand", until=str(walk.day), amount="2000", served=str(walk.day))
    walk.later(30)
    asked = {field.name: field.value for field in queries.form(people.handler, walk.case, "court_application", walk.day).fields}
    assert (asked["decided"], asked["decision_served"], asked["amount"]) == (str(decided), str(decided), "2000")
    assert (asked["document"], asked["surcharge"]) == ("安城管罚决字〔2025〕1号", "2000")
    assert decided is not None
    assert asked["due"] > str(decided + datetime.timedelta(days=14))
    own = {name: value for name, value in asked.items() if value is not None}
    walk.approved("court_application", **(own | {"statement": "当事人没有意见。", "subject": "银行存款", "materials": ["决定书"]}))
    text = words(walk.case, "court_application")
    for part in ("安城管执申字〔2026〕1号", "贰仟元整（2000元）", "缴纳决定书确定的罚款", "银行存款", "当事人没有意见"):
        assert part in text
    assert "决定书" in words(walk.case, "court_materials")
