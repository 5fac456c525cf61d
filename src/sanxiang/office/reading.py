"""What a form brings in, read once for every page: fields by name, the legal moment, the version and key of the form."""

import datetime
import re
import zoneinfo
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from sanxiang.casework.words import with_days
from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.record.refusal import Invalid, Moved, Refused

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
EARLIEST = 1900  # nothing of before can be meant
AMOUNT = re.compile(r"\d+(\.\d{1,2})?")
SEVERAL = ("choices", "officers")
# The columns of a list of goods (物品清单).
GOODS = (("name", "名称"), ("spec", "规格型号"), ("quantity", "数量"), ("unit", "单位"), ("note", "特征"))
PLAIN = frozenset(["text", "longtext", "date", "datetime", "integer", "money", "boolean", "choice"])
# What every form asks besides its own fields, and what the services call by another name.
WHEN = {"happened_day": "发生日期", "happened_time": "发生时间", "backfill": "补录理由"}
MEANS = dict.fromkeys(("happened", "happened_at"), "happened_day")
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
        elif field.type == "shares":
            typed[field.name] = shares(post, name, len(field.choices))
        elif field.name == "goods":
            typed[field.name] = rows(post, name, [column for column, _ in GOODS])
        elif field.type == "items":
            typed[field.name] = post.get(name, "").splitlines()
        elif name in post:
            typed[field.name] = str(post[name]).strip()
    return typed


def shares(post: QueryDict, name: str, parties: int) -> list[dict[str, Any]]:
    """What each party gets: `shares.0.party`, `shares.0.kinds` (several), `shares.0.fine`."""
    found = []
    for at in range(parties):
        told = {column: post.get(f"{name}.{at}.{column}", "").strip() for column in ("party", *AMOUNT_TITLES)}
        found.append({**told, "kinds": post.getlist(f"{name}.{at}.kinds")})
    return [row for row in found if row["party"]]


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


def day(text: str) -> datetime.date | None:
    """A day of the past or today; None for anything else, which is refused where it is submitted."""
    found = datetime.date.fromisoformat(text) if is_day(text) else None
    return found if found and found.year >= EARLIEST and found <= timezone.localdate() else None


def as_typed(value: Any) -> str:
    """What a browser sends of a value that a form had filled."""
    return "" if value is None else str(value)


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
    if kind == "shares":
        more |= share_rows(field, value)
    elif field.name == "goods":
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


def share_rows(field: Any, value: Any) -> dict[str, Any]:
    """For each party a row of fields, and what the amounts come to."""
    told = {row["party"]: row for row in value or () if isinstance(row, Mapping) and row.get("party")}
    rows = [
        {"title": one.label, "fields": share_row(f"{field.name}.{at}", one.value, told.get(one.value, {}))}
        for at, one in enumerate(field.choices)
    ]
    sums = [{"name": name, "label": title, "value": total(told.values(), name)} for name, title in AMOUNT_TITLES.items()]
    return {"rows": rows, "sums": sums}


def share_row(name: str, party: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    kinds = {
        "name": f"{name}.kinds",
        "label": "处罚种类",
        "type": "choices",
        "choices": list(KIND_TITLES.items()),
        "value": told.get("kinds") or [],
    }
    amounts = [
        {"name": f"{name}.{key}", "label": title, "type": "money", "value": told.get(key, "")} for key, title in AMOUNT_TITLES.items()
    ]
    return [{"name": f"{name}.party", "type": "hidden", "value": party}, kinds, *amounts]


def total(rows: Iterable[Mapping[str, Any]], name: str) -> str:
    """The sum of what was typed in yuan; what is no amount is left out, the form says so beside it."""
    typed = [str(row.get(name) or "0").replace(",", "").replace("，", "").removesuffix("元") for row in rows]
    return f"{sum((Decimal(one) for one in typed if AMOUNT.fullmatch(one)), Decimal(0)):,}"


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
    labels = WHEN | {field["name"]: field["label"] for field in fields}
    wrong = {MEANS.get(name, name): why for name, why in getattr(refused, "fields", {}).items()}
    said = [{"name": name, "text": f"{labels.get(name, name)}：{why}", "article": "", "next": ""} for name, why in wrong.items()]
    if said and isinstance(refused, Invalid) and not refused.article:
        return [*said[:-1], said[-1] | {"next": refused.next}]
    text = with_days(refused.message)
    if isinstance(refused, Moved) and refused.since:
        text += "（期间有新的记录）"
    return [{"name": "", "text": text, "article": refused.article, "next": refused.next}, *said]
