"""What the organ's published lists say of a step of a case, in words for its form and for the reviewer: a suggestion, decided by people."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sanxiang.casework import listed, listed_checks, prior
from sanxiang.catalogue.kinds import EFFECTS, MANNERS, LeniencyRow, RecordingRow, ReviewRow
from sanxiang.law.procedure import Field

Values = Mapping[str, Any]
THRESHOLDS = (("from_entity", "单位"), ("from_person", "个人"))


class Entry(msgspec.Struct, frozen=True):
    """A row of a list as a form shows it."""

    name: str
    facts: list[tuple[str, str]]


class Said(msgspec.Struct, frozen=True):
    """What one list says of a step. `note` tells what the reader is to make of it."""

    title: str
    note: str
    entries: list[Entry]


def of_step(case: Values, party: Values, act: str) -> list[Said]:
    """What the lists of the case say of one of its steps. Two queries where a first offence may go unpunished, else none."""
    found: list[Said] = []
    if act in (*listed.WEIGHED_AT, "review_submit") and (rows := listed.leniency(case)):
        found.append(_leniency(rows, case, party))
    if manners := listed.recording(case, act):
        found.append(Said("音像记录事项清单", "本步骤须按清单记录，并填写记录情况。", [_recording(row) for row in manners]))
    if act in ("review_submit", "review") and (reviewed := listed.review(case)):
        found.append(Said("重大执法决定法制审核目录", "须审核的情形、所需材料和审核重点。", [_review(row) for row in reviewed]))
    if case["type"] == "inspection" and act in ("plan", "draw") and (row := listed.random(case)):
        told = [
            ("抽查主体", row.subject),
            ("对象", row.target),
            ("内容", row.content),
            ("比例", row.ratio),
            ("方式", row.manner),
            ("频次", row.frequency),
        ]
        found.append(Said("随机抽查事项清单", "按公布的比例和频次抽取。", [Entry(row.name, [*told, ("依据", row.basis)])]))
    return found


def _leniency(rows: list[LeniencyRow], case: Values, party: Values) -> Said:
    entries = [Entry(f"{EFFECTS[row.effect]}：{row.name}", _facts(row)) for row in rows]
    if any(row.first_offence for row in rows) and party:
        entries.append(Entry("既往处罚", [("本系统查询", prior.told(party))]))
    return Said("不予、减轻、从轻、从重处罚清单", "清单列有本案的情形，供参考；是否适用由您判断，不按清单处理的写明理由。", entries)


def _facts(row: LeniencyRow) -> list[tuple[str, str]]:
    needed = "、".join(listed.CONDITIONS[name] for name in listed_checks.conditions(row) if name != "listed")
    told = [("法定条件", needed), ("适用条件", row.when), ("标准", row.standard), ("依据", row.basis), ("处罚依据", row.penalty_basis)]
    return [(label, words) for label, words in told if words]


def _recording(row: RecordingRow) -> Entry:
    span = f"{row.begins}至{row.ends}" if row.begins and row.ends else ""
    told = [
        ("方式", MANNERS[row.manner]),
        ("内容", row.content),
        ("场所", row.place),
        ("设备", row.device),
        ("记录人", row.by),
        ("起止", span),
        ("保存期限", row.retention),
    ]
    return Entry(row.name, [(label, words) for label, words in told if words])


def _review(row: ReviewRow) -> Entry:
    amounts = "；".join(f"对{who}{getattr(row, name)}元以上" for name, who in THRESHOLDS if getattr(row, name))
    told = [("标准", row.standard), ("金额", amounts), ("材料", "、".join(row.materials)), ("审核重点", row.focus), ("依据", row.basis)]
    return Entry(row.name, [(label, words) for label, words in told if words])


def fitting(case: Values, fields: Iterable[Field]) -> list[Field]:
    """The fields of a form without those of a list that says nothing of this case, and with the choices that do."""
    rows = listed.leniency(case)
    conditions = {name for row in rows for name in listed_checks.conditions(row) if row.effect == "no_penalty"}
    allowed = {"leniency": {row.code for row in rows} | {listed.NONE}, "leniency_conditions": conditions}
    found = []
    for field in fields:
        kept = field.choices
        if field.name in ("leniency", "leniency_conditions", "leniency_reason"):
            if not rows or (field.name == "leniency_conditions" and not conditions):
                continue
            kept = tuple(one for one in field.choices if one.value in allowed.get(field.name, ()))
        found.append(msgspec.structs.replace(field, choices=kept, required=field.name == "leniency") if kept != field.choices else field)
    return found


def deviations(draft: Values) -> list[tuple[str, str]]:
    """Where a draft departs from the lists and why, for the reviewer: label and words."""
    told = [
        ("未按不予、减轻、从轻、从重清单处理的理由", draft.get("leniency_reason")),
        ("在裁量阶次以外量罚的理由", draft.get("tier_reason")),
    ]
    return [(label, str(words)) for label, words in told if words]


__all__ = ["Entry", "Said", "deviations", "fitting", "of_step"]
