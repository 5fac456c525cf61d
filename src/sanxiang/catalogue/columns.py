"""A list as people read it: the columns of each kind with their Chinese heads, and rows as words."""

from collections.abc import Iterable
from typing import Any

import msgspec

from sanxiang.catalogue.kinds import Row

YES_NO = {True: "是", False: "否"}
WORDS = {
    "ordinary": "普通程序",
    "summary": "简易程序",
    "penalty": "行政处罚",
    "throughout": "全程音像记录",
    "on_demand": "按需音像记录",
    "photo": "拍照",
    "text": "文字记录",
    "no_penalty": "不予处罚",
    "mitigated": "减轻处罚",
    "lighter": "从轻处罚",
    "heavier": "从重处罚",
}
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "item": (("code", "事项编码"), ("name", "事项名称"), ("type", "执法类别"), ("subject", "执法主体"), ("unit", "承办机构"), ("powers", "职权层级"),
             ("basis", "执法依据"), ("penalty_basis", "处罚依据"), ("procedures", "适用程序")),
    "procedure": (("code", "步骤"), ("procedure", "程序"), ("fields", "增加的内容"), ("required", "必填的内容"), ("basis", "依据")),
    "review_list": (("code", "序号"), ("name", "审核事项"), ("standard", "标准"), ("from_person", "个人金额（元）"), ("from_entity", "单位金额（元）"),
                    ("basis", "依据"), ("materials", "送审材料"), ("focus", "审核重点")),
    "recording_list": (("code", "序号"), ("name", "记录环节"), ("manner", "记录方式"), ("place", "场所"), ("device", "设备"), ("content", "记录内容"),
                       ("retention", "保存期限"), ("basis", "依据")),
    "discretion": (("code", "编码"), ("name", "违法行为"), ("basis", "违法依据"), ("penalty_basis", "处罚依据"), ("tiers", "裁量阶次")),
    "leniency": (("code", "序号"), ("effect", "处理方式"), ("name", "违法行为"), ("when", "适用情形"), ("basis", "依据"), ("standard", "裁量幅度"), ("subject", "实施主体")),
    "random_inspection": (("code", "序号"), ("name", "抽查事项"), ("subject", "抽查主体"), ("basis", "依据"), ("target", "对象"), ("content", "内容"),
                          ("ratio", "比例"), ("manner", "方式"), ("frequency", "频次")),
    "service_guide": (("name", "事项名称"), ("basis", "依据"), ("accepted_by", "受理机构"), ("decided_by", "审批机构"), ("conditions", "许可条件"),
                      ("benefits", "优惠政策"), ("materials", "申请材料"), ("process", "办理流程"), ("time_limit", "办理时限"), ("supervision", "监督方式"),
                      ("accountability", "责任追究"), ("hours", "办公时间"), ("address", "办公地址"), ("phone", "办公电话")),
}  # fmt: skip


def of(kind: str, rows: Iterable[Row]) -> tuple[list[list[str]], list[dict[str, str]]]:
    """(columns, rows) of a list for showing: [[name, head], …] and each row's words by name; columns that no row fills are left out."""
    told = [{name: words(value) for name, value in msgspec.to_builtins(row).items()} for row in rows]
    columns = [[name, head] for name, head in COLUMNS[kind] if any(row.get(name) for row in told)]
    return columns, [{name: row.get(name, "") for name, _ in columns} for row in told]


def words(value: Any) -> str:
    """A value of a row in words: tiers one a line, several joined, choices by their Chinese names."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, dict):
        return "：".join(
            part for part in (value.get("name") or value.get("label", ""), value.get("when", ""), value.get("standard", "")) if part
        )
    if isinstance(value, (list, tuple)):
        joint = "\n" if value and isinstance(value[0], dict) else "、"
        return joint.join(words(one) for one in value)
    return WORDS.get(value, str(value)) if value is not None else ""
