"""签名于屏: a signature on the glass of an officer's phone, bound to the words that were shown; or that it was refused."""

from collections.abc import Iterable
from typing import Any

import msgspec

from sanxiang.casework.glass_models import Signature
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put

MANNERS = {"signed": "已签名", "refused": "拒签"}


@act("case.sign", stream="case", additive=True)
class Sign(Act, frozen=True):
    """当事人签名、拒签. `digest`: of the document, `shown`: SHA-256 of the words on the glass, `picture`: digest of the PNG, `strokes`: the pen's way."""

    signature: str
    document: str
    digest: str
    shown: str
    signer: str
    capacity: str
    manner: str
    signed_at: str
    reason: str = ""
    witness: str = ""
    picture: str = ""
    strokes: list[Any] = []

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        told = {name: value for name, value in msgspec.structs.asdict(self).items() if name != "signature"}
        yield put(Signature, self.signature, case=entry.stream, by=entry.actor, **told)
