"""Uploads that go on where they were cut off: tus 1.0.0, https://tus.io/protocols/resumable-upload, core with creation, creation-with-upload,
checksum, expiration and termination.

Two doors: `/uploads` for signed-in handlers, with the form's token (X-CSRFToken) like every other request of theirs; `/dock/uploads` for docks,
which bear a token of their own and can do nothing else with it.
"""

import base64
import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from sanxiang.casework import footage
from sanxiang.office.access import staff
from sanxiang.organs import docks
from sanxiang.record import uploads
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Refused
from sanxiang.record.uploads import Checksum, Owner

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha256", "sha1")  # sha1 is the one that the protocol demands
PART = "application/offset+octet-stream"
PIECE = 1024 * 1024


class Door(msgspec.Struct, frozen=True):
    """Whose uploads are meant, where one of them is asked for, and what is done with a complete one."""

    owner: Owner
    address: str
    stays: bool = False
    done: Callable[[Upload], object] = lambda upload: None


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What every request and every answer of the protocol has."""

    @functools.wraps(view)
    def around(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.headers.get("X-HTTP-Method-Override", request.method) if request.method == "POST" else request.method
        if method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            answer = said(412, "只接受 tus 1.0.0 的上传")
            answer["Tus-Version"] = VERSION
        else:
            try:
                answer = view(request, method, *args, **kwargs)
            except Refused as refused:
                answer = said(refused.status, f"{refused.message}。{refused.next}")
        answer["Tus-Resumable"] = VERSION
        if answer.status_code == 401:
            answer["WWW-Authenticate"] = "Bearer"
        return answer

    return around


def said(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def not_so(allowed: str) -> HttpResponse:
    answer = said(405, "不能用这种方式访问")
    answer["Allow"] = allowed
    return answer


def folder(request: Any, method: str, door: Door) -> HttpResponse:
    """The uploads of one owner: what the server can do, and a new one, perhaps with its first part."""
    if method == "OPTIONS":
        return able()
    if method != "POST":
        return not_so("OPTIONS, POST")
    upload = uploads.begin(door.owner, number(request, "Upload-Length"), request.headers.get("Upload-Metadata", ""), stays=door.stays)
    if request.content_type == PART and length(request):
        upload = added(door, upload.id, 0, pieces(request), checksum(request))
    answer = standing(upload, 201)
    answer["Location"] = reverse(door.address, args=[upload.id])
    return answer


def one(request: Any, method: str, door: Door, id: str) -> HttpResponse:
    """An upload: how far it came, its next part, its end."""
    if method == "OPTIONS":
        return able()
    if method == "HEAD":
        return how_far(door, id)
    if method == "PATCH":
        return standing(part(request, door, id), 204)
    if method == "DELETE":
        uploads.end(door.owner, id)
        return HttpResponse(status=204)
    return not_so("OPTIONS, HEAD, PATCH, DELETE")


def able() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = EXTENSIONS
    answer["Tus-Max-Size"] = str(settings.EVIDENCE_MAX_BYTES)
    answer["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return answer


def how_far(door: Door, id: str) -> HttpResponse:
    upload = uploads.of(door.owner, id)
    if upload.offset == upload.size:  # its last part came, but perhaps not the digest after it
        upload = added(door, id, upload.offset, (), None)
    answer = standing(upload, 200)
    answer["Upload-Length"] = str(upload.size)
    if upload.metadata:
        answer["Upload-Metadata"] = upload.metadata
    answer["Cache-Control"] = "no-store"
    return answer


def part(request: Any, door: Door, id: str) -> Upload:
    if request.content_type != PART:
        raise Refused("上传的内容类型不符", next=f"应为 {PART}。", status=415)
    if not request.headers.get("Content-Length", "").isdigit():
        raise Refused("没有说明这一段的长度", next="请换一个客户端。", status=411)
    return added(door, id, number(request, "Upload-Offset"), pieces(request), checksum(request))


def added(door: Door, id: str, offset: int, pieces: Iterable[bytes], checksum: Checksum | None) -> Upload:
    upload = uploads.add(door.owner, id, offset, pieces, checksum)
    if upload.digest:
        door.done(upload)
    return upload


def standing(upload: Upload, status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(upload.offset)
    answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer


def number(request: Any, header: str) -> int:
    """A header that must be a count of bytes. Raises Refused 400."""
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise Refused(f"{header} 应为字节数", next="请换一个客户端，或者改用表单上传。", status=400)
    return int(told)


def length(request: Any) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def checksum(request: Any) -> Checksum | None:
    """What the client says that this part comes to. Raises Refused 400."""
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    algorithm, _, expected = told.partition(" ")
    try:
        if algorithm not in ALGORITHMS:
            raise ValueError
        return Checksum(algorithm, base64.b64decode(expected, validate=True))
    except ValueError:
        raise Refused("校验值（Upload-Checksum）无法读取", next=f"算法应为 {'、'.join(ALGORITHMS)}。", status=400) from None


def pieces(request: Any) -> Iterator[bytes]:
    """The body, as it comes; up to where the connection was cut."""
    try:
        while piece := request.read(PIECE):
            yield piece
    except OSError:
        return


def own(request: Any) -> Door:
    return Door(Owner(request.me.organ, request.me.officer), "upload")


@staff("handler")
@spoken
def own_uploads(request: Any, method: str) -> HttpResponse:
    return folder(request, method, own(request))


@staff("handler")
@spoken
def own_upload(request: Any, method: str, id: str) -> HttpResponse:
    return one(request, method, own(request), id)


def of_dock(request: Any) -> Door:
    """The door of whoever bears a dock's token; it needs no form's token, since no browser sends it by itself. Raises Refused 401."""
    dock = docks.of_token(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if dock is None:
        raise Refused("采集站的令牌无效，或者已停用", next="请本机关系统管理员在“采集站”页核对，必要时重新启用。", status=401)
    return Door(footage.owner(dock), "dock-upload", stays=True, done=received)


def received(upload: Upload) -> None:
    """On the record at once; where that fails the file stays, and the worker tries again."""
    with contextlib.suppress(Refused):
        footage.receive(upload)


@csrf_exempt
@spoken
def dock_uploads(request: Any, method: str) -> HttpResponse:
    return folder(request, method, of_dock(request))


@csrf_exempt
@spoken
def dock_upload(request: Any, method: str, id: str) -> HttpResponse:
    return one(request, method, of_dock(request), id)


urlpatterns = [
    path("uploads", own_uploads, name="uploads"),
    path("uploads/<str:id>", own_upload, name="upload"),
    path("dock/uploads", dock_uploads, name="dock-uploads"),
    path("dock/uploads/<str:id>", dock_upload, name="dock-upload"),
]
