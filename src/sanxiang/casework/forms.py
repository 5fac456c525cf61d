"""What a form of a step brings in, checked and made canonical by the types of its fields. Pure."""

import contextlib
import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sanxiang.casework import joint
from sanxiang.casework.documents.values import clean as printable
from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.law.procedure import Choice, Field
from sanxiang.record.refusal import Invalid

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
TRUE, FALSE = {"true", "on", "1", "yes", "是"}, {"false", "off", "0", "no", "否"}
YEARS = (1900, 2199)
DIGITS = 9
Officers = Mapping[str, Mapping[str, Any]]


class Wrong(ValueError):
    """A value that its field cannot hold; the message says what was wanted."""


def check(fields: Iterable[Field], values: Mapping[str, Any], officers: Officers) -> dict[str, Any]:
    """The values as the act holds them. `officers`: those who may be named, by id.

    Raises Invalid naming every field that is missing, wrong or unknown.
    """
    known = {field.name: field for field in fields}
    values = _without_whole(known, values, officers)
    wrong = {name: "这一步没有这个字段" for name in values if name not in known}
    clean: dict[str, Any] = {}
    for name, field in known.items():
        try:
            value = read(field, values.get(name), officers)
        except Wrong as error:
            wrong[name] = str(error)
            continue
        if value not in (None, "", []):
            clean[name] = value
        elif field.required:
            wrong[name] = "必填"
    clean = joint.whole(clean)
    if wrong:
        labels = [known[name].label if name in known else name for name in wrong]
        raise Invalid(f"有{len(wrong)}处需要补充或者更正：{'、'.join(labels)}", fields=wrong, next="请按提示补充或者更正后再提交。")
    return clean


def _without_whole(known: Mapping[str, Field], values: Mapping[str, Any], officers: Officers) -> Mapping[str, Any]:
    """What shares come to is computed, not typed. A form that tells it all the same (a draft, a step read again) must tell it right: what
    agrees is left out. Raises Invalid where the sum is another."""
    told = {name: value for name, value in values.items() if name in joint.WHOLE and name not in known and value not in (None, "", [])}
    if not told or "shares" not in known or not values.get("shares"):
        return values
    with contextlib.suppress(Wrong):  # what is wrong with the shares themselves is told of them
        sums = joint.whole({"shares": read(known["shares"], values["shares"], officers)})
        for name, value in told.items():
            if name in joint.MONEY and (typed := _money(value)) != sums.get(name, "0"):
                title = AMOUNT_TITLES[name]
                message = f"各当事人的{title}合计{sums.get(name, '0')}元，总额写的是{typed}元"
                raise Invalid(message, fields={"shares": message}, article="行政处罚法第五十九条", next="请核对各当事人的数额。")
    return {name: value for name, value in values.items() if name not in told}


def read(field: Field, value: Any, officers: Officers) -> Any:
    """One value; None or empty when nothing was given. Raises Wrong."""
    if isinstance(value, str):
        value = printable(value)
    if value is None or value == "" or value == []:
        return None
    if field.type in ("choice", "choices"):
        return _choices(field, value)
    if field.type == "shares":
        return _shares(field, value)
    if field.type == "officers":
        return [_officer(one, officers) for one in (value if isinstance(value, list | tuple) else [value])]
    reader: Callable[[Any], Any] = READERS.get(field.type, _text)
    return reader(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return printable(value)
    raise Wrong("应为文字")


def _date(value: Any) -> str:
    try:
        day = datetime.date.fromisoformat(str(value)[:10] if isinstance(value, datetime.date) else str(value))
    except ValueError:
        raise Wrong("应为日期，如 2026-11-21") from None
    return _of_our_times(day).isoformat()


def _of_our_times(day: datetime.date) -> datetime.date:
    """A year that can be meant; far from it, periods and time zones cannot be reckoned. Raises Wrong."""
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise Wrong(f"年份应在 {YEARS[0]} 至 {YEARS[1]} 之间，请核对")
    return day


def _moment(value: Any) -> str:
    """A moment as wall time with its offset, to the minute."""
    try:
        at = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong("应为日期和时间，如 2026-11-21T09:30") from None
    _of_our_times(at)
    at = at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
    return at.isoformat(timespec="minutes")


def _integer(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise Wrong("应为不小于零、不超过九位的整数")
    return int(text)


def _money(value: Any) -> str:
    """Yuan, at most two decimals, as a decimal string."""
    try:
        amount = Decimal(str(value).replace(",", "").replace("，", "").removesuffix("元"))
    except InvalidOperation:
        raise Wrong("应为金额（元），如 5000 或 98400.50") from None
    if not amount.is_finite() or amount < 0 or amount >= 10**12 or amount != round(amount, 2):
        raise Wrong("应为不小于零、至多两位小数的金额（元）")
    return f"{amount:.2f}".removesuffix(".00")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in TRUE | FALSE:
        return str(value).lower() in TRUE
    raise Wrong("应为“是”或者“否”")


def _items(value: Any) -> list[Any]:
    """Rows of a table, or lines of text."""
    if isinstance(value, str):
        return [line for line in map(printable, value.splitlines()) if line]
    if not isinstance(value, list | tuple) or not all(isinstance(row, str | Mapping) for row in value):
        raise Wrong("应逐项填写，一项一行")
    rows = [
        printable(row) if isinstance(row, str) else {printable(str(key)): printable(str(cell)) for key, cell in row.items()}
        for row in value
    ]
    return [row for row in rows if row and (isinstance(row, str) or any(row.values()))]


def _choices(field: Field, value: Any) -> Any:
    allowed = {choice.value for choice in field.choices}
    many = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str) and one in allowed for one in many) or (field.type == "choice" and len(many) != 1):
        raise Wrong("请从选项中选择：" + "、".join(choice.label for choice in field.choices))
    if field.type == "choices":
        return list(dict.fromkeys(many))
    return many[0]


def _shares(field: Field, value: Any) -> list[dict[str, Any]]:
    """What each party gets: a row for each, with kinds and amounts. A row that says nothing is left out."""
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise Wrong("应逐个当事人填写")
    told = [row for row in (_share(field, row) for row in value) if len(row) > 1]
    if len({row["party"] for row in told}) < len(told):
        raise Wrong("同一当事人写了两次")
    return told


def _share(field: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    names = {choice.value: choice.label for choice in field.choices}
    if row.get("party") not in names or set(row) - {"party", "kinds", *joint.MONEY}:
        raise Wrong("应逐个当事人填写")
    try:
        amounts = {name: _money(row[name]) for name in joint.MONEY if row.get(name) not in (None, "")}
        kinds = _choices(KINDS, row.get("kinds") or [])
    except Wrong as wrong:
        raise Wrong(f"{names[row['party']]}：{wrong}") from None
    return {"party": row["party"], **({"kinds": kinds} if kinds else {}), **amounts}


KINDS = Field("kinds", "处罚种类", "choices", choices=tuple(Choice(value, label) for value, label in KIND_TITLES.items()))


def _officer(value: Any, officers: Officers) -> dict[str, str]:
    id = value.get("id") if isinstance(value, Mapping) else value
    found = officers.get(str(id))
    if found is None:
        raise Wrong("请从本单位在岗人员中选择")
    return {"id": str(found["id"]), "name": str(found["name"]), "certificate": str(found["certificate"])}


READERS: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "datetime": _moment,
    "integer": _integer,
    "money": _money,
    "boolean": _boolean,
    "items": _items,
}
