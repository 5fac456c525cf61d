"""The form of a step: filled from the case, nothing typed is lost, refusals say why and what to do."""

import datetime
import re
from typing import Any

from django.utils import timezone

from sanxiang.casework import queries, services
from sanxiang.casework.models import Proposal, Step

SITE = {
    "place": "和平路31号门前",
    "began": "2026-11-20T09:00",
    "ended": "2026-11-20T09:30",
    "certificate_shown": "true",
    "qualified": "true",
    "present": "张小满",
    "content": "占用人行道摆放桌椅四张",
    "signed": "true",
}


def site(people: Any, **more: Any) -> dict[str, Any]:
    return SITE | {"officers": [people.handler.officer, people.second.officer]} | more


def version_in(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found
    return found[1]


def test_a_form_is_filled_from_the_case(people: Any, filed: str, signed_in: Any) -> None:
    text = signed_in("handler").get(f"/cases/{filed}/steps/site_record").content.decode()
    assert 'value="张小满"' in text
    assert text.count("checked") >= 4  # both handlers, the certificate, the qualification
    assert "已由案件带入" in text


def test_a_step_is_taken_and_the_case_shows_it(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    answer = client.post(f"/cases/{filed}/steps/site_record", site(people), follow=True)
    text = answer.content.decode()
    assert "“现场检查”已记录" in text
    assert "《现场检查（勘验）笔录》" in text


def test_what_is_missing_is_named_and_what_was_typed_is_kept(people: Any, filed: str, signed_in: Any) -> None:
    answer = signed_in("handler").post(f"/cases/{filed}/steps/site_record", site(people, place="", content="写了很久的检查情况"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-place"' in text
    assert "写了很久的检查情况" in text
    assert not Step.objects.filter(case=filed, act="site_record").exists()


def test_what_the_law_forbids_is_told_with_its_article(people: Any, filed: str, signed_in: Any) -> None:
    answer = signed_in("head").post(f"/cases/{filed}/steps/decide", {"outcome": "penalty"})
    text = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert "事先告知" in text
    assert "第四十四条" in text
    assert "怎么办" in text


def test_when_the_case_moved_on_the_form_says_what_changed_and_keeps_what_was_typed(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    form = client.get(f"/cases/{filed}/steps/site_record").content.decode()
    other = {
        **SITE,
        "certificate_shown": True,
        "qualified": True,
        "signed": True,
        "officers": [people.handler.officer, people.second.officer],
    }
    services.take_step(people.second, filed, "site_record", other)
    answer = client.post(f"/cases/{filed}/steps/site_record", site(people, content="我写的", version=version_in(form)))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "案件已被他人更新" in text
    assert "钱协办" in text
    assert "我写的" in text
    again = client.post(f"/cases/{filed}/steps/site_record", site(people, content="我写的", version=version_in(text)))
    assert again.status_code == 302


def test_the_same_form_sent_twice_acts_once(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    for _ in range(2):
        assert client.post(f"/cases/{filed}/steps/site_record", site(people, idempotency_key="k-1")).status_code == 302
    assert Step.objects.filter(case=filed, act="site_record").count() == 1


def test_a_draft_survives_a_lost_session(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    answer = client.post(f"/cases/{filed}/steps/site_record/draft", site(people, content="半份笔录", qualified="", idempotency_key="x"))
    assert answer.status_code == 204
    client.logout()
    text = signed_in("handler").get(f"/cases/{filed}/steps/site_record").content.decode()
    assert "已恢复草稿" in text
    assert "半份笔录" in text
    assert "半份笔录" not in signed_in("second").get(f"/cases/{filed}/steps/site_record").content.decode()
    assert "有草稿" in signed_in("handler").get(f"/cases/{filed}").content.decode()
    signed_in("handler").post(f"/cases/{filed}/steps/site_record/draft", {"drop": "1"})
    assert "已恢复草稿" not in signed_in("handler").get(f"/cases/{filed}/steps/site_record").content.decode()


def test_a_submitted_step_leaves_no_draft(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    client.post(f"/cases/{filed}/steps/site_record/draft", site(people))
    client.post(f"/cases/{filed}/steps/site_record", site(people))
    assert not queries.draft(people.handler, filed, "site_record")


def test_the_document_is_shown_before_it_is_made(people: Any, filed: str, signed_in: Any) -> None:
    answer = signed_in("handler").post(f"/cases/{filed}/steps/site_record", site(people, preview="1"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "文书预览" in text
    assert "占用人行道摆放桌椅四张" in text.split("文书预览")[1]
    assert not Step.objects.filter(case=filed, act="site_record").exists()


def test_a_past_day_needs_a_reason(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    late = site(people, happened_day="2026-11-22", happened_time="25:00")
    assert client.post(f"/cases/{filed}/steps/site_record", late).status_code == 422


def test_goods_are_typed_row_by_row(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    more = client.post(f"/cases/{filed}/steps/preserve", {"goods.0.name": "折叠桌", "add": "goods"}).content.decode()
    assert 'name="goods.1.name"' in more
    assert 'value="折叠桌"' in more
    told = site(people, reason="可能灭失", keeper="就地保存") | {
        "goods.0.name": "折叠桌",
        "goods.0.quantity": "4",
        "goods.0.unit": "张",
        "goods.1.name": "",
    }
    answer = client.post(f"/cases/{filed}/steps/preserve", told)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    proposal = Proposal.objects.get(case=filed, state="waiting")
    assert [row["name"] for row in proposal.fields["goods"]] == ["折叠桌"]


def test_an_unknown_step_is_not_found(filed: str, signed_in: Any) -> None:
    assert signed_in("handler").get(f"/cases/{filed}/steps/nothing").status_code == 404


def test_review_and_publication_have_pages_of_their_own(filed: str, signed_in: Any) -> None:
    assert signed_in("handler").get(f"/cases/{filed}/steps/review_submit")["Location"].endswith("/review/submit")


def last_day(text: str, name: str = "until") -> str:
    """The day that stands in a field of a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found
    return found[1]


def test_what_counts_from_a_day_counts_from_the_day_that_is_told(signed_in: Any, filed: str) -> None:
    client, today = signed_in("handler"), timezone.localdate()
    told, page = today - datetime.timedelta(days=10), f"/cases/{filed}/steps/seize"
    month = datetime.timedelta(days=30)
    assert last_day(client.get(page).content.decode()) == str(today + month)
    asked = client.get(f"{page}?day={told}").content.decode()
    assert (last_day(asked), last_day(asked, "happened_day")) == (str(told + month), str(told))
    for no_day in ("", "昨天", "9999-12-31", "0001-01-01"):
        assert last_day(client.get(page, {"day": no_day}).content.decode()) == str(today + month)
    refused = client.post(page, {"until": str(today + month), "reason": "可能转移", "happened_day": str(told)})
    text = refused.content.decode()
    assert (refused.status_code, last_day(text)) == (422, str(told + month))
    assert f"已按发生日期{told}重新计算：查封扣押期限至" in text
    assert "可能转移" in text
    own = str(today - datetime.timedelta(days=1))
    assert last_day(client.post(page, {"until": own, "happened_day": str(told)}).content.decode()) == own
