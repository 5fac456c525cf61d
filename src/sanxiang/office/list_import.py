"""A table that an organ published becomes rows of a list: brought in, settled on a preview where nothing is guessed, taken into the working copy."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from sanxiang.catalogue import heads, intake, vocabulary, working
from sanxiang.catalogue.columns import COLUMNS, column, head
from sanxiang.catalogue.intake import Settled, Sheet, Source, Understood
from sanxiang.catalogue.kinds import KINDS
from sanxiang.catalogue.models import Working
from sanxiang.catalogue.services import WRITERS
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.lists import known
from sanxiang.record.refusal import Invalid, Refused
from sanxiang.sheets import plain
from sanxiang.sheets import reading as files

SHOWN = 40
LIMITS = files.Limits(bytes=60 * 1024 * 1024, cells=400_000)
MOST_SHEETS, MOST_COLUMNS = 30, 200
MOST_CHARACTERS = 3_000_000


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def bring(request: Any, kind: str) -> HttpResponse:
    """Paste a table or choose a file."""
    copy = working.of(request.me, known(kind))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            working.bring_in(copy, source(request))
        except Refused as caught:
            refused = caught
        else:
            return redirect("list-import-settle", kind)
    return page(
        request,
        "list_import",
        "lists",
        kind=kind,
        name=KINDS[kind][0],
        columns=COLUMNS[kind],
        text=request.POST.get("text", ""),
        unfinished=copy.source is not None,
        errors=reading.errors(refused, [{"name": "text", "label": "粘贴"}, {"name": "file", "label": "文件"}]),
        status=refused.status if refused else 200,
    )


def source(request: Any) -> Source:
    """What was pasted or chosen. Raises Invalid for a file that cannot be read, saying why."""
    upload, text = request.FILES.get("file"), request.POST.get("text", "")
    if upload is None:
        if not text.strip():
            raise Invalid(
                "没有粘贴内容，也没有选择文件",
                fields={"text": "请粘贴表格，或者选择文件"},
                next="请从网页、文档或者电子表格中复制表格后粘贴。",
            )
        return sized(Source("粘贴的内容", text))
    try:
        return sized(from_file(str(upload.name), upload.read()))
    except files.Unreadable as error:
        raise Invalid(
            f"文件不能读取：{error}", fields={"file": str(error)}, next="请另存为 XLSX 或者 CSV 后重试，或者复制表格后粘贴。"
        ) from error


def from_file(name: str, data: bytes) -> Source:
    """The text of a text file, or the sheets of a workbook or a page. Raises Unreadable."""
    if data[:4] not in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") and data[:5] != b"%PDF-":
        text = files.decode(data).removeprefix("\ufeff")
        if "<table" not in text[:200_000].lower() and "<html" not in text[:2000].lower():
            return Source(name[:120], text)
    found = files.read(data, LIMITS)
    told = [
        Sheet(sheet.name, [(row.number, row.cells, sorted(row.spread)) for row in sheet.rows if any(row.cells)])
        for sheet in found[:MOST_SHEETS]
    ]
    return Source(name[:120], sheets=[sheet for sheet in told if sheet.rows] or told[:1])


def sized(found: Source) -> Source:
    held = len(found.text) + sum(len(cell) for sheet in found.sheets for _, cells, _ in sheet.rows for cell in cells)
    if not found.text.strip() and not any(sheet.rows for sheet in found.sheets):
        raise Invalid("文件里没有内容", fields={"file": "是空的"}, next="请核对文件后重新选择。")
    if any(len(cells) > MOST_COLUMNS for sheet in found.sheets for _, cells, _ in sheet.rows):
        raise Invalid(f"表格超过{MOST_COLUMNS}栏，不是一份清单", fields={"file": "栏数太多"}, next="请删去空白的列后重新选择。")
    if held > MOST_CHARACTERS:
        raise Invalid("表格太大，一次导入不了", fields={"file": "表格太大"}, next="请按工作表或者按部分拆开，分几次导入并追加。")
    return found


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def settle(request: Any, kind: str) -> HttpResponse:
    """The preview: what each column is, what rows with missing cells mean, what words are meant; then into the working copy."""
    copy = working.of(request.me, known(kind))
    found = working.brought_in(copy)
    refused: Refused | None = None
    if request.method == "POST":
        working.settle(copy, settlements(request.POST, working.settled(copy)))
        if do := request.POST.get("do", ""):
            try:
                working.take_in(copy, append=do == "append")
            except Refused as caught:
                refused = caught
            else:
                messages.success(request, f"已导入 {len(copy.rows)} 行；标有“沿用上格”的请逐一核对。")
                return redirect(reverse("list-draft", args=[kind]) + "?check=1")
    settled = working.settled(copy)
    return page(
        request,
        "list_settle",
        "lists",
        **preview(copy, found, settled),
        errors=reading.errors(refused),
        status=refused.status if refused else 200,
    )


def preview(copy: Working, found: Source, settled: Settled) -> dict[str, Any]:
    kind, told = copy.kind, intake.understand(copy.kind, found, settled)
    shown = [each for each in COLUMNS[kind] if any(each.name in row.cells for row in told.rows)]
    return {
        "kind": kind,
        "name": KINDS[kind][0],
        "source": found,
        "settled": settled,
        "told": told,
        "shapes": list(plain.SHAPES.items()) if found.text else [],
        "sheets": [(place, sheet.name or f"第{place + 1}张表", len(sheet.rows)) for place, sheet in enumerate(found.sheets)] if len(found.sheets) > 1 else [],
        "heads": [head_of(kind, each, told, settled) for each in told.heads],
        "targets": heads.targets(kind),
        "groups": [(each.name, each.head) for each in COLUMNS[kind]] if told.groups else [],
        "short": [*intake.SHORT.items(), *((str(each.place), f"缺“{each.title}”：沿用上一行") for each in told.heads if each.title)],
        "questions": [
            {"column": one.column, "head": column(kind, one.column).head, "texts": one.texts, "choices": list(vocabulary.choices(kind, one.column).values())}
            for one in told.questions
        ],
        "answers": [
            {"column": name, "head": head(kind, name), "text": text, "word": word, "choices": list(vocabulary.choices(kind, name).values())}
            for name, each in settled.words.items()
            for text, word in each.items()
        ],
        "decided": list(settled.rows.items()),
        "constants": constants(kind, told, settled),
        "columns": shown,
        "rows": [
            {"number": row.number, "cells": [(each.head, row.cells.get(each.name, ""), each.name in row.filled) for each in shown]}
            for row in told.rows[:SHOWN]
        ],
        "more": max(len(told.rows) - SHOWN, 0),
        "filled": sum(len(row.filled) for row in told.rows),
        "aside": told.aside[:200],
        "short_left": sum(each.short for each in told.aside),
        "lacking": [head(kind, name) for name in told.lacking],
        "has_rows": bool(copy.rows) and any(any(row.values()) for row in copy.rows),
    }  # fmt: skip


def head_of(kind: str, told: heads.Head, understood: Understood, settled: Settled) -> dict[str, Any]:
    return {
        "place": told.place,
        "title": told.title or f"（第{told.place + 1}栏没有表头）",
        "target": told.target,
        "sure": told.sure,
        "settled": str(told.place) in settled.columns,
        "alike": head(kind, told.alike) if told.alike else "",
        "blanks": understood.blanks.get(told.place, 0),
        "fills": str(told.place) in settled.fill,
    }


def constants(kind: str, told: Understood, settled: Settled) -> list[dict[str, Any]]:
    """Columns that no column of the table gives and every row must have: one word for all may be chosen or typed."""
    given = {part for each in told.heads for part in each.target.split("+")}
    return [
        {"column": each.name, "head": each.head, "choices": list(vocabulary.choices(kind, each.name).values()) if each.form == "choice" else [], "value": settled.constants.get(each.name, "")}
        for each in COLUMNS[kind]
        if each.name not in given and (each.name in told.lacking or settled.constants.get(each.name)) and each.name != "code"
    ]  # fmt: skip


def settlements(post: Any, before: Settled) -> Settled:
    """What the form says. A new shape, sheet or header makes the columns be read anew."""
    shape, sheet, header = post.get("shape", before.shape), number(post.get("sheet", "")), number(post.get("header", ""))
    if (shape, sheet, header) != (before.shape, before.sheet, before.header):
        return Settled(shape=shape, sheet=sheet, header=header)
    answers: dict[str, dict[str, str]] = {name: dict(each) for name, each in before.words.items()}
    for key, text in zip(post.getlist("text"), post.getlist("word"), strict=False):
        name, _, asked = key.partition(":")
        answers.setdefault(name, {}).pop(asked, None)
        if text:
            answers[name][asked] = text
    return Settled(
        shape=shape,
        sheet=sheet,
        header=header,
        columns=named(post, "column.", keep_blank=False),
        fill=[each for each in post.getlist("fill") if each.isdecimal()][:100],
        short=post.get("short", "")[:5],
        rows=before.rows | named(post, "row.", keep_blank=True),
        group=post.get("group", before.group)[:40],
        constants=named(post, "constant.", keep_blank=False),
        words=answers,
        renumber=post.get("renumber") == "true",
    )


def named(post: Any, prefix: str, *, keep_blank: bool) -> dict[str, str]:
    found = {key.removeprefix(prefix): str(post[key])[:2000] for key in post if key.startswith(prefix)}
    return {name: text for name, text in found.items() if text or keep_blank}


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


urlpatterns = [
    path("lists/<str:kind>/import", bring, name="list-import"),
    path("lists/<str:kind>/import/settle", settle, name="list-import-settle"),
]
