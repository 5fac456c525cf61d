"""Checkpoints (C2SP tlog-checkpoint) and witnesses' cosignatures (tlog-cosignature/v1)."""

from collections.abc import Iterable

import msgspec

from sanxiang.tlog import note
from sanxiang.tlog.merkle import EMPTY, SIZE, Wrong
from sanxiang.tlog.note import COSIGNATURE, Note, Signature, Signer, SignerSm2, VerifierKey

_LATEST = 2**63 - 1


class Checkpoint(msgspec.Struct, frozen=True):
    """How far a log reaches: its origin, its number of leaves, its root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, note.encode(self.root), *self.extensions))


def parse(text: str) -> Checkpoint:
    """The checkpoint that a note's text tells. Raises Wrong."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise Wrong("检查点应有来源、大小、根三行")
    root = note.decode(lines[2])
    if len(root) != SIZE:
        raise Wrong("检查点的根的长度不对")
    found = Checkpoint(lines[0], note.number(lines[1]), root, tuple(lines[3:]))
    if found.size == 0 and root != EMPTY:
        raise Wrong("空日志的根不对")
    return found


def opened(raw: str | bytes, key: VerifierKey, other: VerifierKey | None = None) -> tuple[Checkpoint, Note]:
    """A checkpoint signed by its log: the key's name is its origin. `other`: a second key of the log that must have signed too. Raises Wrong."""
    signed = note.parse(raw)
    note.verified(signed, [key])
    if other is not None:
        note.verified(signed, [other])
    found = parse(signed.text)
    if found.origin != key.name:
        raise Wrong(f"检查点的来源是 {found.origin}，不是 {key.name}")
    return found, signed


def sign(checkpoint: Checkpoint, *signers: Signer | SignerSm2) -> Note:
    return note.sign(checkpoint.text, *signers)


def cosign(signed: Note, signer: Signer, at: int) -> Signature:
    """A witness's line: at that time (POSIX seconds) this was the largest consistent tree of this origin that it had seen."""
    return signer.sign(_cosigned(signed.text, at), at.to_bytes(8, "big"))


def cosigned_at(signed: Note, key: VerifierKey) -> int | None:
    """When the witness with this key first cosigned (POSIX seconds); None when it did not. Raises Wrong when a line of its is wrong."""
    return min(cosigned_times(signed, key), default=None)


def cosigned_times(signed: Note, key: VerifierKey) -> list[int]:
    """Every time at which the witness with this key cosigned. Raises Wrong when a line of its is wrong."""
    return [_cosigned_line(signed.text, line, key) for line in signed.signatures if key.signed(line)]


def _cosigned_line(text: str, line: Signature, key: VerifierKey) -> int:
    at = int.from_bytes(line.blob[:8], "big")
    if key.kind != COSIGNATURE or len(line.blob) != 72 or at > _LATEST:
        raise Wrong(f"{key.name} 的共签行不对")
    key.verify(_cosigned(text, at), line.blob[8:])
    return at


def quorum(signed: Note, keys: Iterable[VerifierKey], least: int) -> list[VerifierKey]:
    """The witnesses that cosigned. Raises Wrong when fewer than `least`."""
    found = [key for key in keys if cosigned_at(signed, key) is not None]
    if len(found) < least:
        raise Wrong(f"只有{len(found)}个见证人共签，少于{least}个")
    return found


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
