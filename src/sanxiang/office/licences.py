"""许可证件登记簿: the licences that the organ has given, and which end soon."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from sanxiang.casework import licences
from sanxiang.office.access import READERS, page, staff

SHOWN = (("", "现有证件"), ("60", "六十日内到期"), ("30", "三十日内到期"), ("ended", "已撤销、撤回、注销"))


@staff(*READERS)
@require_safe
def register(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:120] for name in ("q", "show", "after")}
    within = int(asked["show"]) if asked["show"] in ("30", "60") else None
    found = licences.page(request.me, words=asked["q"], within=within, ended=asked["show"] == "ended", after=asked["after"])
    kept = {name: value for name, value in asked.items() if name != "after" and value}
    return page(
        request,
        "licences",
        "cases",
        lines=found.lines,
        next=f"?{urlencode(kept | {'after': found.next})}" if found.next else "",
        first=f"?{urlencode(kept)}" if asked["after"] else "",
        asked=asked,
        shown=SHOWN,
    )


urlpatterns = [path("licences", register, name="licences")]
