"""What happens to papers beside the steps: issued under the organ's seal, kept apart as secret or private; and the organ's seal itself."""

from collections.abc import Iterable

from sanxiang.casework.models import Document
from sanxiang.casework.paper_models import Mark, OrganSeal, PublicDocument
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put


@act("case.issue_document", stream="case", additive=True, quiet=True)
class IssueDocument(Act, frozen=True):
    """签发: the document under its organ's seal. `text`: digest of its words (as `case.make_document` has it), `file`: digest of the signed
    PDF, `fingerprint`: SHA-256 of the signer's certificate, `example`: a certificate without legal force, `stamped`: with an RFC 3161 time stamp."""

    document: str
    template: str
    code: str
    text: str
    file: str
    size: int
    signer: str
    fingerprint: str
    example: bool
    stamped: bool
    organ_name: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        document = rows.get(Document, self.document)
        assert document is not None
        yield put(
            PublicDocument,
            self.document,
            organ=entry.organ,
            organ_name=self.organ_name,
            code=self.code,
            title=document["title"],
            number=document["number"],
            day=document["day"],
            text=self.text,
            file=self.file,
            size=self.size,
            signer=self.signer,
            fingerprint=self.fingerprint,
            example=self.example,
            stamped=self.stamped,
            signed_at=entry.recorded_at,
            state=document["state"],
        )


@act("case.mark_piece", stream="case", additive=True)
class MarkPiece(Act, frozen=True):
    """标记涉密、涉商业秘密、涉隐私的材料; an empty `secrecy` takes the mark away. `piece`: evidence or document."""

    id: str
    piece: str
    secrecy: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Mark, self.id, case=entry.stream, piece=self.piece, secrecy=self.secrecy, reason=self.reason, by=entry.actor)


@act("organs.set_seal", stream="organ", additive=True)
class SetSeal(Act, frozen=True):
    """启用印章图样: the picture's digest; empty for the seal drawn from the organ's name."""

    file: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(OrganSeal, entry.organ, file=self.file)
