"""Projected rows as folds hold them."""

from collections.abc import Iterable
from typing import Any

from sanxiang.record.canonical import plain


def by_case(rows: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row_of(row))
    return found


def row_of(instance: Any) -> dict[str, Any]:
    """A projected row as the fold holds it: days and moments are strings."""
    return {field.attname: plain(getattr(instance, field.attname)) for field in instance._meta.concrete_fields}
