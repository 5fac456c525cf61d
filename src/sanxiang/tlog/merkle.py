"""The Merkle tree of RFC 6962 §2.1 over SHA-256, and the verification algorithms of RFC 9162 §2.1.

Proofs are made from stored hashes of complete subtrees (`Reader`), so that a proof reads a few tiles and not the log.
Verifying shares no code with making: an error in one does not hide in the other.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

SIZE = 32
EMPTY = hashlib.sha256(b"").digest()
# The hash of the complete subtree of 2^level leaves that begins at leaf index·2^level.
Reader = Callable[[int, int], bytes]


class Wrong(ValueError):
    """A proof, a note or a tile that does not hold; the message (Chinese) says why."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


# ── making ──


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in memory: neighbours are paired level by level, an odd last one moves up as it is (RFC 6962 §2.1)."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def root_at(size: int, read: Reader) -> bytes:
    """The root of the first `size` leaves."""
    return EMPTY if size == 0 else _range(0, size, read)


def inclusion(index: int, size: int, read: Reader) -> list[bytes]:
    """The audit path of a leaf (RFC 6962 §2.1.1), the leaf's sibling first. Raises Wrong when the tree has no such leaf."""
    if not 0 <= index < size:
        raise Wrong(f"日志只有{size}片叶，没有第{index}片")
    return list(_path(index, 0, size, read))


def consistency(old: int, new: int, read: Reader) -> list[bytes]:
    """The proof that the first `old` leaves of a tree of `new` are those of the old tree (RFC 6962 §2.1.2). Empty for size 0."""
    if not 0 <= old <= new:
        raise Wrong(f"不能从{old}片叶证明到{new}片叶")
    return [] if old in (0, new) else list(_subproof(old, 0, new, True, read))


def _path(index: int, start: int, end: int, read: Reader) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle, read)
        yield _range(middle, end, read)
    else:
        yield from _path(index, middle, end, read)
        yield _range(start, middle, read)


def _subproof(old: int, start: int, end: int, whole: bool, read: Reader) -> Iterator[bytes]:
    """RFC 6962 SUBPROOF over the leaves [start, end); `old` is counted from the log's beginning, `whole` its b."""
    if old == end:
        if not whole:
            yield _range(start, end, read)
        return
    middle = start + _split(end - start)
    if old <= middle:
        yield from _subproof(old, start, middle, whole, read)
        yield _range(middle, end, read)
    else:
        yield from _subproof(old, middle, end, False, read)
        yield _range(start, middle, read)


def _range(start: int, end: int, read: Reader) -> bytes:
    """The hash over the leaves [start, end), which begin at a multiple of the power of two that holds them."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return read(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range(start, middle, read), _range(middle, end, read))


def _split(width: int) -> int:
    """The largest power of two below width."""
    return 1 << ((width - 1).bit_length() - 1)


# ── verifying (RFC 9162 §2.1.2, §2.1.3.2, §2.1.4.2) ──


def head_of(entries: Iterable[bytes]) -> tuple[int, bytes]:
    """The size and root over entries that come one by one, with a stack of complete subtrees (RFC 9162 §2.1.2)."""
    stack: list[bytes] = []
    size = 0
    for entry in entries:
        stack.append(leaf_hash(entry))
        size += 1
        for _ in range(_trailing_zeros(size)):
            right = stack.pop()
            stack.append(node_hash(stack.pop(), right))
    while len(stack) > 1:
        right = stack.pop()
        stack.append(node_hash(stack.pop(), right))
    return size, stack[0] if stack else EMPTY


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """The leaf hash stands at this index of the tree of this size and root. Raises Wrong."""
    _check_hashes([leaf, root, *proof])
    if not 0 <= index < size:
        raise Wrong(f"日志只有{size}片叶，没有第{index}片")
    at, last, found = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            raise Wrong("存在证明过长")
        if at & 1 or at == last:
            found = node_hash(hash, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, hash)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise Wrong("存在证明过短")
    if found != root:
        raise Wrong("存在证明与日志根不符")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """The tree of `new` leaves continues that of `old`. From size 0 the proof is empty and the old root that of the empty tree. Raises Wrong."""
    _check_hashes([old_root, new_root, *proof])
    if not 0 <= old <= new:
        raise Wrong(f"日志从{old}片叶变为{new}片叶：变短")
    if old in (0, new):
        _check_trivial(old, new, old_root, new_root, proof)
        return
    if not proof:
        raise Wrong("一致性证明为空")
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for hash in path[1:]:
        if last == 0:
            raise Wrong("一致性证明过长")
        if at & 1 or at == last:
            first, second = node_hash(hash, first), node_hash(hash, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, hash)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise Wrong("一致性证明过短")
    if first != old_root or second != new_root:
        raise Wrong("一致性证明与日志根不符：历史被改写，或者日志分叉")


def _check_trivial(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise Wrong("大小为零或者相同的日志不需要一致性证明")
    if old == 0 and old_root != EMPTY:
        raise Wrong("空日志的根不对")
    if old == new and old_root != new_root:
        raise Wrong(f"同样是{old}片叶，根却不同：日志分叉")


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(hash) != SIZE for hash in hashes):
        raise Wrong("散列值的长度不对")
