"""Whatever is thrown at what reads from outside: it is read, or refused in words; nothing else comes out."""

import contextlib
import pathlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanxiang.disclosure.redaction import redact
from sanxiang.law import dates, docno, headers, identifiers, money, timeline
from sanxiang.law.timeline import TimelineError
from sanxiang.sheets import reading as sheets

pytestmark = pytest.mark.long
MANY = settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck))
PUBLISHED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "penalties"
CASES = sorted((pathlib.Path(__file__).resolve().parent.parent / "law" / "cases").glob("*.yaml"))
# The letters of what organs publish, and those that break parsers.
LETTERS = st.text(st.sampled_from("一二三四五六七八九十百千万亿零〇○壹贰0123456789０１２３.,，、。年月日元角分整〔〕[]（）()第号字罚决X*×xⅩ －-—/:：\t\n\r\x00\u200b\ufeff\"'<>&%¥￥人民币有限公司甲乙"), max_size=60)  # fmt: skip


@MANY
@given(LETTERS)
def test_words_of_published_tables(text: str) -> None:
    for parse in (dates.parse, docno.parse, money.parse, headers.parse):
        parse(text)
    identifiers.uscc_fault(text)
    identifiers.id_fault(text)
    identifiers.born(text)


@MANY
@given(LETTERS)
def test_texts_that_are_redacted_keep_what_is_not_hidden(text: str) -> None:
    found = redact(text, "person")
    assert all(0 <= span.start < span.end <= len(text) for span in found.spans)


def changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes as a bad line, a bad disk or a bad person leaves them."""
    found = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            del found[at : at + chance.randrange(200)]
        elif kind == 1:
            found[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(8)))
        elif kind == 2:
            found[at:at] = chance.choice(
                [b'"', b"<table>", b"</tr>", b"\r", b"\x00", b'rowspan="99999"', b"\xff\xfe", b",,,,", "，".encode()]
            )
        elif found:
            found[at - 1] ^= 1 << chance.randrange(8)
    return bytes(found)


def samples() -> list[bytes]:
    made = [
        '行政相对人名称,行政处罚决定书文号,违法事实,罚款金额,处罚决定日期\n安州甲乙有限公司,安罚〔2026〕1号,"占用,道路",5000元,2026-01-05\n'.encode(),
        "<table><tr><th rowspan=2>名称</th><th>文号</th></tr><tr><td>安罚〔2026〕1号</td></tr></table>".encode("gb18030"),
    ]
    if PUBLISHED.is_dir():
        made += [path.read_bytes()[:60_000] for path in sorted(PUBLISHED.iterdir()) if path.is_file()]
    return made


@MANY
@given(st.integers(0, 2**32))
def test_tables(seed: int) -> None:
    chance = random.Random(seed)
    data = changed(chance.choice(SAMPLES), chance)
    try:
        found = sheets.read(data)
    except sheets.Unreadable:
        return
    for sheet in found:
        assert all(isinstance(cell, str) for row in sheet.rows for cell in row.cells)


SAMPLES = samples()


@MANY
@given(st.integers(0, 2**32))
def test_timelines(seed: int) -> None:
    chance = random.Random(seed)
    text = changed(chance.choice(CASES).read_bytes(), chance).decode("utf-8", "replace")
    with contextlib.suppress(TimelineError):
        timeline.parse(text)
