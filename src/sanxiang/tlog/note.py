"""Signed notes (C2SP signed-note): a text with signature lines that name who signed.

Strict where Python is lenient: lines end with U+000A only, base64 is canonical, numbers have no sign and no leading zero.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sanxiang.tlog import sm2
from sanxiang.tlog.merkle import Wrong

ED25519, COSIGNATURE, SM2 = 0x01, 0x04, sm2.KIND
MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_HEX = re.compile(r"[0-9a-f]{8}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
# Points of small order: a signature under them proves nothing (RFC 8032; the eight of the curve, in both encodings that parse).
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)


class Signature(msgspec.Struct, frozen=True):
    """One signature line: who, the key's id (4 bytes), and what the key's kind makes of the rest."""

    name: str
    key_id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {encode(self.key_id + self.blob)}\n"


class Note(msgspec.Struct, frozen=True):
    """A signed text. `text` ends with a newline, which is signed too."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key with its name and kind: `name+hex8(id)+base64(kind ‖ key)`. The key of kind SM2 begins with that kind's own name."""

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.key)}"

    def signed(self, signature: Signature) -> bool:
        """Whether this key says that it made the signature."""
        return signature.name == self.name and signature.key_id == self.id

    def verify(self, message: bytes, signature: bytes) -> None:
        """Raises Wrong when this is not the key's signature of the message."""
        if self.kind == SM2:
            if not sm2.verifies(sm2.point(self.key), message, signature):
                raise Wrong(f"{self.name} 的国密签名不对")
            return
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            raise Wrong(f"{self.name} 的签名不对") from None


class Signer(msgspec.Struct, frozen=True):
    """A private Ed25519 key with its name."""

    name: str
    seed: bytes
    kind: int = ED25519

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, message: bytes, before: bytes = b"") -> Signature:
        """`before`: bytes that stand before the signature in the line (a cosignature's time)."""
        return Signature(self.name, self.verifier.id, before + self._key.sign(message))


class SignerSm2(msgspec.Struct, frozen=True):
    """A private SM2 key with its name."""

    name: str
    pair: sm2.Pair

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, SM2, sm2.key_of(self.pair.public))

    def sign(self, message: bytes) -> Signature:
        return Signature(self.name, self.verifier.id, sm2.sign(self.pair, message))


def sign(text: str, *signers: Signer | SignerSm2) -> Note:
    """A note signed with these keys. Raises Wrong for a text that cannot be a note."""
    _check_text(text)
    return Note(text, tuple(signer.sign(text.encode()) for signer in signers))


def parse(raw: str | bytes) -> Note:
    """Read a signed note. Signatures are not verified. Raises Wrong."""
    text = _decoded(raw)
    body, separator, tail = text.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise Wrong("不是签名文本：没有空行和签名行")
    _check_text(body + "\n")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Wrong("签名行过多")
    return Note(body + "\n", tuple(map(_signature, lines)))


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """The known keys that signed the note's text. Unknown signatures are ignored; a known key whose signature is wrong refuses
    the whole note, and so does a note that no known key signed. Raises Wrong."""
    found = []
    for key in keys:
        for signature in note.signatures:
            if key.signed(signature):
                key.verify(note.text.encode(), signature.blob)
                found.append(key)
                break
    if not found:
        raise Wrong("没有已知密钥的签名")
    return found


def verifier_key(text: str) -> VerifierKey:
    """Read a verifier key. Raises Wrong: malformed, an id that does not fit, or a key under which anything verifies."""
    name, _, rest = text.partition("+")
    hex_id, _, encoded = rest.partition("+")
    _check_name(name)
    raw = decode(encoded)
    if raw[:1] == bytes([SM2]):
        sm2.point(raw[1:])
    elif not _HEX.fullmatch(hex_id) or len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise Wrong("公钥的写法不对，应为 名称+编号+密钥")
    key = VerifierKey(name, raw[0], raw[1:])
    if key.id.hex() != hex_id:
        raise Wrong("公钥的编号与密钥不符")
    if key.key in _SMALL_ORDER:
        raise Wrong("弱公钥，不能使用")
    return key


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decode(text: str) -> bytes:
    """Canonical base64. Raises Wrong."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Wrong("不是规范的 base64") from None
    if encode(raw) != text:
        raise Wrong("不是规范的 base64")
    return raw


def number(text: str) -> int:
    """A decimal without sign and leading zero. Raises Wrong."""
    if not _NUMBER.fullmatch(text):
        raise Wrong(f"不是规范的数字：{text[:20]}")
    return int(text)


def _decoded(raw: str | bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Wrong("签名文本过大")
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Wrong("签名文本不是 UTF-8") from None


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        raise Wrong("签名文本须以换行结尾，不能有控制字符")


def _check_name(name: str) -> None:
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise Wrong("密钥名称不能为空，不能有空格和加号")


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise Wrong("签名行的写法不对")
    _check_name(parts[1])
    raw = decode(parts[2])
    if len(raw) < 5:
        raise Wrong("签名行过短")
    return Signature(parts[1], raw[:4], raw[4:])
