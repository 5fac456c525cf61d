"""签发: a document that bears the organ's seal is set, signed and kept once; whoever opens it afterwards gets the same bytes.

Signed within seconds by the worker; at the latest when somebody opens the PDF, and before the case is archived.
"""

import io
import secrets
from typing import BinaryIO

import msgspec
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from sanxiang.casework import documents, queries
from sanxiang.casework.documents import typeset
from sanxiang.casework.evidence import Upload
from sanxiang.casework.models import Document
from sanxiang.casework.paper_acts import IssueDocument, SetSeal
from sanxiang.casework.paper_models import OrganSeal, PublicDocument
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, NotFound, Refused
from sanxiang.record.services import SYSTEM

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which are misread
SEAL_BYTES = 2 * 1024 * 1024
SEAL_SIDE = (300, 3000)  # pixels: below it prints coarse, above it is no seal
ARTICLE = "行政处罚法第五十九条；国办发〔2018〕118号（九）"


def issue(document: str) -> PublicDocument | None:
    """Sign a document and put its digests on the record; the first signature stands, however often this is called.

    None for a document that bears no seal, is a draft or no longer stands. Raises Refused when the organ's certificate cannot be used.
    """
    found = PublicDocument.objects.filter(id=document).first()
    row = Document.objects.get(id=document)
    if found or row.state or not documents.bears_seal(queries.as_document(row)):
        return found
    told = _signed(row)
    with record.writing(row.case, additive=True) as stream:
        standing = stream.rows.get(Document, document)
        if stream.rows.get(PublicDocument, document) is None and standing and not standing["state"]:
            stream.append(told, actor=SYSTEM)
    return PublicDocument.objects.filter(id=document).first()


def issued(document: str) -> PublicDocument | None:
    """What is on record of an issued document; None while it waits, or if it bears no seal."""
    return PublicDocument.objects.filter(id=document).first()


def _signed(row: Document) -> IssueDocument:
    """The signed file in the store, and the act that tells of it. What was signed is checked before anybody relies on it."""
    from sanxiang.casework import signing  # its libraries take half a second to load, and most processes sign nothing

    organ = organs.organ(queries.organ_of(row.case))
    assert organ is not None
    code = "".join(secrets.choice(ALPHABET) for _ in range(12))
    paper, places = typeset.issued(queries.as_document(row), typeset.Issue(grouped(code), address(code), fingerprint(row.digest)))
    own = PublicDocument.objects.filter(organ=organ.id, example=False).exists()
    signer = signing.signer(organ.id, organ.name, own=own)
    made = signing.sign(paper, places[0], signer, organ.name, _picture(organ.id))
    if fault := signing.check(made.pdf).fault:
        raise Refused(f"电子印章没有盖好：{fault}", article=ARTICLE, next="请管理员核对机关的签名证书。", status=500)
    kept = files.keep([made.pdf])
    return IssueDocument(
        document=row.id, template=row.template, code=code, text=row.digest, file=kept.digest, size=kept.size, signer=made.signer,
        fingerprint=made.fingerprint, example=made.example, stamped=made.stamped, organ_name=organ.name,
    )  # fmt: skip


def issue_all(case: str) -> None:
    """Sign whatever of a case still waits for it: nothing can be added once it is archived."""
    waiting = Document.objects.filter(case=case, internal=False, state="").order_by("day", "id").values_list("id", flat=True)
    for document in waiting:
        issue(document)


def grouped(code: str) -> str:
    """A code or a digest's beginning in groups of four, as people read it out."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def fingerprint(digest: str) -> str:
    """What is printed of a document's digest: its first 64 bits."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def address(code: str) -> str:
    """Where whoever holds the paper checks it."""
    return f"{settings.PORTAL_URL}/documents/{code}"


class Paper(msgspec.Struct, frozen=True):
    """A document as PDF: of record, and signed, if it was issued."""

    row: Document
    content: BinaryIO
    size: int
    issued: PublicDocument | None


def paper(person: Person, document: str) -> Paper:
    """The PDF of a document that the person may read: the signed file where it bears the seal, else set anew from the record.

    Raises NotFound, NotAllowed (kept apart: 涉密、隐私), documents.NoFonts.
    """
    return of(queries.document(person, document))


def of(row: Document) -> Paper:
    """The same for the house itself (a dossier)."""
    issued = issue(row.id)
    if issued is not None:
        return Paper(row, files.stream(issued.file), issued.size, issued)
    made = documents.pdf(queries.as_document(row))
    return Paper(row, io.BytesIO(made), len(made), None)


# ── the seal's picture ──


def set_seal(person: Person, upload: Upload | None, *, key: str = "") -> str:
    """启用印章图样: a PNG of the organ's own seal, or (None) the seal drawn from its name again. Returns the picture's digest.

    By an administrator. The picture is decoded and written anew, so that nothing else comes along with it. Raises NotAllowed, Invalid.
    """
    role = person.must("admin")
    picture = _redrawn(upload) if upload else b""

    def do() -> str:
        digest = files.keep([picture]).digest if picture else ""
        with record.writing(person.organ, additive=True) as stream:
            stream.append(SetSeal(file=digest), actor=person.actor(role))
        return digest

    answer: str = record.once(person.officer, key, ["seal", picture.hex()[:64], len(picture)], do)
    return answer


def _redrawn(upload: Upload) -> bytes:
    data = b""
    for chunk in upload.chunks():
        data += chunk
        if len(data) > SEAL_BYTES:
            raise _no_seal("印章图样不能超过 2 MB")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            if not SEAL_SIDE[0] <= min(width, height) <= max(width, height) <= SEAL_SIDE[1] or max(width, height) > 1.2 * min(
                width, height
            ):
                raise _no_seal(f"印章图样应当接近正方形，每边 {SEAL_SIDE[0]} 至 {SEAL_SIDE[1]} 像素，这张是 {width}×{height}")
            redrawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _no_seal("印章图样应当是 PNG 图片") from None
    out = io.BytesIO()
    redrawn.save(out, "PNG")
    return out.getvalue()


def _no_seal(why: str) -> Invalid:
    return Invalid(why, fields={"file": why}, next="请上传印章的 PNG 图片，背景透明。")


def seal_of(organ: str) -> str:
    """The digest of the organ's own picture of its seal; empty where the seal is drawn from its name."""
    return OrganSeal.objects.filter(id=organ).values_list("file", flat=True).first() or ""


def picture(person: Person) -> bytes:
    """The organ's own picture of its seal, for its administrator. Raises NotAllowed, NotFound."""
    person.must("admin")
    found = _picture(person.organ)
    if not found:
        raise NotFound("没有上传印章图样", next="现在使用的是按机关名称绘制的印章。")
    return found


def _picture(organ: str) -> bytes:
    digest = seal_of(organ)
    if not digest:
        return b""
    with files.stream(digest) as content:
        return content.read()
