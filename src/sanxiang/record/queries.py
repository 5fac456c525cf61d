"""Reading the record."""

from collections.abc import Iterable
from typing import Any

import msgspec
import orjson

from sanxiang.record.acts import declared
from sanxiang.record.amendment import Amendment
from sanxiang.record.models import ActBody


class Amended(msgspec.Struct, frozen=True):
    """That a later act of the stream amended this one."""

    manner: str  # 更正, 补正, 作废
    version: int
    reason: str


class Recorded(msgspec.Struct, frozen=True):
    """An act as it was recorded, with its body."""

    id: int
    version: int
    name: str
    recorded_at: str
    happened_at: str
    backfill: str
    actor: str
    role: str
    ground: str
    data: dict[str, Any]
    stream: str = ""
    manner: str = ""  # 更正, 补正, 作废 if this act amends act `corrects`
    corrects: int = 0
    amended: tuple[Amended, ...] = ()

    @property
    def annulled(self) -> bool:
        """Whether a later act annulled this one (作废)."""
        return any(later.manner == "作废" for later in self.amended)


def acts_named(stream: str, *names: str) -> list[Recorded]:
    """The acts of a stream that bear one of these names, with their bodies, in order. One query."""
    found = ActBody.objects.filter(act__stream_id=stream, act__name__in=names).order_by("act__version")
    return [recorded(id, bytes(body)) for id, body in found.values_list("act_id", "body")]


def latest_named(organs: Iterable[str], name: str, before: int, limit: int) -> list[Recorded]:
    """The newest acts of this name in the logs of these organs; `before`: older than this act (0: from the newest). One query."""
    found = ActBody.objects.filter(act__organ__in=list(organs), act__name=name).order_by("-act_id")
    older = found.filter(act_id__lt=before) if before else found
    return [recorded(id, bytes(body)) for id, body in older.values_list("act_id", "body")[:limit]]


def acts_of(*streams: str) -> list[Recorded]:
    """Every act of these streams with its body, in order, each with what amended it. One query."""
    found = ActBody.objects.filter(act__stream_id__in=streams).order_by("act__stream_id", "act__version")
    acts = [recorded(id, bytes(body)) for id, body in found.values_list("act_id", "body")]
    later: dict[tuple[str, int], tuple[Amended, ...]] = {}
    for act in acts:
        if act.corrects:
            place = act.stream, act.corrects
            later[place] = (*later.get(place, ()), Amended(act.manner, act.version, str(act.data["reason"])))
    return [msgspec.structs.replace(a, amended=later[a.stream, a.version]) if (a.stream, a.version) in later else a for a in acts]


def recorded(id: int, body: bytes) -> Recorded:
    """An act read from its stored body."""
    told = orjson.loads(body)
    manner = _manner(told["act"])
    return Recorded(
        id,
        told["version"],
        told["act"],
        told["recorded_at"],
        told["happened_at"],
        told["backfill"],
        told["actor"],
        told["role"],
        told["ground"],
        told["data"],
        told["stream"],
        manner,
        told["data"]["corrects"] if manner else 0,
    )


def _manner(name: str) -> str:
    try:
        kind = declared(name)
    except KeyError:
        return ""
    return kind.MANNER if issubclass(kind, Amendment) else ""
