"""The few pages that belong to no domain: display settings, errors, and every component in every state."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from sanxiang.web.examples import EXAMPLES

FACE = getattr(settings, "FACE", "office")
YEAR = 365 * 24 * 3600
DISPLAY = {"theme": {"light", "dark"}, "elder": {"0", "1"}}


def display(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice (?theme=light|dark, ?elder=0|1) in a cookie and go back to ?next=; works without scripts."""
    onward = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    for name, values in DISPLAY.items():
        if request.GET.get(name) in values:
            response.set_cookie(name, request.GET[name], max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def error(
    request: HttpRequest,
    status: int,
    happened: str = "",
    why: str = "",
    next: str = "",
    article: str = "",
    since: Iterable[str] = (),
    back: str = "",
) -> HttpResponse:
    """An error page: what happened, why (article), what to do. Where a text is missing the page of that status has its own."""
    try:
        get_template(f"{status}.html")
    except TemplateDoesNotExist:
        template = "web/error.html"
    else:
        template = "web/error.html" if happened else f"{status}.html"
    said = {
        "status": status,
        "happened": happened,
        "why": why,
        "next": next,
        "article": article,
        "since": list(since),
        "back": back,
        "face": FACE,
    }
    return render(request, template, said, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400"""
    return error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    return error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404"""
    return error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: rendered without the request, since what failed may be what its context needs."""
    return HttpResponse(render_to_string("500.html", {"face": FACE}), status=500)


def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with fictional data; for those who build and check pages."""
    user = getattr(request, "user", None)
    if not (settings.DEBUG or (user and user.is_authenticated)):
        raise Http404
    return render(request, "web/components.html", EXAMPLES)
