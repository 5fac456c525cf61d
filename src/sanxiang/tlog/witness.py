"""A witness (C2SP tlog-witness): keeps the last checkpoint of each log that it saw, refuses a fork or a rollback, cosigns the rest.

What it says is only worth something on a machine of somebody else than the organ's: the notary, the justice bureau.
Its memory is a folder with a file for each log. Comparing and storing are one step under a lock, durable before it answers.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
from collections.abc import Iterator, Mapping

import msgspec

from sanxiang.tlog import checkpoint, merkle, note
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.files import put
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import Note, Signer, VerifierKey

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


class Answer(msgspec.Struct, frozen=True):
    """An HTTP answer: status, type and text."""

    status: int
    text: str = ""
    type: str = PLAIN


class Request(msgspec.Struct, frozen=True):
    """`add-checkpoint`: the size that the log believes the witness to know, the proof from there, the checkpoint's note."""

    old: int
    proof: tuple[bytes, ...]
    signed: str

    def __str__(self) -> str:
        lines = [f"old {self.old}", *map(note.encode, self.proof), ""]
        return "".join(f"{line}\n" for line in lines) + self.signed


def read_request(body: str) -> Request:
    """Raises Wrong."""
    head, separator, signed = body.partition("\n\n")
    first, *hashes = head.split("\n")
    if not separator or not first.startswith("old "):
        raise Wrong("请求应为 old 行、证明、空行、检查点")
    if len(hashes) > MOST_HASHES:
        raise Wrong("证明过长")
    return Request(note.number(first.removeprefix("old ")), tuple(map(note.decode, hashes)), signed)


class Witness:
    """One witness with its key and the logs that it knows, by their origins."""

    def __init__(self, folder: pathlib.Path, signer: Signer, logs: Mapping[str, VerifierKey]) -> None:
        self.folder, self.signer, self.logs = folder, signer, logs

    def add_checkpoint(self, body: bytes, now: int) -> Answer:
        """Answer a log that submits a checkpoint; `now` is POSIX seconds. 200 with the cosignature's line; 404, 403, 400, 409, 422 as specified."""
        try:
            asked = read_request(body.decode())
            signed = note.parse(asked.signed)
            found = checkpoint.parse(signed.text)
        except (Wrong, UnicodeDecodeError) as wrong:
            return Answer(400, f"{wrong}\n")
        key = self.logs.get(found.origin)
        if key is None:
            return Answer(404, "不认识这个日志\n")
        try:
            note.verified(signed, [key])
        except Wrong as wrong:
            return Answer(403, f"{wrong}\n")
        return self._store(asked, signed, found, now)

    def last(self, origin_hash: str) -> str | None:
        """The last cosigned checkpoint of the log whose origin has this SHA-256 (hex)."""
        file = next((self._file(origin) for origin in self.logs if _hash(origin) == origin_hash), None)
        return file.read_text(encoding="utf-8") if file and file.exists() else None

    def _store(self, asked: Request, signed: Note, found: Checkpoint, now: int) -> Answer:
        if asked.old > found.size:
            return Answer(400, "old 大于检查点的大小\n")
        with self._alone(found.origin):
            kept = self._kept(found.origin)
            if asked.old != kept.size:
                return Answer(409, f"{kept.size}\n", SIZE_TYPE)
            try:
                merkle.check_consistency(kept.size, found.size, kept.root, found.root, asked.proof)
            except Wrong as wrong:
                return Answer(422, f"{wrong}\n")
            line = checkpoint.cosign(signed, self.signer, now)
            put(self._file(found.origin), str(Note(signed.text, (*signed.signatures, line))).encode())
        return Answer(200, line.line)

    def _kept(self, origin: str) -> Checkpoint:
        file = self._file(origin)
        if not file.exists():
            return Checkpoint(origin, 0, merkle.EMPTY)
        return checkpoint.parse(note.parse(file.read_bytes()).text)

    def _file(self, origin: str) -> pathlib.Path:
        return self.folder / _hash(origin)

    @contextlib.contextmanager
    def _alone(self, origin: str) -> Iterator[None]:
        """One request of a log at a time, over all processes of the witness."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / f"{_hash(origin)}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()
