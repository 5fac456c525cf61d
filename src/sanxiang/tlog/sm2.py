"""SM2 signatures with SM3 (GB/T 32918) as a second line under a note: type 0xff and a name of our own, as C2SP signed-note allows.

Verifiers that do not know the type ignore the line and go by the Ed25519 one. The signer's id is the default of GM/T 0009.
"""

import gmssl_pyx
import msgspec

from sanxiang.tlog.merkle import Wrong

KIND = 0xFF
NAME = b"sm2-sm3/v1"
POINT = 65  # 04 ‖ x ‖ y


class Pair(msgspec.Struct, frozen=True):
    """A private key (32 bytes) and its point x ‖ y (64 bytes)."""

    private: bytes
    public: bytes


def generate() -> Pair:
    public, private = gmssl_pyx.sm2_key_generate()
    return Pair(private, public)


def sign(pair: Pair, message: bytes) -> bytes:
    """A signature in DER, another one each time."""
    return bytes(gmssl_pyx.sm2_sign(pair.private, pair.public, message))


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is a signature (DER) of the message under the point x ‖ y."""
    try:
        return bool(gmssl_pyx.sm2_verify(public, message, signature))
    except gmssl_pyx.GmsslInnerError:
        return False


def point(key: bytes) -> bytes:
    """The point x ‖ y of a verifier key's bytes `sm2-sm3/v1` ‖ 04 ‖ x ‖ y. Raises Wrong."""
    if not key.startswith(NAME + b"\4") or len(key) != len(NAME) + POINT:
        raise Wrong("公钥的写法不对，应为 名称+编号+密钥")
    return key[len(NAME) + 1 :]


def key_of(public: bytes) -> bytes:
    """The bytes of a verifier key after its type."""
    return NAME + b"\4" + public
