"""The proof of one entry as a file (C2SP tlog-proof): its index, its audit path, and the checkpoint with all cosignatures."""

from collections.abc import Iterable

import msgspec

from sanxiang.tlog import checkpoint, merkle, note
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.merkle import SIZE, Wrong
from sanxiang.tlog.note import VerifierKey

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class Proof(msgspec.Struct, frozen=True):
    """`signed` is the checkpoint's note, verbatim; `extra` is not authenticated."""

    index: int
    path: tuple[bytes, ...]
    signed: str
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {note.encode(self.extra)}")
        lines += [f"index {self.index}", *map(note.encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + self.signed


def parse(text: str) -> Proof:
    """Read a proof. Nothing is verified. Raises Wrong."""
    head, _, signed = text.partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != HEADER:
        raise Wrong(f"不是日志证明文件：第一行应为 {HEADER}")
    extra = note.decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise Wrong("日志证明缺少 index")
    index = note.number(lines.pop(0).removeprefix("index "))
    path = tuple(map(note.decode, lines))
    if len(path) > MOST_HASHES or any(len(hash) != SIZE for hash in path):
        raise Wrong("日志证明的散列值不对")
    return Proof(index, path, signed, extra)


def check(proof: Proof, entry: bytes, log: VerifierKey, witnesses: Iterable[VerifierKey] = (), least: int = 0) -> Checkpoint:
    """The entry stands in the log at the proof's index, under a checkpoint that the log signed and `least` witnesses cosigned. Raises Wrong."""
    found, signed = checkpoint.opened(proof.signed, log)
    checkpoint.quorum(signed, witnesses, least)
    merkle.check_inclusion(merkle.leaf_hash(entry), proof.index, found.size, proof.path, found.root)
    return found
