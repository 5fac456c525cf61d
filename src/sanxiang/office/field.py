"""外勤: the page for a phone on the street. It works without a network; what it gathers waits on the phone until it can be uploaded."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from sanxiang.casework import outdoors
from sanxiang.casework.evidence import Arrived
from sanxiang.office.access import READERS, staff
from sanxiang.record import uploads
from sanxiang.record.refusal import Invalid, Refused
from sanxiang.web.templatetags.web import qr_of

SCRIPTS = ("keep", "upload", "capture", "glass", "page")
STYLES = ("css/tokens.css", "css/base.css", "office/field/field.css")
SHELL = (*STYLES, "js/web.js", *(f"office/field/{name}.js" for name in SCRIPTS), "office/field/icon.svg", "office/field/icon-192.png", "office/field/icon-512.png", "svg/mark.svg")  # fmt: skip


@staff("handler")
@require_safe
def shell(request: Any) -> HttpResponse:
    """The page itself: the same for everybody, for the phone keeps it."""
    return render(request, "office/field.html", {"scripts": SCRIPTS, "styles": STYLES})


@require_safe
def worker(request: Any) -> HttpResponse:
    """The service worker, with what it keeps of the page. It speaks for `/field` alone."""
    kept = json.dumps({"version": version(), "page": reverse("field"), "files": [static(name) for name in SHELL]})
    answer = HttpResponse(f"const KEPT = {kept};\n{source('worker.js')}", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def manifest(request: Any) -> HttpResponse:
    """What a phone shows of the page once it is installed."""
    icons = [
        {"src": static(f"office/field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    told = {
        "name": "外勤执法记录", "short_name": "外勤", "lang": "zh-CN", "start_url": reverse("field"), "scope": reverse("field"), "display": "standalone",
        "background_color": "#f7f6f2", "theme_color": "#17507d", "icons": icons,
    }  # fmt: skip
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


def source(name: str) -> str:
    found = finders.find(f"office/field/{name}")
    with open(str(found), encoding="utf-8") as file:
        return file.read()


@cache
def version() -> str:
    """Changes with every file that the phone keeps."""
    hashed = hashlib.sha256()
    for name in (*SHELL, "office/field/worker.js"):
        with open(str(finders.find(name)), "rb") as file:
            hashed.update(file.read())
    return hashed.hexdigest()[:16]


# ── what the page asks for ──


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers a program: a refusal is told as JSON."""

    def around(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            told = {"message": refused.message, "article": refused.article, "next": refused.next}
            return JsonResponse(told, status=refused.status)

    return around


@staff("handler")
@spoken
@require_safe
def cases(request: Any) -> HttpResponse:
    """Who is signed in, the officer's certificate as a QR code, the open cases, and the token of the next requests."""
    me = request.me
    public = f"{settings.PORTAL_URL}/officers?{urlencode({'q': me.certificate or me.name})}"
    told = {
        "me": {"officer": me.officer, "name": me.name, "organ": me.organ_name, "certificate": me.certificate, "public": public, "qr": qr_of(public)},
        "token": get_token(request),
        "cases": msgspec.to_builtins(outdoors.cases(me)),
    }  # fmt: skip
    return JsonResponse(told)


@staff("handler")
@spoken
@require_safe
def papers(request: Any, id: str) -> HttpResponse:
    """The documents of a case that may be signed."""
    return JsonResponse({"papers": [{"id": one, "title": title} for one, title in outdoors.papers(request.me, id)]})


@staff("handler")
@spoken
@require_safe
def paper(request: Any, id: str) -> HttpResponse:
    """A document as it is shown to who signs it."""
    return JsonResponse(msgspec.to_builtins(outdoors.paper(request.me, id)))


@staff("handler")
@spoken
@require_POST
def add(request: Any, id: str) -> HttpResponse:
    """A file that has come in by parts becomes evidence of the case."""
    told = body(request)
    held = uploads.of(uploads.Owner(request.me.organ, request.me.officer), str(told.get("upload") or ""))
    done = outdoors.add(request.me, id, told, Arrived(held.filename, lambda: uploads.take(held)), key=str(told.get("id") or ""))
    return JsonResponse({"evidence": done.step})


@staff("handler")
@spoken
@require_POST
def sign(request: Any, id: str) -> HttpResponse:
    """A signature, with its picture in Base64."""
    told = body(request)
    try:
        picture = base64.b64decode(str(told.pop("picture", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("签名的图片无法读取", next="请重新签名。") from None
    done = outdoors.sign(request.me, id, told, picture, key=str(told.get("id") or ""))
    return JsonResponse({"document": done.step})


@staff(*READERS)
@require_safe
def signature(request: Any, id: str) -> HttpResponse:
    """The picture of a signature, for whoever may read the document."""
    return HttpResponse(outdoors.picture(request.me, id), content_type="image/png")


def body(request: Any) -> dict[str, Any]:
    """What was sent as JSON. Raises Invalid."""
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Invalid("提交的内容无法读取", next="请刷新外勤页面后再试，已采集的内容仍在本机。")
    return told


urlpatterns = [
    path("field", shell, name="field"),
    path("field-worker.js", worker, name="field-worker"),
    path("field.webmanifest", manifest, name="field-manifest"),
    path("field/cases", cases, name="field-cases"),
    path("field/cases/<str:id>/papers", papers, name="field-papers"),
    path("field/papers/<str:id>", paper, name="field-paper"),
    path("field/cases/<str:id>/evidence", add, name="field-add"),
    path("field/cases/<str:id>/signatures", sign, name="field-sign"),
    path("signatures/<str:id>", signature, name="field-signature"),
]
