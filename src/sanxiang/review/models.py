"""法制审核: requests with their opinions, and the approvals that alone let a reviewed decision be made."""

from typing import ClassVar

from django.db import models

from sanxiang.record.models import Projection

STATES = [("waiting", "待审核"), ("agree", "同意"), ("problems", "存在问题"), ("superseded", "已重新送审")]
# 审核结论的建议（市监54、住建25）
ADVICE = {
    "correct": "建议纠正",
    "investigate": "建议补充调查",
    "transfer": "建议移送",
    "other": "其他",
}


class Request(Projection):
    """送审: a draft decision with evidence and materials, under one digest, and the opinion on it."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    organ = models.CharField("执法主体", max_length=18)
    round = models.IntegerField("第几次送审")
    draft = models.JSONField("决定代拟稿", default=dict)
    document = models.CharField("代拟稿文书", max_length=80, blank=True)
    evidence = models.JSONField("证据", default=list)
    materials = models.JSONField("送审材料", default=list)
    response = models.TextField("对上次审核意见的处理", blank=True)
    bound = models.CharField("摘要", max_length=64)
    submitted_by = models.CharField("送审人", max_length=80)
    submitted_on = models.DateField("送审日期")
    state = models.CharField("状态", max_length=12, choices=STATES)
    reviewer = models.CharField("审核人", max_length=80, blank=True)
    reviewed_on = models.DateField("审核日期", null=True)
    points = models.JSONField("八项审核", default=dict)
    advice = models.CharField("建议", max_length=20, blank=True)
    text = models.TextField("审核意见", blank=True)
    coordination = models.TextField("意见不一致的协调", blank=True)

    class Meta:
        verbose_name = "送审"
        indexes = [models.Index(fields=["organ", "submitted_on"], condition=models.Q(state="waiting"), name="review_waiting")]


class Approval(Projection):
    """审核通过: what was passed, by its digest, and by whom. The gate of the database reads this table."""

    STREAMS: ClassVar[tuple[str, ...]] = ("case",)

    case = models.CharField(max_length=40, db_index=True)
    digest = models.CharField("摘要", max_length=64)
    reviewer = models.CharField("审核人", max_length=80)
    day = models.DateField("日期")

    class Meta:
        verbose_name = "审核通过"
