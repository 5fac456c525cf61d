"""文书核验: whoever holds a document, on paper or as a file, finds out whether it is the one that was issued. Nothing of a person is on the page."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from sanxiang.disclosure import public
from sanxiang.portal.views import not_found, page

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{12}")
MISREAD = str.maketrans("OIL", "011")
STATES = {
    "annulled": "这份文书已被作废，不再有效",
    "replaced": "这份文书已被后来的文书替代",
    "revoked": "这份文书所载的决定已被撤销",
}


def meant(typed: str) -> str:
    """The code that somebody read off the paper; empty when it can be none."""
    code = re.sub(r"[\s-]", "", typed[:40]).upper().translate(MISREAD)
    return code if CODE.fullmatch(code) else ""


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("code", "")
    if code := meant(typed):
        return HttpResponseRedirect(reverse("paper", args=[code]))
    return page(request, "papers", "", typed=typed, wrong=bool(typed))


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """What is on record of the document with this code, and where a file can be compared with it in the reader's own browser."""
    found = public.document(meant(code)) if meant(code) else None
    if found is None:
        return not_found(request)
    groups = [found.code[at : at + 4] for at in range(0, len(found.code), 4)]
    return page(
        request,
        "paper",
        "",
        paper=found,
        code="-".join(groups),
        printed=" ".join(found.text[at : at + 4] for at in range(0, 16, 4)),
        signed_at=parse_datetime(found.signed_at),
        fallen=STATES.get(found.state, ""),
    )


urlpatterns = [path("documents", ask, name="papers"), path("documents/<str:code>", paper, name="paper")]
