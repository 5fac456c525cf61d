"""Evidence coming in: hashed on the way, kept durably under its digest; beside `sha256sum` and `dd conv=fsync` of the same bytes in the same run.

python bench/ingest.py [--megabytes 1024]
"""

import argparse
import pathlib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator

from figures import tell
from system import own

ROUNDS = 3
PIECE = 1024 * 1024
PART = 8 * PIECE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    size = parser.parse_args().megabytes * PIECE
    with own() as folder, tempfile.TemporaryDirectory(prefix="sanxiang-bench-", dir=folder) as scratch:
        file = pathlib.Path(scratch) / "recording"
        subprocess.run(["dd", "if=/dev/urandom", f"of={file}", "bs=1M", f"count={size // PIECE}", "status=none"], check=True)
        ways = {"peer": lambda: _peer(file), "kept": lambda: _kept(file), "parts": lambda: _by_parts(file, size)}
        best = {name: min(_timed(way) for _ in range(ROUNDS)) for name, way in ways.items()}
        for measure, name in (("evidence_ingest", "kept"), ("evidence_ingest_by_parts", "parts")):
            rate = size / PIECE / best[name]
            tell(
                measure,
                rate,
                "MB/s",
                ratio=best["peer"] / best[name],
                ratio_goal=0.7,
                beside="sha256sum, then dd conv=fsync",
                megabytes=size // PIECE,
            )


def _timed(way: Callable[[], None]) -> float:
    subprocess.run(["sync"], check=True)
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def _peer(file: pathlib.Path) -> None:
    copy = file.with_name("copy")
    subprocess.run(["sha256sum", file], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["dd", f"if={file}", f"of={copy}", "bs=1M", "conv=fsync", "status=none"], check=True)
    copy.unlink()


def _pieces(file: pathlib.Path, start: int = 0, length: int = 1 << 62) -> Iterator[bytes]:
    with file.open("rb") as content:
        content.seek(start)
        while length and (piece := content.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _kept(file: pathlib.Path) -> None:
    """What a form brings in."""
    from sanxiang.record import files

    kept = files.keep(_pieces(file))
    files.store().remove(kept.digest)


def _by_parts(file: pathlib.Path, size: int) -> None:
    """What tus brings in, part after part, each durable before it is acknowledged."""
    from sanxiang.record import files, uploads

    me = uploads.Owner("bench", "bench")
    upload = uploads.begin(me, size, "")
    for at in range(0, size, PART):
        upload = uploads.add(me, upload.id, at, _pieces(file, at, PART))
    files.store().remove(uploads.take(upload).digest)


if __name__ == "__main__":
    main()
