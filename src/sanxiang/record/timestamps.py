"""Time stamps of the logs' checkpoints by an authority outside (RFC 3161). docs/record-format.md, “Time stamps”.

One token covers everything below its checkpoint, so there is one an interval and log, not one an act. An authority that does not answer
stops nothing: what it would have stamped is stamped by the next token.
"""

import datetime
import functools
import pathlib
import queue
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.x509 import Certificate
from django.conf import settings
from django.db import connection

from sanxiang.record import log, shelf, sql
from sanxiang.tlog import note, timestamp
from sanxiang.tlog.merkle import Wrong

SECONDS = 20
MOST_BYTES = 100_000
LAST = "SELECT max(at) FROM record_timestamp WHERE organ = %s"
KEEP = "INSERT INTO record_timestamp (organ, size, at, token) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"

# Sends a query to the authority: (url, DER) → DER. Raises OSError when it does not answer.
Ask = Callable[[str, bytes], bytes]


def trusted() -> list[Certificate]:
    """The certificates of SANXIANG_TSA_CERTIFICATE. Raises Wrong when the file is missing or holds none."""
    return _read(settings.TSA_CERTIFICATE)


@functools.lru_cache(maxsize=4)
def _read(file: str) -> list[Certificate]:
    try:
        return timestamp.certificates(pathlib.Path(file).read_bytes())
    except OSError:
        raise Wrong(f"读不到受信任的时间戳证书：SANXIANG_TSA_CERTIFICATE={file}") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An authority answers itself: it sends nobody to another address, least of all of this network."""

    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


def over_http(url: str, query: bytes) -> bytes:
    """What the authority answers. Raises OSError for whatever is no answer of at most MOST_BYTES within twice SECONDS."""
    told: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
    # The time limit of a socket begins anew with every byte; one that sends them singly is left behind with a thread of its own.
    threading.Thread(target=_asked, args=(url, query, told.put), daemon=True).start()
    try:
        answer = told.get(timeout=2 * SECONDS)
    except queue.Empty:
        raise TimeoutError(f"时间戳机构没有在 {2 * SECONDS} 秒内答复") from None
    if isinstance(answer, Exception):
        raise answer if isinstance(answer, OSError) else OSError(f"时间戳机构的答复不是 HTTP：{type(answer).__name__}")
    return answer


def _asked(url: str, query: bytes, tell: Callable[[bytes | Exception], None]) -> None:
    asked = urllib.request.Request(url, data=query, headers={"Content-Type": "application/timestamp-query"})
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=SECONDS) as answer:
            found: bytes = answer.read(MOST_BYTES + 1)
        tell(found if len(found) <= MOST_BYTES else OSError("时间戳机构的答复过长"))
    except Exception as error:
        tell(error)


def stamp_all(ask: Ask = over_http) -> list[str]:
    """Have the newest checkpoint of every log stamped whose last time stamp is older than the heartbeat (SANXIANG_LOG_HEARTBEAT_MINUTES).

    Returns what went wrong, in Chinese; nothing waits for it. Without SANXIANG_TSA nothing is asked.
    """
    problems = []
    for each in log.logs() if settings.TSA else []:
        try:
            if _due(each.organ):
                _stamp(each, ask)
                shelf.publish([each.organ])
        except (OSError, Wrong) as error:
            problems.append(f"时间戳机构没有给 {each.origin} 的检查点加时间戳：{error}")
    return problems


def faults(organ: str, signers: list[Certificate]) -> Iterator[str]:
    """What is wrong with the time stamps that are kept of a log; their signatures are checked where certificates are at hand."""
    for stamp in log.stamps(organ):
        try:
            text = note.parse(log.signed_note(organ, stamp.size)).text
            told = timestamp.check(stamp.token, text, signers) if signers else timestamp.told(stamp.token, text)
        except Wrong as wrong:
            yield f"{stamp.size} 片叶的时间戳不能验证：{wrong}"
            continue
        if told != stamp.at:
            yield f"{stamp.size} 片叶的时间戳登记为 {stamp.at:%Y-%m-%d %H:%M:%S} UTC，所载为 {told:%Y-%m-%d %H:%M:%S} UTC"


def overdue(organ: str) -> str:
    """Where time stamps are wanted, that none came for three heartbeats; else nothing."""
    last = _last(organ)
    hours = _age(last).total_seconds() / 3600 if last else 0
    if not settings.TSA or (last and hours * 60 < 3 * settings.HEARTBEAT_MINUTES):
        return ""
    return f"检查点已 {hours:.1f} 小时没有新的时间戳" if last else "检查点还没有时间戳"


def _last(organ: str) -> datetime.datetime | None:
    last: datetime.datetime | None = sql.rows(LAST, [organ])[0][0]
    return last


def _age(at: datetime.datetime) -> datetime.timedelta:
    return datetime.datetime.now(datetime.UTC) - at


def _due(organ: str) -> bool:
    last = _last(organ)
    if last and _age(last) < datetime.timedelta(minutes=settings.HEARTBEAT_MINUTES):
        return False
    return not log.stuck(organ)


def _stamp(each: log.Log, ask: Ask) -> None:
    text = note.parse(log.signed_note(each.organ, each.size)).text
    asked = timestamp.query(text)
    signers = trusted()  # before asking: what could not be checked is not asked for
    token = ask(settings.TSA, asked.der)
    at = timestamp.check(token, text, signers, asked.nonce)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [each.organ, each.size, at, token])
