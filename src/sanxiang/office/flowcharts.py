"""流程图: the flowchart of each procedure and of its legal review, as this organ's cases walk it, on the screen and on paper."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sanxiang.casework import judging
from sanxiang.catalogue import guides
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES
from sanxiang.law.chart import chart, drawn, review_chart
from sanxiang.law.procedure import known
from sanxiang.office.access import page, staff
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import NotFound


@staff()
@require_safe
def flowcharts(request: Any) -> HttpResponse:
    """Every procedure by which this organ's cases may walk."""
    found = known(*request.me.packs)
    types = [
        (title, [(f"{type}-{name}", words) for name, words in found[type].items()])
        for type, title in ENFORCEMENT_TYPES.items()
        if type in found
    ]
    return page(request, "flowcharts", "lists", types=types)


@staff()
@require_safe
def flowchart(request: Any, name: str) -> HttpResponse:
    """One procedure as cases of this organ walk it: both flowcharts and the fourteen fields of its guide."""
    me, today = request.me, timezone.localdate()
    law = judging.law(me.packs)
    type, _, which = name.partition("-")
    if which not in known(*me.packs).get(type, {}):
        raise NotFound("没有这个程序", next="请从流程图的目录中选择。")
    walked = judging.procedure(law, {"type": type, "procedure": which, "lists": catalogue.all_in_force(me.organ, today)})
    found, review = chart(law, walked, today), review_chart(law, walked, today)
    organ = organs.organ(me.organ)
    facts = {"name": organ.name, "address": organ.address, "phone": organ.phone} if organ else {}
    return page(
        request,
        "flowchart",
        "lists",
        name=name,
        chart=found,
        steps=drawn(found),
        review=review,
        review_steps=drawn(review) if review else [],
        guide=guides.guide({}, found, facts),
        today=today,
    )


urlpatterns = [path("flowcharts", flowcharts, name="flowcharts"), path("flowcharts/<str:name>", flowchart, name="flowchart")]
