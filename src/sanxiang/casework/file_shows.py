"""How files are shown: small pictures, loudness, copies that a browser plays. Made beside the record, from the file alone, at any time anew.

Small pictures are made at once, all else by the worker (`show`). A file is read in a process of its own (`sanxiang.media`).
"""

import datetime
import pathlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.db.models import Q
from django.utils import timezone

from sanxiang import media
from sanxiang.casework.later import later
from sanxiang.casework.models import Evidence, FileShow
from sanxiang.media.kinds import DEMUXERS, PICTURES
from sanxiang.record import files
from sanxiang.record.files_kinds import SHOWN
from sanxiang.record.refusal import NotFound

AT_ONCE = 16 * 1024 * 1024  # bytes of a picture that is drawn while its sender waits
TRIES = 3
GIVEN_UP = datetime.timedelta(hours=9)  # longer than the longest copy may take: whoever had it in work is gone
PLAYED = {  # what browsers decode, by the kind of stream
    "video": frozenset(["", "h264", "vp8", "libvpx", "vp9", "libvpx-vp9", "av1", "libdav1d"]),
    "audio": frozenset(["", "aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "pcm_s16le"]),
}  # fmt: skip


def read(digest: str, name: str = "") -> media.Facts:
    """What a kept file tells of itself. Raises NotFound when it is gone."""
    with files.at_hand(digest) as path:
        return media.understand(path, name)


def begin(digest: str, facts: media.Facts, size: int) -> None:
    """A file has come in: draw what is drawn fast, put the rest to the worker. Files that nothing is drawn of have no row."""
    if facts.media_type not in DEMUXERS and facts.media_type not in PICTURES:
        return
    wanted = {"media_type": facts.media_type, "state": "waiting" if facts.readable else "failed", "reader": media.READER}
    show, new = FileShow.objects.get_or_create(file=digest, defaults=wanted)
    if not new or show.state != "waiting":
        return
    if facts.media_type in PICTURES and size <= AT_ONCE:
        make(show, facts)
    else:
        later("show_file", file=digest)


def show(file: str) -> None:
    """The worker's order: make what the pages show of one file, unless that is done or in hand."""
    taken = _take(file)
    if taken:
        make(taken)


def make_waiting(limit: int = 20) -> int:
    """The worker's task by the hour: make what waits; what somebody began and never ended, and what came in before there
    was any of this. Returns how many."""
    catch_up()
    done = 0
    while done < limit and (show := _take()):
        make(show)
        done += 1
    return done


def catch_up(limit: int = 200) -> None:
    """Rows for files on the record that have none yet."""
    known = FileShow.objects.values("file")
    kinds = [*DEMUXERS, *PICTURES]
    lacking = Evidence.objects.exclude(file="").exclude(state="destroyed").filter(media_type__in=kinds).exclude(file__in=known)
    rows = {one.file: FileShow(file=one.file, media_type=one.media_type, state="waiting", reader=media.READER) for one in lacking[:limit]}
    FileShow.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _take(*wanted: str) -> FileShow | None:
    """A file to work on (one of those, if any are named), marked so that no other worker takes it."""
    now = timezone.now()
    free = Q(state="waiting") | Q(state="working", began_at__lt=now - GIVEN_UP)
    waiting = FileShow.objects.filter(free, tries__lt=TRIES).order_by("tries", "file").values_list("file", flat=True)
    for file in (waiting.filter(file__in=wanted) if wanted else waiting)[:5]:
        if FileShow.objects.filter(free, file=file).update(state="working", began_at=now):
            return FileShow.objects.get(file=file)
    return None


def make(show: FileShow, facts: media.Facts | None = None) -> None:
    """Draw what the pages show of one file and keep it. facts: where it was just read."""
    show.tries += 1
    try:
        with files.at_hand(show.file) as path:
            _draw(show, path, facts or media.understand(path))
    except NotFound:
        show.state = "failed"
    show.save()


def _draw(show: FileShow, path: pathlib.Path, facts: media.Facts) -> None:
    show.media_type = facts.media_type
    with tempfile.TemporaryDirectory(dir=files.beside(), prefix=".drawing-") as folder:
        looks = media.look(path, facts.media_type, pathlib.Path(folder))
        show.peaks, show.likeness = list(looks.peaks), looks.likeness
        show.anomalies = msgspec.to_builtins(looks.anomalies)
        show.thumb = _kept(pathlib.Path(folder) / "thumb.jpg") if "thumb.jpg" in looks.made else ""
        if facts.readable and needs_copy(facts):
            copy = media.playable(path, facts.media_type, pathlib.Path(folder) / "copy")
            show.playable = _kept(pathlib.Path(folder) / "copy") if copy.media_type else ""
            show.playable_type = copy.media_type
    gone_wrong = {one.code for one in looks.anomalies} & {"too_slow", "crashed"}
    show.state = "failed" if gone_wrong or not (show.thumb or show.peaks or show.playable) else "done"


def needs_copy(facts: media.Facts) -> bool:
    """Whether browsers cannot show the file as it is."""
    if facts.media_type not in SHOWN:
        return True
    streams = facts.video_codec not in PLAYED["video"] or facts.audio_codec not in PLAYED["audio"]
    deep = facts.family == "video" and facts.pixels not in ("", "yuv420p", "yuvj420p")
    return facts.family in ("video", "audio") and (streams or deep)


def _kept(path: pathlib.Path) -> str:
    return files.keep(pieces(path)).digest


def pieces(path: pathlib.Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(files.PIECE):
            yield piece


def of(digests: Iterable[str]) -> dict[str, FileShow]:
    """The shows of these files, by digest. One query."""
    wanted: set[Any] = {digest for digest in digests if digest}
    return {show.file: show for show in FileShow.objects.filter(file__in=wanted)} if wanted else {}
