"""Notes, checkpoints, cosignatures and proofs: byte for byte what others' verifiers accept."""

import contextlib
import pathlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.tlog import checkpoint, merkle, note, proof
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import COSIGNATURE, Signer

VECTORS = pathlib.Path(__file__).parents[3] / "shared/data/log/vectors.json"
# The example of the specification of signed notes.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
LOG = Signer("ledger.example/agency-330200", bytes([1]) * 32)
WITNESS = Signer("notary.example/w1", bytes([3]) * 32, COSIGNATURE)
ENTRIES = [b"entry-0", b"entry-1", b"entry-2"]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
# Made with another implementation from the same seeds: a checkpoint of the three entries, cosigned at 1790000000.
CHECKPOINT = (
    "ledger.example/agency-330200\n3\npkvybgkSj2/i/m+LLYyAHhZrV8BHp82bK4Ceepai8cs=\n\n"
    "— ledger.example/agency-330200 mEDAXGd+DnOngEhwrcdEKf0S7bczoQYdj1/028hxkHc3ECHbt2EQoSew6z8A/2QsZ21RkYKeShSCG6e67qq+1+lTPAo=\n"
    "— notary.example/w1 kjtQeAAAAABqsTuAJqVqft12idYzXh/vsMCW1+R3yVThyYNrotdDaRCJOkTFrefq85KC0QS/BFYxziKYbAAuI8aPGpUkhZUayt4bDA==\n"
)


def cosigned() -> note.Note:
    signed = checkpoint.sign(Checkpoint(LOG.name, 3, merkle.root_of(LEAVES)), LOG)
    line = checkpoint.cosign(signed, WITNESS, 1790000000)
    return note.Note(signed.text, (*signed.signatures, line))


def reader(level: int, index: int) -> bytes:
    return merkle.root_of(LEAVES[index << level : (index + 1) << level])


def test_the_example_of_the_specification_verifies() -> None:
    key = note.verifier_key(EXAMPLE_KEY)
    assert note.verified(note.parse(EXAMPLE), [key]) == [key]
    assert str(key) == EXAMPLE_KEY
    assert str(note.parse(EXAMPLE)) == EXAMPLE


def test_checkpoint_and_cosignature_are_those_of_another_implementation() -> None:
    assert str(cosigned()) == CHECKPOINT
    assert str(LOG.verifier) == "ledger.example/agency-330200+9840c05c+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
    assert str(WITNESS.verifier) == "notary.example/w1+923b5078+BO1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"


def test_who_cosigned_when() -> None:
    found, signed = checkpoint.opened(CHECKPOINT, LOG.verifier)
    assert (found.origin, found.size) == (LOG.name, 3)
    assert checkpoint.cosigned_at(signed, WITNESS.verifier) == 1790000000
    assert checkpoint.quorum(signed, [WITNESS.verifier], 1) == [WITNESS.verifier]
    with pytest.raises(Wrong, match="少于2个"):
        checkpoint.quorum(signed, [WITNESS.verifier], 2)


def test_a_proof_travels_as_a_file() -> None:
    made = proof.Proof(1, tuple(merkle.inclusion(1, 3, reader)), CHECKPOINT)
    again = proof.parse(str(made))
    assert again == made
    assert proof.check(again, b"entry-1", LOG.verifier, [WITNESS.verifier], 1).size == 3
    with pytest.raises(Wrong):
        proof.check(again, b"entry-2", LOG.verifier)
    with pytest.raises(Wrong):
        proof.check(msgspec.structs.replace(again, index=2), b"entry-1", LOG.verifier)


def test_a_changed_text_a_strange_key_or_another_origin_is_refused() -> None:
    for wrong in (CHECKPOINT.replace("\n3\n", "\n4\n"), CHECKPOINT.replace("agency-330200\n3", "agency-330201\n3")):
        with pytest.raises(Wrong):
            checkpoint.opened(wrong, LOG.verifier)
    with pytest.raises(Wrong, match="没有已知密钥"):
        checkpoint.opened(CHECKPOINT, Signer("other.example/log", bytes([9]) * 32).verifier)
    stranger = note.sign(Checkpoint("other.example/log", 3, merkle.root_of(LEAVES)).text, LOG)
    with pytest.raises(Wrong, match="来源"):
        checkpoint.opened(str(stranger), LOG.verifier)


MALFORMED = {
    "no empty line": "text\n— a b\n",
    "no signature": "text\n\n",
    "no newline at the end": EXAMPLE[:-1],
    "carriage return": EXAMPLE.replace("message.\n", "message.\r\n"),
    "a hyphen for the dash": EXAMPLE.replace("—", "-"),
    "two spaces": EXAMPLE.replace("— e", "—  e"),
    "base64 with junk": EXAMPLE.replace("Uw2Q", "Uw*2Q"),
    "base64 without padding": EXAMPLE.replace("aQM=", "aQM"),
    "a key id and nothing else": "text\n\n— a AAAAAA==\n",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_note_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        note.parse(text)


BAD_CHECKPOINTS = ["origin\n3\n", "\n3\n" + note.encode(bytes(32)) + "\n", "o\n03\n" + note.encode(bytes(32)) + "\n", "o\n+3\n" + note.encode(bytes(32)) + "\n",
                   "o\n３\n" + note.encode(bytes(32)) + "\n", "o\n3\nAAAA\n", "o\n0\n" + note.encode(bytes(32)) + "\n", "o\n3\n" + note.encode(bytes(32)) + "\n\n"]  # fmt: skip


@pytest.mark.parametrize("text", BAD_CHECKPOINTS)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        checkpoint.parse(text)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+530d903a",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.upper(),
        EXAMPLE_KEY.replace("example.com/foo", "example com"),
        "weak+" + note.VerifierKey("weak", 1, bytes(32)).id.hex() + "+" + note.encode(b"\1" + bytes(32)),
    ],
)
def test_a_malformed_or_weak_key_is_refused(key: str) -> None:
    with pytest.raises(Wrong):
        note.verifier_key(key)


@given(st.text())
def test_nothing_but_wrong_comes_out_of_any_text(text: str) -> None:
    for read in (note.parse, checkpoint.parse, proof.parse, note.verifier_key):
        with contextlib.suppress(Wrong):
            read(text)


@pytest.mark.skipif(not VECTORS.exists(), reason="only beside the shared folder")
class TestVectorsOfOthers:
    vectors = msgspec.json.decode(VECTORS.read_bytes()) if VECTORS.exists() else {}

    def test_checkpoints_of_a_published_test_log_are_made_again(self) -> None:
        log = self.vectors["tessera_testdata"]
        signer = Signer(log["origin"], bytes.fromhex(log["seed_hex"]))
        assert str(signer.verifier) == log["vkey"]
        leaves = [merkle.leaf_hash(entry.encode()) for entry in log["entries"]]
        for size, expected in enumerate(log["checkpoints"]):
            assert str(checkpoint.sign(Checkpoint(log["origin"], size, merkle.root_of(leaves[:size])), signer)) == expected

    def test_a_proof_made_elsewhere_verifies(self) -> None:
        own = self.vectors["own_deterministic"]
        read = proof.parse(own["tlog_proof_index_1"])
        assert proof.check(read, b"entry-1", LOG.verifier, [WITNESS.verifier], 1).size == 3
        assert str(read) == own["tlog_proof_index_1"]

    def test_public_keys_have_the_ids_they_bear(self) -> None:
        for known in self.vectors["vkeys"]:
            assert note.verifier_key(known["vkey"]).kind == known["type"]
