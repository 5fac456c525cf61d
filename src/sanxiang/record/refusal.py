"""A refusal is a service: it says what happened, why, and what to do next."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.db import Error


class Refused(Exception):
    """Something may not be done. `article` is the law it rests on, `next` what the user can do, `status` the HTTP status."""

    def __init__(self, message: str, *, article: str = "", next: str = "", status: int = 409) -> None:
        super().__init__(message)
        self.message, self.article, self.next, self.status = message, article, next, status


class NotAllowed(Refused):
    """The person may not do this (403)."""

    def __init__(self, message: str, *, article: str = "", next: str = "") -> None:
        super().__init__(message, article=article, next=next, status=403)


class NotFound(Refused):
    """There is no such thing, or this person may not know of it (404)."""

    def __init__(self, message: str, *, next: str = "") -> None:
        super().__init__(message, next=next, status=404)


class Invalid(Refused):
    """What was typed cannot be taken; `fields` maps a field's name to what is wrong with it (422)."""

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, article: str = "", next: str = "") -> None:
        super().__init__(message, article=article, next=next, status=422)
        self.fields = fields or {}


class Moved(Refused):
    """Somebody else acted on the stream since the form was opened; `since` lists the names of those acts."""

    def __init__(self, since: list[str]) -> None:
        super().__init__("案件已被他人更新，请核对后再提交", next="您填写的内容已保留；核对下列新变化后再次提交即可。")
        self.since = since


class Reused(Refused):
    """An idempotency key came back with other input."""

    def __init__(self) -> None:
        super().__init__("同一提交编号已用于另一份内容", next="请刷新页面后重新提交。")


CONFLICTS = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not available
EXISTS, TOO_LONG = "23505", "22001"
UNFIT = "22"  # data exception: a number, a day or a character that a column cannot hold


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """What the database refuses comes out as a Refused.

    A trigger of ours raises SQLSTATE SX…: its message says what happened, DETAIL the article, HINT what to do next.
    """
    try:
        yield
    except (psycopg.Error, Error) as error:
        told = error if isinstance(error, psycopg.Error) else error.__cause__
        if isinstance(told, psycopg.Error) and (refusal := _refusal(told)):
            raise refusal from error
        raise


def _refusal(error: psycopg.Error) -> Refused | None:
    state, told = error.sqlstate or "", error.diag
    if state.startswith("SX"):
        return Refused(told.message_primary or "", article=told.message_detail or "", next=told.message_hint or "")
    if state in CONFLICTS:
        return Refused("与他人同时进行的操作冲突，没有保存", next="您填写的内容已保留，请再次提交。")
    if state == EXISTS:
        return Refused("同样的记录已经存在，没有重复保存", next="请刷新页面，在已有的记录上继续。")
    if state == TOO_LONG:
        return Invalid("填写的内容过长，没有保存", next="请缩短后再提交。")
    if state.startswith(UNFIT) or isinstance(error, psycopg.DataError):
        return Invalid(
            "填写的内容中有不能保存的数值、日期或者字符，没有保存", next="请核对数值和日期，删除从别处粘贴来的不可见字符后再提交。"
        )
    return None
