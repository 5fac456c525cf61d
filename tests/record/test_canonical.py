import datetime
import decimal
import hashlib
import json
import pathlib
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.desk.acts import Write
from sanxiang.record import seal
from sanxiang.record.acts import Entry
from sanxiang.record.canonical import canonical, digest, moment, plain, without_empty
from sanxiang.record.refusal import Invalid
from sanxiang.tlog import merkle

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "record-format.md"
text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
integers = st.integers(-(2**53), 2**53)
data = st.recursive(
    st.none() | st.booleans() | integers | text, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20
)


@given(data)
def test_canonical_bytes_say_exactly_what_went_in(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(text, data))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(st.dictionaries(text, integers, min_size=1))
def test_keys_stand_in_the_order_of_their_code_points(value: dict[str, Any]) -> None:
    assert list(json.loads(canonical(value))) == sorted(value)


@given(data)
def test_canonical_agrees_with_the_plain_json_of_the_standard_library(value: Any) -> None:
    plain_json = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Only control characters are escaped differently: both short and \u00xx forms are JSON, ours is fixed by the vectors.
    if "\\" not in plain_json and "\x7f" not in plain_json:
        assert canonical(value) == plain_json.encode()


@given(data, data)
def test_two_things_have_one_digest_only_if_they_are_the_same(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (digest(one) == digest(other)) == same


@pytest.mark.parametrize(
    "value", [1.5, {"a": [0.0]}, datetime.date(2026, 1, 1), {"a": uuid.uuid4()}, {1, 2}, decimal.Decimal(1), b"x", {1: 2}]
)
def test_what_json_cannot_hold_exactly_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize("value", ["\0", {"a": ["x\0"]}, {"\0": 1}, "\ud800", "\\\0"])
def test_text_that_no_database_holds_is_refused(value: Any) -> None:
    with pytest.raises(Invalid):
        canonical(value)


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert json.loads(canonical("\\u0000")) == "\\u0000"


def test_moments_are_utc_with_microseconds() -> None:
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    assert moment(datetime.datetime(2026, 11, 21, 8, 30, tzinfo=shanghai)) == "2026-11-21T00:30:00.000000Z"
    with pytest.raises(ValueError):
        moment(datetime.datetime(2026, 11, 21))


def test_plain_values_of_dates_money_and_ids() -> None:
    id = uuid.UUID(int=7)
    assert [plain(v) for v in (datetime.date(2026, 1, 2), decimal.Decimal("1.50"), id, True, None)] == [
        "2026-01-02",
        "1.50",
        str(id),
        True,
        None,
    ]


def test_empty_columns_do_not_count_but_zero_does() -> None:
    assert without_empty({"a": None, "b": "", "c": [], "d": {}, "e": False, "f": 0, "g": "0"}) == {"f": 0, "g": "0"}


def vectors() -> dict[str, Any]:
    """The vectors that docs/record-format.md gives, made anew."""
    entry = Entry(
        "m1", "11990000MB00000001", 2, "matter.note", "2026-11-20", "2026-11-21T00:30:00.123456Z", "o-1", "handler", "现场无网络"
    )  # fmt: skip
    rows = [["desk_note", "n1", {"id": "n1", "stream": "m1", "text": "现场检查"}], ["desk_note", "n0", None]]
    key, salt, prev = bytes(range(32)), bytes(range(32, 64)), "ab" * 32
    sealed = seal.seal(Write(note="n1", text="现场检查"), entry, key, prev, digest(rows), salt=salt)
    return {
        "canonical": canonical({"乙": "“引号”\n", "b": [1, True, None], "a": {"z": "", "y": -7}}).decode(),
        "rows": digest(rows),
        "body": sealed.body.decode(),
        "leaf": sealed.leaf.decode(),
        "head": sealed.head,
        "log_leaf": merkle.leaf_hash(sealed.leaf).hex(),
        "log_root_of_two": merkle.root_of([merkle.leaf_hash(sealed.leaf)] * 2).hex(),
    }


def test_the_documents_vectors_are_what_the_code_makes() -> None:
    block = DOCUMENT.read_text().split("```json vectors\n")[1].split("\n```")[0]
    assert json.loads(block) == vectors()


def test_the_vectors_can_be_made_by_hand() -> None:
    """The same with nothing but hashlib, from the words of the document."""
    made = vectors()
    key, salt = bytes(range(32)), bytes(range(32, 64))
    import hmac

    leaf = json.loads(made["leaf"])
    assert leaf["c"] == hashlib.sha256(salt + made["body"].encode()).hexdigest()
    assert leaf["tag"] == hmac.new(key, b"tag2", hashlib.sha256).hexdigest()
    assert leaf["t"] == 1795221000123
    assert made["head"] == hashlib.sha256(made["leaf"].encode()).hexdigest()
    inner = hashlib.sha256(b"\0" + made["leaf"].encode()).digest()
    assert made["log_leaf"] == inner.hex()
    assert made["log_root_of_two"] == hashlib.sha256(b"\1" + inner + inner).hexdigest()
