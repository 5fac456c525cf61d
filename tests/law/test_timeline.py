"""Reading a timeline: strict, with the line of what is wrong."""

import contextlib
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.law import timeline, timeline_keys
from sanxiang.law.timeline import TimelineError, parse

TODAY = date(2026, 3, 1)
HEAD = "case: {type: penalty, procedure: ordinary}\n"


def refused(text: str) -> TimelineError:
    with pytest.raises(TimelineError) as error:
        parse(text, TODAY)
    return error.value


def acts(*lines: str) -> str:
    return HEAD + "acts:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def test_what_is_told_has_its_type() -> None:
    told = parse(
        acts(
            "act: file, day: 2024-09-09",
            "act: seize, at: 2024-09-12T15:00, officers: [甲, 乙], urgent: true",
            "act: pay, day: 2024-12-05, amount: 98400.50",
        ),
        TODAY,
    )
    file, seize, pay = told.acts
    assert (file.index, file.name, file.day, file.at, file.line) == (1, "file", date(2024, 9, 9), None, 3)
    assert seize.at == datetime(2024, 9, 12, 15)
    assert seize.told == {"officers": ("甲", "乙"), "urgent": True}
    assert pay.told["amount"] == Decimal("98400.50")
    assert (told.as_of, told.complete) == (TODAY, True)


def test_what_is_left_out_is_unknown() -> None:
    told = parse(acts("act: notify, day: 2024-09-09, facts: null"), TODAY)
    assert told.acts[0].told == {}
    assert told.case.complex is None
    assert told.case.party.kind is None


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (acts("act: file, day: 2024-09-09", "act: fly, day: 2024-09-10"), "unknown_act", 4),
        (acts("act: file, day: 2024-09-09, colour: red"), "unknown_key", 3),
        (HEAD + "acts: []\nweather: fine\n", "unknown_key", 3),
        ("case:\n  type: penalty\n  colour: red\nacts: []\n", "unknown_key", 3),
        ("case: {type: penalty, party: {kind: person, height: 3}}\nacts: []\n", "unknown_key", 1),
        ("case: {type: robbery}\nacts: []\n", "wrong_type", 1),
        ("case: {procedure: ordinary}\nacts: []\n", "missing", 1),
        (HEAD, "missing", 1),
        (HEAD + "acts: {file: 2024-09-09}\n", "wrong_type", 2),
        (HEAD + "acts:\n  - file\n", "wrong_type", 3),
        (acts("act: file"), "missing", 3),
        (acts("day: 2024-09-09"), "missing", 3),
        (acts("act: file, day: 2024-09-09", "act: notify, day: 2024-09-08"), "day_goes_back", 4),
        (acts("act: file, day: 2024-02-30"), "wrong_type", 3),
        (acts("act: file, day: 2024-9-9"), "wrong_type", 3),
        (acts("act: file, day: 2024-09-09T10:00"), "wrong_type", 3),
        (acts("act: file, at: 2024-09-09"), "wrong_type", 3),
        (acts("act: file, day: 2024-09-09, at: 2024-09-10T10:00"), "wrong_type", 3),
        (acts("act: site_record, day: 2024-09-09, officers: two"), "wrong_type", 3),
        (acts("act: site_record, day: 2024-09-09, officers: -1"), "wrong_type", 3),
        (acts("act: site_record, day: 2024-09-09, certificate_shown: maybe"), "wrong_type", 3),
        (acts("act: notify, day: 2024-09-09, fine: 20万元"), "wrong_type", 3),
        (acts("act: notify, day: 2024-09-09, kinds: fine"), "wrong_type", 3),
        (acts("act: notify, day: 2024-09-09, kinds: [fines]"), "wrong_type", 3),
        (acts("act: decide, day: 2024-09-09, outcome: maybe"), "wrong_type", 3),
        (acts("act: file, day: 2024-09-09, day: 2024-09-10"), "duplicate_key", 3),
        (HEAD + "acts: [\n", "yaml", 3),
        ("just words", "wrong_type", 1),
        ("", "wrong_type", 1),
        (HEAD + "acts: []\nas_of: soon\n", "wrong_type", 3),
        (HEAD + "acts: []\ncomplete: perhaps\n", "wrong_type", 3),
        ("case: {type: penalty, act_from: 2024-09-02, act_until: 2024-09-01}\nacts: []\n", "day_goes_back", 1),
    ],
)
def test_a_wrong_timeline_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    error = refused(text)
    assert (error.code, error.line) == (code, line)
    assert error.message


def test_within_a_day_the_order_of_the_list_decides() -> None:
    told = parse(acts("act: seize, at: 2024-09-12T15:00", "act: seize_approve, at: 2024-09-12T09:00"), TODAY)
    assert [act.name for act in told.acts] == ["seize", "seize_approve"]


def test_a_time_with_an_offset_is_shanghai_time() -> None:
    told = parse(acts("act: seize, at: 2024-09-12T18:00Z"), TODAY)
    assert told.acts[0].at == datetime(2024, 9, 13, 2)
    assert told.acts[0].day == date(2024, 9, 13)


def test_built_from_plain_values_is_the_same_as_read() -> None:
    text = acts("act: file, day: 2024-09-09", "act: notify, day: 2024-10-25, fine: 20000, kinds: [fine], facts: true")
    read = parse(text, TODAY)
    built = timeline.build(
        {"type": "penalty", "procedure": "ordinary"},
        [
            {"act": "file", "day": "2024-09-09"},
            {"act": "notify", "day": date(2024, 10, 25), "fine": "20000", "kinds": ["fine"], "facts": True},
        ],
        TODAY,
    )
    assert [(act.name, act.day, act.told) for act in built.acts] == [(act.name, act.day, act.told) for act in read.acts]


def test_a_list_named_once_may_be_used_twice() -> None:
    told = parse("case: {type: penalty, handlers: &us [甲, 乙]}\nacts:\n  - {act: interview, day: 2024-09-09, officers: *us}\n", TODAY)
    assert told.acts[0].told["officers"] == ("甲", "乙")


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)),
        "case: &a {type: penalty, party: *a}\nacts: []\n",
        "[" * 5000,
        "acts: " + "{a: " * 3000,
    ],
)
def test_a_text_made_to_break_the_reader_is_refused(text: str) -> None:
    assert refused(text).code in ("yaml", "unknown_key", "wrong_type")


def test_permits_have_their_acts() -> None:
    names = [
        "apply",
        "correct_once",
        "accept",
        "review_on_site",
        "hearing_request",
        "hearing_notice",
        "hearing",
        "extend",
        "decide",
        "issue",
    ]
    told = parse("case: {type: permit}\nacts:\n" + "".join(f"  - {{act: {name}, day: 2024-09-09}}\n" for name in names), TODAY)
    assert [act.name for act in told.acts] == names


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(TimelineError):
        parse(text, TODAY)


@given(
    st.sampled_from(sorted(timeline_keys.ACTS)),
    st.text(min_size=1, max_size=12),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9)),
)
def test_no_key_or_value_breaks_the_reader(act: str, key: str, value: object) -> None:
    with contextlib.suppress(TimelineError):
        timeline.build({"type": "penalty"}, [{"act": act, "day": "2024-09-09", key: value}], TODAY)


def test_every_word_of_the_format_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "case-timeline.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]*`", text))))
    keys = {key for known in timeline_keys.ACTS.values() for key in known}
    tables = (
        timeline_keys.ACTS,
        timeline_keys.CASE,
        timeline_keys.PARTY,
        timeline_keys.PRIOR,
        timeline_keys.THRESHOLD,
        timeline_keys.ANY_ACT,
    )
    wanted = keys.union(*tables, timeline_keys.KINDS, timeline_keys.TYPES)
    assert sorted({word.removeprefix(timeline_keys.PARENT) for word in wanted} - words) == []


def test_the_example_of_the_document_is_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "case-timeline.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    assert len(parse(example[1], TODAY).acts) == 3
