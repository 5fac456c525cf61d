"""Tiles (C2SP tlog-tiles): the tree and the entries as files of 256, which never change once they are full."""

import struct
from collections.abc import Callable, Iterator, Sequence

from sanxiang.tlog.merkle import SIZE, Reader, Wrong, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
MOST_ENTRY = 0xFFFF
ENTRIES = "entries"
# The hashes of tile n of a level, at least `width` of them, one after another.
TileReader = Callable[[int, int, int], bytes]


def number(n: int) -> str:
    """1234067 → x001/x234/067."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return "/".join(groups)


def path(level: int | str, n: int, width: int = WIDTH) -> str:
    """The file of a tile below the log's prefix; `entries` in place of a level for a bundle of entries."""
    return f"tile/{level}/{number(n)}" + (f".p/{width}" if width < WIDTH else "")


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """The last tile of each level of a log of this size as (level, n, width), where it is partial; full ones before it are not told."""
    level = 0
    while size >> (HEIGHT * level):
        hashes = size >> (HEIGHT * level)
        if hashes % WIDTH:
            yield level, hashes // WIDTH, hashes % WIDTH
        level += 1


def since(before: int, size: int) -> Iterator[tuple[int, int, int]]:
    """The tiles of a log of this size that one of `before` leaves did not have so, as (level, n, width)."""
    level = 0
    while hashes := size >> (HEIGHT * level):
        known = before >> (HEIGHT * level)
        for n in range(known // WIDTH, hashes // WIDTH):
            yield level, n, WIDTH
        if hashes % WIDTH and hashes > known:
            yield level, hashes // WIDTH, hashes % WIDTH
        level += 1


def all_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile of a log of this size: full ones and the partial edge."""
    return since(0, size)


def reader(read: TileReader, size: int) -> Reader:
    """Hashes of complete subtrees out of tiles; each tile is read once."""
    kept: dict[tuple[int, int], bytes] = {}

    def tile(level: int, n: int) -> bytes:
        if (level, n) not in kept:
            hashes = (size >> (HEIGHT * level)) - n * WIDTH
            kept[level, n] = read(level, n, min(hashes, WIDTH))
        return kept[level, n]

    def hash(level: int, index: int) -> bytes:
        at, rest = divmod(level, HEIGHT)
        first = index << rest
        data = tile(at, first // WIDTH)
        begin = first % WIDTH
        return fold([data[i * SIZE : (i + 1) * SIZE] for i in range(begin, begin + (1 << rest))])

    return hash


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def grown(edges: dict[int, bytes], size: int, leaves: Sequence[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """The tiles that change when leaf hashes are added to a log of `size`, as (level, n, hashes so far); a full one is told once.

    edges: level → hashes of the last, partial tile of that level; it is brought up to date.
    """
    level, begin, more = 0, size, list(leaves)
    while more:
        upward: list[bytes] = []
        first = begin // WIDTH
        data = edges.get(level, b"") + b"".join(more)
        for at in range(0, len(data), WIDTH * SIZE):
            tile = data[at : at + WIDTH * SIZE]
            yield level, first + at // (WIDTH * SIZE), tile
            if len(tile) == WIDTH * SIZE:
                upward.append(fold([tile[i : i + SIZE] for i in range(0, len(tile), SIZE)]))
        edges[level] = data[len(data) - len(data) % (WIDTH * SIZE) :]
        begin, more, level = first, upward, level + 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length before it. Raises Wrong for one that is too long."""
    if any(len(entry) > MOST_ENTRY for entry in entries):
        raise Wrong("日志条目过长")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises Wrong."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise Wrong("条目文件被截断")
        entries.append(data[at + 2 : end])
        at = end
    return entries
