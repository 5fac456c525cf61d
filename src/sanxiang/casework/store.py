"""The evidence store: files named by their SHA-256, written once (temporary file, fsync, rename, fsync of the folder).

Not trusted: whoever owns the folder could replace a file, and its digest on the record would tell.
"""

import hashlib
import os
import pathlib
import tempfile
from collections.abc import Iterable

import msgspec
from django.conf import settings

from sanxiang.record.refusal import Invalid, NotFound

# What a file begins with → what it is. `....` stands for four bytes of any kind.
SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"RIFF....WEBP", "image/webp"),
    (b"RIFF....WAVE", "audio/wav"),
    (b"RIFF....AVI ", "video/x-msvideo"),
    (b"....ftypheic", "image/heic"),
    (b"....ftypM4A", "audio/mp4"),
    (b"....ftypqt", "video/quicktime"),
    (b"....ftyp", "video/mp4"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
REFUSED = ((b"MZ", "Windows 程序"), (b"\x7fELF", "Linux 程序"), (b"#!/", "脚本"))
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a browser may show in a page; all else is only ever downloaded.
SHOWN = frozenset(["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/wav", "audio/ogg"])
HEAD = 64


class Kept(msgspec.Struct, frozen=True):
    """A file in the store."""

    digest: str
    size: int
    media_type: str


def keep(name: str, chunks: Iterable[bytes]) -> Kept:
    """Stream a file into the store. Raises Invalid when it is empty, too large, or a program; then nothing is kept."""
    root: pathlib.Path = settings.EVIDENCE_DIR
    root.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies in it is for this system alone
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as out:
            digest, size, head = _stream(chunks, out.write)
            out.flush()
            os.fsync(out.fileno())
        media_type = sniff(head, name)
        _settle(temporary, path_of(digest))
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise
    return Kept(digest, size, media_type)


def _stream(chunks: Iterable[bytes], write: object) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > settings.EVIDENCE_MAX_BYTES:
            limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
            raise Invalid(f"文件超过 {limit} MB", fields={"file": f"不能超过 {limit} MB"}, next="请压缩或者分段后再上传。")
        if len(head) < HEAD:
            head += chunk[:HEAD]
        digest.update(chunk)
        write(chunk)  # type: ignore[operator]
    if not size:
        raise Invalid("文件是空的", fields={"file": "文件是空的"}, next="请重新选择文件。")
    return digest.hexdigest(), size, head


def sniff(head: bytes, name: str) -> str:
    """What a file is, by its first bytes; its name only tells an office document from another archive. Raises Invalid for a program."""
    for mark, what in REFUSED:
        if head.startswith(mark):
            raise Invalid(f"不能上传{what}", fields={"file": f"文件是{what}"}, next="请上传照片、录音、录像或者文档。")
    found = next((kind for signature, kind in SIGNATURES if _begins(head, signature)), "")
    if found == "application/zip":
        return OFFICE.get(pathlib.PurePath(name).suffix.lower(), found)
    if found:
        return found
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _begins(head: bytes, signature: bytes) -> bool:
    return len(head) >= len(signature) and all(wanted in (byte, ord(".")) for byte, wanted in zip(head, signature, strict=False))


def _is_text(head: bytes) -> bool:
    try:
        text = head[: HEAD - 4].decode("utf-8", errors="strict" if len(head) < HEAD - 4 else "ignore")
    except UnicodeDecodeError:
        return False
    return bool(text) and text.isprintable() or all(c.isprintable() or c in "\r\n\t" for c in text)


def _settle(temporary: str, final: pathlib.Path) -> None:
    """The file under its digest; one that is there already is the same file."""
    final.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(temporary, 0o440)
    os.replace(temporary, final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def path_of(digest: str) -> pathlib.Path:
    """Where a file lies: two levels of folders keep each of them small."""
    root: pathlib.Path = settings.EVIDENCE_DIR
    return root / digest[:2] / digest[2:4] / digest


def stored(digest: str) -> pathlib.Path:
    """The path of a kept file. Raises NotFound when it is gone."""
    found = path_of(digest)
    if not found.is_file():
        raise NotFound("证据文件不在存储中", next="请联系系统管理员核对证据存储和备份。")
    return found


def intact(digest: str) -> bool:
    """Whether the file still has the digest that the record holds."""
    path = path_of(digest)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest
