"""What an act is: a frozen struct with a pure fold, registered under its name on the record."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db.models import Model

from sanxiang.record.canonical import plain

Row = dict[str, Any]


class Entry(msgspec.Struct, frozen=True):
    """Who did what, when and where: what a fold may know besides its act and the stream's rows."""

    stream: str
    organ: str
    version: int
    name: str
    happened_at: str  # a legal day (2026-11-21) or moment (2026-11-21T08:30:00.000000Z)
    recorded_at: str
    actor: str
    role: str
    backfill: str = ""  # the reason why it was recorded late; empty if it was not


class Change(msgspec.Struct, frozen=True):
    """A row that an act writes (fields merge into what is there) or, with `fields` None, removes."""

    model: type[Model]
    id: str
    fields: Row | None


def put(model: type[Model], id: str, **fields: Any) -> Change:
    """Write these columns of the row `id`, making the row if the stream has none."""
    return Change(model, id, {name: plain(value) for name, value in fields.items()})


def drop(model: type[Model], id: str) -> Change:
    """Remove the row `id`."""
    return Change(model, id, None)


class Rows:
    """The projected rows of one stream, as canonical values (dates and money are strings)."""

    def __init__(self) -> None:
        self._tables: dict[type[Model], dict[str, Row]] = {}

    def get(self, model: type[Model], id: str) -> Row | None:
        return self._tables.get(model, {}).get(id)

    def all(self, model: type[Model]) -> list[Row]:
        return list(self._tables.get(model, {}).values())

    def set(self, model: type[Model], id: str, row: Row | None) -> None:
        table = self._tables.setdefault(model, {})
        if row is None:
            table.pop(id, None)
        else:
            table[id] = row

    def __iter__(self) -> Iterator[tuple[type[Model], str, Row]]:
        for model, table in self._tables.items():
            for id, row in table.items():
                yield model, id, row


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every act. Fields hold only what JSON holds exactly: str, int, bool, list, dict, None."""

    NAME: ClassVar[str] = ""
    STREAM: ClassVar[str] = ""
    ADDITIVE: ClassVar[bool] = False
    QUIET: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The act's name on the record; a family (`case.*`) names each of its members."""
        return self.NAME

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        """The rows that this act writes, given the stream's rows before it. Pure."""
        raise NotImplementedError


ACTS: dict[str, type[Act]] = {}
A = TypeVar("A", bound=type[Act])


def act(name: str, *, stream: str, additive: bool = False, quiet: bool = False) -> Callable[[A], A]:
    """Register an act under `name` (`organs.appoint_officer`, or a family `case.*`) for streams of kind `stream`.

    An additive act (evidence, notes) does not mind what others did since its form was opened. A quiet one (a consultation) changes nothing
    that a form shows: nobody's form is out of date for it.
    """

    def register(declared: A) -> A:
        if name in ACTS:
            raise ValueError(f"two acts are named {name}")
        declared.NAME, declared.STREAM, declared.ADDITIVE, declared.QUIET = name, stream, additive, quiet
        ACTS[name] = declared
        return declared

    return register


def declared(name: str) -> type[Act]:
    """The act struct registered for a name on the record. Raises KeyError if none is."""
    return ACTS.get(name) or ACTS[name.split(".", 1)[0] + ".*"]


def read(name: str, data: Any) -> Act:
    """The act of a stored body."""
    return msgspec.convert(data, declared(name))
