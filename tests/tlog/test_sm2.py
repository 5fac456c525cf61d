"""The second signature line (SM2 with SM3): verifiers that do not know it go by the Ed25519 line; whoever knows the key checks it."""

import hashlib
import pathlib
import shutil
import subprocess

import pytest

from sanxiang.tlog import checkpoint, note, sm2
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.merkle import EMPTY, Wrong
from sanxiang.tlog.note import Note, Signature, Signer, SignerSm2

ORIGIN = "example.gov.cn/log/organ"
FIRST = Signer(ORIGIN, bytes([1]) * 32)
# GB/T 32918.5, annex A: the example with the standard's own curve, key, message and random number.
PUBLIC = bytes.fromhex(
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
PRIVATE = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
R = bytes.fromhex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3")
S = bytes.fromhex("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
SECOND = SignerSm2(ORIGIN, sm2.Pair(PRIVATE, PUBLIC))
OPENSSL = shutil.which("openssl")
# SubjectPublicKeyInfo of a point on the curve sm2 (1.2.156.10197.1.301).
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


def der(*numbers: bytes) -> bytes:
    whole = b"".join(b"\2" + bytes([len(raw) + (raw[0] >> 7)]) + b"\0" * (raw[0] >> 7) + raw for raw in numbers)
    return b"\x30" + bytes([len(whole)]) + whole


def signed() -> Note:
    return checkpoint.sign(Checkpoint(ORIGIN, 0, EMPTY), FIRST, SECOND)


def test_the_standards_own_example_verifies() -> None:
    assert sm2.verifies(PUBLIC, b"message digest", der(R, S))
    assert not sm2.verifies(PUBLIC, b"message digesT", der(R, S))
    assert not sm2.verifies(PUBLIC, b"message digest", der(S, R))


def test_a_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    assert not sm2.verifies(b"\1" * 64, b"message digest", der(R, S))


def test_a_verifier_who_knows_only_ed25519_accepts_the_note() -> None:
    assert checkpoint.opened(str(signed()), FIRST.verifier)[0].size == 0


def test_a_verifier_who_knows_both_checks_both() -> None:
    key = note.verifier_key(str(SECOND.verifier))
    assert key == SECOND.verifier
    assert checkpoint.opened(str(signed()), FIRST.verifier, key)
    with pytest.raises(Wrong, match="没有已知密钥"):
        checkpoint.opened(str(checkpoint.sign(Checkpoint(ORIGIN, 0, EMPTY), FIRST)), FIRST.verifier, key)


def test_a_wrong_second_line_is_found_by_who_knows_the_key() -> None:
    made = signed()
    line = made.signatures[1]
    forged = Note(made.text, (made.signatures[0], Signature(line.name, line.key_id, line.blob[:-1] + bytes([line.blob[-1] ^ 1]))))
    assert checkpoint.opened(str(forged), FIRST.verifier)
    with pytest.raises(Wrong, match="国密签名不对"):
        checkpoint.opened(str(forged), FIRST.verifier, SECOND.verifier)


def test_the_keys_id_and_line_are_as_signed_note_says() -> None:
    raw = b"\xff" + b"sm2-sm3/v1" + b"\4" + PUBLIC
    id = hashlib.sha256(ORIGIN.encode() + b"\n" + raw).digest()[:4]
    assert str(SECOND.verifier) == f"{ORIGIN}+{id.hex()}+{note.encode(raw)}"
    assert signed().signatures[1].key_id == id


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 10), slice(0, 0)])
def test_what_is_no_sm2_key_is_refused(cut: slice) -> None:
    raw = b"\xff" + (b"sm2-sm3/v1" + b"\4" + PUBLIC)[cut]
    id = hashlib.sha256(ORIGIN.encode() + b"\n" + raw).digest()[:4]
    with pytest.raises(Wrong):
        note.verifier_key(f"{ORIGIN}+{id.hex()}+{note.encode(raw)}")


@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_openssl_agrees_both_ways(tmp_path: pathlib.Path) -> None:
    made = signed()
    (tmp_path / "text").write_text(made.text)
    (tmp_path / "line").write_bytes(made.signatures[1].blob)
    (tmp_path / "public.der").write_bytes(SPKI + PUBLIC)
    common = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-in", "text"]
    run = lambda *more: subprocess.run([str(OPENSSL), *more], cwd=tmp_path, capture_output=True, check=True)  # noqa: E731
    told = run("pkeyutl", "-verify", "-pubin", "-inkey", "public.der", "-keyform", "DER", *common, "-sigfile", "line")
    assert b"Signature Verified Successfully" in told.stdout
    run("genpkey", "-algorithm", "SM2", "-out", "key.pem")
    run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "theirs.der")
    run("pkeyutl", "-sign", "-inkey", "key.pem", *common, "-out", "theirs")
    theirs = (tmp_path / "theirs.der").read_bytes()[len(SPKI) :]
    assert sm2.verifies(theirs, made.text.encode(), (tmp_path / "theirs").read_bytes())
