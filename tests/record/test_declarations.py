"""What every package declares to the record: models, acts, folds."""

import ast
import importlib
import inspect
import pathlib
import types
import typing
from typing import Any

import msgspec
import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanxiang.record import projection
from sanxiang.record.acts import ACTS, Act, Change, Entry, Rows
from sanxiang.record.models import Projection

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src" / "sanxiang"
NOT_PURE = {"random", "time", "os", "uuid", "secrets", "django.utils.timezone", "django.conf", "sanxiang.record.services"}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("sanxiang.")]


def all_acts() -> dict[str, type[Act]]:
    for config in apps.get_app_configs():
        if config.name.startswith("sanxiang.") and (SOURCE / config.name.split(".")[1] / "acts.py").exists():
            importlib.import_module(f"{config.name}.acts")
    return ACTS


def test_every_model_is_a_projection_or_says_why_it_is_off_the_record() -> None:
    for model in our_models():
        if issubclass(model, Projection):
            assert model.STREAMS, f"{model.__name__}: name the kinds of stream whose acts write it (STREAMS)"
            assert not hasattr(model, "OFF_THE_RECORD"), model.__name__
        else:
            assert getattr(model, "OFF_THE_RECORD", ""), f"{model.__name__}: derive from Projection, or give the reason in OFF_THE_RECORD"


def test_every_projections_columns_can_be_folded_exactly() -> None:
    for model in projection.projections():
        for field in model._meta.concrete_fields:
            where = f"{model.__name__}.{field.name}"
            assert not isinstance(field, (models.FloatField, models.BinaryField)), f"{where}: no exact JSON form"
            assert not getattr(field, "auto_now", False), f"{where}: a clock is not an act"
            assert not getattr(field, "auto_now_add", False), f"{where}: a clock is not an act"
            assert field.attname == field.column, f"{where}: the column is named as the field"
            assert not callable(field.default) or field.default in (dict, list, models.NOT_PROVIDED), f"{where}: defaults are constants"
        assert not model._meta.many_to_many, f"{model.__name__}: a relation's table is a projection of its own"


def test_every_acts_stream_is_one_that_some_projection_knows() -> None:
    known = {kind for model in projection.projections() for kind in model.STREAMS}
    assert {act.STREAM for act in all_acts().values()} <= known


def test_modules_of_acts_import_no_clock_no_chance_and_no_database_verbs() -> None:
    for name in {act.__module__ for act in all_acts().values() if act.__module__.startswith("sanxiang.")}:
        tree = ast.parse(inspect.getsource(importlib.import_module(name)))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        assert not imported & NOT_PURE, f"{name}: a fold is pure"
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not calls & {"now", "today", "objects"}, f"{name}: a fold sees no clock and no database"


WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create", "acreate", "aupdate", "adelete"}


def root(node: ast.AST) -> str:
    """The name at which a chain of attributes and calls begins."""
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def test_nobody_but_the_record_writes_a_projection() -> None:
    names = {model.__name__ for model in our_models() if issubclass(model, Projection)}
    for file in SOURCE.rglob("*.py"):
        if "record" in file.parts or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                assert root(node.func) not in names, f"{file.name}:{node.lineno}: append an act instead; its fold writes the row"


def test_a_projection_cannot_be_saved() -> None:
    for model in projection.projections():
        with pytest.raises(TypeError, match="append an act"):
            model(id="x").save()


def test_act_fields_are_of_kinds_that_json_holds_exactly() -> None:
    for name, act in all_acts().items():
        for field in msgspec.structs.fields(act):
            assert field.type not in (float, bytes) and "float" not in str(field.type), f"{name}.{field.name}"  # noqa: PT018


ENTRY = Entry("s1", "11990000MB00000001", 3, "x", "2026-11-20", "2026-11-21T00:30:00.000000Z", "o-1", "handler")


@st.composite
def rows(draw: st.DrawFn, kind: str) -> list[tuple[type[Projection], dict[str, Any]]]:
    """Rows that a stream of this kind might have."""
    found = []
    for model in draw(st.lists(st.sampled_from(projection.projections(kind)), max_size=4)):
        id = draw(st.sampled_from(["s1", "a", "b"]))
        found.append((model, projection.merge(model, "s1", id, None, {})))
    return found


def outcome(act: Act, given_rows: list[tuple[type[Projection], dict[str, Any]]]) -> list[Change] | str:
    have = Rows()
    for model, row in given_rows:
        have.set(model, row["id"], dict(row))
    try:
        return list(act.fold(have, ENTRY))
    except Exception as error:  # nonsense may be refused, but always in the same words
        return f"{type(error).__name__} {error}"


def strategy(act: type[Act]) -> st.SearchStrategy[Act]:
    hints = {field.name: field for field in msgspec.structs.fields(act)}
    values = {name: _value(field.type) for name, field in hints.items()}
    return st.fixed_dictionaries(values).map(lambda told: msgspec.convert(told, act))


def _value(kind: Any) -> st.SearchStrategy[Any]:
    """Plausible values of a field's type: few different words, so that acts meet the rows that are there."""
    inner = [_value(part) for part in typing.get_args(kind) if typing.get_origin(kind) is not typing.Literal]
    if typing.get_origin(kind) is list:
        return st.lists(inner[0], max_size=3)
    if typing.get_origin(kind) is dict:
        return st.dictionaries(*inner, max_size=3)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return st.one_of(inner)
    if kind is str:
        return WORDS
    return WORDS | st.integers(0, 9) | st.none() if kind is Any else st.from_type(kind)


WORDS = st.sampled_from(["a", "b", "s1", "2026-11-01", "12.50"])


@pytest.mark.parametrize("name", sorted(all_acts()) if apps.ready else [])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_a_fold_gives_the_same_rows_every_time(name: str, drawn: st.DataObject) -> None:
    act = drawn.draw(strategy(ACTS[name]))
    before = drawn.draw(rows(ACTS[name].STREAM))
    assert outcome(act, before) == outcome(act, before)
