"""Files in a bucket of any store that speaks S3, each under its digest; kept from removal by object lock where the bucket has it.

Whole files go up by parts, a few at a time, so that memory stays small; every part is signed with its digest, which the store checks.
"""

import contextlib
import datetime
import functools
import io
import logging
import pathlib
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from sanxiang.record.refusal import Refused

PART = 16 * 1024 * 1024
BLOCK = 4 * 1024 * 1024  # bytes that are asked for at once when a file is read
TRANSFER = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=2, max_io_queue=4)
MISSING = ("404", "NoSuchKey", "NotFound")


class Bucket:
    """A bucket as a store of files (`files.Store`). Whatever the store refuses comes out as Refused (503)."""

    def __init__(self, client: Any, name: str, lock_days: int = 0) -> None:
        self.client, self.name, self.lock_days = client, name, lock_days

    def take(self, file: pathlib.Path, digest: str) -> None:
        """Send a finished local file, unless it is there already, and remove it here."""
        if self.size(digest) != file.stat().st_size:
            with _told():
                self.client.upload_file(str(file), self.name, digest, Config=TRANSFER)
            if self.lock_days and not self.hold(digest, datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=self.lock_days)):
                logging.getLogger(__name__).warning("桶 %s 没有启用对象锁定，文件没有锁定", self.name)
        file.unlink()

    def size(self, digest: str) -> int | None:
        """Bytes of a file; None when it is not there."""
        try:
            with _told():
                return int(self.client.head_object(Bucket=self.name, Key=digest)["ContentLength"])
        except FileNotFoundError:
            return None

    def stream(self, digest: str) -> BinaryIO:
        """The content, seekable: read in blocks, each by a request of its own. Raises FileNotFoundError."""
        size = self.size(digest)
        if size is None:
            raise FileNotFoundError(digest)
        return cast(BinaryIO, io.BufferedReader(_Ranges(self, digest, size), BLOCK))

    def part(self, digest: str, start: int, length: int) -> bytes:
        """Bytes of a file from `start` on."""
        with _told():
            answer = self.client.get_object(Bucket=self.name, Key=digest, Range=f"bytes={start}-{start + length - 1}")
            return bytes(answer["Body"].read())

    @contextlib.contextmanager
    def at_hand(self, digest: str) -> Iterator[pathlib.Path]:
        """A copy for programs that need a path, gone after the block. Raises FileNotFoundError."""
        with tempfile.NamedTemporaryFile(dir=settings.EVIDENCE_DIR, prefix=".upload-") as copy:
            with _told():
                self.client.download_file(self.name, digest, copy.name, Config=TRANSFER)
            yield pathlib.Path(copy.name)

    def hold(self, digest: str, until: datetime.datetime) -> bool:
        """Lock every version of the file until then (COMPLIANCE: not even the bucket's owner removes it). False for a bucket without object lock."""
        try:
            with _told():
                self.client.get_object_lock_configuration(Bucket=self.name)
        except (FileNotFoundError, Refused):
            return False
        with _told():
            self.client.put_object_retention(Bucket=self.name, Key=digest, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until})
        return True

    def remove(self, digest: str) -> None:
        """Remove every version. Raises FileNotFoundError, and Refused while the store holds one."""
        with _told():
            found = self.client.list_object_versions(Bucket=self.name, Prefix=digest)
            versions = [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]
            if not versions:
                raise FileNotFoundError(digest)
            for each in versions:
                self.client.delete_object(Bucket=self.name, Key=digest, VersionId=each["VersionId"])


class _Ranges(io.RawIOBase):
    """A file of the bucket from anywhere; what is read buffers it."""

    def __init__(self, bucket: Bucket, digest: str, size: int) -> None:
        self.bucket, self.digest, self.size, self.at = bucket, digest, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence])
        return self.at

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(BLOCK) or b"", b""))

    def readinto(self, into: Any) -> int:
        length = min(len(into), self.size - self.at)
        if length <= 0:
            return 0
        found = self.bucket.part(self.digest, self.at, length)
        into[: len(found)] = found
        self.at += len(found)
        return len(found)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the store says, in our words."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError(code) from error
        raise Refused(f"对象存储拒绝了操作（{code}）", next="请系统管理员核对对象存储的设置和保留期。", status=503) from error
    except (BotoCoreError, boto3.exceptions.Boto3Error) as error:
        raise Refused("对象存储暂时不能使用", next="已传来的部分仍在服务器上；请稍后再试，或者联系系统管理员。", status=503) from error


def configured() -> Bucket:
    """The bucket that the settings name."""
    return Bucket(_client(), settings.S3["bucket"], settings.S3_LOCK_DAYS)


@functools.cache
def _client() -> Any:
    """One for the process: clients are made slowly and may be shared."""
    return boto3.client(
        "s3",
        endpoint_url=settings.S3["endpoint"] or None,
        aws_access_key_id=settings.S3["key"] or None,
        aws_secret_access_key=settings.S3["secret"] or None,
        region_name=settings.S3["region"],
        config=Config(
            s3={"addressing_style": "path", "payload_signing_enabled": True},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"max_attempts": 5, "mode": "standard"},
            connect_timeout=10,
        ),
    )
