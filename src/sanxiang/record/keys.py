"""The keys with which logs sign their checkpoints: a file each in the data folder, readable by its owner alone.

Whoever has this file can sign what the log did not say; only witnesses notice. Keep it with the sequencer, away from the faces.
"""

import os
import pathlib
import urllib.parse
from collections.abc import Callable

from django.conf import settings

from sanxiang.record.refusal import Refused
from sanxiang.tlog import sm2
from sanxiang.tlog.files import flush
from sanxiang.tlog.note import Signer, SignerSm2


def signer(organ: str, origin: str, expected: str = "") -> Signer:
    """The key of an organ's log, made when the log begins. `expected`: the verifier key that the log began with.

    Raises Refused when the file is lost or holds another key: a log that went on under a new key would be another log.
    """
    seed = _kept(organ, "", expected, lambda: os.urandom(32))
    found = Signer(origin, seed) if len(seed) == 32 else None
    if found is None or (expected and str(found.verifier) != expected):
        raise _lost(organ, "")
    return found


def signer_sm2(organ: str, origin: str, expected: str = "") -> SignerSm2:
    """The log's second key (SM2), made when it is first asked for. `expected` and errors as for `signer`."""
    raw = _kept(organ, ".sm2", expected, _fresh_pair)
    found = SignerSm2(origin, sm2.Pair(raw[:32], raw[32:])) if len(raw) == 96 else None
    if found is None or (expected and str(found.verifier) != expected):
        raise _lost(organ, ".sm2")
    return found


def _fresh_pair() -> bytes:
    pair = sm2.generate()
    return pair.private + pair.public


def _file(organ: str, kind: str) -> pathlib.Path:
    return pathlib.Path(settings.VAR) / "keys" / f"log-{urllib.parse.quote(organ, safe='')}{kind}.key"


def _lost(organ: str, kind: str) -> Refused:
    return Refused(
        f"机关 {organ} 日志的签名密钥缺失或者不是原来的密钥",
        next=f"请从备份中恢复 {_file(organ, kind).name}；在此之前行为照常记录，但不能编入日志。",
    )


def _kept(organ: str, kind: str, expected: str, fresh: Callable[[], bytes]) -> bytes:
    """What the key's file holds, made if it is not there and none is expected; nothing when it cannot be read."""
    file = _file(organ, kind)
    if not file.exists() and not expected:
        _make(file, fresh())
    try:
        return bytes.fromhex(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return b""


def _make(file: pathlib.Path, secret: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secret.hex())
        out.flush()
        os.fsync(out.fileno())
    flush(file.parent)
