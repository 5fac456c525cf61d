"""What a list writes in words it reads again: the editor, the import and the export rest on it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.catalogue import columns, intake, words
from sanxiang.catalogue.columns import COLUMNS, Column
from sanxiang.catalogue.kinds import KINDS, read
from sanxiang.catalogue.vocabulary import FIELD_TYPES, choices
from sanxiang.sheets import reading, writing

LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Zs", "Co", "Cn"], exclude_characters="｜|"),
    min_size=1,
    max_size=12,
)
MONEY = st.integers(0, 10**7).map(str)
NAME = st.from_regex("[a-z][a-z_]{0,8}", fullmatch=True).filter(lambda name: name not in ("true", "false"))


def tiers() -> st.SearchStrategy[Any]:
    plain = st.fixed_dictionaries({"name": LINE, "when": LINE, "standard": LINE}, optional={})
    fined = st.fixed_dictionaries({"name": LINE, "when": LINE, "standard": LINE, "low": MONEY, "high": MONEY})
    return st.lists(plain | fined, min_size=1, max_size=4)


def value(kind: str, column: Column) -> st.SearchStrategy[Any]:
    known = list(choices(kind, column.name))
    if column.name == "procedures":
        return st.just(["ordinary"])
    if column.form == "choice":
        return st.sampled_from(known) if known else LINE
    return {
        "choices": st.lists(st.sampled_from(known or ["x"]), min_size=1, max_size=3, unique=True),
        "several": st.lists(LINE, min_size=1, max_size=3),
        "yes": st.just(True),
        "money": MONEY,
        "tiers": tiers(),
        "extras": st.lists(
            st.fixed_dictionaries({"name": NAME, "label": LINE, "type": st.sampled_from(list(FIELD_TYPES))}), min_size=1, max_size=3
        ),
        "guards": st.lists(
            st.fixed_dictionaries(
                {"kind": NAME, "rule": NAME, "step": NAME | st.lists(NAME, min_size=2, max_size=3)},
                optional={"when": st.dictionaries(NAME, st.booleans() | NAME, min_size=1)},
            ),
            min_size=1,
            max_size=2,
        ),
    }.get(column.form, st.lists(LINE, min_size=1, max_size=2).map("\n".join))


def row(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    from sanxiang.catalogue.columns import needed

    must = {column.name: value(kind, column) for column in COLUMNS[kind] if column.name in needed(kind)}
    may = {column.name: value(kind, column) for column in COLUMNS[kind] if column.name not in must}
    return st.fixed_dictionaries(must, optional=may).map(lambda made: steps_of_its_type(kind, made))


def steps_of_its_type(kind: str, made: dict[str, Any]) -> dict[str, Any]:
    """Where a choice depends on the row's type, one of its own or none."""
    if kind == "item":
        made["type"] = "penalty"
    if kind in ("recording_list", "procedure", "review_list"):
        made["type"] = "penalty"
    if kind == "review_list" and "kinds" in made:
        made["kinds"] = ["fine", "warning"]
    if made.get("step") and made["step"] not in choices(kind, "step", "penalty"):
        made["step"] = "seize"
    if kind == "procedure":
        made |= {"code": "file", "procedure": "ordinary"}
    return made


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_rows_in_words_are_read_as_they_were(kind: str, data: Any) -> None:
    rows = data.draw(st.lists(row(kind), min_size=1, max_size=3))
    again, faults = words.typed(kind, words.told(kind, rows))
    assert faults == []
    assert again == rows


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "officers"])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_an_export_imported_again_gives_the_same_rows(kind: str, form: str, data: Any) -> None:
    rows = data.draw(st.lists(row(kind), min_size=1, max_size=4))
    told = words.told(kind, rows)
    heads, body = [each.head for each in COLUMNS[kind]], [[one[each.name] for each in COLUMNS[kind]] for one in told]
    if form == "xlsx":
        found = reading.read(writing.xlsx("清单", heads, body))[0]
        source = intake.Source(sheets=[intake.Sheet("", [(one.number, one.cells, sorted(one.spread)) for one in found.rows])])
    else:
        source = intake.Source(text=reading.decode(writing.delimited(heads, body)))
    understood = intake.understand(kind, source, intake.Settled(shape="commas"))
    again, faults = words.typed(kind, [made.cells for made in understood.rows])
    assert understood.open_ == []
    assert [one for one in understood.aside if "重复的表头" not in one.reason] == []
    assert faults == []
    assert again == rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'普通", "普通"])
def test_a_text_is_never_a_formula_and_comes_back_as_it_was(text: str) -> None:
    guarded = writing.harmless(text)
    assert guarded[0] not in "=+-@"
    assert writing.plain(guarded) == text


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "=1+1", "@x"])
def test_a_workbook_holds_texts_and_no_formula(text: str) -> None:
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(writing.xlsx("清单", ["名称"], [[text]]))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


def test_amounts_are_read_as_people_write_them() -> None:
    column = next(each for each in COLUMNS["review_list"] if each.name == "from_person")
    assert words.read("review_list", column, "1万元", "") == "10000"
    assert words.read("review_list", column, "５，０００", "") == "5000"


def test_a_word_that_is_none_to_choose_from_is_told_with_the_choices() -> None:
    _, faults = words.typed("leniency", [{"code": "1", "effect": "随便", "name": "x", "when": "y", "basis": "z"}])
    assert [fault.column for fault in faults] == ["effect"]
    assert "不予处罚" in faults[0].message


def test_whoever_reads_a_published_procedure_reads_words_and_no_codes() -> None:
    guards = [{"kind": "step-taken", "rule": "PEN-54", "step": "site_record"}, {"kind": "review-passed", "rule": "PEN-58a"}]
    row = {"type": "penalty", "procedure": "ordinary", "code": "notify", "required": ["grounds_text"], "guards": guards}
    told = columns.of("procedure", read("procedure", [row]))[1][0]
    assert told["guards"] == "须先办理现场检查（依据规则 PEN-54）\n须经法制审核通过（依据规则 PEN-58a）"
    assert "grounds_text" not in told["required"]
