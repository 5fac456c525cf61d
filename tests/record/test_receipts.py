"""A receipt proves one act, or a whole case without a gap; whatever is changed, dropped or added in it is found."""

import hashlib
import pathlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import orjson
import pytest

from record.desk.acts import Open, Write
from sanxiang.cli import parser
from sanxiang.cli import receipts as command
from sanxiang.record import log, receipts, sequencer, services
from sanxiang.record.refusal import NotFound, Refused
from sanxiang.tlog import checkpoint, merkle, note, receipt
from sanxiang.tlog.merkle import Wrong

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")


def write(stream: str, count: int) -> None:
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=HANDLER)
        for n in range(count - 1):
            matter.append(Write(note=f"{stream}-{n}", text=f"现场检查{n}"), actor=HANDLER)


@pytest.fixture(autouse=True)
def placed() -> None:
    for stream, count in (("m1", 3), ("m2", 5), ("m3", 2)):
        write(stream, count)
    sequencer.drain()


def again(made: receipt.Receipt) -> receipt.Receipt:
    """As it travels: written to a file and read again."""
    return receipt.parse(msgspec.json.encode(made))


def key() -> note.VerifierKey:
    return note.verifier_key(log.log_of(ORGAN).key)


def entries(size: int) -> Iterable[bytes]:
    return log.entries(ORGAN, 0, size)


def test_one_act_is_proven_and_nothing_else_of_its_case_is_told() -> None:
    made = receipts.of_act("m2", 3, "现场检查笔录")
    checked = receipt.check(again(made), key())
    assert (checked.acts, checked.complete, checked.size) == (1, False, 10)
    assert checked.bodies[0]["data"]["text"] == "现场检查1"
    assert "占道经营" not in msgspec.json.encode(made).decode()
    assert made.stream_key == ""


def test_a_whole_case_is_proven_complete() -> None:
    checked = receipt.check(again(receipts.of_stream("m2", "案件")), key(), entries=entries)
    assert (checked.acts, checked.complete, checked.searched) == (5, True, True)
    assert [body["version"] for body in checked.bodies] == [1, 2, 3, 4, 5]


def acts(change: Callable[[list[Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda told: change(told["acts"])


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a text changed": acts(lambda all_: all_[1].update(body=all_[1]["body"].replace("现场检查0", "未见异常"))),
    "the middle left out": acts(lambda all_: all_.pop(2)),
    "the beginning left out": acts(lambda all_: all_.pop(0)),
    "two acts in another order": acts(lambda all_: all_.insert(1, all_.pop(3))),
    "an act told twice": acts(lambda all_: all_.append(all_[-1])),
    "another place": acts(lambda all_: all_[1].update(index=all_[1]["index"] + 1)),
    "another path": acts(lambda all_: all_[1]["path"].reverse()),
    "a leaf changed": acts(lambda all_: all_[1].update(leaf=all_[1]["leaf"].replace('"v":1', '"v":2'))),
    "another salt": acts(lambda all_: all_[1].update(salt="00" * 32)),
    "another stream's key": lambda told: told.update(stream_key="11" * 32),
    "another checkpoint": lambda told: told.update(checkpoint=told["checkpoint"].replace("\n10\n", "\n11\n")),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_whatever_is_forged_is_found(forge: Callable[[dict[str, Any]], object]) -> None:
    told = orjson.loads(msgspec.json.encode(receipts.of_stream("m2", "案件")))
    forge(told)
    with pytest.raises(Wrong):
        receipt.check(receipt.parse(orjson.dumps(told)), key(), entries=entries)


def test_a_last_act_left_out_is_found_in_the_log_and_only_there() -> None:
    told = orjson.loads(msgspec.json.encode(receipts.of_stream("m2", "案件")))
    told["acts"].pop()
    cut = receipt.parse(orjson.dumps(told))
    assert not receipt.check(cut, key()).searched
    with pytest.raises(Wrong, match="另有本案第5号"):
        receipt.check(cut, key(), entries=entries)


def test_an_act_of_another_case_put_in_is_found() -> None:
    told = orjson.loads(msgspec.json.encode(receipts.of_stream("m2", "案件")))
    told["acts"][1] = orjson.loads(msgspec.json.encode(receipts.of_act("m1", 2, "")))["acts"][0]
    with pytest.raises(Wrong):
        receipt.check(receipt.parse(orjson.dumps(told)), key())


def test_a_receipt_of_another_log_is_refused() -> None:
    with pytest.raises(Wrong, match="公钥不符"):
        receipt.check(receipts.of_stream("m2", ""), note.Signer("other.example/log", bytes([7]) * 32).verifier)


def test_witnesses_that_did_not_cosign_are_missed() -> None:
    with pytest.raises(Wrong, match="少于1个"):
        receipt.check(receipts.of_stream("m2", ""), key(), [note.Signer("n", bytes([3]) * 32, note.COSIGNATURE).verifier], 1)


def test_an_act_that_is_not_there_or_has_no_place_yet_gives_no_receipt() -> None:
    with pytest.raises(NotFound):
        receipts.of_act("m2", 9, "")
    write("m4", 1)
    with pytest.raises(Refused, match="还没有编入日志"):
        receipts.of_stream("m4", "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format":"x"}',
        b"\xff",
        b"null",
        b'{"format":"sanxiang receipt 1","title":"","key":"","checkpoint":"","acts":[]}',
    ],
)
def test_what_is_no_receipt_is_refused(raw: bytes) -> None:
    with pytest.raises(Wrong):
        receipt.parse(raw)


@pytest.mark.parametrize("leaf", ["[" * 100_000, '{"a":' * 100_000])
def test_a_leaf_nested_without_end_is_refused(leaf: str) -> None:
    told = orjson.loads(msgspec.json.encode(receipts.of_act("m2", 1, "")))
    told["acts"][0]["leaf"] = leaf
    with pytest.raises(Wrong):
        receipt.check(receipt.parse(orjson.dumps(told)))


@pytest.mark.parametrize("at", ["1" + "0" * 400, "-1", "true", "1e3", '"1"', "null"])
def test_a_log_of_ones_own_that_names_an_impossible_time_is_refused(at: str) -> None:
    """Such a log signs what it likes; its reader still answers, and does not break."""
    salt, body = bytes(32), "{}"
    leaf = f'{{"c":"{hashlib.sha256(salt + body.encode()).hexdigest()}","t":{at}}}'
    own = note.Signer("own.example/log", bytes([7]) * 32)
    point = checkpoint.Checkpoint(own.verifier.name, 1, merkle.leaf_hash(leaf.encode()))
    act = receipt.Proven(0, (), leaf, salt.hex(), body)
    made = receipt.Receipt(receipt.FORMAT, "x", str(own.verifier), str(checkpoint.sign(point, own)), (act,))
    with pytest.raises(Wrong, match="时间"):
        receipt.check(made)


def test_a_receipts_title_does_not_move_the_terminal(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(receipts.of_act("m2", 1, ""), title="\x1b[2J核验通过\r\x9b1m")))
    assert command.do_verify_receipt(parser("verify-receipt").parse_args(["verify-receipt", str(file)])) == 0
    assert not set("\x1b\r\x9b") & set(capsys.readouterr().out)


def test_a_receipt_costs_a_fixed_number_of_queries(django_assert_num_queries: Any, tmp_path: pathlib.Path) -> None:
    with django_assert_num_queries(8):
        receipts.of_stream("m2", "")
