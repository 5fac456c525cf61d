"""Tags and filters of the shared face: they draw, they never decide."""

import difflib
import re
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sanxiang.web import ruler as ruler_drawing
from sanxiang.web import steps as steps_drawing

register = template.Library()

ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>'
SEVERITIES = {
    "fatal": ("fatal", "必须纠正"),
    "major": ("major", "应当纠正"),
    "minor": ("minor", "提示"),
    "kept": ("kept", "符合"),
}
SEALED = {"recorded": (1, "已记录"), "indexed": (2, "已入日志"), "cosigned": (3, "已共同签署")}
WORDS = re.compile(r"\d[\d.,]*|[A-Za-z]+|.", re.DOTALL)
PARTY_KINDS = [("natural", "自然人"), ("business", "个体工商户"), ("legal", "法人"), ("other", "其他组织")]


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word; never without the word."""
    return format_html(ICON, name)


@register.simple_tag(takes_context=True)
def display_attributes(context: template.Context) -> SafeString:
    """The reader's choice of theme and 长者模式, kept in cookies, as attributes of <html>."""
    cookies = getattr(context.get("request"), "COOKIES", {})
    theme = cookies.get("theme", "")
    said = f' data-theme="{theme}"' if theme in ("light", "dark") else ""
    return mark_safe(said + (" data-elder" if cookies.get("elder") == "1" else ""))  # noqa: S308  only words from this line


@register.simple_tag
def once_key() -> SafeString:
    """A hidden idempotency key: sending the same form twice acts once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}" data-once>', uuid.uuid4())


@register.simple_tag
def unique(prefix: str = "u") -> str:
    """An id that no other element of any page has."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


@register.simple_tag
def ruler_of(period: Mapping[str, Any] | None) -> ruler_drawing.Ruler | None:
    """The geometry of a period (see sanxiang.web.ruler)."""
    return ruler_drawing.draw(period) if period else None


@register.simple_tag
def line_of(period: Mapping[str, Any] | None) -> ruler_drawing.Line | None:
    """The geometry of a period in a list."""
    return ruler_drawing.draw_line(period) if period else None


@register.simple_tag
def steps_of(steps: Sequence[Mapping[str, Any]] | None, wide: bool = False) -> list[steps_drawing.Stage]:
    """The geometry of a procedure, a drawing a stage (see sanxiang.web.steps)."""
    return steps_drawing.draw(steps or [], wide)


@register.simple_tag
def said_of(step: Mapping[str, Any]) -> str:
    """A step of a flowchart in words."""
    return steps_drawing.said(step)


@register.simple_tag
@lru_cache(maxsize=2048)
def qr_of(text: str) -> dict[str, Any]:
    """A QR code as one SVG path: {size, path} with a module a unit and no quiet zone."""
    # A fixed mask: trying all eight costs five times as long, and every reader takes any.
    matrix = segno.make(text or " ", error="m", micro=False, mask=4).matrix
    return {"size": len(matrix), "path": "".join(_bars(y, row) for y, row in enumerate(matrix))}


def _bars(y: int, row: Sequence[int]) -> str:
    """The dark modules of a row, neighbours as one bar."""
    path, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(path)


@register.simple_tag
def diff_of(old: str, new: str) -> list[dict[str, str]]:
    """Old and new text as pieces {kind: same|gone|come, text}: by character, numbers and Latin words whole."""
    before, after = WORDS.findall(str(old or "")), WORDS.findall(str(new or ""))
    pieces: list[dict[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append({"kind": "same", "text": "".join(before[a:b])})
            continue
        pieces += [{"kind": k, "text": "".join(words)} for k, words in (("gone", before[a:b]), ("come", after[c:d])) if words]
    return pieces


@register.filter
def severity(word: str) -> dict[str, str]:
    """Severity as {css, word}; an unknown one is shown as a hint."""
    css, said = SEVERITIES.get(str(word), SEVERITIES["minor"])
    return {"css": css, "word": said}


@register.filter
def sealed(word: str) -> dict[str, Any]:
    """How far an act is sealed in the log: {thirds, word}."""
    thirds, said = SEALED.get(str(word), (0, "未记录"))
    return {"thirds": thirds, "word": said}


@register.filter
def party_fields(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of a party, named `<name>.<part>`, with what the field's value already knows."""
    if field.get("fields"):
        return list(field["fields"])
    known = field.get("value") or {}
    name = field.get("name", "party")
    parts: list[dict[str, Any]] = [
        {"part": "kind", "label": "类型", "type": "choice", "choices": PARTY_KINDS},
        {"part": "name", "label": "姓名或者名称", "required": field.get("required")},
        {"part": "id_number", "label": "证件号码", "help": "自然人填身份证件号码；单位填统一社会信用代码"},
        {"part": "legal_person", "label": "法定代表人（负责人）", "help": "自然人不填"},
        {"part": "address", "label": "住址或者住所"},
        {"part": "phone", "label": "联系电话", "inputmode": "tel"},
    ]
    return [{"type": "text", **part, "name": f"{name}.{part['part']}", "value": known.get(part["part"], "")} for part in parts]


@register.filter
def as_choices(choices: Sequence[Any] | None) -> list[dict[str, Any]]:
    """Choices as dicts {value, label, note, disabled, reason}, from dicts, structs, pairs or plain words."""
    made = []
    for choice in choices or []:
        if isinstance(choice, Mapping):
            made.append({"label": choice.get("value", ""), **choice})
        elif hasattr(choice, "value"):
            made.append({"value": choice.value, "label": choice.label})
        elif isinstance(choice, str):
            made.append({"value": choice, "label": choice})
        else:
            made.append({"value": choice[0], "label": choice[1]})
    return made


@register.filter
def chosen(value: Any, choice: Any) -> bool:
    """Whether `choice` is the value, or among the values (of people: their ids)."""
    several = isinstance(value, list | tuple | set | frozenset)
    return str(choice) in {str(one.get("id", "") if isinstance(one, Mapping) else one) for one in (value if several else [value])}


@register.filter
def is_true(value: Any) -> bool:
    """A boolean as forms and data write it."""
    return str(value).lower() in {"true", "1", "on", "yes", "是"}


@register.filter
def lines(value: Any) -> str:
    """Items as lines of text, one a line; text as it is."""
    return str(value or "") if isinstance(value, str) or not value else "\n".join(str(one) for one in value)


@register.filter
def as_input(value: Any, kind: str) -> str:
    """A date or time as its HTML input wants it."""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return text[:16].replace(" ", "T") if kind == "datetime" else text[:10]


@register.simple_tag
def bars_of(labels: Sequence[str], series: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows {label, bars: [{value, width}]} for a chart; widths in percent of the greatest value of all."""
    top = max((float(value) for one in series for value in one["values"]), default=0.0) or 1.0
    rows = []
    for at, label in enumerate(labels):
        values = [one["values"][at] if at < len(one["values"]) else 0 for one in series]
        rows.append({"label": label, "bars": [{"value": value, "width": f"{100 * float(value) / top:.1f}%"} for value in values]})
    return rows
