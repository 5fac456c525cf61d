"""An S3 server on this machine, for tests of the store: moto, in a process of its own."""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

from faces import free_port

BUCKET = "evidence"


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The server's address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from moto.server import main; main(sys.argv[1:])", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def answering(address: str) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/moto-api/", timeout=5)
            return address
        time.sleep(0.1)
    raise AssertionError("moto did not answer")


def configure(settings: Any, address: str, *, lock: bool = False, name: str = BUCKET) -> Any:
    """Point the settings at a new bucket of this server. The client is for looking into it."""
    from sanxiang.record import files_s3

    settings.S3 = {"bucket": name, "endpoint": address, "key": "key", "secret": "secret", "region": "us-east-1"}
    settings.S3_LOCK_DAYS = 30 if lock else 0
    files_s3._client.cache_clear()
    client = files_s3._client()
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
    return client
