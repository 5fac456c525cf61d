"""Files that are whole or not there, and durable before anything speaks of them."""

import os
import pathlib


def put(file: pathlib.Path, data: bytes) -> None:
    """Write a file by another name, flush it, give it its name, flush the folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    flush(file.parent)


def flush(folder: pathlib.Path) -> None:
    """Make the names in a folder durable."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
