"""Archived cases, as tests need them: an ordinary one, and one whose retention has run out."""

import datetime
from typing import Any

from django.db import connection

import cast
import pieces
import walks
from sanxiang.casework.custody_acts import Retain
from sanxiang.casework.models import Evidence, Step
from sanxiang.record import services as record
from sanxiang.record.services import SYSTEM

LONG_AGO = datetime.date(1990, 3, 1)


def case(people: cast.Cast, content: bytes = pieces.JPEG, **chosen: Any) -> tuple[str, Evidence]:
    """A penalty of the ordinary procedure, with a photograph, walked to its archive."""
    walk = walks.Walk(people)
    piece = pieces.photo(people.handler, walk.case, content)
    walk.to_decision()
    walk.take("serve", manner="direct", place="安州市解放路2号", officers=walk.officers)
    walk.take("pay", amount="2000", receipt="AZ2026001")
    walk.approved("close", ground="executed", content="罚款已缴纳")
    walk.take("archive", **({"retention": "y30"} | chosen))
    return walk.case, piece


def over(people: cast.Cast, content: bytes = pieces.JPEG) -> tuple[str, Evidence]:
    """One whose retention ended long ago. No such case can be walked today, so that the act that sets the period is put on its stream by hand."""
    id, piece = case(people, content)
    return until(id, LONG_AGO.replace(year=LONG_AGO.year + 30).isoformat()), piece


def until(id: str, day: str) -> str:
    """The same case, kept until that day."""
    with record.writing(id, additive=True) as stream:
        stream.append(Retain(rule="RET-08b", title="一般案卷保管30年", since=LONG_AGO.isoformat(), until=day), actor=SYSTEM)
    return id


def pending(case: str, act: str) -> None:
    """As if a reconsideration or a suit had been registered there, without an outcome yet."""
    step = Step.objects.filter(case=case).order_by("-number").first()
    assert step is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_step SET act = %s, fields = '{}' WHERE id = %s", [act, step.id])
