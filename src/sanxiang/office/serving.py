"""Files as HTTP gives them: whole or one range of them (RFC 9110 §14), with a name, never to be taken for anything else than they are."""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# Whatever a file holds, opened by itself it may run nothing, load nothing from elsewhere, and send nothing.
ALONE = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"


def served(
    request: Any, open: Callable[[], BinaryIO], size: int, digest: str, media_type: str, name: str, *, download: bool = False, keep: int = 0
) -> HttpResponseBase:
    """A file, or the range of it that was asked for. `open` is only called when bytes are sent; keep: seconds that this browser may keep it.

    206 for one range (also open-ended, or the last so many bytes), 416 for one beyond its end, 304 where the browser has it; several ranges
    at once get the whole, as any range does when `If-Range` names another file.
    """
    tag = f'"{digest}"'
    if request.headers.get("If-None-Match") == tag:
        return _told(HttpResponse(status=304), tag, keep)
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    span = bounds(asked, size)
    if span is None:
        answer: HttpResponseBase = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return _told(answer, tag, keep)
    start, end = span
    partial = bool(RANGE.fullmatch(asked)) and asked != "bytes=-"
    answer = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(_pieces(open(), start, end))
    if partial:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer["Content-Length"] = str(end - start)
    answer["Content-Type"] = "application/octet-stream" if download else media_type
    if disposition := content_disposition_header(download, name):
        answer["Content-Disposition"] = disposition
    return _told(answer, tag, keep)


def bounds(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; everything where no single range was asked for; None where there is nothing in it."""
    found = RANGE.fullmatch(asked)
    if found is None or found[0] == "bytes=-":
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) and size else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _told(answer: HttpResponseBase, tag: str, keep: int) -> HttpResponseBase:
    answer["ETag"] = tag
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = f"private, max-age={keep}" if keep else "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Content-Security-Policy"] = ALONE
    return answer


def _pieces(content: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with content:
        content.seek(start)
        left = end - start
        while left > 0 and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
