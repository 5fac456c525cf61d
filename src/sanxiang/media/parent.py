"""Calls the child process that reads a file, with limits of time, memory and size, so that whatever a file does to a C library ends there."""

import contextlib
import contextvars
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, TypeVar

import msgspec

from sanxiang.media.facts import Anomaly, Copy, Facts, Looks
from sanxiang.media.kinds import DEMUXERS, ENDINGS, HEAD, PICTURES, misnamed, sniff

READ_SECONDS, LOOK_SECONDS, COPY_SECONDS = 20, 600, 4 * 3600
MOST_TOLD = 4 * 1024**2  # bytes of an answer: loudness and likeness come to some kilobytes
Answer = TypeVar("Answer", Facts, Looks, Copy)
UNNAMED = {"text/plain": "文本", "application/octet-stream": "认不出的数据"}  # what no ending names
_ours = contextvars.ContextVar("_ours", default=False)


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Within it files are read in this process: only for files that the caller has just made itself (the demonstration's), a child each is slow."""
    before = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(before)


def understand(path: pathlib.Path, name: str = "") -> Facts:
    """What a file is and tells of itself. name: as the sender called it; only held against the content. Never raises on a file's content."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return Facts(anomalies=(Anomaly("empty", "文件是空的"),))
    media_type = sniff(head)
    wrong = (Anomaly("misnamed", _misnamed(name, media_type)),) if misnamed(name, media_type) else ()
    if media_type not in DEMUXERS and media_type not in PICTURES:
        return Facts(media_type=media_type, anomalies=wrong)
    read = _child(Facts, READ_SECONDS, "read", path, media_type)
    if read.media_type == "application/octet-stream":
        read = msgspec.structs.replace(read, media_type=media_type)
    return msgspec.structs.replace(read, anomalies=(*wrong, *read.anomalies))


def look(path: pathlib.Path, media_type: str, folder: pathlib.Path) -> Looks:
    """Draw what a page shows of a file into `folder`, a fresh one: `thumb.jpg`, loudness, likeness. media_type: as it was understood."""
    return _child(Looks, LOOK_SECONDS, "look", path, media_type, folder)


def playable(path: pathlib.Path, media_type: str, to: pathlib.Path) -> Copy:
    """Write a copy that every browser shows: JPEG, MP4 (H.264, AAC) or M4A."""
    return _child(Copy, COPY_SECONDS, "playable", path, media_type, to)


def cut(path: pathlib.Path, media_type: str, to: pathlib.Path, start: float, end: float) -> Copy:
    """Write the part of a recording from start to end, in seconds."""
    return _child(Copy, COPY_SECONDS, "cut", path, media_type, to, str(start), str(end))


def obscure(path: pathlib.Path, to: pathlib.Path, areas: Sequence[Sequence[float]]) -> Copy:
    """Write the picture with areas (left, top, right, bottom, each in parts of one) beyond recognition."""
    return _child(Copy, LOOK_SECONDS, "obscure", path, "image/", to, msgspec.json.encode(areas).decode())


def _misnamed(name: str, media_type: str) -> str:
    ending = pathlib.PurePath(name).suffix
    known = ENDINGS.get(media_type, "").partition(" ")[0] or media_type
    return f"文件名以 {ending} 结尾，内容却是{UNNAMED.get(media_type, f' {known}')}"


def _child(kind: type[Answer], seconds: int, *arguments: object) -> Answer:
    """What the child answers; where it gives none, an answer that says why."""
    if _ours.get():
        return _here(kind, arguments[0], arguments[1], arguments[2], *arguments[3:])
    command = [sys.executable, "-m", "sanxiang.media", str(seconds), *map(str, arguments)]
    with tempfile.TemporaryDirectory(prefix="media-") as elsewhere, tempfile.TemporaryFile() as told:
        code = _run(command, elsewhere, told, seconds * 2)
        if code is None:
            return kind(anomalies=(Anomaly("too_slow", "解析文件用时过长，已经停止"),))
        told.seek(0)
        answer = told.read(MOST_TOLD + 1)
    try:
        return msgspec.json.decode(answer if len(answer) <= MOST_TOLD else b"", type=kind)
    except (msgspec.DecodeError, RecursionError):
        return kind(anomalies=(_ended(code),))


def _run(command: list[str], elsewhere: str, told: IO[bytes], seconds: int) -> int | None:
    """The child's code, its words in the file `told`; None when it took too long. What it started itself ends with it."""
    # A file and no pipe: what it says without end is bounded by its own limit of what it may write, and never in our memory.
    with subprocess.Popen(
        command, cwd=elsewhere, env=_environment(elsewhere), stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:  # fmt: skip
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _here(kind: type[Answer], verb: object, path: object, media_type: object, *more: object) -> Answer:
    from sanxiang.media.__main__ import answer  # its libraries are large

    found = answer(str(verb), pathlib.Path(str(path)), str(media_type), *map(str, more))
    assert isinstance(found, kind)
    return found


def _ended(code: int) -> Anomaly:
    if code in (-24, -9):  # SIGXCPU, or the kill that follows it
        return Anomaly("too_slow", "解析文件用时过长，已经停止")
    return Anomaly("crashed", "文件使解析程序异常退出，内容可能损坏或者有意伪造")


def _environment(elsewhere: str) -> dict[str, Any]:
    """Nothing of ours: no address of a database, no key."""
    source = str(pathlib.Path(__file__).parents[2])
    return {"PATH": os.defpath, "PYTHONPATH": source, "TMPDIR": elsewhere, "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
