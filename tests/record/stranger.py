"""A verifier written from docs/record-format.md alone, by somebody who has none of our code: an exported log and a receipt.

python tests/record/stranger.py LOG KEY [SM2KEY] · python tests/record/stranger.py RECEIPT.json KEY [WITNESS …]
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def same(one: object, other: object, what: str) -> None:
    if one != other:
        raise ValueError(what)


# ── “Checkpoint”: keys and signed notes ──


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Name, id, type ‖ key."""
    name, id, rest = text.split("+", 2)
    raw = base64.b64decode(rest, validate=True)
    same(sha(name.encode() + b"\n" + raw)[:4].hex(), id, "a key's id")
    return name, bytes.fromhex(id), raw


def blobs(lines: str, key: tuple[str, bytes, bytes]) -> list[bytes]:
    """What stands after the key's id in the lines that the key signed."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        same(dash, "—", "a signature line")
        raw = base64.b64decode(encoded, validate=True)
        if (name, raw[:4]) == key[:2]:
            found.append(raw[4:])
    return found


def open_checkpoint(note: str, key_text: str) -> tuple[str, str, int, bytes]:
    """Text, signature lines, size, root. The log's key must have signed."""
    key = read_key(key_text)
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    same(origin, key[0], "the origin")
    same(key[2][0], 1, "the key's type")
    (signature,) = blobs(lines, key)
    Ed25519PublicKey.from_public_bytes(key[2][1:]).verify(signature, text.encode())
    same(str(int(size)), size, "the size")
    return text, lines, int(size), base64.b64decode(root, validate=True)


def cosigned(text: str, lines: str, witness_text: str) -> list[int]:
    """“Witnesses”: when the witness saw this checkpoint."""
    witness = read_key(witness_text)
    same(witness[2][0], 4, "the witness's type")
    times = []
    for blob in blobs(lines, witness):
        at = int.from_bytes(blob[:8], "big")
        Ed25519PublicKey.from_public_bytes(witness[2][1:]).verify(blob[8:], f"cosignature/v1\ntime {at}\n{text}".encode())
        times.append(at)
    return times


# ── “SM2”: GB/T 32918.2 over the curve of GB/T 32918.5 ──

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
Point = tuple[int, int] | None


def sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def add(p: Point, q: Point) -> Point:
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(k: int, p: Point) -> Point:
    total: Point = None
    while k:
        total = add(total, p) if k & 1 else total
        p, k = add(p, p), k >> 1
    return total


def check_sm2(text: str, lines: str, key_text: str) -> None:
    key = read_key(key_text)
    prefix = b"\xffsm2-sm3/v1\x04"
    same(key[2][: len(prefix)], prefix, "the SM2 key's type")
    point = key[2][len(prefix) :]
    (der,) = blobs(lines, key)
    length = der[3]
    r, s = int.from_bytes(der[4 : 4 + length], "big"), int.from_bytes(der[6 + length :], "big")
    same((der[0], der[2], der[4 + length]), (0x30, 2, 2), "the SM2 signature's encoding")
    id = b"1234567812345678"
    z = sm3(len(id * 8).to_bytes(2, "big") + id + b"".join(n.to_bytes(32, "big") for n in (A, B, *G)) + point)
    e = int.from_bytes(sm3(z + text.encode()), "big")
    public = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    found = add(times(s, G), times((r + s) % N, public))
    same(found is not None and 0 < r < N and 0 < s < N and (e + found[0]) % N == r, True, "the SM2 signature")


# ── “Tree and proofs” ──


def root_of(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:]))


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 §2.1.3.2."""
    same(0 <= index < size, True, "the index")
    at, last, found = index, size - 1, leaf
    for hash in path:
        same(last > 0 and len(hash) == 32, True, "the path's length")
        if at & 1 or at == last:
            found = sha(b"\1" + hash + found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = sha(b"\1" + found + hash)
        at, last = at >> 1, last >> 1
    same((last, found), (0, root), "the path")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 §2.1.4.2, for 0 < old < new."""
    same(0 < old < new, True, "the sizes")
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for hash in path[1:]:
        same(last > 0, True, "the proof's length")
        if at & 1 or at == last:
            first, second = sha(b"\1" + hash + first), sha(b"\1" + hash + second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = sha(b"\1" + second + hash)
        at, last = at >> 1, last >> 1
    same((last, first, second), (0, old_root, new_root), "the consistency proof")


# ── “Log”: what was exported ──


def name_of(n: int) -> str:
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return "/".join(groups)


def tile(folder: pathlib.Path, kind: object, n: int, width: int) -> bytes:
    return (folder / f"tile/{kind}/{name_of(n)}{f'.p/{width}' if width < 256 else ''}").read_bytes()


def entries_of(folder: pathlib.Path, size: int) -> list[bytes]:
    found: list[bytes] = []
    for n in range(-(-size // 256)):
        data = tile(folder, "entries", n, min(256, size - 256 * n))
        while data:
            length = int.from_bytes(data[:2], "big")
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    return found


def check_log(folder: pathlib.Path, key: str, sm2: str = "") -> list[bytes]:
    """Every entry, every tile, the signed root, every time stamp's imprint. Returns the entries."""
    text, lines, size, root = open_checkpoint((folder / "checkpoint").read_text(), key)
    if sm2:
        check_sm2(text, lines, sm2)
    entries = entries_of(folder, size)
    same(len(entries), size, "the number of entries")
    level, hashed = 0, [sha(b"\0" + entry) for entry in entries]
    same(root_of(hashed), root, "the root")
    while hashed:
        for n in range(-(-len(hashed) // 256)):
            part = hashed[256 * n : 256 * (n + 1)]
            same(tile(folder, level, n, len(part)), b"".join(part), f"tile {level} {n}")
        level, hashed = level + 1, [root_of(hashed[n : n + 256]) for n in range(0, len(hashed) - 255, 256)]
    for token in folder.glob("timestamp/*/*.tsr"):
        stamped = open_checkpoint((token.parent / "checkpoint").read_text(), key)
        check_imprint(token.read_bytes(), stamped[0])
        same(root_of([sha(b"\0" + entry) for entry in entries[: stamped[2]]]), stamped[3], "a stamped root")
    return entries


def check_imprint(token: bytes, text: str) -> None:
    """The imprint (SHA-256, then an OCTET STRING of 32) is that of the text. The authority's signature is for a library that knows CMS."""
    sha256 = bytes.fromhex("0609608648016503040201")
    same(any(sha256 + null + b"\x04\x20" + sha(text.encode()) in token for null in (b"", b"\5\0")), True, "a time stamp's imprint")


# ── “Receipt” ──


def check_receipt(
    told: dict[str, Any], key: str, witnesses: Sequence[str] = (), entries: Sequence[bytes] | None = None
) -> list[tuple[int, int]]:
    """Everything that a receipt claims. Returns between which times (by the witnesses) each act was recorded."""
    same(told["format"], "sanxiang receipt 1", "the format")
    same(told["key"], key, "the key")
    text, lines, size, root = open_checkpoint(told["checkpoint"], key)
    for act in told["acts"]:
        leaf = json.loads(act["leaf"])
        same(leaf["c"], sha(bytes.fromhex(act["salt"]) + act["body"].encode()).hex(), "a commitment")
        path = [bytes.fromhex(hash) for hash in act["path"]]
        check_inclusion(sha(b"\0" + act["leaf"].encode()), act["index"], size, path, root)
    if "stream_key" in told:
        check_chain(told, entries)
    seen = [(size, time) for witness in witnesses for time in cosigned(text, lines, witness)]
    for token in told.get("timestamps", []):
        check_imprint(base64.b64decode(token), text)
    for one in told.get("earlier", []):
        old_text, old_lines, old_size, old_root = open_checkpoint(one["checkpoint"], key)
        check_consistency(old_size, size, old_root, root, [bytes.fromhex(hash) for hash in one["proof"]])
        seen += [(old_size, time) for witness in witnesses for time in cosigned(old_text, old_lines, witness)]
        for token in one.get("timestamps", []):
            check_imprint(base64.b64decode(token), old_text)
    return [bounds(act, seen) for act in told["acts"]]


def check_chain(told: dict[str, Any], entries: Sequence[bytes] | None) -> None:
    key, head, last, stream = bytes.fromhex(told["stream_key"]), "0" * 64, -1, ""

    def tag(version: int) -> str:
        return hmac.digest(key, f"tag{version}".encode(), "sha256").hex()

    for version, act in enumerate(told["acts"], 1):
        body, leaf = json.loads(act["body"]), json.loads(act["leaf"])
        stream = stream or body["stream"]
        same((body["version"], body["prev"], body["stream"]), (version, head, stream), "the chain")
        same((leaf["tag"], act["index"] > last), (tag(version), True), "a tag or a place")
        head, last = sha(act["leaf"].encode()).hex(), act["index"]
    if entries is not None:
        count = len(told["acts"])
        tags = [json.loads(entry)["tag"] for entry in entries]
        same([tags.count(tag(n)) for n in range(1, count + 9)], [1] * count + [0] * 8, "an act left out")


def bounds(act: dict[str, Any], seen: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """“Times”."""
    recorded = json.loads(act["leaf"])["t"] / 1000
    after = max((time for size, time in seen if size <= act["index"]), default=0)
    before = min((time for size, time in seen if size > act["index"]), default=0)
    same(after - 3600 <= recorded and (not before or recorded <= before + 3600), True, "an act's time")
    return after, before


if __name__ == "__main__":
    what = pathlib.Path(sys.argv[1])
    if what.is_dir():
        print(len(check_log(what, *sys.argv[2:4])), "entries")
    else:
        print(check_receipt(json.loads(what.read_text()), sys.argv[2], sys.argv[3:]))
