"""Rows between PostgreSQL and their canonical form. The only writer of projections."""

from __future__ import annotations

import datetime
import decimal
import functools
import json
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from sanxiang.record.acts import Change, Row, Rows
from sanxiang.record.canonical import moment
from sanxiang.record.models import Projection

Statement = tuple[sql.Composed, list[Any]]


@functools.cache
def projections(kind: str = "") -> list[type[Projection]]:
    """Every projection, or those that streams of this kind write into."""
    found = [m for m in apps.get_models() if issubclass(m, Projection)]
    return sorted((m for m in found if not kind or kind in m.STREAMS), key=lambda m: m._meta.db_table)


@functools.cache
def columns(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """Column name → field, for the columns that acts write."""
    return {f.attname: f for f in model._meta.concrete_fields if not getattr(f, "generated", False)}


def table(model: type[models.Model]) -> sql.Composable:
    """The table's name as SQL; `schema"."table` is how Django spells a table of another schema."""
    return sql.SQL(".").join(sql.Identifier(part) for part in model._meta.db_table.split('"."'))


@functools.cache
def _select(kind: str) -> sql.Composed:
    parts = [
        sql.SQL("SELECT {}::int, to_jsonb(r)::text FROM {} r WHERE r.stream = ANY(%(streams)s)").format(sql.Literal(at), table(model))
        for at, model in enumerate(projections(kind))
    ]
    return sql.SQL(" UNION ALL ").join(parts)


def select(kind: str, streams: list[str]) -> tuple[sql.Composed, dict[str, Any]]:
    """One query for all projected rows of these streams of one kind."""
    return _select(kind), {"streams": streams}


def rows_of(kind: str, found: list[tuple[int, str]]) -> Rows:
    """The rows that `select` found, in canonical values."""
    rows, known = Rows(), projections(kind)
    for at, text in found:
        row = from_json(known[at], json.loads(text, parse_float=str))
        rows.set(known[at], row["id"], row)
    return rows


def from_json(model: type[models.Model], raw: dict[str, Any]) -> Row:
    """A row as to_jsonb gives it, in canonical values."""
    return {name: _value(field, raw[name]) for name, field in columns(model).items()}


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        return moment(datetime.datetime.fromisoformat(value))
    if isinstance(field, models.DecimalField):
        return _decimal(field, value)
    return value


def _decimal(field: models.DecimalField[Any, Any], value: Any) -> str:
    return str(decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-(field.decimal_places or 0))))


def merge(model: type[models.Model], stream: str, id: str, old: Row | None, fields: Row) -> Row:
    """The whole row after these fields are put; a new row starts from its columns' defaults."""
    known = columns(model)
    row = dict(old) if old else {name: _blank(field) for name, field in known.items()}
    row.update({name: _given(known[name], value) for name, value in fields.items()})
    row["id"], row["stream"] = id, stream
    return row


def _given(field: models.Field[Any, Any], value: Any) -> Any:
    if value is not None and isinstance(field, models.DecimalField):
        return _decimal(field, value)
    return value


def _blank(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    default = field.get_default()
    return str(default) if isinstance(default, decimal.Decimal) else default


def apply(rows: Rows, stream: str, change: Change) -> tuple[Row | None, Row | None]:
    """Apply a change to the rows in memory; returns the row before and after."""
    old = rows.get(change.model, change.id)
    new = None if change.fields is None else merge(change.model, stream, change.id, old, change.fields)
    rows.set(change.model, change.id, new)
    return old, new


def write(change: Change, old: Row | None, new: Row | None) -> Statement | None:
    """The SQL that makes the table follow the change, or None if nothing differs."""
    name = table(change.model)
    if new is None:
        return (sql.SQL("DELETE FROM {} WHERE id = %s").format(name), [change.id]) if old else None
    if old is None:
        names = list(new)
        places = sql.SQL(", ").join(sql.Placeholder() * len(names))
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(name, sql.SQL(", ").join(map(sql.Identifier, names)), places)
        return insert, [adapted(change.model, column, new[column]) for column in names]
    changed = [column for column in new if new[column] != old[column]]
    if not changed:
        return None
    sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in changed)
    return (
        sql.SQL("UPDATE {} SET {} WHERE id = %s").format(name, sets),
        [*(adapted(change.model, column, new[column]) for column in changed), change.id],
    )


def adapted(model: type[models.Model], column: str, value: Any) -> Any:
    """A canonical value as psycopg sends it."""
    if value is not None and isinstance(columns(model)[column], models.JSONField):
        return Jsonb(value)
    return value
