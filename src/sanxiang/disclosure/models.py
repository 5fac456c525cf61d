"""公示: the state of each publication, and the public's own tables (schema `public_face`), which alone the portal can read."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import MD5

from sanxiang.record.models import Added, Projection

# The six grounds on which a decision is not disclosed (PUB-11).
GROUNDS = {
    "minor": "当事人是未成年人",
    "secret": "涉及国家秘密、商业秘密、个人隐私",
    "security": "公开后可能影响国家安全、公共安全、经济安全或者社会稳定",
    "related_case": "公开后可能影响对相关违法行为的调查处理",
    "transferred": "涉嫌犯罪已移送司法机关处理",
    "other": "法律、法规、规章规定不予公开的其他情形",
}
STATES = {"published": "公示中", "withheld": "不予公开", "withdrawn": "已撤下", "ended": "公示期满"}


class Publication(Projection):
    """公示: how the disclosure of one decision stands. Its id is the case's."""

    STREAMS = ("case",)

    organ = models.CharField(max_length=18, db_index=True)
    state = models.CharField(max_length=12, choices=list(STATES.items()))
    day = models.DateField("公示日期", null=True)
    due_on = models.DateField("应当公示的最后一日", null=True)
    until = models.DateField("公示截止日期", null=True, db_index=True)
    ground = models.CharField("不予公开的情形", max_length=20, blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "公示"


class PublicDecision(Projection):
    """A decision as the public sees it: redacted, dated, and after withdrawal only that it stood here and why it is gone."""

    STREAMS = ("case", "decision")
    ADDED: ClassVar[Added] = {"type": lambda row: "penalty"}

    organ = models.CharField(max_length=18)
    organ_name = models.CharField(max_length=100)
    source = models.CharField(max_length=10)  # case | imported
    type = models.CharField("执法类别", max_length=20, default="penalty")
    outcome = models.CharField("决定结果", max_length=400, blank=True)  # in words; empty for penalties, whose kinds and amounts say it
    state = models.CharField(max_length=12, choices=list(STATES.items()))
    number = models.CharField("决定书文号", max_length=200, blank=True)
    title = models.CharField("案件名称", max_length=400)
    party = models.CharField("行政相对人", max_length=200, blank=True)
    party_kind = models.CharField("相对人类别", max_length=20, blank=True)
    party_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    procedure = models.CharField("程序", max_length=20, blank=True)
    cause = models.CharField("违法行为类型或者事项", max_length=2000, blank=True)
    facts = models.TextField("事实", blank=True)
    basis = models.TextField("依据", blank=True)
    kinds = models.JSONField("处罚类别", default=list)
    content = models.TextField("决定内容", blank=True)
    fine = models.DecimalField("罚款金额（元）", max_digits=18, decimal_places=2, null=True)
    confiscated = models.DecimalField("没收金额（元）", max_digits=18, decimal_places=2, null=True)
    full_text = models.TextField("决定书全文", blank=True)
    hidden = models.JSONField("全文中隐去之处", default=list)  # [[start, end, kind], …], places of full_text
    decided_on = models.DateField("决定日期", null=True)
    served_on = models.DateField("送达日期", null=True)  # as known on the day of publication: remedies count from it
    published_on = models.DateField("公示日期")
    due_on = models.DateField("应当公示的最后一日", null=True)
    until = models.DateField("公示截止日期", null=True)
    reason = models.TextField("撤下理由", blank=True)
    findings = models.JSONField("数据质量提示", default=list)
    sort_on = models.DateField()
    words = models.TextField()

    class Meta:
        db_table = 'public_face"."decision'
        verbose_name = "公示的决定"
        indexes = [
            models.Index(fields=["-sort_on", "-id"], name="decision_newest"),
            models.Index(fields=["organ", "-sort_on", "-id"], name="decision_organ"),
            models.Index(fields=["number"], name="decision_number"),
            models.Index(fields=["type", "-sort_on", "-id"], condition=~models.Q(type="penalty"), name="decision_type"),
            models.Index("organ", MD5("cause"), models.F("sort_on").desc(), models.F("id").desc(), name="decision_similar"),
            GinIndex(fields=["kinds"], opclasses=["jsonb_path_ops"], name="decision_kinds"),
            models.Index(fields=["-sort_on", "-id"], condition=models.Q(due_on__isnull=False), name="decision_due"),
            models.Index(fields=["organ", "-sort_on", "-id"], condition=models.Q(due_on__isnull=False), name="decision_organ_due"),
        ]


class PublicOrgan(Projection):
    """An organ's column on the portal: who it is, on what ground it acts, how to reach it and to complain."""

    STREAMS = ("organ",)

    name = models.CharField(max_length=100)
    region = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    duties = models.TextField(blank=True)
    reconsideration_organ = models.CharField(max_length=100, blank=True)
    court = models.CharField(max_length=100, blank=True)
    packs = models.JSONField(default=list)

    class Meta:
        db_table = 'public_face"."organ'
        verbose_name = "公示的执法主体"


class PublicOfficer(Projection):
    """《行政执法人员清单》: the six columns of YZ-07, and the certificate's validity."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18, db_index=True)
    organ_name = models.CharField(max_length=100)
    unit = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=40, db_index=True)
    certificate_until = models.DateField(null=True)
    kinds = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = 'public_face"."officer'
        verbose_name = "公示的执法人员"


class PublicList(Projection):
    """A published list of an organ in one version; the newest in force is shown, older ones stay reachable."""

    STREAMS = ("organ",)

    organ = models.CharField(max_length=18, db_index=True)
    organ_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    version = models.IntegerField()
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    published_on = models.DateField()
    columns = models.JSONField(default=list)  # [[name, label], …]
    rows = models.JSONField(default=list)  # [{name: value}, …]

    class Meta:
        db_table = 'public_face"."list'
        verbose_name = "公示的清单"
