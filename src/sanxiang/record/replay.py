"""Folding streams in memory and comparing them with the live rows of every projection."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection

from sanxiang.record import projection
from sanxiang.record.acts import Entry, Rows, read
from sanxiang.record.seal import fold

STRAYS = """
SELECT r.id, r.stream, s.kind FROM {table} r LEFT JOIN record_stream s ON s.id = r.stream
 WHERE s.id IS NULL OR s.kind <> ALL(%s) ORDER BY 1
"""


class Replay:
    """A batch of streams (id → kind) being folded."""

    def __init__(self, kinds: dict[str, str]) -> None:
        self._kinds = kinds
        self._rows = {stream: Rows() for stream in kinds}

    def add(self, stream: str, body: bytes) -> str:
        """Fold the stream's next act upon its rows. Returns what is wrong with it, or nothing."""
        try:
            told = orjson.loads(body)
            # The columns of the act are compared elsewhere; the fold knows what its body tells.
            entry = Entry(
                stream, told["organ"], told["version"], told["act"], told["happened_at"], told["recorded_at"], told["actor"], told["role"],
                told["backfill"],
            )  # fmt: skip
            _, rows_digest = fold(self._rows[stream], read(told["act"], told["data"]), entry)
        except Exception as error:  # whatever a damaged body or a changed fold raises is a finding, not the end of the walk
            return f"不能重演：{type(error).__name__} {error}"
        return "" if rows_digest == told["rows"] else "重演写出的行与行为内容中的摘要不符"

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """(stream, where, what) of every live row that is not as its stream folds."""
        for kind in sorted(set(self._kinds.values())):
            streams = [stream for stream, of in self._kinds.items() if of == kind]
            live = _live(kind, streams)
            for stream in streams:
                yield from ((stream, where, what) for where, what in _compare(self._rows[stream], live[stream]))


def _live(kind: str, streams: list[str]) -> dict[str, Rows]:
    found = {stream: Rows() for stream in streams}
    with connection.cursor() as cursor:
        cursor.execute(projection.select(kind, "= ANY(%s)"), [streams] * len(projection.projections(kind)))
        for model, row in projection.read(kind, cursor.fetchall()):
            found[row["stream"]].set(model, row["id"], row)
    return found


def _compare(folded: Rows, live: Rows) -> Iterator[tuple[str, str]]:
    for model, id, row in folded:
        found = live.get(model, id)
        where = f"表 {_name(model)} 行 {id}"
        if found is None:
            yield where, "行缺失：行为应当写有这一行"
            continue
        for column in projection.differing(model, row, found):
            yield f"{where} 列 {column}", f"与行为不符：应为 {_short(row[column])}，实为 {_short(found[column])}"
    for model, id, _ in live:
        if folded.get(model, id) is None:
            yield f"表 {_name(model)} 行 {id}", "多出的行：没有行为写过这一行"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _name(model: Any) -> str:
    return str(model._meta.db_table.replace('"."', "."))


def strays() -> Iterator[tuple[str, str]]:
    """Rows whose stream is unknown, or of a kind that may not write there."""
    for model in projection.projections():
        with connection.cursor() as cursor:
            cursor.execute(STRAYS.format(table=projection.table(model)), [list(model.STREAMS)])
            for id, stream, kind in cursor.fetchall():
                why = f"{kind} 类的行为链 {stream} 不写这张表" if kind else f"没有行为链 {stream or '（空）'}"
                yield f"表 {_name(model)} 行 {id}", f"多出的行：{why}"
