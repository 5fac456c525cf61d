"""The page that checks receipts, opened as a file without any server: it says what the program says."""

import base64
import datetime
import hashlib
import json
import pathlib
from typing import Any

import msgspec
import pytest

import sanxiang.tlog
from sanxiang.tlog import checkpoint, merkle, note, receipt, timestamp
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.note import Signer
from sanxiang.tlog.receipt import FORMAT, NO_HEAD, Proven, Receipt, tag_of

pytestmark = pytest.mark.browser
PAGE = pathlib.Path(sanxiang.tlog.__file__).parent / "verify.html"
LOG = Signer("anzhou.example/log/1", bytes([5]) * 32)
KEY = bytes([9]) * 32


def made() -> Receipt:
    """A whole case of five acts among others' leaves, made without a database."""
    leaves, acts, head = [b"other %d" % n for n in range(11)], [], NO_HEAD
    for version in range(1, 6):
        body = json.dumps(
            {
                "stream": "s",
                "version": version,
                "prev": head,
                "act": "case.file",
                "happened_at": "2026-11-20",
                "recorded_at": "2026-11-21T00:30:00.000000Z",
            }
        )
        salt = bytes([version]) * 32
        leaf = json.dumps({"t": 1795221000123, "c": hashlib.sha256(salt + body.encode()).hexdigest(), "tag": tag_of(KEY, version)})
        head = hashlib.sha256(leaf.encode()).hexdigest()
        leaves.append(leaf.encode())
        acts.append((len(leaves) - 1, leaf, salt, body))
        leaves.append(b"between %d" % version)
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    size = len(hashes)

    def read(level: int, index: int) -> bytes:
        return merkle.root_of(hashes[index << level : (index + 1) << level])

    signed = str(checkpoint.sign(Checkpoint(LOG.name, size, merkle.root_of(hashes)), LOG))
    proven = tuple(
        Proven(index, tuple(hash.hex() for hash in merkle.inclusion(index, size, read)), leaf, salt.hex(), body)
        for index, leaf, salt, body in acts
    )
    return Receipt(FORMAT, "安城管立字〔2026〕第1号", str(LOG.verifier), signed, proven, KEY.hex())


@pytest.fixture
def page(browser: Any) -> Any:
    opened = browser.new_context(offline=True).new_page()
    opened.goto(PAGE.as_uri())
    yield opened
    opened.context.close()


def told(page: Any, file: pathlib.Path, raw: bytes, key: str = "") -> str:
    file.write_bytes(raw)
    page.fill("#key", key)
    page.set_input_files("#file", str(file))
    page.wait_for_selector("#answer h2")
    return str(page.inner_text("#answer"))


def test_a_receipt_holds_without_a_server(page: Any, tmp_path: pathlib.Path) -> None:
    assert receipt.check(made()).complete
    said = told(page, tmp_path / "r.json", msgspec.json.encode(made()), str(LOG.verifier))
    assert "✓ 回执成立：安城管立字〔2026〕第1号" in said
    assert "5 个行为都在 anzhou.example/log/1 的日志中（共 21 片叶）" in said
    assert "公钥与您填写的一致" in said
    assert "立案\t2026-11-20\t2026/11/21 08:30:00" in said
    assert "case.file" not in said


@pytest.mark.parametrize("change", ["body", "drop", "index", "path", "key", "checkpoint", "stream_key", "json"])
def test_whatever_the_program_refuses_the_page_refuses(page: Any, tmp_path: pathlib.Path, change: str) -> None:
    data = json.loads(msgspec.json.encode(made()))
    first = data["acts"][1]
    if change == "body":
        first["body"] = first["body"].replace("2026-11-20", "2026-11-19")
    elif change == "drop":
        data["acts"].pop(2)
    elif change == "index":
        first["index"] += 1
    elif change == "path":
        first["path"].reverse()
    elif change == "key":
        data["key"] = str(Signer(LOG.name, bytes([6]) * 32).verifier)
    elif change == "checkpoint":
        data["checkpoint"] = data["checkpoint"].replace("\n21\n", "\n22\n")
    elif change == "stream_key":
        data["stream_key"] = "00" * 32
    raw = b"{" if change == "json" else json.dumps(data).encode()
    assert "✗ 回执不成立" in told(page, tmp_path / "r.json", raw)


VECTORS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "vectors"


def test_a_time_stamp_is_shown_with_its_time_and_said_to_be_unchecked(page: Any, tmp_path: pathlib.Path) -> None:
    raw = (VECTORS / "receipt.json").read_bytes()
    said = told(page, tmp_path / "r.json", raw, json.loads((VECTORS / "keys.json").read_text())["key"])
    assert "✓ 回执成立" in said
    assert "国密（SM2）签名行" in said
    token = base64.b64decode(json.loads(raw)["timestamps"][0])
    at = timestamp.told(token, note.parse(json.loads(raw)["checkpoint"]).text).astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    assert f"称 {at.year}/{at.month}/{at.day} {at:%H:%M:%S}（北京时间）" in said
    assert hashlib.sha256(token).hexdigest() in said
    assert "本页不核对签发者的签名" in said


def test_a_time_stamp_of_another_checkpoint_is_refused(page: Any, tmp_path: pathlib.Path) -> None:
    data = json.loads((VECTORS / "receipt.json").read_text())
    data["timestamps"] = data["earlier"][0]["timestamps"]
    assert "时间戳的摘要与检查点不符" in told(page, tmp_path / "r.json", json.dumps(data).encode())
