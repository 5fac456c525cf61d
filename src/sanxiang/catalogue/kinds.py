"""The rows of each kind of list (清单): what policy orders an organ to compile, as data that a case can walk."""

from typing import Any

import msgspec

ENFORCEMENT_TYPES = {
    "penalty": "行政处罚",
    "permit": "行政许可",
    "compulsory_measure": "行政强制措施",
    "compulsory_execution": "行政强制执行",
    "inspection": "行政检查",
    "levy": "行政征收",
    "requisition": "行政征用",
    "fee": "行政收费",
    "confirmation": "行政确认",
    "grant": "行政给付",
}


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of a list; `code` names it within its list."""

    code: str


class Item(Row, frozen=True, kw_only=True):
    """执法事项：主体、职责、权限、依据（国办发〔2018〕118号四）。"""

    name: str
    type: str
    subject: str = ""
    unit: str = ""
    powers: str = ""
    basis: str
    penalty_basis: str = ""
    procedures: tuple[str, ...] = ("ordinary",)
    discretion: str = ""
    packs: list[str] = []


class Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that an organ asks for beyond the procedure's own, always required."""

    name: str
    label: str
    type: str = "text"
    help: str = ""


class Tightening(Row, frozen=True, kw_only=True):
    """执法流程的加严：只能增加必填内容和前置条件，不能删减。`code` is the procedure's step."""

    type: str = "penalty"
    procedure: str = "ordinary"
    fields: list[Extra] = []
    required: list[str] = []
    guards: list[dict[str, Any]] = []
    basis: str = ""


class ReviewRow(Row, frozen=True, kw_only=True):
    """法制审核目录：哪些决定须审核，或（`exempt`）哪些在法定情形以外免予审核。Amounts in yuan; empty means any."""

    type: str = "penalty"
    name: str
    items: list[str] = []
    kinds: list[str] = []
    from_person: str = ""
    from_entity: str = ""
    exempt: bool = False
    standard: str = ""
    basis: str = ""
    materials: list[str] = []
    focus: str = ""


class RecordingRow(Row, frozen=True, kw_only=True):
    """音像记录事项：关键环节、记录方式、场所、设备、内容、记录人、保存期限。"""

    type: str = "penalty"
    step: str
    name: str
    manner: str
    place: str = ""
    device: str = ""
    content: str = ""
    by: str = ""
    retention: str = ""
    basis: str = ""


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """裁量阶次：适用条件和具体标准；low 和 high 为罚款幅度（元）。"""

    name: str
    when: str
    standard: str
    low: str = ""
    high: str = ""


class DiscretionRow(Row, frozen=True, kw_only=True):
    """裁量基准：违法行为、法定依据、裁量阶次、适用条件、具体标准（国办发〔2022〕27号）。"""

    name: str
    basis: str
    penalty_basis: str = ""
    tiers: list[Tier]


class LeniencyRow(Row, frozen=True, kw_only=True):
    """四张清单：不予、减轻、从轻、从重（`effect`: no_penalty, mitigated, lighter, heavier）。"""

    effect: str
    name: str
    when: str
    basis: str
    standard: str = ""
    subject: str = ""


class RandomRow(Row, frozen=True, kw_only=True):
    """随机抽查事项：抽查主体、依据、对象、内容、比例、方式、频次。"""

    name: str
    subject: str
    basis: str
    target: str
    content: str
    ratio: str
    manner: str
    frequency: str


class GuideRow(Row, frozen=True, kw_only=True):
    """服务指南十四项。"""

    name: str
    basis: str
    accepted_by: str = ""
    decided_by: str = ""
    conditions: str = ""
    benefits: str = ""
    materials: str = ""
    process: str = ""
    time_limit: str = ""
    supervision: str = ""
    accountability: str = ""
    hours: str = ""
    address: str = ""
    phone: str = ""


KINDS: dict[str, tuple[str, type[Row]]] = {
    "item": ("执法事项清单", Item),
    "procedure": ("执法流程", Tightening),
    "review_list": ("重大执法决定法制审核目录", ReviewRow),
    "recording_list": ("音像记录事项清单", RecordingRow),
    "discretion": ("行政裁量基准", DiscretionRow),
    "leniency": ("不予、减轻、从轻、从重处罚清单", LeniencyRow),
    "random_inspection": ("随机抽查事项清单", RandomRow),
    "service_guide": ("服务指南", GuideRow),
}

PROCEDURES = {"ordinary": "普通程序", "summary": "简易程序"}
MANNERS = {"text": "文字记录", "photo": "拍照", "on_demand": "按需音像记录", "throughout": "全程音像记录"}
EFFECTS = {"no_penalty": "不予处罚", "mitigated": "减轻处罚", "lighter": "从轻处罚", "heavier": "从重处罚"}
# What a column may hold where it is a choice.
CLOSED: dict[str, dict[str, dict[str, str]]] = {
    "item": {"type": ENFORCEMENT_TYPES, "procedures": PROCEDURES},
    "procedure": {"type": ENFORCEMENT_TYPES, "procedure": PROCEDURES},
    "review_list": {"type": ENFORCEMENT_TYPES},
    "recording_list": {"type": ENFORCEMENT_TYPES, "manner": MANNERS},
    "discretion": {},
    "leniency": {"effect": EFFECTS},
    "random_inspection": {},
    "service_guide": {},
}


def read(kind: str, rows: list[dict[str, Any]]) -> list[Row]:
    """The rows of a list of this kind, typed. Raises msgspec.ValidationError for a row that does not fit."""
    struct = KINDS[kind][1]
    return [msgspec.convert(row, struct) for row in rows]
