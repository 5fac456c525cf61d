"""A published decision (fishing with electricity, 2025; facts only, names hidden) walked through the system on its own days.

Days that the publication tells: 10 April lead and inspection, preservation the same night; 11 filed; 16 settled; 17 investigation ended; 30 published.
What it does not tell (notice, review, decision, amounts) is put between these days.
"""

import datetime

import pytest

import cast
import walks
from sanxiang.casework import queries
from sanxiang.casework.models import Case, Decision
from sanxiang.catalogue import services as catalogue
from sanxiang.law import packs, timeline
from sanxiang.law.assess import assess

pytestmark = pytest.mark.django_db
APRIL = {day: datetime.date(2025, 4, day) for day in range(1, 31)}
FISHING = cast.ITEM | {
    "code": "NY-001",
    "name": "对使用电鱼方法捕捞的处罚",
    "basis": "《渔业法》第三十条",
    "penalty_basis": "《渔业法》第三十八条",
    "discretion": "",
    "packs": ["sectors/agriculture"],
}
TEXTS = {
    "facts_text": "当事人夜间使用电击工具捕捞，渔获物4.05千克。",
    "grounds_text": "配合调查，从轻处罚。",
    "basis_text": "《渔业法》第三十八条",
}


@pytest.fixture
def walk(people: cast.Cast) -> walks.Walk:
    version = catalogue.draft(people.discloser, "item", "执法事项清单", [cast.ITEM, FISHING])
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version, datetime.date(2025, 1, 1))
    party = {"kind": "person", "name": "甲", "address": "某镇某村"}
    lead = {"source": "complaint", "content": "群众电话举报有人在河里电鱼"}
    facts = {"act_from": "2025-04-10", "act_until": "2025-04-10"}
    return walks.Walk(people, start=APRIL[10], item="NY-001", cause="使用电鱼方法捕捞", party=party, fields=lead, facts=facts)


def test_it_is_walked_on_its_own_days(walk: walks.Walk) -> None:
    on_site = {"place": "电站坝下河段", "officers": walk.officers, "certificate_shown": True, "qualified": True}
    walk.take(
        "site_record", **on_site, began="2025-04-10T23:28", ended="2025-04-10T23:58", present="甲在场", content="电击棒1根、渔获物4.05千克"
    )
    goods = [{"name": "电击棒", "quantity": "1", "unit": "根"}, {"name": "渔获物", "quantity": "4.05", "unit": "千克"}]
    walk.approved("preserve", **on_site, goods=goods, reason="工具和渔获物可能灭失", keeper="大队保管室")
    walk.day = APRIL[11]
    walk.approved("file", cause="使用电鱼方法捕捞", summary="夜间电鱼", basis_text="《渔业法》第三十条", handlers=walk.officers)
    walk.day = APRIL[16]
    walk.take("preserve_settle", manner="release", reason="依法处理")
    walk.day = APRIL[17]
    walk.take(
        "investigation_report", **TEXTS, evidence_text="询问笔录、照片", proposal="penalty", kinds=["fine", "confiscate_goods"], fine="500"
    )
    told = {"kinds": ["fine", "confiscate_goods"], "fine": "500"} | TEXTS | dict.fromkeys(("facts", "grounds", "basis", "rights"), True)
    walk.approved("notify", **told, hearing_offered=False)
    walk.take("waive", what="both")
    draft = TEXTS | {"kinds": ["fine", "confiscate_goods"], "fine": "500"}
    walk.day = APRIL[21]
    walk.submit(draft=draft)
    walk.day = APRIL[22]
    walk.agree()
    walk.day = APRIL[23]
    done = walk.decide(**draft)
    assert done.number == "安城管罚决字〔2025〕1号"
    assert Decision.objects.get().decided_on == APRIL[23]
    case = Case.objects.get()
    assert (case.packs, case.opened_on, case.filed_on) == (["sectors/agriculture"], APRIL[10], APRIL[11])

    read = timeline.parse(queries.timeline_yaml(walk.people.handler, walk.case))
    periods = {period.rule: (period.due, period.met) for period in assess(packs.load(read.case.packs), read).periods}
    assert periods["PEN-56b"] == (APRIL[21], True)
    assert periods["PEN-54"] == (APRIL[21], True)
    assert periods["PEN-60"] == (datetime.date(2025, 7, 10), True)
    findings = queries.case_page(walk.people.handler, walk.case).findings
    assert [finding for finding in findings if finding.severity == "fatal"] == []
