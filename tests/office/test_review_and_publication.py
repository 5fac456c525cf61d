"""From review to publication through the pages: problems, sending again, agreement, decision, hiding, publishing, taking down."""

from typing import Any

import pytest
from django.utils import timezone

from sanxiang.casework import services
from sanxiang.casework.models import Decision
from sanxiang.disclosure.models import Publication, PublicDecision
from sanxiang.review.models import Request

FACTS = "当事人张小满在和平路31号门前占用人行道摆放桌椅四张。"
DRAFT = {
    "outcome": "penalty",
    "kinds": ["fine"],
    "fine": "3000",
    "facts_text": FACTS,
    "grounds_text": "裁量阶次为一般。",
    "basis_text": "《城市道路管理条例》第四十二条",
    "orders_correction": "true",
    "payment_text": "十五日内到安州银行缴纳。",
    "remedies": "true",
    "materials": "调查终结报告\n证据",
}
POINTS = ("subject_ok", "procedure_ok", "facts_ok", "law_ok", "discretion_ok", "powers_ok", "documents_ok", "transfer_ok")
AGREE = dict.fromkeys(POINTS, "true") | {"opinion": "agree", "opinion_text": "同意。"}


@pytest.fixture
def investigated(people: Any, filed: str) -> str:
    """Notified and waived, ready for review."""
    shared = {name: DRAFT[name] for name in ("kinds", "fine", "facts_text", "grounds_text", "basis_text")}
    services.take_step(people.handler, filed, "investigation_report", shared | {"evidence_text": "照片", "proposal": "penalty"})
    told = dict.fromkeys(("facts", "grounds", "basis", "rights", "hearing_offered"), True)
    proposal = services.take_step(people.handler, filed, "notify", shared | told | {"served": "2026-11-22"}).proposal
    services.approve(people.head, filed, proposal)
    services.take_step(people.handler, filed, "waive", {"what": "both", "statement": "放弃"})
    return filed


@pytest.fixture
def decided(investigated: str, signed_in: Any) -> str:
    assert signed_in("handler").post(f"/cases/{investigated}/review/submit", DRAFT).status_code == 302
    assert signed_in("reviewer").post(f"/cases/{investigated}/review", AGREE).status_code == 302
    answer = signed_in("head").post(
        f"/cases/{investigated}/steps/decide", DRAFT | {"sealed": "true", "by": "李负责", "states_surcharge": "true"}
    )
    assert answer.status_code == 302, answer.content.decode()
    return investigated


def test_problems_send_the_draft_back_and_the_next_round_answers_them(investigated: str, signed_in: Any) -> None:
    handler, reviewer = signed_in("handler"), signed_in("reviewer")
    handler.post(f"/cases/{investigated}/review/submit", DRAFT)
    assert "等我审核" in reviewer.get("/").content.decode()
    assert "占用城市道路" in reviewer.get("/reviews").content.decode()
    page = reviewer.get(f"/cases/{investigated}/review").content.decode()
    assert page.count('class="point"') == len(POINTS)
    assert "行政处罚决定书" in page
    half = AGREE | {"facts_ok": "false", "facts_note": "缺少询问笔录"}
    refused = reviewer.post(f"/cases/{investigated}/review", half)
    assert refused.status_code == 422
    assert "缺少询问笔录" in refused.content.decode()
    problems = half | {"opinion": "problems", "opinion_text": "请补充询问笔录", "advice": "correct"}
    assert reviewer.post(f"/cases/{investigated}/review", problems).status_code == 302
    again = handler.get(f"/cases/{investigated}/review/submit").content.decode()
    assert "请补充询问笔录" in again
    assert handler.post(f"/cases/{investigated}/review/coordinate", {"text": "已协商一致"}).status_code == 302
    changed = DRAFT | {"grounds_text": "补充说明：裁量阶次为一般。"}
    assert handler.post(f"/cases/{investigated}/review/submit", changed).status_code == 422
    assert handler.post(f"/cases/{investigated}/review/submit", changed | {"response": "已补充"}).status_code == 302
    assert Request.objects.filter(case=investigated).count() == 2


def test_an_opinion_given_on_paper_is_entered_on_its_day(investigated: str, signed_in: Any) -> None:
    signed_in("handler").post(f"/cases/{investigated}/review/submit", DRAFT)
    reviewer, address = signed_in("reviewer"), f"/cases/{investigated}/review"
    assert 'name="happened_day"' in reviewer.get(address).content.decode()
    assert reviewer.post(address, AGREE | {"happened_day": "2099-01-01"}).status_code == 422
    today = timezone.localdate().isoformat()
    assert reviewer.post(address, AGREE | {"happened_day": today, "backfill": "纸质案卷补录"}).status_code == 302
    assert Request.objects.get(case=investigated).reviewed_on.isoformat() == today


def test_a_decision_that_is_not_the_reviewed_draft_is_refused(investigated: str, signed_in: Any) -> None:
    signed_in("handler").post(f"/cases/{investigated}/review/submit", DRAFT)
    signed_in("reviewer").post(f"/cases/{investigated}/review", AGREE)
    other = DRAFT | {"fine": "2999", "sealed": "true", "by": "李负责"}
    answer = signed_in("head").post(f"/cases/{investigated}/steps/decide", other)
    assert answer.status_code == 409
    assert "第五十八条" in answer.content.decode()
    assert 'value="2999"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_draft_of_the_opinion_survives(investigated: str, signed_in: Any) -> None:
    signed_in("handler").post(f"/cases/{investigated}/review/submit", DRAFT)
    reviewer = signed_in("reviewer")
    assert reviewer.post(f"/cases/{investigated}/steps/review/draft", AGREE | {"opinion_text": "半句意见"}).status_code == 204
    assert "半句意见" in signed_in("reviewer").get(f"/cases/{investigated}/review").content.decode()


def test_what_is_published_is_seen_beside_the_original(decided: str, signed_in: Any) -> None:
    discloser = signed_in("discloser")
    assert "待公示" in discloser.get("/publications").content.decode()
    page = discloser.get(f"/cases/{decided}/publication").content.decode()
    assert "公众看到的" in page
    assert "张某" in page
    more = discloser.post(f"/cases/{decided}/publication", {"preview": "1", "hide": "和平路31号"}).content.decode()
    assert "公示人员确认隐去" in more
    assert not PublicDecision.objects.exists()
    assert discloser.post(f"/cases/{decided}/publication", {"hide": "和平路31号", "until": "2029-11-22"}).status_code == 302
    shown = PublicDecision.objects.get()
    assert "张小满" not in shown.full_text + shown.facts + shown.party + shown.title
    assert "和平路31号" not in shown.facts


def test_a_past_last_day_is_refused_and_what_was_typed_kept(decided: str, signed_in: Any) -> None:
    answer = signed_in("discloser").post(f"/cases/{decided}/publication", {"hide": "和平路31号", "until": "2020-01-01"})
    assert answer.status_code == 422
    assert "和平路31号</textarea>" in answer.content.decode()


def test_what_was_published_or_taken_down_earlier_is_entered_on_its_day(decided: str, signed_in: Any) -> None:
    discloser, address = signed_in("discloser"), f"/cases/{decided}/publication"
    assert 'name="happened_day"' in discloser.get(address).content.decode()
    early = discloser.post(address, {"happened_day": "2026-01-05", "backfill": "纸质案卷补录"})
    assert early.status_code == 422
    assert "不能早于作出决定之日" in early.content.decode()
    assert 'value="2026-01-05"' in early.content.decode()
    today = timezone.localdate().isoformat()
    assert discloser.post(address, {"happened_day": today, "backfill": "纸质案卷补录"}).status_code == 302
    assert Publication.objects.get().day.isoformat() == today
    assert 'name="happened_day"' in discloser.get(address).content.decode()
    gone = {"reason": "决定已被撤销", "backfill": "纸质案卷补录"}
    assert discloser.post(f"{address}/withdraw", gone | {"happened_day": "2026-01-05"}).status_code == 422
    assert discloser.post(f"{address}/withdraw", gone | {"happened_day": today}).status_code == 302


def test_taken_down_with_a_reason(decided: str, signed_in: Any) -> None:
    discloser = signed_in("discloser")
    discloser.post(f"/cases/{decided}/publication", {})
    assert discloser.post(f"/cases/{decided}/publication/withdraw", {"reason": ""}).status_code == 422
    assert discloser.post(f"/cases/{decided}/publication/withdraw", {"reason": "决定已被撤销"}).status_code == 302
    assert Publication.objects.get().state == "withdrawn"
    assert "决定已被撤销" in discloser.get(f"/cases/{decided}/publication").content.decode()


def test_withheld_on_one_of_the_six_grounds(decided: str, signed_in: Any) -> None:
    discloser = signed_in("discloser")
    assert discloser.post(f"/cases/{decided}/publication/withhold", {"ground": "secret", "reason": ""}).status_code == 422
    assert discloser.post(f"/cases/{decided}/publication/withhold", {"ground": "secret", "reason": "涉及商业秘密"}).status_code == 302
    assert "不予公开" in discloser.get(f"/cases/{decided}/publication").content.decode()


def test_nothing_to_publish_yet_says_so(filed: str, signed_in: Any) -> None:
    answer = signed_in("discloser").get(f"/cases/{filed}/publication")
    assert answer.status_code == 409
    assert "还没有作出决定" in answer.content.decode()


def test_organ_and_officers_are_shown(people: Any, signed_in: Any) -> None:
    from sanxiang.disclosure.models import PublicOfficer

    assert signed_in("discloser").post("/publications/organ", {"back": "publications"}).status_code == 302
    assert PublicOfficer.objects.count() == 2
