"""Signing in and out, one's own password, and the first run of an empty system."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.office.access import page, staff
from sanxiang.organs import queries as organs
from sanxiang.organs import services
from sanxiang.organs.models import User
from sanxiang.record.refusal import Invalid, Refused

BEGIN_FIELDS = (
    ("code", "统一社会信用代码", "text", "机关的 18 位代码"),
    ("name", "机关全称", "text", ""),
    ("short_name", "文号简称", "text", "用于文书编号，如“安城管”"),
    ("region", "行政区划", "text", "如“安州市”"),
    ("admin", "管理员姓名", "text", ""),
    ("username", "管理员用户名", "text", ""),
    ("password", "密码", "password", "至少 10 个字符"),
)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if organs.empty_system():
        return redirect("begin")
    onward = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = reverse("home")
    if request.method == "GET":
        return render(request, "office/sign_in.html", {"next": onward})
    # Nobody is called nothing: counted as somebody, it would lock everyone out who shares an address.
    user = authenticate(request, username=named(request), password=request.POST.get("password", "")) if named(request) else None
    if user is None:
        said = {
            "next": onward,
            "username": named(request),
            "wrong": "用户名或密码不正确。连续输错会暂时锁定，忘记密码请联系本单位管理员。",
        }
        return render(request, "office/sign_in.html", said, status=401)
    login(request, user)
    return HttpResponseRedirect(onward)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    answer = redirect("sign-in")
    answer["Clear-Site-Data"] = '"cache"'  # files that were looked at stay for half an hour, but for nobody who comes after
    return answer


def named(request: HttpRequest, credentials: Any = None) -> str:
    """The user name as typed, as far as one can be so called; axes counts by it."""
    return str(request.POST.get("username", "")).replace("\x00", "")[: User._meta.get_field("username").max_length]


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What axes shows after too many wrong passwords."""
    said = {"next": reverse("home"), "wrong": "密码连续输错次数过多，该账号已暂时锁定，请十五分钟后再试，或联系本单位管理员重置密码。"}
    return render(request, "office/sign_in.html", said, status=429)


@staff()
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("new") != request.POST.get("again"):
                raise Invalid("两次输入的新密码不一致", fields={"again": "与新密码不一致"})
            services.change_password(request.user, request.POST.get("old", ""), request.POST.get("new", ""))
        except Invalid as refused:
            wrong = refused.fields or {"new": refused.message}
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改。")
            return redirect("home")
    fields = [
        {
            "name": name,
            "label": label,
            "type": "password",
            "required": True,
            "error": wrong.get(name) or (name == "new" and wrong.get("password")) or "",
        }
        for name, label in (("old", "原密码"), ("new", "新密码"), ("again", "再输一遍新密码"))
    ]
    return page(request, "password", fields=fields, must=request.user.must_change, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first-run page: there only while nobody can sign in."""
    if not organs.empty_system():
        return redirect("sign-in")
    typed = {name: request.POST.get(name, "") for name, *_ in BEGIN_FIELDS}
    wrong: dict[str, str] = {}
    said = ""
    if request.method == "POST":
        try:
            services.begin_system(
                typed["code"],
                typed["name"],
                typed["short_name"],
                typed["username"],
                typed["password"],
                typed["admin"],
                region=typed["region"],
            )
        except Refused as refused:
            wrong, said = getattr(refused, "fields", {}), f"{refused.message}。{refused.next}"
        else:
            messages.success(request, "系统已经建立，请用管理员账号登录，接着登记人员、编制清单。")
            return redirect("sign-in")
    fields = [
        {
            "name": name,
            "label": label,
            "type": kind,
            "help": help,
            "required": name != "region",
            "value": "" if kind == "password" else typed[name],
            "error": wrong.get(name, ""),
        }
        for name, label, kind, help in BEGIN_FIELDS
    ]
    return render(request, "office/begin.html", {"fields": fields, "wrong": said}, status=422 if said else 200)


urlpatterns = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("password", password, name="password"),
    path("begin", begin, name="begin"),
]
