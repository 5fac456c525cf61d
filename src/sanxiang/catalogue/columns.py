"""The columns of each kind of list: their Chinese heads, what may stand in them, and what organs write over them in their own tables."""

from collections.abc import Iterable
from typing import Any

import msgspec

from sanxiang.catalogue.kinds import KINDS, Row, Tightening


class Column(msgspec.Struct, frozen=True):
    """A column. `form`: text long choice choices several yes money ratio frequency tiers extras guards. `aka`: other heads for it, parted by blanks."""

    name: str
    head: str
    form: str = "text"
    aka: str = ""
    help: str = ""


C = Column
TYPE = C("type", "执法类别", "choice", "权力类型 职权类型 权力类别 执法类型 行政执法大类 行政执法类别 类别 事项类型 职权类别")
BASIS = C("basis", "依据", "long", "执法依据 法律依据 设定依据 实施依据 法定依据 抽查依据 检查依据 审核依据 依据条款")
STEP = C("step", "对应的办案步骤", "choice", "办案步骤", "从流程的步骤中选择，该步骤办理时按本行执行；不选的只作公示")
LINES = "一项一行"
COLUMNS: dict[str, tuple[Column, ...]] = {
    "item": (
        C("code", "事项编码", "text", "序号 编号 编码 项目编码 事项代码 项目序号"), C("number", "权责清单编号", "text", "权责编号 权力编码 职权编码 权责清单编码 职权编号 权力编号"),
        C("name", "事项名称", "long", "执法事项 行政执法事项 项目名称 职权名称 权力名称 权力事项 执法事项名称 职权事项 行政执法事项名称"), TYPE,
        C("subject", "执法主体", "text", "实施主体 行使主体 实施机关 责任主体 行使机关 执法机关 主体"), C("unit", "承办机构", "text", "责任科室 承办科室 内设机构 实施机构 责任机构 承办单位 职责处室"),
        C("powers", "职责权限", "text", "职责 权限 职权层级 行使层级 职权范围 实施层级"), BASIS,
        C("penalty_basis", "处罚依据", "long", "处罚法律依据 罚则 罚则依据"),
        C("procedures", "适用程序", "choices", "程序 执法程序 办理程序", LINES), C("discretion", "裁量基准编码", "text", "裁量基准 裁量编码"),
        C("packs", "规则包", "several", "", LINES),
    ),
    "officers": (
        C("code", "证件编号", "text", "执法证号 执法证件编号 证号 执法证编号"), C("name", "姓名"), C("unit", "单位", "text", "所在单位 工作单位"), C("title", "职务", "text", "职务职级"),
        C("kinds", "执法类别", "text", "执法种类 执法领域"), C("area", "执法区域", "text", "执法地域 执法范围"),
    ),
    "procedure": (
        TYPE, C("procedure", "程序", "choice", "适用程序"), C("code", "步骤", "choice", "环节 执法环节 办案步骤"),
        C("fields", "增加的内容", "extras", "", "一行一项：代码｜名称｜种类（短文字、长文字、日期、时间、数、金额、是否、附件）｜说明；增加的都是必填"),
        C("required", "改为必填的内容", "several", "必填的内容", "程序原有内容的代码，一项一行"),
        C("guards", "增加的前置条件", "guards", "前置条件", "一行一个：种类｜规则编号｜参数=值；参数=值"), BASIS,
    ),
    "review_list": (
        C("code", "序号", "text", "编号 编码"), TYPE,
        C("name", "审核事项", "long", "事项 审核的具体执法决定项目 具体审核事项 审核内容 事项名称 具体执法决定项目 重大执法决定事项 法制审核事项"),
        C("items", "适用事项编码", "several", "事项编码", LINES + "；不填则适用全部事项"), C("kinds", "适用的处罚种类或者决定结果", "choices", "处罚种类 适用处罚种类 决定类型", LINES),
        C("from_person", "对个人的金额起点（元）", "money", "个人金额 公民 个人 自然人 对公民 对个人"), C("from_entity", "对单位的金额起点（元）", "money", "单位金额 法人 单位 法人或者其他组织 对单位"),
        C("exempt", "免予审核", "yes"), C("standard", "标准", "long", "审核标准 重大执法决定标准 金额标准"), BASIS,
        C("materials", "应提交的材料", "several", "送审材料 应提交的审核资料 提交材料 审核资料 提交的材料 应当提交的材料 报审材料", LINES), C("focus", "审核重点", "long", "审核要点 重点审核内容 审核内容及重点"),
    ),
    "recording_list": (
        C("code", "序号", "text", "编号"), TYPE, STEP, C("scene", "场景", "text", "记录场景 执法环节 执法事项类别 场景类型"),
        C("name", "记录环节", "text", "环节 关键环节 记录事项 执法事项 事项 音像记录事项 记录的事项"), C("manner", "记录方式", "choice", "方式 记录形式 记录类别"),
        C("content", "记录内容", "long", "内容 记录过程 记录重点 记录的内容 主要内容"), C("begins", "开始时点", "text", "开始记录时间 开始时间"), C("ends", "结束时点", "text", "结束记录时间 结束时间"),
        C("place", "场所", "text", "记录场所 记录场合 记录地点 场合"), C("device", "设备", "text", "记录设备 载体 设备载体 记录载体"), C("by", "记录人", "text", "记录人员 执法记录人 责任人"),
        C("retention", "保存期限", "text", "保管期限 存储期限 保存时限"),
        C("phrases", "用语指引", "long", "执法用语 规范用语 用语", "一行一句，在手机上和表单上显示给执法人员"), BASIS,
    ),
    "discretion": (
        C("code", "编码", "text", "序号 编号 裁量编码 条次"), C("name", "违法行为", "long", "事项 违法事项 案由 事项名称 违法种类"), C("basis", "违法依据", "long", "法定依据 法律依据 依据 违反条款"),
        C("penalty_basis", "处罚依据", "long", "罚则 处罚条款 法律责任"),
        C("tiers", "裁量阶次", "tiers", "裁量等级 阶次 裁量幅度 裁量标准 具体标准 各项", "一行一个阶次：名称｜适用条件｜标准｜最低（元）｜最高（元）｜个人最低｜个人最高；不罚款的不填金额"),
    ),
    "leniency": (
        C("code", "序号", "text", "编号 编码"), C("area", "监管领域", "text", "领域 执法领域 行业领域"), C("effect", "处理方式", "choice", "裁量等级 处理类型 类型 清单类别 适用"),
        C("name", "违法行为", "long", "事项 违法事项 违法行为名称 事项名称 轻微违法行为"), C("when", "适用情形", "long", "适用条件 情形 条件 具体情形 不予处罚情形 适用情形和条件"),
        C("first_offence", "首次违法", "yes", "初次违法"), C("minor_harm", "危害后果轻微", "yes", "后果轻微"), C("corrected", "及时改正", "yes"),
        C("basis", "依据", "long", "违法依据 不予处罚依据 法律依据 法定依据 不予行政处罚依据 从轻依据 减轻依据"), C("penalty_basis", "处罚依据", "long", "处罚条款 罚则"),
        C("items", "适用事项编码", "several", "事项编码", LINES), C("standard", "裁量幅度", "long", "裁量标准 具体标准 处理标准"), C("subject", "实施主体", "text", "执法主体 实施单位"),
    ),
    "random_inspection": (
        C("code", "序号", "text", "编号"), C("area", "抽查领域", "text", "抽查类别 领域 抽查大类"), C("name", "抽查事项", "long", "事项 事项名称 检查事项 抽查事项名称 抽查项目"),
        C("subject", "抽查主体", "text", "检查主体 发起部门 实施主体 责任单位 检查机关 抽查机关"), BASIS, C("target", "抽查对象", "long", "检查对象 对象 被检查对象 抽查对象范围"),
        C("content", "抽查内容", "long", "检查内容 内容 抽查内容和要求"), C("ratio", "抽查比例", "ratio", "比例 抽取比例 抽查比例频次比例 抽查数量", "如 5%、10-20%、60-70家、全部"),
        C("manner", "抽查方式", "text", "方式 检查方式"), C("frequency", "抽查频次", "frequency", "频次 检查频次 频率 抽查频率", "如 1次/年、每季度1次"),
        C("partners", "配合部门", "text", "参与部门 联合部门"), C("level", "抽查层级", "text", "检查层级 层级"), C("risk", "风险等级"),
    ),
    "service_guide": (
        C("code", "序号", "text", "编号"), C("name", "事项名称", "text", "名称"), BASIS, C("accepted_by", "受理机构"), C("decided_by", "审批机构", "text", "决定机构"),
        C("conditions", "许可条件", "long", "办理条件 申请条件 条件"), C("benefits", "优惠政策", "long"), C("materials", "申请材料", "long", "材料"), C("process", "办理流程", "long", "流程 办理程序"),
        C("time_limit", "办理时限", "text", "时限"), C("supervision", "监督方式", "text", "监督电话 监督渠道"), C("accountability", "责任追究", "long"), C("hours", "办公时间", "text", "办理时间 工作时间"),
        C("address", "办公地址", "text", "办理地点 地址"), C("phone", "办公电话", "text", "联系电话 咨询电话 电话"),
    ),
    "templates": (
        C("code", "文书", "choice", "文书代码 模板"), C("name", "文书名称", "text", "名称"),
        C("body", "正文", "long", "内容", "一段一行；用 {当事人} 这样的名称写出由案件带入的内容，名称见下方"), BASIS,
    ),
    "window_board": (
        C("code", "序号", "text", "编号"), C("window", "窗口", "text", "服务窗口 岗位 窗口名称"), C("name", "姓名", "text", "工作人员 人员姓名"), C("unit", "单位", "text", "人员单位 所在单位"), C("title", "职务"),
        C("kinds", "执法种类", "text", "执法类别"), C("services", "服务事项", "long", "办理事项"), C("duties", "岗位职责", "long", "职责"), C("phone", "电话", "text", "联系电话 办公电话"),
        C("hours", "办公时间", "text", "工作时间 服务时间"), C("supervision_phone", "监督电话", "text", "投诉电话 监督投诉电话"),
    ),
}  # fmt: skip
# What a row must say though older versions did without.
ALSO_NEEDED = frozenset([("review_list", "type"), ("recording_list", "type"), ("procedure", "type"), ("procedure", "procedure")])


def column(kind: str, name: str) -> Column:
    return next(each for each in COLUMNS[kind] if each.name == name)


def head(kind: str, name: str) -> str:
    """The Chinese head of a column, its name if it has none."""
    return next((each.head for each in COLUMNS[kind] if each.name == name), name)


def required(kind: str) -> list[str]:
    """The columns that a row of any version must fill, in their order."""
    without = {field.name for field in msgspec.structs.fields(KINDS[kind][1]) if not field.required}
    return [each.name for each in COLUMNS[kind] if each.name not in without]


def needed(kind: str) -> frozenset[str]:
    """The columns that a row typed or imported today must fill."""
    return frozenset(required(kind)) | {name for of, name in ALSO_NEEDED if of == kind}


def of(kind: str, rows: Iterable[Row]) -> tuple[list[list[str]], list[dict[str, str]]]:
    """(columns, rows) of a list for showing: [[name, head], …] and each row's words by name; columns that no row fills are left out."""
    from sanxiang.catalogue import tightening, words

    rows = list(rows)
    told = words.told(kind, [msgspec.to_builtins(row) for row in rows])
    if kind == "procedure":
        told = [cells | tightening.for_readers(row) for cells, row in zip(told, rows, strict=True) if isinstance(row, Tightening)]
    columns = filled(kind, told)
    return [[each.name, each.head] for each in columns], [{each.name: row[each.name] for each in columns} for row in told]


def filled(kind: str, told: Iterable[dict[str, Any]]) -> list[Column]:
    """The columns in which any row says something."""
    rows = list(told)
    return [each for each in COLUMNS[kind] if any(row.get(each.name) for row in rows)]
