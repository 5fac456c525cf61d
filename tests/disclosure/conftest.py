import pathlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def people(db: None) -> "Cast":
    import cast  # only once Django is set up

    return cast.city()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: pathlib.Path) -> None:
    """The record's heads of one test are none of the next one's business."""
    settings.VAR = tmp_path
