"""Rows between PostgreSQL and their canonical form. The only writer of projections."""

from __future__ import annotations

import datetime
import decimal
import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import msgspec
import orjson
from django.apps import apps
from django.db import models

from sanxiang.record.acts import Change, Row, Rows
from sanxiang.record.canonical import moment, plain
from sanxiang.record.models import Projection
from sanxiang.record.wire import Statement


@functools.cache
def projections(kind: str = "") -> list[type[Projection]]:
    """Every projection, or those that streams of this kind write into."""
    found = [m for m in apps.get_models() if issubclass(m, Projection)]
    return sorted((m for m in found if not kind or kind in m.STREAMS), key=lambda m: m._meta.db_table)


@functools.cache
def columns(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """Column name → field, for the columns that acts write."""
    return {f.attname: f for f in model._meta.concrete_fields if not getattr(f, "generated", False)}


def table(model: type[models.Model]) -> str:
    """The table's name as SQL; `schema"."table` is how Django spells a table of another schema."""
    return f'"{model._meta.db_table}"'


@functools.cache
def select(kind: str, streams: str) -> str:
    """One query for all projected rows of streams of one kind: their place in projections(kind), and the rows as one JSON array.

    `streams` is the condition's right side: `= $1` or `= ANY(%s)`, in which the parameter comes once for each projection.
    """
    one = "SELECT {}::int, json_agg(r)::text FROM {} r WHERE r.stream {}"
    return " UNION ALL ".join(one.format(at, table(model), streams) for at, model in enumerate(projections(kind)))


def rows_of(kind: str, found: Iterable[tuple[Any, ...]]) -> Rows:
    """The rows of one stream that `select` found."""
    rows = Rows()
    for model, row in read(kind, found):
        rows.set(model, row["id"], row)
    return rows


def read(kind: str, found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[type[Projection], Row]]:
    """The rows that `select` found, in canonical values."""
    known = projections(kind)
    for at, text in found:
        if text:
            model = known[int(at)]
            names, converted = columns(model), _converted(model)
            for raw in EXACT_JSON.decode(text):
                yield model, _canonical(raw, names, converted)


EXACT_JSON = msgspec.json.Decoder(float_hook=decimal.Decimal)


def _canonical(raw: dict[str, Any], names: Collection[str], converted: list[tuple[str, Callable[[Any], str]]]) -> Row:
    """A row as PostgreSQL's JSON has it, in canonical values."""
    row = raw if len(raw) == len(names) else {name: raw[name] for name in names}
    for name, canonical in converted:
        if row[name] is not None:
            row[name] = canonical(row[name])
    return row


@functools.cache
def _converted(model: type[models.Model]) -> list[tuple[str, Callable[[Any], str]]]:
    """The columns whose JSON form in PostgreSQL is not the canonical one, with what makes it so."""
    found: list[tuple[str, Callable[[Any], str]]] = []
    for name, field in columns(model).items():
        if isinstance(field, models.DateTimeField):
            found.append((name, _moment))
        elif isinstance(field, models.DecimalField):
            found.append((name, functools.partial(_decimal, field.decimal_places)))
    return found


def _moment(value: str) -> str:
    return moment(datetime.datetime.fromisoformat(value))


def _decimal(places: int, value: Any) -> str:
    """Money and the like with all its places. Raises decimal.Inexact rather than round."""
    return str(decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-places), context=EXACT))


EXACT = decimal.Context(prec=40, traps=[decimal.Inexact, decimal.InvalidOperation])


def merge(model: type[models.Model], stream: str, id: str, old: Row | None, fields: Row) -> Row:
    """The whole row after these fields are put; a new row starts from its columns' defaults."""
    known = columns(model)
    row = dict(old) if old else {name: default() if callable(default) else default for name, default in _blank(model)}
    for name, value in fields.items():
        row[name] = _given(known[name], value)
    row["id"], row["stream"] = id, stream
    return row


def _given(field: models.Field[Any, Any], value: Any) -> Any:
    """A value that a fold gave, as the table will give it back."""
    if value is None:
        return None
    if isinstance(field, models.DecimalField):
        return _decimal(field.decimal_places, value)
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    kind: Any = type(field)
    exact = _exact(kind)
    if exact and type(value) is not exact:
        raise TypeError(f"{field.model.__name__}.{field.attname} takes {exact.__name__}, not {value!r}")
    return datetime.date.fromisoformat(value).isoformat() if isinstance(field, models.DateField) else value


@functools.cache
def _exact(field: Any) -> type | None:
    if issubclass(field, models.BooleanField):
        return bool
    if issubclass(field, models.IntegerField):
        return int
    if issubclass(field, (models.CharField, models.TextField, models.DateField)):
        return str
    return None


@functools.cache
def _blank(model: type[models.Model]) -> list[tuple[str, Any]]:
    """What a new row's columns hold before anything is put: a value, or what makes one (dict, list)."""
    return [(name, _default(field)) for name, field in columns(model).items()]


def _default(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    return field.default if callable(field.default) and field.has_default() else _given(field, plain(field.get_default()))


def apply(rows: Rows, stream: str, change: Change) -> tuple[Row | None, Row | None]:
    """Apply a change to the rows in memory; returns the row before and after."""
    old = rows.get(change.model, change.id)
    new = None if change.fields is None else merge(change.model, stream, change.id, old, change.fields)
    rows.set(change.model, change.id, new)
    return old, new


def write(change: Change, old: Row | None, new: Row | None) -> Statement | None:
    """The SQL that makes the table follow the change, or None if nothing differs."""
    model = change.model
    if new is None:
        return (_delete(model), [change.id]) if old else None
    if old is None:
        return _insert(model), [adapted(model, column, new[column]) for column in columns(model)]
    changed = differing(model, new, old)
    if not changed:
        return None
    return _update(model, changed), [change.id, *(adapted(model, column, new[column]) for column in changed)]


def differing(model: type[models.Model], row: Row, other: Row) -> tuple[str, ...]:
    """The columns in which two rows differ. Within JSON, 1, 1.0 and true are three things, though Python holds them equal."""
    loose = _json_columns(model)
    return tuple(c for c in row if row[c] != other[c] or (c in loose and _exactly(row[c]) != _exactly(other[c])))


@functools.cache
def _json_columns(model: type[models.Model]) -> frozenset[str]:
    return frozenset(name for name, field in columns(model).items() if isinstance(field, models.JSONField))


def _exactly(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=lambda number: f"number {number}")


@functools.cache
def _insert(model: type[models.Model]) -> str:
    names = columns(model)
    places = ", ".join(f"${at}" for at in range(1, len(names) + 1))
    return f"INSERT INTO {table(model)} ({', '.join(map(_quoted, names))}) VALUES ({places})"


@functools.cache
def _update(model: type[models.Model], changed: tuple[str, ...]) -> str:
    sets = ", ".join(f"{_quoted(column)} = ${at}" for at, column in enumerate(changed, start=2))
    return f"UPDATE {table(model)} SET {sets} WHERE id = $1"


@functools.cache
def _delete(model: type[models.Model]) -> str:
    return f"DELETE FROM {table(model)} WHERE id = $1"


def _quoted(column: str) -> str:
    return f'"{column}"'


def adapted(model: type[models.Model], column: str, value: Any) -> Any:
    """A canonical value as it is sent: JSON columns take their text."""
    if value is not None and column in _json_columns(model):
        return orjson.dumps(value).decode()
    return value
