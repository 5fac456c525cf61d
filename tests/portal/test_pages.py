"""Every page works under the portal's own role, with a fixed number of queries, and says what it should."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.town import CITY, HOUSING
from sanxiang.disclosure.public import PAGE

pytestmark = pytest.mark.django_db
PAGES = {
    "/": 3,
    "/decisions": 2,
    "/decisions?q=占用城市道路": 3,
    "/decisions?q=甲": 2,
    f"/decisions?organ={CITY}&kind=fine&year=2026": 2,
    "/decisions/full": 3,
    "/decisions/late": 3,
    "/decisions/gone": 2,
    "/decisions/imported": 2,
    "/organs": 1,
    f"/organs/{CITY}": 4,
    f"/organs/{HOUSING}": 4,
    f"/organs/{CITY}/lists/item": 2,
    f"/organs/{CITY}/lists/item?version=1": 2,
    f"/organs/{CITY}/procedures": 2,
    f"/organs/{CITY}/procedures/penalty-ordinary": 2,
    f"/organs/{CITY}/procedures/penalty-summary": 2,
    f"/organs/{CITY}/procedures/permit-ordinary": 2,
    f"/organs/{CITY}/procedures/penalty-ordinary/chart": 2,
    f"/organs/{CITY}/procedures/penalty-ordinary/review-chart": 2,
    "/officers": 2,
    "/officers?q=az-0001": 2,
    "/complain": 1,
    "/about": 0,
    "/robots.txt": 0,
    "/healthz": 1,
}


def read(citizen: Client, address: str) -> str:
    answer = citizen.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_its_number_of_queries(citizen: Client, address: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(
        PAGES[address], info="A page of the portal has a fixed number of queries; change PAGES if this is meant."
    ):
        text = read(citizen, address)
    assert "{{" not in text
    assert "<c-" not in text


def test_a_list_of_a_hundred_decisions_asks_no_more(citizen: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection

    from portal import town

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        town.add(town.many(100))
        cursor.execute("SET LOCAL ROLE sanxiang_portal")
    with django_assert_num_queries(2):
        text = read(citizen, "/decisions")
    assert text.count("result-title") == PAGE
    assert "下一页" in text


def test_pages_carry_the_headers_that_protect_readers(citizen: Client) -> None:
    answer = citizen.get("/decisions/full")
    policy = answer["Content-Security-Policy"]
    for directive in ("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"], answer["Referrer-Policy"]) == ("nosniff", "DENY", "same-origin")
    assert not answer.cookies


@pytest.mark.parametrize("address", [address for address in PAGES if "." not in address and "health" not in address])
def test_nothing_comes_from_a_third_party(citizen: Client, address: str) -> None:
    loaded = re.findall(r'<(?:script|img|iframe|source|link|use)\b[^>]*?\s(?:src|href|srcset)="([^"]+)"', read(citizen, address))
    assert loaded
    assert all(one.startswith(("/static/", "#")) for one in loaded), loaded


def test_only_reading_is_answered(citizen: Client) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(citizen, method)("/decisions").status_code in (403, 405)


def test_a_decision_shows_facts_text_and_what_was_hidden(citizen: Client) -> None:
    text = read(citizen, "/decisions/full")
    for word in ("孔某擅自占用城市道路案", "安城管罚决字〔2026〕1号", "2,000 元", "2026年10月21日", "按时公开", "决定书全文", "公示核验印"):
        assert word in text
    assert '<span class="hid" tabindex="0" role="note" title="依法隐去：自然人姓名">孔某</span>' in text
    assert '<span class="hid" tabindex="0" role="note" title="依法隐去：家庭住址">（住址略）</span>' in text
    assert "自然人姓名 1 处、家庭住址 1 处" in text
    assert '<p class="line-title">行政处罚决定书</p>' in text
    assert text.count('class="line-signed"') == 3


def test_a_decision_tells_the_last_day_of_each_remedy(citizen: Client) -> None:
    text = re.sub(r"<[^>]+>", "", read(citizen, "/decisions/full"))
    assert "按 2026年10月23日送达计算，最后一日是 2026年12月22日" in text  # 60 days after the 23rd
    assert "最后一日是 2027年4月23日" in text  # six months
    assert "向安州市人民政府提出" in text
    assert "向安州市清河区人民法院提出" in text


def test_a_late_publication_is_plain_to_see(citizen: Client) -> None:
    text = read(citizen, "/decisions/late")
    assert "逾期 4 日公开" in text
    assert "overdue" in text
    home = re.sub(r"<[^>]+>", "", read(citizen, "/"))
    assert "最近公开的 3 件决定中，2 件在法定期限内公开" in home


def test_a_withdrawn_decision_says_why_and_no_more(citizen: Client) -> None:
    text = read(citizen, "/decisions/gone")
    assert "已撤下" in text
    assert "决定被撤销" in text
    for word in ("丙公司", "占用人行道", "2,000", "决定书全文"):
        assert word not in text


def test_an_imported_decision_says_where_it_comes_from(citizen: Client) -> None:
    text = read(citizen, "/decisions/imported")
    assert "本条来自机关公开的数据表" in text
    assert "缺少处罚依据" in text
    assert "98,400.50 元" in text
    assert "&lt;未批先建&gt;" in text


def test_an_older_version_of_a_list_points_to_the_newest(citizen: Client) -> None:
    assert "这是旧版" in read(citizen, f"/organs/{CITY}/lists/item?version=1")
    newest = read(citizen, f"/organs/{CITY}/lists/item")
    assert "这是旧版" not in newest
    assert "第 2 版" in newest


def test_an_expired_certificate_is_marked(citizen: Client) -> None:
    assert "已过期" in read(citizen, "/officers?q=AZ-0002")
    assert "已过期" not in read(citizen, "/officers?q=AZ-0001")
    assert "没有找到这名执法人员" in read(citizen, "/officers?q=AZ-0003")


def test_the_flowchart_is_the_procedure_that_cases_walk(citizen: Client) -> None:
    from sanxiang.law.procedure import load

    text = read(citizen, f"/organs/{CITY}/procedures/penalty-ordinary")
    for step in load("penalty", "ordinary").steps:
        assert step.title in text
    assert "7个工作日" in text


def test_what_was_looked_for_is_marked_and_escaped(citizen: Client) -> None:
    text = read(citizen, "/decisions?q=<未批先建>")
    assert "<mark>&lt;未批先建&gt;</mark>" in text
    assert "<未批先建>" not in text
    assert "没有找到" in read(citizen, "/decisions?q=<script>alert(1)</script>")


def test_an_empty_portal_has_a_sentence_everywhere(db: None, portal_settings: Any, as_portal: None) -> None:
    citizen = Client()
    for address in ("/", "/decisions", "/organs", "/officers", "/complain"):
        assert re.search("还没有|没有找到", read(citizen, address)), address


def test_an_older_version_of_a_list_ends_on_the_day_on_which_the_newer_begins(citizen: Client) -> None:
    old = read(citizen, f"/organs/{CITY}/lists/item?version=1")
    assert "2024年1月1日起施行，2025年1月1日废止" in old
    assert "2024年1月1日起，2025年1月1日废止" in old  # among the versions
    newest = read(citizen, f"/organs/{CITY}/lists/item")
    assert "2025年1月1日起施行" in newest
    assert "2025年1月1日起施行，" not in newest
