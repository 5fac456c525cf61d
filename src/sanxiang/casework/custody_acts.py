"""保管链: who looked at what and why; how long the dossier of a case is kept; what was destroyed afterwards, by which two persons.

All quiet: none of them changes what a form of the case shows, and none is an act of its timeline.
"""

from collections.abc import Iterable

from sanxiang.casework.models import Destruction, Evidence, Retention
from sanxiang.casework.steps import local_day
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put


@act("custody.consult", stream="case", additive=True, quiet=True)
class Consult(Act, frozen=True):
    """查看、下载、导出、复制: `kind` and `id` of the thing (evidence, document, dossier, receipt), the `digest` of what was seen, in which `manner`, for
    what `purpose`, and to whom it was given (`recipient`). Who and in which role stands in the entry; no row follows from it."""

    kind: str
    id: str
    digest: str
    manner: str
    purpose: str
    title: str = ""
    recipient: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return ()


@act("custody.retain", stream="case", additive=True, quiet=True)
class Retain(Act, frozen=True):
    """划定保管期限: the rule that says how long the dossier is kept, and the last day; None: for ever."""

    rule: str
    title: str
    since: str
    until: str | None

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Retention,
            entry.stream,
            case=entry.stream,
            organ=entry.organ,
            rule=self.rule,
            title=self.title,
            since=self.since,
            until=self.until,
        )


@act("custody.hold", stream="case", additive=True, quiet=True)
class Hold(Act, frozen=True):
    """暂停销毁: nothing of the case is destroyed while a reconsideration, a suit or an inquiry needs it."""

    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Retention, entry.stream, held_for=self.reason)


@act("custody.release", stream="case", additive=True, quiet=True)
class Release(Act, frozen=True):
    """解除暂停销毁."""

    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Retention, entry.stream, held_for="")


@act("custody.propose_destruction", stream="case", additive=True, quiet=True)
class ProposeDestruction(Act, frozen=True):
    """提请销毁: the pieces ({evidence, number, title, digest, size}), the reason, and the rule whose period has run out."""

    destruction: str
    pieces: list[dict[str, str | int]]
    reason: str
    basis: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Destruction,
            self.destruction,
            case=entry.stream,
            organ=entry.organ,
            pieces=self.pieces,
            reason=self.reason,
            basis=self.basis,
            proposed_by=entry.actor,
            proposed_on=local_day(entry.recorded_at),
            state="waiting",
        )


@act("custody.return_destruction", stream="case", additive=True, quiet=True)
class ReturnDestruction(Act, frozen=True):
    """不同意销毁."""

    destruction: str
    opinion: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Destruction, self.destruction, state="returned", opinion=self.opinion, settled_by=entry.actor)


@act("custody.approve_destruction", stream="case", additive=True, quiet=True)
class ApproveDestruction(Act, frozen=True):
    """批准销毁: the tombstone. It names again each piece with its digest, the basis and, in the entry, who approved. The files go afterwards:
    those of `destroys` (digests), which are all but what other evidence still needs."""

    destruction: str
    pieces: list[dict[str, str | int]]
    destroys: list[str]
    basis: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        day = local_day(entry.recorded_at)
        yield put(Destruction, self.destruction, state="approved", settled_by=entry.actor, destroyed_on=day)
        for piece in self.pieces:
            yield put(Evidence, str(piece["evidence"]), state="destroyed")
