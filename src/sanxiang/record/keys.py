"""The keys with which logs sign their checkpoints: a file each in the data folder, readable by its owner alone.

Whoever has this file can sign what the log did not say; only witnesses notice. Keep it with the sequencer, away from the faces.
"""

import os
import pathlib
import urllib.parse

from django.conf import settings

from sanxiang.record.refusal import Refused
from sanxiang.tlog.files import flush
from sanxiang.tlog.note import Signer


def signer(organ: str, origin: str, expected: str = "") -> Signer:
    """The key of an organ's log, made when the log begins. `expected`: the verifier key that the log began with.

    Raises Refused when the file is lost or holds another key: a log that went on under a new key would be another log.
    """
    file = pathlib.Path(settings.VAR) / "keys" / f"log-{urllib.parse.quote(organ, safe='')}.key"
    if not file.exists() and not expected:
        _make(file)
    found = _read(file, origin)
    if found is None or (expected and str(found.verifier) != expected):
        raise Refused(
            f"机关 {organ} 日志的签名密钥缺失或者不是原来的密钥", next=f"请从备份中恢复 {file.name}；在此之前行为照常记录，但不能编入日志。"
        )
    return found


def _read(file: pathlib.Path, origin: str) -> Signer | None:
    try:
        seed = bytes.fromhex(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return Signer(origin, seed) if len(seed) == 32 else None


def _make(file: pathlib.Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(os.urandom(32).hex())
        out.flush()
        os.fsync(out.fileno())
    flush(file.parent)
