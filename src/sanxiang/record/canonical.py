"""The one way bytes are made of data: docs/record-format.md, “Canonical encoding”."""

import datetime
import decimal
import hashlib
import uuid
from typing import Any

import orjson


def canonical(data: Any) -> bytes:
    """JSON in UTF-8, keys sorted by code point, no spaces, no floating-point numbers.

    Raises ValueError for a float or any other type that JSON has no exact form for.
    """
    _refuse_floats(data)
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def digest(data: Any) -> str:
    """SHA-256 of the canonical encoding, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _refuse_floats(data: Any) -> None:
    kind = type(data)
    if kind is dict:
        for value in data.values():
            _refuse_floats(value)
    elif kind is list or kind is tuple:
        for value in data:
            _refuse_floats(value)
    elif kind is float:
        raise ValueError(f"浮点数不能写入记录：{data}；金额请用十进制字符串")


def moment(value: datetime.datetime) -> str:
    """A point in time as the record writes it: UTC, microseconds, `Z`."""
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A value as the canonical encoding holds it: dates and money become strings."""
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
