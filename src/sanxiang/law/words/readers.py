"""How a value of a timeline is read. A reader takes what YAML or JSON holds (str, int, Decimal, bool, list, dict) and returns the typed value, or raises `Wrong`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple

SHANGHAI = timezone(timedelta(hours=8))
Reader = Callable[[Any], Any]

# Days that can be reckoned with: within the calendar's reach and far from the end of what dates can hold.
RECORDED = ("video", "audio", "picture")
_YEARS = range(1949, 3000)
_MOST = 100_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_INSTALMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ ，,：:]*(\d+(?:\.\d{1,2})?)元?")
_MONEY = re.compile(r"\d+(\.\d{1,2})?")


class Wrong(ValueError):
    """A value that a key cannot hold; the message says what was wanted."""


def read_date(value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Wrong("没有这一天") from None
    if type(value) is not date:
        raise Wrong("应为日期，如 2024-09-01")
    if value.year not in _YEARS:
        raise Wrong(f"年份应在{_YEARS[0]}至{_YEARS[-1]}之间")
    return value


def read_time(value: Any) -> datetime:
    """A moment as Asia/Shanghai wall time; an offset, if told, is converted."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Wrong("没有这个时刻") from None
    if not isinstance(value, datetime):
        raise Wrong("应为日期和时间，如 2024-09-10T10:00")
    if value.year not in _YEARS:
        raise Wrong(f"年份应在{_YEARS[0]}至{_YEARS[-1]}之间")
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value


class Recording(NamedTuple):
    """A stretch of time that a recording holds, as Shanghai wall time; when it reached the case, where that is told."""

    since: datetime
    until: datetime
    kind: str = "video"
    uploaded: datetime | None = None


def read_recordings(value: Any) -> tuple[Recording, ...]:
    """Recordings of an act, the earliest first: `[{from: 2024-09-12T09:00, until: 2024-09-12T09:40, kind: video}]`; none is `[]`."""
    if not isinstance(value, list | tuple):
        raise Wrong("应为列表，每段录像一行")
    return tuple(sorted((_recording(row) for row in value), key=lambda one: one[:2]))


def _recording(row: Any) -> Recording:
    if not isinstance(row, Mapping) or not {"from", "until"} <= set(row) <= {"from", "until", "kind", "uploaded"}:
        raise Wrong("每段应写明起止，如 {from: 2024-09-12T09:00, until: 2024-09-12T09:40, kind: video}")
    since, until, kind, uploaded = read_time(row["from"]), read_time(row["until"]), row.get("kind", "video"), row.get("uploaded")
    if until < since:
        raise Wrong("有一段的结束早于开始")
    if kind not in RECORDED:
        raise Wrong(f"的 kind 应为下列之一：{'、'.join(RECORDED)}")
    return Recording(since, until, kind, None if uploaded is None else read_time(uploaded))


def read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Wrong("应为 true 或 false")


def read_count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
        return value
    raise Wrong(f"应为零至{_MOST}的整数")


def read_money(value: Any) -> Decimal:
    """Yuan, at most two decimals."""
    text = str(value) if isinstance(value, int | Decimal | str) and not isinstance(value, bool) else ""
    if _MONEY.fullmatch(text):
        return Decimal(text)
    raise Wrong("应为以元计的数额，如 200000 或 98400.50")


def read_instalments(value: Any) -> tuple[tuple[date, Decimal], ...]:
    """Days and yuan, one instalment a row: `{until: 2025-01-31, amount: 5000}`, or in words `2025-01-31 5000元`."""
    if not isinstance(value, list | tuple):
        raise Wrong("应为列表，每期一行")
    return tuple(sorted(_instalment(row) for row in value))


def _instalment(row: Any) -> tuple[date, Decimal]:
    if isinstance(row, str):
        found = _INSTALMENT.fullmatch(row.strip())
        row = {"until": found[1], "amount": found[2]} if found else {}
    if not isinstance(row, Mapping) or set(row) != {"until", "amount"}:
        raise Wrong("每期应写明日期和金额，如 2025-01-31 5000元")
    return read_date(row["until"]), read_money(row["amount"])


def read_text(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise Wrong("应为文字")


def read_label(value: Any) -> str:
    """A document number, which YAML may have taken for a figure."""
    return read_text(str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value)


def read_texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(read_text(item) for item in value)
    raise Wrong("应为列表，如 [甲, 乙]")


def read_listed(value: Any) -> tuple[str, ...]:
    """Texts, or the names of the rows of a table."""
    if not isinstance(value, list | tuple):
        raise Wrong("应为列表，如 [申请书, 决定书]")
    return read_texts([row.get("name") if isinstance(row, dict) else row for row in value])


def read_names(value: Any) -> tuple[str, ...]:
    """One name or several."""
    return (read_text(value),) if isinstance(value, str) else read_texts(value)


def read_officers(value: Any) -> int | tuple[str, ...]:
    """How many officers, or who."""
    if isinstance(value, list | tuple):
        return read_texts(value)
    try:
        return read_count(value)
    except Wrong:
        raise Wrong("应为人数或者姓名列表") from None


def either(*readers: Reader) -> Reader:
    def read(value: Any) -> Any:
        wanted = []
        for reader in readers:
            try:
                return reader(value)
            except Wrong as wrong:
                wanted.append(str(wrong))
        raise Wrong("，或者".join(wanted))

    return read


def one_of(*words: str) -> Reader:
    allowed = frozenset(words)

    def read(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise Wrong("应为下列之一：" + "、".join(words))

    return read


def some_of(*words: str) -> Reader:
    reader = one_of(*words)

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise Wrong("应为列表，如 [" + words[0] + "]")
        return tuple(reader(item) for item in value)

    return read


TOLD = either(read_bool, read_text)  # whether there is one, or which
WHEN = either(read_date, read_bool)  # the day, or whether at all
MATERIALS = either(read_bool, read_listed)
