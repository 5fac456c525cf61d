"""The portal as its process runs it: its addresses, its middleware, and a connection with its database role's rights alone."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import clear_url_caches


@pytest.fixture
def portal_settings(settings: Any) -> Any:
    from sanxiang import settings as told

    settings.ROOT_URLCONF = "sanxiang.portal.urls"
    settings.MIDDLEWARE = told._COMMON_FIRST + told._PORTAL
    settings.WHITENOISE_USE_FINDERS = True
    clear_url_caches()
    return settings


@pytest.fixture
def as_portal(db: None) -> Iterator[None]:
    """From here on the connection may do what the portal may do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sanxiang_portal")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def town(db: None, settings: Any, tmp_path: pathlib.Path) -> None:
    from portal import town

    settings.VAR = tmp_path
    town.build()


@pytest.fixture
def citizen(town: None, portal_settings: Any, as_portal: None) -> Client:
    """Somebody with a browser and nothing else; a server error is an answer here, not an exception."""
    return Client(raise_request_exception=False)
