"""Files that come in by parts (tus 1.0.0, whose face is `office.uploads`): cut off at any byte, they go on where they stopped.

The parts of an upload are written one after the other into one file beside the store. Its offset stands in the database and is moved only
over what is on the disk, so it is true after any crash; what lies behind it is cut off when the next part comes. The digest is computed as
the parts come in. A process that did not see all of them reads what it missed from the file, once, at the end.
"""

import base64
import contextlib
import datetime
import errno
import fcntl
import hashlib
import io
import os
import pathlib
import re
import shutil
import threading
from collections.abc import Iterable, Iterator

import msgspec
from django.conf import settings
from django.db.models import F, Q, Sum
from django.utils import timezone

from sanxiang.record import files
from sanxiang.record.files_folder import to_disk
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Invalid, NotFound, Refused
from sanxiang.record.services import new_id

STRIDE = 64 * 1024 * 1024  # bytes after which the offset moves on while a part still comes
MOST_AT_ONCE = 50  # uploads that one owner may have under way
RESERVE = 2 * 1024**3  # bytes of the disk (of a small one, a twentieth) that no upload may take: the record itself must go on
MOST_SAID = 4096  # characters of a client's description
SHA256 = re.compile(r"(?:[0-9a-fA-F]{64})?")
RUNNING = 64  # digests that a process keeps between two parts


class Owner(msgspec.Struct, frozen=True):
    """Whose an upload is: nobody else may see it or add to it. `by` is an officer's id, or a dock's."""

    organ: str
    by: str


class Checksum:
    """What a part should come to, by its client (tus `Upload-Checksum`)."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        self.expected, self.hash = expected, hashlib.new(algorithm, usedforsecurity=False)


_running: dict[str, files.Hashing] = {}
_turn = threading.Lock()


def begin(owner: Owner, size: int, metadata: str, *, stays: bool = False) -> Upload:
    """A new upload of `size` bytes, as its client describes it (tus `Upload-Metadata`).

    With `stays` it does not expire once it is complete, until it is `settled`. Raises Invalid for an empty or too large file or a description that
    cannot be read, Refused when too many are under way, or too much of them lies here (429), or the disk has no room for it beside all that was
    announced already (507).
    """
    if size <= 0:
        raise Invalid("文件是空的", fields={"file": "文件是空的"}, next="请重新选择文件。")
    files.must_fit(size)
    said = described(metadata)
    if Upload.objects.filter(organ=owner.organ, by=owner.by, digest="", expires_at__gt=timezone.now()).count() >= MOST_AT_ONCE:
        raise Refused(f"同时进行的上传超过 {MOST_AT_ONCE} 个", next="请等前面的传完，或者取消不需要的上传。", status=429)
    _must_have_room(owner, size)
    now = timezone.now()
    upload = Upload(
        id=new_id(), organ=owner.organ, by=owner.by, filename=plain_name(said.get("filename", "")), size=size, claimed=said.get("sha256", "").lower(),
        metadata=metadata, stays=stays, begun_at=now, expires_at=_expiry(now),
    )  # fmt: skip
    upload.save(force_insert=True)
    return upload


def _must_have_room(owner: Owner, size: int) -> None:
    """Whoever opens uploads without end fills neither the disk nor what others need of it."""
    live = Upload.objects.filter(expires_at__gt=timezone.now())
    announced = live.filter(digest="").aggregate(left=Sum(F("size") - F("offset")))["left"] or 0
    if _room() < announced + size:
        raise _full()
    mine = sum(one.size for one in live.filter(organ=owner.organ, by=owner.by) if not one.digest or place(one.id).exists())
    if mine + size > settings.UPLOADS_MAX_BYTES:
        limit = settings.UPLOADS_MAX_BYTES // 1024**3
        raise Refused(f"您上传而没有入卷的文件超过 {limit} GB", next="请先把已传完的文件入卷，或者取消不需要的上传。", status=429)


def described(metadata: str) -> dict[str, str]:
    """What a client says of its file: keys, and values in Base64 of UTF-8 (tus `Upload-Metadata`). Raises Invalid."""
    try:
        if len(metadata) > MOST_SAID:
            raise ValueError("too long")
        pairs = [pair.strip().partition(" ") for pair in metadata.split(",") if pair.strip()]
        said = {key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs}
    except ValueError as error:
        raise Invalid("文件的说明（Upload-Metadata）无法读取", next="请换一个客户端，或者改用表单上传。") from error
    if len(said) < len(pairs) or any("\0" in value for value in said.values()) or not SHA256.fullmatch(said.get("sha256", "")):
        raise Invalid("文件的说明（Upload-Metadata）有重复、无效的内容", next="sha256 应为 64 位十六进制数；文件名不能含有空字符。")
    return said


def plain_name(filename: str) -> str:
    """A name without folders, control characters and tricks of direction; at most 255 characters."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:255] or "未命名"


def of(owner: Owner, id: str) -> Upload:
    """An upload of this owner. Raises NotFound when there is none, or it has expired."""
    found = Upload.objects.filter(id=id, organ=owner.organ, by=owner.by, expires_at__gt=timezone.now()).first()
    if found is None:
        raise NotFound("没有这个上传，或者它已过期", next="请重新选择文件上传。")
    return found


def finished(owner: Owner) -> list[Upload]:
    """The owner's complete uploads that have not been swept, the newest first."""
    return list(
        Upload.objects.filter(organ=owner.organ, by=owner.by, expires_at__gt=timezone.now()).exclude(digest="").order_by("-begun_at")
    )


def add(owner: Owner, id: str, offset: int, pieces: Iterable[bytes], checksum: Checksum | None = None) -> Upload:
    """Write a part from `offset` on. `pieces` may end early, where the connection was cut: what came is kept, unless a checksum was promised.

    With the last byte the upload is complete: it has its digest. Raises Refused 409 for another offset than the upload's, 423 while another
    part comes in, 413 for more than was announced, 460 when a checksum does not fit; Invalid for a program. With 460 for the whole, and with
    Invalid, nothing is kept.
    """
    upload = of(owner, id)
    if upload.digest and offset == upload.size:
        return upload
    with _held(owner, id) as (upload, file):
        if offset != upload.offset:
            raise Refused(f"续传位置不符：服务器已收到 {upload.offset} 字节", next="请从这个位置继续。")
        _receive(upload, file, pieces, checksum)
        if upload.offset == upload.size:
            _complete(upload, file)
    return upload


def _receive(upload: Upload, file: io.FileIO, pieces: Iterable[bytes], checksum: Checksum | None) -> None:
    with _turn:
        hashing = _running.pop(upload.id, None) or files.Hashing()
    follows = hashing.size == upload.offset
    before = hashing.copy() if checksum else hashing
    file.truncate(upload.offset)
    file.seek(upload.offset)
    waiting = 0
    if _room() < 0:
        raise _full()
    for piece in pieces:
        waiting += len(piece)
        if upload.offset + waiting > upload.size:
            raise Refused("收到的内容超过了文件的大小", next="请重新选择文件上传。", status=413)
        _write(file, piece)
        if checksum:
            checksum.hash.update(piece)
        if follows:
            hashing.add(piece)
        if waiting >= STRIDE and not checksum:
            waiting = _advance(upload, file, waiting)
            if _room() < 0:
                raise _full()
    if checksum and checksum.hash.digest() != checksum.expected:
        _remember(upload, before)
        raise Refused("这一段与客户端的校验值不符，没有保存", next="请重传这一段。", status=460)
    _advance(upload, file, waiting)
    if hashing.size <= upload.offset:
        _remember(upload, hashing)


def _write(file: io.FileIO, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _full() from error


def _room() -> int:
    """Bytes that uploads may still take."""
    disk = shutil.disk_usage(files.beside())
    return disk.free - min(RESERVE, disk.total // 20)


def _full() -> Refused:
    return Refused("服务器存储空间不足，不能接收这个文件", next="文件仍在您的设备上；请联系系统管理员扩充存储。", status=507)


def _advance(upload: Upload, file: io.FileIO, by: int) -> int:
    """The offset moves over what is now on the disk. Nothing waits any more."""
    os.fdatasync(file.fileno())
    upload.offset += by
    upload.expires_at = _expiry(timezone.now())
    upload.save(update_fields=["offset", "expires_at"])
    return 0


def _remember(upload: Upload, hashing: files.Hashing) -> None:
    with _turn:
        _running[upload.id] = hashing
        while len(_running) > RUNNING:
            del _running[next(iter(_running))]


def _complete(upload: Upload, file: io.FileIO) -> None:
    with _turn:
        hashing = _running.pop(upload.id, None) or files.Hashing()
    file.seek(hashing.size)
    while piece := file.read(files.PIECE):
        hashing.add(piece)
    try:
        kept = hashing.kept()
        if upload.claimed and upload.claimed != kept.digest:
            raise Refused("文件与客户端的校验值不符，没有保存", next="文件在传输中受损或者被改动，请从设备上重新上传。", status=460)
    except Refused:
        _remove(upload)
        raise
    upload.digest, upload.sm3, upload.media_type = kept.digest, kept.sm3, kept.media_type
    upload.save(update_fields=["digest", "sm3", "media_type"])


def take(upload: Upload) -> files.Kept:
    """Give a complete upload to the store, where it stays. The same again finds it there. Raises Refused when it is not complete, NotFound."""
    if not upload.digest:
        raise Refused("文件还没有传完", next="请等上传完成后再提交。")
    with contextlib.suppress(NotFound, FileNotFoundError), _locked(upload, wait=True):
        files.store().take(place(upload.id), upload.digest)
    if files.size(upload.digest) != upload.size:
        raise files.gone()
    return files.Kept(upload.digest, upload.size, upload.media_type, upload.sm3)


def settled(upload: Upload) -> None:
    """Who waited for this upload has it: it may expire."""
    upload.stays = False
    upload.save(update_fields=["stays"])


def awaited() -> list[Upload]:
    """Complete uploads that somebody still waits for, the oldest first."""
    return list(Upload.objects.filter(stays=True).exclude(digest="").order_by("begun_at"))


def end(owner: Owner, id: str) -> None:
    """Give an upload up; what came is removed. Raises NotFound, Refused 423 while a part comes in."""
    _swept(of(owner, id))


def sweep() -> int:
    """Remove uploads that have expired and files that nobody will come back for. For the worker. How many uploads."""
    now = timezone.now()
    expired = Upload.objects.filter(expires_at__lte=now).exclude(Q(stays=True) & ~Q(digest=""))
    removed = 0
    for upload in expired:
        with contextlib.suppress(Refused):
            _swept(upload)
            removed += 1
    known = set(Upload.objects.values_list("id", flat=True))
    for stray in [*_folder().iterdir(), *files.beside().glob(".upload-*")]:
        with contextlib.suppress(FileNotFoundError):
            if stray.name not in known and now.timestamp() - stray.stat().st_mtime > settings.UPLOAD_HOURS * 3600:
                stray.unlink()
    return removed


def _swept(upload: Upload) -> None:
    if not place(upload.id).exists():
        upload.delete()
        return
    with _locked(upload):
        _remove(upload)


def _remove(upload: Upload) -> None:
    with _turn:
        _running.pop(upload.id, None)
    place(upload.id).unlink(missing_ok=True)
    upload.delete()


@contextlib.contextmanager
def _held(owner: Owner, id: str) -> Iterator[tuple[Upload, io.FileIO]]:
    """The upload as it stands, and its file, for one part at a time."""
    with _locked(of(owner, id)) as file:
        yield of(owner, id), file


@contextlib.contextmanager
def _locked(upload: Upload, wait: bool = False) -> Iterator[io.FileIO]:
    """The upload's file, while nobody else has it: the kernel lets it go with the process."""
    with _opened(upload) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("这个文件的另一段正在上传", next="请稍后再继续。", status=423) from None
        yield file


def _opened(upload: Upload) -> io.FileIO:
    part = place(upload.id)
    if not upload.offset and not part.exists():
        os.close(os.open(part, os.O_RDWR | os.O_CREAT, 0o600))
        to_disk(part.parent)
    try:
        return part.open("r+b", buffering=0)
    except FileNotFoundError:
        if not upload.digest:
            upload.delete()
        raise NotFound("已收到的部分不在服务器上了", next="请重新选择文件上传。") from None


def place(id: str) -> pathlib.Path:
    """Where the parts of an upload lie."""
    return _folder() / id


def _folder() -> pathlib.Path:
    folder = files.beside() / ".uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _expiry(now: datetime.datetime) -> datetime.datetime:
    return now + datetime.timedelta(hours=settings.UPLOAD_HOURS)
