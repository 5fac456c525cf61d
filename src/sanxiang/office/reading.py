"""What a form brings in, read once for every page: fields by name, the legal moment, the version and key of the form."""

import datetime
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from sanxiang.casework.words import with_days
from sanxiang.record.refusal import Invalid, Moved, Refused

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
EARLIEST = 1900  # nothing of before can be meant
SEVERAL = ("choices", "officers")
# The columns of a list of goods (物品清单).
GOODS = (("name", "名称"), ("spec", "规格型号"), ("quantity", "数量"), ("unit", "单位"), ("note", "特征"))
PLAIN = frozenset(["text", "longtext", "date", "datetime", "integer", "money", "boolean", "choice"])
OF_THE_FORM = ("csrfmiddlewaretoken", "idempotency_key", "version", "add", "preview")


def values(post: QueryDict, fields: Iterable[Any], prefix: str = "") -> dict[str, Any]:
    """The typed values of these fields (name and type): lists where several may be chosen, rows for items, text otherwise."""
    typed: dict[str, Any] = {}
    for field in fields:
        name = f"{prefix}{field.name}"
        if field.type in SEVERAL:
            typed[field.name] = post.getlist(name)
        elif field.type == "boolean":
            typed[field.name] = post.get(name) == "true"
        elif field.name == "goods":
            typed[field.name] = rows(post, name, [column for column, _ in GOODS])
        elif field.type == "items":
            typed[field.name] = post.get(name, "").splitlines()
        elif name in post:
            typed[field.name] = str(post[name]).strip()
    return typed


def rows(post: QueryDict, name: str, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a table posted as `name.0.column`, empty ones left out."""
    numbers = sorted(
        {
            int(part[1])
            for key in post
            if (part := key.split("."))[0] == name and len(part) == 3 and part[1].isdecimal() and len(part[1]) < 6
        }
    )
    found = [{column: post.get(f"{name}.{at}.{column}", "").strip() for column in columns} for at in numbers[:2000]]
    return [row for row in found if any(row.values())]


def kept(post: QueryDict) -> dict[str, list[str]]:
    """What a form's draft keeps: everything typed, as it was posted."""
    return {name: list(values) for name, values in post.lists() if name not in OF_THE_FORM}


def again(draft: Mapping[str, list[str]]) -> QueryDict:
    """A draft as if it were posted anew."""
    post = QueryDict(mutable=True)
    for name, values in draft.items():
        post.setlist(name, list(values))
    return post


def party(post: QueryDict) -> dict[str, str]:
    return {
        name.removeprefix("party."): value.strip() for name, value in post.items() if name.startswith("party.") and isinstance(value, str)
    }


def happened(post: QueryDict) -> datetime.date | datetime.datetime | None:
    """The legal day (and time, where told); None means now. Raises Invalid."""
    day, time = post.get("happened_day", "").strip(), post.get("happened_time", "").strip()
    if not day:
        return None
    try:
        on = datetime.date.fromisoformat(day)
        if on.year < EARLIEST:
            raise ValueError(day)
        return datetime.datetime.combine(on, datetime.time.fromisoformat(time), SHANGHAI) if time else on
    except ValueError:
        raise Invalid("发生时间没有填对", fields={"happened_day": "请按 年-月-日 填写"}, next="请核对发生日期和时间。") from None


def is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def seen(post: QueryDict) -> int | None:
    version = post.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def key(post: QueryDict) -> str:
    return post.get("idempotency_key", "")[:80]


def shown(field: Any, value: Any, wrong: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """A field as c-field draws it, with what was typed and what is wrong with it."""
    kind, choices = field.type, [{"value": choice.value, "label": choice.label} for choice in field.choices]
    if field.name == "goods":
        more |= table(field.name, GOODS, value)
    elif kind == "items" and isinstance(value, list):
        value = "\n".join(row if isinstance(row, str) else " ".join(str(cell) for cell in row.values() if cell) for row in value)
    if kind == "choice" and not field.required:
        kind, more = "select", {"placeholder": "（不填）"} | more
    if kind == "officers" and isinstance(value, list):
        value = [one["id"] if isinstance(one, Mapping) else one for one in value]
    return {
        "name": field.name,
        "label": field.label,
        "type": kind,
        "required": field.required,
        "choices": choices,
        "help": field.help,
        "value": value,
        "error": wrong.get(field.name, ""),
    } | more


def unsaid(field: Any, words: str) -> Any:
    """A value from the words that the page of a case shows of it."""
    if field.type == "boolean":
        return words == "是"
    if field.type == "choice":
        return next((choice.value for choice in field.choices if choice.label == words), "")
    return words.replace(" ", "T") if field.type == "datetime" else words


def table(name: str, columns: Iterable[tuple[str, str]], value: Any) -> dict[str, Any]:
    """Rows of fields for a table of items, one blank row at least, and the blank from which scripts make more."""
    columns = list(columns)
    given = [row if isinstance(row, Mapping) else {"name": row} for row in value or [{}]]

    def row(at: Any, told: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {"name": f"{name}.{at}.{column}", "label": label, "type": "text", "value": told.get(column, "")} for column, label in columns
        ]

    return {"rows": [row(at, told) for at, told in enumerate(given)], "blank": row("__n__", {})}


def errors(refused: Refused | None, fields: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, str]]:
    """A refusal as the error summary shows it: one line for each field, or the message with its article and advice."""
    if refused is None:
        return []
    labels = {field["name"]: field["label"] for field in fields}
    wrong = getattr(refused, "fields", {})
    said = [{"name": name, "text": f"{labels.get(name, name)}：{why}", "article": "", "next": ""} for name, why in wrong.items()]
    if said and isinstance(refused, Invalid) and not refused.article:
        return [*said[:-1], said[-1] | {"next": refused.next}]
    text = with_days(refused.message)
    if isinstance(refused, Moved) and refused.since:
        text += f"（期间新增 {len(refused.since)} 条记录）"
    return [{"name": "", "text": text, "article": refused.article, "next": refused.next}, *said]
