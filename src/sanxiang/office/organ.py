"""本机关: what documents and the law take from the organ itself, kept by its administrator; and what a new organ still lacks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from sanxiang.catalogue import queries as catalogue
from sanxiang.law import pack_files, packs
from sanxiang.office.access import page, staff
from sanxiang.organs import acts, queries, services
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Invalid, Refused

FIELDS = (
    ("name", "机关全称", "text", "印在文书抬头和落款"),
    ("short_name", "文号简称", "text", "用于文书编号，如“安城管”"),
    ("region", "行政区划", "text", "如“安州市”"),
    ("address", "地址", "text", "印在告知书和决定书上"),
    ("phone", "联系电话", "text", "印在告知书上，也在门户公开"),
    ("duties", "执法职责", "longtext", "在门户公开"),
    ("reconsideration_organ", "行政复议机关", "text", "决定书据此写明向谁申请复议"),
    ("court", "管辖法院", "text", "决定书据此写明向哪个法院起诉"),
    ("fine_bank", "罚款代收机构", "text", "名称和地址；决定书据此写明到哪里缴款"),
)
REQUIRED = ("name", "short_name")
# What a decision cannot do without.
NEEDED = ("address", "phone", "reconsideration_organ", "court", "fine_bank")


@staff("admin")
@require_http_methods(["GET", "POST"])
def organ(request: Any) -> HttpResponse:
    """See and change the organ's own facts."""
    me, typed = request.me, request.POST
    known = queries.organ(me.organ)
    wrong: dict[str, str] = {}
    said = ""
    if request.method == "POST":
        try:
            amend(me, typed)
        except Refused as refused:
            wrong, said = getattr(refused, "fields", {}), f"{refused.message}。{refused.next}"
        else:
            messages.success(request, "本机关信息已保存。门户上的机关信息由公示人员在“公示”页更新。")
            return redirect("home")
    fields = [
        {"name": name, "label": label, "type": kind, "help": help, "required": name in REQUIRED, "error": wrong.get(name, ""),
         "value": typed[name] if name in typed else getattr(known, name)}
        for name, label, kind, help in FIELDS
    ]  # fmt: skip
    fields.append(
        {"name": "packs", "label": "适用的领域和地方规则包", "type": "choices", "choices": pack_choices(), "error": wrong.get("packs", ""),
         "help": "国家规则始终适用；勾选后，期限和数额按领域、地方的规定计算。只影响以后登记的案件。",
         "value": typed.getlist("packs") if typed else known.packs if known else []}
    )  # fmt: skip
    back = {"title": "本机关信息", "back": "people", "submit": "保存"}
    return page(request, "form", "people", fields=fields, wrong=said, status=422 if said else 200, **back)


def amend(me: Person, typed: Any) -> None:
    """Put what was changed on the record. Raises Invalid."""
    told = {name: typed.get(name, "").strip() for name, *_ in FIELDS}
    if empty := {name: "必填" for name in REQUIRED if not told[name]}:
        raise Invalid("有必填项没有填写", fields=empty, next="请补充后再提交。")
    known = queries.organ(me.organ)
    changes = {name: value for name, value in (told | {"packs": checked(typed.getlist("packs"))}).items() if value != getattr(known, name)}
    if changes:
        services.change(me, me.organ, acts.Amend(changes=changes))


def checked(names: list[str]) -> list[str]:
    """The packs, if there are such and they go together. Raises Invalid."""
    try:
        packs.load(names)
    except ValueError as error:
        raise Invalid("所选规则包不能使用", fields={"packs": str(error)}, next="请重新勾选。") from error
    return names


def pack_choices() -> list[dict[str, str]]:
    kinds = {"sectors": "领域", "regions": "地方"}
    found = [name for name in packs.available() if name.split("/")[0] in kinds]
    return [{"value": name, "label": f"{kinds[name.split('/')[0]]} · {pack_files.read_pack(name).title}"} for name in found]


def lacking(me: Person, today: Any) -> list[dict[str, str]]:
    """What the organ still lacks before its first case can be walked to a decision, each with the page that mends it."""
    known = queries.organ(me.organ)
    held = {role for row in queries.roster(me.organ) if row["officer"].active for role in row["roles"]}
    waiting = [one for one in catalogue.waiting(me.organ) if one.kind == "item"]
    lists = catalogue.all_in_force(me.organ, today)
    people = {"handler": "承办人（两名以上，有执法证件）", "head": "机关负责人", "reviewer": "法制审核人员", "discloser": "公示人员"}
    missing = [label for role, label in people.items() if role not in held]
    told = [
        (not all(getattr(known, name) for name in NEEDED), "own-organ", "补全本机关信息：地址、电话、复议机关、管辖法院、代收机构"),
        (bool(missing), "appoint", f"登记人员：{'、'.join(missing)}"),
        ("item" not in lists and not waiting, "lists", "起草执法事项清单，由机关负责人批准，再公布；公布之后才能登记案件"),
        (bool(waiting) and "item" not in lists, "lists", "执法事项清单已经起草，等待批准、公布"),
    ]
    return [{"url": reverse(address), "text": text} for lacks, address, text in told if lacks]


urlpatterns = [path("organ", organ, name="own-organ")]
