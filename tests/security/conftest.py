"""The ground of hostile tests: the cast, a case, windows without a browser."""

from typing import Any

import pytest
from django.test import Client

from office_ground import LEAD, PARTY, filing


@pytest.fixture
def people(db: None) -> Any:
    import cast

    return cast.city()


@pytest.fixture
def case(people: Any) -> str:
    """A case that is filed, with two handlers."""
    from sanxiang.casework import services

    id = services.open_case(people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY, fields=LEAD).case
    services.approve(people.head, id, services.take_step(people.handler, id, "file", filing(people)).proposal)
    return id


@pytest.fixture
def signed_in(people: Any) -> Any:
    """A client for one of the cast, as a browser would be after signing in."""

    def of(who: str, **more: Any) -> Client:
        client = Client(raise_request_exception=False, **more)
        client.force_login(people.users[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of
