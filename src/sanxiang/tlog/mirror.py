"""A mirror of a log that somebody else keeps: fetches what is new, checks all of it against the checkpoint, and only then keeps it.

It follows a log that continues what it holds; a fork, a rollback or a damaged tile is refused and nothing changes.
"""

import pathlib
import tempfile
from collections.abc import Callable, Iterator

import msgspec

from sanxiang.tlog import checkpoint, merkle, tiles
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.files import flush, put
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import VerifierKey

# Fetches a file below the log's prefix; raises FileNotFoundError.
Fetch = Callable[[str], bytes]
# Told after each bundle: entries so far, entries in all.
Progress = Callable[[int, int], None]


class Followed(msgspec.Struct, frozen=True):
    """From how many entries to how many the mirror went."""

    origin: str
    before: int
    size: int


def follow(fetch: Fetch, folder: pathlib.Path, key: VerifierKey, progress: Progress | None = None) -> Followed:
    """Bring the mirror in `folder` up to the log. Raises Wrong, the mirror unchanged: not signed with the key, shorter than the mirror, or
    not a continuation of it; entries or tiles that do not fit the signed root."""
    raw = fetch("checkpoint")
    found, _ = checkpoint.opened(raw, key)
    kept = _kept(folder, key)
    if found.size < kept.size:
        raise Wrong(f"日志变短：本镜像已有{kept.size}片叶，对方只有{found.size}片")
    edges = _edges(folder, kept.size)
    if kept.size == found.size and kept.root != found.root:
        raise Wrong(f"同样是{found.size}片叶，根却不同：日志分叉")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as staged:
        names = []
        for name, data in _grown(fetch, folder, edges, kept.size, found.size, progress):
            put(pathlib.Path(staged) / name, data)
            names.append(name)
        if merkle.root_at(found.size, tiles.reader(lambda level, n, width: edges[level], found.size)) != found.root:
            raise Wrong("取得的内容与签名的根不符：历史被改写、日志分叉，或者文件损坏")
        for name in names:
            _keep(pathlib.Path(staged) / name, folder / name)
    put(folder / "checkpoint", raw)
    return Followed(found.origin, kept.size, found.size)


def _keep(fresh: pathlib.Path, file: pathlib.Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh.replace(file)
    flush(file.parent)


def _kept(folder: pathlib.Path, key: VerifierKey) -> Checkpoint:
    file = folder / "checkpoint"
    if not file.exists():
        return Checkpoint(key.name, 0, merkle.EMPTY)
    return checkpoint.opened(file.read_bytes(), key)[0]


def _edges(folder: pathlib.Path, size: int) -> dict[int, bytes]:
    """The partial tiles that the mirror holds."""
    return {level: (folder / tiles.path(level, n, width)).read_bytes() for level, n, width in tiles.widths(size)}


def _grown(
    fetch: Fetch, folder: pathlib.Path, edges: dict[int, bytes], before: int, size: int, progress: Progress | None
) -> Iterator[tuple[str, bytes]]:
    """Files of what is new, made from the entries alone: what the other side says of its tree is not taken over but compared by its root."""
    for n in range(before // tiles.WIDTH, -(-size // tiles.WIDTH)):
        first = n * tiles.WIDTH
        width = min(size - first, tiles.WIDTH)
        if width <= max(0, before - first):
            continue
        entries = tiles.unbundle(_bundle(fetch, n, width))[:width]
        if len(entries) < width:
            raise Wrong(f"第{first}片起的条目文件不完整")
        _unchanged(folder, n, before - first, entries)
        for level, at, data in tiles.grown(
            edges, max(before, first), [merkle.leaf_hash(entry) for entry in entries[max(0, before - first) :]]
        ):
            yield tiles.path(level, at, len(data) // merkle.SIZE), data
        yield tiles.path(tiles.ENTRIES, n, width), tiles.bundle(entries)
        if progress:
            progress(first + width, size)


def _bundle(fetch: Fetch, n: int, width: int) -> bytes:
    """A bundle of entries; a partial one may be gone once the full one is there."""
    try:
        return fetch(tiles.path(tiles.ENTRIES, n, width))
    except FileNotFoundError:
        if width == tiles.WIDTH:
            raise Wrong(f"缺少文件 {tiles.path(tiles.ENTRIES, n)}") from None
        return _bundle(fetch, n, tiles.WIDTH)


def _unchanged(folder: pathlib.Path, n: int, known: int, entries: list[bytes]) -> None:
    """The entries of a bundle that the mirror already has in part are the ones it has."""
    if known > 0 and tiles.unbundle((folder / tiles.path(tiles.ENTRIES, n, known)).read_bytes()) != entries[:known]:
        raise Wrong(f"第{n * tiles.WIDTH}片起的条目与本镜像已有的不同：历史被改写")


def check(folder: pathlib.Path, key: VerifierKey) -> Checkpoint:
    """Read a whole mirror (or an exported log) again: every entry, every tile, the signed root. Raises Wrong."""
    found = _kept(folder, key)
    edges: dict[int, bytes] = {}
    for n in range(-(-found.size // tiles.WIDTH)):
        width = min(found.size - n * tiles.WIDTH, tiles.WIDTH)
        entries = tiles.unbundle(_local(folder, tiles.path(tiles.ENTRIES, n, width)))
        if len(entries) != width:
            raise Wrong(f"第{n * tiles.WIDTH}片起的条目文件不完整")
        for level, at, data in tiles.grown(edges, n * tiles.WIDTH, [merkle.leaf_hash(entry) for entry in entries]):
            if len(data) == tiles.WIDTH * merkle.SIZE and _local(folder, tiles.path(level, at)) != data:
                raise Wrong(f"文件 {tiles.path(level, at)} 与条目不符")
    if merkle.root_at(found.size, tiles.reader(lambda level, n, width: edges[level], found.size)) != found.root:
        raise Wrong("条目与签名的根不符")
    return found


def _local(folder: pathlib.Path, name: str) -> bytes:
    file = folder / name
    if not file.exists():
        raise Wrong(f"缺少文件 {name}")
    return file.read_bytes()
