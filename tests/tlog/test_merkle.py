"""The tree: known answers, proofs against verification that shares no code, tiles grown in any steps."""

import hashlib
import pathlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.tlog import merkle, note, tiles
from sanxiang.tlog.merkle import Wrong

# The eight leaves of Certificate Transparency's tests, and the roots of their first 0 … 8.
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PROBES = pathlib.Path(__file__).parents[3] / "shared/data/log/merkle-probes.json"


def leaf(n: int) -> bytes:
    return merkle.leaf_hash(b"entry %d" % n)


class Grown:
    """A log grown in memory, its tiles kept as they come."""

    def __init__(self) -> None:
        self.size, self.edges, self.tiles = 0, {}, {}

    def add(self, hashes: list[bytes]) -> None:
        for level, n, data in tiles.grown(self.edges, self.size, hashes):
            kept = self.tiles.get((level, n), b"")
            assert data.startswith(kept), "a tile only grows"
            self.tiles[level, n] = data
        self.size += len(hashes)

    def read(self, level: int, n: int, width: int) -> bytes:
        return self.tiles[level, n][: width * merkle.SIZE]

    def reader(self, size: int) -> merkle.Reader:
        return tiles.reader(self.read, size)


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_classic_leaves(size: int) -> None:
    hashes = [merkle.leaf_hash(entry) for entry in LEAVES[:size]]
    assert merkle.root_of(hashes).hex() == ROOTS[size]
    assert merkle.head_of(LEAVES[:size]) == (size, bytes.fromhex(ROOTS[size]))


def test_leaf_and_node_hashes() -> None:
    assert merkle.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert merkle.node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_a_log_grown_in_any_steps_has_the_tiles_of_one_built_at_once(steps: list[int]) -> None:
    log = Grown()
    for step in steps:
        log.add([leaf(n) for n in range(log.size, log.size + step)])
    at_once = Grown()
    at_once.add([leaf(n) for n in range(log.size)])
    assert log.tiles == at_once.tiles
    assert {(level, n): len(data) // 32 for (level, n), data in log.tiles.items()} == {(lv, n): w for lv, n, w in tiles.all_of(log.size)}
    assert merkle.root_at(log.size, log.reader(log.size)) == merkle.root_of([leaf(n) for n in range(log.size)])


BIG = Grown()
BIG.add([leaf(n) for n in range(70_000)])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_inclusion_proof_verifies_and_no_other_leaf_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, BIG.size))
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root_at(size, BIG.reader(size))
    proof = merkle.inclusion(index, size, BIG.reader(size))
    merkle.check_inclusion(leaf(index), index, size, proof, root)
    for bad in ((leaf(index + 1), index, proof), (leaf(index), index ^ 1, proof), (leaf(index), index, [*proof, root])):
        if bad[1] < size:
            with pytest.raises(Wrong):
                merkle.check_inclusion(bad[0], bad[1], size, bad[2], root)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_consistency_proof_verifies_and_a_fork_does_not(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, BIG.size))
    old = data.draw(st.integers(0, new))
    old_root, new_root = merkle.root_at(old, BIG.reader(old)), merkle.root_at(new, BIG.reader(new))
    proof = merkle.consistency(old, new, BIG.reader(new))
    merkle.check_consistency(old, new, old_root, new_root, proof)
    other = hashlib.sha256(b"another history").digest()
    with pytest.raises(Wrong):
        merkle.check_consistency(old, new, other, new_root, proof)
    if old < new and old:
        with pytest.raises(Wrong):
            merkle.check_consistency(old, new, old_root, other, proof)


def test_a_log_that_shrinks_is_no_continuation() -> None:
    with pytest.raises(Wrong, match="变短"):
        merkle.check_consistency(5, 4, bytes(32), bytes(32), [])


def test_a_leaf_beyond_the_log_has_no_proof() -> None:
    with pytest.raises(Wrong, match="没有第3片"):
        merkle.inclusion(3, 3, BIG.reader(3))


def test_files_of_tiles_are_named_as_the_specification_says() -> None:
    assert [tiles.number(n) for n in (0, 255, 999, 1000, 1234067)] == ["000", "255", "999", "x001/000", "x001/x234/067"]
    names = [tiles.path(*tile) for tile in tiles.all_of(70_000)]
    assert names[272:] == ["tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert [tiles.path(*tile) for tile in tiles.all_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert list(tiles.widths(70_000)) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_gives_its_entries_again(entries: list[bytes]) -> None:
    assert tiles.unbundle(tiles.bundle(entries)) == entries


@pytest.mark.parametrize("damaged", [b"\0", b"\0\5abc", b"\0\1a\0"])
def test_a_damaged_bundle_is_refused(damaged: bytes) -> None:
    with pytest.raises(Wrong):
        tiles.unbundle(damaged)


def test_an_entry_that_no_bundle_can_hold_is_refused() -> None:
    with pytest.raises(Wrong):
        tiles.bundle([bytes(65_536)])


@pytest.mark.skipif(not PROBES.exists(), reason="only beside the shared folder")
def test_probes_that_others_wrote() -> None:
    for probe in msgspec.json.decode(PROBES.read_bytes())["probes"]:
        proof = [note.decode(hash) for hash in probe["proof"] or ()]
        try:
            if probe["kind"] == "inclusion":
                given_leaf, root = note.decode(probe["leafHash"] or ""), note.decode(probe["root"] or "")
                merkle.check_inclusion(given_leaf, probe["leafIdx"], probe["treeSize"], proof, root)
            else:
                roots = [note.decode(probe[root] or "") for root in ("root1", "root2")]
                merkle.check_consistency(probe["size1"], probe["size2"], *roots, proof)
            wrong = False
        except Wrong:
            wrong = True
        # From size 0 the witness protocol wants an empty proof; the probes call any proof from size 0 wrong.
        # A root of another length than SHA-256's ("don't care") is wrong to us whatever it stands for.
        if probe["kind"] == "consistency" and (0 in (probe["size1"], probe["size2"]) or any(len(root) != 32 for root in roots)):
            continue
        assert wrong == probe["wantErr"], probe["file"]
