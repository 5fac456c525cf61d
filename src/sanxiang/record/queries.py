"""Reading the record."""

from typing import Any

import msgspec
import orjson

from sanxiang.record.models import ActBody


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


def acts_of(*streams: str) -> list[Recorded]:
    """Every act of these streams with its body, in order. One query."""
    found = ActBody.objects.filter(act__stream_id__in=streams).order_by("act__stream_id", "act__version")
    return [recorded(id, bytes(body)) for id, body in found.values_list("act_id", "body")]


def recorded(id: int, body: bytes) -> Recorded:
    """An act read from its stored body."""
    told = orjson.loads(body)
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
    )
