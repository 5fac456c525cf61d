"""A PDF under the organ's seal: PAdES with the organ's certificate, the seal as the signature's appearance, and the check of one.

The key is a PKCS #12 file in the data folder, readable by its owner alone. Whoever has it can sign in the organ's name; docs/threats.md.
"""

import datetime
import functools
import io
import os
import pathlib
import tempfile
import urllib.parse
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from PIL import Image
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.content import ImportedPdfPage, PdfContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from sanxiang.casework.documents.typeset import Place, sheet
from sanxiang.record.refusal import Refused
from sanxiang.record.timestamps import over_http
from sanxiang.tlog.files import flush

SEAL = pathlib.Path(__file__).parent / "documents" / "seal.typ"
SIDE = 119.06  # points: 42 mm, the diameter of an organ's seal
A4 = 841.89
FIELD = "Seal"
EXAMPLE_ROOT = "三项制度平台示例根证书（无法律效力）"
EXAMPLE = "（示例证书，无法律效力）"
FILLED = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)


class Signed(msgspec.Struct, frozen=True):
    """A signed PDF, and by whose certificate: its subject, its SHA-256; without legal force if `example`; `stamped` with a time stamp."""

    pdf: bytes
    signer: str
    fingerprint: str
    example: bool
    stamped: bool


class Checked(msgspec.Struct, frozen=True):
    """What a check of a signed PDF found. `intact`: not one byte changed and nothing added since; `fault` says in Chinese what is wrong."""

    intact: bool
    fingerprint: str = ""
    signer: str = ""
    stamped: bool = False
    fault: str = ""


class Authority(TimeStamper):
    """The time stamping authority of SANXIANG_TSA, asked as the log asks it."""

    async def async_request_tsa_response(self, req: Any) -> Any:
        return tsp.TimeStampResp.load(over_http(settings.TSA, req.dump()))


def _authority() -> TimeStamper:
    return Authority()  # type: ignore[no-untyped-call]


# ── the organ's certificate ──


def signer(organ: str, name: str, *, own: bool = False) -> signers.SimpleSigner:
    """The organ's key and certificate: `seal-<code>.p12` of the data folder, or an example made on the spot and called one.

    own: the organ has signed with a certificate of its own, so no example may take its place. Raises Refused when the file is lost, cannot be
    opened with SANXIANG_SEAL_PASSWORD, or its certificate does not hold today.
    """
    file = key_file(organ)
    if not file.exists():
        if own:
            raise Refused("机关的签名证书不在原处，不能加盖电子印章", next=f"请管理员从备份中恢复 {file.name}。", status=500)
        _write(file, _example(name))
    found = _opened(str(file), file.stat().st_mtime_ns)
    valid = _certificate_of(found)
    if own and is_example(found):
        raise Refused("机关的签名证书被换成了示例证书，不能加盖电子印章", next=f"请管理员从备份中恢复 {file.name}。", status=500)
    if not valid.not_valid_before <= datetime.datetime.now(datetime.UTC) <= valid.not_valid_after:
        raise Refused("机关的签名证书不在有效期内，不能加盖电子印章", next=f"请管理员更换 {file.name}（docs/operations.md）。", status=500)
    return found


def key_file(organ: str) -> pathlib.Path:
    return pathlib.Path(settings.VAR) / "keys" / f"seal-{urllib.parse.quote(organ, safe='')}.p12"


@functools.lru_cache(maxsize=64)
def _opened(file: str, changed: int) -> signers.SimpleSigner:
    data, password = pathlib.Path(file).read_bytes(), settings.SEAL_PASSWORD.encode()
    for each in dict.fromkeys([password, b""]):  # an example has none
        try:
            key, own, others = pkcs12.load_key_and_certificates(data, each or None)
        except ValueError:
            continue
        if key is None or own is None:
            break
        found = signers.SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=each or None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise Refused(f"打不开机关的签名证书 {pathlib.Path(file).name}", next="请管理员核对证书文件和口令 SANXIANG_SEAL_PASSWORD。", status=500)


def _certificate_of(by: signers.SimpleSigner) -> Any:
    """The certificate with which it signs."""
    return by.signing_cert


def is_example(by: signers.SimpleSigner) -> bool:
    return bool(_certificate_of(by).issuer.native.get("common_name") == EXAMPLE_ROOT)


def _example(name: str) -> bytes:
    """A certificate of an authority of our own making, which says in its names that it has no legal force."""
    root = key_file("example-root")
    if not root.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, EXAMPLE_ROOT)])
        made = _certificate(subject, subject, key, key, authority=True)
        _write(root, pkcs12.serialize_key_and_certificates(b"root", key, made, None, NoEncryption()))
    above, issuer, _ = pkcs12.load_key_and_certificates(root.read_bytes(), None)
    assert isinstance(above, ec.EllipticCurvePrivateKey)
    assert issuer is not None
    key = ec.generate_private_key(ec.SECP256R1())
    called = name[: 64 - len(EXAMPLE)] + EXAMPLE  # X.520: a common name has at most 64 characters
    own = _certificate(x509.Name([subject_of(called)]), issuer.subject, key, above)
    return pkcs12.serialize_key_and_certificates(b"seal", key, own, [issuer], NoEncryption())


def subject_of(name: str) -> x509.NameAttribute[str]:
    """A common name of up to 64 characters, as X.520 counts them; the library counts bytes, of which a Chinese character has three."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, *, authority: bool = False
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=3650 if authority else 3600))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


def _write(file: pathlib.Path, data: bytes) -> None:
    """A key file that appears whole or not at all; where another process was first, theirs stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        pathlib.Path(temporary).unlink()
    flush(file.parent)


# ── signing ──


def sign(pdf: bytes, place: Place, by: signers.SimpleSigner, organ_name: str, picture: bytes = b"") -> Signed:
    """The PDF signed (PAdES B-B; B-T where SANXIANG_TSA answers), with the seal over `place` as the signature's appearance.

    picture: a PNG that stands for the seal; without it the seal is drawn from the organ's name. The signature certifies the document: any
    change after it is found. An authority that does not answer stops nothing; the document then bears no time stamp.
    """
    example = is_example(by)
    with tempfile.TemporaryDirectory() as folder:
        style = StaticStampStyle(
            border_width=0, background=_seal(folder, organ_name, picture, example), background_layout=FILLED, background_opacity=1.0
        )
        try:
            made, stamped = _sign(pdf, place, by, style, _authority() if settings.TSA else None), bool(settings.TSA)
        except Exception:  # whatever an authority answers instead of a time stamp; what else is wrong comes again without it
            made, stamped = _sign(pdf, place, by, style, None), False
    return Signed(made, _called(_certificate_of(by)), _certificate_of(by).sha256.hex(), example, stamped)


def _seal(folder: str, organ_name: str, picture: bytes, example: bool) -> PdfContent:
    if picture:
        return PdfImage(Image.open(io.BytesIO(picture)))
    drawn = pathlib.Path(folder) / "seal.pdf"
    drawn.write_bytes(sheet(SEAL, {"organ": organ_name, "example": example}))
    return ImportedPdfPage(str(drawn))  # type: ignore[no-untyped-call]


def _sign(pdf: bytes, place: Place, by: signers.SimpleSigner, style: StaticStampStyle, authority: TimeStamper | None) -> bytes:
    left, bottom = place.x - SIDE / 2, A4 - place.y - SIDE / 2
    box = (round(left), round(bottom), round(left + SIDE), round(bottom + SIDE))
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason="加盖电子印章",
    )
    field = fields.SigFieldSpec(FIELD, on_page=place.page, box=box)
    pen = signers.PdfSigner(meta, by, timestamper=authority, stamp_style=style, new_field_spec=field)
    made: bytes = _apart(lambda: pen.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))).getvalue()
    return made


def _apart(do: Callable[[], Any]) -> Any:
    """In a thread of its own: the library starts an event loop, and the caller's thread may have one already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do).result()


def _called(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)[:300]


# ── checking ──


def check(pdf: bytes, roots: bytes = b"") -> Checked:
    """Whether a PDF is as it was signed. `roots`: certificates (PEM) that are trusted; without them only the bytes are judged, not the signer."""
    try:
        embedded = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures
        if not embedded:
            return Checked(False, fault="文件没有电子签名")
        trusted = list(load_certs_from_pemder_data(roots)) if roots else list(embedded[0].other_embedded_certs)
        context = ValidationContext(trust_roots=trusted, allow_fetching=False)
        found = _apart(lambda: validate_pdf_signature(embedded[0], context))
    except Exception:  # whatever a hostile file makes of its reader, it is no signed document
        return Checked(False, fault="文件不是完整的 PDF，或者签名已经损坏")
    fault = ""
    if not (found.intact and found.valid):
        fault = "文件内容与签名不符，已被改动"
    elif found.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        fault = "签名之后又改动过文件"
    elif roots and not found.trusted:
        fault = "签名证书不是受信任的机构签发的"
    return Checked(not fault, found.signing_cert.sha256.hex(), _called(found.signing_cert), found.timestamp_validity is not None, fault)
