"""The one way bytes are made of data: docs/record-format.md, “Canonical encoding”."""

import datetime
import decimal
import hashlib
import uuid
from typing import Any

import orjson

from sanxiang.record.refusal import Invalid

_EXACT = frozenset((str, int, bool, type(None)))


def canonical(data: Any) -> bytes:
    """JSON in UTF-8, keys sorted by code point, no spaces, no floating-point numbers.

    Raises ValueError for a float or any other type that JSON has no exact form for, Invalid for text that no database can hold
    (a NUL character, half of a surrogate pair).
    """
    _refuse_inexact(data)
    try:
        encoded = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        if "surrogates" in str(error):
            raise unwritable() from None
        raise ValueError(f"不能写入记录：{error}") from error
    # An escaped backslash before u0000 is no NUL; only then is a closer look needed.
    if b"\\u0000" in encoded and b"\\u0000" in encoded.replace(b"\\\\", b""):
        raise unwritable()
    return encoded


def unwritable() -> Invalid:
    return Invalid("文字中含有不能保存的字符", next="请删除从别处粘贴来的不可见字符后再提交。")


def digest(data: Any) -> str:
    """SHA-256 of the canonical encoding, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _refuse_inexact(data: Any) -> None:
    kind = type(data)
    if kind in _EXACT:
        return
    if kind is dict:
        for value in data.values():
            if type(value) not in _EXACT:
                _refuse_inexact(value)
    elif kind is list or kind is tuple:
        for value in data:
            if type(value) not in _EXACT:
                _refuse_inexact(value)
    elif kind is float:
        raise ValueError(f"浮点数不能写入记录：{data}；金额请用十进制字符串")
    else:
        raise ValueError(f"{kind.__name__} 不能写入记录：{data}")


def moment(value: datetime.datetime) -> str:
    """A point in time as the record writes it: UTC, microseconds, `Z`. Raises ValueError without a time zone."""
    if value.tzinfo is None:
        raise ValueError(f"时间没有时区：{value}")
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A value as the canonical encoding holds it: dates and money become strings."""
    if type(value) in _EXACT:
        return value
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    return value


def without_empty(row: dict[str, Any]) -> dict[str, Any]:
    """A row without its empty columns, so that a column added later leaves old digests as they were."""
    return {column: value for column, value in row.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value == "" or value == [] or value == {}
