"""The organs' logs as files, for witnesses, mirrors and whoever wants to check (C2SP tlog-tiles). They tell nothing of any case."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from sanxiang.portal.views import not_found
from sanxiang.record import shelf

SECONDS, FOREVER = 1, 365 * 24 * 3600


@require_safe
def file(request: HttpRequest, organ: str, name: str) -> HttpResponseBase:
    """`checkpoint`, or a tile that never changes."""
    found = shelf.file(organ, name)
    if found is None:
        return not_found(request)
    newest = name == "checkpoint"
    answer = FileResponse(found.open("rb"), content_type="text/plain; charset=utf-8" if newest else "application/octet-stream")
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}" if newest else f"public, max-age={FOREVER}, immutable"
    return answer
