"""The child process: `python -m sanxiang.media SECONDS VERB FILE TYPE …` limits itself, reads the file, and answers in JSON."""

import contextlib
import ctypes
import os
import pathlib
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

MEMORY = 2 * 1024**3  # address space in bytes; pictures of 200 megapixels and 4K video fit
BIGGEST = 64 * 1024**3  # a file that it writes, where it makes a copy
SMALL = 256 * 1024**2  # where it reads, or draws a small picture


def limit(seconds: int, biggest: int = BIGGEST) -> None:
    """CPU seconds, memory, files: set before any library of others is loaded. What it cannot have, it cannot take from the server."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (biggest, biggest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: nobody waits for it when its parent is gone
    with contextlib.suppress(OSError):
        os.nice(5)  # who works with the pages goes before


def main(arguments: list[str]) -> int:
    seconds, verb, file, media_type, *more = arguments
    limit(int(seconds), SMALL if verb in ("read", "look") else BIGGEST)
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(answer(verb, pathlib.Path(file), media_type, *more)))
    return 0


def answer(verb: str, file: pathlib.Path, media_type: str, *more: str) -> Any:
    """What is to be said of the file: facts, looks, or a copy. Never raises on its content."""
    from sanxiang.media import facts

    kind = {"read": facts.Facts, "look": facts.Looks}.get(verb, facts.Copy)
    try:
        return VERBS[verb](file, media_type, *more)
    except MemoryError:
        return kind(anomalies=(facts.Anomaly("too_large", "画面过大，超出安全限度，没有解析"),))
    except Exception as error:  # a broken file provokes whatever it likes
        return kind(anomalies=(_said(error),))


def _said(error: Exception) -> Any:
    from sanxiang.media.facts import Anomaly

    if type(error).__name__ in ("DecompressionBombError", "DecompressionBombWarning"):
        return Anomaly("too_large", "画面过大，超出安全限度，没有解析")
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return Anomaly("unreadable", "文件损坏或者不完整，读不出内容")


def _read(path: pathlib.Path, media_type: str) -> Any:
    from sanxiang.media.kinds import PICTURES

    # One or the other: half of the time of a photograph is spent on loading libraries.
    if media_type in PICTURES:
        from sanxiang.media import photograph as reader
    else:
        from sanxiang.media import recording as reader  # type: ignore[no-redef]
    return reader.read(path, media_type)


def _look(path: pathlib.Path, media_type: str, folder: str) -> Any:
    from sanxiang.media.kinds import PICTURES

    if media_type in PICTURES:
        from sanxiang.media import photograph

        return photograph.look(path, pathlib.Path(folder))
    from sanxiang.media import looks

    return looks.look(path, media_type, pathlib.Path(folder))


def _copied(make: Callable[[Any, pathlib.Path], str], to: str) -> Any:
    """A copy is whole or not there at all."""
    from sanxiang.media import copies
    from sanxiang.media.facts import Copy

    try:
        return Copy(media_type=make(copies, pathlib.Path(to)))
    except BaseException:
        pathlib.Path(to).unlink(missing_ok=True)
        raise


def _playable(path: pathlib.Path, media_type: str, to: str) -> Any:
    return _copied(lambda copies, at: copies.playable(path, media_type, at), to)


def _cut(path: pathlib.Path, media_type: str, to: str, start: str, end: str) -> Any:
    return _copied(lambda copies, at: copies.part(path, media_type, at, float(start), float(end)), to)


def _obscure(path: pathlib.Path, media_type: str, to: str, areas: str) -> Any:
    import msgspec

    return _copied(lambda copies, at: copies.obscured(path, at, msgspec.json.decode(areas)), to)


VERBS: dict[str, Callable[..., Any]] = {"read": _read, "look": _look, "playable": _playable, "cut": _cut, "obscure": _obscure}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
