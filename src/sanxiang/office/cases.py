"""案件: found, begun, seen whole, handed over, corrected."""

import re
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from sanxiang.casework import queries, words
from sanxiang.casework.models import STATUSES
from sanxiang.disclosure import queries as disclosure
from sanxiang.law.procedure import STAGES, Procedure
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.office.drawing import blocks, finding, rulers, small_ruler, stages
from sanxiang.office.evidence import handles
from sanxiang.office.steps import ELSEWHERE

# The key of a page: the day and id of the last line before it.
KEY = re.compile(r"\d{4}-\d\d-\d\d~[0-9a-zA-Z:_-]{1,80}")
WHO = {"handler": "承办人", "unit_head": "承办机构负责人", "reviewer": "法制审核人员", "head": "机关负责人", "supervisor": "监督人员"}
PUBLISHING = ("disclose", "withhold", "withdraw")
# Steps for an occasion, in penalties and where the procedure says so: they stand beside those that carry the case on.
OCCASIONAL = frozenset(
    ["decline", "recuse_request", "recuse_decide", "supervise", "terminate", "withdraw_application", "refuse_acceptance", "correct_once", "preserve", "seize", "seize_extend", "testing", "order_correction", "suspend", "extend", "transfer", "plead",
     "hearing_request", "waive", "deliberate", "defer", "surcharge", "demand", "reconsideration", "litigation", "court_application", "revoke"]
)  # fmt: skip
# Steps that end what is open, however often.
SETTLING = frozenset(["preserve_settle", "seize_release", "resume", "review"])
# Steps that answer another, once each time.
ANSWERS = {
    "seize_approve": "seize", "preserve_approve": "preserve", "recuse_decide": "recuse_request", "transfer": "refer", "transfer_deliver": "transfer",
}  # fmt: skip
# What everyone waits for: the first of these that is blocked is shown with its reasons.
MILESTONES = ("decide", "close", "archive")
STANDING = ("", "draft")


@staff(*READERS)
@require_safe
def cases(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("q", "type", "stage", "status", "after")}
    asked["after"] = asked["after"] if KEY.fullmatch(asked["after"]) and reading.is_day(asked["after"][:10]) else ""
    mine = request.GET.get("mine") == "1"
    found = queries.cases(
        request.me, words=asked["q"], type=asked["type"], stage=asked["stage"], status=asked["status"], mine=mine, after=asked["after"]
    )
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return page(
        request,
        "cases",
        "cases",
        lines=[
            {
                "line": line,
                "ruler": small_ruler(line.due),
                "status": words.state(line.type, line.status),
                "type": words.type_title(line.type),
            }
            for line in found.lines
        ],
        next=f"?{urlencode(kept | {'after': found.next})}" if found.next else "",
        first=f"?{urlencode(kept)}" if asked["after"] else "",
        asked=asked,
        mine=mine,
        q=asked["q"],
        stages=STAGES,
        types=words.TYPES.items(),
        statuses=STATUSES,
        may_open="handler" in request.me.roles,
    )


@staff(*READERS)
@require_safe
def case(request: Any, id: str) -> HttpResponse:
    found = queries.case_page(request.me, id)
    drawn = rulers(found)
    publication = disclosure.publication(id)
    mine = handles(request.me, found.case)
    return page(
        request,
        "case",
        "cases",
        found=found,
        case=found.case,
        stages=stages(found),
        rulers=drawn,
        nearest=nearest(drawn, found.procedure),
        waiting=[proposal_of(one, found, request.me) for one in found.proposals if one.state == "waiting"],
        **next_steps(found),
        drafts=[offered(one, found) for one in found.offers if one.act in found.drafts and one.mine and not one.blocks],
        publish_url=reverse("publication", args=[id]) if found.decision and not publication and "discloser" in request.me.roles else "",
        papers=papers(found),
        reviewed=reviewed(found),
        publication=publication,
        findings=[finding(one) for one in found.findings],
        procedure=found.procedure.title,
        status_words=words.state(found.case.type, found.case.status),
        family=family(found),
        springs=springs(found) if mine else [],
        editable=request.me.organ == found.case.organ and found.case.status != "archived",
        handles=mine,
        may_see_review=bool(request.me.roles & {"handler", "unit_head", "reviewer", "head", "supervisor"}),
        may_see_publication=bool(request.me.roles & {"discloser", "handler", "unit_head", "head", "supervisor"}),
        may_hand_over=mine or bool({"head", "unit_head", "admin"} & request.me.roles),
    )


def family(found: queries.CasePage) -> list[dict[str, Any]]:
    """The family as one tree; nothing where the case stands alone."""
    if len(found.family) < 2:
        return []
    return [
        {
            "case": one.case,
            "branch": "\u3000" * (one.depth - 1) + "└ " if one.depth else "",
            "here": one.here,
            "type": one.title,
            "status": words.state(one.case.type, one.case.status),
            "due": found.dues.get(one.case.id),
        }
        for one in found.family
    ]


def springs(found: queries.CasePage) -> list[dict[str, str]]:
    """What may spring from the case now."""
    return [
        {"title": one.title, "url": f"{reverse('open')}?{urlencode({'type': one.type, 'procedure': one.procedure, 'from': found.case.id})}"}
        for one in found.springs
    ]


def nearest(drawn: list[dict[str, Any]], procedure: Procedure) -> dict[str, Any] | None:
    """The running period of the organ that comes first, else one in which somebody has a right; what bars a new application is no clock."""
    bars = {limit.rule for limit in procedure.periods if limit.party and not limit.until}
    rights = {limit.rule for limit in procedure.periods if limit.party or limit.court}
    running = [one for one in drawn if one["met"] is None and not one["over"] and one["id"] not in bars]
    return min(running, key=lambda one: (one["id"] in rights or one["id"].startswith(("REM-", "LIT-")), one["due"]), default=None)


def papers(found: queries.CasePage) -> list[Any]:
    """The documents that stand, in the order of the steps that made them."""
    order = {id: at for at, knot in enumerate(found.spine) for id in knot.documents}
    return sorted((one for one in found.documents if one.state in STANDING), key=lambda one: order.get(one.id, len(order)))


def next_steps(found: queries.CasePage) -> dict[str, Any]:
    """Offers as the page shows them: mine that carry the case on, mine besides, those of others, and what is blocked and why."""
    pending = {one.act for one in found.proposals if one.state == "waiting"}
    offers = [offer for offer in found.offers if offer.act not in (*PUBLISHING, *pending)]
    ready = [offer for offer in offers if not offer.blocks]
    mine = [offer for offer in ready if offer.mine]
    taken = done_for_now(found)
    barred = [offer for offer in offers if offer.blocks]
    near = [offer for offer in barred if offer.act in MILESTONES][:1]
    awaited = {block.next for offer in near for block in offer.blocks}
    main = carrying(mine, taken, found.case.type, awaited)
    return {
        "main": [offered(offer, found) for offer in main],
        "more": [offered(offer, found) | {"occasion": offer.occasion} for offer in mine if offer not in main],
        "others": [
            {"title": offer.title, "actor": WHO.get(offer.actor, offer.actor)}
            for offer in carrying(ready, taken, found.case.type, awaited)
            if not offer.mine
        ],
        "blocked": [{"title": offer.title, "blocks": blocks(offer.blocks)} for offer in near],
        "blocked_more": [{"title": offer.title, "blocks": blocks(offer.blocks)} for offer in barred if offer not in near],
    }


def carrying(offers: list[Any], taken: frozenset[str], type: str, awaited: set[str]) -> list[Any]:
    """Those that carry the case on: what was done once and may be repeated, and what is only done on occasion, stand apart, unless the
    next milestone waits for it. A case is not closed while something before its decision carries it on."""
    found = [offer for offer in offers if f"请先办理“{offer.title}”。" in awaited or not apart(offer, taken, type)]
    begun = any(STAGES.index(offer.stage) < STAGES.index("送达执行") for offer in found)
    return [offer for offer in found if not (begun and offer.act == "close")]


def apart(offer: Any, taken: frozenset[str], type: str) -> bool:
    if offer.act in ANSWERS:
        return offer.act in taken
    if offer.act in SETTLING:
        return False
    if offer.occasional or (offer.act in OCCASIONAL and (offer.occasion or type == "penalty")):
        return True
    return offer.act in taken


def done_for_now(found: queries.CasePage) -> frozenset[str]:
    """Acts that were taken and need not be again: a submission for review counts while it waits or what it passed still stands."""
    last = {knot.act: at for at, knot in enumerate(found.spine) if knot.state != "annulled"}
    again = {answer for answer, to in ANSWERS.items() if last.get(answer, -1) < last.get(to, -1) and calls(found.spine[last[to]])}
    case = found.case
    if case.reviewer and not case.waits_for and not case.decided_on:
        again.add("review_submit")
    if last.get("serve", -1) < last.get("decide", -1):  # what was served before is not the decision
        again.add("serve")
    return (frozenset(last) | ANSWERS.keys()) - again


def calls(knot: queries.Knot) -> bool:
    """Whether the step calls for its answer: a seizure or a preservation does when it was urgent."""
    return knot.act not in ("seize", "preserve") or dict(knot.fields).get("情况紧急、当场实施") == "是"


def offered(offer: Any, found: queries.CasePage) -> dict[str, Any]:
    help = f"提交后由{WHO[offer.approver]}批准。" if offer.approver else ""
    if offer.act in found.drafts:
        help = f"有草稿。{help}"
    return {
        "title": offer.title,
        "url": step_url(found.case.id, offer.act),
        "button": "审核" if offer.act == "review" else "办理",
        "help": help,
    }


def step_url(case: str, act: str) -> str:
    return reverse(ELSEWHERE[act], args=[case]) if act in ELSEWHERE else reverse("take", args=[case, act])


def proposal_of(one: Any, found: queries.CasePage, me: Any) -> dict[str, Any]:
    title = next((offer.title for offer in found.offers if offer.act == one.act), one.act)
    mine = me.may(one.approver) and me.officer != one.by and me.organ == found.case.organ
    return {"id": one.id, "title": title, "by": found.names.get(one.by, ""), "approver": WHO[one.approver], "mine": mine}


def reviewed(found: queries.CasePage) -> str:
    """How the legal review stands, in a word; empty before the first submission."""
    last = next((knot for knot in reversed(found.spine) if knot.act in ("review_submit", "review") and knot.state != "annulled"), None)
    if last is None:
        return ""
    if last.act == "review_submit":
        return f"{last.day:%-m月%-d日}送审，等待审核"
    return "；".join(said for label, said in last.fields[:1]) + f"（{last.by}，{last.day:%-m月%-d日}）"


@staff(*READERS)
@require_safe
def timeline(request: Any, id: str) -> HttpResponse:
    """The case as a timeline file that `sanxiang assess` reads."""
    text = queries.timeline_yaml(request.me, id)
    return HttpResponse(
        text, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="case-{id}.yaml"'}
    )


urlpatterns = [
    path("cases", cases, name="cases"),
    path("cases/<str:id>", case, name="case"),
    path("cases/<str:id>/timeline.yaml", timeline, name="timeline"),
]
