"""Who is at the door: every address of the office names who may come in, and every refusal becomes a page that helps."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sanxiang.organs import queries as organs
from sanxiang.organs.models import ROLES
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Moved, Refused
from sanxiang.web.views import error

View = Callable[..., HttpResponse]

# Who may read cases; the queries decide which.
READERS = ("handler", "unit_head", "reviewer", "head", "supervisor", "discloser")

# The main navigation: address name, label, icon, the roles that see it (empty: everyone).
NAV: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("home", "我的任务", "tasks", ()),
    ("cases", "案件", "cases", READERS),
    ("reviews", "法制审核", "review", ("reviewer", "handler", "head")),
    ("publications", "公示", "publish", ("discloser", "handler", "head")),
    ("lists", "清单", "lists", ()),
    ("people", "人员", "people", ()),
)


def staff(*roles: str) -> Callable[[View], View]:
    """Only signed-in staff come in; with roles, only who holds one of them. A `Refused` becomes its page."""

    def around(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()}, safe='/')}")
            if any("\x00" in str(part) for part in kwargs.values()):
                return error(request, 404)
            try:
                request.me = organs.person(request.user)
                if request.user.must_change and request.resolver_match.url_name != "password":
                    return HttpResponseRedirect(reverse("password"))
                if roles:
                    request.me.must(*roles)
                request.GET, request.POST = without_nulls(request.GET), without_nulls(request.POST)
                return view(request, *args, **kwargs)
            except Refused as refused:
                return refusal(request, refused)

        return guarded

    return around


def without_nulls(given: QueryDict) -> QueryDict:
    """What was sent without null characters: nobody types one, and no text of the database can hold one."""
    if not any("\x00" in text for name, texts in given.lists() for text in (name, *texts)):
        return given
    cleaned = QueryDict(mutable=True)
    for name, texts in given.lists():
        cleaned.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
    return cleaned


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page: what happened, why, what to do."""
    since = refused.since if isinstance(refused, Moved) else ()
    return error(request, refused.status, refused.message, "", refused.next, refused.article, since, came_from(request))


def came_from(request: HttpRequest) -> str:
    """The page of ours that the request came from; empty where it came from somewhere else."""
    page = request.headers.get("Referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()) else ""


def outside(me: Person) -> list[dict[str, str]]:
    """The page for a phone outside, for those who handle cases."""
    return [{"label": "外勤（手机）", "url": reverse("field")}] if "handler" in me.roles else []


def page(request: Any, template: str, here: str = "", status: int = 200, **context: Any) -> HttpResponse:
    """An office page within its frame."""
    me: Person = request.me
    nav = [
        {"label": label, "url": reverse(name), "icon": icon, "current": name == here}
        for name, label, icon, roles in NAV
        if not roles or me.roles & set(roles)
    ]
    frame = {
        "nav": nav,
        "me": {"name": me.name, "organ": me.organ_name, "role": "、".join(ROLES[r] for r in sorted(me.roles))},
        "menu": [*outside(me), {"label": "委托代办", "url": reverse("delegate")}, {"label": "修改密码", "url": reverse("password")}],
        "search_url": reverse("cases"),
        "may_search": any(item["label"] == "案件" for item in nav),
    }
    return render(request, f"office/{template}.html", frame | context, status=status)
