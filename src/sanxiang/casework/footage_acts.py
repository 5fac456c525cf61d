"""What happens to a recording that a dock brings in. Each has a stream of its own, of which its arrival is the first act."""

from collections.abc import Iterable

from sanxiang.casework.footage_models import Footage
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put


@act("footage.receive", stream="footage")
class ReceiveFootage(Act, frozen=True):
    """接收采集站上传的录音录像: what came, hashed as it came in."""

    dock: str
    filename: str
    file: str
    size: int
    media_type: str
    sm3: str = ""
    device: str = ""
    taken_at: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(
            Footage, entry.stream, organ=entry.organ, dock=self.dock, filename=self.filename, device=self.device, taken_at=self.taken_at,
            file=self.file, sm3=self.sm3, media_type=self.media_type, size=self.size, received_at=entry.recorded_at,
        )  # fmt: skip


@act("footage.attach", stream="footage")
class AttachFootage(Act, frozen=True):
    """录音录像归案: the piece of evidence that it became."""

    case: str
    evidence: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Footage, entry.stream, case=self.case, evidence=self.evidence)
