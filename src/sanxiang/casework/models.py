"""办案: what the acts of a case come to, and what is kept off the record beside it."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from sanxiang.record.models import Added, Projection

STATUSES = [
    ("open", "办理中"),
    ("suspended", "中止"),
    ("decided", "已决定"),
    ("closed", "已结案"),
    ("archived", "已归档"),
    ("declined", "不予立案"),
    ("transferred", "已移送"),
    ("withdrawn", "已撤回申请"),
    ("terminated", "已终止"),
]
PARTY_KINDS = {"person": "自然人", "organisation": "法人或者其他组织", "individual_business": "个体工商户"}
LICENCE_ACTS = [
    ("issued", "颁发"),
    ("changed", "变更"),
    ("renewed", "延续"),
    ("deemed", "视为准予延续"),
    ("revoked", "撤销"),
    ("recalled", "撤回"),
    ("cancelled", "注销"),
]
# 行政处罚法第四十六条
EVIDENCE_KINDS = {
    "documentary": "书证",
    "physical": "物证",
    "audio_visual": "视听资料",
    "electronic": "电子数据",
    "testimony": "证人证言",
    "statement": "当事人的陈述",
    "appraisal": "鉴定意见",
    "record": "勘验笔录、现场笔录",
}


class Case(Projection):
    """案件. Its id is its stream's. `lists` names the version of each list that it walks."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)
    ADDED: ClassVar[Added] = {"family": lambda row: row["id"]}

    organ = models.CharField("执法主体", max_length=18)
    number = models.CharField("案件编号", max_length=60)
    type = models.CharField("执法类别", max_length=20, default="penalty")
    procedure = models.CharField("程序", max_length=20)
    cause = models.CharField("案由", max_length=200)
    party_name = models.CharField("当事人", max_length=200)
    item_code = models.CharField("事项编码", max_length=60, blank=True)
    item_name = models.CharField("执法事项", max_length=200, blank=True)
    lists = models.JSONField("所走清单的版本", default=dict)
    packs = models.JSONField("规则包", default=list)
    facts = models.JSONField("情形", default=dict)
    summary = models.TextField("简要案情", blank=True)
    unit = models.CharField("承办机构", max_length=80, blank=True)
    opened_by = models.CharField("登记人", max_length=80)
    handlers = models.JSONField("承办人", default=list)
    stage = models.CharField("阶段", max_length=10)
    status = models.CharField("状态", max_length=12, choices=STATUSES)
    opened_on = models.DateField("登记日期")
    filed_on = models.DateField("立案日期", null=True)
    decided_on = models.DateField("决定日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    decision_number = models.CharField("决定书文号", max_length=80, blank=True)
    reviewer = models.CharField("法制审核人员", max_length=80, blank=True)
    head = models.CharField("决定人", max_length=80, blank=True)
    waits_for = models.CharField("等待", max_length=20, blank=True)
    search = models.TextField("检索词", blank=True)
    # 案件谱系: the cases that this one springs from, nearest first; the first case of the family (its own id where it springs from none);
    # the parent's act from which it sprang; the evidence that it brought along, by id.
    line = models.JSONField("所从案件", default=list)
    family = models.CharField("谱系", max_length=40, blank=True, db_index=True)
    sprung_at = models.CharField("转出环节", max_length=40, blank=True)
    brought = models.JSONField("沿用的证据", default=list)

    class Meta:
        verbose_name = "案件"
        indexes = [
            models.Index(fields=["organ", "-opened_on", "-id"], name="casework_case_list"),
            models.Index(fields=["organ", "waits_for"], condition=~models.Q(waits_for=""), name="casework_case_waits"),
            GinIndex(fields=["handlers"], opclasses=["jsonb_path_ops"], name="casework_case_handlers"),
        ]


class Party(Projection):
    """当事人、利害关系人. Personal data; erasable with the case's bodies."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    role = models.CharField("地位", max_length=20, default="party")
    kind = models.CharField("类别", max_length=20)
    name = models.CharField("姓名或者名称", max_length=200)
    id_number = models.CharField("证件号码", max_length=40, blank=True)
    representative = models.CharField("法定代表人、负责人或者经营者", max_length=60, blank=True)
    address = models.CharField("住址或者住所", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    sex = models.CharField("性别", max_length=2, blank=True)
    born = models.DateField("出生日期", null=True)

    class Meta:
        verbose_name = "当事人"


class Step(Projection):
    """办案步骤: an act of the procedure. `state` tells whether it was corrected, supplemented or annulled since."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    number = models.IntegerField("序号")
    act = models.CharField("步骤", max_length=40)
    stage = models.CharField("阶段", max_length=10)
    at = models.CharField("时间", max_length=40)
    day = models.DateField("日期")
    fields = models.JSONField("内容", default=dict)
    by = models.CharField("办理人", max_length=80)
    role = models.CharField("岗位", max_length=20)
    approved_by = models.CharField("批准人", max_length=80, blank=True)
    submitted_by = models.CharField("提交人", max_length=80, blank=True)
    stands_for = models.CharField("代谁办理", max_length=80, blank=True)
    backfill = models.CharField("补录理由", max_length=500, blank=True)
    state = models.CharField("状态", max_length=12, blank=True)
    remark = models.TextField("更正、补正或者作废的说明", blank=True)
    recording = models.CharField("须全程音像记录", max_length=12, blank=True)  # throughout, as it was asked when the step was taken
    recordings = models.JSONField("音像记录", default=list)  # {evidence, from, until, kind, uploaded}

    class Meta:
        verbose_name = "办案步骤"


class Proposal(Projection):
    """待批事项: a step that its handler submitted and that waits for the approver."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    act = models.CharField("步骤", max_length=40)
    approver = models.CharField("批准岗位", max_length=20)
    fields = models.JSONField("内容", default=dict)
    by = models.CharField("提交人", max_length=80)
    day = models.DateField("提交日期")
    state = models.CharField("状态", max_length=10)
    opinion = models.TextField("批准意见", blank=True)

    class Meta:
        verbose_name = "待批事项"
        indexes = [models.Index(fields=["organ", "approver"], condition=models.Q(state="waiting"), name="casework_waiting")]


class Document(Projection):
    """文书: what was made from a template, as `documents.Document`; `digest` is over it."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=80, blank=True)
    template = models.CharField("模板", max_length=60)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    internal = models.BooleanField("内部文书", default=False)
    content = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    day = models.DateField("日期")
    state = models.CharField("状态", max_length=12, blank=True)

    class Meta:
        verbose_name = "文书"


class Evidence(Projection):
    """证据: five mandatory facts (case, time, place, collector, what it proves) and, where there is a file, its digest and what the machine read
    of it when it came in (`read`: `media.Facts`). A derived copy (截取、遮挡) names its `parent`; `remark` is the reason for it, or of an
    original the explanation why time or place differ from what the file says."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    number = models.IntegerField("序号")
    kind = models.CharField("种类", max_length=20)
    title = models.CharField("名称", max_length=200)
    collected_at = models.DateTimeField("采集时间")
    place = models.CharField("采集地点", max_length=200)
    collector = models.CharField("采集人", max_length=60)
    proves = models.CharField("证明对象", max_length=500)
    step = models.CharField("所属步骤", max_length=80, blank=True)
    file = models.CharField("文件摘要", max_length=64, blank=True, db_index=True)
    sm3 = models.CharField("文件摘要（SM3）", max_length=64, blank=True)
    filename = models.CharField("文件名", max_length=255, blank=True)
    media_type = models.CharField("文件类型", max_length=80, blank=True)
    size = models.BigIntegerField("字节", default=0)
    by = models.CharField("提交人", max_length=80)
    state = models.CharField("状态", max_length=12, blank=True)
    latitude = models.CharField("纬度", max_length=12, blank=True)
    longitude = models.CharField("经度", max_length=12, blank=True)
    parent = models.CharField("原件", max_length=80, blank=True)
    remark = models.CharField("说明", max_length=500, blank=True)
    read = models.JSONField("文件自带信息", default=dict)
    recorded = models.JSONField("记录起止", default=dict)  # of a recording: {from, until, kind, uploaded}

    class Meta:
        verbose_name = "证据"


class Decision(Projection):
    """执法决定 of any type. `review_ground`: the digest of a passed approval, `summary`, `imported`, the list row that exempts it (`exempt:`),
    or the list that does not count it among the major ones (`unlisted:`)."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case", "decision")
    ADDED: ClassVar[Added] = {"type": lambda row: "penalty"}

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    number = models.CharField("文号", max_length=80)
    type = models.CharField("执法类别", max_length=20, default="penalty")
    procedure = models.CharField("程序", max_length=20)
    outcome = models.CharField("结果", max_length=20)
    kinds = models.JSONField("处罚种类", default=list)
    fine = models.DecimalField("罚款（元）", max_digits=14, decimal_places=2, null=True)
    gains = models.DecimalField("没收违法所得（元）", max_digits=14, decimal_places=2, null=True)
    goods_value = models.DecimalField("没收非法财物价值（元）", max_digits=14, decimal_places=2, null=True)
    amount = models.DecimalField("征收、给付、收费、补偿、执行等数额（元）", max_digits=14, decimal_places=2, null=True)
    cause = models.CharField("案由", max_length=500, blank=True)
    party_name = models.CharField("当事人", max_length=200)
    facts = models.TextField("违法事实", blank=True)
    grounds = models.TextField("理由", blank=True)
    basis = models.TextField("依据", blank=True)
    content = models.TextField("决定内容", blank=True)
    decided_on = models.DateField("决定日期")
    decider = models.CharField("决定人", max_length=80, blank=True)
    handlers = models.JSONField("承办人", default=list)
    draft = models.CharField("决定书摘要", max_length=64, blank=True)
    review_ground = models.CharField("审核依据", max_length=160)
    state = models.CharField("状态", max_length=12, blank=True)

    class Meta:
        verbose_name = "决定"
        indexes = [models.Index(fields=["organ", "-decided_on"], name="casework_decision_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "number"], condition=~models.Q(review_ground="imported"), name="casework_decision_number"
            )
        ]


class Licence(Projection):
    """许可证件: what one act of a permit made of a licence. Of a licence (`licence`: the family of its cases) the newest row tells how it stands."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    licence = models.CharField("证件", max_length=40)
    at = models.CharField("次序", max_length=60)  # legal day and moment of recording: a licence's acts in order
    act = models.CharField("行为", max_length=12, choices=LICENCE_ACTS)
    number = models.CharField("证件编号", max_length=120, blank=True)
    name = models.CharField("证件名称", max_length=200, blank=True)
    holder = models.CharField("持证人", max_length=200)
    item_name = models.CharField("许可事项", max_length=200, blank=True)
    content = models.TextField("许可的内容和范围", blank=True)
    valid_from = models.DateField("有效期自", null=True)
    valid_until = models.DateField("有效期至", null=True)
    state = models.CharField("状态", max_length=12, blank=True)
    search = models.TextField("检索词", blank=True)

    class Meta:
        verbose_name = "许可证件"
        indexes = [
            models.Index(fields=["organ", "valid_until", "id"], name="casework_licence_list"),
            models.Index(fields=["licence", "at"], name="casework_licence_newest"),
        ]


class Retention(Projection):
    """保管期限 of an archived case: its id is the case's. `until` None: for ever; `held_for`: why nothing may be destroyed meanwhile."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    rule = models.CharField("依据的规则", max_length=40)
    title = models.CharField("保管期限", max_length=200)
    since = models.DateField("起算日期")
    until = models.DateField("保管至", null=True)
    held_for = models.CharField("暂停销毁的理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "保管期限"
        indexes = [models.Index(fields=["organ", "until", "id"], name="casework_retention_ends")]


class Destruction(Projection):
    """销毁 of files after their retention: proposed by one person, approved by another; approved, it is the tombstone of its `pieces`."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    pieces = models.JSONField("销毁清单", default=list)
    reason = models.TextField("理由")
    basis = models.CharField("依据", max_length=300)
    proposed_by = models.CharField("提请人", max_length=80)
    proposed_on = models.DateField("提请日期")
    settled_by = models.CharField("批准人", max_length=80, blank=True)
    destroyed_on = models.DateField("销毁日期", null=True)
    opinion = models.TextField("不同意的理由", blank=True)
    state = models.CharField("状态", max_length=10)

    class Meta:
        verbose_name = "销毁"
        indexes = [models.Index(fields=["organ", "state", "-proposed_on"], name="casework_destruction_list")]


class Draft(models.Model):
    """表单草稿: what a person has typed of a step's form and not yet submitted; it survives a lost session."""

    OFF_THE_RECORD: ClassVar[str] = "尚未提交的表单内容，提交后删除"

    officer = models.CharField(max_length=80)
    case = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "表单草稿"
        constraints = [models.UniqueConstraint(fields=["officer", "case", "step"], name="casework_one_draft")]


class FileShow(models.Model):
    """一个文件怎样显示: what the pages show of a file, by its digest: a small picture, loudness, a copy that browsers play, what a look at all of it
    found. `thumb` and `playable` are digests in the store."""

    OFF_THE_RECORD: ClassVar[str] = "由文件本身制作的缩略图、波形和播放副本，可随时重建；原件及其摘要在记录里"

    file = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=80)
    state = models.CharField(max_length=10, db_index=True)  # waiting, working, done, failed
    tries = models.SmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    reader = models.CharField(max_length=10, blank=True)
    thumb = models.CharField(max_length=64, blank=True)
    peaks = models.JSONField(default=list)
    likeness = models.CharField(max_length=16, blank=True)
    anomalies = models.JSONField(default=list)
    playable = models.CharField(max_length=64, blank=True)
    playable_type = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "文件显示"


class Due(models.Model):
    """在计期限: periods of open cases that still run, as `assess` gave them after the last act; rebuilt by night."""

    OFF_THE_RECORD: ClassVar[str] = "由行为和规则算出的期限，可随时重建"

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField(max_length=18)
    rule = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    start = models.DateField()
    due = models.DateField()
    provisional = models.BooleanField(default=False)

    class Meta:
        verbose_name = "在计期限"
        indexes = [models.Index(fields=["organ", "due"], name="casework_due_next")]


class Counter(models.Model):
    """文号流水: the last serial given, per organ, kind of document and year; taken in the act's transaction, so without gaps."""

    OFF_THE_RECORD: ClassVar[str] = "取号用；文号本身写在行为里"

    organ = models.CharField(max_length=18)
    kind = models.CharField(max_length=60)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        verbose_name = "文号流水"
        constraints = [models.UniqueConstraint(fields=["organ", "kind", "year"], name="casework_one_counter")]


from sanxiang.casework import footage_models, glass_models, paper_models  # noqa: E402, F401 — tables of the same app in a room of their own
