from collections.abc import Iterable
from typing import Any

from record.desk.models import Matter, Note
from sanxiang.record.acts import Act, Change, Entry, Rows, act, drop, put
from sanxiang.record.amendment import Annulment, Correction


@act("matter.open", stream="matter")
class Open(Act):
    title: str
    day: str | None = None
    amount: str | None = None
    facts: dict[str, Any] = {}

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Matter, entry.stream, title=self.title, day=self.day, amount=self.amount, facts=self.facts, at=entry.recorded_at)


@act("matter.note", stream="matter", additive=True)
class Write(Act):
    note: str
    text: str
    number: str | None = None

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Note, self.note, text=self.text, number=self.number)
        matter = rows.get(Matter, entry.stream)
        yield put(Matter, entry.stream, count=(matter["count"] if matter else 0) + 1)


@act("matter.close", stream="matter")
class Close(Act):
    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Matter, entry.stream, open=False)


@act("matter.correct", stream="matter")
class Correct(Correction):
    title: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Matter, entry.stream, title=self.title)


@act("matter.annul_note", stream="matter")
class AnnulNote(Annulment):
    note: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield drop(Note, self.note)
