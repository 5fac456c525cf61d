"""Asking witnesses to cosign the logs' checkpoints. What they answer is kept beside the checkpoint and published with it.

A witness that knows a longer log than this database holds has seen what is no longer here: the database was rolled back or restored from
an old backup. Then nothing more may be signed until the missing acts are back: to go on would fork the log.
"""

import hashlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import msgspec
from django.conf import settings
from django.db import connection

from sanxiang.record import log, shelf, sql
from sanxiang.record.refusal import Refused
from sanxiang.tlog import checkpoint, merkle, note
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import VerifierKey
from sanxiang.tlog.witness import Request

SECONDS = 5
MOST_BYTES = 100_000
COSIGNED = "SELECT size, at FROM record_cosignature WHERE organ = %s AND witness = %s ORDER BY size DESC, at DESC LIMIT 1"
KEEP = "INSERT INTO record_cosignature (organ, size, witness, line) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"


class Witness(msgspec.Struct, frozen=True):
    """A witness that this system asks: where, and the key that its answers bear."""

    url: str
    key: VerifierKey


# Asks a witness over HTTP: (url, body or None for GET) → (status, text). Raises OSError when it does not answer.
Ask = Callable[[str, bytes | None], tuple[int, str]]


def witnesses() -> list[Witness]:
    """The witnesses of the setting: `URL vkey; URL vkey`. Raises Wrong for a key that is none."""
    pairs = (pair.split() for pair in settings.WITNESSES.split(";") if pair.strip())
    return [Witness(url.rstrip("/"), note.verifier_key(key)) for url, key in pairs]


def over_http(url: str, body: bytes | None) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(MOST_BYTES).decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read(MOST_BYTES).decode(errors="replace")


def cosign_all(ask: Ask = over_http) -> list[str]:
    """Have every log cosigned by every witness, as soon as it has grown and again when the last cosignature is older than the heartbeat
    (SANXIANG_LOG_HEARTBEAT_MINUTES); publish what came. Returns what went wrong, in Chinese.

    Raises Refused when a witness knows more than this database.
    """
    problems = []
    for witness in witnesses():
        for each in log.logs():
            try:
                if _cosign(each, witness, ask):
                    shelf.publish([each.organ])
            except (OSError, Wrong, ValueError) as error:
                problems.append(f"见证人 {witness.key.name} 没有共签 {each.origin}：{error}")
    return problems


def must_not_be_behind(ask: Ask = over_http) -> None:
    """Before anything is signed: no witness knows a longer log than this database. Raises Refused. A witness that does not answer is passed."""
    for witness in witnesses():
        for each in log.logs():
            try:
                status, text = ask(f"{witness.url}/{hashlib.sha256(each.origin.encode()).hexdigest()}/checkpoint", None)
                known = checkpoint.opened(text, note.verifier_key(each.key))[0].size if status == 200 else 0
            except (OSError, Wrong):
                continue
            _not_behind(each, witness, known)


def _cosign(each: log.Log, witness: Witness, ask: Ask) -> bool:
    """Submit the newest checkpoint; at a size that the witness does not have, once more from the size it names."""
    old, at = (sql.rows(COSIGNED, [each.organ, witness.key.name]) or [(0, 0)])[0]
    if old == each.size and (time.time() - at < settings.HEARTBEAT_MINUTES * 60 or log.stuck(each.organ)):
        return False
    for _ in range(2):
        status, text = ask(f"{witness.url}/add-checkpoint", str(_request(each, old)).encode())
        if status == 200:
            _keep(each, witness, text)
            return True
        if status != 409:
            raise Wrong(f"答复 {status} {text.strip()[:200]}")
        old = note.number(text.strip())
        _not_behind(each, witness, old)
    raise Wrong("见证人一再改变其大小")


def _not_behind(each: log.Log, witness: Witness, known: int) -> None:
    if known > each.size:
        raise Refused(
            f"见证人 {witness.key.name} 已见过 {each.origin} 的 {known} 片叶，本库只有 {each.size} 片：数据库被回退，或者恢复了旧备份",
            next="请停止签发，从镜像或者较新的备份补回缺少的行为，再继续；否则日志分叉，人人可见。",
        )


def _request(each: log.Log, old: int) -> Request:
    proof = merkle.consistency(old, each.size, log.reader(each.organ, each.size))
    return Request(old, tuple(proof), log.checkpoint_note(each.organ, each.size))


def _keep(each: log.Log, witness: Witness, text: str) -> None:
    """Keep a cosignature after checking it. Raises Wrong."""
    signed = note.parse(log.signed_note(each.organ, each.size) + text)
    if checkpoint.cosigned_at(signed, witness.key) is None:
        raise Wrong("答复中没有该见证人的共签")
    line = next(signature.line for signature in signed.signatures if witness.key.signed(signature))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [each.organ, each.size, witness.key.name, line])
