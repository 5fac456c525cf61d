from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def people(db: None) -> "Cast":
    import cast  # only once Django is set up

    return cast.city()
