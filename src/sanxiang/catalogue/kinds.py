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

    @property
    def key(self) -> str:
        """What no other row of the same list has: its code, unless the kind says more."""
        return self.code


class Item(Row, frozen=True, kw_only=True):
    """执法事项：主体、职责、权限、依据（国办发〔2018〕118号四）。`number` is its number in the powers-and-duties list."""

    number: str = ""
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

    @property
    def key(self) -> str:
        return f"{self.type}-{self.procedure}.{self.code}"


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
    """音像记录事项：场景、环节、内容、方式，及场所、设备、记录人、起止、保存期限、用语指引（一行一句）。`step` binds the row to a step; `type` all: every type."""

    type: str = "penalty"
    step: str = ""
    scene: str = ""
    name: str
    manner: str
    begins: str = ""
    ends: str = ""
    place: str = ""
    device: str = ""
    content: str = ""
    by: str = ""
    retention: str = ""
    phrases: str = ""
    basis: str = ""


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """裁量阶次：适用条件和具体标准；low 和 high 为罚款幅度（元），对个人另有幅度的为 person_low 和 person_high。"""

    name: str
    when: str
    standard: str
    low: str = ""
    high: str = ""
    person_low: str = ""
    person_high: str = ""


class DiscretionRow(Row, frozen=True, kw_only=True):
    """裁量基准：违法行为、法定依据、裁量阶次、适用条件、具体标准（国办发〔2022〕27号）。"""

    name: str
    basis: str
    penalty_basis: str = ""
    tiers: list[Tier]


class LeniencyRow(Row, frozen=True, kw_only=True):
    """四张清单：不予、减轻、从轻、从重；有的地方另列不予强制。首违不罚三要件：初次、危害后果轻微、及时改正（处罚法第三十三条）。"""

    area: str = ""
    effect: str
    name: str
    when: str
    first_offence: bool = False
    minor_harm: bool = False
    corrected: bool = False
    basis: str
    penalty_basis: str = ""
    items: list[str] = []
    standard: str = ""
    subject: str = ""


class RandomRow(Row, frozen=True, kw_only=True):
    """随机抽查事项：抽查主体、依据、对象、内容、比例、方式、频次。`ratio`, `frequency`: `catalogue.amounts` reads them."""

    area: str = ""
    name: str
    subject: str
    basis: str
    target: str
    content: str
    ratio: str
    manner: str
    frequency: str
    partners: str = ""
    level: str = ""
    risk: str = ""


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


class OfficerRow(Row, frozen=True, kw_only=True):
    """执法人员六项：姓名、单位、职务、证件编号（`code`）、执法类别、执法区域。Drawn from `organs`, never typed."""

    name: str
    unit: str
    title: str = ""
    kinds: str = ""
    area: str = ""


class TemplateRow(Row, frozen=True, kw_only=True):
    """文书模板：`code` is the packaged template whose words it replaces; `body` its paragraphs, with places such as {当事人名称}."""

    name: str
    body: str
    basis: str = ""


class WindowRow(Row, frozen=True, kw_only=True):
    """岗位信息公示牌：窗口、人员单位、姓名、职务、执法种类、服务事项，及职责、电话、时间、监督电话。"""

    window: str
    name: str
    unit: str = ""
    title: str = ""
    kinds: str = ""
    services: str = ""
    duties: str
    phone: str
    hours: str
    supervision_phone: str


KINDS: dict[str, tuple[str, type[Row]]] = {
    "item": ("执法事项清单", Item),
    "officers": ("行政执法人员清单", OfficerRow),
    "procedure": ("执法流程", Tightening),
    "review_list": ("重大执法决定法制审核目录", ReviewRow),
    "recording_list": ("音像记录事项清单", RecordingRow),
    "discretion": ("行政裁量基准", DiscretionRow),
    "leniency": ("不予、减轻、从轻、从重处罚清单", LeniencyRow),
    "random_inspection": ("随机抽查事项清单", RandomRow),
    "service_guide": ("服务指南", GuideRow),
    "templates": ("执法文书模板", TemplateRow),
    "window_board": ("岗位信息公示牌", WindowRow),
}
# Lists that are drawn from what the system already knows: nobody types them.
DRAWN = frozenset(["officers"])

MANNERS = {"text": "文字记录", "photo": "拍照", "on_demand": "按需音像记录", "throughout": "全程音像记录"}
EFFECTS = {"no_penalty": "不予处罚", "mitigated": "减轻处罚", "lighter": "从轻处罚", "heavier": "从重处罚", "no_compulsion": "不予强制"}
EVERY_TYPE = {"all": "各类执法"}


def read(kind: str, rows: list[dict[str, Any]]) -> list[Row]:
    """The rows of a list of this kind, typed. Raises msgspec.ValidationError for a row that does not fit."""
    struct = KINDS[kind][1]
    return [msgspec.convert(row, struct) for row in rows]
