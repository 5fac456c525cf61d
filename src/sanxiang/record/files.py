"""The files of the record, evidence and recordings: hashed as they come in, named by their SHA-256, written once, read whole or in part.

What the rest of the house calls. Where they lie is a `Store`: a folder (`files_folder`) or an S3 bucket (`files_s3`), as the settings say.
What comes in is first a file in the folder beside the store, so that nothing half received is ever under a digest.
"""

import contextlib
import datetime
import hashlib
import os
import pathlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Protocol

import msgspec
from cryptography.hazmat.primitives import hashes
from django.conf import settings

from sanxiang.record.acts import Entry
from sanxiang.record.files_folder import Folder
from sanxiang.record.files_kinds import HEAD, sniff
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, NotFound, Refused

PIECE = 1024 * 1024  # bytes that are read and hashed at once


class Kept(msgspec.Struct, frozen=True):
    """A file in the store. `sm3` is empty unless the setting asks for it."""

    digest: str
    size: int
    media_type: str
    sm3: str = ""


class Store(Protocol):
    """Where files lie under their digests. Every method raises FileNotFoundError for a file that is not there, if it says nothing else."""

    def take(self, file: pathlib.Path, digest: str) -> None:
        """Take over a finished local file; it is gone from its old place afterwards."""

    def size(self, digest: str) -> int | None:
        """Bytes; None when it is not there."""

    def stream(self, digest: str) -> BinaryIO:
        """The content, seekable."""

    def at_hand(self, digest: str) -> contextlib.AbstractContextManager[pathlib.Path]:
        """The content as a local file, for as long as the block lasts."""

    def hold(self, digest: str, until: datetime.datetime) -> bool:
        """Let nobody remove it before then; whether the store can."""

    def remove(self, digest: str) -> None:
        """Take it away for good."""


class Hashing:
    """What is known of a file while it comes in: digests, size, its beginning. A copy goes its own way."""

    def __init__(self) -> None:
        self.sha256, self.size, self.head = hashlib.sha256(), 0, b""
        self.sm3: Any = hashes.Hash(hashes.SM3()) if settings.SM3 else None

    def add(self, piece: bytes) -> None:
        """Raises Invalid when the file becomes larger than one may be."""
        self.size += len(piece)
        must_fit(self.size)
        if len(self.head) < HEAD:
            self.head += piece[: HEAD - len(self.head)]
        self.sha256.update(piece)
        if self.sm3:
            self.sm3.update(piece)

    def copy(self) -> "Hashing":
        other = Hashing()
        other.sha256, other.size, other.head = self.sha256.copy(), self.size, self.head
        other.sm3 = self.sm3 and self.sm3.copy()
        return other

    def kept(self) -> Kept:
        """Raises Invalid for an empty file or a program."""
        if not self.size:
            raise Invalid("文件是空的", fields={"file": "文件是空的"}, next="请重新选择文件。")
        return Kept(self.sha256.hexdigest(), self.size, sniff(self.head), self.sm3.copy().finalize().hex() if self.sm3 else "")


def must_fit(size: int) -> None:
    """Raises Invalid for a file of more bytes than SANXIANG_EVIDENCE_MAX_MB allows."""
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        raise Invalid(f"文件超过 {limit} MB", fields={"file": f"不能超过 {limit} MB"}, next="请压缩或者分段后再上传。")


def store() -> Store:
    """The store that the settings name."""
    if not settings.S3["bucket"]:
        return Folder(settings.EVIDENCE_DIR)
    from sanxiang.record import files_s3  # a heavy library that a folder does not need

    return files_s3.configured()


def beside() -> pathlib.Path:
    """The folder for what is still coming in; for this system alone."""
    root: pathlib.Path = settings.EVIDENCE_DIR
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def keep(pieces: Iterable[bytes]) -> Kept:
    """Stream a file into the store. Raises Invalid when it is empty, too large, or a program; then nothing is kept."""
    handle, temporary = tempfile.mkstemp(dir=beside(), prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as out:
            hashing = Hashing()
            for piece in pieces:
                hashing.add(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        kept = hashing.kept()
        store().take(pathlib.Path(temporary), kept.digest)
        return kept
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise


def stream(digest: str) -> BinaryIO:
    """The content of a kept file, seekable: whole, or from anywhere. Raises NotFound when it is gone."""
    try:
        return store().stream(digest)
    except FileNotFoundError:
        raise gone() from None


@contextlib.contextmanager
def at_hand(digest: str) -> Iterator[pathlib.Path]:
    """The path of a kept file, for a program that needs one; not beyond the block. Raises NotFound when it is gone."""
    with contextlib.ExitStack() as held:
        try:
            path = held.enter_context(store().at_hand(digest))
        except FileNotFoundError:
            raise gone() from None
        yield path


def size(digest: str) -> int | None:
    """Bytes of a kept file; None when it is gone."""
    return store().size(digest)


def gone() -> NotFound:
    return NotFound("证据文件不在存储中", next="请联系系统管理员核对证据存储和备份。")


def intact(digest: str) -> bool:
    """Whether the file is there and still has the digest that the record holds. Reads all of it."""
    try:
        with store().stream(digest) as content:
            found = hashlib.sha256()
            while piece := content.read(PIECE):
                found.update(piece)
    except FileNotFoundError:
        return False
    return found.hexdigest() == digest


def hold(digest: str, until: datetime.datetime) -> bool:
    """Have the store itself refuse to remove a file before `until`; False where it cannot (a folder, a bucket without object lock)."""
    return store().hold(digest, until)


def destroy(digest: str, ordered: Entry) -> None:
    """Remove a file for good, because the record says so: `ordered` stands on it, and its act's field `destroys` names the digest.

    The caller has seen to it that retention is over, that two persons agreed, and that nothing else names the same file. A file that is
    gone already is no error. Raises Refused when the record does not say so, or when the store holds the file longer.
    """
    said = next((act for act in acts_of(ordered.stream) if act.version == ordered.version), None)
    if said is None or digest not in said.data.get("destroys", ()):
        raise Refused("没有在案的销毁决定，文件不能删除", article="档案法第二十一条", next="请先按规定由两人办理到期销毁。")
    with contextlib.suppress(FileNotFoundError):
        store().remove(digest)
