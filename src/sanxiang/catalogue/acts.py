"""What happens to a list: drafted, approved by the organ head, returned, published, withdrawn."""

import datetime
from collections.abc import Iterable
from typing import Any

from sanxiang.catalogue.models import LawChange, ListVersion, RowToLook
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put


def version_id(stream: str, number: int) -> str:
    return f"{stream}:{number}"


@act("catalogue.draft", stream="list")
class Draft(Act, frozen=True):
    """起草或者修改一个版本."""

    kind: str
    title: str
    number: int
    rows: list[dict[str, Any]]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            ListVersion,
            version_id(entry.stream, self.number),
            organ=entry.organ,
            kind=self.kind,
            title=self.title,
            number=self.number,
            state="drafted",
            rows=self.rows,
            drafted_by=entry.actor,
        )


@act("catalogue.approve", stream="list")
class Approve(Act, frozen=True):
    """机关负责人批准."""

    number: int
    by: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        id = version_id(entry.stream, self.number)
        yield put(ListVersion, id, state="approved", approved_by=self.by, approved_on=entry.happened_at[:10])


@act("catalogue.return", stream="list")
class Return(Act, frozen=True):
    """机关负责人退回修改."""

    number: int
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(ListVersion, version_id(entry.stream, self.number), state="drafted")


@act("catalogue.publish", stream="list")
class Publish(Act, frozen=True):
    """公布，自 valid_from 起施行；此前公布的版本到前一日为止."""

    number: int
    valid_from: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        last_day = (datetime.date.fromisoformat(self.valid_from) - datetime.timedelta(days=1)).isoformat()
        for row in rows.all(ListVersion):
            if row["state"] == "published" and (row["valid_until"] is None or row["valid_until"] > last_day):
                yield put(ListVersion, row["id"], valid_until=last_day)
        id = version_id(entry.stream, self.number)
        yield put(ListVersion, id, state="published", published_on=entry.happened_at[:10], valid_from=self.valid_from)


@act("catalogue.withdraw", stream="list")
class Withdraw(Act, frozen=True):
    """停止施行一个已公布的版本，最后一日为 until."""

    number: int
    until: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(ListVersion, version_id(entry.stream, self.number), state="withdrawn", valid_until=self.until)


@act("catalogue.note_change", stream="law_change")
class NoteChange(Act, frozen=True):
    """登记法规变动，列出现行清单中引用它的每一行. `rows`: kind, version, key, name and the words that cite the law."""

    law: str
    what: str
    since: str
    rows: list[dict[str, str]]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            LawChange,
            entry.stream,
            organ=entry.organ,
            law=self.law,
            what=self.what,
            since=self.since,
            noted_by=entry.actor,
            noted_on=entry.happened_at[:10],
        )
        for at, row in enumerate(self.rows):
            yield put(RowToLook, f"{entry.stream}:{at}", organ=entry.organ, change=entry.stream, outcome="", **row)


@act("catalogue.settle_rows", stream="law_change", additive=True)
class SettleRows(Act, frozen=True):
    """核对了若干行：已由新版本修改（revised）或者无需修改（no_change），写明理由."""

    rows: list[str]
    outcome: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        for id in self.rows:
            yield put(RowToLook, id, outcome=self.outcome, reason=self.reason, settled_by=entry.actor, settled_on=entry.happened_at[:10])
