"""Files in a folder, each under its digest: renamed into place when it is whole, read-only from then on.

Not trusted: whoever owns the folder could replace a file, and its digest on the record would tell.
"""

import contextlib
import datetime
import os
import pathlib
from collections.abc import Iterator
from typing import BinaryIO


class Folder:
    """A folder as a store of files (`files.Store`)."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root

    def place(self, digest: str) -> pathlib.Path:
        """Where a file lies: two levels of folders keep each of them small."""
        return self.root / digest[:2] / digest[2:4] / digest

    def take(self, file: pathlib.Path, digest: str) -> None:
        """Move a file, whose content is on the disk, under its digest. One that is there already is the same file."""
        final = self.place(digest)
        new = [folder for folder in (final.parent.parent, final.parent) if not folder.is_dir()]
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(file, 0o440)
        os.replace(file, final)
        for folder in (final.parent, *(each.parent for each in reversed(new))):
            to_disk(folder)

    def size(self, digest: str) -> int | None:
        """Bytes of a file; None when it is not there."""
        try:
            return self.place(digest).stat().st_size
        except FileNotFoundError:
            return None

    def stream(self, digest: str) -> BinaryIO:
        """The content, seekable. Raises FileNotFoundError."""
        return self.place(digest).open("rb")

    @contextlib.contextmanager
    def at_hand(self, digest: str) -> Iterator[pathlib.Path]:
        """A path for programs that need one. Raises FileNotFoundError."""
        place = self.place(digest)
        place.stat()
        yield place

    def hold(self, digest: str, until: datetime.datetime) -> bool:
        """A folder cannot be told to keep a file."""
        return False

    def remove(self, digest: str) -> None:
        place = self.place(digest)
        place.unlink()
        to_disk(place.parent)


def to_disk(folder: pathlib.Path) -> None:
    """Make what was added to or taken from a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
