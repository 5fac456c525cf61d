"""The table editor of a list: a window of rows at a time, kept as a working copy until it becomes the draft that the head approves.

Every button works without scripts: the form posts the window's rows in their order, `do` says what is done with them.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.casework import documents
from sanxiang.casework.documents import own
from sanxiang.catalogue import checks, services, tightening, vocabulary, words, working
from sanxiang.catalogue.columns import COLUMNS, Column, needed
from sanxiang.catalogue.kinds import KINDS
from sanxiang.catalogue.models import Working
from sanxiang.catalogue.services import WRITERS
from sanxiang.catalogue.words import Cells, Fault
from sanxiang.office.access import page, staff
from sanxiang.office.lists import known, place
from sanxiang.office.papers import sheet
from sanxiang.record.refusal import Invalid, Refused

WINDOW = 40
TOLD = 30


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def draft(request: Any, kind: str) -> HttpResponse:
    """The working copy as a table; posted, it is kept, and (without another `do`) becomes the draft."""
    copy = working.of(request.me, known(kind))
    if request.method == "GET":
        found = working.faults(copy, request.me.packs) if "check" in request.GET else []
        return shown(request, copy, place(request.GET.get("from", "")), found)
    at, do = place(request.POST.get("from", "")), request.POST.get("do", "")
    if copy.pk is None and request.POST.get("base", copy.base) != copy.base:
        raise Refused("在您打开这一页以后，这份清单有了新的版本", next="请返回清单页，从新的版本重新开始。")
    rows = typed(request.POST, kind)
    rows, anchor = arranged(rows, "add:" if "add" in request.POST else do, at)
    try:
        working.keep(copy, request.POST.get("title"), rows, at, place(request.POST.get("after", "")))
        if do or "add" in request.POST:
            return kept(request, kind, do, at, anchor)
        version = working.submit(request.me, copy)
    except Refused as refused:
        return again(request, copy, at, refused)
    messages.success(request, "草案已保存，等待机关负责人批准。")
    return redirect("version", kind, int(version.rpartition(":")[2]))


def typed(post: Any, kind: str) -> list[Cells]:
    """The rows as posted, in the order in which they stand in the form."""
    names = {column.name for column in COLUMNS[kind]} | {"marks"}
    found: dict[str, Cells] = {}
    for key in post:
        parts = key.split(".")
        if len(parts) == 3 and parts[0] == "rows" and parts[1].isdecimal() and len(parts[1]) < 6 and parts[2] in names:
            text = "\n".join(post.getlist(key)).replace("\r\n", "\n")
            found.setdefault(parts[1], {})["" if parts[2] == "marks" else parts[2]] = text
    return list(found.values())


def arranged(rows: list[Cells], do: str, at: int) -> tuple[list[Cells], int | None]:
    """The rows after `add:`, `del:`, `up:` or `down:` of one of them, and the place to return to."""
    verb, _, told = do.partition(":")
    if verb == "add":
        here = min(max(place(told) - at, 0), len(rows)) if told else len(rows)
        return [*rows[:here], {}, *rows[here:]], at + here
    here = place(told) - at
    if verb not in ("del", "up", "down") or not 0 <= here < len(rows):
        return rows, None
    if verb == "del":
        return [*rows[:here], *rows[here + 1 :]], at + max(here - 1, 0)
    other = here + (1 if verb == "down" else -1)
    if 0 <= other < len(rows):
        rows[here], rows[other] = rows[other], rows[here]
    return rows, at + min(max(other, 0), len(rows) - 1)


def kept(request: Any, kind: str, do: str, at: int, anchor: int | None) -> HttpResponse:
    verb, _, told = do.partition(":")
    if verb == "to":
        at = place(told)
    if verb == "save":
        messages.success(request, "工作稿已暂存，只有您能看到；保存为草案后由机关负责人批准。")
    query = f"?from={at}" + ("&all=1" if request.POST.get("all") or verb == "columns" else "") + ("&check=1" if verb == "check" else "")
    return redirect(reverse("list-draft", args=[kind]) + query + (f"#row-{anchor}" if anchor is not None else ""))


def again(request: Any, copy: Working, at: int, refused: Refused) -> HttpResponse:
    """The page once more with what was typed, the faults beside their cells."""
    fields = refused.fields if isinstance(refused, Invalid) else {}
    found = [Fault(int(name.split(".")[1]), name.split(".")[2], text) for name, text in fields.items() if name.startswith("rows.")]
    if found and not any(at <= fault.row < at + WINDOW for fault in found):
        at = found[0].row
    return shown(request, copy, at, found, refused)


def shown(request: Any, copy: Working, at: int, found: list[Fault], refused: Refused | None = None) -> HttpResponse:
    kind = copy.kind
    at = min(at, max(len(copy.rows) - 1, 0))
    rows = copy.rows[at : at + WINDOW] or [{}]
    columns = open_columns(copy, everything="all" in request.GET or bool(request.POST.get("all")), faults=found)
    wrong = {(fault.row, fault.column): fault.message.removeprefix(f"第{fault.row + 1}项") for fault in reversed(found)}
    notes = {(fault.row, fault.column): fault.message for fault in checks.unread(kind, copy.rows)}
    return page(
        request,
        "list_draft",
        "lists",
        kind=kind,
        name=KINDS[kind][0],
        copy=copy,
        columns=columns,
        folded=len(COLUMNS[kind]) - len(columns),
        everything=len(columns) == len(COLUMNS[kind]),
        rows=[row(copy, place, cells, columns, wrong, notes) for place, cells in enumerate(rows, at)],
        blank=row(copy, "__n__", {}, columns, {}, {}),
        at=at,
        after=max(len(copy.rows) - at - WINDOW, 0),
        total=len(copy.rows),
        windows=[(start, min(start + WINDOW, len(copy.rows))) for start in range(0, len(copy.rows), WINDOW)]
        if len(copy.rows) > WINDOW
        else [],
        aids=aids(copy, request.me.packs, request.me.organ),
        papers=[sheet(one) for one in specimens(copy)],
        errors=summary(found, at, refused),
        filled=sum(bool(each.get("")) for each in copy.rows),
        status=refused.status if refused else 200,
    )


def specimens(copy: Working) -> list[documents.Document]:
    """The documents that the rows of a list of templates make, as far as they are right."""
    if copy.kind != "templates":
        return []
    made, _ = words.typed("templates", [{name: text for name, text in row.items() if name} for row in copy.rows])
    return list(own.specimens(made))


def aids(copy: Working, packs: tuple[str, ...], organ: str) -> list[tuple[str, list[str]]]:
    """What the cells of a list of documents or procedures may name: titles, each with its words."""
    if copy.kind == "templates":
        chosen = {row.get("code") for row in copy.rows}
        words = vocabulary.choices("templates", "code")
        found = [(title, own.places(documents.template(id))) for id, title in words.items() if title in chosen]
        return [(f"{title}的正文可以用", [f"{{{label}}}" for label in known if "." not in label]) for title, known in found]
    if copy.kind == "window_board":
        return [("姓名从在岗人员中选", sorted(services.in_post(organ)))]
    if copy.kind != "procedure":
        return []
    guards = [f"{example}　{title}" for example, title in tightening.examples(services.law_of(packs), timezone.localdate())]
    return [
        *((title, list(fields)) for title, fields in tightening.fields_of(typed_rows(copy))),
        ("前置条件这样写（程序中现有的例子）", guards),
    ]


def typed_rows(copy: Working) -> list[tuple[str, str, str]]:
    rows, _ = words.typed(copy.kind, copy.rows)
    return [(str(row.get("type", "")), str(row.get("procedure", "")), str(row.get("code", ""))) for row in rows]


def open_columns(copy: Working, *, everything: bool, faults: list[Fault]) -> list[Column]:
    """The columns that are edited: those that must be filled, that any row fills, or that are wrong; all when asked, or when nothing is there."""
    if everything or not any(any(row.values()) for row in copy.rows):
        return list(COLUMNS[copy.kind])
    kept = needed(copy.kind) | {fault.column for fault in faults}
    return [each for each in COLUMNS[copy.kind] if each.name in kept or any(row.get(each.name) for row in copy.rows)]


def row(copy: Working, at: Any, cells: Cells, columns: list[Column], wrong: dict[Any, str], notes: dict[Any, str]) -> dict[str, Any]:
    marks = cells.get("", "").split()
    type = next((value for value, word in vocabulary.choices(copy.kind, "type").items() if word == cells.get("type")), "")
    return {
        "at": at,
        "number": at + 1 if isinstance(at, int) else "",
        "marks": cells.get("", ""),
        "error": wrong.get((at, ""), ""),
        "cells": [
            {
                "name": f"rows.{at}.{each.name}",
                "head": each.head,
                "form": each.form,
                "column": each.name,
                "value": cells.get(each.name, ""),
                "choices": options(copy.kind, each, cells.get(each.name, ""), type),
                "error": wrong.get((at, each.name), ""),
                "note": notes.get((at, each.name), ""),
                "filled": each.name in marks,
            }
            for each in columns
        ],
    }


def options(kind: str, column: Column, value: str, type: str) -> list[str]:
    """The words of a choice, with the one that stands there even if it is none of them: nothing typed is lost."""
    if column.form == "yes":
        known = ["是"]
    elif column.form == "choice":
        known = list(vocabulary.choices(kind, column.name, type).values())
    else:
        return []
    return [*known, value] if value and value not in known else known


def summary(found: list[Fault], at: int, refused: Refused | None) -> list[dict[str, str]]:
    """The faults as links to their cells; those of other windows by their rows."""
    if refused is not None and not found:
        return [{"name": "", "text": refused.message, "article": refused.article, "next": refused.next}]
    here = [fault for fault in found if at <= fault.row < at + WINDOW]
    told = [{"name": f"rows.{fault.row}.{fault.column}", "text": say(fault), "article": "", "next": ""} for fault in here[:TOLD]]
    elsewhere = sorted({fault.row + 1 for fault in found} - {fault.row + 1 for fault in here})
    if elsewhere:
        shown_rows = "、".join(map(str, elsewhere[:TOLD])) + ("等" if len(elsewhere) > TOLD else "")
        told.append(
            {"name": "", "text": f"不在本页的第{shown_rows}行也有内容须改正", "article": "", "next": "请用表格下方的页码翻到这些行。"}
        )
    return told


def say(fault: Fault) -> str:
    return fault.message if fault.message.startswith("第") else f"第{fault.row + 1}项{fault.message}"


@staff(*WRITERS)
@require_POST
def discard(request: Any, kind: str) -> HttpResponse:
    working.discard(request.me, known(kind))
    messages.success(request, "工作稿已放弃，清单没有改变。")
    return redirect("list", kind)


@staff(*WRITERS)
@require_POST
def draw(request: Any, kind: str) -> HttpResponse:
    """行政执法人员清单 from the people in post."""
    if known(kind) != "officers":
        raise Refused("这份清单不能自动生成", next="请在清单页起草。", status=404)
    version = services.draw(request.me)
    messages.success(request, "已按人员档案生成草案，等待机关负责人批准。")
    return redirect("version", kind, int(version.rpartition(":")[2]))


urlpatterns = [
    path("lists/<str:kind>/draft", draft, name="list-draft"),
    path("lists/<str:kind>/draft/discard", discard, name="list-discard"),
    path("lists/<str:kind>/draw", draw, name="list-draw"),
]
