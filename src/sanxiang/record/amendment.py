"""A mistake is not edited away: correction, supplement and annulment are acts about an earlier act of the same stream.

A domain package declares its own, one a kind of stream, with the fold that knows which columns follow:

    @act("case.correct", stream="case")
    class CorrectCase(Correction):
        cause: str
        def fold(self, rows, entry):
            yield put(Case, entry.stream, cause=self.cause)

Both acts stay on the record and in view: queries.acts_of tells of each act what it amends and what amended it.
"""

from typing import ClassVar

from sanxiang.record.acts import Act
from sanxiang.record.refusal import Invalid


class Amendment(Act, frozen=True, kw_only=True):
    """An act about the act of version `corrects` on its own stream, with the reason."""

    MANNER: ClassVar[str] = ""

    corrects: int
    reason: str


class Correction(Amendment, frozen=True, kw_only=True):
    """更正: something was written wrongly; the right values stand in this act."""

    MANNER: ClassVar[str] = "更正"


class Supplement(Amendment, frozen=True, kw_only=True):
    """补正: something was left out; this act adds it."""

    MANNER: ClassVar[str] = "补正"


class Annulment(Amendment, frozen=True, kw_only=True):
    """作废: the act has no effect; this act undoes its rows."""

    MANNER: ClassVar[str] = "作废"


def check(amendment: Amendment, version: int, annulled: frozenset[int]) -> None:
    """Refuse an amendment of an act that is not there or was annulled, or without a reason. `version`: the stream's last act."""
    if not amendment.reason.strip():
        raise Invalid(f"{amendment.MANNER}须说明理由", fields={"reason": "请填写理由"}, next="请填写理由后再提交。")
    if not 1 <= amendment.corrects <= version:
        raise Invalid(f"没有第 {amendment.corrects} 号行为，不能{amendment.MANNER}", next="请在案件时间线上重新选择要处理的行为。")
    if amendment.corrects in annulled:
        raise Invalid(f"第 {amendment.corrects} 号行为已经作废，不能再{amendment.MANNER}", next="请处理作废之后的行为。")
