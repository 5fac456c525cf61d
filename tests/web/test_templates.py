"""Every template renders, nothing is inline, every state speaks."""

import pathlib
import re

import pytest
from django.http import Http404
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory, override_settings
from django_cotton.compiler_regex import CottonCompiler

import sanxiang.web
from sanxiang.web.examples import EXAMPLES
from sanxiang.web.views import bad_request, components, display, error, forbidden, not_found, server_error

ROOT = pathlib.Path(sanxiang.web.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAV = [{"label": "查处罚", "url": "/decisions", "current": True}]


def page(source: str, **context: object) -> str:
    return engines["django"].from_string(CottonCompiler().process("{% load web %}" + source)).render(context)


@pytest.fixture
def gallery() -> str:
    with override_settings(DEBUG=True):
        return components(RequestFactory().get("/_components")).content.decode()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_has_inline_style_or_script(file):
    text = file.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_template_compiles(file):
    assert get_template(str(file.relative_to(ROOT / "templates")))


def test_the_gallery_shows_every_component(gallery):
    for mark in (
        "ruler-drawing",
        "ruler-small",
        "spine",
        "article-tag",
        "seal",
        "act-card",
        "finding fatal",
        "evidence-card",
        "person",
        "steps",
        "chart-bar",
        "compare",
        "<dialog",
        "redacted",
        "pager",
        "empty",
    ):
        assert mark in gallery
    assert "<c-" not in gallery
    assert "{{" not in gallery


def test_ids_on_the_gallery_are_unique(gallery):
    visible = re.sub(r"<(template|noscript)>.*?</\1>", "", gallery, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', visible)
    assert len(ids) == len(set(ids))


def test_every_label_and_description_points_at_something(gallery):
    ids = set(re.findall(r'\sid="([^"]+)"', gallery))
    for name in ("for", "aria-describedby", "aria-labelledby"):
        for value in re.findall(rf'\s{name}="([^"]+)"', gallery):
            assert set(value.split()) <= ids, (name, value)


def test_the_gallery_is_not_for_strangers():
    with override_settings(DEBUG=False), pytest.raises(Http404):
        components(RequestFactory().get("/_components"))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500])
def test_every_error_says_why_and_what_to_do(status):
    answer = error(RequestFactory().get("/x"), status)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "原因" in text
    assert "怎么办" in text
    assert not re.search(r"<dd>\s*</dd>", text)


def test_a_server_error_renders_without_any_context():
    assert "系统出错" in render_to_string("500.html")


def test_the_handlers_of_a_face_answer_with_their_status():
    request = RequestFactory().get("/x")
    assert [view(request, Exception()).status_code for view in (bad_request, forbidden, not_found)] == [400, 403, 404]
    assert server_error(request).status_code == 500


def test_an_error_with_its_own_words_shows_them_escaped():
    text = error(
        RequestFactory().get("/x"), 409, "不能作出决定", "未经<法制审核>", "先报送审核", "处罚法 §58", ["张三提交了证据"]
    ).content.decode()
    assert "未经&lt;法制审核&gt;" in text
    assert "处罚法 §58" in text
    assert "张三提交了证据" in text


def test_the_portal_frame_marks_where_one_is():
    text = render_to_string("web/portal_base.html", {"nav": NAV, "site": {"name": "安州市行政执法公示"}}, RequestFactory().get("/"))
    assert 'lang="zh-CN"' in text
    assert '<a href="/decisions" aria-current="page">查处罚</a>' in text
    assert "主管单位" not in text  # what nobody filled in is not shown
    assert 'href="#main"' in text


def test_the_choice_of_display_is_on_the_page_without_scripts():
    request = RequestFactory().get("/list?q=a&b=1")
    request.COOKIES.update(theme="dark", elder="1")
    text = render_to_string("web/portal_base.html", {}, request)
    assert 'data-theme="dark" data-elder>' in text
    assert "/display?elder=0&amp;next=/list%3Fq%3Da%26b%3D1" in text


def test_a_forged_display_cookie_is_ignored():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert "<script>" not in render_to_string("web/portal_base.html", {}, request)


def test_display_keeps_the_choice_and_goes_back():
    answer = display(RequestFactory().get("/display", {"elder": "1", "theme": "pink", "next": "/list?q=a"}))
    assert answer.url == "/list?q=a"
    assert answer.cookies["elder"].value == "1"
    assert "theme" not in answer.cookies


def test_display_leads_nowhere_else():
    assert display(RequestFactory().get("/display", {"next": "https://example.com/"})).url == "/"


def test_the_ruler_reads_as_its_sentence():
    period = {**EXAMPLES["rulers"][0], "sentence": "九十日，七月十三日届满。"}
    assert 'aria-label="九十日，七月十三日届满。"' in page('<c-ruler :period="period" />', period=period)


def test_a_ruler_without_dates_leaves_no_trace():
    assert page('<c-ruler :period="period" />', period={}).strip() == ""


def test_a_field_reads_its_help_and_its_error():
    text = page(
        '<c-field :field="f" />', f={"name": "fine", "label": "罚款", "type": "money", "help": "元", "error": "超过上限", "required": True}
    )
    assert 'aria-describedby="f-fine-help f-fine-error"' in text
    assert 'aria-invalid="true"' in text
    assert "超过上限" in text


def test_what_was_typed_is_escaped():
    for kind in ("text", "longtext", "money", "integer", "date", "datetime"):
        assert "<script>" not in page('<c-field :field="f" />', f={"name": "a", "label": "a", "type": kind, "value": '"><script>'})


@pytest.mark.parametrize(("kind", "value"), [("choice", "b"), ("choices", ["b"]), ("officers", ["b"]), ("select", "b")])
def test_what_was_chosen_stays_chosen(kind, value):
    text = page(
        '<c-field :field="f" />', f={"name": "a", "label": "a", "type": kind, "value": value, "choices": [("a", "甲"), ("b", "乙")]}
    )
    assert re.search(r'value="b"(?: checked| selected)', text)
    assert not re.search(r'value="a"(?: checked| selected)', text)


def test_a_party_keeps_its_parts():
    text = page(
        '<c-field :field="f" />', f={"name": "party", "label": "当事人", "type": "party", "value": {"kind": "legal", "name": "某某公司"}}
    )
    assert 'name="party.name"' in text
    assert 'value="某某公司"' in text
    assert 'value="legal" checked' in text


def test_a_form_carries_key_version_and_draft():
    text = page('<c-form action="/x" draft="/draft" version="3" :fields="fields" />', fields=[])
    assert re.search(r'name="idempotency_key" value="[0-9a-f-]{36}"', text)
    assert 'name="version" value="3"' in text
    assert 'data-draft-url="/draft"' in text


def test_severity_is_word_and_shape():
    said = {kind: page('<c-finding :finding="f" />', f={"severity": kind, "text": "x"}) for kind in ("fatal", "major", "minor", "kept")}
    assert all(word in said[kind] for kind, word in {"fatal": "必须纠正", "major": "应当纠正", "minor": "提示", "kept": "符合"}.items())
    assert len({re.search(r'class="shape"[^>]+', text).group() for text in said.values()}) == 4


def test_blocked_acts_have_no_button():
    text = page('<c-act-card title="作出决定" url="/decide" :blocks="b" />', b=[{"text": "未经法制审核。", "article": "处罚法 §58"}])
    assert "暂不能做" in text
    assert "/decide" not in text


def test_the_list_says_so_when_it_is_empty():
    text = page('<c-list-page :has_rows="rows" empty="没有案件。">行</c-list-page>', rows=[])
    assert "没有案件。" in text
    assert "行" not in text


def test_compare_marks_whole_numbers():
    text = page('<c-compare old="罚款 8000 元" new="罚款 6000 元" />')
    assert "<del>8000</del><ins>6000</ins>" in text


def test_the_seal_holds_a_code_that_leads_to_its_address():
    text = page('<c-seal url="https://example.invalid/v/1" index="7" date="2026年6月8日" />')
    assert 'class="seal-code" d="M0 0h7v1h-7z' in text
    assert "日志第 7 条" in text
