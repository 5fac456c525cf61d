"""What every request passes on its way in and out: how much may be sent, what may be kept of the answer, a page where Django has none."""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from sanxiang.web.views import error

FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MEGABYTE = 1024 * 1024
PART = "application/offset+octet-stream"
BEARABLE = 64 * MEGABYTE


class Gate:
    """Stands before the check of the form's token, which reads the whole of what is sent: a body too large is refused and kept nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = most(request)
        if length(request) > limit:
            return too_large(request, limit)
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            response = told_how(request, response)
        if settings.FACE != "portal":
            # What names people is not left behind on a computer that others use too.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0


def most(request: HttpRequest) -> int:
    """Bytes that may be sent: files only by somebody signed in, and only where evidence is taken in."""
    if request.content_type == PART:  # no form: nothing reads it but the upload that it is a part of
        return sys.maxsize
    user: Any = getattr(request, "user", None)
    takes_files = request.path.endswith("/evidence") and user is not None and user.is_authenticated
    return FORM + (settings.EVIDENCE_MAX_BYTES if takes_files else 0)


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    drain(request)
    if limit > FORM:
        happened, next = f"文件超过 {settings.EVIDENCE_MAX_BYTES // MEGABYTE} MB，没有上传", "请压缩或者分段后再上传。"
    else:
        happened, next = (
            f"提交的内容超过 {FORM // MEGABYTE} MB，没有保存",
            "请返回上一页缩短文字；照片、录音录像和文档请在案件的“证据”页上传。",
        )
    return error(request, 413, happened, "一次提交的内容超过了系统允许的大小。", next)


def drain(request: HttpRequest) -> None:
    """Read on and forget, as far as is bearable: a browser cut off while it sends shows no page of ours."""
    try:
        for _ in range(BEARABLE // MEGABYTE):
            if not request.read(MEGABYTE):
                return
    except OSError:
        return


def told_how(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    page = error(request, 405)
    page.headers["Allow"] = response.headers.get("Allow", "GET")
    return page
