"""The logs as files, for everybody to fetch: `checkpoint` and tiles as C2SP tlog-tiles lays them out. docs/record-format.md, “Log”.

Files only ever follow the database: tiles first, then the checkpoint that speaks of them. What lies there and does not fit is left as it is,
for `verify` to tell: it may be the only witness.
"""

import itertools
import pathlib
import re
import urllib.parse
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction

from sanxiang.record import log
from sanxiang.tlog import checkpoint, merkle, note, tiles
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.files import put
from sanxiang.tlog.merkle import Wrong

_NAME = re.compile(
    r"checkpoint|tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/(x[0-9]{3}/){0,6}[0-9]{3}(\.p/[1-9][0-9]{0,2})?"
    r"|timestamp/(newest|[1-9][0-9]{0,18}/(checkpoint|[1-9][0-9]{0,11}\.tsr))",
    re.ASCII,
)
NEWEST = "timestamp/newest"
CODE = 18  # 统一社会信用代码
LOCK_KEY = 0x73616E79
LOCK = "SELECT pg_advisory_xact_lock(%s)"


def folder_of(organ: str) -> pathlib.Path:
    return pathlib.Path(settings.VAR) / "log" / urllib.parse.quote(organ, safe="")


def file(organ: str, name: str) -> pathlib.Path | None:
    """The file of an organ's log that has this name below its prefix; None for anything that is none."""
    if not _NAME.fullmatch(name) or not organ.isalnum() or len(organ) > CODE:
        return None
    found = folder_of(organ) / name
    return found if found.is_file() else None


def shelved() -> list[str]:
    """The organs of which there are files."""
    folder = pathlib.Path(settings.VAR) / "log"
    return sorted(urllib.parse.unquote(each.name) for each in folder.glob("*") if each.is_dir())


def published(organ: str, key: str = "") -> Checkpoint | None:
    """The checkpoint that was last published. Raises Wrong when the file is damaged, or is not signed with the key."""
    file = folder_of(organ) / "checkpoint"
    if not file.exists():
        return None
    raw = file.read_bytes()
    return checkpoint.opened(raw, note.verifier_key(key))[0] if key else checkpoint.parse(note.parse(raw).text)


def publish(organs: list[str] | None = None) -> None:
    """Bring the files of these organs (or all) up to the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [LOCK_KEY])  # two who publish at once must not put an older checkpoint over a newer
        for each in log.logs(organs):
            before = _continued(each)
            if before is not None:
                write(each, folder_of(each.organ), before)


def write(each: log.Log, folder: pathlib.Path, before: int = 0) -> None:
    """Write what a log of `before` leaves does not have yet, then the newest checkpoint, into a folder. Of time stamps: all for a folder that
    has nothing yet, else the newest, since each is published as it comes."""
    for name, data in itertools.chain(_files(each, before), _stamps(each, folder, everything=before == 0)):
        put(folder / name, data)
    put(folder / "checkpoint", log.checkpoint_note(each.organ, each.size).encode())


def _continued(each: log.Log) -> int | None:
    """How many leaves are on the shelf, if the log continues them; None when it does not, or cannot be told."""
    try:
        kept = published(each.organ, each.key)
    except Wrong:
        return None
    if kept is None:
        return 0
    fits = kept.size <= each.size and merkle.root_at(kept.size, log.reader(each.organ, each.size)) == kept.root
    return kept.size if fits else None


def _stamps(each: log.Log, folder: pathlib.Path, *, everything: bool) -> Iterator[tuple[str, bytes]]:
    """The time stamps that are not there yet, with the checkpoints that they are over, and which is the newest."""
    newest = log.newest_stamp(each.organ)
    if newest is None:
        return
    for stamp in log.stamps(each.organ) if everything else [newest]:
        name = f"timestamp/{stamp.size}/{int(stamp.at.timestamp())}.tsr"
        if not (folder / name).exists():
            yield f"timestamp/{stamp.size}/checkpoint", log.checkpoint_note(each.organ, stamp.size).encode()
            yield name, stamp.token
            yield NEWEST, f"{newest.size} {int(newest.at.timestamp())}\n".encode()


def _files(each: log.Log, before: int) -> Iterator[tuple[str, bytes]]:
    """The tiles and bundles that are not those of a log of `before` leaves, by their names."""
    for level, n, width in tiles.since(before, each.size):
        data = log.tiles_of(each.organ, [(level, n)])[level, n]
        yield tiles.path(level, n, width), data[: width * merkle.SIZE]
        if level == 0:
            first = n * tiles.WIDTH
            yield tiles.path(tiles.ENTRIES, n, width), tiles.bundle(log.entries(each.organ, first, first + width))
