"""What anybody needs to check the organs: their logs as files (C2SP tlog-tiles), which tell nothing of any case, and the page that checks receipts."""

import pathlib

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

import sanxiang.tlog
from sanxiang.portal.views import not_found
from sanxiang.record import shelf

SECONDS, FOREVER = 1, 365 * 24 * 3600
PAGE = pathlib.Path(sanxiang.tlog.__file__).parent / "verify.html"
# The page works when it is saved: script and style stand in it, and it reaches nothing.
ALONE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@require_safe
def file(request: HttpRequest, organ: str, name: str) -> HttpResponseBase:
    """`checkpoint`, or a tile or a time stamp that never changes."""
    found = shelf.file(organ, name)
    if found is None:
        return not_found(request)
    newest = name in ("checkpoint", shelf.NEWEST)
    answer = FileResponse(found.open("rb"), content_type="text/plain; charset=utf-8" if newest else "application/octet-stream")
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}" if newest else f"public, max-age={FOREVER}, immutable"
    return answer


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The page that checks receipts in the reader's own browser."""
    return HttpResponse(PAGE.read_bytes(), headers={"Content-Security-Policy": ALONE})
