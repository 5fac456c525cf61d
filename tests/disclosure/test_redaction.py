"""Redaction: what is found, how it is hidden, what is left alone, and the second reading."""

import pathlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.disclosure.redaction import KINDS, infer_party, redact, reread

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from redaction_corpus import corpus

SHARED = pathlib.Path(__file__).parents[3] / "shared/data"
ID = "11010519491231002X"


def found(text: str, party: str | None = None) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in redact(text, party).spans]


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        (f"身份证号码：{ID}，", "id_number", ID),
        ("居民身份证（１１０１０５１９４９１２３１００２Ｘ）", "id_number", "１１０１０５１９４９１２３１００２Ｘ"),
        ("护照号码：E12345678。", "id_number", "E12345678"),
        ("手机13800138000。", "phone", "13800138000"),
        ("电话138 0013 8000。", "phone", "138 0013 8000"),
        ("联系电话：0312-7654321。", "phone", "0312-7654321"),
        ("姓名：张大山 工作单位：安州市教育局 电话：0312-7654321", "phone", "0312-7654321"),
        ("邮箱zhang@example.com。", "email", "zhang@example.com"),
        ("账号：6222 0212 3456 7890 123。", "bank_account", "6222 0212 3456 7890 123"),
        ("转入6228480402564890018中", "bank_account", "6228480402564890018"),
        ("驾驶冀A12345号轿车", "plate", "冀A12345"),
        ("驾驶冀AD12345新能源车", "plate", "冀AD12345"),
        ("驾驶豫A·8K3F6小型车", "plate", "豫A·8K3F6"),
        ("冀（2020）安州市不动产权第0012345号", "property_number", "冀（2020）安州市不动产权第0012345号"),
        ("1985年3月2日出生", "birth_date", "1985年3月2日"),
        ("出生日期：1985-03-02", "birth_date", "1985-03-02"),
        ("家庭住址：安州市城东区和平路1号。", "address", "安州市城东区和平路1号"),
        ("当事人张大山，男，住清水县河口镇东山村5组，农民", "address", "清水县河口镇东山村5组"),
        ("身份证号430602****1234，", "partial_mask", "430602****1234"),
        ("公民身份号码：4306021****，", "partial_mask", "4306021****"),
        ("联系电话131****7683，", "partial_mask", "131****7683"),
        ("【商业秘密】配方甲三乙七【/商业秘密】", "trade_secret", "【商业秘密】配方甲三乙七【/商业秘密】"),
    ],
)
def test_each_kind_of_detail_is_found_where_it_stands(text: str, kind: str, hidden: str) -> None:
    assert (kind, hidden) in found(text, "person")


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码：91110000MA00000820",
        "统一社会信用代码：91431****2400",
        "安环罚决字〔2021〕136号",
        "《中华人民共和国行政处罚法》第二十八条第一款",
        "监督电话：0312-7654321",
        "可向安州市人民政府申请复议。联系人：法制科，电话：0312-7654321",
        "当事人：安州市某某有限公司\n住所：安州市建设大街1号",
        "当事人：安州市老街便民超市\n经营场所：安州市建设大街1号",
        "向安州市城东区人民法院提起行政诉讼",
        "执法人员：张大山、李小河（执法证号：JX0001）",
        "2024年9月1日，本局立案调查，现查明：金额高于规定，方便群众",
        "罚款人民币98400元，生产批号20240901",
        "当事人应当、当事人方便时、当事人认可、负责人全面负责",
    ],
)
def test_organisations_organs_officers_and_numbers_of_things_stay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("当事人：张大山\n", "张大山"),
        ("法定代表人（负责人）：欧阳明\n", "欧阳明"),
        ("姓名：张  山  性别：男", "张  山"),
        ("对周大福进行询问并制作笔录", "周大福"),
        ("驾驶员吴小勇未取得资格", "吴小勇"),
        ("证人李小河称", "李小河"),
        ("赵石头，男，汉族", "赵石头"),
        ("张大山：\n你于2024年1月", "张大山"),
        ("工人阿依古丽·买买提从脚手架坠落", "阿依古丽·买买提"),
        ("谢大宝、谢小宝父子证明了上述情况", "谢小宝"),
        ("车主为其堂兄宫大龙。", "宫大龙"),
        ("救援人员彭亮死亡", "彭亮"),
        ("安全总监邱岩另案处理", "邱岩"),
        ("（由其母亲王秀兰代收）", "王秀兰"),
        ("与行人吴小达发生碰撞", "吴小达"),
        ("送货司机小李（李铁柱，电话13800138000）", "李铁柱"),
    ],
)
def test_a_person_is_found_by_label_role_or_words_around(text: str, name: str) -> None:
    assert ("name", name) in found(text)


def test_a_person_once_found_is_hidden_everywhere_and_always_alike() -> None:
    text = "当事人：张大山，男。张大山的妻子张秀英在场，张秀英称张大山不知情。证人李小河。"
    assert redact(text).text == "当事人：张某甲，男。张某甲的妻子张某乙在场，张某乙称张某甲不知情。证人李某。"


def test_a_shop_that_bears_its_owners_name_keeps_its_name() -> None:
    text = "当事人：安州市张大山餐馆 经营者：张大山 张大山在场"
    assert redact(text).text.startswith("当事人：安州市张大山餐馆 经营者：张某")


def test_a_minor_and_the_school_are_hidden_and_reported() -> None:
    text = "2024年9月1日，未成年人马小乐（男，15岁，系安州市第三中学学生）在网吧上网。马小乐无证件。"
    redacted = redact(text)
    assert {span.kind for span in redacted.spans} == {"minor"}
    assert "马小乐" not in redacted.text
    assert "第三中学" not in redacted.text
    assert [finding.kind for finding in redacted.findings] == ["minor"]


def test_an_address_after_a_label_is_a_home_only_of_a_person() -> None:
    text = "地址：安州市建设大街1号\n"
    assert found(text, "person") == [("address", "安州市建设大街1号")]
    assert found(text, "organisation") == []


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("当事人：张大山，男", "person"),
        ("当事人：安州市某某有限公司", "organisation"),
        ("被处罚单位：安州市老街便民超市", "organisation"),
        ("安州市某某有限公司：\n统一社会信用代码：91110000MA00000820", "organisation"),
    ],
)
def test_the_party_is_inferred_and_said(text: str, party: str) -> None:
    assert infer_party(text) == party
    assert redact(text).inferred
    assert not redact(text, party).inferred


def test_what_still_stands_after_hiding_is_found_by_the_second_reading() -> None:
    text = f"当事人：张大山，身份证号{ID}"
    redacted = redact(text)
    assert redacted.findings == []
    assert [finding.kind for finding in reread(text, redacted.spans, f"张某 {ID}")] == ["leak", "leak"]


@given(st.text("张大山李小河，。：、当事人男女住址电话身份证号13800138000 *X安州市公司\n（）", max_size=120))
def test_any_text_is_redacted_within_its_bounds(text: str) -> None:
    redacted = redact(text)
    places = [(span.start, span.end) for span in redacted.spans]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in zip(places, places[1:], strict=False))
    assert all(span.kind in KINDS for span in redacted.spans)


def test_the_goals_hold_on_decisions_made_up_from_templates() -> None:
    marked = hit = names = named = right = spans = 0
    for made, party in corpus(60, seed=11):
        redacted = redact(made.text, party)
        spans += len(redacted.spans)
        right += sum(any(span.start < mark.end and mark.start < span.end for mark in made.marks) for span in redacted.spans)
        for mark in made.marks:
            covered = any(span.start <= mark.start and mark.end <= span.end for span in redacted.spans)
            if mark.kind == "name":
                names, named = names + 1, named + covered
            else:
                marked, hit = marked + 1, hit + covered
    assert hit / marked >= 0.99
    assert named / names >= 0.95
    assert right / spans >= 0.9


@pytest.mark.skipif(not SHARED.exists(), reason="the sample texts are not here")
def test_lists_and_statutes_hold_almost_nothing_to_hide() -> None:
    texts = [path.read_text() for path in [*(SHARED / "lists").glob("*.txt"), *(SHARED.parent / "laws").glob("*.md")]]
    wrong = sum(len(redact(text).spans) for text in texts)
    assert wrong <= 5


@pytest.mark.skipif(not SHARED.exists(), reason="the sample texts are not here")
def test_half_masked_numbers_of_real_decisions_are_findings() -> None:
    kinds = [finding.kind for path in sorted((SHARED / "decisions").glob("*.txt")) for finding in redact(path.read_text()).findings]
    assert kinds == ["partial_mask"] * 4
