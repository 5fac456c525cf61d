"""导入: decisions taken over from published tables, and each import with the rows it set aside."""

from django.db import models

from sanxiang.record.models import Projection


class ImportedDecision(Projection):
    """A decision that an organ published in a table. Its id is also its stream's, made of what tells it apart, so that it is found again."""

    STREAMS = ("decision",)

    organ = models.CharField(max_length=18, db_index=True)
    organ_name = models.CharField("处罚机关", max_length=100, blank=True)
    number = models.CharField("决定书文号", max_length=200, blank=True)
    party = models.CharField("行政相对人", max_length=200, blank=True)
    decided_on = models.DateField("处罚决定日期", null=True)
    content = models.CharField("内容摘要", max_length=64)
    run = models.CharField("导入批次", max_length=40, db_index=True)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField("行号")
    fields = models.JSONField("字段", default=dict)
    extra = models.JSONField("其他列", default=dict)
    findings = models.JSONField("数据质量问题", default=list)

    class Meta:
        verbose_name = "导入的处罚决定"


class ImportRun(Projection):
    """One import that changed something: the file, what became of its rows, and the rows set aside, kept whole."""

    STREAMS = ("import",)

    organ = models.CharField(max_length=18, db_index=True)
    file = models.CharField("文件", max_length=255)
    digest = models.CharField("文件摘要", max_length=64, db_index=True)
    rows = models.IntegerField("行数")
    imported = models.IntegerField("新导入")
    changed = models.IntegerField("更正")
    unchanged = models.IntegerField("未变")
    set_aside = models.JSONField("搁置的行", default=list)
    findings = models.JSONField("数据质量问题", default=dict)

    class Meta:
        verbose_name = "导入批次"
