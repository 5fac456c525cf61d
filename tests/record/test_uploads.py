"""Uploads by parts, as the record keeps them: offsets that are on the disk, digests that survive cuts and other processes, nothing of what is refused."""

import base64
import datetime
import hashlib
import os
import pathlib
import random
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from sanxiang.record import files, uploads
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Invalid, NotFound, Refused
from sanxiang.record.uploads import Checksum, Owner

pytestmark = pytest.mark.django_db
ME = Owner("11330100MB0000001X", "officer-1")
JPEG = b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(300_000)
SHA256 = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture(autouse=True)
def another_process() -> Iterator[None]:
    yield
    forget()


def forget() -> None:
    """As if another process went on."""
    uploads._running.clear()


def metadata(**said: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())


def begun(size: int = len(JPEG), **said: str) -> Upload:
    return uploads.begin(ME, size, metadata(**said))


def lying(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_parts_come_to_a_file_with_its_digest(folder: pathlib.Path) -> None:
    upload = begun(filename="现场.jpg", sha256=SHA256)
    for at in range(0, len(JPEG), 70_001):
        upload = uploads.add(ME, upload.id, at, [JPEG[at : at + 70_001]])
    assert (upload.offset, upload.digest, upload.media_type, upload.filename) == (len(JPEG), SHA256, "image/jpeg", "现场.jpg")
    assert lying(folder) == [upload.id]
    assert uploads.take(upload) == files.Kept(SHA256, len(JPEG), "image/jpeg")
    assert uploads.take(upload).digest == SHA256
    assert lying(folder) == [SHA256]
    assert files.intact(SHA256)
    assert [one.id for one in uploads.finished(ME)] == [upload.id]


def test_cut_at_any_byte_it_goes_on_in_this_process_or_another(settings: Any) -> None:
    settings.SM3 = True
    chance = random.Random(7)
    for _ in range(20):
        upload = begun(sha256=SHA256)
        while upload.offset < len(JPEG):
            if chance.random() < 0.5:
                forget()
            end = min(len(JPEG), upload.offset + chance.randrange(1, 120_000))
            upload = uploads.add(ME, upload.id, upload.offset, [JPEG[upload.offset : end]])
            assert uploads.of(ME, upload.id).offset == end
        assert upload.digest == SHA256
        assert upload.sm3 == files.keep([JPEG]).sm3


def test_what_lies_behind_the_offset_was_never_received(folder: pathlib.Path) -> None:
    upload = begun(sha256=SHA256)
    uploads.add(ME, upload.id, 0, [JPEG[:1000]])
    with (folder / ".uploads" / upload.id).open("ab") as part:
        part.write(b"written before the power went, and never acknowledged")
    assert uploads.add(ME, upload.id, 1000, [JPEG[1000:]]).digest == SHA256


def test_a_long_part_moves_the_offset_while_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "STRIDE", 100_000)
    upload = begun()

    def dying() -> Iterator[bytes]:
        yield JPEG[:150_000]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        uploads.add(ME, upload.id, 0, dying())
    assert uploads.of(ME, upload.id).offset == 150_000
    assert uploads.add(ME, upload.id, 150_000, [JPEG[150_000:]]).digest == SHA256


def test_a_digest_that_was_never_written_down_is_found_again() -> None:
    upload = begun()
    uploads.add(ME, upload.id, 0, [JPEG])
    Upload.objects.update(digest="", media_type="")
    assert uploads.add(ME, upload.id, len(JPEG), ()).digest == SHA256


@pytest.mark.parametrize("offset", [0, 999, 1001, len(JPEG), 10**15])
def test_a_part_belongs_where_the_last_one_ended(offset: int) -> None:
    upload = begun()
    uploads.add(ME, upload.id, 0, [JPEG[:1000]])
    with pytest.raises(Refused, match="已收到 1000 字节") as refusal:
        uploads.add(ME, upload.id, offset, [b"x"])
    assert refusal.value.status == 409
    assert uploads.of(ME, upload.id).offset == 1000


def test_two_parts_at_once_are_refused(folder: pathlib.Path) -> None:
    upload = begun()

    def slowly() -> Iterator[bytes]:
        yield JPEG[:1000]
        for refused in (lambda: uploads.add(ME, upload.id, 0, [b"x"]), lambda: uploads.end(ME, upload.id)):
            with pytest.raises(Refused) as refusal:
                refused()
            assert refusal.value.status == 423
        yield JPEG[1000:]

    assert uploads.add(ME, upload.id, 0, slowly()).digest == SHA256


def test_more_than_was_announced_is_refused() -> None:
    upload = begun(1000)
    with pytest.raises(Refused) as refusal:
        uploads.add(ME, upload.id, 0, [JPEG[:900], JPEG[900:1800]])
    assert refusal.value.status == 413
    assert uploads.add(ME, upload.id, 0, [JPEG[:1000]]).digest == hashlib.sha256(JPEG[:1000]).hexdigest()


def test_a_part_that_does_not_come_to_its_checksum_is_not_kept() -> None:
    upload = begun()
    uploads.add(ME, upload.id, 0, [JPEG[:1000]], Checksum("sha1", hashlib.sha1(JPEG[:1000], usedforsecurity=False).digest()))
    for cut in ([JPEG[1000:2000]], [JPEG[1000:2500], b"broken"]):
        with pytest.raises(Refused) as refusal:
            uploads.add(ME, upload.id, 1000, cut, Checksum("sha256", hashlib.sha256(JPEG[1000:3000]).digest()))
        assert refusal.value.status == 460
        assert uploads.of(ME, upload.id).offset == 1000
    rest = JPEG[1000:]
    assert uploads.add(ME, upload.id, 1000, [rest], Checksum("sha256", hashlib.sha256(rest).digest())).digest == SHA256


def test_a_file_that_does_not_come_to_its_digest_is_not_kept(folder: pathlib.Path) -> None:
    upload = begun(sha256="0" * 64)
    with pytest.raises(Refused, match="校验值不符") as refusal:
        uploads.add(ME, upload.id, 0, [JPEG])
    assert refusal.value.status == 460
    assert lying(folder) == []
    with pytest.raises(NotFound):
        uploads.of(ME, upload.id)


def test_a_program_is_not_kept(folder: pathlib.Path) -> None:
    upload = begun(100, filename="照片.jpg")
    with pytest.raises(Invalid, match="程序"):
        uploads.add(ME, upload.id, 0, [b"MZ" + bytes(98)])
    assert lying(folder) == []


@pytest.mark.parametrize("size", [0, -1])
def test_an_empty_file_is_refused(size: int) -> None:
    with pytest.raises(Invalid, match="空的"):
        begun(size)


def test_a_file_beyond_the_limit_or_the_disk_is_refused_before_it_comes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(Invalid, match="超过"):
        begun(1001)
    full = os.statvfs_result((4096, 4096, 100, 0, 0, 0, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    with pytest.raises(Refused, match="存储空间不足") as refusal:
        begun(1000)
    assert refusal.value.status == 507


def test_one_owner_has_not_too_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2)
    first = begun()
    begun()
    with pytest.raises(Refused) as refusal:
        begun()
    assert refusal.value.status == 429
    uploads.end(ME, first.id)
    begun()


def disk(monkeypatch: pytest.MonkeyPatch, free: int, total: int = 1000 * 1024**3) -> None:
    usage = type(shutil.disk_usage("/"))(total, total - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)


def test_what_others_announced_is_no_room_any_more(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gb = 1024**3
    settings.EVIDENCE_MAX_BYTES = 8 * gb
    disk(monkeypatch, free=uploads.RESERVE + 9 * gb)
    begun(8 * gb)
    for owner in (ME, Owner(ME.organ, "officer-2"), Owner("11330100MB0000002X", "dock:1")):
        with pytest.raises(Refused) as refusal:
            uploads.begin(owner, 2 * gb, "")
        assert refusal.value.status == 507
    uploads.begin(Owner(ME.organ, "officer-2"), gb, "")


def test_a_part_leaves_what_the_record_needs_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = begun()
    disk(monkeypatch, free=uploads.RESERVE - 1)
    with pytest.raises(Refused) as refusal:
        uploads.add(ME, upload.id, 0, [JPEG])
    assert refusal.value.status == 507
    monkeypatch.undo()
    assert uploads.add(ME, upload.id, 0, [JPEG]).digest == SHA256


def test_what_one_owner_leaves_lying_has_a_bound(settings: Any) -> None:
    settings.UPLOADS_MAX_BYTES = 3 * len(JPEG)
    first, second, third = begun(), begun(), begun()
    with pytest.raises(Refused, match="没有入卷") as refusal:
        begun()
    assert refusal.value.status == 429
    for one in (first, second, third):
        done = uploads.add(ME, one.id, 0, [JPEG])
    with pytest.raises(Refused, match="没有入卷"):  # complete, and still here
        begun()
    uploads.begin(Owner(ME.organ, "officer-2"), len(JPEG), "")
    uploads.take(done)
    begun()


@pytest.mark.parametrize(
    "text",
    ["filename", "filename é", "filename x y", "a YQ==,a YQ==", "filename AGE=", "sha256 eHl6", "sha256 /w==", "filename " + "YQ==" * 2000],
)  # fmt: skip
def test_a_description_that_cannot_be_read_is_refused(text: str) -> None:
    if text == "filename":
        assert uploads.begin(ME, 10, text).filename == "未命名"
        return
    with pytest.raises(Invalid, match="Upload-Metadata"):
        uploads.begin(ME, 10, text)


@pytest.mark.parametrize(
    ("given", "name"),
    [("../../../etc/passwd", "passwd"), ("C:\\DCIM\\a.mp4", "a.mp4"), ("a\r\nb.mp4", "ab.mp4"), ("\u202egpj.exe", "gpj.exe"), ("/", "未命名"), ("长" * 300, "长" * 255)],
)  # fmt: skip
def test_a_name_is_only_a_name(given: str, name: str) -> None:
    assert begun(filename=given).filename == name


def test_nobody_else_knows_of_it() -> None:
    upload = begun()
    for other in (Owner(ME.organ, "officer-2"), Owner("11330100MB0000002X", ME.by)):
        for do in (lambda o=other: uploads.of(o, upload.id), lambda o=other: uploads.add(o, upload.id, 0, [b"x"]), lambda o=other: uploads.end(o, upload.id)):  # fmt: skip
            with pytest.raises(NotFound):
                do()


def test_an_incomplete_upload_is_not_taken() -> None:
    upload = uploads.add(ME, begun().id, 0, [JPEG[:10]])
    with pytest.raises(Refused, match="没有传完"):
        uploads.take(upload)


def test_what_was_given_up_is_gone(folder: pathlib.Path) -> None:
    upload = uploads.add(ME, begun().id, 0, [JPEG[:10]])
    uploads.end(ME, upload.id)
    assert lying(folder) == []
    with pytest.raises(NotFound):
        uploads.add(ME, upload.id, 10, [b"x"])


def test_parts_that_are_gone_are_told(folder: pathlib.Path) -> None:
    upload = uploads.add(ME, begun().id, 0, [JPEG[:10]])
    (folder / ".uploads" / upload.id).unlink()
    with pytest.raises(NotFound, match="不在服务器上"):
        uploads.add(ME, upload.id, 10, [b"x"])


def test_what_is_stale_is_swept_and_what_is_awaited_stays(folder: pathlib.Path) -> None:
    stale, fresh = uploads.add(ME, begun().id, 0, [JPEG[:10]]), uploads.add(ME, begun().id, 0, [JPEG[:10]])
    awaited = uploads.add(ME, uploads.begin(ME, 10, "", stays=True).id, 0, [JPEG[:10]])
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Upload.objects.filter(id__in=[stale.id, awaited.id]).update(expires_at=long_ago)
    for name in ("f" * 32, "e" * 32):
        (folder / ".uploads" / name).write_bytes(b"a row of long ago")
    os.utime(folder / ".uploads" / ("f" * 32), (0, 0))
    with pytest.raises(NotFound):
        uploads.of(ME, stale.id)
    assert uploads.sweep() == 1
    assert lying(folder) == sorted([fresh.id, awaited.id, "e" * 32])
    assert [one.id for one in uploads.awaited()] == [awaited.id]
    uploads.take(awaited)
    uploads.settled(awaited)
    assert uploads.sweep() == 1
    assert files.intact(awaited.digest)


def test_many_parts_of_many_uploads_at_once_keep_bounded_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "RUNNING", 3)
    begun_ones = [begun(2000) for _ in range(6)]
    for one in begun_ones:
        uploads.add(ME, one.id, 0, [JPEG[:1000]])
    assert len(uploads._running) == 3
    assert threading.active_count() < 50
    for one in begun_ones:
        assert uploads.add(ME, one.id, 1000, [JPEG[1000:2000]]).digest == hashlib.sha256(JPEG[:2000]).hexdigest()
