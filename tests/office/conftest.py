"""The office's ground: the cast, a case that each page can show, and a signed-in client without a browser."""

from typing import Any

import pytest

from office_ground import LEAD, PARTY, filing


@pytest.fixture
def people(db: None) -> Any:
    import cast

    return cast.city()


@pytest.fixture
def case(people: Any) -> str:
    """A case whose lead is registered."""
    from sanxiang.casework import services

    return services.open_case(people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY, fields=LEAD).case


@pytest.fixture
def filed(people: Any, case: str) -> str:
    """The same, filed, with two handlers."""
    from sanxiang.casework import services

    proposal = services.take_step(people.handler, case, "file", filing(people)).proposal
    services.approve(people.head, case, proposal)
    return case


@pytest.fixture
def signed_in(people: Any) -> Any:
    """A client for one of the cast."""
    from django.test import Client

    def of(who: str) -> Client:
        client = Client()
        client.force_login(people.users[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of
