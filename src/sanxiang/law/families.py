"""案件谱系 as data: which case may spring from which (`packs/national/families.yaml`, docs/procedures.md)."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

PACKS = Path(__file__).resolve().parent.parent / "packs"


class Spring(msgspec.Struct, frozen=True, rename={"parent": "from", "item_of": "item"}):
    """A case of `to` may spring from one of `parent` once an act of `after` stands (any time where it names none).

    `item_of`: `parent` where the child may walk its parent's item though it is of another type.
    """

    parent: str
    to: str
    title: str
    after: tuple[str, ...] = ()
    item_of: str = ""

    @property
    def type(self) -> str:
        return self.to.partition("-")[0]

    @property
    def procedure(self) -> str:
        return self.to.partition("-")[2]


class FamiliesError(ValueError):
    """The table of families cannot be used; the message says what is wrong."""


@cache
def springs(pack: str = "national") -> tuple[Spring, ...]:
    """Every row of the table, in its order. Raises FamiliesError."""
    raw: dict[str, Any] = yaml.load((PACKS / pack / "families.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader) or {}  # noqa: S506
    try:
        return tuple(msgspec.convert(raw.get("springs", []), tuple[Spring, ...]))
    except msgspec.ValidationError as error:
        raise FamiliesError(f"families.yaml：{error}") from error


def from_(type: str, procedure: str) -> list[Spring]:
    """What may spring from a case of this procedure."""
    return [spring for spring in springs() if spring.parent == f"{type}-{procedure}"]


def goes_on(type: str, procedure: str) -> bool:
    """Whether such a case carries on one of its own type and springs from nothing else: a licence's change, renewal, revocation, cancellation."""
    parents = {spring.parent.partition("-")[0] for spring in springs() if spring.to == f"{type}-{procedure}"}
    return parents == {type}
