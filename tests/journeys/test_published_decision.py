"""A published decision of 2025 (fishing with forbidden gear; facts only, the person is invented) walked through the whole system on its own days, to the portal.

The publication tells: 14 February 13:00 a call from the public and the inspection, the gear preserved; 17 February filed; 26 February interview; 6 May notice
served. It breaks off before the decision: what follows is put on days that the law allows. The file of what it tells is tests/law/cases/angling.yaml.
"""

import datetime
import pathlib
from typing import Any

import pytest

import cast
import walks
from sanxiang.casework import evidence, queries
from sanxiang.casework.models import Case, Document, Step
from sanxiang.catalogue import services as catalogue
from sanxiang.disclosure import public
from sanxiang.disclosure import services as disclosure
from sanxiang.law import packs, timeline
from sanxiang.law.assess import Assessment, assess
from sanxiang.record.refusal import Refused
from sanxiang.record.verify import verify

pytestmark = pytest.mark.django_db

FILE = pathlib.Path(__file__).resolve().parent.parent / "law" / "cases" / "angling.yaml"
CAUSE = "在禁渔区、禁渔期使用禁用的渔具进行捕捞"
ITEM = cast.ITEM | {
    "code": "NY-014",
    "name": "对在禁渔区、禁渔期使用禁用的渔具进行捕捞的处罚",
    "basis": "《中华人民共和国渔业法》第三十条",
    "penalty_basis": "《中华人民共和国渔业法》第三十八条第一款",
    "discretion": "",
    "packs": ["sectors/agriculture"],
}
# Name, sex, year of birth and telephone are made up, so that there is something to hide.
PARTY = {
    "kind": "person",
    "name": "柯望水",
    "sex": "男",
    "born": "1990-01-02",
    "address": "某市某区某大道88号附2号3-1",
    "phone": "13900000131",
}
TEXTS = {
    "facts_text": "2025年2月14日13时许，当事人柯望水在某江禁渔水域使用可视化锚鱼器一套捕捞，未捕获渔获物，持续十几分钟。",
    "grounds_text": "没有渔获物，配合调查，交出渔具。",
    "basis_text": "《中华人民共和国渔业法》第三十条、第三十八条第一款",
}
GEAR = [{"name": "可视化锚鱼器", "quantity": "1", "unit": "套"}]
KINDS = {"kinds": ["fine", "confiscate_goods"], "fine": "500"}


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2025, month, day)


@pytest.fixture
def walk(people: cast.Cast) -> walks.Walk:
    version = catalogue.draft(people.discloser, "item", "执法事项清单", [cast.ITEM, ITEM])
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version, on(1, 1))
    lead = {"source": "complaint", "content": "群众电话举报有人在大桥水域附近锚鱼"}
    facts = {"act_from": "2025-02-14", "act_until": "2025-02-14"}
    return walks.Walk(people, start=on(2, 14), item="NY-014", cause=CAUSE, party=PARTY, fields=lead, facts=facts)


def as_published(walk: walks.Walk) -> None:
    """What the publication tells."""
    on_site = {"place": "大桥水域附近", "officers": walk.officers, "certificate_shown": True, "qualified": True}
    walk.take(
        "site_record",
        **on_site,
        began="2025-02-14T13:10",
        ended="2025-02-14T13:40",
        present="柯望水在场",
        content="现场查获锚鱼器一套，未发现渔获物。",
    )
    walk.approved("preserve", **on_site, goods=GEAR, reason="渔具可能灭失", keeper="大队保管室")
    photograph(walk)
    walk.day = on(2, 17)
    walk.approved("file", cause=CAUSE, summary="禁渔期锚鱼", basis_text=ITEM["basis"], handlers=walk.officers)
    walk.day = on(2, 21)
    walk.take("preserve_settle", manner="confiscate", reason="禁用的渔具")
    walk.day = on(2, 26)
    walk.take(
        "interview", **on_site, began="2025-02-26T09:00", ended="2025-02-26T09:50", interviewee="柯望水", relation="当事人",
        content="问：用什么捕捞？\n答：锚鱼器，十几分钟，没有捕到。", signed=True,
    )  # fmt: skip
    walk.day = on(4, 28)
    walk.take("investigation_report", **TEXTS, **KINDS, evidence_text="现场检查笔录、询问笔录、照片", proposal="penalty")
    walk.day = on(5, 6)
    told = TEXTS | KINDS | dict.fromkeys(("facts", "grounds", "basis", "rights"), True)
    walk.approved("notify", **told, hearing_offered=True, served="2025-05-06")


def photograph(walk: walks.Walk) -> None:
    facts = {
        "kind": "audio_visual", "title": "渔具照片", "collected_at": "2025-02-14T13:20", "place": "大桥水域附近",
        "collector": walk.people.second.name, "proves": "使用的渔具",
    }  # fmt: skip
    evidence.add(walk.people.handler, walk.case, facts)


def to_the_portal(walk: walks.Walk) -> None:
    """What must have followed, after the five working days in which a hearing may be asked for."""
    walk.day = on(5, 14)
    walk.submit(draft=TEXTS | KINDS)
    walk.day = on(5, 15)
    walk.agree()
    walk.day = on(5, 16)
    walk.decide(**TEXTS, **KINDS)
    walk.day = on(5, 19)
    walk.take("serve", manner="direct", place="某区某大道", officers=walk.officers, received="2025-05-19")
    walk.day = on(5, 21)
    disclosure.publish(walk.people.discloser, walk.case, **walk.when())
    walk.day = on(5, 28)
    walk.take("pay", amount="500")
    walk.day = on(6, 2)
    walk.approved(
        "dispose",
        place="渔政仓库",
        officers=walk.officers,
        goods=[{"name": "渔具", "quantity": "1", "unit": "套"}],
        manner="destroy",
        filmed=True,
        witness="监督人员",
        content="当场销毁",
    )
    walk.day = on(6, 3)
    walk.approved("close", ground="executed", content="罚款已缴，渔具已没收。")
    walk.day = on(6, 10)
    walk.take("archive", retention="y30")


def judged(text: str) -> Assessment:
    told = timeline.parse(text)
    return assess(packs.load(told.case.packs), told)


def test_it_is_walked_on_its_own_days_to_the_portal(walk: walks.Walk, settings: Any, tmp_path: pathlib.Path) -> None:
    settings.VAR = tmp_path
    as_published(walk)
    to_the_portal(walk)
    case = Case.objects.get()
    assert (case.opened_on, case.filed_on, case.decided_on, case.status) == (on(2, 14), on(2, 17), on(5, 16), "archived")
    assert not Step.objects.filter(backfill="").exists(), "everything was written down after the fact and bears the mark"
    assert set(Document.objects.values_list("template", flat=True)) >= {
        "filing_approval", "site_record", "preservation_notice", "interview_record", "investigation_report", "prior_notice", "review_opinion",
        "penalty_decision", "proof_of_service", "closing_approval", "dossier_cover",
    }  # fmt: skip
    assert queries.case_page(walk.people.handler, walk.case).findings == []
    assert verify(replay=True).problems == []


def test_the_portal_shows_it_without_the_person(walk: walks.Walk) -> None:
    as_published(walk)
    to_the_portal(walk)
    (shown,) = public.search(public.Search(words="锚鱼器")).rows
    assert (shown.id, shown.published_on, shown.kinds) == (walk.case, on(5, 21), ["fine", "confiscate_goods"])
    page = public.decision(shown.id)
    assert page is not None
    said = " ".join(str(getattr(page, field.attname)) for field in page._meta.concrete_fields)
    for hidden in ("柯望水", PARTY["phone"], "88号附2号"):
        assert hidden not in said, hidden


def test_what_the_system_exports_is_judged_as_the_file_is(walk: walks.Walk) -> None:
    as_published(walk)
    to_the_portal(walk)
    exported, file = judged(queries.timeline_yaml(walk.people.handler, walk.case)), judged(FILE.read_text(encoding="utf-8"))
    assert file.findings == exported.findings == []
    told = {(period.rule, period.start): period.due for period in exported.periods}
    for period in file.periods:
        assert told[period.rule, period.start] == period.due, period.rule


def test_a_day_too_early_is_refused_as_the_file_would_be_found_at_fault(walk: walks.Walk) -> None:
    """The hearing may be asked for until 13 May: a decision on that day is refused, and judged at fault when it stands in a file."""
    as_published(walk)
    walk.day = on(5, 12)
    walk.submit(draft=TEXTS | KINDS)
    walk.agree()
    walk.day = on(5, 13)
    with pytest.raises(Refused, match="听证") as refused:
        walk.decide(**TEXTS, **KINDS)
    assert refused.value.article
    told = FILE.read_text(encoding="utf-8").replace("served: 2025-05-06", "served: 2025-05-06, hearing_offered: true")
    decided = "  - {act: decide, day: 2025-05-13, outcome: penalty, fine: 500, kinds: [fine]}\n"
    assert "PEN-64a" in {finding.rule for finding in judged(told.replace("as_of:", f"{decided}as_of:")).findings}
