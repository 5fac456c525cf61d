"""The one place where casework asks the brain. Pure but for the packs that it loads."""

import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from sanxiang.casework import joint, listed, timeline
from sanxiang.casework.steps import local_day
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import Tightening
from sanxiang.law import assess as brain
from sanxiang.law import packs
from sanxiang.law.assess import Assessment
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Field, Procedure, Step, Stricter, guard_of
from sanxiang.law.procedure import tightened as tighten
from sanxiang.law.rules import cite
from sanxiang.law.timeline import TimelineError
from sanxiang.record.refusal import Invalid, Refused

Row = Mapping[str, Any]
ENDED = {"declined": "不予立案", "transferred": "移送"}


class Block(msgspec.Struct, frozen=True):
    """Why a step may not be taken: what is missing, by which article, what to do."""

    message: str
    article: str
    next: str
    rule: str = ""


def law(names: Iterable[str]) -> Law:
    """The law of a case's packs. Raises Refused when a pack cannot be used."""
    try:
        return packs.load(names)
    except packs.PackError as error:
        raise Refused(f"规则包不能使用：{error}", next="请联系系统管理员核对本机关的规则包设置。", status=500) from error


def procedure(law: Law, case: Row) -> Procedure:
    """The procedure that a case walks: the law's, tightened by the organ's published list, with what its other lists ask for at the steps."""
    version = case["lists"].get("procedure")
    type, name = case["type"], case["procedure"]
    return listed.laid(_tightened(law, type, name, version) if version else law.procedure(type, name), case)


@lru_cache(maxsize=64)
def _tightened(law: Law, type: str, name: str, version: str) -> Procedure:
    return tightened(law.procedure(type, name), [row for row in catalogue.rows(version) if isinstance(row, Tightening)])


def tightened(base: Procedure, rows: Iterable[Tightening]) -> Procedure:
    """The procedure with an organ's extra fields, fields made required and guards; nothing can be taken away."""
    return tighten(base, [_stricter(row) for row in rows if (row.type, row.procedure) == (base.type, base.name)])


def _stricter(row: Tightening) -> Stricter:
    fields = tuple(Field(each.name, each.label, each.type, required=True, help=each.help) for each in row.fields)
    return Stricter(row.code, fields, tuple(row.required), tuple(guard_of(guard) for guard in row.guards))


def assess(law: Law, case: Row, parties: Iterable[Row], steps: Iterable[Row], on: datetime.date) -> Assessment:
    """The brain's word on the case as it stood on a day."""
    return brain.assess(law, timeline.of(case, parties, steps, on), procedure=procedure(law, case))


def questions(law: Law, case: Row, parties: Iterable[Row], steps: Iterable[Row], on: datetime.date) -> list[brain.Question]:
    """What the law asks the handler to choose on that day (从旧兼从轻)."""
    return brain.questions(law, timeline.of(case, parties, steps, on))


def refusals(
    law: Law, procedure: Procedure, case: Row, parties: Iterable[Row], steps: Iterable[Row], step: Step, told: Row, at: str
) -> list[Block]:
    """Why this step may not be taken then, seen with what its form says. `at`: the legal day or moment, as the record writes it."""
    if found := ended(case, step):
        return found
    day = datetime.date.fromisoformat(local_day(at))
    parties = list(parties)
    act = timeline.act({"act": step.act, "at": at, "fields": told}, joint.places(parties))
    before = timeline.of(case, parties, steps, day)
    try:
        return [_block(block, step) for block in brain.refusals(law, before, act, procedure)]
    except TimelineError as error:
        # The form's types are wider here and there than what the law can reckon with.
        wrong = {name: "填写的内容不能用于核对期限和条件" for name in told if error.message.startswith(f"{name} ")}
        raise Invalid("有内容不能用于核对法定期限和条件", fields=wrong, next="请按各项的说明更正后再提交。") from error


def ended(case: Row, step: Step) -> list[Block]:
    """What ends a penalty before its decision leaves only its filing away to be done; of other types the guards tell what may still be done."""
    if case["type"] != "penalty" or case["status"] not in ENDED or step.stage == "归档":
        return []
    return [Block(f"本案已{ENDED[case['status']]}", "行政处罚法第五十四条、第五十七条", "确有必要的，请在该步骤上办理作废后重新办理。")]


def blocks(assessment: Assessment, case: Row, step: Step) -> list[Block]:
    """Why a step is not offered; empty if it is."""
    if found := ended(case, step):
        return found
    offer = next((offer for offer in assessment.offers if offer.step == step.act), None)
    return [_block(block) for block in offer.blocks] if offer else []


def _block(block: brain.Block, step: Step | None = None) -> Block:
    article = cite(block.law, block.article) if block.law else block.article
    return Block(block.message, article, _next(block.message, _asks(step, block.message) if step else ""), block.rule)


def _asks(step: Step, message: str) -> str:
    """The label of the form's field whose answer made the guard say so; empty where it was none of the form."""
    keys = {key for guard in step.guards if guard.params.get("says") == message for key in _listed(guard.params.get("key", ()))}
    if message.startswith("执法人员只有"):
        keys = {"officers"}
    return "”、“".join(field.label for field in step.fields if field.name in keys)


def _listed(key: Any) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)


def _next(message: str, asked: str = "") -> str:
    """What to do about a block, from what it says is missing, or from the field that says so (`asked`: its label)."""
    if asked:
        return f"请核对“{asked}”一栏，确实没有做到的，先做到再办理。"
    if message.startswith("没有尚未"):
        return "本案现在没有这样的事项，这一步不必办理。"
    if message == "决定书尚未送达":
        return "请先办理“送达”。"
    if message.startswith("尚未"):
        return f"请先办理“{message.removeprefix('尚未')}”。"
    if "可在" in message or "尚未届满" in message:
        return "请等期限届满；当事人已有表示的，请先登记。"
    if "法制审核" in message:
        return "请先送法制审核，审核通过后再办理。"
    if message.startswith("已于"):
        return "如有错误，请在已办理的步骤上办理更正或者作废。"
    return "请先处理上述问题，再办理这一步。"
