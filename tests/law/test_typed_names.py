"""What somebody typed is looked up among the names that there are: it never becomes part of a path."""

import pytest

from sanxiang.law import packs
from sanxiang.law.procedure import NoProcedure, load
from sanxiang.record import shelf

ODD = ["x" * 5000, "../national", "ordinary/../ordinary", "a\x00b", "\ud800", "", ".", "/etc/passwd", "不存在", "%s"]


@pytest.mark.parametrize("name", ODD)
def test_a_procedure_of_an_odd_name_is_none(name: str) -> None:
    for look in (packs.load().procedure, load):
        with pytest.raises(NoProcedure):
            look("penalty", name)
        with pytest.raises(NoProcedure):
            look(name, "ordinary")


@pytest.mark.parametrize("name", [*ODD, "regions/../national", "regions"])
def test_a_pack_of_an_odd_name_is_none(name: str) -> None:
    with pytest.raises(packs.PackError):
        packs.load([name])


@pytest.mark.parametrize("organ", [*ODD, "9" * 300])
def test_the_log_of_an_odd_organ_is_none(organ: str) -> None:
    assert shelf.file(organ, "checkpoint") is None


def test_a_tile_deeper_than_any_log_is_none() -> None:
    assert shelf.file("1" * 18, "tile/0/" + "x000/" * 2000 + "000") is None
