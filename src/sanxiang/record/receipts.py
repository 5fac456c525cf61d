"""Making receipts for parties and courts: one act, or a whole stream. docs/record-format.md, “Receipt”."""

from collections.abc import Sequence
from typing import Any

from sanxiang.record import log, sql
from sanxiang.record.refusal import NotFound, Refused
from sanxiang.tlog import merkle, note
from sanxiang.tlog.receipt import FORMAT, Earlier, Proven, Receipt

ACTS = """
SELECT l.organ, l.index, a.leaf, b.salt, b.body, s.key
  FROM record_act a JOIN record_stream s ON s.id = a.stream_id
  LEFT JOIN record_leaf l ON l.act = a.id AND l.organ = a.organ LEFT JOIN record_actbody b ON b.act_id = a.id
 WHERE a.stream_id = %s AND (%s::int IS NULL OR a.version = %s) ORDER BY a.version
"""


class NoPlaceYet(Refused):
    """The newest acts are not in the log yet; they will be, within a second or two."""

    def __init__(self) -> None:
        super().__init__("最近的行为还没有编入日志", next="请一秒后再试；仍不行的，请管理员查看日志排序是否停止。")


def of_act(stream: str, version: int, title: str) -> Receipt:
    """The receipt of one act: its content and its place in the log, and nothing of the rest of the stream.

    Raises NotFound (no such act), NoPlaceYet, Refused (content destroyed at the end of its retention).
    """
    return _made(sql.rows(ACTS, [stream, version, version]), title, whole=False)


def of_stream(stream: str, title: str) -> Receipt:
    """The receipt of a whole stream: every act from the first to the last, and the key that shows that none is left out.

    Raises NotFound, NoPlaceYet, Refused (content destroyed).
    """
    return _made(sql.rows(ACTS, [stream, None, None]), title, whole=True)


def _made(rows: Sequence[tuple[Any, ...]], title: str, *, whole: bool) -> Receipt:
    if not rows:
        raise NotFound("没有这个行为", next="请核对案件和序号。")
    if any(index is None for _, index, *_ in rows):
        raise NoPlaceYet
    if any(body is None for *_, body, _ in rows):
        raise Refused("有行为的内容已在保管期满后销毁，不能出具回执", next="仍可核对其公开叶；需要时请出具销毁记录。")
    organ, indices = rows[0][0], [row[1] for row in rows]
    known = log.log_of(organ)
    stamped = log.newest_stamp(organ, above=max(indices))
    size = stamped.size if stamped else known.size
    read = log.reader(organ, size)
    acts = tuple(_proven(index, leaf, salt, body, merkle.inclusion(index, size, read)) for _, index, leaf, salt, body, _ in rows)
    stream_key = bytes(rows[0][5]).hex() if whole else ""
    others = log.seen_around(organ, indices, below=size)
    seen = log.seen(organ, [*others, size])
    earlier = tuple(_earlier(seen[one], merkle.consistency(one, size, read)) for one in others)
    return Receipt(FORMAT, title, known.key, seen[size].note, acts, stream_key, _tokens(seen[size]), earlier)


def _earlier(seen: log.Seen, proof: list[bytes]) -> Earlier:
    """A checkpoint that somebody outside saw, and the proof that the log went on from it."""
    return Earlier(seen.note, tuple(hash.hex() for hash in proof), _tokens(seen))


def _tokens(seen: log.Seen) -> tuple[str, ...]:
    return tuple(map(note.encode, seen.tokens))


def _proven(index: int, leaf: bytes, salt: bytes, body: bytes, path: list[bytes]) -> Proven:
    return Proven(index, tuple(hash.hex() for hash in path), bytes(leaf).decode(), bytes(salt).hex(), bytes(body).decode())
