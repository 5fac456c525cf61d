"""Files in a bucket: the same promises as in a folder, with object lock where the bucket has it."""

import datetime
import hashlib
import os
import pathlib
import random
from collections.abc import Iterator
from typing import Any

import pytest

from record import s3
from sanxiang.record import files, files_s3, uploads
from sanxiang.record.refusal import NotFound, Refused
from sanxiang.record.uploads import Owner

LARGE = b"\xff\xd8\xff\xe0" + random.Random(3).randbytes(files_s3.PART + 12345)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3.served() as address:
        yield address


@pytest.fixture
def bucket(server: str, settings: Any, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> Any:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return s3.configure(settings, server, name=f"b{abs(hash(request.node.name))}")


@pytest.fixture
def locked(server: str, settings: Any, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> Any:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return s3.configure(settings, server, name=f"l{abs(hash(request.node.name))}", lock=True)


def keys(client: Any) -> list[str]:
    from django.conf import settings

    return [each["Key"] for each in client.list_objects_v2(Bucket=settings.S3["bucket"]).get("Contents", ())]


def test_a_large_file_goes_up_by_parts_and_is_read_from_anywhere(bucket: Any, tmp_path: pathlib.Path) -> None:
    kept = files.keep([LARGE])
    assert kept.digest == hashlib.sha256(LARGE).hexdigest()
    assert keys(bucket) == [kept.digest]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files.size(kept.digest) == len(LARGE)
    assert files.intact(kept.digest)
    with files.stream(kept.digest) as content:
        assert content.read() == LARGE
        content.seek(-100, os.SEEK_END)
        assert content.read() == LARGE[-100:]
        content.seek(files_s3.PART - 5)
        assert content.read(10) == LARGE[files_s3.PART - 5 : files_s3.PART + 5]
        assert content.tell() == files_s3.PART + 5
    with files.at_hand(kept.digest) as path:
        assert path.read_bytes() == LARGE
    assert not path.exists()


def test_the_same_file_goes_up_once(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = files.keep([LARGE])
    monkeypatch.setattr(bucket, "upload_file", None)
    assert files.keep([LARGE]) == kept


@pytest.mark.django_db
def test_an_upload_by_parts_ends_in_the_bucket(bucket: Any) -> None:
    me = Owner("organ", "me")
    upload = uploads.begin(me, len(LARGE), "")
    uploads.add(me, upload.id, 0, [LARGE[:1_000_000]])
    upload = uploads.add(me, upload.id, 1_000_000, [LARGE[1_000_000:]])
    assert keys(bucket) == []
    assert uploads.take(upload) == uploads.take(upload)
    assert keys(bucket) == [upload.digest]


def test_a_missing_or_altered_file_is_told(bucket: Any, settings: Any) -> None:
    kept = files.keep([LARGE])
    bucket.put_object(Bucket=settings.S3["bucket"], Key=kept.digest, Body=b"something else")
    assert not files.intact(kept.digest)
    bucket.delete_object(Bucket=settings.S3["bucket"], Key=kept.digest)
    assert not files.intact(kept.digest)
    assert files.size(kept.digest) is None
    with pytest.raises(NotFound):
        files.stream(kept.digest)
    with pytest.raises(NotFound), files.at_hand(kept.digest):
        pass


def test_a_bucket_without_lock_holds_nothing_and_removes(bucket: Any) -> None:
    kept = files.keep([LARGE])
    assert not files.hold(kept.digest, datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))
    files.store().remove(kept.digest)
    assert files.size(kept.digest) is None
    with pytest.raises(FileNotFoundError):
        files.store().remove(kept.digest)


def lock(client: Any, digest: str) -> tuple[str, datetime.datetime]:
    from django.conf import settings

    told = client.head_object(Bucket=settings.S3["bucket"], Key=digest)
    return told["ObjectLockMode"], told["ObjectLockRetainUntilDate"]


def test_a_locked_file_is_not_removed_by_anybody(locked: Any, settings: Any) -> None:
    kept = files.keep([LARGE])
    assert lock(locked, kept.digest)[0] == "COMPLIANCE"
    with pytest.raises(Refused, match="对象存储拒绝") as refusal:
        files.store().remove(kept.digest)
    assert refusal.value.status == 503
    assert files.intact(kept.digest)
    later = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    assert files.hold(kept.digest, later)
    assert lock(locked, kept.digest) == ("COMPLIANCE", later)


def test_a_store_that_is_away_is_told_and_the_parts_stay(
    settings: Any, tmp_path: pathlib.Path, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.S3 = settings.S3 | {"endpoint": "http://127.0.0.1:9"}
    files_s3._client.cache_clear()
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(Refused, match="暂时不能使用") as refusal:
        files.keep([LARGE])
    assert refusal.value.status == 503
    files_s3._client.cache_clear()
