"""The record's tests: an app of their own (record.desk), and a data folder of their own for the log's heads."""

import contextlib
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest


@contextlib.contextmanager
def _installed(name: str) -> Iterator[Any]:
    """One more app while these tests run. Django's own way would make every other app ready once more."""
    from django.apps import AppConfig, apps

    config = AppConfig.create(name)
    config.apps = apps
    apps.app_configs[config.label] = config
    config.import_models()
    apps.clear_cache()
    _forget()
    yield config
    del apps.app_configs[config.label]
    apps.clear_cache()
    _forget()


def _forget() -> None:
    from sanxiang.record import projection, services

    for cache in (projection.projections, projection.select, services._kind):
        cache.cache_clear()


@pytest.fixture(scope="package", autouse=True)
def desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from django.db import connection

    from sanxiang.record import roles

    with _installed("record.desk") as app:
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            for model in app.get_models():
                editor.create_model(model)
        with django_db_blocker.unblock():
            roles.grant()
        yield
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            for model in app.get_models():
                editor.delete_model(model)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: pathlib.Path) -> None:
    settings.VAR = tmp_path
