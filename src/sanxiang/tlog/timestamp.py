"""Time stamps (RFC 3161) over checkpoints: a third party's word that this text was there at that time.

What is stamped is the text of the signed note, the same bytes that its signature lines sign; so one token covers every leaf below the root.
"""

import datetime
import hashlib
from collections.abc import Sequence

import msgspec
import rfc3161_client as tsp
from cryptography import x509
from rfc3161_client.tsp import PKIStatus

from sanxiang.tlog.merkle import Wrong

SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class Query(msgspec.Struct, frozen=True):
    """What is sent to a time-stamping authority, and the number that its answer must repeat."""

    der: bytes
    nonce: int


def query(text: str) -> Query:
    """Ask for a time stamp over this text: its SHA-256 is sent, never the text; the answer is to bring the authority's certificate."""
    asked = tsp.TimestampRequestBuilder().data(text.encode()).hash_algorithm(tsp.HashAlgorithm.SHA256).build()
    return Query(asked.as_bytes(), asked.nonce or 0)


def told(answer: bytes, text: str) -> datetime.datetime:
    """The time (UTC) that an answer names for this text, whoever signed it. Raises Wrong: no time stamp, refused, or over another text."""
    found = _read(answer)
    imprint = found.tst_info.message_imprint
    if imprint.hash_algorithm != SHA256 or imprint.message != hashlib.sha256(text.encode()).digest():
        raise Wrong("时间戳的摘要与检查点不符")
    return found.tst_info.gen_time


def check(answer: bytes, text: str, trusted: Sequence[x509.Certificate], nonce: int | None = None) -> datetime.datetime:
    """The time (UTC) at which an authority under one of the trusted certificates saw this text. Raises Wrong."""
    if not trusted:
        raise Wrong("没有受信任的时间戳证书")
    at = told(answer, text)
    try:
        tsp.VerifierBuilder(roots=list(trusted), nonce=nonce).build().verify_message(_read(answer), text.encode())
    except tsp.VerificationError as error:
        raise Wrong(f"时间戳不能核对：{error}") from None
    return at


def certificates(pem: bytes) -> list[x509.Certificate]:
    """The trusted certificates of a PEM file. Raises Wrong."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise Wrong("时间戳证书文件不是 PEM 证书") from None


def _read(answer: bytes) -> tsp.TimeStampResponse:
    try:
        found = tsp.decode_timestamp_response(answer)
        granted = found.status == PKIStatus.GRANTED
        reason = "；".join(found.status_string)
    except ValueError:
        raise Wrong("不是时间戳（RFC 3161）") from None
    if not granted:
        raise Wrong(f"时间戳机构没有签发：{reason or found.status}")
    return found
