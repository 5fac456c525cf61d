"""A witness cosigns what continues, a mirror keeps what it has checked; both refuse a log that forked or was rolled back."""

import pathlib
from collections.abc import Callable

import msgspec
import pytest

from sanxiang.tlog import checkpoint, merkle, mirror, note, tiles
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.files import put
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import COSIGNATURE, Signer
from sanxiang.tlog.witness import SIZE_TYPE, Answer, Request, Witness, read_request

VECTORS = pathlib.Path(__file__).parents[3] / "shared/data/log/vectors.json"
LOG = Signer("ledger.example/a", bytes([1]) * 32)
NOTARY = Signer("notary.example/w1", bytes([3]) * 32, COSIGNATURE)


class Kept:
    """A log as an organ keeps it: entries, and the files that it serves."""

    def __init__(self, folder: pathlib.Path, entries: list[bytes], signer: Signer = LOG) -> None:
        self.folder, self.signer, self.entries = folder, signer, []
        self.add(entries)

    def add(self, entries: list[bytes]) -> None:
        self.entries += entries
        edges: dict[int, bytes] = {}
        for level, n, data in tiles.grown(edges, 0, self.leaves):
            put(self.folder / tiles.path(level, n, len(data) // 32), data)
        for first in range(0, len(self.entries), 256):
            part = self.entries[first : first + 256]
            put(self.folder / tiles.path(tiles.ENTRIES, first // 256, len(part)), tiles.bundle(part))
        put(self.folder / "checkpoint", str(self.signed()).encode())

    @property
    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries]

    def signed(self, size: int | None = None) -> note.Note:
        size = len(self.entries) if size is None else size
        return checkpoint.sign(Checkpoint(self.signer.name, size, merkle.root_of(self.leaves[:size])), self.signer)

    def request(self, old: int, size: int | None = None) -> bytes:
        size = len(self.entries) if size is None else size
        proof = merkle.consistency(old, size, lambda level, index: merkle.root_of(self.leaves[index << level : (index + 1) << level]))
        return str(Request(old, tuple(proof), str(self.signed(size)))).encode()

    def fetch(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def entries(first: int, last: int, word: str = "act") -> list[bytes]:
    return [f"{word} {n}".encode() for n in range(first, last)]


@pytest.fixture
def log(tmp_path: pathlib.Path) -> Kept:
    return Kept(tmp_path / "log", entries(0, 300))


@pytest.fixture
def witness(tmp_path: pathlib.Path) -> Witness:
    return Witness(tmp_path / "witness", NOTARY, {LOG.name: LOG.verifier})


# ── the witness ──


def test_a_witness_cosigns_what_continues(log: Kept, witness: Witness) -> None:
    for old, size in ((0, 5), (5, 5), (5, 256), (256, 300)):
        answer = witness.add_checkpoint(log.request(old, size), 1790000000 + size)
        assert answer.status == 200, answer
        signed = note.parse(str(log.signed(size)) + answer.text)
        assert checkpoint.cosigned_at(signed, NOTARY.verifier) == 1790000000 + size
    assert witness.last(_hash(LOG.name)) == str(log.signed(300)) + answer.text


def test_a_log_that_does_not_know_how_far_the_witness_is_is_told(log: Kept, witness: Witness) -> None:
    witness.add_checkpoint(log.request(0, 5), 1)
    assert witness.add_checkpoint(log.request(0, 7), 2) == Answer(409, "5\n", SIZE_TYPE)


def test_a_rollback_and_a_fork_are_refused(log: Kept, witness: Witness, tmp_path: pathlib.Path) -> None:
    witness.add_checkpoint(log.request(0, 200), 1)
    assert witness.add_checkpoint(log.request(0, 100), 2).status == 409
    forked = Kept(tmp_path / "fork", entries(0, 150) + entries(150, 300, "other"))
    assert witness.add_checkpoint(forked.request(200), 3).status == 422
    assert witness.add_checkpoint(forked.request(200, 200), 3).status == 422
    assert witness.add_checkpoint(log.request(200), 4).status == 200, "the honest log goes on"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda body: body.replace(b"old 0", b"old 00"), 400),
        (lambda body: body.replace(b"old 0", b"old 301"), 400),
        (lambda body: b"hello", 400),
        (lambda body: b"\xff\xfe", 400),
        (lambda body: body.replace(b"ledger.example/a\n300", b"ledger.example/b\n300"), 404),
        (lambda body: body.replace(b"\n300\n", b"\n299\n"), 403),
        (lambda body: body.replace(b"old 0\n", b"old 0\n" + note.encode(bytes(32)).encode() + b"\n"), 422),
        (lambda body: body.replace(b"old 0\n", b"old 0\n" + b"AAAA\n" * 64), 400),
    ],
)
def test_what_is_malformed_strange_or_unsigned_is_refused(
    log: Kept, witness: Witness, change: Callable[[bytes], bytes], status: int
) -> None:
    assert witness.add_checkpoint(change(log.request(0)), 1).status == status
    assert witness.last(_hash(LOG.name)) is None


def test_a_request_reads_as_it_was_written(log: Kept) -> None:
    assert str(read_request(log.request(5).decode())).encode() == log.request(5)


@pytest.mark.skipif(not VECTORS.exists(), reason="only beside the shared folder")
def test_requests_of_another_implementation_are_answered_as_it_expects(tmp_path: pathlib.Path) -> None:
    told = msgspec.json.decode(VECTORS.read_bytes())["witness"]
    key = note.VerifierKey(told["origin"], note.ED25519, bytes.fromhex(told["public_key_hex"]))
    witness = Witness(tmp_path, NOTARY, {told["origin"]: key})
    for size in ("1", "3", "5"):
        assert note.verified(note.parse(told["checkpoints"][size]), [key]) == [key]
    leaves = [bytes([0x2A, n]) + bytes(30) for n in range(5)]
    for old, new in ((0, 1), (1, 3), (3, 5)):
        proof = merkle.consistency(old, new, lambda level, index: merkle.root_of(leaves[index << level : (index + 1) << level]))
        body = str(Request(old, tuple(proof), told["checkpoints"][str(new)])).encode()
        assert witness.add_checkpoint(body, 1).status == 200


# ── the mirror ──


def test_a_mirror_follows_and_can_be_checked_whole(log: Kept, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "mirror"
    assert mirror.follow(log.fetch, copy, LOG.verifier) == mirror.Followed(LOG.name, 0, 300)
    log.add(entries(300, 310))
    assert mirror.follow(log.fetch, copy, LOG.verifier) == mirror.Followed(LOG.name, 300, 310)
    log.add(entries(310, 1100))
    assert mirror.follow(log.fetch, copy, LOG.verifier).size == 1100
    assert mirror.follow(log.fetch, copy, LOG.verifier) == mirror.Followed(LOG.name, 1100, 1100)
    assert mirror.check(copy, LOG.verifier).size == 1100
    assert (copy / "tile/0/003").read_bytes() == (log.folder / "tile/0/003").read_bytes()


def test_a_mirror_refuses_a_fork_a_rollback_and_damage(log: Kept, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "mirror"
    mirror.follow(log.fetch, copy, LOG.verifier)
    before = {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()}
    others = (
        Kept(tmp_path / "shorter", entries(0, 200)),
        Kept(tmp_path / "same", [*entries(0, 299), b"other"]),
        Kept(tmp_path / "longer", entries(0, 290) + entries(290, 400, "other")),
        Kept(tmp_path / "early", entries(0, 5, "other") + entries(5, 400)),
        Kept(tmp_path / "stranger", entries(0, 400), Signer(LOG.name, bytes([9]) * 32)),
    )
    for other in others:
        with pytest.raises(Wrong):
            mirror.follow(other.fetch, copy, LOG.verifier)
    damaged = Kept(tmp_path / "damaged", entries(0, 400))
    put(tmp_path / "damaged/tile/entries/001.p/144", tiles.bundle(entries(256, 399) + [b"x"]))
    with pytest.raises(Wrong):
        mirror.follow(damaged.fetch, copy, LOG.verifier)
    assert {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000", "tile/entries/001.p/44", "checkpoint"])
def test_a_damaged_mirror_is_found(log: Kept, tmp_path: pathlib.Path, name: str) -> None:
    copy = tmp_path / "mirror"
    mirror.follow(log.fetch, copy, LOG.verifier)
    data = bytearray((copy / name).read_bytes())
    data[10] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(Wrong):
        mirror.check(copy, LOG.verifier)
    (copy / name).unlink()
    if name != "checkpoint":
        with pytest.raises(Wrong):
            mirror.check(copy, LOG.verifier)


def _hash(origin: str) -> str:
    import hashlib

    return hashlib.sha256(origin.encode()).hexdigest()
