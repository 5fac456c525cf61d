"""The pages that the scripts are tried on: a form with draft, upload and question; no database, no domain."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path
from django_cotton.compiler_regex import CottonCompiler

from sanxiang.web.views import components

SENT: list[dict[str, object]] = []
FIELDS = [
    {"name": "facts", "label": "违法事实", "type": "longtext"},
    {"name": "kind", "label": "类型", "type": "choice", "choices": ["甲", "乙"]},
    {"name": "fine", "label": "罚款", "type": "money"},
    {
        "name": "goods",
        "label": "物品",
        "type": "items",
        "rows": [],
        "blank": [{"name": "goods.__n__.name", "label": "名称", "type": "text"}],
    },
    {"name": "photo", "label": "照片", "type": "file"},
]
FORM = '{% extends "web/office_base.html" %}{% block content %}<h1>表单</h1><c-form action="/form" draft="/draft" upload="yes" :confirm="ask" :fields="fields" />{% endblock %}'
PORTAL = '{% extends "web/portal_base.html" %}{% block content %}<h1>门户</h1>{% endblock %}'
state = {"draft": 204}


def shown(request: HttpRequest, source: str, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(CottonCompiler().process(source)).render(context, request))


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        SENT.append({"to": "form", **request.POST.dict(), **{name: file.size for name, file in request.FILES.items()}})
        return HttpResponseRedirect("/portal")
    return shown(request, FORM, fields=FIELDS, ask=request.GET.get("ask", ""), me={"name": "陈立"})


def draft(request: HttpRequest) -> HttpResponse:
    SENT.append({"to": "draft", **request.POST.dict()})
    return HttpResponse(status=state["draft"])


urlpatterns = [
    path("form", form),
    path("draft", draft),
    path("portal", lambda request: shown(request, PORTAL, nav=[{"label": "查处罚", "url": "/portal"}])),
    path("_components", components),
    path("", include("sanxiang.web.urls")),
]
